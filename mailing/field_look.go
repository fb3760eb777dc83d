package mailing

import (
	"slices"
	"strings"
)

// Evidence is what the values of a column say about how it writes days and numbers.
type Evidence struct {
	DayFirst, MonthFirst, EitherOrder int // 24/12, 12/24, 03/04
	Comma, Point, EitherMark          int // 12,5 and 1.234,5; 12.5 and 1,234.5; 1.234 and 1,234
}

// See looks at one more value.
func (e *Evidence) See(value string) {
	if value = strings.TrimSpace(value); value == "" || value[0] != '-' && value[0] != '.' && (value[0] < '0' || value[0] > '9') && value[0] < 0x80 {
		if value, _ = stripped(value); value == "" || value[0] < '0' || value[0] > '9' {
			return // nearly all texts
		}
	}
	if d, ok := splitDate(value); ok && !d.number && !d.none {
		switch {
		case d.either && d.day != d.month:
			e.EitherOrder++
		case d.swapped:
			e.MonthFirst++
		case strings.ContainsRune(value, '/') && d.day > 12:
			e.DayFirst++
		}
		return
	}
	a, isA := readNumber(value, true)
	b, isB := readNumber(value, false)
	if !isA || !isB {
		return
	}
	switch s, _ := stripped(value); {
	case a != b:
		e.EitherMark++
	case strings.LastIndexByte(s, ',') > strings.LastIndexByte(s, '.') && strings.Count(s, ",") == 1:
		e.Comma++
	case strings.Count(s, ",") > 1:
		e.Point++
	case strings.Count(s, ".") > 1:
		e.Comma++
	case strings.Contains(s, "."):
		e.Point++
	}
}

// Spelling is the one that most values are written in; what none of them tells is taken from usual. sure is false when there are
// values that could be read either way and none that tells which one it is.
func (e Evidence) Spelling(usual Spelling, k FieldKind) (s Spelling, sure bool) {
	s, sure = usual, true
	switch {
	case e.MonthFirst != e.DayFirst:
		s.MonthFirst = e.MonthFirst > e.DayFirst
	case e.EitherOrder > 0 && k == KindDate:
		sure = false
	}
	switch {
	case e.Comma != e.Point:
		s.DecimalComma = e.Comma > e.Point
	case e.EitherMark > 0 && k == KindNumber:
		sure = false
	}
	return s, sure
}

// Looks is what the first values of a column of a file look like.
type Looks struct {
	Kind FieldKind // that they seem to be of
	Evidence
}

// LookAt looks at the first values of a column.
func LookAt(title string, values []string) Looks {
	l := Looks{Kind: KindText}
	n := 0
	var days, written, numbers, yes, no, letters, signs int
	for _, v := range values {
		if v = strings.TrimSpace(v); v == "" || isDash(v) {
			continue
		}
		n++
		l.See(v)
		if d, ok := splitDate(v); ok {
			if days++; !d.number {
				written++
			}
		}
		if _, ok := readNumber(v, false); ok && !isNumeral(v) {
			numbers++
		}
		switch answer, ok := readYesNo(v); {
		case !ok:
		case onlyDigits(v):
			signs++
		case answer == Yes:
			yes++
		default:
			no++
		}
		if len(v) == 1 && !strings.EqualFold(v, "x") && !onlyDigits(v) {
			letters++
			if !strings.ContainsAny(v, "jJyYnN") {
				yes = -len(values) // f is a woman, o may be a blood group
			}
		}
	}
	switch {
	case n == 0:
	case yes+no > 0 && yes+no+signs == n && (letters == 0 || yes > 0 && no > 0):
		l.Kind = KindYesNo
	case written*10 >= n*9 && days*10 >= n*9:
		l.Kind = KindDate
	case days == n && titleSays(title, dateWords):
		l.Kind = KindDate
	case numbers == n && !titleSays(title, numeralWords):
		l.Kind = KindNumber
	}
	return l
}

// isNumeral says whether figures are a name rather than an amount: 01067 is a postal code, +43 a telephone.
func isNumeral(v string) bool {
	whole := strings.TrimLeft(v, "-")
	return strings.HasPrefix(v, "+") || len(whole) > 1 && whole[0] == '0' && whole[1] != '.' && whole[1] != ',' || onlyDigits(whole) && len(whole) > 15
}

var (
	dateWords = []string{"date", "datum", "day", "tag", "birth", "birthday", "geburt", "geburtstag", "geburtsdatum", "naissance", "anniversaire", "fecha", "nascita", "data", "seit", "since", "am", "on", "le"}
	// Words for figures that nobody calculates with.
	numeralWords = []string{
		"plz", "zip", "postleitzahl", "postal", "postcode", "code", "tel", "telefon", "telefonnummer", "phone", "telephone", "mobil", "mobile", "handy", "fax", "nummer", "number", "nr", "no",
		"num", "numero", "id", "uid", "iban", "bic", "ean", "konto", "kontonummer", "kundennummer", "kundennr", "kdnr", "hausnummer", "hausnr", "cp", "steuernummer", "matrikelnummer", "mitgliedsnummer",
	}
)

// titleSays says whether one of the words stands in the title of a column.
func titleSays(title string, words []string) bool {
	return slices.ContainsFunc(strings.Split(Fold(FieldName(title)), "_"), func(word string) bool { return slices.Contains(words, word) })
}
