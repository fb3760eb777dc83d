package mailing

import (
	"maps"
	"time"
)

// Domains are the recipients' domains whose servers asked to go slower. Deliveries to one of them wait while those to
// others go on. The zero value knows none. What it knows is bounded, and is not kept over a restart: a domain says it
// again.
type Domains struct {
	slow map[string]*slowDomain
}

type slowDomain struct {
	next  time.Time     // nobody before
	queue time.Time     // when the one who asks next would have its turn
	gap   time.Duration // between two
	times int           // how often it asked, less how well it went since
}

const (
	mostDomains    = 1000
	domainGap      = 2 * time.Second
	longestDomain  = 10 * time.Minute // between two
	quickestDomain = time.Second / 2
)

// domainWaits are the waits of a domain that asks again and again and names no time.
var domainWaits = [...]time.Duration{5 * time.Minute, 15 * time.Minute, time.Hour}

// May says whether a delivery to the domain may be begun now, and else when to come back.
func (d *Domains) May(domain string, now time.Time) (at time.Time, ok bool) {
	s := d.slow[domain]
	switch {
	case s == nil:
		return now, true
	case !now.Before(s.next):
		s.next = now.Add(s.gap)
		return now, true
	}
	at = s.next
	if s.queue.After(at) {
		at = s.queue
	}
	s.queue = at.Add(s.gap)
	return at, false
}

// Slow says that a domain's server asked to go slower, and returns until when it is left alone.
func (d *Domains) Slow(domain string, v Verdict, now time.Time) time.Time {
	if d.slow == nil {
		d.slow = make(map[string]*slowDomain)
	}
	s := d.slow[domain]
	if s == nil {
		d.makeRoom()
		s = &slowDomain{gap: domainGap / 2}
		d.slow[domain] = s
	} else if s.next.Sub(now) > s.gap {
		return s.next // several met it at once
	}
	wait := v.Wait
	if wait <= 0 {
		wait = jitter(domainWaits[min(s.times, len(domainWaits)-1)], now)
	}
	s.times++
	s.gap = min(2*s.gap, longestDomain)
	s.next = now.Add(wait)
	if v.Until.After(s.next) {
		s.next = v.Until
	}
	s.queue = s.next.Add(s.gap)
	return s.next
}

// Took says that a message to the domain was taken.
func (d *Domains) Took(domain string) {
	s := d.slow[domain]
	if s == nil {
		return
	}
	s.times = max(0, s.times-1)
	if s.gap = s.gap * 9 / 10; s.gap < quickestDomain {
		delete(d.slow, domain)
	}
}

// makeRoom forgets the domain whose wait ends first.
func (d *Domains) makeRoom() {
	if len(d.slow) < mostDomains {
		return
	}
	first := ""
	for domain := range maps.Keys(d.slow) {
		if first == "" || d.slow[domain].next.Before(d.slow[first].next) {
			first = domain
		}
	}
	delete(d.slow, first)
}
