package mailing

import (
	"cmp"
	"math"
	"slices"
	"time"
)

// Ledger is the record of what counted against an account's limits. Its owner fills it from the store and adds what it
// sends; it is not safe for concurrent use, not even for reading: it remembers what it has worked out.
type Ledger struct {
	moments []moment // ascending, one for each millisecond
	before  int      // recipients before the first of them
	since   int64    // unix milliseconds; what was before is not known
	folds   []fold

	elsewhere []Due // of them, what the user sent from elsewhere, ascending
	zones     map[string]*zone
}

// moment is a millisecond in which recipients were counted.
type moment struct {
	at      int64 // unix milliseconds
	through int   // recipients up to here, this moment's among them
}

// NewLedger makes a ledger of the moments given, in any order, that knows everything.
func NewLedger(times []time.Time) *Ledger {
	l := &Ledger{since: math.MinInt64, moments: make([]moment, 0, len(times))}
	for _, t := range slices.SortedFunc(slices.Values(times), time.Time.Compare) {
		l.AddN(t, 1)
	}
	return l
}

// LedgerSince makes an empty ledger that knows what was at the moment since and later, once its owner has added it.
func LedgerSince(since time.Time) *Ledger { return &Ledger{since: since.UnixMilli()} }

// From is the moment from which on the ledger knows what was.
func (l *Ledger) From() time.Time { return time.UnixMilli(l.since) }

// Clone is a copy that can be changed without changing the other.
func (l *Ledger) Clone() *Ledger {
	c := &Ledger{before: l.before, since: l.since, elsewhere: slices.Clone(l.elsewhere)}
	const more = 1024 // that are likely to be added
	c.moments = append(make([]moment, 0, len(l.moments)+more), l.moments...)
	for _, f := range l.folds {
		c.folds = append(c.folds, fold{limit: f.limit, marks: slices.Clone(f.marks)})
	}
	return c
}

// Add records one recipient at the moment t.
func (l *Ledger) Add(t time.Time) { l.AddN(t, 1) }

// AddN records n recipients at the moment t. A clock that was set back puts them where they belong.
func (l *Ledger) AddN(t time.Time, n int) {
	ms := t.UnixMilli()
	k := len(l.moments)
	switch {
	case n <= 0:
	case k == 0 || l.moments[k-1].at < ms:
		l.moments = append(l.moments, moment{ms, l.total() + n})
	default:
		l.change(ms, n)
	}
}

// Remove takes back one recipient recorded at the moment t: the server did not take the message after all.
func (l *Ledger) Remove(t time.Time) {
	if i := l.from(t.UnixMilli()); i < len(l.moments) && l.moments[i].at == t.UnixMilli() {
		l.change(l.moments[i].at, -1)
	}
}

// SetElsewhere takes over all that was sent from elsewhere: what is new is added, and what is no longer among them removed.
func (l *Ledger) SetElsewhere(all []Due) {
	for _, d := range l.elsewhere {
		if !slices.ContainsFunc(all, d.equal) && d.At.UnixMilli() >= l.since {
			if i := l.from(d.At.UnixMilli()); i < len(l.moments) {
				l.change(l.moments[i].at, -min(d.N, l.upTo(i+1)-l.upTo(i)))
			}
		}
	}
	for _, d := range all {
		if !slices.ContainsFunc(l.elsewhere, d.equal) {
			l.AddN(d.At, d.N)
		}
	}
	l.elsewhere = slices.Clone(all)
}

func (d Due) equal(o Due) bool { return d.N == o.N && d.At.Equal(o.At) }

// elsewhereSince is how many of those at ms or later were sent from elsewhere.
func (l *Ledger) elsewhereSince(ms int64) (n int) {
	for _, d := range l.elsewhere {
		if d.At.UnixMilli() >= ms {
			n += d.N
		}
	}
	return n
}

// change adds n to a moment that is not after the last one.
func (l *Ledger) change(ms int64, n int) {
	i := l.from(ms)
	if l.moments[i].at != ms {
		l.moments = slices.Insert(l.moments, i, moment{ms, l.upTo(i)})
	}
	for j := i; j < len(l.moments); j++ {
		l.moments[j].through += n
	}
	if l.moments[i].through == l.upTo(i) {
		l.moments = slices.Delete(l.moments, i, i+1)
	}
	l.spoil(i)
}

// Prune forgets what is further back than reach at the moment now, unless it is so little that it is not worth it.
func (l *Ledger) Prune(reach Reach, now time.Time) {
	const little = 1024
	if i := l.from(now.Add(-reach.Span).UnixMilli()); i >= max(little, len(l.moments)/2) {
		l.prune(reach, i)
	}
}

// prune forgets what is before the ith moment, but nothing after the last pause that is long enough.
func (l *Ledger) prune(reach Reach, i int) {
	for reach.Quiet > 0 && i > 0 && (i == len(l.moments) || l.moments[i].at-l.moments[i-1].at < reach.Quiet.Milliseconds()) {
		i--
	}
	if i > 0 {
		l.before, l.since = l.upTo(i), l.moments[i-1].at+1
		l.moments = slices.Clone(l.moments[i:])
		l.folds = nil
	}
}

// Reaches says whether the ledger knows enough to count with, at the moment now. It does not after its reader's clock
// was set back, or when limits reach further than before.
func (l *Ledger) Reaches(reach Reach, now time.Time) bool {
	if l.since == math.MinInt64 {
		return true
	}
	start := now.Add(-reach.Span).UnixMilli()
	if start < l.since {
		return false
	}
	if reach.Quiet == 0 {
		return true
	}
	// Between since and the first mail that is needed there must be a pause.
	for i := l.from(start); ; i-- {
		at := start
		if i < len(l.moments) {
			at = l.moments[i].at
		}
		last := l.since
		if i > 0 {
			last = l.moments[i-1].at
		}
		if at-last >= reach.Quiet.Milliseconds() {
			return true
		}
		if i == 0 {
			return false
		}
	}
}

// Since counts the recipients recorded at the moment t or later.
func (l *Ledger) Since(t time.Time) int { return l.total() - l.upTo(l.from(t.UnixMilli())) }

// coarse is a copy of what matters at the moment now and later. More than most moments are drawn together.
func (l *Ledger) coarse(reach Reach, now time.Time, most int) *Ledger {
	all := l.moments
	if reach.Quiet == 0 {
		all = all[l.from(now.Add(-reach.Span).UnixMilli()):]
	}
	c := &Ledger{since: math.MinInt64}
	if len(all) <= most {
		c.moments = slices.Clone(all)
		c.before = l.upTo(len(l.moments) - len(all))
		return c
	}
	c.before = l.upTo(len(l.moments) - len(all))
	c.moments = make([]moment, 0, most+1)
	for i := len(all) % ((len(all) + most - 1) / most); i < len(all); i += (len(all) + most - 1) / most {
		c.moments = append(c.moments, all[i])
	}
	if last := all[len(all)-1]; c.moments[len(c.moments)-1] != last {
		c.moments = append(c.moments, last)
	}
	return c
}

// total is how many were counted in all, the forgotten ones among them.
func (l *Ledger) total() int { return l.upTo(len(l.moments)) }

// upTo is how many were counted before the ith moment.
func (l *Ledger) upTo(i int) int {
	if i == 0 {
		return l.before
	}
	return l.moments[i-1].through
}

// from is the index of the first moment at ms or later.
func (l *Ledger) from(ms int64) int {
	k := len(l.moments)
	if k == 0 || l.moments[k-1].at < ms {
		return k // mostly what is asked is whether something lies ahead
	}
	i, _ := slices.BinarySearchFunc(l.moments, ms, func(m moment, ms int64) int { return cmp.Compare(m.at, ms) })
	return i
}

// reached is the index of the moment with which the count, from the beginning, became n or more.
func (l *Ledger) reached(n int) int {
	i, _ := slices.BinarySearchFunc(l.moments, n, func(m moment, n int) int { return cmp.Compare(m.through, n) })
	return i
}

// zone finds a time zone once. One that this computer does not know is UTC: ParseLimit and ParseHours refuse those.
func (l *Ledger) zone(name string) *zone {
	z := l.zones[name]
	if z == nil {
		z = &zone{Location: time.UTC}
		if known, err := loadZone(name); err == nil {
			z.Location = known
		}
		if l.zones == nil {
			l.zones = make(map[string]*zone)
		}
		l.zones[name] = z
	}
	return z
}
