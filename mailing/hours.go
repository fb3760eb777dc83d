package mailing

import (
	"slices"
	"time"
)

// Hours are the hours in which an account's mailings may go out. The zero value is always. They are those that a clock on
// the wall of the zone shows, also on the days on which clocks change.
type Hours struct {
	Days     []time.Weekday `json:",omitempty"` // none: every day
	From, To time.Duration  // since midnight; To at or before From ends on the next day
	Zone     string         // IANA name; empty: UTC
}

// Always says whether there are no hours to keep.
func (h Hours) Always() bool { return h.From == h.To && len(h.Days) == 0 }

// Equal says whether two hours are the same.
func (h Hours) Equal(o Hours) bool {
	return h.From == o.From && h.To == o.To && h.Zone == o.Zone && slices.Equal(h.Days, o.Days)
}

// Open says whether mailings may go out at the moment t.
func (h Hours) Open(t time.Time) bool { return h.Always() || h.open(t.In(h.location())) }

// Next is the first moment from t on at which mailings may go out; the zero time when there is none.
func (h Hours) Next(t time.Time) time.Time {
	if h.Open(t) {
		return t
	}
	return h.opening(t.In(h.location())).In(t.Location())
}

// End is the first moment after t at which no mailings may go out any more; the zero time when there is none.
func (h Hours) End(t time.Time) time.Time {
	if h.Always() {
		return time.Time{}
	}
	end := h.closing(t.In(h.location()))
	if end.IsZero() {
		return end
	}
	return end.In(t.Location())
}

func (h Hours) zoneName() string {
	if h.Zone == "" {
		return "UTC"
	}
	return h.Zone
}

func (h Hours) location() *time.Location {
	zone, err := loadZone(h.zoneName())
	if err != nil {
		return time.UTC // ParseHours refuses unknown zones; a computer without this one counts in UTC
	}
	return zone
}

// open says whether the clock shows one of the hours; t is in their zone.
func (h Hours) open(t time.Time) bool {
	clock, today := sinceMidnight(t), t.Weekday()
	if h.From < h.To {
		return clock >= h.From && clock < h.To && h.on(today)
	}
	return clock >= h.From && h.on(today) || clock < h.To && h.on((today+6)%7)
}

func (h Hours) on(d time.Weekday) bool { return len(h.Days) == 0 || slices.Contains(h.Days, d) }

// opening is the first moment after t at which it is open, closing the first at which it is not.
func (h Hours) opening(t time.Time) time.Time { return h.turn(t, true) }
func (h Hours) closing(t time.Time) time.Time { return h.turn(t, false) }

// turn is the first moment after t at which it is open, or closed. That can only begin when the clock shows one of the
// two hours, at midnight, or when clocks change.
func (h Hours) turn(t time.Time, open bool) time.Time {
	const weeks = 16 // days: a Sunday from midnight to half past may be missing where clocks are set forward then
	zone := t.Location()
	first := time.Time{}
	for d := range weeks {
		y, m, n := t.Date()
		midnight := firstOf(y, m, n+d-1, zone)
		noon := midnight.Add(12 * time.Hour)
		_, change := noon.ZoneBounds()
		candidates := []time.Time{midnight, change}
		for _, clock := range []time.Duration{h.From, h.To} {
			// Around a change of the clocks an hour may come twice or not at all: with the one clock or the other.
			for _, by := range []time.Time{midnight, midnight.Add(26 * time.Hour)} {
				_, offset := by.Zone()
				y, m, n := noon.Date()
				candidates = append(candidates, time.Date(y, m, n, 0, 0, 0, 0, time.UTC).Add(clock-time.Duration(offset)*time.Second).In(zone))
			}
		}
		for _, c := range candidates {
			if c.After(t) && h.open(c) == open && (first.IsZero() || c.Before(first)) {
				first = c
			}
		}
		if !first.IsZero() && first.Before(midnight.Add(20*time.Hour)) {
			break // what the next days bring is later
		}
	}
	return first
}
