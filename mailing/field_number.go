package mailing

import (
	"strconv"
	"strings"
)

// currencies stand before or behind an amount and are left out of it.
var currencies = []string{"€", "$", "£", "EUR", "CHF", "USD", "GBP", "Fr.", "SFr."}

const mostDigits = 30

// readNumber reads 1234.5, 1.234,50, 1,234.50, 1 234,5, 1'234.50, € 12,–, -3, .5 and 1.2E+05. In 1.234 and 1,234 the mark is
// what it usually is where a comma, or a point, stands before the decimals. Decimals stay as they were written.
func readNumber(s string, comma bool) (string, bool) {
	s, negative := stripped(s)
	if s == "" || len(s) > 3*mostDigits {
		return "", false
	}
	s, exponent, scientific := strings.Cut(strings.ToUpper(s), "E")
	whole, decimals, ok := splitNumber(s, comma)
	if ok && scientific {
		whole, decimals, ok = shifted(whole, decimals, exponent)
	}
	if !ok || len(whole)+len(decimals) > mostDigits || whole+decimals == "" {
		return "", false
	}
	if whole = strings.TrimLeft(whole, "0"); whole == "" {
		whole = "0"
	}
	if decimals != "" {
		whole += "." + decimals
	}
	if negative && strings.Trim(whole, "0.") != "" {
		whole = "-" + whole
	}
	return whole, true
}

// shifted works out the exponent that a spreadsheet program writes for long numbers.
func shifted(whole, decimals, exponent string) (string, string, bool) {
	e, err := strconv.Atoi(exponent)
	if err != nil || e < -15 || e > 15 {
		return "", "", false
	}
	f, err := strconv.ParseFloat("0"+whole+"."+decimals+"e"+exponent, 64)
	if err != nil {
		return "", "", false
	}
	whole, decimals, _ = strings.Cut(strconv.FormatFloat(f, 'f', -1, 64), ".")
	return whole, decimals, true
}

// splitNumber takes a number apart at its decimal mark.
func splitNumber(s string, comma bool) (whole, decimals string, ok bool) {
	mark, grouped := decimalMark(s, comma)
	whole = s
	if mark >= 0 {
		whole, decimals = s[:mark], s[mark+1:]
	}
	if whole, ok = ungrouped(whole, grouped); !ok || !onlyDigits(decimals) {
		return "", "", false
	}
	return whole, decimals, true
}

// stripped takes away what is no part of the number: currency, spaces, and the dash that German shops write for no cents.
func stripped(s string) (rest string, negative bool) {
	sign := func() {
		for _, minus := range []string{"-", "−", "–"} {
			if after, found := strings.CutPrefix(s, minus); found && !negative {
				s, negative = strings.TrimSpace(after), true
			}
		}
	}
	s = strings.TrimSpace(s)
	sign()
	if !negative {
		s = strings.TrimSpace(strings.TrimPrefix(s, "+"))
	}
	for _, c := range currencies {
		if after, found := strings.CutPrefix(s, c); found {
			s = strings.TrimSpace(after)
			break
		}
		if before, found := strings.CutSuffix(s, c); found {
			s = strings.TrimSpace(before)
			break
		}
	}
	sign()
	for _, none := range []string{",--", ",-", ",–", ",—", ".-", ".–", ".—"} {
		if before, found := strings.CutSuffix(s, none); found {
			return before, negative
		}
	}
	return s, negative
}

// decimalMark is where the decimals begin, -1 for none, and what groups the digits before them.
func decimalMark(s string, comma bool) (mark int, grouped rune) {
	points, commas := strings.Count(s, "."), strings.Count(s, ",")
	point, com := strings.LastIndexByte(s, '.'), strings.LastIndexByte(s, ',')
	switch {
	case points > 0 && commas > 0 && point > com:
		return point, ','
	case points > 0 && commas > 0:
		return com, '.'
	case points > 1:
		return -1, '.'
	case commas > 1:
		return -1, ','
	case points+commas == 0:
		return -1, otherGroup(s)
	}
	mark = max(point, com)
	if other := otherGroup(s[:mark]); other != 0 || !couldGroup(s, mark) {
		return mark, other
	}
	if (points == 1) == comma {
		return -1, rune(s[mark])
	}
	return mark, 0
}

// couldGroup says whether the only mark of a number may as well group its digits: 1.234, but not 0.234, 1.23 or 1234.567.
func couldGroup(s string, mark int) bool {
	return mark >= 1 && mark <= 3 && s[0] != '0' && len(s)-mark-1 == 3 && onlyDigits(s[mark+1:]) && onlyDigits(s[:mark])
}

// otherGroup is a sign that can only group digits: a space or an apostrophe.
func otherGroup(s string) rune {
	for _, r := range s {
		if strings.ContainsRune(" \u00a0\u202f\u2009'’", r) {
			return r
		}
	}
	return 0
}

// ungrouped takes the signs away that group digits by threes.
func ungrouped(s string, group rune) (string, bool) {
	if group == 0 {
		return s, onlyDigits(s)
	}
	parts := strings.Split(s, string(group))
	for i, p := range parts {
		if !onlyDigits(p) || p == "" || i > 0 && len(p) != 3 || i == 0 && len(parts) > 1 && len(p) > 3 {
			return "", false
		}
	}
	return strings.Join(parts, ""), true
}

func onlyDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// numberOf is the number that a value as it is kept stands for.
func numberOf(value string) (float64, bool) {
	if plain, ok := readNumber(value, false); ok {
		n, err := strconv.ParseFloat(plain, 64)
		return n, err == nil
	}
	return 0, false
}
