package cli

import (
	"fmt"
	"io"
	"time"

	"evenpost/mailing"
)

type outlookJSON struct {
	Campaign string    `json:"campaign"` // "" for a number of people
	Account  string    `json:"account"`
	People   int       `json:"people"`
	Today    int       `json:"today"`
	Tomorrow int       `json:"tomorrow"`
	Days     []dayJSON `json:"days"`
	Finish   *string   `json:"finish"` // null: not within a year, or not before you have acted
	Slowed   *slowJSON `json:"slowed"` // null: nothing slows it
}

type dayJSON struct {
	Day    string `json:"day"`
	People int    `json:"people"`
}

type slowJSON struct {
	Why     string `json:"why"`
	Limit   string `json:"limit,omitempty"`
	Seconds int    `json:"seconds"`
	Text    string `json:"text"`
}

func forecast(f *flags) func(*call) error {
	f.canJSON()
	number := f.Int("people", 0, "for `N` people instead of a campaign")
	name := f.String("account", "", "through the account `NAME`; with --people")
	return func(c *call) error {
		k := mailing.Campaign{Name: ""}
		var account mailing.Account
		var err error
		n := *number
		switch {
		case len(c.args) == 1 && n == 0 && *name == "":
			if k, _, err = c.campaign(c.args[0]); err != nil {
				return err
			}
			if account, err = c.svc.Store.Account(c.ctx, k.AccountID); err != nil {
				return err
			}
			if n, err = c.stillToSend(k); err != nil {
				return err
			}
		case len(c.args) == 0 && n > 0 && *name != "":
			if account, _, err = c.account(*name); err != nil {
				return err
			}
			k.AccountID = account.ID
		default:
			return c.misused("it needs a campaign, or both --people and --account")
		}
		asked := n
		if k.State == mailing.CampaignSending {
			asked = 0 // what waits, and until when, is in the store
		}
		p, err := c.svc.Engine.Forecast(c.ctx, k, asked)
		if err != nil {
			return err
		}
		now := time.Now()
		out := outlookJSON{Campaign: k.Name, Account: account.Name, People: n, Today: p.On(now), Tomorrow: p.On(now.AddDate(0, 0, 1)), Days: []dayJSON{}, Finish: stamp(p.Finish)}
		for _, d := range p.Days {
			out.Days = append(out.Days, dayJSON{d.Day.Format(time.DateOnly), d.Count})
		}
		if words := slowedWords(p.Slowed); words != "" {
			out.Slowed = &slowJSON{Why: string(p.Slowed.Why), Seconds: int(p.Slowed.For.Seconds()), Text: words}
			if p.Slowed.Why == mailing.WhyLimit {
				out.Slowed.Limit = p.Slowed.Limit.String()
			}
		}
		return c.show(out, func(w io.Writer) { outlookText(w, out, p, now) })
	}
}

// stillToSend is how many people a campaign has before it.
func (c *call) stillToSend(k mailing.Campaign) (int, error) {
	if k.State == mailing.Draft || k.State == mailing.Scheduled && k.Counts.Total == 0 {
		people, suppressed, err := c.svc.Store.CountAudience(c.ctx, k.Audience)
		return people - suppressed, err
	}
	return k.Counts.Waiting, nil
}

func outlookText(w io.Writer, out outlookJSON, p mailing.Forecast, now time.Time) {
	if out.People == 0 {
		fmt.Fprintln(w, "Nobody is left to send to.")
		return
	}
	words := forecastWords(p, now)
	if words == "" {
		words = "it cannot go on before you have acted; “evenpost accounts health” says why"
	}
	fmt.Fprintf(w, "%s through “%s”: %s\n", people(out.People), plain(out.Account), words)
	const most = 14
	for i, d := range p.Days {
		if len(p.Days) < 3 {
			break // it is said already
		}
		if i == most {
			fmt.Fprintf(w, "  … and %s more\n", count(len(p.Days)-most, "day", "days"))
			break
		}
		fmt.Fprintf(w, "  %s  %d\n", d.Day.Format("Mon 2006-01-02"), d.Count)
	}
	if out.Slowed != nil {
		fmt.Fprintf(w, "What takes most of the time: %s.\n", out.Slowed.Text)
	}
}

// slowedWords says what makes a forecast as long as it is; "" when it is hardly worth saying.
func slowedWords(s mailing.Slowed) string {
	if s.For < time.Minute {
		return ""
	}
	switch s.Why {
	case mailing.WhyLimit:
		return "the limit of " + s.Limit.String()
	case mailing.WhyHours:
		return "the hours outside which the account does not send"
	case mailing.WhyRetry:
		return "tries that are planned for later"
	case mailing.WhySchedule:
		return "the time until it starts"
	case mailing.WhyHeld:
		return "the account's pause"
	case mailing.WhyPace:
		return "the account's pace"
	case mailing.WhyNothing, mailing.WhyUser, mailing.WhyPaused:
	}
	return ""
}
