package mailing

import (
	"slices"
	"time"
)

// Forecast says when a queue will be finished under its account's limits, hours and pace.
type Forecast struct {
	Days   []DayCount // in the zone of now; at most maxForecastDays of them
	Finish time.Time  // zero: not within maxForecastDays
	Slowed Slowed     // what takes most of the time; zero: nothing does
}

// DayCount is how many go out on one day.
type DayCount struct {
	Day   time.Time // its midnight
	Count int
}

// Slowed is what makes a forecast as long as it is.
type Slowed struct {
	Why   Why   // WhyLimit, WhyHours, WhyRetry, WhySchedule, WhyHeld or WhyPace
	Limit Limit // of WhyLimit
	For   time.Duration
}

const maxForecastDays = 366

// Load is what a campaign has still to send.
type Load struct {
	CampaignID int64
	N          int       // those that are waiting, the Later ones among them
	Later      []Due     // which of them are not to be tried before a moment, ascending
	From       time.Time // its start time; zero: it has begun
}

// Due is how many are to be tried from a moment on.
type Due struct {
	At time.Time
	N  int
}

// Line is an account as a forecast sees it.
type Line struct {
	Account Account
	Ledger  *Ledger       // it is left as it is
	From    time.Time     // nothing goes out before: the end of a hold
	Each    time.Duration // how long a connection takes for one message; zero: not known, and next to nothing
	Others  []Load        // campaigns that take turns with the one that the forecast is about
}

// Outlook is what a forecast is made from.
type Outlook struct {
	Line // of the account

	Now     time.Time // its zone is that of the forecast's days
	Mine    Load      // what the forecast is about
	Second  *Line     // another account that helps, or nil
	Sharing Sharing   // how it helps
}

// Predict plays the sending of what waits in virtual time: as many as limits, reserve and hours allow, no faster than
// the account's pace, campaigns in turn. It reckons in batches that grow with what waits, and so takes no longer for a
// million than for some thousands.
func Predict(o Outlook) Forecast {
	p := course{mine: newQueue(o.Mine), first: o.Now, last: o.Now.AddDate(0, 0, maxForecastDays)}
	p.patient = max(1, o.Mine.N/2000)
	p.sides = []*side{p.side(o.Line, o.Now, nil)}
	if o.Second != nil {
		s := p.side(*o.Second, o.Now, nil)
		p.sides = append(p.sides, s)
		if s.who = 1; o.Sharing == TakesOver {
			s.standsIn = p.sides[0]
		} else {
			p.balance = &Balance{Lead: p.patient}
		}
	}
	for p.mine.left > 0 {
		next := slices.MinFunc(p.sides, func(a, b *side) int { return a.order(b) })
		if next.over || !next.at.Before(p.last) {
			break
		}
		next.step()
	}
	p.forecast.Slowed = p.slowed()
	if p.mine.left > 0 {
		p.forecast.Finish = time.Time{}
	}
	return p.forecast
}

// course is a forecast while it is made.
type course struct {
	mine     *queue
	sides    []*side
	balance  *Balance // of two sides that share; nil: there is one, or one that stands in
	first    time.Time
	last     time.Time
	patient  int // so many are waited for, when that does not take long
	delays   []Slowed
	forecast Forecast
}

// queue is a campaign in virtual time.
type queue struct {
	left  int // all that have not gone out
	later []Due
	from  time.Time
	ready int // those that may go out now
}

func newQueue(l Load) *queue {
	q := &queue{left: l.N, later: l.Later, from: l.From, ready: l.N}
	for _, d := range l.Later {
		q.ready -= d.N
	}
	q.ready = max(0, q.ready)
	return q
}

// wake makes ready what is due at the moment at, and says when more will be; zero: never.
func (q *queue) wake(at time.Time) (next time.Time) {
	if at.Before(q.from) {
		return q.from
	}
	for len(q.later) > 0 && !q.later[0].At.After(at) {
		q.ready += q.later[0].N
		q.later = q.later[1:]
	}
	if len(q.later) > 0 {
		return q.later[0].At
	}
	return time.Time{}
}

// waits is how many may go out at the moment at, for which wake was called.
func (q *queue) waits(at time.Time) int {
	if at.Before(q.from) {
		return 0
	}
	return min(q.ready, q.left)
}

func (q *queue) take(n int) { q.ready, q.left = q.ready-n, q.left-n }

func (f *Forecast) add(at time.Time, n int) {
	day := dayOf(at)
	i, found := slices.BinarySearchFunc(f.Days, day, func(d DayCount, day time.Time) int { return d.Day.Compare(day) })
	if !found {
		f.Days = slices.Insert(f.Days, i, DayCount{Day: day})
	}
	f.Days[i].Count += n
}

// delay notes what was waited for.
func (p *course) delay(d Slowed) {
	i := slices.IndexFunc(p.delays, func(o Slowed) bool { return o.Why == d.Why && o.Limit.Equal(d.Limit) })
	if i < 0 {
		p.delays = append(p.delays, d)
		return
	}
	p.delays[i].For += d.For
}

func (p *course) slowed() (most Slowed) {
	for _, d := range p.delays {
		if d.For > most.For {
			most = d
		}
	}
	return most
}

// On is how many go out on the day of t.
func (f Forecast) On(t time.Time) int {
	for _, d := range f.Days {
		if d.Day.Equal(dayOf(t)) {
			return d.Count
		}
	}
	return 0
}

func dayOf(t time.Time) time.Time { return dayStart(t, t.Location(), 0) }
