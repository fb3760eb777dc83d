package mailing

import (
	"context"
	"fmt"
	"time"
)

// Standing is where an account stands at one moment: what it may send, and what holds it up. It is derived from what
// is stored, so that every window and every command line says the same.
type Standing struct {
	Account   Account
	Allowance Allowance
	Waiting   int           // deliveries of running campaigns that are not at rest
	DueAt     time.Time     // the earliest of them; zero while Waiting is 0
	At        time.Time     // the moment of this standing
	Day       int           // recipients of the last 24 hours
	Each      time.Duration // how long a connection takes for one message, for forecasts; zero: not known
	ledger    *Ledger
}

// Line is the account of the standing as a forecast sees it; false when only the user can let it go on.
func (s Standing) Line() (Line, bool) {
	l := Line{Account: s.Account, Ledger: s.ledger, Each: s.Each}
	if h := s.Account.Hold; h != nil && !h.Over(s.At) {
		if h.Until.IsZero() {
			return l, false
		}
		l.From = h.Until
	}
	return l, true
}

// NewStanding derives a standing at the moment now.
func NewStanding(a Account, l *Ledger, waiting int, due, now time.Time) Standing {
	return Standing{Account: a, Allowance: Allow(a, l, now), Waiting: waiting, DueAt: due, At: now, Day: l.Since(now.Add(-day)), ledger: l}
}

// Books are where it is written down what counted against limits and who waits.
type Books interface {
	// Ledger is what counted against an account's limits, as far back as reach says from the moment now.
	Ledger(ctx context.Context, accountID int64, reach Reach, now time.Time) (*Ledger, error)
	// NextDue is how many wait for an account, and when the first of them is due.
	NextDue(ctx context.Context, accountID int64) (at time.Time, waiting int, err error)
}

// ReadStanding derives where an account stands at the moment now from what is written down.
func ReadStanding(ctx context.Context, b Books, a Account, now time.Time) (Standing, error) {
	reach := a.Reach()
	reach.Span = max(reach.Span, day) // of an account without limits one wants to know what went out as well
	ledger, err := b.Ledger(ctx, a.ID, reach, now)
	if err != nil {
		return Standing{}, fmt.Errorf("ledger of %q: %w", a.Name, err)
	}
	due, waiting, err := b.NextDue(ctx, a.ID)
	if err != nil {
		return Standing{}, fmt.Errorf("queue of %q: %w", a.Name, err)
	}
	return NewStanding(a, ledger, waiting, due, now), nil
}

// Why is the reason for which nothing goes out at the moment.
type Why string

// The reasons.
const (
	WhyNothing  Why = ""         // it is sending, or there is nothing to send
	WhyHeld     Why = "held"     // the account met trouble and goes on by itself
	WhyUser     Why = "user"     // the account met trouble that only the user can end
	WhyLimit    Why = "limit"    // a limit is used up
	WhyHours    Why = "hours"    // it is outside the account's sending hours
	WhyPace     Why = "pace"     // of a forecast: it goes no faster
	WhyRetry    Why = "retry"    // the next tries are not due yet
	WhyPaused   Why = "paused"   // the user paused the campaign
	WhySchedule Why = "schedule" // it is to start later
)

// WaitingFor is what a campaign or an account waits for.
type WaitingFor struct {
	Why     Why
	Until   time.Time // zero: until the user acts
	Limit   Limit     // of WhyLimit
	Verdict Verdict   // of WhyHeld and WhyUser
	Reply   Reply     // of WhyHeld and WhyUser
}

// WaitingFor says what the account's waiting deliveries wait for.
func (s Standing) WaitingFor() WaitingFor {
	if s.Waiting == 0 {
		return WaitingFor{}
	}
	if h := s.Account.Hold; h != nil && !h.Over(s.At) {
		why := WhyHeld
		if h.Until.IsZero() {
			why = WhyUser
		}
		return WaitingFor{Why: why, Until: h.Until, Verdict: h.Verdict, Reply: h.Reply}
	}
	if s.DueAt.After(s.At) {
		return WaitingFor{Why: WhyRetry, Until: s.DueAt}
	}
	if s.Allowance.Closed {
		return WaitingFor{Why: WhyHours, Until: s.Allowance.Next}
	}
	if s.Allowance.Free == 0 {
		w := WaitingFor{Why: WhyLimit, Until: s.Allowance.Next}
		last := time.Time{}
		for _, use := range s.Allowance.Windows {
			if use.Free == 0 && use.MoreAt.After(last) {
				w.Limit, last = use.Limit, use.MoreAt
			}
		}
		return w
	}
	return WaitingFor{}
}

// Forecast says when waiting more recipients would be through, beginning when the account may send again. It has no
// finish while only the user can let the account go on.
func (s Standing) Forecast(waiting int) Forecast {
	line, goesOn := s.Line()
	if !goesOn {
		return Forecast{}
	}
	if s.Waiting > 0 && s.DueAt.After(line.From) {
		line.From = s.DueAt
	}
	return Predict(Outlook{Line: line, Now: s.At, Mine: Load{N: waiting}})
}

// CampaignWaitingFor says what a campaign waits for, given its account's standing.
func CampaignWaitingFor(c Campaign, s Standing) WaitingFor {
	switch c.State {
	case Paused:
		return WaitingFor{Why: WhyPaused}
	case Scheduled:
		return WaitingFor{Why: WhySchedule, Until: c.StartAt}
	case CampaignSending:
		return s.WaitingFor()
	default:
		return WaitingFor{}
	}
}
