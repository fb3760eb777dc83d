package campaigns

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"evenpost/gui/kit"
	"evenpost/mailing"
)

// reviewStep says in large letters what Send will do.
type reviewStep struct {
	w        *wizard
	root     *fyne.Container
	people   *kit.Text
	days     *kit.Para
	finish   *kit.Para
	because  *kit.Para
	facts    *fyne.Container
	slot     *kit.Slot
	forecast kit.Latest[review]
}

// review is what is read for the last step.
type review struct {
	forecast mailing.Forecast
	account  mailing.Account
	second   string // the sender of the account that helps, or ""
	named    audienceNames
	subject  string
}

func newReviewStep(w *wizard) *reviewStep {
	s := &reviewStep{w: w, people: kit.BigNumber(""), days: kit.Sentence(""), finish: kit.Sentence(""), because: kit.Hint(""), facts: container.NewStack(), slot: kit.NewSlot()}
	s.days.Size_, s.finish.Size_ = theme.SizeNameSubHeadingText, theme.SizeNameSubHeadingText
	s.finish.Bold = true
	sheet := kit.Card(kit.PadXY(kit.SpaceM, kit.SpaceM, kit.Column(kit.SpaceS, s.people, s.days, s.finish, s.because)))
	body := kit.Column(kit.SpaceM, s.slot, sheet, kit.Card(s.facts))
	s.root = container.NewStack(kit.PartTitle(kit.T("This will happen"), kit.ScrollBody(body)))
	return s
}

func (s *reviewStep) enter() {
	n := s.w.checks.found.People
	s.people.SetText(kit.N("{{.N}} person", "{{.N}} people", n))
	s.w.kit.SetFinish(kit.N("Send to {{.N}} person", "Send to {{.N}} people", n))
	s.days.SetText("")
	s.finish.SetText("")
	s.because.SetText("")
	if !s.w.draft.StartAt.IsZero() {
		s.w.kit.SetFinish(kit.T("Send later"))
	}
	c, store, engine, now := s.w.draft, s.w.page.deps.Store, s.w.page.deps.Engine, s.w.ui.Now().In(s.w.ui.Zone)
	standing := s.w.checks.found.Standing
	subject := s.w.what.templates[c.TemplateID].Message.Subject
	s.forecast.Run(s.w.ui, func(ctx context.Context) (r review, err error) {
		r.account, r.subject = standing.Account, subject
		if r.named, err = readAudienceNames(ctx, store); err != nil {
			return r, err
		}
		if c.SecondID != 0 {
			second, err := store.Account(ctx, c.SecondID)
			if err != nil {
				return r, err
			}
			r.second = second.From.String()
		}
		if r.forecast, err = engine.Forecast(ctx, c, n); err != nil {
			return r, err
		}
		return r, nil
	}, func(r review, err error) {
		if err != nil {
			s.slot.Fail(s.w.ui, err)
			return
		}
		s.show(r, now)
	})
}

func (s *reviewStep) show(r review, now time.Time) {
	s.slot.Put(nil)
	c := s.w.draft
	days := kit.DaysWords(r.forecast, now)
	s.days.SetText(days)
	if !c.StartAt.IsZero() {
		s.days.SetText(kit.T("Begins {{.When}}.", kit.M{"When": kit.At(c.StartAt, now)}) + " " + days)
	}
	switch end := kit.FinishWords(r.forecast, now); {
	case end != "":
		s.finish.SetText(kit.T("Everything {{.Finished}}", kit.M{"Finished": end}))
	case r.account.Hold != nil:
		s.finish.SetText(kit.T("The account is stopped: nothing goes out until it may send again."))
	default:
		s.finish.SetText(kit.T("It will take more than a year at this limit."))
	}
	because := kit.BecauseWords(s.w.checks.found.Standing, s.w.checks.found.People)
	s.because.SetText(because)
	visible(s.because, because != "")
	from := r.account.From.String()
	switch {
	case r.second == "":
	case c.Sharing == mailing.Shares:
		from = kit.T("{{.First}}, together with {{.Second}}", kit.M{"First": from, "Second": r.second})
	default:
		from = kit.T("{{.First}}; when it is full or stopped, {{.Second}}", kit.M{"First": from, "Second": r.second})
	}
	s.facts.Objects = []fyne.CanvasObject{kit.KeyValues(
		kit.KV(kit.T("Name"), c.Name),
		kit.KV(kit.T("To"), audienceWords(c.Audience, r.named)),
		kit.KV(kit.T("Subject"), plainSubject(r.subject)),
		kit.KV(kit.T("From"), from),
	)}
	s.root.Refresh()
}
