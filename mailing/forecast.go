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

// Predict plays the sending of waiting recipients in virtual time, beginning at from (the end of a hold, a start
// time, or now): as many as the limits allow, gap apart.
func Predict(limits []Limit, l *Ledger, gap time.Duration, waiting int, from time.Time) Forecast {
	f := Forecast{}
	if waiting <= 0 {
		return f
	}
	last := from.AddDate(0, 0, maxForecastDays)
	ledger := l.Clone()
	if span := Longest(limits); span > 0 {
		ledger.Prune(from.Add(-span))
	}
	at := from
	for waiting > 0 && at.Before(last) {
		a := Allow(limits, ledger, at)
		if a.Free == 0 {
			if !a.Next.After(at) {
				return f // a limit that never frees: no honest answer
			}
			at = a.Next
			continue
		}
		// Until the burst is through or the day turns, nothing but the gap slows it.
		n := min(waiting, a.Free)
		midnight := dayOf(at).AddDate(0, 0, 1)
		if gap > 0 {
			n = min(n, int(midnight.Sub(at)/gap)+1)
		}
		if len(limits) > 0 {
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
