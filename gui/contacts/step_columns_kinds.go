package contacts

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"

	"evenpost/gui/kit"
	"evenpost/mailing"
	"evenpost/storage/contactfile"
)

// readings are the ways in which the values of a column can be read: its kinds and, where its values can be read in two
// ways, each of these. A field that there is already keeps its kind.
func (s *columnsStep) readings(column int) []mailing.Reading {
	l := s.layout
	var all []mailing.Reading
	for _, k := range mailing.FieldKinds() {
		if s.known(l.Columns[column]) && k != l.Kinds[column].Kind {
			continue
		}
		spelled, _ := l.Looks[column].Spelling(l.Kinds[column].Spelling, k)
		first := mailing.Reading{Kind: k, Spelling: spelled}
		other := first
		switch look := l.Looks[column]; {
		case k == mailing.KindDate && look.EitherOrder > 0:
			other.MonthFirst = !first.MonthFirst
		case k == mailing.KindNumber && look.EitherMark > 0:
			other.DecimalComma = !first.DecimalComma
		}
		if all = append(all, first); other != first {
			all = append(all, other)
		}
	}
	return all
}

func (s *columnsStep) known(t contactfile.Target) bool {
	return slices.ContainsFunc(s.fields, func(f mailing.Field) bool { return contactfile.Target(f.Name) == t })
}

// readingName tells the readings of one column apart.
func readingName(r mailing.Reading, among []mailing.Reading) string {
	alike := 0
	for _, other := range among {
		if other.Kind == r.Kind {
			alike++
		}
	}
	switch {
	case alike < 2:
		return kindName(r.Kind)
	case r.Kind == mailing.KindDate && r.MonthFirst:
		return kit.T("Date, month first")
	case r.Kind == mailing.KindDate:
		return kit.T("Date, day first")
	case r.DecimalComma:
		return kit.T("Number, as 1.234,5")
	}
	return kit.T("Number, as 1,234.5")
}

// kindPick chooses how the values of a column are read; it is empty above what is no further field.
func (s *columnsStep) kindPick(column int) fyne.CanvasObject {
	l := s.layout
	if !l.Columns[column].Custom() || column >= len(l.Kinds) {
		return kit.Fill()
	}
	all := s.readings(column)
	names := make([]string, len(all))
	for i, r := range all {
		names[i] = readingName(r, all)
	}
	pick := kit.NewSelect(names, nil)
	pick.SetSelectedIndex(max(0, slices.IndexFunc(all, func(r mailing.Reading) bool { return same(r, l.Kinds[column]) })))
	pick.OnChanged = func(string) {
		s.layout.Kinds[column] = all[max(0, pick.SelectedIndex())]
		s.chosen[column] = true
		s.draw()
	}
	return pick
}

// same says whether two readings of a kind come to the same.
func same(a, b mailing.Reading) bool {
	switch {
	case a.Kind != b.Kind:
		return false
	case a.Kind == mailing.KindDate:
		return a.MonthFirst == b.MonthFirst
	case a.Kind == mailing.KindNumber:
		return a.DecimalComma == b.DecimalComma
	}
	return true
}

// cellText is a value of the preview as it will be taken, and whether it fits.
func (s *columnsStep) cellText(column int, text string) (string, bool) {
	l := s.layout
	fits := true
	if l.Columns[column].Custom() && column < len(l.Kinds) {
		text, fits = l.Kinds[column].Read(text)
		text = valueWords(l.Kinds[column].Kind, text)
	}
	return strings.ReplaceAll(text, "\n", " ⏎ "), fits
}

// custom says whether any column is a further field.
func (s *columnsStep) custom() bool {
	return len(s.layout.Kinds) > 0 && slices.ContainsFunc(s.layout.Columns, contactfile.Target.Custom)
}
