package sender

import (
	"context"
	"fmt"
	"time"

	"evenpost/mailing"
)

// Rest is how a Work ended that met no error.
type Rest struct {
	Done     bool               // nothing is left to send
	Campaign mailing.Campaign   // the one that was asked for, otherwise the one that waits
	Waiting  mailing.WaitingFor // why not, when it is not done
}

// settleTime is how long a standing that says "nothing can be done" must last before it is believed: a lane may be
// about to write what it knows.
const settleTime = 300 * time.Millisecond

const (
	lookEvery  = 100 * time.Millisecond // how often, at most, it is looked where everything stands
	lookAnyway = 3 * time.Second        // and at least
)

// troubleTime is how long Work goes on while the store cannot be written, before it gives up.
const troubleTime = 15 * time.Second

// Work runs the engine until a campaign is finished or stopped, or until it would wait longer than maxWait; campaign 0
// stands for everything that is due. It is for command lines and schedulers. progress is called at most ten times a second.
func (e *Engine) Work(ctx context.Context, campaign int64, maxWait time.Duration, progress func([]mailing.Campaign)) (Rest, error) {
	run, stop := context.WithCancel(ctx)
	ended := make(chan error, 1)
	go func() { ended <- e.Run(run) }()
	rest, err := e.follow(ctx, ended, campaign, maxWait, progress)
	stop()
	if runErr := <-ended; err == nil {
		err = runErr
	}
	if err != nil {
		return rest, err
	}
	if campaign != 0 { // what was in the server's hands has been settled since
		if rest.Campaign, err = e.Store.Campaign(context.WithoutCancel(ctx), campaign); err != nil {
			return rest, fmt.Errorf("sender: campaign: %w", err)
		}
		rest.Done = rest.Campaign.State == mailing.Finished
		if progress != nil {
			progress([]mailing.Campaign{rest.Campaign})
		}
	}
	return rest, ctx.Err()
}

func (e *Engine) follow(ctx context.Context, ended chan error, campaign int64, maxWait time.Duration, progress func([]mailing.Campaign)) (Rest, error) {
	// Everything but the time that passes is a change of the store.
	changed := e.Store.Watch(ctx)
	next := time.NewTimer(0)
	defer next.Stop()
	var looked, due time.Time
	var quietSince, troubleSince time.Time
	seen := make(map[int64]bool)
	for {
		select {
		case <-ctx.Done():
			return Rest{}, ctx.Err()
		case err := <-ended:
			ended <- err
			return Rest{}, err
		case _, open := <-changed:
			if !open {
				changed = nil // the store is closed
			}
			if soon := looked.Add(lookEvery); soon.Before(due) {
				due = soon
				next.Reset(time.Until(due))
			}
			continue
		case <-next.C:
		}
		rest, idle, err := e.look(ctx, campaign, seen, maxWait, progress)
		trouble := e.trouble()
		if trouble == nil {
			troubleSince = time.Time{}
		} else if troubleSince.IsZero() {
			troubleSince = time.Now()
		}
		switch {
		case ctx.Err() != nil:
			return rest, ctx.Err()
		case err != nil:
			return rest, err
		case trouble != nil && time.Since(troubleSince) >= troubleTime:
			return rest, trouble
		case idle && rest.Done && (campaign != 0 || len(seen) > 0):
			return rest, nil // all there was is at rest
		case !idle:
			quietSince = time.Time{}
		case quietSince.IsZero():
			quietSince = time.Now()
		case time.Since(quietSince) >= settleTime:
			return rest, nil
		}
		looked = time.Now()
		if due = looked.Add(lookAnyway); idle {
			due = looked.Add(settleTime)
		}
		next.Reset(time.Until(due))
	}
}

// trouble is why the store cannot be written, or nil.
func (e *Engine) trouble() error {
	for _, l := range e.running() {
		if t := l.live().Trouble; t != nil {
			return t
		}
	}
	return nil
}

// look says whether nothing will happen within maxWait, and why. When everything is asked for, what runs is entered in
// seen: a campaign that is stopped meanwhile is not done.
func (e *Engine) look(ctx context.Context, campaign int64, seen map[int64]bool, maxWait time.Duration, progress func([]mailing.Campaign)) (rest Rest, idle bool, err error) {
	all, err := e.Store.Campaigns(ctx)
	if err != nil {
		return rest, false, fmt.Errorf("sender: campaigns: %w", err)
	}
	var mine []mailing.Campaign
	for _, c := range all {
		if campaign == 0 && (c.State == mailing.CampaignSending || c.State == mailing.Scheduled) {
			seen[c.ID] = true
		}
		if c.ID == campaign || seen[c.ID] {
			mine = append(mine, c)
		}
	}
	if progress != nil {
		progress(mine)
	}
	rest.Done, idle = true, true
	for _, c := range mine {
		if (c.State == mailing.Finished || c.State == mailing.CampaignCancelled) && c.Counts.Sending == 0 {
			continue
		}
		waiting, busy, err := e.campaignRest(ctx, c)
		if err != nil {
			return rest, false, err
		}
		switch {
		case busy || !waiting.Until.IsZero() && time.Until(waiting.Until) <= maxWait:
			idle = false
		default:
			rest.Done = false
			if rest.Waiting.Why == "" || !waiting.Until.IsZero() && waiting.Until.Before(rest.Waiting.Until) {
				rest.Waiting, rest.Campaign = waiting, c
			}
		}
	}
	return rest, idle, nil
}

// campaignRest says what a campaign waits for, and whether it is at work.
func (e *Engine) campaignRest(ctx context.Context, c mailing.Campaign) (mailing.WaitingFor, bool, error) {
	if c.Counts.Sending > 0 {
		return mailing.WaitingFor{}, true, nil
	}
	a, err := e.Store.Account(ctx, c.AccountID)
	if err != nil {
		return mailing.WaitingFor{}, false, fmt.Errorf("sender: account: %w", err)
	}
	s, err := e.Standing(ctx, a)
	if err != nil {
		return mailing.WaitingFor{}, false, err
	}
	w := mailing.CampaignWaitingFor(c, s)
	if w.Why == mailing.WhyNothing || c.SecondID == 0 || c.State != mailing.CampaignSending {
		return w, w.Why == mailing.WhyNothing && c.State == mailing.CampaignSending, nil
	}
	// The first account waits; perhaps the second one sends, or will do so earlier.
	second, err := e.Store.Account(ctx, c.SecondID)
	if err != nil {
		return mailing.WaitingFor{}, false, fmt.Errorf("sender: second account: %w", err)
	}
	if s, err = e.Standing(ctx, second); err != nil || s.Waiting == 0 {
		return w, false, err
	}
	if helps := s.WaitingFor(); helps.Why == mailing.WhyNothing {
		return helps, true, nil
	} else if !helps.Until.IsZero() && (w.Until.IsZero() || helps.Until.Before(w.Until)) {
		w = helps
	}
	return w, false, nil
}
