package mailing

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// writtenDay are year, month and day as they were written; which of two is the month may be open.
type writtenDay struct {
	year, month, day int
	either           bool // month and day may as well be the other way round
	swapped          bool // they can only be the month first
	number           bool // a plain number, which may as well mean something else
	none             bool // 0000-00-00, as databases write it
}

// readDate reads 24.12.1980, 24/12/80, 12/24/1980, 1980-12-24, 24. Dezember 1980, Dec 24, 1980, 19801224, and the number that a
// spreadsheet program keeps for a day. A time of day after it is left out.
func readDate(s string, monthFirst bool) (string, bool) {
	d, ok := splitDate(s)
	if !ok {
		return "", false
	}
	if d.none {
		return "", true
	}
	if d.either && monthFirst {
		d.month, d.day = d.day, d.month
	}
	return d.iso()
}

func (d writtenDay) iso() (string, bool) {
	if d.year < 1 || d.year > 9999 || d.month < 1 || d.month > 12 || d.day < 1 || d.day > 31 {
		return "", false
	}
	if t := time.Date(d.year, time.Month(d.month), d.day, 0, 0, 0, 0, time.UTC); t.Day() != d.day {
		return "", false // the 31st of February
	}
	return fmt.Sprintf("%04d-%02d-%02d", d.year, d.month, d.day), true
}

// splitDate takes a date apart.
func splitDate(s string) (d writtenDay, ok bool) {
	if s = strings.TrimSpace(s); s == "" || len(s) > 60 {
		return d, false
	}
	s, ok = withoutTime(s)
	if !ok {
		return d, false
	}
	if onlyDigits(s) {
		return numberedDay(s)
	}
	pieces, mark, ok := datePieces(s)
	if !ok || len(pieces) != 3 {
		return d, false
	}
	for i, p := range pieces {
		if month := monthNamed(p); month != 0 {
			return spelledDay(pieces, i, month)
		}
	}
	return markedDay(pieces, mark)
}

// numberedDay reads 19801224, and 29579: the days that spreadsheet programs count from the end of 1899. Shorter and longer
// numbers mean something else.
func numberedDay(s string) (d writtenDay, ok bool) {
	n, err := strconv.Atoi(s)
	if err != nil {
		return d, false
	}
	switch len(s) {
	case 8:
		d = writtenDay{year: n / 10000, month: n / 100 % 100, day: n % 100, number: true}
		return d, d.year >= 1800 && d.year < 2200
	case 5:
		if n < 10000 {
			return d, false
		}
		at := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).AddDate(0, 0, n)
		return writtenDay{year: at.Year(), month: int(at.Month()), day: at.Day(), number: true}, true
	}
	return d, false
}

// markedDay reads three numbers with the same mark between them.
func markedDay(pieces []string, mark rune) (d writtenDay, ok bool) {
	var n [3]int
	for i, p := range pieces {
		if !onlyDigits(p) || p == "" || len(p) > 4 {
			return d, false
		}
		n[i], _ = strconv.Atoi(p)
	}
	if strings.Trim(strings.Join(pieces, ""), "0") == "" {
		return writtenDay{none: true}, true
	}
	if len(pieces[0]) == 4 {
		return writtenDay{year: n[0], month: n[1], day: n[2]}, len(pieces[1]) <= 2 && len(pieces[2]) <= 2
	}
	if len(pieces[0]) > 2 || len(pieces[1]) > 2 {
		return d, false
	}
	year, ok := fullYear(pieces[2], n[2])
	d = writtenDay{year: year, month: n[1], day: n[0]}
	switch {
	case n[1] > 12 && n[0] <= 12:
		d.month, d.day, d.swapped = n[0], n[1], true
	case n[0] <= 12 && n[1] <= 12 && mark != '.':
		d.either = true
	}
	return d, ok
}

// fullYear reads a year of two figures as spreadsheet programs do.
func fullYear(piece string, n int) (int, bool) {
	switch {
	case len(piece) == 4:
		return n, true
	case len(piece) == 2 && n < 30:
		return 2000 + n, true
	case len(piece) == 2:
		return 1900 + n, true
	}
	return 0, false
}

// spelledDay reads a date whose month is a word.
func spelledDay(pieces []string, at, month int) (d writtenDay, ok bool) {
	var rest []string
	for i, p := range pieces {
		if i != at {
			if p = strings.TrimRight(p, "stndrhe"); !onlyDigits(p) || p == "" { // 1st, 2nd, 3rd, 4th, 1er
				return d, false
			}
			rest = append(rest, p)
		}
	}
	day, year := rest[0], rest[1]
	if len(day) == 4 && at == 1 {
		day, year = year, day
	}
	d.day, _ = strconv.Atoi(day)
	n, _ := strconv.Atoi(year)
	d.month = month
	d.year, ok = fullYear(year, n)
	return d, ok && len(day) <= 2
}

// datePieces splits a date at points, slashes, hyphens, commas and spaces. mark is what stands between its first two.
func datePieces(s string) (pieces []string, mark rune, ok bool) {
	begin := 0
	for i, r := range s + "." {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			if r > unicode.MaxASCII && unicode.IsDigit(r) {
				return nil, 0, false
			}
			continue
		}
		if !strings.ContainsRune("./-, \u00a0", r) || len(pieces) > 3 {
			return nil, 0, false
		}
		if i > begin {
			pieces = append(pieces, s[begin:i])
			if len(pieces) == 1 {
				mark = r
			}
		}
		begin = i + len(string(r))
	}
	return pieces, mark, true
}

// withoutTime leaves out the time of day: “1980-12-24T00:00:00Z”, “24.12.1980 14:30”, “12/24/1980 12:00 AM”, “29579.5”.
func withoutTime(s string) (string, bool) {
	if at := strings.IndexByte(s, ':'); at > 0 {
		begin := strings.LastIndexAny(s[:at], "T ")
		if begin < 0 || !timeOfDay(s[begin+1:]) {
			return "", false
		}
		return strings.TrimRight(s[:begin], " ,"), true
	}
	if whole, part, found := strings.Cut(strings.Replace(s, ",", ".", 1), "."); found && len(whole) == 5 && onlyDigits(whole) && part != "" && onlyDigits(part) {
		return whole, true
	}
	return s, true
}

func timeOfDay(s string) bool {
	return strings.Trim(strings.ToUpper(s), "0123456789:.+-Z APM") == "" && len(s) <= 35
}

// months are the beginnings of their names in English, German and French, without accents.
var months = [12][]string{
	{"jan"},
	{"feb", "fev"},
	{"mar", "mrz"},
	{"apr", "avr"},
	{"mai", "may"},
	{"jun", "juin"},
	{"jul", "juil"},
	{"aug", "aou"},
	{"sep"},
	{"oct", "okt"},
	{"nov"},
	{"dec", "dez"},
}

// monthNamed is the number of a month, 0 for a word that is none.
func monthNamed(word string) int {
	if word == "" || onlyDigits(word) || len(word) > 12 {
		return 0
	}
	word = Fold(word)
	if strings.HasPrefix(word, "maerz") {
		return 3
	}
	for i, names := range months {
		for _, name := range names {
			if strings.HasPrefix(word, name) && isMonth(word, i) {
				return i + 1
			}
		}
	}
	return 0
}

// isMonth tells a month from a word that only begins like one (“Marketing”).
func isMonth(word string, month int) bool {
	full := [12]string{
		"january januar janner janvier janv", "february februar feber fevrier fevr", "march marz mars", "april avril", "may mai", "june juni juin", "july juli juillet",
		"august aout", "september sept septembre", "october oktober octobre", "november novembre", "december dezember decembre", //nolint:misspell // French
	}[month]
	if len(word) == 3 {
		return true
	}
	for name := range strings.FieldsSeq(full) {
		if word == name || strings.HasPrefix(name, word) {
			return true
		}
	}
	return false
}
