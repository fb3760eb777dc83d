package mailing

import (
	"cmp"
	"time"
)

// between are the ends of TestBetween, as they are kept; nil when they are not two of one kind in their order.
func (c Condition) between() []string {
	for _, k := range []FieldKind{KindDate, KindNumber} {
		r := Reading{Kind: k}
		from, isFrom := r.Read(c.Value)
		to, isTo := r.Read(c.To)
		if !isFrom || !isTo || from == "" || to == "" {
			continue
		}
		if k == KindDate && from <= to {
			return []string{from, to}
		}
		if x, y := numeric(from), numeric(to); k == KindNumber && x <= y {
			return []string{from, to}
		}
	}
	return nil
}

func numeric(value string) float64 {
	n, _ := numberOf(value)
	return n
}

// FieldTest is a condition about a further field, ready for many values: what depends on the day it is is worked out once.
type FieldTest struct {
	test     Test
	value    string
	from, to string     // days; "" is open, to itself is no longer meant
	numbers  [2]float64 // of TestBetween
	days     []string   // 12-24, of TestAnniversary
}

// FieldTest makes the test of a condition. Days are those of now's zone.
func (c Condition) FieldTest(now time.Time) FieldTest {
	t := FieldTest{test: c.Test, value: c.Value}
	day := func(n int) string { return now.AddDate(0, 0, n).Format(time.DateOnly) }
	after := func(value string) string {
		at, err := time.Parse(time.DateOnly, value)
		if err != nil {
			return "0"
		}
		return at.AddDate(0, 0, 1).Format(time.DateOnly)
	}
	switch c.Test {
	case TestBefore:
		t.to = c.Value
	case TestSince:
		t.from = c.Value
	case TestOn:
		t.from, t.to = c.Value, after(c.Value)
	case TestWithin:
		t.from, t.to = day(-c.Days()), day(1)
	case TestOlder:
		t.to = day(-c.Days())
	case TestNext:
		t.from, t.to = day(0), day(c.Days()+1)
	case TestAnniversary:
		t.days = anniversaries(now, c.Days())
	case TestBetween:
		ends := c.between()
		if ends == nil {
			t.test = ""
			break
		}
		if KindDate.Fits(ends[0]) {
			t.from, t.to = ends[0], after(ends[1])
			break
		}
		t.numbers = [2]float64{numeric(ends[0]), numeric(ends[1])}
	}
	return t
}

// anniversaries are the days of the year from now on. Who was born on the 29th of February has their day on the 28th in most years.
func anniversaries(now time.Time, n int) []string {
	const dayOfYear = "01-02"
	var days []string
	for i := range min(n, 366) + 1 {
		day := now.AddDate(0, 0, i)
		days = append(days, day.Format(dayOfYear))
		if next := day.AddDate(0, 0, 1); day.Month() == time.February && next.Month() == time.March && day.Day() == 28 {
			days = append(days, "02-29")
		}
	}
	return days
}

// Holds says whether a value as it is kept passes the test.
func (t FieldTest) Holds(value string) bool {
	switch t.test {
	case TestBefore, TestSince, TestOn, TestWithin, TestOlder, TestNext:
		return isDay(value) && value >= t.from && (t.to == "" || value < t.to)
	case TestAnniversary:
		if !isDay(value) {
			return false
		}
		for _, day := range t.days {
			if value[5:] == day {
				return true
			}
		}
		return false
	case TestBetween:
		if t.from != "" {
			return isDay(value) && value >= t.from && value < t.to
		}
		n, ok := ParseNumber(value)
		return ok && cmp.Compare(n, t.numbers[0]) >= 0 && cmp.Compare(n, t.numbers[1]) <= 0
	}
	return t.test.HoldsFor(value, t.value)
}

// isDay tells days as they are kept from other texts, quickly.
func isDay(value string) bool {
	return len(value) == len(time.DateOnly) && value[4] == '-' && value[7] == '-' && onlyDigits(value[:4]) && onlyDigits(value[5:7]) && onlyDigits(value[8:])
}
