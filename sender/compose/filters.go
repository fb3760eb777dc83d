package compose

import (
	"fmt"
	"html"
	"net/url"
	"strings"
	"unicode"

	"github.com/osteele/liquid"
)

// The filters that are put behind every {{ … }}, by the place where it stands.
const (
	placeHTML = "_html" // between tags, or in a quoted attribute
	placeBare = "_bare" // in a tag outside quotes
	placeURL  = "_url"  // a whole href or src
	placeText = "_text" // the text part
	placeLine = "_line" // one line: subject, preheader

	placeMarkdown = "_markdown" // Markdown that is shown, not sent
)

func newEngine() *liquid.Engine {
	e := liquid.NewEngine()
	e.StrictVariables()
	e.RegisterFilter(placeHTML, func(v any) string { return html.EscapeString(clean(v)) })
	e.RegisterFilter(placeBare, func(v any) string {
		return strings.Map(func(r rune) rune {
			if unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("-_.:/#%", r) {
				return r
			}
			return -1
		}, clean(v))
	})
	e.RegisterFilter(placeURL, func(v any) string { return html.EscapeString(safeURL(clean(v))) })
	e.RegisterFilter(placeText, clean)
	e.RegisterFilter(placeLine, func(v any) string { return oneLine(clean(v)) })
	e.RegisterFilter(placeMarkdown, func(v any) string { return markdownSigns.Replace(oneLine(clean(v))) })
	e.RegisterFilter("required", func(v any) any { return v }) // checked before rendering
	return e
}

var markdownSigns = strings.NewReplacer(`\`, `\\`, "*", `\*`, "_", `\_`, "`", "\\`", "[", `\[`, "]", `\]`, "<", `\<`, ">", `\>`, "#", `\#`, "|", `\|`, "~", `\~`, "!", `\!`)

// clean makes text of a value, without control characters and what else could change how the text around it reads.
func clean(v any) string {
	if v == nil {
		return ""
	}
	s, ok := v.(string)
	if !ok {
		s = fmt.Sprint(v)
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case unicode.IsControl(r) || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069:
			return -1 // control characters; marks that turn the direction of the text after them
		}
		return r
	}, strings.ToValidUTF8(s, "�"))
}

// oneLine puts text on one line.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// safeURL lets through the addresses that belong in a mail; anything else becomes a link to nowhere.
func safeURL(s string) string {
	s = strings.TrimSpace(s)
	u, err := url.Parse(s)
	if err != nil {
		return "#"
	}
	switch strings.ToLower(u.Scheme) {
	case "http", "https", "mailto", "tel":
		return s
	case "":
		if strings.HasPrefix(s, "www.") {
			return "https://" + s
		}
	}
	return "#"
}

// place says where in HTML a tag stands that has this text before it.
func place(before string) string {
	open := strings.LastIndexByte(before, '<')
	if open < 0 || strings.LastIndexByte(before, '>') > open || open+1 >= len(before) || !isLetter(before[open+1]) && before[open+1] != '/' {
		return placeHTML
	}
	inTag := before[open:]
	quote := byte(0)
	start := 0
	for i := range len(inTag) {
		switch c := inTag[i]; {
		case quote == 0 && (c == '"' || c == '\''):
			quote, start = c, i
		case c == quote:
			quote = 0
		}
	}
	if quote == 0 {
		return placeBare
	}
	attribute := strings.ToLower(strings.TrimRight(inTag[:start], " \t\n"))
	if start == len(inTag)-1 && (strings.HasSuffix(attribute, "href=") || strings.HasSuffix(attribute, "src=") || strings.HasSuffix(attribute, "action=")) {
		return placeURL
	}
	if fields := strings.Fields(attribute); len(fields) > 0 {
		if name := fields[len(fields)-1]; strings.HasPrefix(name, "on") || strings.HasPrefix(name, "style") {
			return placeBare
		}
	}
	return placeHTML
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }
