package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"evenpost/mailing"
	"evenpost/sender"
	"evenpost/storage/instance"
)

const defaultMaxWait = 10 * time.Minute

func workCommands() []*command {
	return []*command{
		{
			name: "campaigns start", args: "NAME", least: 1, most: 1, about: "starts a campaign; with --wait it is sent here, until it is done or has to wait",
			more: "Without --wait the window sends it, or “evenpost run”. Ctrl-C stops cleanly: what the server has taken is recorded,\n" +
				"and the same command goes on later.",
			define: startCampaign,
		},
		{
			name: "run", about: "works through everything that is due, for servers and schedulers",
			more:   "It ends with 0 when nothing is left to send, and with 3 when what is left has to wait for longer than --max-wait.",
			define: runAll,
		},
	}
}

func maxWaitFlag(f *flags) func(*call) (time.Duration, error) {
	d := f.Duration("max-wait", defaultMaxWait, "end instead of waiting longer than this `TIME` for a limit or a next try")
	return func(c *call) (time.Duration, error) {
		if *d < 0 {
			return 0, c.misused("--max-wait cannot be less than 0")
		}
		return *d, nil
	}
}

func startCampaign(f *flags) func(*call) error {
	f.canJSON()
	wait := f.Bool("wait", false, "send it here")
	maxWait := maxWaitFlag(f)
	return func(c *call) error {
		most, err := maxWait(c)
		if err != nil {
			return err
		}
		k, svc, err := c.campaign(c.args[0])
		if err != nil {
			return err
		}
		if *wait {
			return c.startHere(k, most)
		}
		if err := c.start(k); err != nil {
			return err
		}
		if k, err = svc.Store.Campaign(c.ctx, k.ID); err != nil {
			return err
		}
		if !c.json {
			c.warn("The open window sends it, or “evenpost run”.")
		}
		return c.showStatus(k)
	}
}

// start starts a draft.
func (c *call) start(k mailing.Campaign) error {
	err := c.svc.Engine.Start(c.ctx, k.ID)
	if k.State != mailing.Draft && errors.Is(err, mailing.ErrWrongState) {
		return notStarted(k, err)
	}
	return err
}

func notStarted(k mailing.Campaign, err error) error {
	t := &Problem{Title: fmt.Sprintf("Campaign “%s” is %s already.", plain(k.Name), k.State), Err: err}
	switch k.State {
	case mailing.Paused:
		t.Do = "Let it go on with “evenpost campaigns resume”."
	case mailing.Finished:
		t.Do = "Failed recipients are tried again with “evenpost retry”."
	case mailing.CampaignSending, mailing.Scheduled:
		t.Do = "Send it here with --wait."
	default:
		t.Do = "Make a new campaign."
	}
	return t
}

// startHere starts a campaign, or takes up one that is under way, and works on it in this process.
func (c *call) startHere(k mailing.Campaign, most time.Duration) (err error) {
	underWay := k.State == mailing.CampaignSending || k.State == mailing.Scheduled
	if k.State != mailing.Draft && !underWay {
		return notStarted(k, mailing.ErrWrongState)
	}
	lock, err := c.lock()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lock.Release()) }()
	a, err := c.svc.Store.Account(c.ctx, k.AccountID)
	if err != nil {
		return err
	}
	if err := c.ready(a); err != nil {
		return err
	}
	if !underWay {
		if err := c.start(k); err != nil {
			return err
		}
	}
	rest, err := c.work(k.ID, most)
	if err != nil && c.ctx.Err() == nil {
		return err
	}
	after := context.WithoutCancel(c.ctx) // the result is shown also after Ctrl-C
	c.ctx = after
	if k, err = c.svc.Store.Campaign(after, k.ID); err != nil {
		return err
	}
	if err := c.showStatus(k); err != nil {
		return err
	}
	c.mentionFailed(k.Counts)
	if k.State == mailing.Finished {
		return nil
	}
	return &stopped{whyStopped(k, rest.Waiting)}
}

func whyStopped(k mailing.Campaign, w mailing.WaitingFor) string {
	name := fmt.Sprintf("Campaign “%s”", plain(k.Name))
	switch {
	case k.State == mailing.CampaignCancelled:
		return name + " was cancelled."
	case w.Why == mailing.WhyPaused && k.Reason == "":
		return name + " is paused."
	case w.Why == mailing.WhyNothing:
		return name + " was stopped; start it again with --wait to go on."
	}
	return name + " waits: " + waitingWords(w, k.Reason, time.Now()) + "."
}

// mentionFailed says where to look when not everybody got it.
func (c *call) mentionFailed(n mailing.Counts) {
	switch {
	case n.Failed > 0 && n.InDoubt > 0:
		c.warn("Note: %d failed and %d in doubt; “evenpost failed” says why.", n.Failed, n.InDoubt)
	case n.Failed > 0:
		c.warn("Note: %d failed; “evenpost failed” says why.", n.Failed)
	case n.InDoubt > 0:
		c.warn("Note: %d in doubt; “evenpost failed” lists them, “evenpost settle” decides.", n.InDoubt)
	}
}

// lock makes this process the one that sends from the data folder.
func (c *call) lock() (*instance.Lock, error) {
	lock, err := instance.Acquire(c.dir)
	if errors.Is(err, mailing.ErrInUse) {
		return nil, &Problem{
			Title: "Another Evenpost is working with this data folder: its window is open, or another command sends.",
			Do:    "It sends everything that is started, so --wait and “run” are not needed; or close it first.", Err: err,
		}
	}
	if err != nil {
		return nil, err
	}
	if err := c.svc.Store.Examine(c.ctx); err != nil {
		return nil, errors.Join(err, lock.Release())
	}
	return lock, nil
}

// ready makes sure of an account's password. An account that was only held for want of one is let go.
func (c *call) ready(a mailing.Account) error {
	if err := c.havePassword(a); err != nil {
		return err
	}
	if h := a.Hold; h != nil && h.Until.IsZero() && h.Verdict.Kind == mailing.Auth && h.Reply.Code == 0 {
		return c.svc.Store.SetHold(c.ctx, a.ID, nil)
	}
	return nil
}

func runAll(f *flags) func(*call) error {
	f.canJSON()
	maxWait := maxWaitFlag(f)
	return func(c *call) (err error) {
		most, err := maxWait(c)
		if err != nil {
			return err
		}
		svc, err := c.open()
		if err != nil {
			return err
		}
		lock, err := c.lock()
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, lock.Release()) }()
		mine, err := c.readyAll()
		if err != nil {
			return err
		}
		rest, err := c.work(0, most)
		if err != nil && c.ctx.Err() == nil {
			return err
		}
		interrupted := c.ctx.Err() != nil
		c.ctx = context.WithoutCancel(c.ctx)
		out := []statusJSON{}
		var all []mailing.Campaign
		var total mailing.Counts
		for _, k := range mine {
			if k, err = svc.Store.Campaign(c.ctx, k.ID); err != nil {
				return err
			}
			s, err := c.status(k)
			if err != nil {
				return err
			}
			all, out = append(all, k), append(out, s)
			total.Failed += k.Counts.Failed
			total.InDoubt += k.Counts.InDoubt
		}
		result := map[string]any{
			"done": rest.Done && !interrupted, "waiting_for": waitingAsJSON(rest.Waiting, rest.Campaign.Reason, time.Now()), "campaigns": out,
		}
		if err := c.show(result, func(w io.Writer) { runText(w, all) }); err != nil {
			return err
		}
		c.mentionFailed(total)
		switch {
		case interrupted:
			return &stopped{"Stopped. “evenpost run” goes on."}
		case !rest.Done:
			return &stopped{"What is left waits: " + waitingWords(rest.Waiting, rest.Campaign.Reason, time.Now()) + "."}
		}
		return nil
	}
}

func runText(w io.Writer, all []mailing.Campaign) {
	if len(all) == 0 {
		fmt.Fprintln(w, "Nothing is due.")
	}
	for _, k := range all {
		fmt.Fprintf(w, "Campaign “%s”: %s, %s\n", plain(k.Name), k.State, countWords(k.Counts))
	}
}

// readyAll lists the campaigns that may be worked on and makes sure of their accounts' passwords. An account without
// one is left to the engine, which holds it: the others go on.
func (c *call) readyAll() ([]mailing.Campaign, error) {
	all, err := c.svc.Store.Campaigns(c.ctx)
	if err != nil {
		return nil, err
	}
	var mine []mailing.Campaign
	asked := make(map[int64]bool)
	for _, k := range all {
		if k.State != mailing.CampaignSending && k.State != mailing.Scheduled {
			continue
		}
		mine = append(mine, k)
		if asked[k.AccountID] {
			continue
		}
		asked[k.AccountID] = true
		a, err := c.svc.Store.Account(c.ctx, k.AccountID)
		if err != nil {
			return nil, err
		}
		if err := c.ready(a); err != nil {
			report(c.env.Stderr, err)
		}
	}
	return mine, nil
}

// work runs the engine and shows how it goes.
func (c *call) work(campaign int64, most time.Duration) (sender.Rest, error) {
	p := c.progress()
	defer p.end()
	defer c.keepCopy()
	return c.svc.Engine.Work(c.ctx, campaign, most, func(mine []mailing.Campaign) {
		p.update(func() string { return c.workLine(mine) })
	})
}

// workLine says in one line how sending goes, and what it waits for.
func (c *call) workLine(mine []mailing.Campaign) string {
	var n mailing.Counts
	speed, wait := 0.0, ""
	accounts := make(map[int64]bool)
	for _, k := range mine {
		n.Total += k.Counts.Total
		for _, state := range mailing.DeliveryStates() {
			n.Add(state, k.Counts.Of(state))
		}
		if !accounts[k.AccountID] {
			accounts[k.AccountID] = true
			live := c.svc.Engine.Live(k.AccountID)
			speed += live.PerMinute
			if live.Trouble != nil {
				wait = "; the records cannot be written: " + lower(explain(live.Trouble).Title)
			}
		}
		if wait == "" && k.Counts.Sending == 0 && k.Counts.Waiting > 0 {
			if s, err := c.status(k); err == nil && s.WaitingFor != nil {
				wait = "; " + s.WaitingFor.Text
			}
		}
	}
	line := countWords(n)
	if speed > 0 {
		line += fmt.Sprintf(", %.0f a minute", speed)
	}
	return line + wait
}

// keepCopy makes the copy of the day where no window does it: schedulers start a short “run” now and then.
func (c *call) keepCopy() {
	if c.ctx.Err() != nil {
		return
	}
	if err := c.svc.Store.BackupWhenDue(c.ctx, time.Now()); err != nil && c.ctx.Err() == nil {
		c.warn("No copy of the database could be made: %s", lower(explain(err).Title))
	}
}
