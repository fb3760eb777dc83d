package main

import (
	"context"
	"errors"
	"slices"
	"time"

	"evenpost/e2e/window"
	"evenpost/mailing"
	"evenpost/storage"
)

const aMillion = 1_000_000

// million measures what people wait for at a million recipients.
func million(ctx context.Context, r *rig) error {
	began := time.Now()
	people, err := r.prepared(ctx, aMillion)
	if err != nil {
		return err
	}
	p := r.table.part("A million recipients")
	p.row("import of a million contacts by `contacts import`, and the template", "s", target{}, time.Since(began).Seconds())
	if err := queue(ctx, r, people, p); err != nil {
		return err
	}
	return whileQueued(ctx, r, people, p)
}

// queue has the engine write the deliveries and measures what is done meanwhile and afterwards.
func queue(ctx context.Context, r *rig, people program, p *part) error {
	q, err := people.copied(r)
	if err != nil {
		return err
	}
	defer q.remove()
	s, err := newSink(ctx)
	if err != nil {
		return err
	}
	defer s.close()
	began := time.Now()
	if err := q.campaign(ctx, s.port(), 4, "--gap", "1s"); err != nil {
		return err
	}
	p.row("account and campaign made by commands", "ms", target{}, milliseconds(time.Since(began)))
	engine, err := q.engine(ctx)
	if err != nil {
		return err
	}
	rest(ctx)
	err = q.open(ctx, func(store *storage.Store) error {
		c, err := store.CampaignByName(ctx, "c")
		if err != nil {
			return err
		}
		began := time.Now()
		u, err := q.run(ctx, "campaigns", "start", "c")
		if err != nil {
			return err
		}
		p.row("`campaigns start`", "ms", target{}, milliseconds(u.wall))
		if err := s.reach(ctx); err != nil {
			return err
		}
		p.row("from the start of that command to the first MAIL at the server", "ms", target{}, milliseconds(s.first.Sub(began)))
		var pause, resume, count []float64
		for range 10 {
			for what, into := range map[string]*[]float64{"pause": &pause, "count": &count} {
				ms, err := timed(func() error { return control(ctx, store, what, c.ID) })
				if err != nil {
					return err
				}
				*into = append(*into, ms)
			}
			ms, err := timed(func() error { return control(ctx, store, "resume", c.ID) })
			if err != nil {
				return err
			}
			resume = append(resume, ms)
		}
		p.row("paused while the deliveries are being written", "ms", target{}, pause...)
		p.row("resumed, likewise", "ms", target{}, resume...)
		p.row("counted, likewise", "ms", target{}, count...)
		if err := queued(ctx, store, c.ID); err != nil {
			return err
		}
		p.row("from `campaigns start` until a million deliveries are queued", "s", target{}, time.Since(began).Seconds())
		for _, what := range []string{"pause", "count", "resume"} {
			ms, err := timed(func() error { return control(ctx, store, what, c.ID) })
			if err != nil {
				return err
			}
			p.row("a million queued: "+what, "ms", target{}, ms)
		}
		if u, err = q.run(ctx, "campaigns", "status", "c"); err != nil {
			return err
		}
		p.row("a million queued: `campaigns status`", "ms", target{}, milliseconds(u.wall))
		return nil
	})
	u, stopErr := engine.interrupt()
	p.row("peak memory of the engine meanwhile", "MB", atMost(60), u.peakMB)
	return errors.Join(err, stopErr)
}

func control(ctx context.Context, store *storage.Store, what string, id int64) error {
	switch what {
	case "pause":
		return store.PauseCampaign(ctx, id, "")
	case "resume":
		return store.ResumeCampaign(ctx, id)
	}
	_, err := store.CountDeliveries(ctx, storage.DeliveryQuery{CampaignID: id, States: []mailing.DeliveryState{mailing.Waiting}})
	return err
}

func timed(work func() error) (ms float64, err error) {
	began := time.Now()
	err = work()
	return milliseconds(time.Since(began)), err
}

// queued waits until all deliveries are written.
func queued(ctx context.Context, store *storage.Store, id int64) error {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for end := time.Now().Add(5 * time.Minute); time.Now().Before(end); {
		n, err := store.CountDeliveries(ctx, storage.DeliveryQuery{CampaignID: id})
		if err != nil || n == aMillion {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		}
	}
	return errors.New("the deliveries are not all written after five minutes")
}

// whileQueued measures how long the window takes to answer while it writes a million deliveries.
func whileQueued(ctx context.Context, r *rig, people program, p *part) error {
	q, err := people.copied(r)
	if err != nil {
		return err
	}
	defer q.remove()
	s, err := newSink(ctx)
	if err != nil {
		return err
	}
	defer s.close()
	if err := q.campaign(ctx, s.port(), 4, "--gap", "1s"); err != nil {
		return err
	}
	var quiet, busy []float64
	err = window.Script(ctx, func(t window.T) {
		a := window.Launch(t, r.windowBin, window.Options{Args: []string{"--data", q.data}, Pictures: r.dir})
		a.Click("Campaigns")
		a.ClickFirst("c")
		a.Settle()
		end := time.Now().Add(3 * time.Second)
		quiet = answers(ctx, a, func() bool { return time.Now().After(end) })
		if _, err := q.run(ctx, "campaigns", "start", "c"); err != nil {
			t.Fatalf("%v", err)
		}
		err := q.open(ctx, func(store *storage.Store) error {
			c, err := store.CampaignByName(ctx, "c")
			if err != nil {
				return err
			}
			done := make(chan error, 1)
			go func() { done <- queued(ctx, store, c.ID) }()
			busy = answers(ctx, a, func() bool { return len(done) > 0 })
			return <-done
		})
		if err != nil {
			t.Errorf("%v", err)
		}
		a.AskToClose()
		a.Await("Close Evenpost")
		a.ClickUntilEnd("Close Evenpost")
		a.AwaitEnd()
	})
	p.row("answer of the window at rest", "ms", target{}, quiet...)
	p.row("answer of the window while it writes a million deliveries (the most is the longest freeze)", "ms", target{}, busy...)
	slices.Sort(busy)
	if len(busy) > 0 {
		p.row("of these, 99 of 100 within", "ms", target{}, busy[len(busy)*99/100])
	}
	return err
}

// answers asks the window what it shows, again and again, and says how long each answer took.
func answers(ctx context.Context, a *window.App, enough func() bool) (took []float64) {
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for ctx.Err() == nil && !enough() {
		began := time.Now()
		a.Tree()
		took = append(took, milliseconds(time.Since(began)))
		<-tick.C
	}
	return took
}
