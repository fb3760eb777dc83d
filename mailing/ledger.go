package mailing

import (
	"math"
	"slices"
	"time"
)

// Ledger is the record of what counted against an account's limits: one moment per recipient, ascending. Its owner
// fills it from the store and adds what it sends; it is not safe for concurrent use.
type Ledger struct {
	at []int64 // unix milliseconds, ascending
}

// NewLedger makes a ledger of the moments given, in any order.
func NewLedger(times []time.Time) *Ledger {
	l := &Ledger{at: make([]int64, len(times))}
	for i, t := range times {
		l.at[i] = t.UnixMilli()
	}
	slices.Sort(l.at)
	return l
}

// Add records one recipient at the moment t. A clock that was set back puts it where it belongs.
func (l *Ledger) Add(t time.Time) {
	ms := t.UnixMilli()
	if n := len(l.at); n == 0 || l.at[n-1] <= ms {
		l.at = append(l.at, ms)
		return
	}
	i, _ := slices.BinarySearch(l.at, ms+1)
	l.at = slices.Insert(l.at, i, ms)
}

// Remove takes back one recipient recorded at the moment t: the server did not take the message after all.
func (l *Ledger) Remove(t time.Time) {
	if i, found := slices.BinarySearch(l.at, t.UnixMilli()); found {
		l.at = slices.Delete(l.at, i, i+1)
	}
}

// Prune forgets everything before the moment t.
func (l *Ledger) Prune(t time.Time) {
	i, _ := slices.BinarySearch(l.at, t.UnixMilli())
	l.at = slices.Delete(l.at, 0, i)
}

// Since counts the recipients recorded at the moment t or later.
func (l *Ledger) Since(t time.Time) int {
	i, _ := slices.BinarySearch(l.at, t.UnixMilli())
	return len(l.at) - i
}

// Clone returns an independent copy.
func (l *Ledger) Clone() *Ledger { return &Ledger{at: slices.Clone(l.at)} }

// WindowUse is one limit's window at one moment.
type WindowUse struct {
	Limit  Limit
	Used   int
	Free   int
	MoreAt time.Time // when at least one more is free; zero while nothing is used
}

// Allowance is what an account may send now, and when more will be free.
type Allowance struct {
	Free    int       // recipients; Unlimited when the account has no limits
	Next    time.Time // when Free is 0: the first moment at which it no longer is
	Windows []WindowUse
}

// Unlimited is the free allowance of an account without limits.
const Unlimited = math.MaxInt32

// farAhead is how far a moment may lie in the future, or a whole window when that is longer, and still count.
const farAhead = 48 * time.Hour

// Allow says what limits leave free at the moment now. A moment in the ledger that lies in the future, because the
// clock was set back since, counts as used: rather too careful than blocked. One that lies days ahead does not: a
// computer that woke up in a wrong year would be blocked until then.
func Allow(limits []Limit, l *Ledger, now time.Time) Allowance {
	a := Allowance{Free: Unlimited, Windows: make([]WindowUse, 0, len(limits))}
	for _, limit := range limits {
		w := limit.use(l, now)
		a.Windows = append(a.Windows, w)
		a.Free = min(a.Free, w.Free)
	}
	if a.Free > 0 {
		return a
	}
	for _, w := range a.Windows {
		if w.Free == 0 && w.MoreAt.After(a.Next) {
			a.Next = w.MoreAt
		}
	}
	return a
}

// use counts one window. A rolling window of 24 h frees the recipient of 14:10:00.000 at 14:10:00.000 the next day:
// the window is the half-open span (now-Span, now].
func (limit Limit) use(l *Ledger, now time.Time) WindowUse {
	start := limit.start(now)
	strange := l.Since(now.Add(max(farAhead, limit.Span)))
	used := l.Since(start) - strange
	w := WindowUse{Limit: limit, Used: used, Free: max(0, limit.N-used)}
	if used == 0 {
		return w
	}
	if limit.Kind == CalendarDay {
		w.MoreAt = limit.dayStart(now, 1)
		return w
	}
	// The window is full until so many of its oldest entries have left that one fewer than N remain.
	oldest := len(l.at) - strange - min(used, limit.N)
	w.MoreAt = time.UnixMilli(l.at[oldest]).In(now.Location()).Add(limit.Span)
	return w
}

// start is the first millisecond that belongs to the window at the moment now.
func (limit Limit) start(now time.Time) time.Time {
	if limit.Kind == CalendarDay {
		return limit.dayStart(now, 0)
	}
	return now.Truncate(time.Millisecond).Add(-limit.Span + time.Millisecond)
}

// dayStart is midnight of the day of now, plus days, in the limit's zone. A day has 23 or 25 hours when clocks change.
func (limit Limit) dayStart(now time.Time, days int) time.Time {
	zone, err := time.LoadLocation(limit.Zone)
	if err != nil {
		zone = time.UTC // ParseLimit refuses unknown zones; a computer without this one counts in UTC
	}
	y, m, d := now.In(zone).Date()
	return time.Date(y, m, d+days, 0, 0, 0, 0, zone)
}

// Longest is how far back a ledger must reach to count all the limits.
func Longest(limits []Limit) time.Duration {
	longest := time.Duration(0)
	for _, l := range limits {
		span := l.Span
		if l.Kind == CalendarDay {
			span = 25 * time.Hour
		}
		longest = max(longest, span)
	}
	return longest
}
