package attention

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"evenpost/gui/kit"
	"evenpost/mailing"
)

// explainer is the dialog that says what a mail server's line means: a field to paste it into, and below it whose problem that
// is and what to do.
type explainer struct {
	ui     *kit.UI
	entry  *kit.Entry
	answer *fyne.Container
	scroll *container.Scroll
	body   *fyne.Container
	dialog *kit.Dialog
}

func newExplainer(ui *kit.UI) *explainer {
	x := &explainer{ui: ui, entry: kit.NewTextArea("550 5.1.1 User unknown", 4), answer: kit.Column(kit.SpaceM)}
	x.entry.OnChanged = func(string) { x.explain() }
	x.scroll = container.NewVScroll(kit.PadXY(0, kit.SpaceXS, x.answer))
	hint := kit.Hint(kit.T("Paste what the mail server said: from an error message or from a mail that came back. It stays on this computer."))
	x.body = kit.Between(kit.Column(kit.SpaceS, hint, x.entry), nil, kit.PadXY(0, kit.SpaceS, x.scroll))
	x.dialog = kit.NewDialog(ui, kit.T("What does this line mean?"), x.body, "", nil).Sized(640, 560)
	x.explain()
	return x
}

func (x *explainer) show() {
	x.dialog.Show()
	x.body.Refresh() // the hint knows its height only now that it knows its width
	x.dialog.Focus(x.entry)
}

// explain reads the field anew. It takes microseconds, so it happens with every key.
func (x *explainer) explain() {
	x.answer.Objects = nil
	if reply := mailing.ReadLine(x.entry.Text, ""); reply.Text != "" || reply.Code != 0 {
		x.answer.Objects = x.parts(reply)
	}
	x.answer.Refresh()
	x.scroll.Refresh()
	x.scroll.ScrollToTop()
}

func (x *explainer) parts(r mailing.Reply) []fyne.CanvasObject {
	now := x.ui.Now().In(x.ui.Zone)
	v := mailing.Judge(r, now, mailing.History{})
	a := mailing.AdviseOn(v, r)
	what := kit.Sentence(kit.T(a.Title))
	what.Bold, what.Size_ = true, theme.SizeNameSubHeadingText
	facts := []kit.Pair{
		kit.KV(kit.T("Whose problem"), kit.T(a.Whose)),
		kit.KV(kit.T("What to do"), kit.T(a.Do)),
	}
	if a.Self != "" {
		facts = append(facts, kit.KV(kit.T("By itself"), kit.T(a.Self)))
	}
	if said := kit.NoteWords(a.Notes); said != "" {
		facts = append(facts, kit.KV(kit.T("The line says"), said))
	}
	facts = append(facts, kit.KV(kit.T("It is over"), over(v, x.ui)))
	codes := kit.Hint(kit.ReplyWords(r))
	codes.Size_ = kit.SizeSmall
	return []fyne.CanvasObject{what, kit.KeyValues(facts...), kit.Rule(), codes}
}

// over says when trouble is over.
func over(v mailing.Verdict, ui *kit.UI) string {
	now := ui.Now().In(ui.Zone)
	switch {
	case v.Until.After(now):
		return kit.At(v.Until, now)
	case v.Wait > 0:
		return kit.T("in about {{.Span}}", kit.M{"Span": kit.Span(v.Wait)})
	case v.Permanent:
		return kit.T("not by itself")
	}
	return kit.T("by itself, soon")
}
