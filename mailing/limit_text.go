package mailing

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

const (
	mostN    = 100_000_000
	mostSpan = 31 * day
	mostAge  = 10_000 // days
)

// ParseLimit reads a limit: NUMBER/WINDOW.
//
//	500/24h  100/hour  30/minute        in any 24 hours, hour, minute
//	500/day@Europe/Vienna               from midnight to midnight there
//	100/hour@Europe/Vienna              from full hour to full hour there
//	250/24h,after-last                  until none was sent for 24 hours
//	500/25h,refill                      500 that come back evenly over 25 hours
//	50<1d,100<2d,400/24h,since:2026-11-25   50 before the account is one day old, 100 before two days, then 400
//
// A day without a zone is refused because providers differ and guessing wrong costs the account. The error wraps ErrBadLimit.
func ParseLimit(s string) (Limit, error) {
	count, window, _ := strings.Cut(strings.TrimSpace(s), "/")
	window, options, _ := strings.Cut(window, ",")
	l, err := parseWindow(s, strings.TrimSpace(window))
	if err == nil {
		err = l.parseOptions(s, options)
	}
	if err == nil {
		err = l.parseNumbers(s, count)
	}
	if err != nil {
		return Limit{}, err
	}
	return l, nil
}

func badLimit(s string) error {
	return fmt.Errorf("%w: %q (write it like 500/24h or 500/day@Europe/Vienna)", ErrBadLimit, s)
}

func parseWindow(s, window string) (Limit, error) {
	switch window {
	case "hour":
		return Limit{Kind: Rolling, Span: time.Hour}, nil
	case "minute", "min":
		return Limit{Kind: Rolling, Span: time.Minute}, nil
	}
	for kind, prefix := range map[WindowKind]string{CalendarDay: "day@", CalendarHour: "hour@"} {
		if zone, ok := strings.CutPrefix(window, prefix); ok {
			if _, err := loadZone(zone); err != nil {
				return Limit{}, fmt.Errorf("%w: %q names the time zone %q, which is not known", ErrBadLimit, s, zone)
			}
			return Limit{Kind: kind, Zone: zone}, nil
		}
	}
	span, err := time.ParseDuration(window)
	if days, isDays := strings.CutSuffix(window, "d"); isDays && err != nil {
		var n int
		n, err = strconv.Atoi(days)
		span = time.Duration(min(n, mostAge)) * day
	}
	if err != nil || span < time.Second || span > mostSpan || span%time.Millisecond != 0 {
		return Limit{}, badLimit(s)
	}
	return Limit{Kind: Rolling, Span: span}, nil
}

// loadZone finds a time zone by its IANA name. The computer's own is not one that can be written down.
func loadZone(name string) (*time.Location, error) {
	if name == "" || name == "Local" {
		return nil, fmt.Errorf("%w: no time zone %q", ErrInvalid, name)
	}
	return time.LoadLocation(name)
}

func (l *Limit) parseOptions(s, options string) error {
	if strings.TrimSpace(options) == "" {
		return nil
	}
	for word := range strings.SplitSeq(options, ",") {
		word = strings.TrimSpace(word)
		date, isDate := strings.CutPrefix(word, "since:")
		switch {
		case isDate:
			since, err := time.Parse(time.DateOnly, date)
			if err != nil || since.Year() < 1970 {
				return fmt.Errorf("%w: %q (the day is written since:2026-11-25)", ErrBadLimit, s)
			}
			l.Since = since
		case word == string(AfterLast) && l.Kind == Rolling:
			l.Kind = AfterLast
		case word == string(Refill) && l.Kind == Rolling:
			l.Kind = Refill
		default:
			return badLimit(s)
		}
	}
	return nil
}

// parseNumbers reads "500", or "50<1d,100<2d,400".
func (l *Limit) parseNumbers(s, count string) error {
	last := Step{}
	for word := range strings.SplitSeq(count, ",") {
		if l.N != 0 {
			return badLimit(s) // the number that holds at last stands last
		}
		number, age, isStep := strings.Cut(strings.TrimSpace(word), "<")
		n, err := strconv.Atoi(strings.TrimSpace(number))
		if err != nil || n < 1 || n > mostN || n < last.N {
			return badLimit(s)
		}
		if !isStep {
			l.N = n
			continue
		}
		days, err := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(age), "d"))
		if err != nil || days <= last.Until || days > mostAge {
			return badLimit(s)
		}
		last = Step{Until: days, N: n}
		l.Steps = append(l.Steps, last)
	}
	if l.N == 0 || len(l.Steps) == 0 && !l.Since.IsZero() {
		return badLimit(s)
	}
	return nil
}

// String writes the limit as ParseLimit reads it.
func (l Limit) String() string {
	var b strings.Builder
	for _, s := range l.Steps {
		fmt.Fprintf(&b, "%d<%dd,", s.N, s.Until)
	}
	fmt.Fprintf(&b, "%d/", l.N)
	switch {
	case l.Calendar():
		b.WriteString(string(l.Kind) + "@" + l.Zone)
	case l.Span == time.Hour:
		b.WriteString("hour")
	case l.Span == time.Minute:
		b.WriteString("minute")
	default:
		b.WriteString(spanText(l.Span))
	}
	if l.lasting() {
		b.WriteString("," + string(l.Kind))
	}
	if !l.Since.IsZero() {
		b.WriteString(",since:" + l.Since.UTC().Format(time.DateOnly))
	}
	return b.String()
}

// spanText writes 24h rather than 24h0m0s.
func spanText(span time.Duration) string {
	d := span.String()
	if rest, whole := strings.CutSuffix(d, "m0s"); whole {
		d = rest + "m"
	}
	if rest, whole := strings.CutSuffix(d, "h0m"); whole {
		d = rest + "h"
	}
	return d
}
