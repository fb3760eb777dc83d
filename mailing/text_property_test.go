package mailing

import (
	"errors"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func drawZone(t *rapid.T) string {
	return rapid.SampledFrom([]string{"Europe/Vienna", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "America/Santiago"}).Draw(t, "zone")
}

// drawWritable is any limit that can be written down.
func drawWritable(t *rapid.T) Limit {
	l := Limit{
		N:    rapid.IntRange(1, mostN).Draw(t, "N"),
		Kind: rapid.SampledFrom([]WindowKind{Rolling, CalendarDay, CalendarHour, AfterLast, Refill}).Draw(t, "kind"),
	}
	if l.Calendar() {
		l.Zone = drawZone(t)
	} else {
		l.Span = rapid.OneOf(
			rapid.SampledFrom([]time.Duration{time.Minute, time.Hour, day, 7 * day}),
			rapid.Map(rapid.IntRange(1000, int(mostSpan/time.Millisecond)), func(ms int) time.Duration { return time.Duration(ms) * time.Millisecond }),
		).Draw(t, "span")
	}
	if rapid.Bool().Draw(t, "grows") {
		days, n := 0, 1
		for range rapid.IntRange(1, 5).Draw(t, "steps") {
			days += rapid.IntRange(1, 100).Draw(t, "days")
			n = rapid.IntRange(n, mostN).Draw(t, "n")
			l.Steps = append(l.Steps, Step{Until: days, N: n})
		}
		l.N = rapid.IntRange(n, mostN).Draw(t, "N at last")
		if rapid.Bool().Draw(t, "since") {
			l.Since = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 20000).Draw(t, "begin"))
		}
	}
	return l
}

func TestLimitsAreReadAsTheyAreWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := drawWritable(t)
		if got, err := ParseLimit(l.String()); err != nil || !got.Equal(l) {
			t.Fatalf("%+v is written %q and read as %+v (%v)", l, l, got, err)
		}
	})
}

func TestHoursAreReadAsTheyAreWritten(t *testing.T) {
	minute := rapid.Map(rapid.IntRange(0, 24*60-1), func(m int) time.Duration { return time.Duration(m) * time.Minute })
	rapid.Check(t, func(t *rapid.T) {
		h := Hours{From: minute.Draw(t, "from"), To: minute.Draw(t, "to")}
		for _, d := range weekFromMonday() {
			if rapid.Bool().Draw(t, d.String()) {
				h.Days = append(h.Days, d)
			}
		}
		if len(h.Days) == 7 {
			h.Days = nil // every day
		}
		if rapid.Bool().Draw(t, "zoned") {
			h.Zone = drawZone(t)
		}
		if h.Always() {
			h = Hours{}
		}
		got, err := ParseHours(h.String())
		if err != nil || got.String() != h.String() {
			t.Fatalf("%+v is written %q and read as %+v (%v)", h, h, got, err)
		}
		at := time.Unix(rapid.Int64Range(1.7e9, 1.9e9).Draw(t, "moment"), 0)
		if got.Open(at) != h.Open(at) || !got.Next(at).Equal(h.Next(at)) {
			t.Fatalf("%q, as written and as read, differ at %s", h, at)
		}
	})
}

// FuzzParseLimit: whatever is typed is read or refused, and what is read can be written.
func FuzzParseLimit(f *testing.F) {
	for _, seed := range []string{"500/24h", "50<1d,100<2d,400/24h,since:2026-11-25", "100/hour@Europe/Vienna", "250/24h,after-last", "/", "1/1ns"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		l, err := ParseLimit(s)
		if err != nil {
			if !errors.Is(err, ErrBadLimit) {
				t.Fatalf("%q: %v", s, err)
			}
			return
		}
		if again, err := ParseLimit(l.String()); err != nil || !again.Equal(l) {
			t.Fatalf("%q is read as %+v, written %q and read as %+v (%v)", s, l, l, again, err)
		}
	})
}
