package compose

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/osteele/liquid"

	"evenpost/mailing"
)

// part is one compiled piece of a message. Text and plain fields are put together directly, since nearly every message
// is made of them alone; Liquid does the rest.
type part struct {
	stretches []stretch
	fields    []field // each is written once for a message, however often it is shown
	fixed     int     // bytes of text that are the same for everybody
}

// stretch is one of: text, a field, something for Liquid.
type stretch struct {
	text   string
	field  int // its number from 1
	liquid *liquid.Template
}

// field is a {{ name }} or {{ name | default: "…" }} at a place.
type field struct {
	name     string
	place    string
	fallback string
}

func (f field) write(values liquid.Bindings) string {
	v, _ := values[f.name].(string)
	if v == "" {
		v = f.fallback
	}
	return writers[f.place](clean(v))
}

// most is how long a rendered part may be.
const most = 4 * maxBody

func (p *part) render(values liquid.Bindings) (made string, err error) {
	defer recoverLiquid(&err)
	if p == nil {
		return "", nil
	}
	written := p.write(values)
	b := limited{left: most}
	b.made.Grow(p.fixed + p.fixed/8 + 64)
	for _, s := range p.stretches {
		switch {
		case s.liquid != nil:
			err = s.render(&b, values)
		case s.field > 0:
			err = b.add(written[s.field-1])
		default:
			err = b.add(s.text)
		}
		if err != nil {
			return "", err
		}
	}
	return b.made.String(), nil
}

// write is what the fields of the part are for one contact.
func (p *part) write(values liquid.Bindings) []string {
	written := make([]string, len(p.fields))
	for i, f := range p.fields {
		written[i] = f.write(values)
	}
	return written
}

func (s stretch) render(b *limited, values liquid.Bindings) error {
	if err := s.liquid.FRender(b, values); err != nil {
		return fmt.Errorf("compose: %w: %w", mailing.ErrBadTemplate, err)
	}
	return nil
}

// recoverLiquid makes an error of a panic: the library panics when its writer refuses, and on some values.
func recoverLiquid(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("compose: %w: %.200v", mailing.ErrBadTemplate, p)
	}
}

func errTooLong() error { return fmt.Errorf("compose: %w: %w", mailing.ErrBadTemplate, errEndless) }

var errEndless = errors.New("the message would be too long")

// limited ends a rendering that grows beyond all measure.
type limited struct {
	made strings.Builder
	left int
}

func (l *limited) add(s string) error {
	if l.left -= len(s); l.left < 0 {
		return errTooLong()
	}
	l.made.WriteString(s)
	return nil
}

func (l *limited) Write(p []byte) (int, error) {
	if l.left -= len(p); l.left < 0 {
		return 0, errEndless
	}
	return l.made.Write(p)
}

// element is what a part is made of, in the user's order: text, or a tag with the filter for its place.
type element struct {
	text  string
	tag   tag
	place string
}

func (e element) isTag() bool { return e.tag.inner != "" }

// liquid is the element in the words of the library.
func (e element) liquid() string {
	switch {
	case !e.isTag():
		return literal(e.text)
	case e.tag.object:
		return "{{ " + e.tag.source() + " | " + e.place + " }}"
	}
	return "{% " + e.tag.source() + " %}"
}

var plainField = regexp.MustCompile(`^(\d*[\p{L}_][\p{L}\p{N}_]*)\s*(?:\|\s*(?:required|default\s*:\s*("[^"{}%\n]*"|'[^'{}%\n]*'))\s*)?$`)

// plain reads an element that shows a field and does nothing else with it.
func (e element) plain() (field, bool) {
	m := plainField.FindStringSubmatch(e.tag.inner)
	if !e.tag.object || m == nil || len(e.tag.names()) != 1 {
		return field{}, false
	}
	f := field{name: alias(m[1]), place: e.place}
	if m[2] != "" {
		f.fallback = m[2][1 : len(m[2])-1]
	}
	return f, true
}

// compile makes a part of a text whose tags are shielded. Its error is kept.
func (c *compiler) compile(name string, s shielded, fixed string) *part {
	elements := s.unshield(fixed)
	whole, err := c.parse(elements)
	if err != nil {
		if c.err == nil {
			line := 1
			if placed, ok := err.(liquid.SourceError); ok { //nolint:errorlint // as the library returned it
				line = max(1, placed.LineNumber())
			}
			c.err = &ParseError{name, line, plainLiquid(err)}
		}
		return nil
	}
	if p := c.split(elements); p != nil {
		return p
	}
	return &part{stretches: []stretch{{liquid: whole}}}
}

// split takes out of Liquid's hands what stands outside of its blocks. It gives nil when the elements belong together
// because one assigns a value that another may read.
func (c *compiler) split(elements []element) *part {
	p := &part{}
	var within []element // of blocks that are open
	var open []string    // their names
	for _, e := range elements {
		word := e.tag.word()
		switch last := len(open) - 1; {
		case !e.isTag() || e.tag.object:
		case last >= 0 && word == "end"+open[last]:
			open = open[:last]
		case last >= 0 && open[last] == "comment": // nothing in it counts
		case word == "assign" || strings.HasPrefix(word, "end"):
			return nil
		case slices.Contains([]string{"if", "unless", "case", "comment"}, word):
			open = append(open, word)
		}
		if within == nil && len(open) == 0 {
			if f, plain := e.plain(); plain {
				p.stretches = append(p.stretches, stretch{field: 1 + p.number(f)})
				continue
			} else if !e.isTag() {
				p.stretches = append(p.stretches, stretch{text: e.text})
				p.fixed += len(e.text)
				continue
			}
		}
		if within = append(within, e); len(open) > 0 {
			continue
		}
		compiled, err := c.parse(within)
		if err != nil {
			return nil
		}
		p.stretches = append(p.stretches, stretch{liquid: compiled})
		within = nil
	}
	if len(open) > 0 {
		return nil
	}
	return p
}

// number is where a field stands among those of the part.
func (p *part) number(f field) int {
	if i := slices.Index(p.fields, f); i >= 0 {
		return i
	}
	p.fields = append(p.fields, f)
	return len(p.fields) - 1
}

// parse is the library's, whose lexer panics on some input.
func (c *compiler) parse(elements []element) (t *liquid.Template, err error) {
	defer func() {
		if p := recover(); p != nil {
			t, err = nil, fmt.Errorf("it cannot be read: %.100v", p)
		}
	}()
	var source strings.Builder
	for _, e := range elements {
		source.WriteString(e.liquid())
	}
	made, failed := c.engine.ParseString(source.String())
	if failed != nil { // an interface of its own: it must not become a nil in an error
		return nil, failed
	}
	return made, nil
}
