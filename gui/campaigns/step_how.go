package campaigns

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"evenpost/gui/kit"
	"evenpost/mailing"
)

// howStep chooses the account and the time.
type howStep struct {
	w        *wizard
	root     *fyne.Container
	accounts *kit.Choices
	help     *helpChoice
	when     *kit.Choices
	date     *kit.DateEntry
	clock    *kit.SelectEntry
	later    *fyne.Container
	slot     *kit.Slot
	found    map[int64]mailing.Standing
}

const (
	whenNow int64 = 1 + iota
	whenLater
)

func newHowStep(w *wizard) *howStep {
	s := &howStep{w: w, slot: kit.NewSlot(), found: map[int64]mailing.Standing{}}
	s.root = container.NewStack(s.content())
	return s
}

func (s *howStep) content() fyne.CanvasObject {
	s.help = newHelpChoice(s.w)
	s.accounts = kit.NewChoices(func(id int64) {
		s.w.draft.AccountID = id
		s.help.show()
		s.root.Refresh()
	})
	s.when = kit.NewChoices(s.onWhen,
		kit.Choice{ID: whenNow, Title: kit.T("Now"), About: kit.T("As soon as you press Send")},
		kit.Choice{ID: whenLater, Title: kit.T("Later"), About: kit.T("Evenpost must be running at that time")})
	s.date = kit.NewDateEntry()
	s.clock = kit.NewSelectEntry(halfHours())
	s.clock.SetPlaceHolder("09:00")
	s.later = kit.Row(kit.SpaceS, kit.Grow(kit.AtLeast(140, 0, s.date)), kit.AtLeast(100, 0, s.clock))
	start := s.w.draft.StartAt
	s.when.Choose(whenNow)
	s.later.Hide()
	if !start.IsZero() {
		s.when.Choose(whenLater)
		s.later.Show()
	} else {
		start = s.w.ui.Now().In(s.w.ui.Zone).AddDate(0, 0, 1)
		start = time.Date(start.Year(), start.Month(), start.Day(), 9, 0, 0, 0, start.Location())
	}
	start = start.In(s.w.ui.Zone)
	s.date.SetDate(&start)
	s.clock.SetText(kit.Clock(start))
	left := kit.PartTitle(kit.T("From which account?"), kit.ScrollBody(kit.Column(kit.SpaceS, s.slot, s.accounts, s.help.root)))
	right := kit.PartTitle(kit.T("When?"), kit.Column(kit.SpaceS, s.when, kit.PadXY(kit.SpaceS, 0, s.later)))
	return kit.TwoParts(.55, 260, left, right)
}

func halfHours() []string {
	var all []string
	for h := 6; h < 22; h++ {
		for _, m := range []int{0, 30} {
			all = append(all, kit.Clock(time.Date(2000, 1, 1, h, m, 0, 0, time.UTC)))
		}
	}
	return all
}

func (s *howStep) onWhen(id int64) {
	visible(s.later, id == whenLater)
	s.root.Refresh()
}

func (s *howStep) enter() {
	store, engine := s.w.page.deps.Store, s.w.page.deps.Engine
	kit.Run(s.w.ui, nil, func(ctx context.Context) ([]mailing.Standing, error) {
		accounts, err := store.Accounts(ctx)
		if err != nil {
			return nil, err
		}
		var all []mailing.Standing
		for _, a := range accounts {
			standing, err := engine.Standing(ctx, a)
			if err != nil {
				return nil, err
			}
			all = append(all, standing)
		}
		return all, nil
	}, func(all []mailing.Standing, err error) {
		if err != nil {
			s.slot.Fail(s.w.ui, err)
			return
		}
		s.fill(all)
	})
}

func (s *howStep) fill(all []mailing.Standing) {
	now := s.w.ui.Now().In(s.w.ui.Zone)
	clear(s.found)
	var options []kit.Choice
	accounts := make([]mailing.Account, 0, len(all))
	for _, standing := range all {
		a := standing.Account
		accounts = append(accounts, a)
		s.found[a.ID] = standing
		about := a.From.String()
		if a.Practice {
			about = kit.T("Practice: nobody is mailed, you read the mails here")
		}
		meter := kit.NewMeterLine()
		meter.Set(kit.QuotaOf(standing, 0), now)
		options = append(options, kit.Choice{ID: a.ID, Title: kit.AccountName(a), About: about, Extra: meter})
	}
	s.accounts.Set(options...)
	s.slot.Put(nil)
	switch {
	case len(options) == 0:
		s.slot.Put(kit.Say(kit.Doubtful, kit.T("There is no account yet. Add the mailbox you send from; this draft is kept."),
			kit.Secondary(kit.T("Add an account"), kit.IconKey, func() { s.w.ui.Navigate(kit.PageAccounts, kit.OpenNew{}) })))
	case s.found[s.w.draft.AccountID].Account.ID == 0:
		s.w.draft.AccountID = all[0].Account.ID
	}
	s.accounts.Choose(s.w.draft.AccountID)
	s.help.set(accounts)
	s.root.Refresh()
}

// chosenStart is the moment that was entered; zero for now.
func (s *howStep) chosenStart() (at time.Time, ok bool) {
	if s.when.Chosen() == whenNow {
		return time.Time{}, true
	}
	clock, err := time.Parse("15:04", s.clock.Text)
	d, fits := s.date.Day(s.w.ui.Zone)
	if err != nil || !fits || d.IsZero() {
		return time.Time{}, false
	}
	return time.Date(d.Year(), d.Month(), d.Day(), clock.Hour(), clock.Minute(), 0, 0, s.w.ui.Zone), true
}

func (s *howStep) next(goOn func(), problem func(string)) {
	at, ok := s.chosenStart()
	switch {
	case s.w.draft.AccountID == 0:
		problem(kit.T("Choose an account."))
	case !ok:
		problem(kit.T("Enter a date and a time like 09:30."))
	case !at.IsZero() && !at.After(s.w.ui.Now()):
		problem(kit.T("This time has passed. Choose a later one, or send now."))
	default:
		s.w.draft.StartAt = at
		s.w.save(goOn, problem)
	}
}
