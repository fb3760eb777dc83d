package mailing

import (
	"strings"
	"unicode"
)

// What stands in a masked text for what differs from one reply to the next.
const (
	maskedAddress = "@"
	maskedNumber  = "#" // numbers, dates, ids
	maskedHost    = "~" // names of hosts, links
)

// Mask is a server's text with addresses, numbers, dates, ids, hosts and links taken out, so that the same line said of
// two recipients becomes the same text. What is masked already stays as it is.
func Mask(text string) string {
	for range 3 { // taking characters apart can bring out capital letters
		if folded := Fold(text); folded != text {
			text = folded
			continue
		}
		break
	}
	var b strings.Builder
	b.Grow(len(text))
	last := ""
	for chunk := range strings.FieldsFuncSeq(text, func(r rune) bool { return !unicode.IsPrint(r) || unicode.IsSpace(r) }) {
		word := maskWord(chunk)
		if word == "" || word == last && !isLetters(word) {
			continue
		}
		if last != "" {
			b.WriteByte(' ')
		}
		b.WriteString(word)
		last = word
	}
	return b.String()
}

func maskWord(chunk string) string {
	switch {
	case strings.Contains(chunk, "@"):
		return maskedAddress
	case strings.ContainsFunc(chunk, unicode.IsNumber), chunk == maskedNumber:
		return maskedNumber
	case strings.Contains(chunk, "/"), chunk == maskedHost:
		return maskedHost
	}
	word := strings.TrimFunc(chunk, func(r rune) bool { return !unicode.IsLetter(r) })
	switch {
	case strings.Contains(word, "."):
		return maskedHost
	case len(word) > 24 && isASCII(word): // longer than the words of people
		return maskedNumber
	}
	return word
}

func isLetters(s string) bool { return strings.ContainsFunc(s, unicode.IsLetter) }
