package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"evenpost/storage"
)

// What a message costs is measured between two moments of a campaign, so that no start is in it.
const (
	costFrom = 200
	costTo   = 10_000
)

// flatness measures what a message costs in campaigns of a thousand, a hundred thousand and a million recipients, all of
// whose deliveries are queued. The sizes take turns.
func flatness(ctx context.Context, r *rig) error {
	p := r.table.part("Cost of a message by the size of the campaign")
	p.note("CPU of the engine and time between message %d and message %d, or the last of a thousand; 4 connections, everything queued.", costFrom, costTo)
	campaigns := []*sized{{people: 1000}, {people: 100_000}, {people: aMillion}}
	defer func() {
		for _, c := range campaigns {
			c.close()
		}
	}()
	for range min(r.rounds, 3) {
		for _, c := range campaigns {
			if err := c.round(ctx, r); err != nil {
				return fmt.Errorf("%d recipients: %w", c.people, err)
			}
		}
	}
	base := campaigns[0]
	for _, c := range campaigns {
		p.row(fmt.Sprintf("**%d recipients**: CPU", c.people), "µs", target{}, c.cpu...)
		p.row("time", "µs", target{}, c.time...)
		p.row("peak memory of the engine", "MB", atMost(60), c.peak...)
		p.row("copy of the database that is made once for a campaign, looked through before and after", "s", target{}, c.copying...)
		if c != base {
			p.row(fmt.Sprintf("CPU ÷ that at %d", base.people), "", atMost(1.1), by(c.cpu, base.cpu)...)
			p.row(fmt.Sprintf("time ÷ that at %d", base.people), "", target{}, by(c.time, base.time)...)
		}
	}
	return nil
}

// sized is a campaign of a size with what its messages cost, round by round.
type sized struct {
	people          int
	program         *program // nil before the first round, and when nobody is left to send to
	sink            *sink
	cpu, time, peak []float64
	copying         []float64 // seconds that the copy of the database takes
}

func (c *sized) close() {
	if c.program != nil {
		c.program.remove()
		c.sink.close()
		c.program = nil
	}
}

func (c *sized) round(ctx context.Context, r *rig) error {
	if c.people <= costTo {
		c.close()
	}
	if c.program == nil {
		if err := c.fill(ctx, r); err != nil {
			return err
		}
	}
	return c.measure(ctx, min(c.people, costTo))
}

// fill makes and starts the campaign, all of it queued.
func (c *sized) fill(ctx context.Context, r *rig) error {
	people, err := r.prepared(ctx, c.people)
	if err != nil {
		return err
	}
	p, err := people.copied(r)
	if err != nil {
		return err
	}
	if c.sink, err = newSink(ctx); err != nil {
		return err
	}
	c.program = &p
	if err := p.campaign(ctx, c.sink.port(), 4); err != nil {
		return err
	}
	if err := p.do(ctx, []string{"campaigns", "start", "c"}); err != nil {
		return err
	}
	return p.open(ctx, func(store *storage.Store) (err error) {
		for more := true; more && err == nil; {
			more, err = store.FillCampaigns(ctx)
		}
		if err != nil {
			return err
		}
		// The copy of the database that is due when a campaign is a minute old is no part of a message.
		began := time.Now()
		err = store.BackupWhenDue(ctx, began.Add(2*time.Minute))
		c.copying = append(c.copying, time.Since(began).Seconds())
		return err
	})
}

func (c *sized) measure(ctx context.Context, to int) error {
	c.sink.accepted.Store(0)
	from, until := c.sink.at(costFrom), c.sink.at(to)
	engine, err := c.program.start(ctx, "run", "--max-wait", "1m")
	if err != nil {
		return err
	}
	pid := engine.cmd.Process.Pid
	if err := await(ctx, from); err != nil {
		return err
	}
	cpu, began := cpuOf(pid), time.Now()
	if err := await(ctx, until); err != nil {
		return err
	}
	used, took := cpuOf(pid)-cpu, time.Since(began)
	u, err := engine.interrupt()
	if err != nil {
		return err
	}
	n := float64(to - costFrom)
	c.cpu = append(c.cpu, float64(used.Nanoseconds())/1000/n)
	c.time = append(c.time, float64(took.Nanoseconds())/1000/n)
	c.peak = append(c.peak, u.peakMB)
	return nil
}

func await(ctx context.Context, reached <-chan struct{}) error {
	select {
	case <-reached:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(2 * time.Minute):
		return errors.New("the messages do not come")
	}
}
