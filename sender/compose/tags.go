package compose

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"evenpost/mailing"
)

// ParseError is a place of a template that cannot be read. It wraps mailing.ErrBadTemplate.
type ParseError struct {
	Part string // "subject", "preheader" or "body"
	Line int    // from 1
	What string
}

func (e *ParseError) Error() string { return fmt.Sprintf("%s, line %d: %s", e.Part, e.Line, e.What) }

// Unwrap makes it a mailing.ErrBadTemplate.
func (e *ParseError) Unwrap() error { return mailing.ErrBadTemplate }

// FieldError names merge fields that do not exist. It wraps mailing.ErrUnknownField.
type FieldError struct {
	Fields  []string
	Suggest map[string]string // the field that was probably meant, where one is near
}

func (e *FieldError) Error() string {
	var b strings.Builder
	for i, f := range e.Fields {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString("{{ " + f + " }}")
		if s := e.Suggest[f]; s != "" {
			b.WriteString(" (did you mean {{ " + s + " }}?)")
		}
	}
	return "no such field: " + b.String()
}

// Named are the fields as the message writes them.
func (e *FieldError) Named() []string {
	named := make([]string, len(e.Fields))
	for i, f := range e.Fields {
		named[i] = "{{ " + f + " }}"
	}
	return named
}

// Unwrap makes it a mailing.ErrUnknownField.
func (e *FieldError) Unwrap() error { return mailing.ErrUnknownField }

// tag is one {{ … }} or {% … %} of a part.
type tag struct {
	start, end int
	inner      string // without braces
	object     bool   // {{ … }}
}

// allowed are the tags of the mailing language; comment and raw bodies are taken as they are.
var allowed = []string{"if", "elsif", "else", "endif", "unless", "endunless", "case", "when", "endcase", "assign", "comment", "endcomment"}

var rangeText = regexp.MustCompile(`\.\.`)

// scan finds the tags of one part and refuses what cannot be closed or is not allowed.
func scan(part, source string) ([]tag, error) {
	var tags []tag
	for at := 0; ; {
		i := strings.IndexByte(source[at:], '{')
		if i < 0 || at+i+1 >= len(source) {
			return tags, nil
		}
		at += i
		opener := source[at : at+2]
		if opener != "{{" && opener != "{%" {
			at++
			continue
		}
		closer := map[string]string{"{{": "}}", "{%": "%}"}[opener]
		line := 1 + strings.Count(source[:at], "\n")
		length := strings.Index(source[at+2:], closer)
		if next := strings.Index(source[at+2:], opener); length < 0 || next >= 0 && next < length {
			return nil, &ParseError{part, line, fmt.Sprintf("%q is not closed with %q", opener, closer)}
		}
		t := tag{start: at, end: at + 2 + length + 2, inner: strings.Trim(source[at+2:at+2+length], "- \t\r\n"), object: opener == "{{"}
		if err := t.check(part, line); err != nil {
			return nil, err
		}
		tags = append(tags, t)
		at = t.end
	}
}

func (t tag) check(part string, line int) error {
	plain := unquoted(t.inner)
	switch {
	case t.inner == "":
		return &ParseError{part, line, "the braces are empty"}
	case strings.ContainsAny(plain, "\n\x00"):
		return &ParseError{part, line, "a field must stand on one line"}
	case rangeText.MatchString(plain):
		return &ParseError{part, line, "ranges are not possible here"}
	case longNumber.MatchString(plain):
		return &ParseError{part, line, "a number is too long"}
	case strings.ContainsAny(plain, "“”„‘’‚"):
		return &ParseError{part, line, "a text in a field must stand in straight quotes: \"like this\""}
	case strings.Count(plain, `"`)%2 != 0 || strings.Count(plain, "'")%2 != 0:
		return &ParseError{part, line, "a quote is not closed"}
	case !t.object && !slices.Contains(allowed, t.word()):
		return &ParseError{part, line, fmt.Sprintf("“%s” is not possible here; use if, unless, case or assign", t.word())}
	}
	for _, f := range filterName.FindAllStringSubmatch(plain, -1) {
		if !isFilter(f[1]) {
			return &ParseError{part, line, fmt.Sprintf("there is no filter “%s”", f[1])}
		}
	}
	return nil
}

var (
	longNumber = regexp.MustCompile(`\d{10}`)
	filterName = regexp.MustCompile(`\|\s*([^\s|:]*)`)
	emptyText  = regexp.MustCompile(`"[^"]*"|'[^']*'|\b(?:blank|empty)\b`)
)

// source is the tag as the library reads it: names in letters it knows, and empty values, which are nil here, compared
// as such, however the user wrote it.
func (t tag) source() string {
	compares := !t.object && slices.Contains([]string{"if", "elsif", "unless", "case", "when"}, t.word())
	var b strings.Builder
	at := 0
	for _, m := range emptyText.FindAllStringIndex(t.inner, -1) {
		b.WriteString(nameText.ReplaceAllStringFunc(t.inner[at:m[0]], alias))
		at = m[1]
		switch text := t.inner[m[0]:m[1]]; {
		case compares && (text == `""` || text == "''"), text == "blank", text == "empty":
			b.WriteString("nil")
		default:
			b.WriteString(text)
		}
	}
	b.WriteString(nameText.ReplaceAllStringFunc(t.inner[at:], alias))
	return b.String()
}

// alias is a name in the letters that the library reads.
func alias(name string) string {
	plain := !isDigit(name[0])
	for i := range len(name) {
		plain = plain && name[i] < 0x80
	}
	if plain {
		return name
	}
	return fmt.Sprintf("u_%x", name)
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func (t tag) word() string {
	word, _, _ := strings.Cut(t.inner, " ")
	return word
}

var quotedText = regexp.MustCompile(`"[^"]*"|'[^']*'`)

// unquoted is an expression without its string literals.
func unquoted(expression string) string { return quotedText.ReplaceAllString(expression, `""`) }

var (
	nameText    = regexp.MustCompile(`\d*[\p{L}_][\p{L}\p{N}_-]*`)
	filterText  = regexp.MustCompile(`\|\s*[A-Za-z_]\w*`)
	keywordText = regexp.MustCompile(`\.[A-Za-z_]\w*|\b[A-Za-z_]\w*\s*:`)
)

// names are the fields an expression reads.
func (t tag) names() []string {
	expression := unquoted(t.inner)
	if !t.object {
		word := t.word()
		if word == "comment" || strings.HasPrefix(word, "end") || word == "else" {
			return nil
		}
		expression = strings.TrimPrefix(expression, word)
		if word == "assign" {
			_, expression, _ = strings.Cut(expression, "=")
		}
	}
	expression = filterText.ReplaceAllString(expression, "|")
	expression = keywordText.ReplaceAllString(expression, "")
	var names []string
	for _, n := range nameText.FindAllString(expression, -1) {
		switch n {
		case "and", "or", "contains", "true", "false", "nil", "empty", "blank", "not":
		default:
			names = append(names, n)
		}
	}
	return names
}

// assigned is the name an assign gives.
func (t tag) assigned() string {
	if t.object || t.word() != "assign" {
		return ""
	}
	name, _, _ := strings.Cut(strings.TrimPrefix(t.inner, "assign"), "=")
	return strings.TrimSpace(name)
}

var (
	defaultText  = regexp.MustCompile(`\|\s*default\s*:`)
	requiredText = regexp.MustCompile(`\|\s*required\b`)
)

func (t tag) hasDefault() bool { return defaultText.MatchString(unquoted(t.inner)) }
func (t tag) isRequired() bool { return requiredText.MatchString(unquoted(t.inner)) }

// nearest is the known name that a wrong one was probably meant to be, or "".
func nearest(wrong string, known []string) string {
	best, least := "", 3
	for _, k := range known {
		if d := distance(strings.ToLower(wrong), strings.ToLower(k)); d < least {
			best, least = k, d
		}
	}
	if best == "" {
		squeezed := strings.NewReplacer("_", "", "-", "").Replace(strings.ToLower(wrong))
		for _, k := range known {
			if strings.ReplaceAll(k, "_", "") == squeezed {
				return k
			}
		}
	}
	return best
}

// distance is how many letters must be changed, added or left out (Levenshtein).
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		previous := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			previous, row[j+1] = row[j+1], min(row[j+1]+1, row[j]+1, previous+cost)
		}
	}
	return row[len(b)]
}
