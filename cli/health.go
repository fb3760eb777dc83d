package cli

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"evenpost/mailing"
)

// healthJSON is how an account is: how fast it goes and why, what holds it, and what is counted to stop in time.
type healthJSON struct {
	Account     string        `json:"account"`
	Pace        paceJSON      `json:"pace"`
	Hold        *waitingJSON  `json:"hold"`
	Breakers    breakersJSON  `json:"breakers"`
	Answers     *answersJSON  `json:"answers"`
	Learned     *learnedJSON  `json:"learned"`
	LastTrouble *incidentJSON `json:"last_trouble"`
}

type paceJSON struct {
	Why         string  `json:"why"`
	Text        string  `json:"text"`
	PerHour     *int    `json:"per_hour"`    // null: as fast as the server takes the messages
	Connections *int    `json:"connections"` // null: as many as the account allows
	Since       *string `json:"since"`
	MoreAt      *string `json:"more_at"` // when a little more is tried
	Reply       string  `json:"reply"`   // what the server said when it asked to go slower
}

type breakersJSON struct {
	Seen     int     `json:"seen"` // of the newest deliveries, at most 100
	Bounces  int     `json:"hard_bounces"`
	Share    float64 `json:"hard_bounce_share"`
	Refusals int     `json:"refusals"` // for spam or a block
	Logins   int     `json:"failed_logins"`
	Tripped  string  `json:"tripped"`
}

type answersJSON struct {
	Seen     int     `json:"seen"`
	MedianMS float64 `json:"median_ms"`
	P95MS    float64 `json:"p95_ms"`
	UsualMS  float64 `json:"usual_ms"` // the mean of earlier answers; 0: too few of them
	Slow     bool    `json:"slow"`     // the server is clearly slower than usual
}

type learnedJSON struct {
	Limit   string  `json:"limit"`
	At      *string `json:"at"`
	Counted bool    `json:"counted"` // the server named no number: it is what had gone out by then
	Reply   string  `json:"reply"`
}

type incidentJSON struct {
	At       *string `json:"at"`
	What     string  `json:"what"`
	Text     string  `json:"text"`
	Reply    string  `json:"reply"`
	Account  int64   `json:"account_id"`
	Campaign int64   `json:"campaign_id"`
}

func healthCommands() []*command {
	return []*command{
		{
			name: "accounts health", args: "[NAME]", most: 1, about: "shows how fast the accounts go and why, and what could stop them",
			more: "An account stops when more than 5 of its last 100 mails go to addresses that do not exist, when three replies speak of\n" +
				"spam or a block, and when three logins in a row fail. “evenpost accounts resume” lets it go on, and counting begins anew.",
			define: accountHealth,
		},
		{
			name: "accounts learned", args: "NAME", least: 1, most: 1, about: "makes a limit that the server taught the account's own, or forgets it",
			more: "“evenpost accounts health” shows it. Give --accept or --dismiss.", define: settleLearned,
		},
		{
			name: "events", about: "lists what happened to accounts and campaigns, newest first",
			more: "Such as: when the server asked to go slower, when an account was stopped and why, when a campaign began and ended.", define: listEvents,
		},
	}
}

func accountHealth(f *flags) func(*call) error {
	f.canJSON()
	return func(c *call) error {
		name := ""
		if len(c.args) == 1 {
			name = c.args[0]
		}
		accounts, err := c.accounts(name)
		if err != nil {
			return err
		}
		now := time.Now()
		out := make([]healthJSON, 0, len(accounts))
		for _, a := range accounts {
			h, err := c.health(a, now)
			if err != nil {
				return err
			}
			out = append(out, h)
		}
		return c.show(out, func(w io.Writer) {
			for _, h := range out {
				healthText(w, h)
			}
		})
	}
}

func (c *call) health(a mailing.Account, now time.Time) (healthJSON, error) {
	p, b := a.Pace, a.Pace.Breakers
	h := healthJSON{
		Account: a.Name,
		Pace:    paceJSON{Why: string(p.Why), Text: paceWords(a), Since: stamp(p.Since), MoreAt: stamp(p.Until), Reply: replyWords(p.Reply)},
		Breakers: breakersJSON{
			Seen: b.Seen(), Bounces: b.Bounces(), Refusals: b.Refusals(), Logins: b.Logins, Tripped: string(b.Tripped),
		},
	}
	if n := p.PerHour(); n > 0 {
		h.Pace.PerHour = &n
	}
	if n := p.Connections; n > 0 {
		h.Pace.Connections = &n
	}
	if b.Seen() > 0 {
		h.Breakers.Share = float64(b.Bounces()) / float64(b.Seen())
	}
	if hold := a.Hold; hold != nil && !hold.Over(now) {
		wait := mailing.WaitingFor{Why: mailing.WhyHeld, Until: hold.Until, Verdict: hold.Verdict, Reply: hold.Reply}
		if hold.Until.IsZero() {
			wait.Why = mailing.WhyUser
		}
		h.Hold = waitingAsJSON(wait, "", now)
	}
	if l := a.Learned; l != nil {
		h.Learned = &learnedJSON{Limit: l.Limit.String(), At: stamp(l.At), Counted: l.Counted, Reply: replyWords(l.Reply)}
	}
	const newest = 200
	answers, err := c.svc.Store.AccountAnswers(c.ctx, a.ID, newest)
	if err != nil {
		return h, err
	}
	h.Answers = answersAsJSON(answers)
	events, err := c.svc.Store.Incidents(c.ctx, a.ID, 0, newest)
	if err != nil {
		return h, err
	}
	for _, e := range events {
		switch e.What {
		case mailing.AccountHeld, mailing.BreakerTripped, mailing.SameReply, mailing.PaceLowered, mailing.FewerAtOnce:
			trouble := incidentAsJSON(e, now)
			h.LastTrouble = &trouble
			return h, nil
		}
	}
	return h, nil
}

// paceWords says how fast an account goes, and why.
func paceWords(a mailing.Account) string {
	p := a.Pace
	words := ""
	switch p.Why {
	case mailing.PaceUnmet:
		return "nothing has been sent yet"
	case mailing.PaceCareful:
		return "careful, because the server is new: a little faster with every message that it takes"
	case mailing.PaceFullSpeed:
		words = "as fast as the server takes them"
	case mailing.PaceThrottled:
		words = fmt.Sprintf("about %d messages an hour, because the server asked to go slower", p.PerHour())
	case mailing.PaceSettled:
		words = fmt.Sprintf("about %d messages an hour: a little below what the server permits", p.PerHour())
	case mailing.PaceTrying:
		words = fmt.Sprintf("about %d messages an hour, to find out whether the server permits a little more", p.PerHour())
	}
	if a.Gap > 0 && a.Gap >= p.Gap {
		words = fmt.Sprintf("one message every %v at most, as the account's settings say", a.Gap)
	}
	if p.Connections > 0 && p.Connections < a.Connections {
		words += fmt.Sprintf("; %d connections at most, because the server does not take more", p.Connections)
	}
	if p.PerConn > 0 {
		words += fmt.Sprintf("; a new connection after %d messages, as the server wants it", p.PerConn)
	}
	return words
}

func healthText(w io.Writer, h healthJSON) {
	fmt.Fprintf(w, "%s\n  speed: %s\n", plain(h.Account), h.Pace.Text)
	if h.Pace.Reply != "" {
		fmt.Fprintf(w, "  the server said: %s\n", plain(h.Pace.Reply))
	}
	if h.Hold != nil {
		fmt.Fprintf(w, "  it is stopped: %s\n", h.Hold.Text)
	}
	if b := h.Breakers; b.Seen > 0 || b.Logins > 0 {
		fmt.Fprintf(w, "  of the last %d mails %d went to addresses that do not exist (more than 5 stop the account)\n", b.Seen, b.Bounces)
		fmt.Fprintf(w, "  refused as spam or because of a block: %d; logins in a row that failed: %d (3 stop the account)\n", b.Refusals, b.Logins)
	}
	if a := h.Answers; a != nil {
		fmt.Fprintf(w, "  the server answers in %s, one in twenty takes longer than %s%s\n", millis(a.MedianMS), millis(a.P95MS), slowWords(a))
	}
	if l := h.Learned; l != nil {
		fmt.Fprintf(w, "  the server stops it at %s; “evenpost accounts learned %s --accept” makes that its limit\n", l.Limit, plain(strconv.Quote(h.Account)))
	}
	if t := h.LastTrouble; t != nil {
		fmt.Fprintf(w, "  last trouble, %s: %s\n", *t.At, t.Text)
	}
}

func millis(ms float64) string {
	return time.Duration(ms * float64(time.Millisecond)).Round(time.Millisecond).String()
}

func replyWords(r mailing.Reply) string {
	return plain(strings.TrimSpace(codes(r) + " " + r.Text))
}

func settleLearned(f *flags) func(*call) error {
	f.canJSON()
	accept := f.Bool("accept", false, "make it a limit of the account")
	dismiss := f.Bool("dismiss", false, "forget it")
	return func(c *call) error {
		if *accept == *dismiss {
			return c.misused("say --accept or --dismiss")
		}
		a, svc, err := c.account(c.args[0])
		if err != nil {
			return err
		}
		if a.Learned == nil {
			return &Problem{Title: fmt.Sprintf("The server has taught no limit for “%s”.", plain(a.Name)), Do: "There is nothing to decide.", Err: mailing.ErrWrongState}
		}
		if err := svc.Store.SettleLearned(c.ctx, a.ID, *accept); err != nil {
			return err
		}
		learned := a.Learned.Limit
		if a, err = svc.Store.Account(c.ctx, a.ID); err != nil {
			return err
		}
		return c.show(accountAsJSON(a), func(w io.Writer) {
			if *dismiss {
				fmt.Fprintf(w, "%s is forgotten. Account “%s”: %s\n", learned, plain(a.Name), describeAccount(a))
				return
			}
			fmt.Fprintf(w, "Account “%s”: %s\n", plain(a.Name), describeAccount(a))
		})
	}
}

func listEvents(f *flags) func(*call) error {
	f.canJSON()
	account := f.String("account", "", "only of the account `A`")
	campaign := f.String("campaign", "", "only of the campaign `C`")
	most := f.Int("limit", 50, "at most `N` of them")
	return func(c *call) error {
		if *most < 1 {
			return c.misused("--limit is a number from 1")
		}
		var accountID, campaignID int64
		if *account != "" {
			a, _, err := c.account(*account)
			if err != nil {
				return err
			}
			accountID = a.ID
		}
		if *campaign != "" {
			k, _, err := c.campaign(*campaign)
			if err != nil {
				return err
			}
			campaignID = k.ID
		}
		svc, err := c.open()
		if err != nil {
			return err
		}
		all, err := svc.Store.Incidents(c.ctx, accountID, campaignID, *most)
		if err != nil {
			return err
		}
		now := time.Now()
		out := make([]incidentJSON, 0, len(all))
		for _, e := range all {
			out = append(out, incidentAsJSON(e, now))
		}
		return c.show(out, func(w io.Writer) {
			for _, e := range out {
				fmt.Fprintf(w, "%s  %s\n", *e.At, e.Text)
			}
		})
	}
}

func incidentAsJSON(e mailing.Incident, now time.Time) incidentJSON {
	return incidentJSON{At: stamp(e.At), What: string(e.What), Text: incidentWords(e, now), Reply: replyWords(e.Reply), Account: e.AccountID, Campaign: e.CampaignID}
}

// incidentWords says what happened in one sentence.
func incidentWords(e mailing.Incident, now time.Time) string {
	words := map[string]string{"N": strconv.Itoa(e.N), "Name": plain(e.Name), "Limit": e.Limit.String(), "When": at(e.Until, now)}
	if e.Verdict.Kind != "" {
		words["What"] = mailing.Advise(e.Verdict).Title
	}
	if e.Fault != "" {
		words["What"] = e.Fault.Advise().Title
	}
	return mailing.Fill(e.Sentence(), words)
}
