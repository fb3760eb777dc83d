package sender

import (
	"context"
	"fmt"
	"sync"
	"time"

	"evenpost/mailing"
)

// clock notices when the clock on the wall is set while the program runs. Set forward, what went out an hour ago would seem to have
// gone out a day ago, and a rolling limit would be free long before its provider thinks so; set back, a second try or the end of
// a hold would come hours late. So all that was noted is moved by as much, in the store, which knows what the clocks showed
// before a restart of the program as well: see Store.KeepTime. Start times and sending hours mean the clock on the wall, whatever it
// shows.
//
// A computer that slept looks much the same as one whose clock is set forward: it is ahead all at once. The two are told apart
// by Deps.Passed, the time since the computer was started with its sleep in it. Time that was slept has passed, and limits are
// free again. Time by which the clock was set has not. Where no such counter is to be had the clock is believed, for to
// believe it too little would block somebody who closed a laptop overnight for a whole day, each day. A virtual machine that was
// stopped may count as set: it waits rather too long.
type clock struct {
	mu    sync.Mutex
	last  mailing.Clocks  // when it was looked at last
	sets  int             // how often it was seen to be set
	known int             // how many of them the store knows of
	begun bool            // and of what was while no engine ran
	moves []time.Duration // by how much the store has moved everything, each time
}

// look looks at the clocks.
func (c *clock) look(now mailing.Clocks) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if now.SetSince(c.last) != 0 {
		c.sets++
	}
	c.last = now
}

// seen is how often it was seen to be set, and whether the store knows.
func (c *clock) seen() (sets int, known bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.sets, c.begun && c.known == c.sets
}

// kept notes that the store knows, and what it has done.
func (c *clock) kept(sets int, by time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.known, c.begun = sets, true; by != 0 {
		c.moves = append(c.moves, by)
	}
}

// moved is how often everything was moved, and by how much after the first n times.
func (c *clock) moved(n int) (times int, by time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, m := range c.moves[n:] {
		by += m
	}
	return len(c.moves), by
}

// clocks are what the clocks show now.
func (e *Engine) clocks(now time.Time) mailing.Clocks {
	c := mailing.Clocks{Wall: now.Round(0), Boot: e.Boot}
	if e.Passed != nil {
		c.Passed = e.Passed()
	}
	return c
}

// keepTime looks at the clock, and when it was set lets the store move what was noted. Nothing must be claimed before.
func (e *Engine) keepTime(ctx context.Context, now time.Time) error {
	if e.Passed != nil {
		e.clock.look(e.clocks(now))
	}
	if _, known := e.clock.seen(); known {
		return nil
	}
	e.timing.Lock()
	defer e.timing.Unlock()
	sets, known := e.clock.seen()
	if known {
		return nil // another lane was quicker
	}
	by, err := e.Store.KeepTime(ctx, e.clocks(e.Now()))
	if err != nil {
		return fmt.Errorf("sender: clock: %w", err)
	}
	e.clock.kept(sets, by)
	if by != 0 {
		e.Log.Info("the clock was set", "by", by)
	}
	return nil
}

// keepTime does so too, and moves what the lane has noted itself.
func (l *lane) keepTime(ctx context.Context, now time.Time) error {
	err := l.e.keepTime(ctx, now)
	n, by := l.e.clock.moved(l.moved)
	if n == l.moved {
		return err
	}
	l.moved, l.recount, l.stale = n, true, true
	for i := range l.done {
		l.done[i] = l.done[i].ClockSet(by)
	}
	for _, c := range l.conns {
		for _, f := range c.flights {
			f.claimed = mailing.ClockSet(f.claimed, by)
		}
	}
	l.account.Hold = l.account.Hold.ClockSet(by)
	l.retryAt = time.Time{}
	l.gov.clockSet(by)
	return err
}

func (g *governor) clockSet(by time.Duration) {
	if g.pace.Why != mailing.PaceUnmet {
		g.pace, g.changed = g.pace.ClockSet(by), true
	}
	g.domains.ClockSet(by)
	g.probed, g.rested = mailing.ClockSet(g.probed, by), mailing.ClockSet(g.rested, by)
}
