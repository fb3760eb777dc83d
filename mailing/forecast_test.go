package mailing

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// plainCourse plays what lanes do message by message, one after the other. It knows nothing of batches.
type plainCourse struct {
	at       time.Time
	mine     *plainQueue
	lanes    []*plainLane
	balance  *Balance  // of two that share
	finished time.Time // when the last of mine was through
	days     map[string]int
}

type plainLane struct {
	account  Account
	ledger   *Ledger
	from     time.Time // of the next message, by the gap
	held     time.Time // until then
	each     time.Duration
	queues   []*plainQueue
	served   int
	standsIn *plainLane
}

type plainQueue struct {
	due []time.Time // ascending
}

func newPlainQueue(l Load) *plainQueue {
	q := &plainQueue{}
	later := 0
	for _, d := range l.Later {
		for range d.N {
			q.due = append(q.due, later2(d.At, l.From))
		}
		later += d.N
	}
	for range l.N - later {
		q.due = append(q.due, l.From)
	}
	slices.SortFunc(q.due, time.Time.Compare)
	return q
}

func later2(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}

// claim takes the next due message of the campaigns in turn.
func (l *plainLane) claim(at time.Time, without *plainQueue) *plainQueue {
	for i := range l.queues {
		k := (l.served + 1 + i) % len(l.queues)
		if q := l.queues[k]; q != without && len(q.due) > 0 && !q.due[0].After(at) {
			q.due = q.due[1:]
			l.served = k
			return q
		}
	}
	return nil
}

// next is when the lane can claim again, at the earliest; false: never.
func (l *plainLane) next(at time.Time, without *plainQueue) (time.Time, bool) {
	when, some := time.Time{}, false
	for _, q := range l.queues {
		if q != without && len(q.due) > 0 && (!some || q.due[0].Before(when)) {
			when, some = q.due[0], true
		}
	}
	if !some {
		return when, false
	}
	when = later2(later2(when, l.from), at)
	if free, next := Room(l.account, l.ledger, when); free == 0 {
		return next, !next.IsZero()
	}
	return when, true
}

// without is the queue that a stand-in leaves to the first account while that one can send.
func (c *plainCourse) without(l *plainLane) *plainQueue {
	if first := l.standsIn; first != nil && !first.held.After(c.at) {
		if free, _ := Room(first.account, first.ledger, c.at); free > 0 {
			return c.mine
		}
	}
	return nil
}

func (c *plainCourse) run(last time.Time) {
	for len(c.mine.due) > 0 && c.at.Before(last) {
		moved, held := false, (*plainLane)(nil)
		for i, l := range c.lanes {
			if l.from.After(c.at) {
				continue
			}
			free, _ := Room(l.account, l.ledger, c.at)
			if free == 0 {
				continue
			}
			if c.holdsBack(l, i, free) {
				held = l
				continue
			}
			q := l.claim(c.at, c.without(l))
			if q == nil {
				continue
			}
			moved = true
			l.ledger.Add(c.at)
			l.from = c.at.Add(max(l.account.Gap, l.each/time.Duration(l.account.Connections)))
			if q == c.mine {
				if c.balance != nil {
					c.balance.Began(i, 1)
				}
				c.finished = later2(c.finished, c.at.Add(l.each))
				c.days[c.at.Format(time.DateOnly)]++
			}
		}
		if moved {
			continue
		}
		next, some := last, false
		if held != nil {
			next, some = c.at.Add(50*time.Millisecond), true
		}
		if first := c.mine.due[0]; first.After(c.at) && first.Before(next) { // whose turn it is then is seen then
			next, some = first, true
		}
		for _, l := range c.lanes {
			if at, ok := l.next(c.at.Add(time.Microsecond), c.without(l)); ok && l != held && at.Before(next) {
				next, some = at, true
			}
		}
		if !some {
			return
		}
		c.at = next
	}
}

// holdsBack says whether a lane leaves the next message to the other one.
func (c *plainCourse) holdsBack(l *plainLane, who, free int) bool {
	if c.balance == nil {
		return false
	}
	for i, l := range c.lanes {
		if n, _ := Room(l.account, l.ledger, c.at); n == 0 || l.held.After(c.at) {
			c.balance.Brings(i, 0)
		}
	}
	others, waiting := 0, 0
	for _, q := range l.queues {
		if q != c.mine && len(q.due) > 0 {
			others, waiting = others+1, waiting+len(q.due)
		}
	}
	c.balance.Brings(who, l.account.Spare(l.ledger, free, others, waiting, c.at))
	return others == 0 && c.balance.May(who, len(c.mine.due), c.at) == 0
}

func plainly(o Outlook) *plainCourse {
	c := &plainCourse{at: o.Now, mine: newPlainQueue(o.Mine), days: map[string]int{}}
	lane := func(l Line) *plainLane {
		copied := &Ledger{moments: slices.Clone(l.Ledger.moments), before: l.Ledger.before, since: l.Ledger.since}
		p := &plainLane{account: l.Account, ledger: copied, from: l.From, held: l.From, each: l.Each}
		for _, other := range l.Others {
			p.queues = append(p.queues, newPlainQueue(other))
		}
		p.queues = append(p.queues, c.mine)
		p.served = len(p.queues) - 1 // the others come first
		return p
	}
	c.lanes = append(c.lanes, lane(o.Line))
	if o.Second != nil {
		second := lane(*o.Second)
		if o.Sharing == TakesOver {
			second.standsIn = c.lanes[0]
		} else {
			c.balance = new(Balance)
		}
		c.lanes = append(c.lanes, second)
	}
	return c
}

// setting draws what a forecast may be asked about.
func setting(r *rand.Rand, most int) Outlook {
	zones := []string{"Europe/Vienna", "America/New_York", "Australia/Lord_Howe", "UTC"}
	zone := zones[r.IntN(len(zones))]
	loc, err := time.LoadLocation(zone)
	if err != nil {
		panic(err)
	}
	now := time.Date(2026, time.Month(1+r.IntN(12)), 1+r.IntN(31), r.IntN(24), r.IntN(60), r.IntN(60), 0, loc)
	amount := func(least, most int) int { // as often small as large
		return int(float64(least) * math.Pow(float64(most)/float64(least), r.Float64()))
	}
	load := func(most int) Load {
		l := Load{N: amount(1, most)}
		if r.IntN(4) == 0 {
			at, left := now, l.N
			for range 1 + r.IntN(4) {
				n := r.IntN(left + 1)
				at, left = at.Add(time.Duration(r.IntN(4*60))*time.Minute), left-n
				l.Later = append(l.Later, Due{At: at, N: n})
			}
		}
		if r.IntN(6) == 0 {
			l.From = now.Add(time.Duration(r.IntN(3*24*60)) * time.Minute)
		}
		return l
	}
	line := func() Line {
		l := Line{Account: Account{Connections: 1 + r.IntN(4)}, Ledger: NewLedger(nil)}
		daily := []string{"%d/24h", "%d/day@" + zone, "%d/24h,after-last", "%d/25h,refill", "%d/12h"}
		hourly := []string{"%d/hour", "%d/hour@" + zone, "%d/minute", "%d/10m"}
		add := func(format string, n int) {
			limit, err := ParseLimit(fmt.Sprintf(format, n))
			if err != nil {
				panic(err)
			}
			if r.IntN(6) == 0 {
				limit = WarmUp(limit, now.AddDate(0, 0, -r.IntN(3)))
			}
			l.Account.Limits = append(l.Account.Limits, limit)
		}
		if r.IntN(4) > 0 {
			add(daily[r.IntN(len(daily))], amount(max(20, most/60), max(200, 2*most)))
		}
		if r.IntN(2) > 0 {
			add(hourly[r.IntN(len(hourly))], amount(max(10, most/300), max(50, most/2)))
		}
		if r.IntN(3) == 0 {
			l.Account.Hours = Hours{From: time.Duration(r.IntN(24)) * time.Hour, To: time.Duration(r.IntN(48)) * 30 * time.Minute, Zone: zone}
			if r.IntN(2) == 0 {
				l.Account.Hours.Days = []time.Weekday{1, 2, 3, 4, 5}
			}
		}
		l.Account.Reserve = []int{0, 0, 10, 30}[r.IntN(4)]
		if r.IntN(2) == 0 {
			l.Account.Gap = time.Duration(amount(1, 20_000)) * time.Millisecond
		}
		l.Each = time.Duration(amount(1, 2000)) * time.Millisecond
		if r.IntN(6) == 0 {
			l.From = now.Add(time.Duration(r.IntN(600)) * time.Minute)
		}
		for at, n := now.Add(-30*time.Hour), r.IntN(most/4+2); n > 0 && r.IntN(3) > 0; n-- {
			l.Ledger.Add(at.Add(time.Duration(r.Int64N(int64(30 * time.Hour)))))
		}
		for range r.IntN(3) {
			l.Others = append(l.Others, load(most/2+1))
		}
		return l
	}
	o := Outlook{Line: line(), Now: now, Mine: load(most)}
	if r.IntN(4) == 0 {
		second := line()
		o.Second, o.Sharing = &second, []Sharing{TakesOver, Shares}[r.IntN(2)]
	}
	return o
}

// TestForecast compares forecasts with what happens message by message: within 2 % of when the campaign ends.
func TestForecast(t *testing.T) {
	settings, most := 60, 3000
	if soak() {
		settings, most = 1000, 10_000
	}
	var errors []float64
	for seed := range settings {
		r := rand.New(rand.NewPCG(uint64(seed), 1))
		o := setting(r, most)
		f := Predict(o)
		course := plainly(o)
		course.run(o.Now.AddDate(0, 0, maxForecastDays))
		if len(course.mine.due) > 0 {
			if !f.Finish.IsZero() {
				t.Errorf("setting %d: finished %v, but never is", seed, f.Finish)
			}
			continue
		}
		took := course.finished.Sub(o.Now)
		wrong := f.Finish.Sub(course.finished).Seconds() / took.Seconds()
		errors = append(errors, math.Abs(wrong))
		if math.Abs(wrong) > 0.02 && f.Finish.Sub(course.finished).Abs() > time.Second { // who has the first turn cannot be known
			t.Errorf("setting %d: finish %v after %v, forecast %v: wrong by %.1f %%\n%s", seed, course.finished, took, f.Finish, 100*wrong, describe(o))
		}
		sum := 0
		for _, d := range f.Days {
			sum += d.Count
		}
		if sum != o.Mine.N {
			t.Errorf("setting %d: the days have %d, want %d", seed, sum, o.Mine.N)
		}
	}
	slices.Sort(errors)
	at := func(p float64) float64 { return 100 * errors[int(p*float64(len(errors)-1))] }
	t.Logf("%d forecasts, error in %%: half of them below %.4f, 90 %% below %.3f, 99 %% below %.3f, worst %.3f", len(errors), at(.5), at(.9), at(.99), at(1))
}

func describe(o Outlook) string {
	s := fmt.Sprintf("now %v, mine %+v, sharing %q\n", o.Now, o.Mine, o.Sharing)
	for _, l := range []*Line{&o.Line, o.Second} {
		if l != nil {
			s += fmt.Sprintf("  limits %v, hours %v, reserve %d, gap %v, each %v on %d, %d in the ledger, from %v, others %+v\n", l.Account.Limits, l.Account.Hours,
				l.Account.Reserve, l.Account.Gap, l.Each, l.Account.Connections, l.Ledger.total(), l.From, l.Others)
		}
	}
	return s
}

// BenchmarkForecast is asked live, so it must not take long for a million.
func BenchmarkForecast(b *testing.B) {
	now := time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)
	var limits []Limit
	for _, s := range []string{"30/minute", "5000/hour", "60000/24h", "50000/day@Europe/Vienna"} {
		l, err := ParseLimit(s)
		if err != nil {
			b.Fatal(err)
		}
		limits = append(limits, l)
	}
	for _, n := range []int{1000, 1_000_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			ledger := NewLedger(nil)
			for i := range n {
				ledger.Add(now.Add(-time.Duration(n-i) * 80 * time.Millisecond))
			}
			o := Outlook{Line: Line{Account: Account{Limits: limits, Reserve: 10, Connections: 4}, Ledger: ledger, Others: []Load{{N: n / 2}}}, Now: now, Mine: Load{N: n}}
			for b.Loop() {
				Predict(o)
			}
		})
	}
}
