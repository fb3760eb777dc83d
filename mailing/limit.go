package mailing

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// WindowKind is how a provider counts.
type WindowKind string

// The kinds of window. The engine that follows adds more; unknown kinds are refused by ParseLimit, never guessed.
const (
	Rolling     WindowKind = "rolling" // the last Span
	CalendarDay WindowKind = "day"     // midnight to midnight in Zone
)

// Limit is at most N recipients per window.
type Limit struct {
	N    int
	Kind WindowKind
	Span time.Duration // of a rolling window
	Zone string        // IANA name for a calendar day
}

// ParseLimit reads "500/24h", "100/hour", "30/minute", "500/day@Europe/Vienna". A unit with a number or hour and
// minute are rolling; a day without a zone is refused because providers differ and guessing wrong costs the account.
// The error wraps ErrBadLimit.
func ParseLimit(s string) (Limit, error) {
	count, window, ok := strings.Cut(strings.TrimSpace(s), "/")
	n, err := strconv.Atoi(strings.TrimSpace(count))
	if !ok || err != nil || n < 1 || n > 100_000_000 {
		return Limit{}, fmt.Errorf("%w: %q (write it like 500/24h or 500/day@Europe/Vienna)", ErrBadLimit, s)
	}
	window = strings.TrimSpace(window)
	switch window {
	case "hour":
		return Limit{N: n, Kind: Rolling, Span: time.Hour}, nil
	case "minute", "min":
		return Limit{N: n, Kind: Rolling, Span: time.Minute}, nil
	}
	if zone, isDay := strings.CutPrefix(window, "day@"); isDay {
		if _, err := time.LoadLocation(zone); err != nil || zone == "" {
			return Limit{}, fmt.Errorf("%w: %q names the time zone %q, which is not known", ErrBadLimit, s, zone)
		}
		return Limit{N: n, Kind: CalendarDay, Zone: zone}, nil
	}
	span, err := time.ParseDuration(window)
	if err != nil || span < time.Second || span > 31*24*time.Hour {
		return Limit{}, fmt.Errorf("%w: %q (write it like 500/24h or 500/day@Europe/Vienna)", ErrBadLimit, s)
	}
	return Limit{N: n, Kind: Rolling, Span: span}, nil
}

// String writes the limit as ParseLimit reads it.
func (l Limit) String() string {
	if l.Kind == CalendarDay {
		return fmt.Sprintf("%d/day@%s", l.N, l.Zone)
	}
	switch l.Span {
	case time.Hour:
		return fmt.Sprintf("%d/hour", l.N)
	case time.Minute:
		return fmt.Sprintf("%d/minute", l.N)
	}
	d := l.Span.String() // 24h0m0s
	if rest, whole := strings.CutSuffix(d, "m0s"); whole {
		d = rest + "m"
	}
	if rest, whole := strings.CutSuffix(d, "h0m"); whole {
		d = rest + "h"
	}
	return fmt.Sprintf("%d/%s", l.N, d)
}
