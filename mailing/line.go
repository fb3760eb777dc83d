package mailing

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// OneLine puts a text in one line with single spaces, as names and titles are kept.
func OneLine(s string) string {
	if isOneLine(s) {
		return s
	}
	return strings.Join(strings.Fields(strings.ToValidUTF8(s, "\ufffd")), " ")
}

func isOneLine(s string) bool {
	space := true // before the present sign
	for _, r := range s {
		if r == utf8.RuneError || unicode.IsSpace(r) && (space || r != ' ') {
			return false
		}
		space = r == ' '
	}
	return s == "" || !space
}
