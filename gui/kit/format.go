package kit

import (
	"strconv"
	"strings"
	"time"
)

// Number writes 1234 as 1,234 or, in German, as 1.234.
func Number(n int) string {
	s := strconv.Itoa(n)
	sign := ""
	if s[0] == '-' {
		sign, s = "−", s[1:]
	}
	mark := ","
	if CurrentLanguage() == German {
		mark = "."
	}
	var b strings.Builder
	for i, d := range s {
		if i > 0 && (len(s)-i)%3 == 0 {
			b.WriteString(mark)
		}
		b.WriteRune(d)
	}
	return sign + b.String()
}

// Decimal writes a number with the given digits after the point.
func Decimal(f float64, digits int) string {
	s := strconv.FormatFloat(f, 'f', digits, 64)
	if CurrentLanguage() == German {
		s = strings.Replace(s, ".", ",", 1)
	}
	return s
}

// Clock writes the time of day: 14:10.
func Clock(t time.Time) string { return t.Format("15:04") }

// When writes a moment as people say it, seen from now and in now's zone: "today 14:10", "tomorrow 09:00",
// "yesterday 18:30", "Thu 11:20" within a week, else "3 Dec 11:20", with the year when it is another one.
func When(t, now time.Time) string {
	t = t.In(now.Location())
	switch d := dayNumber(t) - dayNumber(now); {
	case d == 0:
		return T("today {{.Time}}", M{"Time": Clock(t)})
	case d == 1:
		return T("tomorrow {{.Time}}", M{"Time": Clock(t)})
	case d == -1:
		return T("yesterday {{.Time}}", M{"Time": Clock(t)})
	case d > -7 && d < 7:
		return Weekday(t) + " " + Clock(t)
	}
	return Date(t, now) + " " + Clock(t)
}

// ShortWhen leaves out "today": "14:10", "tomorrow 09:00".
func ShortWhen(t, now time.Time) string {
	if dayNumber(t.In(now.Location())) == dayNumber(now) {
		return Clock(t.In(now.Location()))
	}
	return When(t, now)
}

func dayNumber(t time.Time) int {
	y, m, d := t.Date()
	return int(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// Weekday writes Mon, Tue …
func Weekday(t time.Time) string {
	return [...]string{T("Sun"), T("Mon"), T("Tue"), T("Wed"), T("Thu"), T("Fri"), T("Sat")}[t.Weekday()]
}

// Month writes Jan, Feb …
func Month(m time.Month) string {
	return [...]string{
		T("Jan"), T("Feb"), T("Mar"), T("Apr"), T("May"), T("Jun"),
		T("Jul"), T("Aug"), T("Sep"), T("Oct"), T("Nov"), T("Dec"),
	}[m-1]
}

// Date writes "3 Dec" or "3 Dec 2025" when it is another year than now's; in German "3. Dez".
func Date(t, now time.Time) string {
	day := strconv.Itoa(t.Day())
	if CurrentLanguage() == German {
		day += "."
	}
	s := day + " " + Month(t.Month())
	if t.Year() != now.Year() {
		s += " " + strconv.Itoa(t.Year())
	}
	return s
}

// Span writes a length of time as people say it: "24 h", "5 min", "3 days", "40 s", "1 h 30 min".
func Span(d time.Duration) string {
	switch {
	case d >= 48*time.Hour && d%(24*time.Hour) < time.Hour:
		return N("{{.N}} day", "{{.N}} days", int(d/(24*time.Hour)))
	case d >= time.Hour:
		s := T("{{.N}} h", M{"N": int(d / time.Hour)})
		if m := int(d % time.Hour / time.Minute); m > 0 && d < 10*time.Hour {
			s += " " + T("{{.N}} min", M{"N": m})
		}
		return s
	case d >= time.Minute:
		return T("{{.N}} min", M{"N": int(d / time.Minute)})
	}
	return T("{{.N}} s", M{"N": int(d / time.Second)})
}

// Bytes writes the size of a file: 812 B, 14 KB, 3.2 MB.
func Bytes(n int64) string {
	switch f := float64(n); {
	case n < 1000:
		return Number(int(n)) + " B"
	case n < 1_000_000:
		return Number(int(f/1e3+.5)) + " KB"
	case n < 1_000_000_000:
		return Decimal(f/1e6, 1) + " MB"
	default:
		return Decimal(f/1e9, 1) + " GB"
	}
}

// ShortName keeps a long name from being wider than a dialog, in what cannot be cut where it stands.
func ShortName(s string) string {
	const most = 40
	if r := []rune(s); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return s
}
