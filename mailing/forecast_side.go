package mailing

import (
	"cmp"
	"slices"
	"time"
)

// side is an account in virtual time.
type side struct {
	course   *course
	who      int // 0: the first account, 1: the second
	account  Account
	ledger   *Ledger
	at       time.Time
	gap      time.Duration // between two messages
	each     time.Duration
	closes   time.Time // when the hours that at lies in end; zero: not asked yet, or never
	queues   []*queue  // mine is the last
	served   *queue    // the one that had the last turn
	waits    bool      // for a limit, its hours or the end of a hold, until at
	over     bool      // nothing will go out any more
	standsIn *side     // sends mine only while that one waits
}

// mostMoments is how fine a forecast looks at what was sent already: half a minute in a day.
const mostMoments = 3000

func (p *course) side(l Line, now time.Time, standsIn *side) *side {
	s := &side{course: p, account: l.Account, at: now, each: l.Each, standsIn: standsIn}
	s.gap = max(l.Account.Gap, l.Each/time.Duration(max(1, l.Account.Connections)))
	switch pace := l.Account.Pace; pace.Why {
	case PaceUnmet, PaceCareful, PaceFullSpeed: // a server that is met carefully is at full speed within seconds
	case PaceThrottled, PaceSettled, PaceTrying:
		s.gap = max(s.gap, pace.Gap)
		if pace.Connections > 0 {
			s.gap = max(s.gap, l.Each/time.Duration(pace.Connections))
		}
	}
	for _, o := range l.Others {
		if o.N > 0 {
			s.queues = append(s.queues, newQueue(o))
		}
	}
	s.queues = append(s.queues, p.mine)
	s.ledger = l.Ledger.coarse(l.Account.Reach(), now, mostMoments)
	s.simplify()
	if l.From.After(s.at) {
		s.wait(l.From, Slowed{Why: WhyHeld})
	}
	return s
}

// simplify makes gaps of limits whose windows are short and filled in one batch: a burst every minute and a steady trickle
// come to the same in the long run.
func (s *side) simplify() {
	const short = 20 // windows in an opening
	opening := 366 * day
	if !s.account.Hours.Always() {
		opening = s.account.Hours.To - s.account.Hours.From
		if opening <= 0 {
			opening += day
		}
	}
	limits := s.account.Limits
	s.account.Limits = nil
	for _, l := range limits {
		if l.Kind == Rolling && len(l.Steps) == 0 && l.N < s.course.patient && l.Span*short <= opening {
			s.gap = max(s.gap, l.Span/time.Duration(max(1, l.N-l.kept(l.N, s.account.Reserve))))
			continue
		}
		s.account.Limits = append(s.account.Limits, l)
	}
}

// order says who acts first: whoever's moment comes first, and of two at the same moment the one that is not a stand-in.
func (s *side) order(o *side) int {
	if s.over != o.over {
		if s.over {
			return 1
		}
		return -1
	}
	return cmp.Or(s.at.Compare(o.at), boolOrder(s.standsIn != nil, o.standsIn != nil))
}

func boolOrder(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return 1
	}
	return -1
}

// wait lets time pass until the moment t.
func (s *side) wait(t time.Time, why Slowed) {
	if !t.After(s.at) {
		s.over = true // a limit that never frees: no honest answer
		return
	}
	s.brings(0)
	why.For = t.Sub(s.at)
	s.course.delay(why)
	s.at, s.waits = t.In(s.at.Location()), true
}

// step sends what can be sent at the moment at, or waits until more can.
func (s *side) step() {
	active, more := s.active()
	if len(active) == 0 {
		if more.IsZero() {
			s.over = true
			s.brings(0)
			return
		}
		why := Slowed{Why: WhyRetry}
		if more.Equal(s.course.mine.from) {
			why.Why = WhySchedule
		}
		s.wait(more, why)
		return
	}
	waiting, least := 0, active[0].waits(s.at)
	for _, q := range active {
		waiting, least = waiting+q.waits(s.at), min(least, q.waits(s.at))
	}
	free, next := Room(s.account, s.ledger, s.at)
	if t, patient := s.patience(free, min(waiting, s.course.patient), next); free == 0 || patient {
		s.wait(t, s.obstacle())
		return
	}
	n := min(free, waiting, least*len(active))
	if len(s.course.sides) > 1 {
		n = min(n, s.course.patient) // the other one takes of them too
	}
	if n = min(n, s.fair(free)); n == 0 {
		s.holdBack()
		return
	}
	s.send(active, n, more)
}

// fair is how many may be sent before it is the other account's turn. As lanes do, it never holds back when it has another
// campaign to send.
func (s *side) fair(free int) int {
	b := s.course.balance
	if b == nil {
		return free
	}
	others, waiting := 0, 0
	for _, q := range s.queues {
		if q != s.course.mine && q.left > 0 {
			others, waiting = others+1, waiting+q.left
		}
	}
	s.brings(s.account.Spare(s.ledger, free, others, waiting, s.at))
	if others > 0 {
		return free
	}
	return b.May(s.who, s.course.mine.left, s.at)
}

func (s *side) brings(left int) {
	if b := s.course.balance; b != nil {
		b.Brings(s.who, left)
	}
}

// holdBack waits until the other account has gone on.
func (s *side) holdBack() {
	until := s.course.sides[1-s.who].at
	if until = later(until, s.at).Add(time.Millisecond); until.Sub(s.at) > s.course.balance.Rest() {
		until = s.at.Add(max(time.Millisecond, s.course.balance.Rest()))
	}
	s.course.delay(Slowed{Why: WhyPace, For: until.Sub(s.at)})
	s.at = until
}

// active are the queues with something to send now, in the order of their turns, and when there will be more.
func (s *side) active() (active []*queue, more time.Time) {
	after := slices.Index(s.queues, s.served) + 1
	for i := range s.queues {
		q := s.queues[(after+i)%len(s.queues)]
		if q == s.course.mine && s.standsIn != nil && !s.standsIn.over && !s.standsIn.waits {
			// The first account is at work: look again when it has done something.
			if t := s.standsIn.at.Add(time.Millisecond); more.IsZero() || t.Before(more) {
				more = t
			}
			continue
		}
		next := q.wake(s.at)
		if q.waits(s.at) > 0 {
			active = append(active, q)
		}
		if q.left > 0 && !next.IsZero() && (more.IsZero() || next.Before(more)) {
			more = next
		}
	}
	return active, more
}

// patience says until when to wait for so many as are wanted, and whether that is better than to send what is free. What
// was sent one by one comes back one by one; drawing a little of it together saves most of the reckoning.
func (s *side) patience(free, want int, next time.Time) (until time.Time, patient bool) {
	if want <= free || want <= 1 {
		return next, false
	}
	begun := s.at
	if free == 0 {
		if begun, free = next, s.account.free(s.ledger, next); free >= want {
			return next, false
		}
	}
	elapsed, long := s.at.Sub(s.course.first), day
	for i := range s.account.Limits {
		limit := &s.account.Limits[i]
		if limit.use(s.ledger, begun, s.account.Reserve).Free < want {
			const little, most = 400, 20 // parts of the window, and of the time so far
			long = min(long, limit.Length()/most, max(limit.Length()/little, elapsed/little))
		}
	}
	end := begun.Add(long)
	if s.account.free(s.ledger, end) <= free {
		return next, false
	}
	if t := s.account.next(s.ledger, begun, want); t.After(begun) && t.Before(end) {
		end = t
	}
	return end, true
}

// obstacle is what keeps the account from sending at the moment at.
func (s *side) obstacle() Slowed {
	if !s.account.Hours.Always() && !s.account.Hours.open(s.at.In(s.ledger.zone(s.account.Hours.zoneName()).Location)) {
		return Slowed{Why: WhyHours}
	}
	why, last := Slowed{Why: WhyLimit}, time.Time{}
	for i := range s.account.Limits {
		if t := s.account.Limits[i].gives(s.ledger, s.at, s.account.Reserve, 1); t.After(last) {
			why.Limit, last = s.account.Limits[i], t
		}
	}
	return why
}

// send sends n at the pace of the account, until its hours end, the day turns or there are more queues.
func (s *side) send(active []*queue, n int, more time.Time) {
	if s.gap > 0 {
		until := dayStart(s.at, s.at.Location(), 1)
		if !more.IsZero() && more.Before(until) {
			until = more
		}
		if closes := s.closing(); !closes.IsZero() && closes.Before(until) {
			until = closes
		}
		if left := (until.Sub(s.at) + s.gap - 1) / s.gap; int64(left) < int64(n) {
			n = max(1, int(left))
		}
	}
	if len(s.account.Limits) > 0 {
		for done := 0; done < n; done += s.course.patient {
			k := min(s.course.patient, n-done)
			s.ledger.AddN(s.at.Add(time.Duration(done+k/2)*s.gap), k)
		}
	}
	mine := 0
	for i, q := range active {
		k := n / len(active)
		if i < n%len(active) {
			k++
		}
		if k > 0 {
			s.served = q
		}
		if q.take(k); q == s.course.mine {
			mine = k
		}
	}
	if r := n % len(active); r > 0 {
		s.served = active[r-1]
	}
	end := s.at.Add(time.Duration(n-1) * s.gap)
	if mine > 0 {
		if s.course.balance != nil {
			s.course.balance.Began(s.who, mine)
		}
		f := &s.course.forecast
		f.add(s.at, mine)
		f.Finish = later(f.Finish, end.Add(s.each))
	}
	s.course.delay(Slowed{Why: WhyPace, For: time.Duration(n) * s.gap})
	s.at, s.waits = end.Add(s.gap), false
}

// closing is when the hours that at lies in end.
func (s *side) closing() time.Time {
	if s.account.Hours.Always() {
		return time.Time{}
	}
	if !s.closes.After(s.at) {
		s.closes = s.account.Hours.closing(s.at.In(s.ledger.zone(s.account.Hours.zoneName()).Location))
	}
	return s.closes
}
