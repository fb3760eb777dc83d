package contacts

import (
	"fyne.io/fyne/v2"

	"evenpost/gui/kit"
	"evenpost/mailing"
	"evenpost/storage/contactfile"
)

// values are what a reading of the whole file finds of its further fields.
type values struct {
	layout contactfile.Layout
	fields []mailing.ImportField
	unread int
	some   []mailing.UnreadValue // the first that do not fit
	seen   map[string]mailing.Evidence
}

func newValues(l contactfile.Layout) values {
	return values{layout: l, fields: l.Fields(), seen: map[string]mailing.Evidence{}}
}

// see looks at the values of a row that is taken.
func (v *values) see(row contactfile.Row) {
	for _, f := range v.fields {
		text := row.Contact.Fields[f.Name]
		if text == "" || f.Kind == mailing.KindText {
			continue
		}
		e := v.seen[f.Name]
		e.See(text)
		v.seen[f.Name] = e
		if _, fits := f.Read(text); !fits {
			if v.unread++; len(v.some) < badShown {
				v.some = append(v.some, mailing.UnreadValue{Line: row.Line, Field: f.Name, Value: text, Kind: f.Kind})
			}
		}
	}
}

// settle takes over how the columns are spelled, now that all their values are known, but for what the user chose. open are the
// fields of which nothing tells it.
func (s *columnsStep) settle(seen map[string]mailing.Evidence) (open []mailing.ImportField) {
	l := &s.layout
	for i, t := range l.Columns {
		e, ok := seen[string(t)]
		if !t.Custom() || !ok || s.chosen[i] {
			continue
		}
		if !l.Sure(i) {
			l.Looks[i].Evidence = e
			l.SetKind(i, l.Kinds[i].Kind)
		}
		if !l.Sure(i) {
			open = append(open, mailing.ImportField{Name: string(t), Title: at(l.Header, i), Reading: l.Kinds[i]})
		}
	}
	return open
}

// valueNotes say what is to be known of the further fields before the import.
func (s *lookStep) valueNotes() []fyne.CanvasObject {
	var notes []fyne.CanvasObject
	if n := s.found.values.unread; n > 0 {
		u := s.found.values
		notes = append(notes, kit.Say(kit.Doubtful, kit.N("{{.N}} value does not fit its field. It stays as it is written, and the contact is taken.",
			"{{.N}} values do not fit their fields. They stay as they are written, and the contacts are taken.", n),
			kit.Secondary(kit.T("Look at them"), nil, func() { showUnread(s.w.ui, s.w.columns.fields, u.some) })))
	}
	for _, f := range s.open {
		title := f.Title
		if title == "" {
			title = fieldTitle(f.Name)
		}
		said := kit.T("Nothing in “{{.Field}}” tells whether day or month comes first. The day is taken; go back to say otherwise.", kit.M{"Field": title})
		if f.Kind == mailing.KindNumber {
			said = kit.T("Nothing in “{{.Field}}” tells whether 1.234 is more than a thousand. Go back and look at the first rows.", kit.M{"Field": title})
		}
		notes = append(notes, kit.Say(kit.Doubtful, said))
	}
	return notes
}

// showUnread lists values that do not fit. They were taken as they are: what to do about them is the user's to say.
func showUnread(ui *kit.UI, fields []mailing.Field, all []mailing.UnreadValue) {
	g := kit.NewGrid(kit.GridColumn{Title: kit.T("Line"), Min: 66, Align: fyne.TextAlignTrailing},
		kit.GridColumn{Title: kit.T("Field"), Min: 120, Weight: 1}, kit.GridColumn{Title: kit.T("Value"), Min: 200, Weight: 2})
	g.NoChecks = true
	g.Rows = func() int { return len(all) }
	g.CellAt = func(row, col int) kit.Cell {
		u := all[row]
		switch col {
		case 0:
			return kit.Cell{Text: kit.Number(u.Line), Dim: true}
		case 1:
			return kit.Cell{Text: titleOf(fields, u.Field)}
		}
		return kit.Cell{Text: misfit(u.Kind, u.Value)}
	}
	kit.NewDialog(ui, kit.T("Values that do not fit"), kit.Grow(g), "", nil).Sized(640, 420).Show()
}
