package campaigns

import (
	"context"
	"errors"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"evenpost/gui/kit"
	"evenpost/mailing"
)

// wizard makes a campaign in five steps. What is chosen is kept as a draft with every step, so that nothing is lost.
type wizard struct {
	page *Page
	ui   *kit.UI
	root *fyne.Container
	kit  *kit.Wizard

	draft  mailing.Campaign
	named  bool // the user gave it a name, so it no longer follows the template's
	saving bool

	who    *whoStep
	what   *whatStep
	how    *howStep
	checks *checksStep
	review *reviewStep
}

func newWizard(p *Page, c mailing.Campaign) *wizard {
	c.State = mailing.Draft
	w := &wizard{page: p, ui: p.ui, draft: c, named: c.Name != ""}
	w.who, w.what, w.how, w.checks, w.review = newWhoStep(w), newWhatStep(w), newHowStep(w), newChecksStep(w), newReviewStep(w)
	w.root = container.NewStack(w.content())
	return w
}

func (w *wizard) content() fyne.CanvasObject {
	title := kit.T("New campaign")
	if w.draft.ID != 0 {
		title = w.draft.Name
	}
	w.kit = kit.NewWizard(kit.T("Send"), kit.IconEnvelope, w.onSend, w.onCancel,
		kit.Step{Title: kit.T("Who"), Content: w.who.root, Enter: w.who.enter, Next: w.who.next},
		kit.Step{Title: kit.T("What"), Content: w.what.root, Enter: w.what.enter, Next: w.what.next},
		kit.Step{Title: kit.T("From and when"), Content: w.how.root, Enter: w.how.enter, Next: w.how.next},
		kit.Step{Title: kit.T("Checks"), Content: w.checks.root, Enter: w.checks.enter, Next: w.checks.next},
		kit.Step{Title: kit.T("Send"), Content: w.review.root, Enter: w.review.enter},
	)
	w.who.enter()
	return kit.PageFill(kit.NewSubHeader(kit.T("All campaigns"), w.onCancel, title, kit.T("Five short steps. It is kept as a draft until you send it.")), w.kit)
}

// refresh reads anew what may have changed in the store: contacts that were added, a template that was corrected.
func (w *wizard) refresh() {
	switch w.kit.At() {
	case 0:
		w.who.recount()
	case 3:
		w.checks.run()
	}
}

// returned is called when the page is shown again: what was made on another page meanwhile can be chosen.
func (w *wizard) returned() {
	switch w.kit.At() {
	case 0:
		w.who.read = false
		w.who.enter()
	case 1:
		w.what.enter()
	case 2:
		w.how.enter()
	}
}

// onCancel leaves. What was kept stays as a draft.
func (w *wizard) onCancel() {
	if w.draft.ID != 0 {
		w.ui.Toast(kit.T("“{{.Name}}” is kept as a draft.", kit.M{"Name": w.draft.Name}), nil)
	}
	w.page.showList()
}

// save keeps the draft and goes on when that went well.
func (w *wizard) save(goOn func(), problem func(string)) {
	if w.saving {
		return
	}
	w.saving = true
	c, store := w.draft, w.page.deps.Store
	if c.Name == "" {
		c.Name = kit.T("Mailing of {{.Date}}", kit.M{"Date": kit.Date(w.ui.Now().In(w.ui.Zone), w.ui.Now())})
	}
	named := w.named
	kit.Run(w.ui, nil, func(ctx context.Context) (mailing.Campaign, error) {
		return keep(ctx, store, c, named)
	}, func(kept mailing.Campaign, err error) {
		w.saving = false
		switch {
		case errors.Is(err, mailing.ErrExists):
			problem(kit.T("There is a campaign with this name already. Choose another name."))
		case err != nil:
			e := w.ui.Explain(err)
			problem(e.What + " " + e.Todo)
		default:
			w.draft.ID, w.draft.Name = kept.ID, kept.Name
			goOn()
		}
	})
}

// keep writes a draft. A name that the user did not choose gets a number when it is taken.
func keep(ctx context.Context, store Store, c mailing.Campaign, named bool) (mailing.Campaign, error) {
	const most = 100
	name := c.Name
	for n := 2; ; n++ {
		var err error
		if c.ID == 0 {
			var id int64
			if id, err = store.CreateCampaign(ctx, c); err == nil {
				c.ID = id
			}
		} else {
			err = store.UpdateCampaign(ctx, c)
		}
		if named || n > most || !errors.Is(err, mailing.ErrExists) {
			return c, err
		}
		c.Name = name + " " + strconv.Itoa(n)
	}
}

// onSend starts the campaign and shows it.
func (w *wizard) onSend() {
	if w.saving {
		return
	}
	w.saving = true
	w.kit.Allow(false)
	id, engine, store := w.draft.ID, w.page.deps.Engine, w.page.deps.Store
	draft := w.draft
	kit.Run(w.ui, nil, func(ctx context.Context) (struct{}, error) {
		if err := store.UpdateCampaign(ctx, draft); err != nil {
			return struct{}{}, err
		}
		return struct{}{}, engine.Start(ctx, id)
	}, func(_ struct{}, err error) {
		w.saving = false
		w.kit.Allow(true)
		if err != nil {
			kit.ShowError(w.ui, err)
			return
		}
		if w.page.wizard == w {
			w.page.openCampaign(id)
		}
	})
}
