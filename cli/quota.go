package cli

import (
	"fmt"
	"io"
	"time"

	"evenpost/mailing"
)

type windowJSON struct {
	Limit  string  `json:"limit"`
	Used   int     `json:"used"`
	Free   int     `json:"free"`
	MoreAt *string `json:"more_at"`
}

type quotaJSON struct {
	Account    string        `json:"account"`
	Free       *int          `json:"free"` // null: no limits
	Next       *string       `json:"next"`
	Windows    []windowJSON  `json:"windows"`
	Waiting    int           `json:"waiting"`
	WaitingFor *waitingJSON  `json:"waiting_for"`
	Forecast   *forecastJSON `json:"forecast"`
}

func quota(f *flags) func(*call) error {
	f.canJSON()
	name := f.String("account", "", "only the account `N`")
	return func(c *call) error {
		var accounts []mailing.Account
		if *name != "" {
			a, _, err := c.account(*name)
			if err != nil {
				return err
			}
			accounts = append(accounts, a)
		} else {
			svc, err := c.open()
			if err != nil {
				return err
			}
			if accounts, err = svc.Store.Accounts(c.ctx); err != nil {
				return err
			}
		}
		standings := make([]mailing.Standing, 0, len(accounts))
		out := make([]quotaJSON, 0, len(accounts))
		for _, a := range accounts {
			s, err := c.svc.Engine.Standing(c.ctx, a)
			if err != nil {
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

func quotaAsJSON(s mailing.Standing) quotaJSON {
	q := quotaJSON{
		Account: s.Account.Name, Next: stamp(s.Allowance.Next), Windows: []windowJSON{}, Waiting: s.Waiting,
		WaitingFor: waitingAsJSON(s.WaitingFor(), "", s.At), Forecast: forecastAsJSON(s.Forecast(s.Waiting), s.At),
	}
	if len(s.Allowance.Windows) > 0 {
		q.Free = &s.Allowance.Free
	}
	for _, w := range s.Allowance.Windows {
		q.Windows = append(q.Windows, windowJSON{w.Limit.String(), w.Used, w.Free, stamp(w.MoreAt)})
	}
	return q
}

func quotaText(w io.Writer, s mailing.Standing) {
	fmt.Fprintf(w, "%s\n", plain(s.Account.Name))
	for _, use := range s.Allowance.Windows {
		fmt.Fprintf(w, "  %s: %d of %d used, %d left", use.Limit, use.Used, use.Limit.N, use.Free)
		if !use.MoreAt.IsZero() {
			fmt.Fprintf(w, "; more is free %s", at(use.MoreAt, s.At))
		}
		fmt.Fprintln(w)
	}
	if len(s.Allowance.Windows) == 0 {
		fmt.Fprintln(w, "  no limits")
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
