package contacts

import (
	"context"
	"strings"

	"evenpost/gui/kit"
	"evenpost/mailing"
	"evenpost/storage"
)

// onKind says what becomes of the values before a field is made one of another kind, and asks how days are written where none
// of the values tells.
func (d *fieldsDialog) onKind(f mailing.Field, k mailing.FieldKind) {
	store := d.page.store
	d.dialog.Busy(true)
	kit.Run(d.page.ui, nil, func(ctx context.Context) (mailing.FieldTrial, error) {
		return store.TryField(ctx, f.Name, k, mailing.Spelling{DecimalComma: kit.CurrentLanguage() == kit.German})
	}, func(t mailing.FieldTrial, err error) {
		d.dialog.Busy(false)
		open := k == mailing.KindDate && !t.Sure && len(t.Examples) > 0
		switch {
		case err != nil:
			d.dialog.Fail(err)
		case t.Left == 0 && !open:
			d.change(f, t.Reading)
		default:
			d.askKind(f, t, open)
			d.reread() // as long as it is not said
		}
	})
}

// askKind asks whether a field is to be of another kind, and with open whether the day or the month comes first in its values.
func (d *fieldsDialog) askKind(f mailing.Field, t mailing.FieldTrial, open bool) {
	reading := t.Reading
	parts := kit.Column(kit.SpaceM)
	if t.Left > 0 {
		parts.Add(kit.Sentence(kit.N("{{.N}} value does not fit and stays as it is written: {{.Some}}", "{{.N}} values do not fit and stay as they are written: {{.Some}}", t.Left, kit.M{"Some": strings.Join(t.Misfits, " · ")})))
	}
	if open {
		effect := kit.Hint("")
		show := func() { effect.SetText(readAs(t.Examples, reading)) }
		order := pick([]bool{false, true}, reading.MonthFirst, orderName, func(month bool) {
			reading.MonthFirst = month
			show()
		})
		show()
		parts.Add(kit.Field(kit.T("Which comes first, the day or the month? The values do not tell."), "", order))
		parts.Add(effect)
	}
	title := kit.T("Make “{{.Field}}” {{.Kind}}?", kit.M{"Field": f.Title, "Kind": kindName(reading.Kind)})
	kit.NewDialog(d.page.ui, title, parts, kit.T("Change"), func(w *kit.Dialog) {
		w.Close()
		d.change(f, reading)
	}).Sized(460, 0).Show()
}

func orderName(monthFirst bool) string {
	if monthFirst {
		return kit.T("The month")
	}
	return kit.T("The day")
}

// readAs shows some values and what they would be: "3/4/1980 is 3 Apr 1980".
func readAs(examples []mailing.FieldExample, r mailing.Reading) string {
	const most = 3
	var lines []string
	for _, x := range examples[:min(most, len(examples))] {
		if is, fits := r.Read(x.Was); fits {
			lines = append(lines, kit.T("{{.Was}} is {{.Is}}", kit.M{"Was": x.Was, "Is": valueWords(r.Kind, is)}))
		}
	}
	return strings.Join(lines, "\n")
}

// change makes a field one of another kind. Where that takes long it shows how far it is, and can be cancelled: then all is as it
// was before.
func (d *fieldsDialog) change(f mailing.Field, r mailing.Reading) {
	store := d.page.store
	d.lasting(f, kit.T("“{{.Field}}” is {{.Kind}} now", kit.M{"Field": f.Title, "Kind": kindName(r.Kind)}), func(ctx context.Context, heard storage.Progress) (mailing.BulkReport, error) {
		return store.ChangeFieldKind(ctx, f.Name, r, heard)
	})
}

// lasting does something to a field and everybody's value for it.
func (d *fieldsDialog) lasting(f mailing.Field, told string, work func(context.Context, storage.Progress) (mailing.BulkReport, error)) {
	d.dialog.Busy(true)
	during(d.page, changing(kit.T("“{{.Field}}” is being changed", kit.M{"Field": f.Title})), work, func(r mailing.BulkReport, err error) {
		d.dialog.Busy(false)
		d.page.changed(r, err, told, nil)
		d.reread()
	})
}
