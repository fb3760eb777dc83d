package mailing

import "time"

// zone is a time zone with the day about which was asked last.
type zone struct {
	*time.Location

	from, to int64 // unix milliseconds
}

// day is the day of t: from its first millisecond to the first of the next one.
func (z *zone) day(t time.Time) (from, to int64) {
	if ms := t.UnixMilli(); ms < z.from || ms >= z.to {
		z.from, z.to = dayStart(t, z.Location, 0).UnixMilli(), dayStart(t, z.Location, 1).UnixMilli()
	}
	return z.from, z.to
}

// dayStart is the first moment of the day of t in a zone, plus days. Where clocks are set forward at midnight a day
// begins at one o'clock, and it has 23 or 25 hours when they change.
func dayStart(t time.Time, zone *time.Location, days int) time.Time {
	y, m, d := t.In(zone).Date()
	return firstOf(y, m, d+days, zone)
}

func firstOf(y int, m time.Month, d int, zone *time.Location) time.Time {
	noon := time.Date(y, m, d, 12, 0, 0, 0, zone)
	y, m, d = noon.Date()
	at := time.Date(y, m, d, 0, 0, 0, 0, zone)
	if at.Day() != d { // there is no midnight, and time.Date chose the evening before
		at = at.Add(24*time.Hour - sinceMidnight(at))
	}
	if earlier := at.Add(-time.Millisecond); earlier.Day() == d { // there are two midnights, and it chose the second
		at = earlier.Add(-sinceMidnight(earlier))
	}
	return at
}

// sinceMidnight is what the clock shows.
func sinceMidnight(t time.Time) time.Duration {
	h, m, s := t.Clock()
	return time.Duration(h)*time.Hour + time.Duration(m)*time.Minute + time.Duration(s)*time.Second + time.Duration(t.Nanosecond())
}

// sinceFullHour is what the clock shows of minutes and less.
func sinceFullHour(t time.Time) time.Duration { return sinceMidnight(t) % time.Hour }

// hourStart is the last moment up to t at which the clock showed a full hour. Where clocks change by half an hour, an
// hour lasts half an hour more or less.
func hourStart(t time.Time, zone *time.Location) time.Time {
	t = t.In(zone)
	t = t.Add(-sinceFullHour(t))
	return t.Add(-sinceFullHour(t))
}

// hourEnd is the first moment after t at which the clock shows a full hour.
func hourEnd(t time.Time, zone *time.Location) time.Time {
	t = t.In(zone)
	t = t.Add(time.Hour - sinceFullHour(t))
	if over := sinceFullHour(t); over > 0 {
		t = t.Add(time.Hour - over)
	}
	return t
}
