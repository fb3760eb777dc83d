package mailing

import (
	"strings"
)

// ReadLine makes a reply of a line as people copy it from a log, a bounce or an error message.
func ReadLine(text string, stage Stage) Reply {
	r := Reply{Stage: stage}
	text = strings.TrimSpace(text)
	if len(text) >= 3 && isNumber(text[:3]) && (text[0] == '4' || text[0] == '5') && (len(text) == 3 || strings.ContainsRune(" -:", rune(text[3]))) {
		r.Code = number(text[:3])
		text = strings.TrimLeft(text[3:], " -:")
	}
	if e := firstEnhanced(text); e != "" && strings.HasPrefix(text, e) {
		r.Enhanced = e
		text = strings.TrimLeft(text[len(e):], " -:")
	}
	r.Text = text
	return r
}
