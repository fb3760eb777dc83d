package mailing

import (
	"slices"
	"time"
)

// WindowKind is how a provider counts.
type WindowKind string

// The kinds of window. Unknown ones are refused by ParseLimit, never guessed.
const (
	Rolling      WindowKind = "rolling"    // the last Span
	CalendarDay  WindowKind = "day"        // midnight to midnight in Zone
	CalendarHour WindowKind = "hour"       // full hour to full hour in Zone
	AfterLast    WindowKind = "after-last" // begins with a mail and ends when none was sent for Span
	Refill       WindowKind = "refill"     // N that come back one by one, evenly over Span
)

// Limit is at most N recipients per window. Evenpost sends one message per recipient, so that messages and recipients
// are the same number.
type Limit struct {
	N     int // the number; with Steps the one that is reached at last
	Kind  WindowKind
	Span  time.Duration // of all kinds but the calendar ones
	Zone  string        // IANA name for the calendar ones
	Steps []Step        `json:",omitempty"` // how N grows with the account's age: warm-up, age of a contract
	Since time.Time     `json:",omitzero"`  // the day from which the age counts; zero: not known, so the first step holds
}

// Step is the number that holds until the account is so many days old.
type Step struct {
	Until int // days
	N     int
}

const day = 24 * time.Hour

// At is the number that holds at the moment t.
func (l Limit) At(t time.Time) int {
	for _, s := range l.Steps {
		if l.Since.IsZero() || t.Before(l.Since.Add(time.Duration(s.Until)*day)) {
			return s.N
		}
	}
	return l.N
}

// grows is the next moment after t at which the number becomes another one, zero when it never does.
func (l Limit) grows(t time.Time) time.Time {
	if l.Since.IsZero() {
		return time.Time{}
	}
	for _, s := range l.Steps {
		if at := l.Since.Add(time.Duration(s.Until) * day); at.After(t) {
			return at
		}
	}
	return time.Time{}
}

// Equal says whether two limits are the same.
func (l Limit) Equal(o Limit) bool {
	return l.N == o.N && l.Kind == o.Kind && l.Span == o.Span && l.Zone == o.Zone && l.Since.Equal(o.Since) && slices.Equal(l.Steps, o.Steps)
}

// Calendar says whether the window is one of the calendar.
func (l Limit) Calendar() bool { return l.Kind == CalendarDay || l.Kind == CalendarHour }

// Length is how long the window lasts, at most.
func (l Limit) Length() time.Duration {
	switch l.Kind {
	case CalendarDay:
		return 25 * time.Hour
	case CalendarHour:
		return 2 * time.Hour // where clocks change by half an hour
	case Rolling, AfterLast, Refill:
	}
	return l.Span
}

// lasting says whether what was sent before the window's length can still matter: until nothing was sent for Span.
func (l Limit) lasting() bool { return l.Kind == AfterLast || l.Kind == Refill }

// reservable says whether a part of the limit is kept for everyday mail: shorter windows are of no use for that.
func (l Limit) reservable() bool { return l.Kind == CalendarHour || l.Length() >= time.Hour }

// The usual warm-up of a new account: its first day, and by how much every further day may be more.
const (
	warmUpFirst  = 50
	warmUpFactor = 2
)

// WarmUp is a plan for a new account: 50 in 24 hours on the first day, 100 on the second, 200, 400 …, until daily, its
// real limit, is reached. It counts from the day of since in UTC.
func WarmUp(daily Limit, since time.Time) Limit {
	daily.Steps, daily.Since = nil, time.Time{}
	for n, days := warmUpFirst, 1; n < daily.N; n, days = n*warmUpFactor, days+1 {
		daily.Steps = append(daily.Steps, Step{Until: days, N: n})
	}
	if len(daily.Steps) > 0 {
		daily.Since = since.UTC().Truncate(day)
	}
	return daily
}

// WarmingUp says whether the limit is what WarmUp makes.
func (l Limit) WarmingUp() bool {
	return len(l.Steps) > 0 && !l.Since.IsZero() && l.Equal(WarmUp(l, l.Since))
}

// Settled is the limit without its steps: what holds in the end.
func (l Limit) Settled() Limit {
	l.Steps, l.Since = nil, time.Time{}
	return l
}

// Reach is how far back a ledger must go: at least Span, and when Quiet is not 0 further, until nothing was sent for so
// long.
type Reach struct {
	Span, Quiet time.Duration
}

// Reach is how far back a ledger must go to count the account's limits.
func (a Account) Reach() Reach {
	r := Reach{}
	for _, l := range a.Limits {
		r.Span = max(r.Span, l.Length())
		if l.lasting() {
			r.Quiet = max(r.Quiet, l.Span)
		}
	}
	return r
}
