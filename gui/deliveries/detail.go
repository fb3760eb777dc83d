package deliveries

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"

	"evenpost/gui/kit"
	"evenpost/mailing"
	"evenpost/storage"
)

// detail is everything about one delivery, in a side panel.
type detail struct {
	*kit.SidePanel
	ui       *kit.UI
	actions  *Actions
	attempts kit.Latest[[]mailing.Attempt]
	shown    mailing.Delivery
}

const detailWidth = 320

func newDetail(a *Actions) *detail {
	return &detail{SidePanel: kit.NewSidePanel(detailWidth), ui: a.UI, actions: a}
}

// show shows a delivery; its attempts come when they are read.
func (p *detail) show(d mailing.Delivery) {
	if p.Visible() && p.shown == d {
		return
	}
	p.shown = d
	tries := kit.Column(kit.SpaceS, kit.Hint(kit.T("Reading …")))
	parts := []fyne.CanvasObject{kit.Row(0, kit.NewPill(kit.StateWord(d.State), kit.ToneOf(d.State)))}
	if d.Verdict.Kind != "" && d.Verdict.Kind != mailing.Accepted {
		parts = append(parts, p.advice(d))
	}
	if buttons := p.buttons(d); len(buttons) > 0 {
		parts = append(parts, kit.Flow(kit.SpaceS, kit.SpaceS, buttons...))
	}
	parts = append(parts, kit.KeyValues(p.facts(d)...))
	if words := kit.ReplyWords(d.Reply); words != "" && d.State != mailing.Sent {
		parts = append(parts, p.raw(kit.T("The server's own words"), words))
	}
	parts = append(parts, kit.Column(kit.SpaceS, kit.Strong(kit.T("All tries")), tries))
	p.Put(d.Address, container.New(layout.NewCustomPaddedLayout(0, 0, 0, 14), kit.Column(kit.SpaceM, parts...)))

	store := p.actions.Store
	p.attempts.Run(p.ui, func(ctx context.Context) ([]mailing.Attempt, error) {
		return store.Attempts(ctx, d.ID)
	}, func(all []mailing.Attempt, err error) {
		tries.Objects = p.tries(all, err)
		tries.Refresh()
		p.Refresh()
	})
}

// Close hides the panel.
func (p *detail) Close() {
	p.attempts.Cancel()
	p.SidePanel.Close()
}

func (p *detail) advice(d mailing.Delivery) fyne.CanvasObject {
	if d.State == mailing.Failed { // whatever the reply said: the tries are used up
		d.Verdict.Permanent = true
	}
	e := kit.AdviceOf(d.Verdict, d.Reply)
	what := kit.Sentence(e.What)
	what.Bold = true
	return kit.Column(kit.SpaceXS, what, kit.Hint(e.Whose), kit.Sentence(e.Todo))
}

func (p *detail) facts(d mailing.Delivery) []kit.Pair {
	now := p.ui.Now().In(p.ui.Zone)
	facts := []kit.Pair{kit.KV(kit.T("Campaign"), d.Campaign), kit.KV(kit.T("Last change"), kit.When(d.ChangedAt, now))}
	if d.State == mailing.Waiting && d.DueAt.After(now) {
		facts = append(facts, kit.KV(kit.T("Next try"), kit.When(d.DueAt, now)))
	}
	if stage := kit.StageWords(d.Reply.Stage); stage != "" && d.State != mailing.Sent {
		facts = append(facts, kit.KV(kit.T("It happened"), stage))
	}
	return facts
}

func (p *detail) buttons(d mailing.Delivery) []fyne.CanvasObject {
	one := storage.DeliveryQuery{IDs: []int64{d.ID}}
	retry := func() { p.actions.Retry(one) }
	never := kit.Quiet(kit.T("Never mail again"), kit.IconBlock, func() { p.actions.Never(one, 1) })
	switch d.State {
	case mailing.Failed:
		return []fyne.CanvasObject{
			kit.Secondary(kit.T("Try again"), kit.IconRetry, retry),
			kit.Secondary(kit.T("Edit address"), kit.IconPencil, func() { p.actions.Correct(one) }),
			never,
		}
	case mailing.InDoubt:
		return []fyne.CanvasObject{
			kit.Secondary(kit.T("It arrived"), kit.IconTick, func() { p.actions.Arrived(one) }),
			kit.Secondary(kit.T("Send again"), kit.IconRetry, func() { p.actions.SendAgain(one, 1) }),
		}
	case mailing.Skipped:
		return []fyne.CanvasObject{kit.Secondary(kit.T("Try again"), kit.IconRetry, retry)}
	}
	return nil
}

// raw is a technical text that can be copied.
func (p *detail) raw(title, words string) fyne.CanvasObject {
	text := kit.Hint(words)
	text.Size_ = kit.SizeSmall
	copying := kit.IconButton(theme.ContentCopyIcon(), kit.T("Copy"), func() {
		fyne.CurrentApp().Clipboard().SetContent(words)
		p.ui.Toast(kit.T("Copied."), nil)
	})
	return kit.Column(0, kit.Row(kit.SpaceS, kit.Grow(kit.Strong(title).Cuttable()), copying), text)
}

func (p *detail) tries(all []mailing.Attempt, err error) []fyne.CanvasObject {
	switch {
	case err != nil:
		return []fyne.CanvasObject{kit.NewNotice(kit.Bad, p.ui.Explain(err))}
	case len(all) == 0:
		return []fyne.CanvasObject{kit.Hint(kit.T("It has not been tried yet."))}
	}
	now := p.ui.Now().In(p.ui.Zone)
	var list []fyne.CanvasObject
	for i, a := range all {
		tone := kit.Bad
		switch a.Verdict.Kind {
		case mailing.Accepted:
			tone = kit.Good
		case mailing.Doubt:
			tone = kit.Doubtful
		}
		when := kit.When(a.At, now)
		if a.Took >= time.Millisecond {
			when += " · " + kit.T("took {{.Time}} s", kit.M{"Time": kit.Decimal(a.Took.Seconds(), 1)})
		}
		words := kit.ReplyWords(a.Reply)
		if stage := kit.StageWords(a.Reply.Stage); stage != "" && tone != kit.Good {
			words = stage + ": " + words
		}
		text := kit.Hint(words)
		text.Size_ = kit.SizeSmall
		list = append(list, kit.Column(2, kit.Row(6, kit.Picture(tone.Icon(), 14, tone.Color()), kit.Line(when)), text))
		if i < len(all)-1 {
			list = append(list, kit.Rule())
		}
	}
	return list
}
