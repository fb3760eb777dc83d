package compose

import (
	"slices"
	"strings"

	"github.com/osteele/liquid"
)

// wire is a part in quoted-printable: what is the same for everybody was encoded when the campaign began.
type wire struct {
	part   *part
	pieces []quoted // by stretch
	tidied bool     // the text between was tidied, with a word in the place of every field
}

// quoted is an encoded text.
type quoted struct {
	encoded []byte
	newline bool // it begins a new line by itself
	column  int  // in which it ends
}

// fieldMark stands for a field while the text around is tidied. No text has it.
const fieldMark = "\x01"

// newWire encodes a part. tidy is what is done to its text once it is rendered, or nil; then it gives nil for a part of
// which that depends on more than whether its fields are empty.
func newWire(p *part, tidy func(string) string) *wire {
	if p == nil {
		return nil
	}
	w := &wire{part: p, pieces: make([]quoted, len(p.stretches)), tidied: tidy != nil}
	texts := make([]string, len(p.stretches))
	for i, s := range p.stretches {
		texts[i] = s.text
	}
	if w.tidied && !p.tidyTexts(texts, tidy) {
		return nil
	}
	for i, text := range texts {
		encoded, column := appendQuoted(nil, text, 0)
		w.pieces[i] = quoted{encoded, strings.HasPrefix(text, "\n"), column}
	}
	return w
}

// tidyTexts tidies the texts of a part, each of which stands between two fields.
func (p *part) tidyTexts(texts []string, tidy func(string) string) bool {
	var whole strings.Builder
	fields := 0
	for _, s := range p.stretches {
		switch {
		case s.liquid != nil || strings.Contains(s.text, fieldMark):
			return false
		case s.field > 0:
			whole.WriteString(fieldMark)
			fields++
		default:
			whole.WriteString(s.text)
		}
	}
	between := strings.Split(tidy(whole.String()), fieldMark)
	if len(between) != fields+1 {
		return false
	}
	// Texts that follow each other become one.
	n, open := 0, true
	for i, s := range p.stretches {
		texts[i] = ""
		if s.field > 0 {
			n, open = n+1, true
		} else if open {
			texts[i], open = between[n], false
			between[n] = ""
		}
	}
	return strings.Join(between, "") == "" // each had its place
}

// append writes the part for one contact behind dst. It says no when the text must be rendered and tidied as a whole.
func (w *wire) append(dst []byte, values liquid.Bindings) (out []byte, ok bool, err error) {
	defer recoverLiquid(&err)
	written, size := w.part.write(values), w.part.fixed
	if w.tidied && slices.ContainsFunc(written, func(v string) bool { return !solid(v) }) {
		return dst, false, nil
	}
	for _, s := range w.part.stretches {
		if s.field > 0 {
			size += len(written[s.field-1])
		}
	}
	if size > most {
		return dst, false, errTooLong()
	}
	column := 0
	for i, s := range w.part.stretches {
		switch p := &w.pieces[i]; {
		case s.liquid != nil:
			made := limited{left: most - size}
			if err := s.render(&made, values); err != nil {
				return dst, false, err
			}
			size += made.made.Len()
			dst, column = appendQuoted(dst, made.made.String(), column)
		case s.field > 0:
			dst, column = appendQuoted(dst, written[s.field-1], column)
		case len(p.encoded) > 0:
			if column > 0 && !p.newline {
				dst = append(dst, "=\r\n"...) // it was encoded from the beginning of a line
			}
			dst, column = append(dst, p.encoded...), p.column
		}
	}
	return dst, true, nil
}

// solid says whether a value stands in its line like a word: nothing of it can be tidied away, nor the line.
func solid(v string) bool {
	return v != "" && !strings.Contains(v, "\n") && !strings.ContainsAny(v[:1], " \t") && !strings.ContainsAny(v[len(v)-1:], " \t")
}

const longest = 75 // characters of a line, without the "=" of a soft line break

// appendQuoted writes text in quoted-printable (RFC 2045 §6.7), going on in a column, and says in which one it ends. A
// blank at its end is encoded, since a line may end there, and so is a dot at the beginning of a line: nothing is left
// that SMTP would have to change.
func appendQuoted(dst []byte, text string, column int) ([]byte, int) {
	const digits = "0123456789ABCDEF"
	for i := range len(text) {
		c := text[i]
		if c == '\n' {
			dst, column = append(dst, '\r', '\n'), 0
			continue
		}
		as := c >= '!' && c <= '~' && c != '=' || (c == ' ' || c == '\t') && i+1 < len(text) && text[i+1] != '\n'
		if as && column < longest && (c != '.' || column > 0) {
			dst = append(dst, c)
			column++
			continue
		}
		width := 3
		if as {
			width = 1
		}
		if column+width > longest {
			dst, column = append(dst, '=', '\r', '\n'), 0
		}
		if as && (c != '.' || column > 0) {
			dst = append(dst, c)
			column++
			continue
		}
		dst = append(dst, '=', digits[c>>4], digits[c&15])
		column += 3
	}
	return dst, column
}
