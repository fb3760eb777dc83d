package contactfile

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"evenpost/mailing"
)

// SplitTags reads several tags from one text. A comma, semicolon, bar or line break stands between two tags, so that no
// tag has one in it. Mailchimp puts each in quotation marks, and Google three colons between them and everybody into a group of its own.
func SplitTags(s string) []string {
	var out []string
	s = strings.ReplaceAll(s, " ::: ", ",")
	for tag := range strings.FieldsFuncSeq(s, func(r rune) bool { return strings.ContainsRune(",;|\n\r", r) }) {
		if tag = mailing.OneLine(tag); len(tag) > 2 && tag[0] == '"' && tag[len(tag)-1] == '"' {
			tag = mailing.OneLine(tag[1 : len(tag)-1])
		}
		if tag != "" && tag != "* myContacts" && tag != "myContacts" {
			out = append(out, tag)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// formulaSigns begin what a spreadsheet program would calculate instead of show.
const formulaSigns = "=+-@\t\r"

// guard puts an apostrophe before a value that a spreadsheet program would take for a formula. A value that looks
// guarded already gets another one, so that unguard gives back exactly what was there.
func guard(s string) string {
	if guarded(s) {
		return "'" + s
	}
	return s
}

func unguard(s string) string {
	if strings.HasPrefix(s, "'") && guarded(s) {
		return s[1:]
	}
	return s
}

func guarded(s string) bool {
	rest := strings.TrimLeft(s, "'")
	return rest != "" && strings.ContainsRune(formulaSigns, rune(rest[0]))
}

// clean mends a value: valid UTF-8, composed accents (as other systems than macOS write them), "\n" as line break, no
// control characters, no spaces around it.
func clean(s string) string {
	if s == "" {
		return ""
	}
	if plainASCII(s) {
		return unguard(strings.Trim(s, " \n"))
	}
	s = strings.ReplaceAll(s, "\r\n", "\n")
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\r' || r == '\v' || r == '\f' || r == '\u2028' || r == '\u2029' || r == '\u0085':
			return '\n'
		case r == '\n' || r == '\t':
			return r
		case unicode.IsControl(r) || r == '\ufeff':
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\ufffd"))
	s = norm.NFC.String(s) // last: what was between a letter and its accent is gone now
	return strings.TrimSpace(unguard(strings.TrimSpace(s)))
}

func plainASCII(s string) bool {
	for i := range len(s) {
		if c := s[i]; c > '~' || c < ' ' && c != '\n' {
			return false
		}
	}
	return true
}

// mailbox reads what people have in a cell for addresses: an address, `Anna Huber <anna@example.at>`, a mailto link.
func mailbox(s string) (mailing.Mailbox, error) {
	s = strings.TrimSpace(s)
	if m, err := mailing.ParseMailbox(s); err == nil && !hasMailto(m.Address) {
		m.Name = ownName(m.Name)
		return m, nil
	}
	name := ""
	inner := s
	if open := strings.LastIndexByte(s, '<'); open >= 0 && strings.HasSuffix(s, ">") {
		name, inner = strings.Trim(strings.TrimSpace(s[:open]), `"`), s[open+1:len(s)-1]
	}
	if hasMailto(inner) {
		inner, _, _ = strings.Cut(inner[len("mailto:"):], "?")
	}
	address, err := mailing.ParseAddress(strings.Trim(inner, " '\"<>,;"))
	return mailing.Mailbox{Name: ownName(name), Address: address}, err
}

func hasMailto(s string) bool {
	return len(s) >= len("mailto:") && strings.EqualFold(s[:len("mailto:")], "mailto:")
}
