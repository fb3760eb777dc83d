package compose

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/osteele/liquid"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/renderer/html"

	"evenpost/mailing"
)

// Tags travel through Markdown and HTML as letters that nothing there changes; a template that has them by chance
// loses them.
const (
	markOpen  = "EvTgO"
	markClose = "EvTgC"
)

var shieldText = regexp.MustCompile(markOpen + `(\d+)` + markClose)

// shielded is a text whose tags have been replaced by marks.
type shielded struct {
	text string
	tags []tag
}

func shield(source string, tags []tag) shielded {
	var b strings.Builder
	at := 0
	for i, t := range tags {
		b.WriteString(source[at:t.start])
		b.WriteString(mark(i))
		at = t.end
	}
	b.WriteString(source[at:])
	return shielded{b.String(), tags}
}

func mark(i int) string {
	return markOpen + strconv.Itoa(i) + markClose
}

// unshield puts the tags back, each with the filter for its place. fixed is the one place where all is alike, or "".
func (s shielded) unshield(fixed string) string {
	var b strings.Builder
	at := 0
	for _, m := range shieldText.FindAllStringSubmatchIndex(s.text, -1) {
		b.WriteString(s.text[at:m[0]])
		at = m[1]
		n, err := strconv.Atoi(s.text[m[2]:m[3]])
		if err != nil || n >= len(s.tags) {
			continue
		}
		t := s.tags[n]
		if !t.object {
			b.WriteString("{% " + t.inner + " %}")
			continue
		}
		filter := fixed
		if filter == "" {
			filter = place(s.text[:m[0]])
		}
		b.WriteString("{{ " + t.inner + " | " + filter + " }}")
	}
	b.WriteString(s.text[at:])
	return b.String()
}

// compiler compiles the parts of one message and keeps the first error.
type compiler struct {
	engine *liquid.Engine
	err    error
}

func (c *compiler) compile(name string, s shielded, fixed string) *part {
	source := s.unshield(fixed)
	if len(s.tags) == 0 && !strings.Contains(source, "{{") && !strings.Contains(source, "{%") {
		return &part{fixed: source}
	}
	compiled, err := c.engine.ParseString(source)
	if err != nil {
		if c.err == nil {
			c.err = &ParseError{name, max(1, err.LineNumber()), plainLiquid(err)}
		}
		return nil
	}
	return &part{compiled: compiled}
}

// plainLiquid is the library's message without its prefix and without our filters.
func plainLiquid(err error) string {
	s := err.Error()
	if _, after, ok := strings.Cut(s, "Liquid error"); ok {
		_, s, _ = strings.Cut(after, ": ")
	}
	for _, f := range []string{placeHTML, placeBare, placeURL, placeText, placeLine, placeMarkdown} {
		s = strings.ReplaceAll(s, " | "+f, "")
	}
	return s
}

// body makes the HTML and the text part. The frame's own tags stand in Liquid already and need no shield.
func (c *compiler) body(t *Template, body, preheader shielded, frame framing) {
	switch t.format {
	case mailing.Text:
		body.text += frame.text(t)
		t.text = c.compile("body", body, placeText)
		return
	case mailing.HTML:
		body.text = dropScripts(body.text)
	default:
		var err error
		t.markdown = c.compile("body", body, placeMarkdown)
		if body, err = markdown(body); err != nil {
			c.err = &ParseError{"body", 1, err.Error()}
			return
		}
	}
	t.text = c.compile("body", shielded{textOf(body.text) + frame.text(t), body.tags}, placeText)
	page := shielded{frame.page(t, body.text, renumber(preheader, len(body.tags))), slices.Concat(body.tags, preheader.tags)}
	t.html = c.compile("body", page, "")
}

// renumber writes the preheader with marks that follow the body's.
func renumber(p shielded, after int) string {
	return shieldText.ReplaceAllStringFunc(p.text, func(m string) string {
		n, _ := strconv.Atoi(shieldText.FindStringSubmatch(m)[1])
		return mark(n + after)
	})
}

var (
	lonelyText = regexp.MustCompile(`<p>((?:\s*` + shieldText.String() + `\s*(?:<br />)?)+)</p>`)
	breakText  = regexp.MustCompile(`(<br />\n)?` + shieldText.String() + `(<br />\n)?`)
	mdown      = goldmark.New(
		goldmark.WithExtensions(extension.Table, extension.Strikethrough, extension.Linkify),
		goldmark.WithRendererOptions(html.WithUnsafe(), html.WithHardWraps(), html.WithXHTML()),
	)
)

// markdown makes HTML of Markdown whose tags are shielded. HTML in Markdown is kept, as users expect; what comes from
// contacts is not here yet. A paragraph of nothing but {% … %} is no paragraph.
func markdown(s shielded) (shielded, error) {
	var b bytes.Buffer
	if err := mdown.Convert([]byte(s.text), &b); err != nil {
		return s, fmt.Errorf("markdown: %w", err)
	}
	isObject := func(number string) bool {
		n, err := strconv.Atoi(number)
		return err == nil && n < len(s.tags) && s.tags[n].object
	}
	made := breakText.ReplaceAllStringFunc(dropScripts(b.String()), func(line string) string {
		if m := breakText.FindStringSubmatch(line); !isObject(m[2]) {
			return shieldText.FindString(line) // a line of its own for {% … %} is no line in the message
		}
		return line
	})
	made = lonelyText.ReplaceAllStringFunc(made, func(p string) string {
		var marks strings.Builder
		for _, m := range shieldText.FindAllStringSubmatch(p, -1) {
			if isObject(m[1]) {
				return p
			}
			marks.WriteString(m[0])
		}
		return marks.String()
	})
	return shielded{made, s.tags}, nil
}

var scriptText = regexp.MustCompile(`(?is)<script\b.*?(</script\s*>|$)|<(iframe|object|embed)\b.*?>`)

// dropScripts takes out what no mail client runs and every spam filter fears.
func dropScripts(s string) string { return scriptText.ReplaceAllString(s, "") }
