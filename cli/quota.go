package cli

import (
	"fmt"
	"io"
	"strconv"
	"time"

	"evenpost/mailing"
)

type windowJSON struct {
	Limit     string  `json:"limit"`
	Number    int     `json:"number"` // that holds now
	Kept      int     `json:"kept"`   // of it, for everyday mail
	Used      int     `json:"used"`
	Elsewhere int     `json:"elsewhere"` // of used, sent from elsewhere
	Free      int     `json:"free"`      // for mailings
	MoreAt    *string `json:"more_at"`
}

type quotaJSON struct {
	Account    string        `json:"account"`
	Day        int           `json:"last_24h"` // recipients
	Free       *int          `json:"free"`     // null: no limits
	Next       *string       `json:"next"`
	Windows    []windowJSON  `json:"windows"`
	Reserve    int           `json:"reserve"` // percent
	Hours      string        `json:"hours"`
	Open       bool          `json:"open"`       // within the hours
	OpenUntil  *string       `json:"open_until"` // null: always, or closed
	Waiting    int           `json:"waiting"`
	WaitingFor *waitingJSON  `json:"waiting_for"`
	Forecast   *forecastJSON `json:"forecast"`
}

func quota(f *flags) func(*call) error {
	f.canJSON()
	name := f.String("account", "", "only the account `N`")
	return func(c *call) error {
		accounts, err := c.accounts(*name)
		if err != nil {
			return err
		}
		standings := make([]mailing.Standing, 0, len(accounts))
		out := make([]quotaJSON, 0, len(accounts))
		for _, a := range accounts {
			s, err := c.svc.Engine.Standing(c.ctx, a)
			if err != nil {
				return err
			}
			if s.Each, err = c.each(a); err != nil {
				return err
			}
			standings, out = append(standings, s), append(out, quotaAsJSON(s))
		}
		return c.show(out, func(w io.Writer) {
			for _, s := range standings {
				quotaText(w, s)
			}
		})
	}
}

// accounts is the account of that name, or all of them when none is named.
func (c *call) accounts(name string) ([]mailing.Account, error) {
	if name != "" {
		a, _, err := c.account(name)
		return []mailing.Account{a}, err
	}
	svc, err := c.open()
	if err != nil {
		return nil, err
	}
	return svc.Store.Accounts(c.ctx)
}

// each is how long an account's server takes for a message.
func (c *call) each(a mailing.Account) (time.Duration, error) {
	const newest = 200
	answers, err := c.svc.Store.AccountAnswers(c.ctx, a.ID, newest)
	return answers.Mean, err
}

func quotaAsJSON(s mailing.Standing) quotaJSON {
	q := quotaJSON{
		Account: s.Account.Name, Day: s.Day, Next: stamp(s.Allowance.Next), Windows: []windowJSON{}, Waiting: s.Waiting,
		Reserve: s.Account.Reserve, Hours: s.Account.Hours.String(), Open: !s.Allowance.Closed,
		WaitingFor: waitingAsJSON(s.WaitingFor(), "", s.At), Forecast: forecastAsJSON(s.Forecast(s.Waiting), s.At),
	}
	if !s.Allowance.Closed {
		q.OpenUntil = stamp(s.Allowance.Until)
	}
	if len(s.Allowance.Windows) > 0 {
		q.Free = &s.Allowance.Free
	}
	for _, w := range s.Allowance.Windows {
		q.Windows = append(q.Windows, windowJSON{w.Limit.String(), w.N, w.Kept, w.Used, w.Elsewhere, w.Free, stamp(w.MoreAt)})
	}
	return q
}

func quotaText(w io.Writer, s mailing.Standing) {
	fmt.Fprintf(w, "%s\n", plain(s.Account.Name))
	for _, use := range s.Allowance.Windows {
		fmt.Fprintf(w, "  %s: %d of %d used", use.Limit, use.Used, use.N)
		if use.Elsewhere > 0 {
			fmt.Fprintf(w, " (%d sent from elsewhere)", use.Elsewhere)
		}
		fmt.Fprintf(w, ", %d left", use.Free)
		if use.Kept > 0 {
			fmt.Fprintf(w, " and %d kept for everyday mail", use.Kept)
		}
		if !use.MoreAt.IsZero() {
			fmt.Fprintf(w, "; more is free %s", at(use.MoreAt, s.At))
		}
		fmt.Fprintln(w)
	}
	if len(s.Allowance.Windows) == 0 {
		fmt.Fprintf(w, "  no limits; %d sent in 24 hours\n", s.Day)
	}
	switch {
	case s.Account.Hours.Always():
	case s.Allowance.Closed:
		fmt.Fprintf(w, "  sends %s; the next hours begin %s\n", s.Account.Hours, at(s.Allowance.Until, s.At))
	default:
		fmt.Fprintf(w, "  sends %s; the hours end %s\n", s.Account.Hours, at(s.Allowance.Until, s.At))
	}
	if s.Waiting > 0 {
		fmt.Fprintf(w, "  %s waiting", people(s.Waiting))
		if words := forecastWords(s.Forecast(s.Waiting), s.At); words != "" {
			fmt.Fprintf(w, ": %s", words)
		}
		fmt.Fprintln(w)
	}
	wait := s.WaitingFor()
	if h := s.Account.Hold; wait.Why == mailing.WhyNothing && h != nil && !h.Over(time.Now()) {
		wait = mailing.WaitingFor{Why: mailing.WhyHeld, Until: h.Until, Verdict: h.Verdict, Reply: h.Reply}
		if h.Until.IsZero() {
			wait.Why = mailing.WhyUser
		}
	}
	if wait.Why != mailing.WhyNothing {
		fmt.Fprintf(w, "  it waits: %s\n", waitingWords(wait, "", s.At))
	}
}

// quotaElsewhere enters mail that was sent from elsewhere, and shows what is left.
func quotaElsewhere(f *flags) func(*call) error {
	f.canJSON()
	return func(c *call) error {
		a, svc, err := c.account(c.args[0])
		if err != nil {
			return err
		}
		n, err := strconv.Atoi(c.args[1])
		if err != nil || n < 1 {
			return c.misused("the number of mails is a number such as 40, not %q", plain(c.args[1]))
		}
		if _, err := svc.Store.AddElsewhere(c.ctx, a.ID, n, time.Now()); err != nil {
			return err
		}
		s, err := svc.Engine.Standing(c.ctx, a)
		if err != nil {
			return err
		}
		if s.Each, err = c.each(a); err != nil {
			return err
		}
		return c.show(quotaAsJSON(s), func(w io.Writer) { quotaText(w, s) })
	}
}
