package mailing

import (
	"math"
	"time"
)

// What a server permits, found out from what it took until it asked to go slower.

// slowDown finds the rate to go on with after a reply that no trial provoked.
func (p *Pace) slowDown(took time.Duration, now time.Time) {
	m := &p.Memory
	run := float64(m.Run)
	was := min(p.rate(), m.since(len(m.Steps)-1, 0, now))
	if m.Passed > 2 { // the run began far more slowly than it went in the end
		was = max(was, min(p.rate(), m.Safe))
	}
	// Spread over half a minute, a window that is used up after so many shows itself, and so does a bucket that refills.
	next, sure := min(was/2, max(run, 1)/halfMinute), false
	if m.Wait > 0 { // what was taken since the last such reply, the wait included, was permitted: the least it can be
		least := run / (m.Wait + took).Seconds()
		permitted := least
		switch last := float64(m.LastRun); {
		case m.Wait >= m.Window && m.Window >= took*19/20 && math.Abs(run/m.Window.Seconds()/m.Safe-1) < .25:
			permitted, sure = run/m.Window.Seconds(), m.Run >= 10 // it had a window that is known to itself
		case run < .9*last-1 && m.LastWait > 0 && last/(m.LastWait+m.LastTook).Seconds() > 1.25*least && m.often(run, took) > 0:
			// The run before was longer, and no faster than so many in a window would be: this one used up a window.
			w := m.often(run, took)
			m.Window, permitted, sure = max(m.Window, w), run/w.Seconds(), m.Run >= 10
		case run < .9*last-1 && m.LastTook <= 2*(m.Wait+took):
			sure = m.Run >= 10 // the server saves up for a longer time than the wait was: this is what comes in
		case run <= 1.05*last+1 && (took > m.LastTook*5/4 || m.Window >= took):
			// The same number, however long it took: a window.
			if w := window(took, m.LastTook+m.Wait); w > 0 {
				m.Window = max(m.Window, w)
				permitted, sure = max(least, min(run, last)/w.Seconds()), m.Run >= 10
			}
		case took > m.LastTook && run > last:
			// A bucket that was full both times: what came more in the longer run is what flows in.
			for i := range len(m.Steps) + 1 { // it was full until the rate was more than what flows in
				if flow := m.since(i-1, m.LastRun, now.Add(-m.LastTook)); flow > permitted && flow < was && (m.Passed == 0 || flow > m.Before) {
					permitted, sure = flow, m.Run >= 10
				}
			}
		}
		if sure || run < 10 {
			next = below * permitted
		} else {
			next = max(next, below*permitted)
		}
	}
	if m.Safe > 0 && m.Sure { // it was right for a while: not far wrong now
		next, sure = max(next, .85*m.Safe), true
	}
	if m.Passed > 0 { // what the last trial showed did not last
		next, sure = max(next, m.Before), sure || m.Before*smallStep*1.01 > m.Safe
		m.Failed++
	}
	next = min(next, .93*was)
	if m.Was = was; sure {
		m.Was = 0
	}
	m.Sure, m.Step, m.Safe, m.Passed, m.Steps = sure, smallStep, next, 0, nil
	p.setRate(next, PaceThrottled, now)
}

// longer finds a longer window beside the one that is known: when it is used up, as many have gone out within it as when it was
// used up before, however fast they went since.
func (p *Pace) longer(before []int, now time.Time) {
	m := &p.Memory
	if !m.Sure || m.Window == 0 || len(before) != len(m.Counts) {
		return
	}
	for i, w := range usual {
		n := m.Counts[i]
		rate := float64(n) / w.Seconds()
		if w <= m.Window || n < 10 || math.Abs(float64(n-before[i])) > 1+float64(n)/100 {
			continue
		}
		if fresh := m.Run >= n/4 && m.Run < n; fresh && rate < 1.2*p.rate() && rate > p.rate()/2 {
			m.Window, m.Safe = w, below*rate
			p.setRate(m.Safe, PaceThrottled, now)
			return
		}
	}
}

// counts is how many went out within each of the usual windows; nobody knows when sent is nil.
func counts(sent func(time.Time) int, now time.Time) []int {
	if sent == nil {
		return nil
	}
	all := make([]int, len(usual))
	for i, w := range usual {
		all[i] = sent(now.Add(-w))
	}
	return all
}

// often is a usual window that explains why a run ended after so many in the time it took, and the rate at which the longer run
// before it was let pass; 0: none does.
func (m PaceMemory) often(run float64, took time.Duration) time.Duration {
	w := window(took, took+m.Wait)
	if w == 0 || m.LastTook <= w || math.Abs(float64(m.LastRun)/m.LastTook.Seconds()/(run/w.Seconds())-1) > .15 {
		return 0
	}
	return w
}

// since is how many messages a second were taken in the run since its ith step, less those that were saved up; before the
// first step it is the whole run.
func (m PaceMemory) since(i, saved int, now time.Time) float64 {
	from := PaceStep{At: m.RunAt}
	if i >= 0 {
		from = m.Steps[i]
	}
	return float64(max(1, m.Run-from.Run-saved)) / max(now.Sub(from.At), time.Millisecond).Seconds()
}

// exploring says whether it is time to double the rate: more was taken than in the run before, so no window of a minute
// ends it, and what refills is found by going on until it is used up.
func (p Pace) exploring(now time.Time) bool {
	m := p.Memory
	return m.Was > 0 && !m.Sure && p.rate() < m.Was && m.Run > m.LastRun*6/5+2 && m.Taken >= 3 && len(m.Steps) < 40 && now.Sub(p.Since) >= 10*time.Second
}

// usual are the spans in which servers count.
var usual = [...]time.Duration{time.Minute, 5 * time.Minute, 10 * time.Minute, 15 * time.Minute, 30 * time.Minute, time.Hour, 24 * time.Hour}

// window is the usual span in which servers count that lies in the given bounds; 0: none does.
func window(more, most time.Duration) time.Duration {
	for _, w := range usual {
		if w > more && w <= most+most/20 {
			return w
		}
	}
	return 0
}
