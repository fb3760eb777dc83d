package contacts

import (
	"context"
	"errors"
	"strings"

	"evenpost/gui/kit"
	"evenpost/mailing"
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
	type progress struct{ done, total int }
	var shown *kit.Dialog
	var cancel func()
	ended := false
	bar, words := kit.NewProgressBar(10), kit.Muted("")
	painter := kit.NewPainter(d.page.ui, func(p progress) {
		const few = 5000 // of which nobody notices how long they take
		if p.total < few || ended {
			return
		}
		if shown == nil {
			content := kit.Column(kit.SpaceM, bar, words, kit.Hint(kit.T("All or nothing: cancel, and nothing has changed.")))
			shown = kit.NewDialog(d.page.ui, kit.T("“{{.Field}}” is being changed", kit.M{"Field": f.Title}), content, "", nil).Sized(460, 0)
			shown.Cancel.SetText(kit.T("Cancel"))
			shown.OnClosed(func() { cancel() })
			shown.Show()
		}
		bar.Set(mailing.Counts{Total: p.total, Sent: p.done})
		words.SetText(kit.T("{{.Done}} of {{.Total}} values", kit.M{"Done": kit.Number(p.done), "Total": kit.Number(p.total)}))
	})
	tell := d.changed(kit.T("“{{.Field}}” is {{.Kind}} now", kit.M{"Field": f.Title, "Kind": kindName(r.Kind)}))
	d.dialog.Busy(true)
	store := d.page.store
	cancel = kit.Task(d.page.ui, func(ctx context.Context) (mailing.BulkReport, error) {
		return store.ChangeFieldKind(ctx, f.Name, r, func(done, total int) { painter.Set(progress{done, total}) })
	}, func(report mailing.BulkReport, err error) {
		d.dialog.Busy(false)
		ended = true
		if shown != nil {
			shown.Close()
		}
		if errors.Is(err, context.Canceled) {
			d.page.ui.Toast(kit.T("Cancelled: “{{.Field}}” is as it was.", kit.M{"Field": f.Title}), nil)
			d.reread()
			return
		}
		tell(report, err)
	})
}
