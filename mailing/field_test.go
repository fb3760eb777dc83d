package mailing

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestNumbersAreReadAsPeopleWriteThem(t *testing.T) {
	for _, c := range []struct {
		text        string
		point, coma string // as kept, by which mark is usual; "" is no number
	}{
		{"12", "12", "12"},
		{"-3", "-3", "-3"},
		{"+7", "7", "7"},
		{"007", "7", "7"},
		{"0", "0", "0"},
		{"-0", "0", "0"},
		{".5", "0.5", "0.5"},
		{"0,5", "0.5", "0.5"},
		{"12.50", "12.50", "12.50"},
		{"12,50", "12.50", "12.50"},
		{"1.234,50", "1234.50", "1234.50"},
		{"1,234.50", "1234.50", "1234.50"},
		{"1.234", "1.234", "1234"},
		{"1,234", "1234", "1.234"},
		{"0.234", "0.234", "0.234"},
		{"1234.567", "1234.567", "1234.567"},
		{"1.234.567", "1234567", "1234567"},
		{"1,234,567.8", "1234567.8", "1234567.8"},
		{"1 234,5", "1234.5", "1234.5"},
		{"1\u202f234\u00a0567,8", "", ""},
		{"1\u202f234\u202f567,8", "1234567.8", "1234567.8"},
		{"1'234.50", "1234.50", "1234.50"},
		{"1’234", "1234", "1234"},
		{"€ 12,–", "12", "12"},
		{"12,50 €", "12.50", "12.50"},
		{"-€5", "-5", "-5"},
		{"€ -5", "-5", "-5"},
		{"$1,000", "1000", "1.000"},
		{"CHF 1'000.-", "1000", "1000"},
		{"1.2E+05", "120000", "120000"},
		{"1,5e3", "1500", "1500"},
		{"−4", "-4", "-4"},
		{"–", "", ""},
		{"1E99", "", ""},
		{"12 %", "", ""},
		{"1.23.4", "", ""},
		{"1,23,4", "", ""},
		{"12a", "", ""},
		{"--1", "", ""},
		{"1-2", "", ""},
		{"", "", ""},
		{".", "", ""},
		{"Graz", "", ""},
		{"1e", "", ""},
		{"٣", "", ""},
	} {
		if got, _ := readNumber(c.text, false); got != c.point {
			t.Errorf("%q is read as %q where a point is usual, not %q", c.text, got, c.point)
		}
		if got, _ := readNumber(c.text, true); got != c.coma {
			t.Errorf("%q is read as %q where a comma is usual, not %q", c.text, got, c.coma)
		}
	}
}

func TestDatesAreReadAsPeopleWriteThem(t *testing.T) {
	for _, c := range []struct{ text, day, month string }{
		{"1980-12-24", "1980-12-24", "1980-12-24"},
		{"24.12.1980", "1980-12-24", "1980-12-24"},
		{"24. 12. 1980", "1980-12-24", "1980-12-24"},
		{"4.3.1980", "1980-03-04", "1980-03-04"},
		{"12/24/1980", "1980-12-24", "1980-12-24"},
		{"24/12/1980", "1980-12-24", "1980-12-24"},
		{"03/04/1980", "1980-04-03", "1980-03-04"},
		{"3-4-80", "1980-04-03", "1980-03-04"},
		{"24.12.80", "1980-12-24", "1980-12-24"},
		{"24.12.29", "2029-12-24", "2029-12-24"},
		{"24.12.30", "1930-12-24", "1930-12-24"},
		{"1980/12/24", "1980-12-24", "1980-12-24"},
		{"24. Dezember 1980", "1980-12-24", "1980-12-24"},
		{"24 déc. 1980", "1980-12-24", "1980-12-24"},
		{"December 24, 1980", "1980-12-24", "1980-12-24"},
		{"Dec 24th, 1980", "1980-12-24", "1980-12-24"},
		{"1er mars 1980", "1980-03-01", "1980-03-01"},
		{"24-Dec-80", "1980-12-24", "1980-12-24"},
		{"24. März 1980", "1980-03-24", "1980-03-24"},
		{"1980 Dec 24", "1980-12-24", "1980-12-24"},
		{"1980-12-24T10:11:12Z", "1980-12-24", "1980-12-24"},
		{"1980-12-24 10:11:12.5+01:00", "1980-12-24", "1980-12-24"},
		{"24.12.1980 14:30", "1980-12-24", "1980-12-24"},
		{"12/24/1980 12:00 AM", "1980-12-24", ""},
		{"19801224", "1980-12-24", "1980-12-24"},
		{"29579", "1980-12-24", "1980-12-24"},
		{"29579.5", "1980-12-24", "1980-12-24"},
		{"0000-00-00", "", ""},
		{"29.2.1980", "1980-02-29", "1980-02-29"},
		{"29.2.1981", "", ""},
		{"31.02.1980", "", ""},
		{"24.12.", "", ""},
		{"1980", "", ""},
		{"12/1980", "", ""},
		{"24 Marketing 1980", "", ""},
		{"unknown", "", ""},
		{"1.2.3.4", "", ""},
		{"13/13/1980", "", ""},
		{"24.12.198", "", ""},
		{"1 234 567", "", ""},
		{"", "", ""},
		{"२४.१२.१९८०", "", ""},
	} {
		if got, _ := readDate(c.text, false); got != c.day {
			t.Errorf("%q is read as %q where the day comes first, not %q", c.text, got, c.day)
		}
		if got, _ := readDate(c.text, true); got != c.month && c.month != "" {
			t.Errorf("%q is read as %q where the month comes first, not %q", c.text, got, c.month)
		}
	}
}

func TestYesAndNo(t *testing.T) {
	for text, want := range map[string]string{
		"ja": Yes, "Yes": Yes, "OUI": Yes, "sí": Yes, "x": Yes, "X": Yes, "1": Yes, "TRUE": Yes, "wahr": Yes, "✓": Yes,
		"nein": No, "no": No, "Non": No, "0": No, "FALSCH": No, "-": No, "maybe": "maybe", "2": "2", "": "", " ja ": Yes,
	} {
		got, fits := Reading{Kind: KindYesNo}.Read(text)
		if got != want || fits != (want == Yes || want == No || want == "") {
			t.Errorf("%q is read as %q, fits %v", text, got, fits)
		}
	}
}

// A dash stands for nothing, and what fits no kind stays as it was written.
func TestWhatDoesNotFitStays(t *testing.T) {
	for _, k := range []FieldKind{KindNumber, KindDate} {
		if got, fits := (Reading{Kind: k}).Read(" – "); got != "" || !fits {
			t.Errorf("a dash is %q as %s", got, k)
		}
		if got, fits := (Reading{Kind: k}).Read(" in spring "); got != "in spring" || fits {
			t.Errorf("words are %q as %s, fits %v", got, k, fits)
		}
	}
}

// However it is spelled, a number and a day come out the same.
func TestSpellingsMeanTheSame(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, cents := rapid.IntRange(0, 99_999_999).Draw(t, "number"), rapid.IntRange(0, 99).Draw(t, "cents")
		want := fmt.Sprintf("%d.%02d", n, cents)
		for _, marks := range [][2]string{{"", "."}, {"", ","}, {",", "."}, {".", ","}, {" ", ","}, {"'", "."}, {"\u202f", ","}} {
			text := groups(n, marks[0]) + marks[1] + fmt.Sprintf("%02d", cents)
			for _, comma := range []bool{false, true} {
				if got, ok := readNumber(text, comma); got != want || !ok {
					t.Fatalf("%q is read as %q, not %q", text, got, want)
				}
			}
		}
		at := time.Date(1930, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, rapid.IntRange(0, 36_000).Draw(t, "day"))
		iso := at.Format(time.DateOnly)
		for _, form := range []string{time.DateOnly, "2.1.2006", "02.01.2006", "2 January 2006", "January 2, 2006", "2006/01/02", "20060102", time.RFC3339, "02.01.2006 15:04"} {
			if got, ok := readDate(at.Format(form), rapid.Bool().Draw(t, "month first")); got != iso || !ok {
				t.Fatalf("%q is read as %q, not %q", at.Format(form), got, iso)
			}
		}
		if got, _ := readDate(at.Format("2/1/2006"), false); got != iso {
			t.Fatalf("%q is read as %q, not %q", at.Format("2/1/2006"), got, iso)
		}
		if got, _ := readDate(at.Format("1/2/2006"), true); got != iso {
			t.Fatalf("%q is read as %q, not %q", at.Format("1/2/2006"), got, iso)
		}
		if serial := fmt.Sprint(int(at.Sub(time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)).Hours() / 24)); len(serial) == 5 {
			if got, _ := readDate(serial, false); got != iso {
				t.Fatalf("the spreadsheet's %s is read as %q, not %q", serial, got, iso)
			}
		}
	})
}

func groups(n int, mark string) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + mark + s[i:]
	}
	return s
}

func FuzzReading(f *testing.F) {
	for _, s := range []string{"1.234,50", "12/24/1980", "24. Dezember 1980", "ja", "-", "1E5", "29579,5", "€ 12,–", "0000-00-00", "1980-12-24T00:00:00Z", "\xff", "²"} {
		f.Add(s, false, true)
	}
	f.Fuzz(func(t *testing.T, text string, monthFirst, comma bool) {
		for _, k := range FieldKinds() {
			r := Reading{Kind: k, Spelling: Spelling{MonthFirst: monthFirst, DecimalComma: comma}}
			value, fits := r.Read(text)
			if !fits {
				if value != strings.TrimSpace(text) {
					t.Fatalf("%q does not fit %s and became %q", text, k, value)
				}
				continue
			}
			// What is kept is read as itself, and told from what did not fit.
			if again, ok := (Reading{Kind: k}).Read(value); again != value || !ok || !k.Fits(value) {
				t.Fatalf("%q is kept as %q in %s and then read as %q, %v", text, value, k, again, ok)
			}
		}
		LookAt(text, []string{text, text})
	})
}

func TestLooksOfColumns(t *testing.T) {
	for _, c := range []struct {
		title  string
		values []string
		want   FieldKind
	}{
		{"Geburtstag", []string{"24.12.1980", "", "1.2.1990"}, KindDate},
		{"Geburtstag", []string{"29579", "30000"}, KindDate},
		{"Umsatz", []string{"29579", "30000"}, KindNumber},
		{"Umsatz", []string{"1.234,50", "-", "12"}, KindNumber},
		{"PLZ", []string{"8010", "8020"}, KindText},
		{"Ort", []string{"01067", "8020"}, KindText},
		{"Kunden-Nr.", []string{"17", "18"}, KindText},
		{"Telefon", []string{"+43316123"}, KindText},
		{"Newsletter", []string{"ja", "nein", ""}, KindYesNo},
		{"VIP", []string{"x", "", "x"}, KindYesNo},
		{"Geschlecht", []string{"f", "f"}, KindText},
		{"Aktiv", []string{"j", "n"}, KindYesNo},
		{"Kinder", []string{"0", "1", "1"}, KindNumber},
		{"Seit", []string{"2019", "2020"}, KindNumber},
		{"Größe", []string{"M", "L"}, KindText},
		{"Leer", nil, KindText},
		{"Wann", []string{"1.1.2020", "2.1.2020", "3.1.2020", "4.1.2020", "5.1.2020", "6.1.2020", "7.1.2020", "8.1.2020", "9.1.2020", "im Mai"}, KindDate},
		{"Wann", []string{"1.1.2020", "im Mai"}, KindText},
	} {
		if got := LookAt(c.title, c.values).Kind; got != c.want {
			t.Errorf("%s %q looks like %s, not %s", c.title, c.values, got, c.want)
		}
	}
}

// The whole column says what one value leaves open.
func TestTheColumnSaysHowItIsSpelled(t *testing.T) {
	for _, c := range []struct {
		values []string
		kind   FieldKind
		want   Spelling
		sure   bool
	}{
		{[]string{"03/04/1980", "12/24/1980"}, KindDate, Spelling{MonthFirst: true}, true},
		{[]string{"03/04/1980", "24/12/1980"}, KindDate, Spelling{}, true},
		{[]string{"03/04/1980", "05/06/1980"}, KindDate, Spelling{}, false},
		{[]string{"03/03/1980"}, KindDate, Spelling{}, true},
		{[]string{"24.12.1980", "1.2.1990"}, KindDate, Spelling{}, true},
		{[]string{"1.234", "12,5"}, KindNumber, Spelling{DecimalComma: true}, true},
		{[]string{"1,234", "12.5"}, KindNumber, Spelling{}, true},
		{[]string{"1.234", "2.500"}, KindNumber, Spelling{}, false},
		{[]string{"1.234.567", "2.500"}, KindNumber, Spelling{DecimalComma: true}, true},
		{[]string{"1.234,5"}, KindNumber, Spelling{DecimalComma: true}, true},
		{[]string{"12", "13"}, KindNumber, Spelling{}, true},
	} {
		l := LookAt("", c.values)
		if got, sure := l.Spelling(Spelling{}, c.kind); got != c.want || sure != c.sure {
			t.Errorf("%q: %+v, sure %v", c.values, got, sure)
		}
	}
}
