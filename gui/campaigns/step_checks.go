package campaigns

import (
	"context"
	"errors"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"evenpost/gui/kit"
	"evenpost/mailing"
	"evenpost/sender"
)

// checksStep says whether the campaign may start, point by point.
type checksStep struct {
	w       *wizard
	root    *fyne.Container
	list    *fyne.Container
	notBulk *kit.Check
	slot    *kit.Slot
	flight  kit.Latest[sender.Preflight]
	found   sender.Preflight
	done    bool
}

func newChecksStep(w *wizard) *checksStep {
	s := &checksStep{w: w, list: kit.Column(0), slot: kit.NewSlot()}
	s.notBulk = kit.NewCheck(kit.T("This is not bulk mail"), s.onNotBulk)
	s.notBulk.Checked = w.draft.NotBulk
	why := kit.Hint(kit.T("For invoices or answers that each person expects. Such mail needs no postal address and no way to unsubscribe. A newsletter is bulk mail."))
	why.Size_ = kit.SizeSmall
	body := kit.Column(kit.SpaceM, s.slot, kit.Card(s.list), kit.Card(kit.Column(0, s.notBulk, kit.PadXY(36, 0, why))))
	s.root = container.NewStack(kit.PartTitle(kit.T("Is everything right?"), kit.ScrollBody(body)))
	return s
}

func (s *checksStep) enter() {
	s.done = false
	s.list.Objects = []fyne.CanvasObject{kit.Hint(kit.T("Checking …"))}
	s.run()
}

// run asks the engine. The answer before stays until the new one is there.
func (s *checksStep) run() {
	engine, c := s.w.page.deps.Engine, s.w.draft
	s.flight.Run(s.w.ui, func(ctx context.Context) (sender.Preflight, error) { return engine.Preflight(ctx, c) }, func(p sender.Preflight, err error) {
		if err != nil {
			s.slot.Fail(s.w.ui, err)
			return
		}
		s.slot.Put(nil)
		s.done, s.found = true, p
		s.show()
	})
}

func (s *checksStep) onNotBulk(on bool) {
	s.w.draft.NotBulk = on
	s.run()
}

func (s *checksStep) next(goOn func(), problem func(string)) {
	switch {
	case !s.done:
		problem(kit.T("One moment: the checks are still under way."))
	case len(s.found.Problems) > 0:
		problem(kit.T("Deal with what is marked first."))
	default:
		s.w.save(goOn, problem)
	}
}

// check is one point.
type check struct {
	tone   kit.Tone
	what   string
	todo   string
	button fyne.CanvasObject
}

func (s *checksStep) show() {
	kit.Ruled(s.list, s.checks(), "", check.row)
	s.root.Refresh()
}

func (c check) row() fyne.CanvasObject {
	what := kit.Sentence(c.what)
	what.Bold = c.tone == kit.Bad || c.tone == kit.Doubtful
	words := []fyne.CanvasObject{what}
	if c.todo != "" {
		words = append(words, kit.Hint(c.todo))
	}
	parts := []fyne.CanvasObject{kit.NewTop(kit.Picture(c.tone.Icon(), 20, c.tone.Color())), kit.Grow(kit.Column(2, words...))}
	if c.button != nil {
		parts = append(parts, kit.NewTop(c.button))
	}
	return kit.PadXY(kit.SpaceXS, 10, kit.RowTop(kit.SpaceM, parts...))
}

// has returns the problem that wraps a sentinel, or nil.
func (s *checksStep) has(targets ...error) error {
	for _, err := range s.found.Problems {
		for _, target := range targets {
			if errors.Is(err, target) {
				return err
			}
		}
	}
	return nil
}

func (s *checksStep) checks() []check {
	p, ui := s.found, s.w.ui
	all := []check{s.people()}
	if c, ok := s.account(); ok {
		all = append(all, c)
	}
	toTemplate := func() fyne.CanvasObject {
		return kit.Secondary(kit.T("Open the message"), kit.IconPencil, func() { ui.Navigate(kit.PageTemplates, kit.OpenTemplate{ID: s.w.draft.TemplateID}) })
	}
	message := s.has(mailing.ErrBadTemplate, mailing.ErrUnknownField)
	if message != nil {
		e := ui.Explain(message)
		all = append(all, check{kit.Bad, e.What, e.Todo + " " + e.Raw, toTemplate()})
	} else {
		all = append(all, check{kit.Good, kit.T("Every field in the message exists."), "", nil})
	}
	if n := len(p.Blanks); n > 0 {
		all = append(all, check{
			kit.Doubtful, kit.N("{{.N}} place in brackets is not filled in.", "{{.N}} places in brackets are not filled in.", n),
			kit.T("Everybody would read “[{{.Text}}]”.", kit.M{"Text": p.Blanks[0]}), toTemplate(),
		})
	}
	for _, g := range p.Gaps {
		all = append(all, check{
			kit.Doubtful,
			kit.N("{{.N}} person has nothing in the field “{{.Field}}” and would see a gap there.", "{{.N}} people have nothing in the field “{{.Field}}” and would see a gap there.", g.Empty, kit.M{"Field": g.Field}),
			kit.T("Give the field a replacement, such as {{.Example}}, or fill it in at the contacts.", kit.M{"Example": "{{ " + g.Field + ` | default: "…" }}`}), toTemplate(),
		})
	}
	all = append(all, s.duties(message != nil)...)
	for _, err := range p.Problems {
		if s.named(err) {
			continue
		}
		e := ui.Explain(err)
		all = append(all, check{kit.Bad, e.What, e.Todo, nil})
	}
	return all
}

// named says whether a problem has a point of its own.
func (s *checksStep) named(err error) bool {
	for _, target := range []error{mailing.ErrNoRecipients, mailing.ErrBadTemplate, mailing.ErrUnknownField, mailing.ErrNoPostal, mailing.ErrNoOptOut} {
		if errors.Is(err, target) {
			return true
		}
	}
	return false
}

func (s *checksStep) people() check {
	p := s.found
	if s.has(mailing.ErrNoRecipients) != nil {
		return check{kit.Bad, kit.T("Nobody would get it."), kit.T("Go back to the first step and choose a list with contacts who may be mailed."), nil}
	}
	left := ""
	if p.Suppressed > 0 {
		left = kit.N("{{.N}} person on your list is never mailed and is left out.", "{{.N}} people on your list are never mailed and are left out.", p.Suppressed)
	}
	return check{kit.Good, kit.N("{{.N}} person will get it.", "{{.N}} people will get it.", p.People), left, nil}
}

// account says whether the account can send at present. It is no reason not to start: the people wait.
func (s *checksStep) account() (check, bool) {
	a := s.found.Standing.Account
	if a.ID == 0 {
		return check{}, false
	}
	if h := a.Hold; h != nil && !h.Over(s.found.Standing.At) {
		e := kit.AdviceOf(h.Verdict, h.Reply)
		return check{kit.Doubtful, e.What, e.Todo, kit.Secondary(kit.T("Show the account"), kit.IconKey, func() {
			s.w.ui.Navigate(kit.PageAccounts, kit.OpenAccount{ID: a.ID})
		})}, true
	}
	if a.Practice {
		return check{kit.Good, kit.T("This is for practice: the mails stay on this computer and nobody is mailed."), "", nil}, true
	}
	return check{kit.Good, kit.T("{{.Account}} can send.", kit.M{"Account": kit.AccountName(a)}), "", nil}, true
}

// duties are what bulk mail must carry. They are looked at after the message could be read.
func (s *checksStep) duties(unread bool) []check {
	settings := func() fyne.CanvasObject {
		return kit.Secondary(kit.T("Open the settings"), kit.IconGear, func() { s.w.ui.Navigate(kit.PageSettings, nil) })
	}
	if s.w.draft.NotBulk {
		return []check{{kit.Neutral, kit.T("No postal address and no way to unsubscribe: you said that this is not bulk mail."), "", nil}}
	}
	if unread {
		return []check{{kit.Neutral, kit.T("Postal address and way to unsubscribe: checked once the message can be read."), "", nil}}
	}
	postal := check{kit.Good, kit.T("Your postal address stands under the message."), "", nil}
	if err := s.has(mailing.ErrNoPostal); err != nil {
		e := s.w.ui.Explain(err)
		postal = check{kit.Bad, e.What, e.Todo, settings()}
	}
	optOut := check{kit.Good, kit.T("People can unsubscribe."), "", nil}
	if err := s.has(mailing.ErrNoOptOut); err != nil {
		e := s.w.ui.Explain(err)
		optOut = check{kit.Bad, e.What, e.Todo, settings()}
	}
	return []check{postal, optOut}
}
