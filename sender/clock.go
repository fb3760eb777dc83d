package sender

import (
	"context"
	"sync"
	"time"

	"evenpost/mailing"
)

// clock notices when the clock on the wall is set forward while the program runs. What went out an hour ago would then
// seem to have gone out a day ago, and a rolling limit would be free long before its provider thinks so.
//
// A computer that slept looks much the same: the clock is ahead all at once. The two are told apart by Deps.Passed, the
// time since the computer was started with its sleep in it. Time that was slept has passed, and limits are free again. Time
// by which the clock was set has not: what is in the ledger is then taken to be as much younger as it really is. Where no
// such counter is to be had the clock is believed, for to believe it too little would block somebody who closed a laptop
// overnight for a whole day, each day. A virtual machine that was stopped may count as set: it waits rather too long.
//
// A clock that is set back needs nothing: what lies ahead counts as used. After a restart the clock on the wall is all there
// is, and the ledger stands as it was written.
type clock struct {
	mu     sync.Mutex
	wall   time.Time // when it was looked at last, and the time that had passed by then
	passed time.Duration
	jumps  []jump
	jumped int // how often there was one, back ones as well
}

// jump is a clock that was set forward from a moment on.
type jump struct {
	from time.Time
	by   time.Duration
}

// leastJump is what clocks are not set right by in small steps.
const leastJump = 2 * time.Minute

// look looks at the clock and says how often it has jumped so far.
func (c *clock) look(now time.Time, passed func() time.Duration) int {
	if passed == nil {
		return 0
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	now = now.Round(0) // or Go would compare by a clock of its own, which nobody sets
	gone := passed()
	if !c.wall.IsZero() {
		switch by := now.Sub(c.wall) - (gone - c.passed); {
		case by >= leastJump:
			c.jumps = append(c.jumps, jump{now.Add(-by), by})
			c.jumped++
		case by <= -leastJump:
			c.setBack(-by)
			c.jumped++
		}
	}
	c.wall, c.passed = now, gone
	return c.jumped
}

// setBack takes back what was set forward before.
func (c *clock) setBack(by time.Duration) {
	for n := len(c.jumps); n > 0 && by > 0; n-- {
		last := &c.jumps[n-1]
		less := min(by, last.by)
		if last.by, by = last.by-less, by-less; last.by == 0 {
			c.jumps = c.jumps[:n-1]
		}
	}
}

// set is by how much the clock was set forward, each time.
func (c *clock) set() []jump {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]jump(nil), c.jumps...)
}

// atClock looks at the clock and says how often it has jumped so far.
func (e *Engine) atClock(now time.Time) int { return e.clock.look(now, e.Passed) }

// Ledger is an account's ledger as old as it really is: a clock that was set forward has made nothing in it older. Whoever
// shows what an account has left asks here and not the store.
func (e *Engine) Ledger(ctx context.Context, accountID int64, reach mailing.Reach, now time.Time) (*mailing.Ledger, error) {
	e.atClock(now)
	jumps := e.clock.set()
	for _, j := range jumps {
		if reach.Span > 0 {
			reach.Span += j.by
		}
	}
	l, err := e.Store.Ledger(ctx, accountID, reach, now)
	if err != nil {
		return nil, err
	}
	for _, j := range jumps {
		l.Later(j.from, j.by)
	}
	return l, nil
}

// elsewhere is what was sent from elsewhere since a moment, as old as it really is.
func (e *Engine) elsewhere(ctx context.Context, accountID int64, since time.Time) ([]mailing.Due, error) {
	jumps := e.clock.set()
	for _, j := range jumps {
		since = since.Add(-j.by)
	}
	all, err := e.Store.Elsewhere(ctx, accountID, since)
	for i := range all {
		for _, j := range jumps {
			if !all[i].At.After(j.from) {
				all[i].At = all[i].At.Add(j.by)
			}
		}
	}
	return all, err
}
