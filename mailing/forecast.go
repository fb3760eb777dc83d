package mailing

import "time"

// Forecast says when a queue will be finished under its account's limits and pace.
type Forecast struct {
	Days   []DayCount // in the zone of now; at most maxForecastDays of them
	Finish time.Time  // zero: not within maxForecastDays
}

// DayCount is how many go out on one day.
type DayCount struct {
	Day   time.Time // its midnight
	Count int
}

const maxForecastDays = 366

// Load is what a campaign has still to send.
type Load struct {
	N     int       // those that are waiting, the Later ones among them
	Later []Due     // which of them are not to be tried before a moment, ascending
	From  time.Time // its start time; zero: it has begun
}

// Due is how many are to be tried from a moment on.
type Due struct {
	At time.Time
	N  int
}

// Outlook is what a forecast is made from.
type Outlook struct {
	Account Account
	Ledger  *Ledger       // of Account; it is left as it is
	Now     time.Time     // its zone is that of the forecast's days
	From    time.Time     // nothing goes out before: the end of a hold
	Each    time.Duration // how long a connection takes for one message; zero: not known, and next to nothing
	Mine    Load          // what the forecast is about
	Others  []Load        // other campaigns of the account, which take turns with it
}

// Predict plays the sending of what waits in virtual time: as many as limits, reserve and hours allow, no faster than
// the account's pace.
func Predict(o Outlook) Forecast {
	f := Forecast{}
	waiting := o.Mine.N
	if waiting <= 0 {
		return f
	}
	at := o.Now
	if o.From.After(at) {
		at = o.From.In(at.Location())
	}
	last := at.AddDate(0, 0, maxForecastDays)
	ledger := o.Ledger.Clone()
	gap := max(o.Account.Gap, o.Account.Pace.Gap)
	for waiting > 0 && at.Before(last) {
		free, next := Room(o.Account, ledger, at)
		if free == 0 {
			if !next.After(at) {
				return f // a limit that never frees: no honest answer
			}
			at = next
			continue
		}
		// Until the burst is through or the day turns, nothing but the gap slows it.
		n := min(waiting, free)
		midnight := dayOf(at).AddDate(0, 0, 1)
		if gap > 0 {
			n = min(n, int(midnight.Sub(at)/gap)+1)
		}
		if len(o.Account.Limits) > 0 {
			for i := range n {
				ledger.Add(at.Add(time.Duration(i) * gap))
			}
		}
		f.add(at, n)
		waiting -= n
		f.Finish = at.Add(time.Duration(n-1) * gap)
		at = at.Add(time.Duration(n) * gap)
	}
	if waiting > 0 {
		f.Finish = time.Time{}
	}
	return f
}

func (f *Forecast) add(at time.Time, n int) {
	day := dayOf(at)
	if k := len(f.Days); k > 0 && f.Days[k-1].Day.Equal(day) {
		f.Days[k-1].Count += n
		return
	}
	f.Days = append(f.Days, DayCount{Day: day, Count: n})
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

func dayOf(t time.Time) time.Time {
	y, m, d := t.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, t.Location())
}
