package compose

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"
)

// textOf makes the text part of an HTML body: headings, paragraphs, lists, tables and links as one would type them.
// Marks of shielded tags pass through.
func textOf(source string) string {
	w := &textWriter{}
	z := html.NewTokenizer(strings.NewReader(source))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return tidyText(w.b.String())
		case html.TextToken:
			w.say(string(z.Text()))
		case html.StartTagToken, html.SelfClosingTagToken:
			w.open(z.Token())
		case html.EndTagToken:
			name, _ := z.TagName()
			w.end(string(name))
		}
	}
}

// textWriter is where in the text one is.
type textWriter struct {
	b     strings.Builder
	quiet int // in style, script, head title
	pre   int
	quote int
	lists []int // counters; -1 for bullets
	links []link
	cell  bool
}

type link struct {
	href  string
	start int
}

func (w *textWriter) say(s string) {
	if w.quiet > 0 {
		return
	}
	s = html.UnescapeString(s)
	if w.pre == 0 {
		lead, trail := strings.TrimLeft(s, " \t\n") != s, strings.TrimRight(s, " \t\n") != s
		s = strings.Join(strings.Fields(s), " ")
		if lead && w.b.Len() > 0 && !strings.HasSuffix(w.b.String(), "\n") && !strings.HasSuffix(w.b.String(), " ") {
			w.b.WriteByte(' ')
		}
		if trail && s != "" {
			s += " "
		}
	}
	w.b.WriteString(s)
}

func (w *textWriter) line(n int) {
	w.b.WriteString(strings.Repeat("\n", n))
	if w.quote > 0 && n > 0 {
		w.b.WriteString(strings.Repeat("> ", w.quote))
	}
}

func (w *textWriter) open(t html.Token) {
	switch t.Data {
	case "style", "script", "title":
		w.quiet++
	case "br":
		w.line(1)
	case "p", "div", "table", "h1", "h2", "h3", "h4", "h5", "h6":
		w.line(2)
	case "tr":
		w.line(1)
		w.cell = false
	case "td", "th":
		if w.cell {
			w.b.WriteString("   ")
		}
		w.cell = true
	case "blockquote":
		w.quote++
		w.line(2)
	case "pre":
		w.pre++
		w.line(2)
	case "hr":
		w.line(2)
		w.b.WriteString("----------")
		w.line(2)
	case "ul":
		w.lists = append(w.lists, -1)
		w.line(1)
	case "ol":
		w.lists = append(w.lists, 0)
		w.line(1)
	case "li":
		w.item()
	case "img":
		w.b.WriteString(attribute(t, "alt"))
	case "a":
		w.links = append(w.links, link{attribute(t, "href"), w.b.Len()})
	}
}

func (w *textWriter) item() {
	w.line(1)
	if n := len(w.lists); n > 0 {
		w.b.WriteString(strings.Repeat("  ", n-1))
		if w.lists[n-1] >= 0 {
			w.lists[n-1]++
			w.b.WriteString(strconv.Itoa(w.lists[n-1]) + ". ")
			return
		}
	}
	w.b.WriteString("- ")
}

func (w *textWriter) end(name string) {
	switch name {
	case "style", "script", "title":
		w.quiet = max(0, w.quiet-1)
	case "p", "div", "table", "h1", "h2", "h3", "h4", "h5", "h6":
		w.line(2)
	case "blockquote":
		w.quote = max(0, w.quote-1)
		w.line(2)
	case "pre":
		w.pre = max(0, w.pre-1)
		w.line(2)
	case "ul", "ol":
		if n := len(w.lists); n > 0 {
			w.lists = w.lists[:n-1]
		}
		w.line(2)
	case "a":
		n := len(w.links)
		if n == 0 {
			return
		}
		l := w.links[n-1]
		w.links = w.links[:n-1]
		said := strings.TrimSpace(w.b.String()[min(l.start, w.b.Len()):])
		bare := strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(l.href, "mailto:"), "https://"), "http://")
		if l.href == "" || strings.HasPrefix(l.href, "#") || said == l.href || said == bare {
			return
		}
		w.b.WriteString(" (" + moveURL(l.href) + ")")
	}
}

func attribute(t html.Token, name string) string {
	for _, a := range t.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// tidyText leaves at most one empty line and no blanks at the ends of lines.
func tidyText(s string) string {
	var b strings.Builder
	b.Grow(len(s) + 1)
	empty := false
	for line := range strings.Lines(s) {
		if text, ended := strings.CutSuffix(line, "\n"); ended {
			text = strings.TrimRight(text, " \t")
			if text == "" && empty {
				continue
			}
			empty = text == ""
			b.WriteString(text)
			b.WriteByte('\n')
			continue
		}
		b.WriteString(line)
	}
	return strings.Trim(b.String(), "\n ") + "\n"
}
