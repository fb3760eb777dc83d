package mailing

import (
	"slices"
	"time"
)

// Clocks are what the clocks of a computer show at one moment.
type Clocks struct {
	Wall   time.Time     // people set it
	Passed time.Duration // since the computer was started, its sleep included: nobody sets it
	Boot   string        // which start that was
}

// LeastSet is by how much a clock must have been set to be noticed: less is what clocks are set right by in small steps.
const LeastSet = 2 * time.Minute

// SetSince is by how much the clock on the wall was set since the clocks were looked at before, zero for less than LeastSet.
// After another start of the computer the wall is all there is: a clock that shows less than before was set back by at least
// so much, and one that shows more is believed.
func (c Clocks) SetSince(before Clocks) time.Duration {
	by := c.Wall.Round(0).Sub(before.Wall.Round(0)) // or Go would compare by a clock of its own, which nobody sets
	switch {
	case before.Wall.IsZero():
		return 0
	case c.Boot == before.Boot:
		by -= c.Passed - before.Passed
	default:
		by = min(by, 0)
	}
	if by.Abs() < LeastSet {
		return 0
	}
	return by
}

// ClockSet is the same moment by a clock on the wall that was set since.
func ClockSet(t time.Time, by time.Duration) time.Time {
	if t.IsZero() {
		return t
	}
	return t.Round(0).Add(by)
}

// ClockSet is the settlement by a clock on the wall that was set since: a delivery waits as long as it was to.
func (s Settlement) ClockSet(by time.Duration) Settlement {
	s.DueAt = ClockSet(s.DueAt, by)
	s.Hold = s.Hold.ClockSet(by)
	return s
}

// ClockSet is the hold by a clock on the wall that was set since. A moment that the server named does not come earlier because of
// that: perhaps the clock was wrong before.
func (h *Hold) ClockSet(by time.Duration) *Hold {
	if h == nil {
		return nil
	}
	c := *h
	c.Since, c.Until = ClockSet(h.Since, by), ClockSet(h.Until, by)
	if named := h.Verdict.Until; !h.Until.IsZero() && named.After(c.Until) {
		c.Until = named
	}
	return &c
}

// ClockSet is the pace by a clock on the wall that was set since.
func (p Pace) ClockSet(by time.Duration) Pace {
	m := &p.Memory
	for _, t := range []*time.Time{&p.Since, &p.Until, &m.RunAt, &m.LastAt, &m.ThrottledAt, &m.MoreAt} {
		*t = ClockSet(*t, by)
	}
	m.Steps = slices.Clone(m.Steps)
	for i := range m.Steps {
		m.Steps[i].At = ClockSet(m.Steps[i].At, by)
	}
	return p
}

// ClockSet says that the clock on the wall was set.
func (d *Domains) ClockSet(by time.Duration) {
	for _, s := range d.slow {
		s.next, s.queue = ClockSet(s.next, by), ClockSet(s.queue, by)
	}
}
