package mailing

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

var dayNames = [7]string{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"}

// ParseHours reads "Mon-Fri 08:00-18:00 Europe/Vienna": days (none: every day), from and to (over midnight when to is not
// later than from), and the time zone (none: UTC). Days are written Mon-Fri or Mon,Wed,Fri. "always" and "" are no
// hours to keep. The error wraps ErrBadHours.
func ParseHours(s string) (Hours, error) {
	words := strings.Fields(s)
	if len(words) == 0 || len(words) == 1 && strings.EqualFold(words[0], "always") {
		return Hours{}, nil
	}
	bad := func() (Hours, error) {
		return Hours{}, fmt.Errorf("%w: %q (write it like Mon-Fri 08:00-18:00 Europe/Vienna)", ErrBadHours, s)
	}
	h := Hours{}
	if !strings.Contains(words[0], ":") {
		var ok bool
		if h.Days, ok = parseDays(words[0]); !ok {
			return bad()
		}
		words = words[1:]
	}
	if len(words) == 0 || len(words) > 2 {
		return bad()
	}
	from, to, _ := strings.Cut(words[0], "-")
	var okFrom, okTo bool
	h.From, okFrom = parseClock(from)
	h.To, okTo = parseClock(to)
	if !okFrom || !okTo || h.From == day {
		return bad()
	}
	if h.To-h.From == day {
		h.To = 0 // from midnight to midnight is as long as from eight to eight
	}
	if len(words) == 2 {
		if h.Zone = words[1]; h.Zone == "UTC" {
			h.Zone = ""
		} else if _, err := loadZone(h.Zone); err != nil {
			return Hours{}, fmt.Errorf("%w: %q names the time zone %q, which is not known", ErrBadHours, s, h.Zone)
		}
	}
	if h.Always() {
		return Hours{}, nil
	}
	return h, nil
}

// parseDays reads "Mon-Fri,Sun". Every day is no days, and they begin with Monday.
func parseDays(s string) ([]time.Weekday, bool) {
	var on [7]bool
	for part := range strings.SplitSeq(s, ",") {
		first, last, isRange := strings.Cut(part, "-")
		a, okA := parseDay(first)
		b, okB := a, okA
		if isRange {
			b, okB = parseDay(last)
		}
		if !okA || !okB {
			return nil, false
		}
		for d := a; ; d = (d + 1) % 7 {
			on[d] = true
			if d == b {
				break
			}
		}
	}
	var days []time.Weekday
	for _, d := range weekFromMonday() {
		if on[d] {
			days = append(days, d)
		}
	}
	if len(days) == len(on) {
		days = nil
	}
	return days, true
}

func weekFromMonday() []time.Weekday {
	return []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday, time.Sunday}
}

func parseDay(s string) (time.Weekday, bool) {
	for d, name := range dayNames {
		if strings.EqualFold(s, name) || strings.EqualFold(s, time.Weekday(d).String()) {
			return time.Weekday(d), true
		}
	}
	german := [7]string{"So", "Mo", "Di", "Mi", "Do", "Fr", "Sa"}
	i := slices.IndexFunc(german[:], func(name string) bool { return strings.EqualFold(s, name) })
	return time.Weekday(i), i >= 0
}

// parseClock reads 08:00, to the minute; 24:00 is the end of the day.
func parseClock(s string) (time.Duration, bool) {
	hour, minute, ok := strings.Cut(s, ":")
	h, errH := strconv.Atoi(hour)
	m, errM := strconv.Atoi(minute)
	if !ok || errH != nil || errM != nil || h < 0 || m < 0 || m > 59 || len(minute) != 2 {
		return 0, false
	}
	d := time.Duration(h)*time.Hour + time.Duration(m)*time.Minute
	return d, d <= day
}

// String writes the hours as ParseHours reads them.
func (h Hours) String() string {
	if h.Always() {
		return "always"
	}
	var b strings.Builder
	for i := 0; i < len(h.Days); i++ {
		j := i
		for j+1 < len(h.Days) && h.Days[j+1] == (h.Days[j]+1)%7 {
			j++
		}
		if b.Len() > 0 {
			b.WriteByte(',')
		}
		b.WriteString(dayNames[h.Days[i]])
		if j > i {
			b.WriteString("-" + dayNames[h.Days[j]])
		}
		i = j
	}
	if b.Len() > 0 {
		b.WriteByte(' ')
	}
	to := h.To
	if h.From == 0 && to == 0 {
		to = day
	}
	b.WriteString(clockText(h.From) + "-" + clockText(to))
	if h.Zone != "" {
		b.WriteString(" " + h.Zone)
	}
	return b.String()
}

func clockText(d time.Duration) string {
	return fmt.Sprintf("%02d:%02d", int(d/time.Hour), int(d%time.Hour/time.Minute))
}
