package mailing

import (
	"errors"
	"strconv"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestConditionsByKind(t *testing.T) {
	now := time.Date(2026, 11, 26, 0, 30, 0, 0, time.FixedZone("", 3600)) // in Greenwich it is still the 25th
	for _, c := range []struct {
		test      Test
		value, to string
		holds     []string
		not       []string
	}{
		{TestMore, "10", "", []string{"10.01", "1234"}, []string{"10", "9", "-11", "", "many"}},
		{TestLess, "10", "", []string{"9.99", "-11"}, []string{"10", "100", "", "few"}},
		{TestBetween, "9", "10,5", []string{"9", "10.5", "10"}, []string{"8.9", "10.51", "1975-01-01", "", "ten"}},
		{TestBetween, "1.1.1980", "31.12.1980", []string{"1980-01-01", "1980-12-31"}, []string{"1979-12-31", "1981-01-01", "1980", ""}},
		{TestOn, "1980-12-24", "", []string{"1980-12-24"}, []string{"1980-12-23", "1980-12-25", ""}},
		{TestBefore, "1980-12-24", "", []string{"1980-12-23"}, []string{"1980-12-24", "", "0"}},
		{TestSince, "1980-12-24", "", []string{"1980-12-24", "2030-01-01"}, []string{"1980-12-23", "", "unknown"}},
		{TestWithin, "1", "", []string{"2026-11-25", "2026-11-26"}, []string{"2026-11-24", "2026-11-27", ""}},
		{TestOlder, "1", "", []string{"2026-11-24"}, []string{"2026-11-25", "2026-11-26", "2026-11-27", ""}},
		{TestNext, "1", "", []string{"2026-11-26", "2026-11-27"}, []string{"2026-11-25", "2026-11-28", ""}},
		{TestAnniversary, "1", "", []string{"1980-11-26", "2001-11-27"}, []string{"1980-11-25", "1980-11-28", "", "26 Nov"}},
		{TestAnniversary, "40", "", []string{"1980-12-31", "1980-01-05"}, []string{"1980-01-06", "1980-11-25"}},
		{TestAnniversary, "100", "", []string{"1980-02-29"}, []string{"1980-03-07"}},
		{TestAnniversary, "94", "", []string{"1980-02-28", "1980-02-29"}, []string{"1980-03-01"}},
		{TestAnniversary, "365", "", []string{"1980-02-29", "1980-11-25"}, nil},
		{TestYes, "", "", []string{"yes"}, []string{"no", "", "x"}},
		{TestNo, "", "", []string{"no"}, []string{"yes", ""}},
	} {
		x := Condition{About: AboutField, Field: "f", Test: c.test, Value: c.value, To: c.to}
		if err := x.Check(); err != nil {
			t.Errorf("%s %s: %v", c.test, c.value, err)
		}
		for want, values := range map[bool][]string{true: c.holds, false: c.not} {
			for _, v := range values {
				if got := x.FieldTest(now).Holds(v); got != want {
					t.Errorf("%q %s %s %s: %v", v, c.test, c.value, c.to, got)
				}
			}
		}
	}
	for _, x := range []Condition{
		{Test: TestBetween, Value: "10", To: "9"},
		{Test: TestBetween, Value: "10"},
		{Test: TestBetween, Value: "10", To: "1980-01-01"},
		{Test: TestMore, Value: "much"},
		{Test: TestLess},
		{Test: TestOn, Value: "24.12."},
		{Test: TestNext, Value: "-1"},
		{Test: TestAnniversary, Value: "soon"},
	} {
		x.About, x.Field = AboutField, "f"
		if err := x.Check(); !errors.Is(err, ErrInvalid) {
			t.Errorf("%+v: %v", x, err)
		}
	}
}

// Somebody whose birthday is in the next n days has it on one of them, whatever day it is today and whenever they were born.
func TestBirthdaysAreNotMissed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now := time.Date(2024, 1, 1, 12, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 3000).Draw(t, "today"))
		born := time.Date(1940, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 30_000).Draw(t, "born"))
		n := rapid.IntRange(1, 364).Draw(t, "days")
		want := false
		for i := range n + 1 {
			day := now.AddDate(0, 0, i)
			feast := time.Date(day.Year(), born.Month(), born.Day(), 0, 0, 0, 0, time.UTC)
			if feast.Month() != born.Month() { // no 29th of February this year
				feast = time.Date(day.Year(), 2, 28, 0, 0, 0, 0, time.UTC)
			}
			want = want || feast.YearDay() == day.YearDay()
		}
		x := Condition{About: AboutField, Field: "f", Test: TestAnniversary, Value: strconv.Itoa(n)}
		if got := x.FieldTest(now).Holds(born.Format(time.DateOnly)); got != want {
			t.Fatalf("born %s, today %s, within %d days: %v", born.Format(time.DateOnly), now.Format(time.DateOnly), n, got)
		}
	})
}
