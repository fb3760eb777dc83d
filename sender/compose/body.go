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
func (s shielded) unshield(fixed string) []element {
	var all []element
	at := 0
	text := func(end int) {
		if at < end {
			all = append(all, element{text: s.text[at:end]})
		}
	}
	marks := shieldText.FindAllStringSubmatchIndex(s.text, -1)
	var found []string
	if fixed == "" {
		found = places(s.text, marks)
	}
	for i, m := range marks {
		text(m[0])
		at = m[1]
		n, err := strconv.Atoi(s.text[m[2]:m[3]])
		kind := n / markKinds
		n %= markKinds
		e := element{tag: tag{inner: fieldUnsubscribe, object: true}, place: fixed}
		switch {
		case err != nil:
			continue
		case n == markOut:
		case n >= len(s.tags):
			continue
		default:
			e.tag = s.tags[n]
		}
		switch {
		case fixed == "":
			e.place = found[i]
			if e.place == placeHTML && e.tag.inner == fieldPostal {
				e.place = placeLines
			}
		case fixed == placeMarkdown && strings.HasSuffix(s.text[:m[0]], "]("):
			e.place = placeURL + asText
		case kind > 0 && kind <= len(textPlaces) && fixed == placeText:
			e.place = textPlaces[kind-1] + asText
		}
		all = append(all, e)
	}
	text(len(s.text))
	return all
}

// A mark's number says which tag it is and, in an address that was moved to the text part, in which of textPlaces.
const (
	markKinds = 10_000_000
	markOut   = markKinds - 1 // the frame's own tag: where to unsubscribe
)

// moveURL marks the tags of an address for the text part.
func moveURL(address string) string {
	marks := shieldText.FindAllStringSubmatchIndex(address, -1)
	var b strings.Builder
	at := 0
	for _, m := range marks {
		b.WriteString(address[at:m[0]])
		at = m[1]
		if n, err := strconv.Atoi(address[m[2]:m[3]]); err == nil && n < markKinds {
			b.WriteString(mark(n + markKinds*(1+slices.Index(textPlaces, urlPlace(address[:m[0]])))))
		}
	}
	b.WriteString(address[at:])
	return b.String()
}

// literal keeps braces of the text from being read as tags: the tags of the user were all taken out before, so what
// looks like one now came from an entity, an escape or the settings.
func literal(s string) string {
	var b strings.Builder
	for i := range len(s) {
		if s[i] == '{' && (i+1 == len(s) || s[i+1] == '{' || s[i+1] == '%') {
			b.WriteString("{% " + tagBrace + " %}")
			continue
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// compiler compiles the parts of one message and keeps the first error.
type compiler struct {
	engine *liquid.Engine
	err    error
}

// plainLiquid is the library's message without its prefix and without our filters.
func plainLiquid(err error) string {
	s := err.Error()
	if _, after, ok := strings.Cut(s, "Liquid error"); ok {
		_, s, _ = strings.Cut(after, ": ")
	}
	return placeName.ReplaceAllString(s, "")
}

var placeName = regexp.MustCompile(` \| _[a-z]+`)

// body makes the HTML and the text part. The frame's own tags stand in Liquid already and need no shield.
func (c *compiler) body(t *Template, body, preheader shielded, frame framing) {
	if c.compile("body", body, placeText); c.err != nil {
		return // as the user wrote it, so that the line is the user's
	}
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
