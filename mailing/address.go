package mailing

import (
	"fmt"
	"net/mail"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"
	"golang.org/x/text/unicode/norm"
)

// ParseAddress returns the one way Evenpost writes an address: the local part as given, the domain in lower case
// and, where it is international, in its ASCII form (RFC 5891). The error wraps ErrBadAddress and says what is wrong.
func ParseAddress(s string) (string, error) {
	if s = strings.TrimSpace(s); !isASCII(s) {
		s = seen(s)
	}
	bad := func(why string) (string, error) { return "", fmt.Errorf("%w: %q %s", ErrBadAddress, shorten(s), why) }
	switch {
	case s == "":
		return "", fmt.Errorf("%w: no address", ErrBadAddress)
	case strings.Contains(s, `"@`) && s[0] == '"':
		return bad("has quotation marks around the part before the @; the rules allow it, but hardly any server takes it")
	case !utf8.ValidString(s) || strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) || unicode.IsSpace(r) || r == utf8.RuneError }):
		return bad("has a space or a character that no address has")
	}
	at := strings.LastIndexByte(s, '@')
	if at < 0 {
		return bad("has no @")
	}
	local, domain := s[:at], strings.TrimSuffix(s[at+1:], ".")
	switch {
	case local == "":
		return bad("has nothing before the @")
	case domain == "":
		return bad("has nothing after the @")
	case strings.ContainsAny(local, `"(),:;<>@[\]＠，；：、`):
		return bad("has a character that is not used in addresses")
	case strings.HasPrefix(local, ".") || strings.HasSuffix(local, ".") || strings.Contains(local, ".."):
		return bad("has a dot in the wrong place")
	case len(local) > 64:
		return bad("is too long before the @")
	}
	ascii, ok := asciiDomain(domain)
	switch {
	case !ok:
		return bad("has a domain that cannot exist")
	case len(local)+len("@")+len(ascii) > longestAddress:
		return bad("is too long")
	}
	return local + "@" + ascii, nil
}

// longestAddress is what fits between the brackets of RCPT TO:<…>, whose path has room for 256 octets (RFC 5321, 4.5.3.1.3).
const longestAddress = 254

// seen leaves of an address what one sees: signs without a shape, such as a zero-width space, come with what is copied from pages and
// documents, and nobody means them. Letters are composed, so that an address is the same whoever typed its accents.
func seen(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, s)
	return strings.TrimSpace(norm.NFC.String(s))
}

// asciiDomain writes a domain in lower case and in its ASCII form. False: it cannot exist.
func asciiDomain(domain string) (string, bool) {
	if !plainDomain(domain) {
		ascii, err := idna.Lookup.ToASCII(domain)
		if err != nil {
			return "", false
		}
		domain = ascii
	}
	domain = strings.ToLower(domain)
	if len(domain) > 253 || !strings.Contains(domain, ".") && domain != "localhost" {
		return "", false
	}
	for label := range strings.SplitSeq(domain, ".") {
		if label == "" || len(label) > 63 {
			return "", false
		}
	}
	if onlyDigits(domain[strings.LastIndexByte(domain, '.')+1:]) { // the numbers of a computer
		return "", false
	}
	return domain, true
}

// plainDomain says whether a domain is one of letters, digits and single hyphens inside its labels, as nearly all are: the
// rules for international names have nothing to say about it.
func plainDomain(domain string) bool {
	before := byte('.')
	for i := range len(domain) {
		c := domain[i]
		switch {
		case 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9':
		case c == '-' && before != '.' && before != '-', c == '.' && before != '-' && before != '.':
		default:
			return false
		}
		before = c
	}
	return before != '-' && before != '.'
}

// AddressKey is the form by which addresses are compared: two contacts, or a contact and a suppression, are the same
// person when their keys are equal. No provider in use tells upper from lower case in the local part.
func AddressKey(address string) string { return strings.ToLower(address) }

// SpokenAddress is an address as people say it: anna@müller.at, where the key has anna@xn--mller-kva.at.
func SpokenAddress(address string) string {
	at := strings.LastIndexByte(address, '@')
	if !strings.Contains(address[at+1:], "xn--") {
		return address
	}
	domain, err := idna.Lookup.ToUnicode(address[at+1:])
	if err != nil {
		return address
	}
	return address[:at+1] + domain
}

// Domain is the part of an address after the @.
func Domain(address string) string { return address[strings.LastIndexByte(address, '@')+1:] }

// ParseMailbox reads `Anna Huber <anna@example.at>` or a bare address.
func ParseMailbox(s string) (Mailbox, error) {
	m := Mailbox{}
	raw := strings.TrimSpace(s)
	if open := strings.LastIndexByte(raw, '<'); open >= 0 && strings.HasSuffix(raw, ">") {
		m.Name = strings.Trim(strings.TrimSpace(raw[:open]), `"`)
		if parsed, err := mail.ParseAddress(raw); err == nil {
			m.Name = parsed.Name
		}
		raw = raw[open+1 : len(raw)-1]
	}
	var err error
	if m.Address, err = ParseAddress(raw); err != nil {
		return Mailbox{}, err
	}
	if strings.ContainsFunc(m.Name, unicode.IsControl) {
		return Mailbox{}, fmt.Errorf("%w: the name has a character that no name has", ErrBadAddress)
	}
	return m, nil
}

// String writes the mailbox for people, not for a header.
func (m Mailbox) String() string {
	if m.Name == "" {
		return m.Address
	}
	return m.Name + " <" + m.Address + ">"
}

// FieldName turns a column title into the name of a merge field: lower case letters, digits and underscores.
func FieldName(title string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(strings.TrimSpace(title)) {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "_"):
			b.WriteByte('_')
		}
	}
	return strings.Trim(b.String(), "_")
}

func shorten(s string) string {
	const most = 80
	s = strings.ToValidUTF8(s, "�")
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	return string([]rune(s)[:most]) + "…"
}
