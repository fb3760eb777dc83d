package cli

import (
	"fmt"
	"io"
	"slices"
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
	name := f.String("account", "", "through the account `NAME`; with --people, and not needed where there is only one")
	return func(c *call) error {
		switch {
		case len(c.args) == 0 && *number == 0 && *name == "":
			return c.forecastAll()
		case len(c.args) == 1 && *number == 0 && *name == "":
			k, _, err := c.campaign(c.args[0])
			if err != nil {
				return err
			}
			v, err := c.foresee(k)
			if err != nil {
				return err
			}
			return c.show(v.out, v.text)
		case len(c.args) == 0 && *number > 0:
			account, err := c.onlyAccount(*name)
			if err != nil {
				return err
			}
			v, err := c.foreseePeople(mailing.Campaign{AccountID: account.ID}, account, *number, *number)
			if err != nil {
				return err
			}
			return c.show(v.out, v.text)
		}
		return c.misused("it needs a campaign, or --people, or nothing for all that are under way")
	}
}

// forecastAll foresees every campaign that is under way.
func (c *call) forecastAll() error {
	svc, err := c.open()
	if err != nil {
		return err
	}
	all, err := svc.Store.Campaigns(c.ctx)
	if err != nil {
		return err
	}
	views, out := []outlookView{}, []outlookJSON{}
	for _, k := range all {
		if k.State != mailing.CampaignSending && k.State != mailing.Scheduled {
			continue
		}
		v, err := c.foresee(k)
		if err != nil {
			return err
		}
		views, out = append(views, v), append(out, v.out)
	}
	return c.show(out, func(w io.Writer) {
		if len(views) == 0 {
			fmt.Fprintln(w, "No campaign is under way. “evenpost forecast --people N” says how it would be with N people, “evenpost forecast CAMPAIGN” for a draft.")
		}
		for _, v := range views {
			fmt.Fprintf(w, "%s: ", plain(v.out.Campaign))
			v.text(w)
		}
	})
}

// onlyAccount is the account with this name; without one, the only one that does not stand for practice.
func (c *call) onlyAccount(name string) (mailing.Account, error) {
	all, err := c.accounts(name)
	if err != nil {
		return mailing.Account{}, err
	}
	if len(all) > 1 {
		all = slices.DeleteFunc(all, func(a mailing.Account) bool { return a.Practice })
	}
	if len(all) != 1 {
		return mailing.Account{}, c.misused("it needs --account: there are several")
	}
	return all[0], nil
}

// outlookView is a forecast as programs and as people read it.
type outlookView struct {
	out outlookJSON
	p   mailing.Forecast
	at  time.Time
}

// foresee makes the forecast of a campaign.
func (c *call) foresee(k mailing.Campaign) (outlookView, error) {
	account, err := c.svc.Store.Account(c.ctx, k.AccountID)
	if err != nil {
		return outlookView{}, err
	}
	n, err := c.stillToSend(k)
	if err != nil {
		return outlookView{}, err
	}
	asked := n
	if k.State == mailing.CampaignSending {
		asked = 0 // what waits, and until when, is in the store
	}
	return c.foreseePeople(k, account, n, asked)
}

func (c *call) foreseePeople(k mailing.Campaign, account mailing.Account, n, asked int) (outlookView, error) {
	p, err := c.svc.Engine.Forecast(c.ctx, k, asked)
	if err != nil {
		return outlookView{}, err
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
	return outlookView{out: out, p: p, at: now}, nil
}

func (v outlookView) text(w io.Writer) { outlookText(w, v.out, v.p, v.at) }

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
