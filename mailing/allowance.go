package mailing

import (
	"math"
	"time"
)

// WindowUse is one limit's window at one moment.
type WindowUse struct {
	Limit     Limit
	N         int // the number that holds at this moment
	Kept      int // of N for everyday mail
	Used      int
	Elsewhere int       // of Used, sent from elsewhere
	Free      int       // for mailings
	MoreAt    time.Time // when at least one more is free; zero while nothing is used
}

// Allowance is what an account may send now, and when more will be free.
type Allowance struct {
	Free    int       // recipients; Unlimited when nothing bounds it
	Next    time.Time // when Free is 0: the first moment at which it no longer is
	Windows []WindowUse
	Closed  bool      // outside the account's hours
	Until   time.Time // when they end, or when Closed, begin; zero: never
}

// Unlimited is the free allowance of an account without limits.
const Unlimited = math.MaxInt32

// farAhead is how far a moment may lie in the future, or a whole window when that is longer, and still count.
const farAhead = 48 * time.Hour

// ForTests is the account as it counts for a test mail: hours and reserve are for mailings.
func (a Account) ForTests() Account {
	a.Hours, a.Reserve = Hours{}, 0
	return a
}

// Allow says what an account's limits, reserve and hours leave free for mailings at the moment now. A moment in the
// ledger that lies in the future, because the clock was set back since, counts as used: rather too careful than
// blocked. One that lies days ahead does not: a computer that woke up in a wrong year would be blocked until then.
func Allow(a Account, l *Ledger, now time.Time) Allowance {
	out := Allowance{Free: Unlimited, Windows: make([]WindowUse, len(a.Limits))}
	for i, limit := range a.Limits {
		out.Windows[i] = limit.use(l, now, a.Reserve)
		out.Free = min(out.Free, out.Windows[i].Free)
	}
	if !a.Hours.Always() {
		zone := l.zone(a.Hours.zoneName()).Location
		if out.Closed = !a.Hours.open(now.In(zone)); out.Closed {
			out.Free = 0
			out.Until = a.Hours.opening(now.In(zone))
		} else {
			out.Until = a.Hours.closing(now.In(zone))
		}
	}
	if out.Free == 0 {
		out.Next = a.next(l, now, 1)
	}
	return out
}

// Room is Allow without the windows: how many may go out now, and when none may, from when on.
func Room(a Account, l *Ledger, now time.Time) (free int, next time.Time) {
	if free = a.free(l, now); free == 0 {
		next = a.next(l, now, 1)
	}
	return free, next
}

func (a Account) free(l *Ledger, now time.Time) int {
	if !a.Hours.Always() && !a.Hours.open(now.In(l.zone(a.Hours.zoneName()).Location)) {
		return 0
	}
	free := Unlimited
	for i := range a.Limits {
		limit := &a.Limits[i]
		n := limit.At(now)
		free = min(free, n-limit.kept(n, a.Reserve)-limit.used(l, now))
	}
	return max(0, free)
}

// next is the first moment after now at which so many are free as are wanted, or as a limit gives at most. It goes from
// the end of one obstacle to that of the next until none is left.
func (a Account) next(l *Ledger, now time.Time, want int) time.Time {
	const enough = 1000 // obstacles, should a clock have left very strange ones
	at := now
	for range enough {
		was := at
		for i := range a.Limits {
			at = later(at, a.Limits[i].gives(l, at, a.Reserve, want))
		}
		if !a.Hours.Always() {
			if local := at.In(l.zone(a.Hours.zoneName()).Location); !a.Hours.open(local) {
				at = a.Hours.opening(local)
			}
		}
		if at.Equal(was) || at.IsZero() {
			break
		}
	}
	if at.IsZero() || !at.After(now) {
		return time.Time{}
	}
	return at.In(now.Location())
}

// kept is how many of n are kept for everyday mail. One at least is left for mailings.
func (limit *Limit) kept(n, reserve int) int {
	if reserve <= 0 || !limit.reservable() {
		return 0
	}
	return min(n-1, (n*reserve+99)/100)
}

func (limit *Limit) use(l *Ledger, now time.Time, reserve int) WindowUse {
	n := limit.At(now)
	w := WindowUse{Limit: *limit, N: n, Kept: limit.kept(n, reserve), Used: limit.used(l, now)}
	w.Free = max(0, w.N-w.Kept-w.Used)
	if w.Used == 0 {
		return w
	}
	w.Elsewhere = min(w.Used, l.elsewhereSince(limit.start(l, now)))
	w.MoreAt = limit.gives(l, now, reserve, w.Free+1)
	return w
}

// gives is the first moment from now on at which so many are free as are wanted, or all that the window has where that is
// less; without mails in between.
func (limit *Limit) gives(l *Ledger, now time.Time, reserve, want int) time.Time {
	used := limit.used(l, now)
	n := limit.At(now)
	n -= limit.kept(n, reserve)
	// A window that is empty has nothing more to give.
	back := min(used, used-n+want)
	if back <= 0 {
		return now
	}
	at := limit.freeAt(l, now, back, used)
	// The number may grow before so much of what is used has come back.
	for grows := limit.grows(now); !grows.IsZero() && grows.Before(at); grows = limit.grows(grows) {
		n := limit.At(grows)
		if back := used - (n - limit.kept(n, reserve)) + want; back <= 0 {
			at = grows
		} else if then := limit.freeAt(l, now, min(back, used), used); then.Before(at) {
			at = later(grows, then)
		}
	}
	return at.In(now.Location())
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// used counts the window at the moment now. A rolling window of 24 h frees the recipient of 14:10:00.000 at 14:10:00.000
// the next day: the window is the half-open span (now-Span, now].
func (limit *Limit) used(l *Ledger, now time.Time) int {
	last := len(l.moments)
	if ahead := now.Add(max(farAhead, limit.Span)).UnixMilli(); last > 0 && l.moments[last-1].at >= ahead {
		last = l.from(ahead)
	}
	if !limit.lasting() {
		return l.upTo(last) - l.upTo(min(last, l.from(limit.start(l, now))))
	}
	// What lies in the future counts as though it had gone out just now.
	ms := now.UnixMilli()
	present := min(last, l.from(ms+1))
	sum := limit.after(l.fold(*limit, present), ms)
	if sum = limit.capped(sum+limit.weight(l.upTo(last)-l.upTo(present)), ms); limit.Kind == AfterLast {
		return int(sum)
	}
	span := limit.Span.Milliseconds()
	return int((sum + span - 1) / span)
}

// start is the first millisecond that belongs to the window at the moment now.
func (limit *Limit) start(l *Ledger, now time.Time) int64 {
	switch limit.Kind {
	case CalendarDay:
		from, _ := l.zone(limit.Zone).day(now)
		return from
	case CalendarHour:
		return hourStart(now, l.zone(limit.Zone).Location).UnixMilli()
	case Rolling, AfterLast, Refill:
	}
	return now.UnixMilli() - limit.Span.Milliseconds() + 1
}

// freeAt is when n of those that are used will be free again.
func (limit *Limit) freeAt(l *Ledger, now time.Time, n, used int) time.Time {
	switch limit.Kind {
	case CalendarDay:
		_, to := l.zone(limit.Zone).day(now)
		return time.UnixMilli(to)
	case CalendarHour:
		return hourEnd(now, l.zone(limit.Zone).Location)
	case AfterLast:
		return limit.pause(l, now)
	case Refill:
		return limit.refilled(l, now, used-n)
	case Rolling:
	}
	// The window is full until the nth of them has left.
	start := l.upTo(l.from(limit.start(l, now)))
	return time.UnixMilli(l.moments[l.reached(start+n)].at).Add(limit.Span)
}

// pause is when, after the moment now, nothing was sent for as long as the limit wants.
func (limit *Limit) pause(l *Ledger, now time.Time) time.Time {
	ms, span := now.UnixMilli(), limit.Span.Milliseconds()
	i := l.from(ms + 1)
	over := ms
	if i > 0 {
		over = max(ms, l.moments[i-1].at+span)
	}
	for ; i < len(l.moments) && (over <= ms || l.moments[i].at < over); i++ {
		over = l.moments[i].at + span
	}
	return time.UnixMilli(over)
}

// refilled is when a bucket has so much that only used are missing.
func (limit *Limit) refilled(l *Ledger, now time.Time, used int) time.Time {
	ms := now.UnixMilli()
	present := l.from(ms + 1)
	last := max(present, l.from(now.Add(max(farAhead, limit.Span)).UnixMilli()))
	sum := limit.after(l.fold(*limit, present), ms)
	future := l.upTo(last) - l.upTo(present)
	if future > used { // what counts as just sent does not come back before it was
		return time.UnixMilli(l.moments[l.reached(l.upTo(last)-used)].at)
	}
	sum = limit.capped(sum+limit.weight(future), ms)
	at := ms
	for {
		t := time.UnixMilli(at)
		rate := int64(limit.At(t))
		need := (sum - limit.weight(used) + rate - 1) / rate
		next := limit.grows(t)
		if next.IsZero() || next.UnixMilli() >= at+need {
			return time.UnixMilli(at + max(1, need))
		}
		sum -= rate * (next.UnixMilli() - at)
		at = next.UnixMilli()
	}
}
