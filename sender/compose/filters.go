package compose

import (
	"errors"
	"fmt"
	"html"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/osteele/liquid"
	"github.com/osteele/liquid/render"
	"github.com/osteele/liquid/values"

	"evenpost/mailing"
)

// The filters that are put behind every {{ … }}, by the place where it stands.
const (
	placeHTML      = "_html"   // between tags, or in a quoted attribute
	placeLines     = "_lines"  // the same for text of several lines
	placeBare      = "_bare"   // in a tag outside quotes, in a style, in a script
	placeURL       = "_url"    // at the beginning of an address
	placeSecondURL = "_second" // in an address after another field or tag and nothing else
	placePath      = "_path"   // in an address after its beginning
	placeQuery     = "_query"  // in an address after its "?"
	placeText      = "_text"   // the text part
	placeLine      = "_line"   // one line: subject, preheader

	placeMarkdown = "_markdown" // Markdown that is shown, not sent
)

// The same places of an address when it is written in the text part.
var textPlaces = []string{placeURL, placeSecondURL, placePath, placeQuery}

const asText = "t"

// tagBrace writes a brace of the user's text that must not be read as the beginning of a tag.
const tagBrace = "_brace"

func newEngine() *liquid.Engine {
	e := liquid.NewEngine()
	e.RegisterTag(tagBrace, func(_ render.Context) (string, error) { return "{", nil })
	e.RegisterTag("include", func(_ render.Context) (string, error) { return "", errors.New("include is not possible here") })
	for place, write := range writers {
		e.RegisterFilter(place, func(v any) string { return write(clean(v)) })
	}
	for name, f := range ownFilters {
		e.RegisterFilter(name, f)
	}
	return e
}

// writers write a cleaned value as its place can hold it.
var writers = map[string]func(string) string{
	placeHTML:               html.EscapeString,
	placeLines:              func(s string) string { return strings.ReplaceAll(html.EscapeString(s), "\n", "<br>") },
	placeBare:               bare,
	placeURL:                func(s string) string { return html.EscapeString(safeURL(s)) },
	placeSecondURL:          func(s string) string { return html.EscapeString(inQuery(s)) },
	placePath:               func(s string) string { return html.EscapeString(inPath(s)) },
	placeQuery:              func(s string) string { return html.EscapeString(inQuery(s)) },
	placeURL + asText:       safeURL,
	placeSecondURL + asText: inQuery,
	placePath + asText:      inPath,
	placeQuery + asText:     inQuery,
	placeText:               func(s string) string { return s },
	placeLine:               mailing.OneLine,
	placeMarkdown:           func(s string) string { return markdownSigns.Replace(mailing.OneLine(s)) },
}

var markdownSigns = strings.NewReplacer(`\`, `\\`, "*", `\*`, "_", `\_`, "`", "\\`", "[", `\[`, "]", `\]`, "<", `\<`, ">", `\>`, "#", `\#`, "|", `\|`, "~", `\~`, "!", `\!`)

// maxMade is the longest text that a filter may make, in bytes.
const maxMade = 64 << 10

var errLong = errors.New("the text would be too long")

// ownFilters stand in for the library's, which panic on some arguments, cut letters in half, or know no limit.
var ownFilters = map[string]any{
	"required":   func(v any) any { return v }, // checked before rendering
	"capitalize": capitalize,
	"truncate":   truncate,
	"truncatewords": func(s string, most func(int) int, tail func(string) string) string {
		words := strings.Fields(s)
		if n := max(0, most(15)); len(words) > n {
			return strings.Join(words[:n], " ") + tail("...")
		}
		return s
	},
	"slice": func(s string, start int, length func(int) int) string {
		r := []rune(s)
		if start < 0 {
			start += len(r)
		}
		start = min(max(0, start), len(r))
		return string(r[start : start+min(max(0, length(1)), len(r)-start)])
	},
	"append":        func(s, more string) (string, error) { return made(s, more) },
	"prepend":       func(s, more string) (string, error) { return made(more, s) },
	"replace":       func(s, from, to string) (string, error) { return replace(s, from, to, -1) },
	"replace_first": func(s, from, to string) (string, error) { return replace(s, from, to, 1) },
	"date":          date,
}

// otherFilters are the library's that are sound.
var otherFilters = []string{
	"default", "upcase", "downcase", "strip", "lstrip", "rstrip", "remove", "remove_first", "strip_newlines", "strip_html", "split", "first", "last", "join", "size",
	"plus", "minus", "times", "divided_by", "modulo", "round", "ceil", "floor", "abs",
}

func isFilter(name string) bool {
	return ownFilters[name] != nil || slices.Contains(otherFilters, name)
}

func made(a, b string) (string, error) {
	if len(a)+len(b) > maxMade {
		return "", errLong
	}
	return a + b, nil
}

func replace(s, from, to string, most int) (string, error) {
	if from == "" {
		return s, nil
	}
	n := strings.Count(s, from)
	if most >= 0 {
		n = min(n, most)
	}
	if len(s)+n*len(to) > maxMade {
		return "", errLong
	}
	return strings.Replace(s, from, to, most), nil
}

func capitalize(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	if size == 0 {
		return s
	}
	return string(unicode.ToUpper(r)) + s[size:]
}

func truncate(s string, most func(int) int, tail func(string) string) string {
	r, end := []rune(s), tail("...")
	n := most(50)
	if len(r) <= n {
		return s
	}
	return string(r[:max(0, min(len(r), n-utf8.RuneCountInString(end)))]) + end
}

// date writes a date in another form; what is not a date stays as it is.
func date(v any, format func(string) string) (string, error) {
	f := format("%d.%m.%Y")
	at, ok := v.(time.Time)
	if s, isText := v.(string); isText && !ok {
		var err error
		if at, err = values.ParseDate(strings.TrimSpace(s)); err != nil {
			return s, nil //nolint:nilerr // a cell with "unknown" in it is text
		}
		ok = true
	}
	if !ok {
		return clean(v), nil
	}
	return strftime(f, at), nil
}

// dateForms are the letters of a date's form, as Liquid has them, and Go's words for them.
var dateForms = strings.NewReplacer(
	"%Y", "2006", "%y", "06", "%m", "01", "%-m", "1", "%d", "02", "%-d", "2", "%e", "_2", "%B", "January", "%b", "Jan", "%A", "Monday", "%a", "Mon",
	"%H", "15", "%-H", "15", "%I", "03", "%-I", "3", "%M", "04", "%S", "05", "%p", "PM", "%Z", "MST", "%z", "-0700", "%j", "002", "%%", "%",
)

// strftime writes each letter of the form by itself, so that text between them is never read as a form of Go's.
func strftime(form string, at time.Time) string {
	var b strings.Builder
	for form != "" {
		size := 1
		if form[0] == '%' {
			size = min(len(form), 2)
			if strings.HasPrefix(form, "%-") {
				size = min(len(form), 3)
			}
		}
		one := form[:size]
		form = form[size:]
		if written := dateForms.Replace(one); size > 1 && written != one && written != "%" {
			one = at.Format(written)
		} else if one == "%%" {
			one = "%"
		}
		b.WriteString(one)
	}
	return b.String()
}

// clean makes text of a value, without control characters and what else could change how the text around it reads.
func clean(v any) string {
	var s string
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		s = v
	case []string:
		s = strings.Join(v, "")
	case []any:
		for _, one := range v {
			s += clean(one)
		}
	default:
		s = fmt.Sprint(v)
	}
	plain := true
	for i := range len(s) {
		if c := s[i]; c < ' ' && c != '\n' || c >= 0x7f {
			plain = false
			break
		}
	}
	if plain {
		return s
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case r == 0x2028 || r == 0x2029:
			return '\n'
		case unicode.IsControl(r) || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069:
			return -1 // control characters; marks that turn the direction of the text after them
		}
		return r
	}, strings.ToValidUTF8(strings.ReplaceAll(s, "\r\n", "\n"), "�"))
}

// bare keeps what can end neither an attribute without quotes nor a rule of a style sheet.
func bare(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("-_.#%", r) {
			return r
		}
		return -1
	}, s)
	if s == "" {
		return "_" // an attribute without a value would take the next one
	}
	return s
}

// safeURL lets through the addresses that belong in a mail; anything else becomes a link to nowhere.
func safeURL(s string) string {
	s = strings.TrimSpace(s)
	u, err := url.Parse(s)
	if err != nil {
		return "#"
	}
	switch strings.ToLower(u.Scheme) {
	case "http", "https", "mailto", "tel":
		return tameURL(s)
	case "":
		if strings.HasPrefix(strings.ToLower(s), "www.") {
			return "https://" + tameURL(s)
		}
	}
	return "#"
}

// tameURL encodes what an address cannot hold.
func tameURL(s string) string {
	return encodeBytes(s, func(c byte) bool { return c > ' ' && c < 0x7f && strings.IndexByte("\"'<>\\^`{|}", c) < 0 })
}

func inPath(s string) string {
	return encodeBytes(s, func(c byte) bool { return plainInURL(c) || c == '/' || c == '@' })
}
func inQuery(s string) string { return encodeBytes(s, plainInURL) }

// plainInURL are the characters that mean themselves everywhere in an address (RFC 3986 §2.3).
func plainInURL(c byte) bool {
	return isLetter(c) || c >= '0' && c <= '9' || c == '-' || c == '.' || c == '_' || c == '~'
}

func encodeBytes(s string, keep func(byte) bool) string {
	const digits = "0123456789ABCDEF"
	var b strings.Builder
	for i := range len(s) {
		if c := s[i]; keep(c) {
			b.WriteByte(c)
		} else {
			b.Write([]byte{'%', digits[c>>4], digits[c&15]})
		}
	}
	return b.String()
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }
