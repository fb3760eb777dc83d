package cli

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"evenpost/mailing"
)

func campaignCommands() []*command {
	return []*command{
		{
			name: "campaigns create", about: "makes a campaign: who gets what, from which account",
			more: "Nobody is mailed before “evenpost campaigns start”. Mailings carry a way to unsubscribe and your postal address, which\n" +
				"“evenpost settings” keeps; --not-bulk leaves both away, for mail that is not a mailing.",
			define: createCampaign,
		},
		{name: "campaigns status", args: "[NAME]", most: 1, about: "shows how a campaign stands, or all of them", define: campaignStatus},
		{
			name: "campaigns show", args: "NAME", least: 1, most: 1, about: "shows how a campaign has gone: speed over time, the server's answers, what happened",
			define: showCampaign,
		},
		{name: "campaigns pause", args: "NAME", least: 1, most: 1, about: "stops a campaign until it is resumed", define: pauseCampaign},
		{name: "campaigns resume", args: "NAME", least: 1, most: 1, about: "lets a paused campaign go on", define: resumeCampaign},
		{name: "campaigns cancel", args: "NAME", least: 1, most: 1, about: "ends a campaign for good; who was not mailed yet is not", define: cancelCampaign},
		{name: "campaigns delete", args: "NAME", least: 1, most: 1, about: "deletes a campaign that is not under way, with its record", define: deleteCampaign},
	}
}

// campaign finds a campaign by its name, else by its number.
func (c *call) campaign(name string) (mailing.Campaign, *Services, error) {
	svc, err := c.open()
	if err != nil {
		return mailing.Campaign{}, nil, err
	}
	found, err := svc.Store.CampaignByName(c.ctx, name)
	if errors.Is(err, mailing.ErrNotFound) {
		if id, parseErr := strconv.ParseInt(name, 10, 64); parseErr == nil {
			found, err = svc.Store.Campaign(c.ctx, id)
		}
	}
	if errors.Is(err, mailing.ErrNotFound) {
		err = missing("campaign", name, "“evenpost campaigns status” shows them.", err)
	}
	return found, svc, err
}

func createCampaign(f *flags) func(*call) error {
	f.canJSON()
	name := f.String("name", "", "its `NAME`")
	template := f.String("template", "", "the template `T`")
	account := f.String("account", "", "the account `A` to send through")
	second := f.String("second", "", "another account `B` that helps: it sends from the same part after the @")
	sharing := f.String("sharing", string(mailing.TakesOver), "`HOW` the second account helps: takes-over (while the first is full or stopped) or shares")
	lists := f.list("list", "to everyone on the list `L`")
	tags := f.list("tag", "to everyone with the tag `T`")
	segments := f.list("segment", "to everyone in the segment `S`")
	all := f.Bool("all", false, "to all contacts")
	notBulk := f.Bool("not-bulk", false, "this is not a mailing: no way to unsubscribe, no postal address")
	start := f.String("at", "", "start at this `TIME`, such as \"2026-12-24 09:00\", instead of at once")
	return func(c *call) error {
		for flag, value := range map[string]string{"--name": *name, "--template": *template, "--account": *account} {
			if strings.TrimSpace(value) == "" {
				return c.misused("--name, --template and --account are needed; %s is missing", flag)
			}
		}
		if !*all && len(*lists) == 0 && len(*tags) == 0 && len(*segments) == 0 {
			return c.misused("say who gets it: --list, --tag, --segment or --all")
		}
		startAt, err := parseTime(*start)
		if err != nil {
			return c.misused("%v", err)
		}
		t, err := c.template(*template)
		if err != nil {
			return err
		}
		a, svc, err := c.account(*account)
		if err != nil {
			return err
		}
		var helper mailing.Account
		switch how := mailing.Sharing(*sharing); {
		case how != mailing.TakesOver && how != mailing.Shares:
			return c.misused("--sharing is takes-over or shares")
		case *second == "" && f.given("sharing"):
			return c.misused("--sharing says how --second helps, which is missing")
		case *second != "":
			if helper, _, err = c.account(*second); err != nil {
				return err
			}
		default:
			*sharing = ""
		}
		k := mailing.Campaign{
			SecondID: helper.ID, Sharing: mailing.Sharing(*sharing),
			Name: strings.TrimSpace(*name), TemplateID: t.ID, AccountID: a.ID, NotBulk: *notBulk, StartAt: startAt,
			State: mailing.Draft, CreatedAt: time.Now(), Audience: mailing.Audience{Everyone: *all, Tags: *tags},
		}
		for _, list := range *lists {
			l, err := listByName(c, svc, list)
			if err != nil {
				return err
			}
			k.Audience.ListIDs = append(k.Audience.ListIDs, l.ID)
		}
		for _, name := range *segments {
			g, err := segmentByName(c, svc, name)
			if err != nil {
				return err
			}
			k.Audience.SegmentIDs = append(k.Audience.SegmentIDs, g.ID)
		}
		id, err := svc.Store.CreateCampaign(c.ctx, k)
		if errors.Is(err, mailing.ErrExists) {
			return &Problem{Title: fmt.Sprintf("There is a campaign “%s” already.", plain(k.Name)), Do: "Choose another name.", Err: err}
		} else if err != nil {
			return err
		}
		return c.created(id)
	}
}

func (c *call) template(name string) (mailing.Template, error) {
	svc, err := c.open()
	if err != nil {
		return mailing.Template{}, err
	}
	return templateByName(c, svc, name)
}

// parseTime reads a moment in the computer's own zone, or with a zone of its own.
func parseTime(s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	for _, layout := range []string{"2006-01-02 15:04", "2006-01-02 15:04:05", "2006-01-02T15:04"} {
		if t, err := time.ParseInLocation(layout, s, time.Local); err == nil {
			return t, nil
		}
	}
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return t, fmt.Errorf("--at is a time such as \"2026-12-24 09:00\", not %q", s)
	}
	return t, nil
}

// created shows a new campaign and says what would keep it from starting.
func (c *call) created(id int64) error {
	k, err := c.svc.Store.Campaign(c.ctx, id)
	if err != nil {
		return err
	}
	p, err := c.svc.Engine.Preflight(c.ctx, k)
	if err != nil {
		return err
	}
	for _, problem := range p.Problems {
		a := explain(problem)
		c.warn("Before it can start: %s %s (%v)", a.Title, a.Do, problem)
	}
	for _, gap := range p.Gaps {
		c.warn("Note: {{ %s }} has no fallback and is empty for %s.", gap.Field, people(gap.Empty))
	}
	s, err := c.status(k)
	if err != nil {
		return err
	}
	return c.show(s, func(w io.Writer) {
		fmt.Fprintf(w, "Campaign “%s” is made: %s", k.Name, people(p.People))
		if p.Suppressed > 0 {
			fmt.Fprintf(w, " (%d more are never mailed)", p.Suppressed)
		}
		if words := forecastWords(p.Forecast, time.Now()); words != "" {
			fmt.Fprintf(w, "; %s if it starts now", words)
		}
		fmt.Fprintln(w, ".")
	})
}

type statusJSON struct {
	ID         int64         `json:"id"`
	Name       string        `json:"name"`
	State      string        `json:"state"`
	Total      int           `json:"total"`
	Waiting    int           `json:"waiting"`
	Sending    int           `json:"sending"`
	Sent       int           `json:"sent"`
	Failed     int           `json:"failed"`
	InDoubt    int           `json:"in_doubt"`
	Skipped    int           `json:"skipped"`
	Cancelled  int           `json:"cancelled"`
	WaitingFor *waitingJSON  `json:"waiting_for"`
	Forecast   *forecastJSON `json:"forecast"`
	Account    string        `json:"account"`
	Second     string        `json:"second"`  // the account that helps, or ""
	Sharing    string        `json:"sharing"` // how

	forecast mailing.Forecast
}

// status derives how a campaign stands now.
func (c *call) status(k mailing.Campaign) (statusJSON, error) {
	s := statusJSON{
		ID: k.ID, Name: k.Name, State: string(k.State), Total: k.Counts.Total, Waiting: k.Counts.Waiting, Sending: k.Counts.Sending, Sent: k.Counts.Sent,
		Failed: k.Counts.Failed, InDoubt: k.Counts.InDoubt, Skipped: k.Counts.Skipped, Cancelled: k.Counts.Cancelled,
	}
	if k.State != mailing.CampaignSending && k.State != mailing.Scheduled && k.State != mailing.Paused {
		return s, nil
	}
	a, err := c.svc.Store.Account(c.ctx, k.AccountID)
	if err != nil {
		return s, err
	}
	if s.Account = a.Name; k.SecondID != 0 {
		second, err := c.svc.Store.Account(c.ctx, k.SecondID)
		if err != nil {
			return s, err
		}
		s.Second, s.Sharing = second.Name, string(k.Sharing)
	}
	standing, err := c.svc.Engine.Standing(c.ctx, a)
	if err != nil {
		return s, err
	}
	s.WaitingFor = waitingAsJSON(mailing.CampaignWaitingFor(k, standing), k.Reason, standing.At)
	if k.State == mailing.CampaignSending && s.Waiting > 0 {
		if s.forecast, err = c.svc.Engine.Forecast(c.ctx, k, 0); err != nil {
			return s, err
		}
		s.Forecast = forecastAsJSON(s.forecast, standing.At)
	}
	return s, nil
}

func campaignStatus(f *flags) func(*call) error {
	f.canJSON()
	return func(c *call) error {
		if len(c.args) == 1 {
			k, _, err := c.campaign(c.args[0])
			if err != nil {
				return err
			}
			return c.showStatus(k)
		}
		svc, err := c.open()
		if err != nil {
			return err
		}
		all, err := svc.Store.Campaigns(c.ctx)
		if err != nil {
			return err
		}
		out := make([]statusJSON, 0, len(all))
		rows := make([][]string, 0, len(all))
		for _, k := range all {
			s, err := c.status(k)
			if err != nil {
				return err
			}
			wait := ""
			if s.WaitingFor != nil {
				wait = s.WaitingFor.Text
			}
			out = append(out, s)
			rows = append(rows, []string{s.Name, s.State, fmt.Sprintf("%d of %d", s.Sent, s.Total), fmt.Sprint(s.Failed), fmt.Sprint(s.InDoubt), wait})
		}
		return c.show(out, func(w io.Writer) {
			table(w, []string{"CAMPAIGN", "STATE", "SENT", "FAILED", "IN DOUBT", "WAITS FOR"}, rows)
		})
	}
}

// showStatus shows one campaign.
func (c *call) showStatus(k mailing.Campaign) error {
	s, err := c.status(k)
	if err != nil {
		return err
	}
	return c.show(s, func(w io.Writer) { statusText(w, k, s) })
}

func statusText(w io.Writer, k mailing.Campaign, s statusJSON) {
	fmt.Fprintf(w, "Campaign “%s”: %s\n", plain(s.Name), s.State)
	if s.Total > 0 {
		fmt.Fprintf(w, "  %s\n", countWords(k.Counts))
	}
	if words := forecastWords(s.forecast, time.Now()); words != "" {
		fmt.Fprintf(w, "  %s\n", words)
	}
	switch {
	case s.Second == "":
	case k.Sharing == mailing.Shares:
		fmt.Fprintf(w, "  “%s” and “%s” share the sending\n", plain(s.Account), plain(s.Second))
	default:
		fmt.Fprintf(w, "  “%s” takes over while “%s” is full or stopped\n", plain(s.Second), plain(s.Account))
	}
	if s.WaitingFor != nil && (k.State != mailing.Paused || k.Reason != "") {
		fmt.Fprintf(w, "  it waits: %s\n", s.WaitingFor.Text)
	}
}

// countWords says where the deliveries stand: "612 of 620 sent, 3 failed, 5 waiting".
func countWords(n mailing.Counts) string {
	parts := []string{fmt.Sprintf("%d of %d sent", n.Sent, n.Total)}
	for _, state := range mailing.DeliveryStates() {
		if k := n.Of(state); k > 0 && state != mailing.Sent {
			parts = append(parts, fmt.Sprintf("%d %s", k, strings.ReplaceAll(string(state), "_", " ")))
		}
	}
	return strings.Join(parts, ", ")
}

// changeCampaign is a command that changes one campaign and shows it.
func changeCampaign(f *flags, change func(*call, *Services, mailing.Campaign) error) func(*call) error {
	f.canJSON()
	return func(c *call) error {
		k, svc, err := c.campaign(c.args[0])
		if err != nil {
			return err
		}
		if err := change(c, svc, k); errors.Is(err, mailing.ErrWrongState) {
			return &Problem{Title: fmt.Sprintf("Campaign “%s” is %s, so that is not possible.", plain(k.Name), stateWords(k.State)), Err: err}
		} else if err != nil {
			return err
		}
		if k, err = svc.Store.Campaign(c.ctx, k.ID); err != nil {
			return err
		}
		return c.showStatus(k)
	}
}

func stateWords(s mailing.CampaignState) string {
	if s == mailing.Draft {
		return "not started yet"
	}
	return string(s)
}

func pauseCampaign(f *flags) func(*call) error {
	return changeCampaign(f, func(c *call, svc *Services, k mailing.Campaign) error {
		return svc.Store.PauseCampaign(c.ctx, k.ID, "")
	})
}

func resumeCampaign(f *flags) func(*call) error {
	return changeCampaign(f, func(c *call, svc *Services, k mailing.Campaign) error { return svc.Store.ResumeCampaign(c.ctx, k.ID) })
}

func cancelCampaign(f *flags) func(*call) error {
	return changeCampaign(f, func(c *call, svc *Services, k mailing.Campaign) error { return svc.Store.CancelCampaign(c.ctx, k.ID) })
}

func deleteCampaign(f *flags) func(*call) error {
	f.canJSON()
	return func(c *call) error {
		k, svc, err := c.campaign(c.args[0])
		if err != nil {
			return err
		}
		if err := svc.Store.DeleteCampaign(c.ctx, k.ID); errors.Is(err, mailing.ErrWrongState) {
			return &Problem{Title: fmt.Sprintf("Campaign “%s” is %s.", plain(k.Name), stateWords(k.State)), Do: "Cancel it first.", Err: err}
		} else if err != nil {
			return err
		}
		return c.show(map[string]any{"id": k.ID, "name": k.Name, "deleted": true}, func(w io.Writer) {
			fmt.Fprintf(w, "Campaign “%s” is deleted.\n", plain(k.Name))
		})
	}
}
