package mailing

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold is the form in which words are searched and sorted: lower case, without accents. "Müller" and "MULLER" are the
// same in it.
func Fold(s string) string {
	if isASCII(s) {
		return strings.ToLower(s)
	}
	if folded, ok := foldLatin(s); ok {
		return folded
	}
	return foldAny(s)
}

// foldLatin folds a text of Latin letters, sign by sign. ok is false when there are others in it.
func foldLatin(s string) (folded string, ok bool) {
	b := make([]byte, 0, 64)
	for _, r := range s {
		if r >= latinSigns {
			return "", false
		}
		b = append(b, foldedLatin[r]...)
	}
	return string(b), true
}

// latinSigns are those up to the end of Latin Extended-B. None of them changes what stands beside it.
const latinSigns = 0x250

var foldedLatin = func() (all [latinSigns]string) {
	for r := range all {
		all[r] = foldAny(string(rune(r)))
	}
	return all
}()

func foldAny(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range norm.NFKD.String(strings.ToLower(s)) {
		if unicode.Is(unicode.Mn, r) {
			continue
		}
		// Letters that Unicode does not take apart, although people write them with a plain one.
		switch r {
		case 'ß':
			b.WriteString("ss")
		case 'æ':
			b.WriteString("ae")
		case 'œ':
			b.WriteString("oe")
		case 'ø':
			b.WriteByte('o')
		case 'ł':
			b.WriteByte('l')
		case 'đ', 'ð':
			b.WriteByte('d')
		case 'ı':
			b.WriteByte('i')
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
