package compose

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"mime"
	"net/mail"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/osteele/liquid"
	gomail "github.com/wneessen/go-mail"

	"evenpost/mailing"
)

// Sender is who a campaign comes from.
type Sender struct {
	From     mailing.Mailbox
	ReplyTo  string // address or empty
	Identity mailing.Identity
	Bulk     bool   // it must carry a way out and a postal address
	Language string // of the footer: "en" or "de"
}

// Composer makes the messages of one campaign. It may be used by many goroutines at once.
type Composer struct {
	template *Template
	sender   Sender
	skeleton []piece
	text     *wire // nil: rendered as a whole each time
	html     *wire
	optOut   string   // address
	page     []string // the user's own page to opt out, with the recipient's address between
	size     int      // of a message, about
}

// slot is a place of the skeleton that differs from person to person.
type slot int

const (
	slotNone slot = iota
	slotTo
	slotSubject
	slotDate
	slotMessageID
	slotOut
	slotText
	slotHTML
)

type piece struct {
	literal []byte
	slot    slot
}

// NewComposer prepares a template for one sender. For bulk mail the error wraps mailing.ErrNoPostal or
// mailing.ErrNoOptOut when the sender does not say what such mail must carry.
func NewComposer(t *Template, s Sender) (*Composer, error) {
	c := &Composer{sender: s, optOut: s.Identity.Unsubscribe}
	if c.optOut == "" {
		c.optOut = s.From.Address
	}
	if s.Bulk {
		if strings.TrimSpace(s.Identity.PostalAddress) == "" {
			return nil, fmt.Errorf("compose: %w", mailing.ErrNoPostal)
		}
		if _, err := mailing.ParseAddress(c.optOut); err != nil {
			return nil, fmt.Errorf("compose: %w: %w", mailing.ErrNoOptOut, err)
		}
		if u := s.Identity.UnsubscribeURL; u != "" && !strings.HasPrefix(u, "https://") {
			return nil, fmt.Errorf("compose: %w: the address of the page must begin with https://", mailing.ErrNoOptOut)
		}
	}
	if u := s.Identity.UnsubscribeURL; s.Bulk && u != "" && !inHeader(emailSlot.ReplaceAllLiteralString(u, "x")) {
		return nil, fmt.Errorf("compose: %w: the address of the page has a character that no address has", mailing.ErrNoOptOut)
	}
	var err error
	if c.template, err = parse(t.message, t.known, framing{bulk: s.Bulk, language: s.Language, identity: s.Identity}); err != nil {
		return nil, err
	}
	c.page = emailSlot.Split(s.Identity.UnsubscribeURL, -1)
	c.text, c.html = newWire(c.template.text, c.template.tidy), newWire(c.template.html, nil)
	return c, c.build()
}

// Marks of the skeleton. They are letters only, so that nothing encodes them, and random, so that no template has them.
func (c *Composer) build() error {
	tag := "ev" + strings.ToLower(rand.Text())
	name := func(s slot) string { return fmt.Sprintf("%sx%dx", tag, int(s)) }
	m := gomail.NewMsg(gomail.WithNoDefaultUserAgent(), gomail.WithBoundary(tag+"b"), gomail.WithEncoding(gomail.EncodingUSASCII))
	m.FromMailAddress(&mail.Address{Name: c.sender.From.Name, Address: c.sender.From.Address})
	m.ToMailAddress(&mail.Address{Address: name(slotTo) + "@example.com"})
	if c.sender.ReplyTo != "" {
		if err := m.ReplyTo(c.sender.ReplyTo); err != nil {
			return fmt.Errorf("compose: reply-to: %w", err)
		}
	}
	m.Subject(name(slotSubject))
	m.SetGenHeader(gomail.HeaderDate, name(slotDate))
	m.SetMessageIDWithValue(name(slotMessageID))
	if c.sender.Bulk {
		m.SetGenHeader(gomail.HeaderListUnsubscribe, name(slotOut))
		if c.sender.Identity.UnsubscribeURL != "" {
			m.SetGenHeader(gomail.HeaderListUnsubscribePost, "List-Unsubscribe=One-Click") // RFC 8058
		}
	}
	m.SetBodyString(gomail.TypeTextPlain, name(slotText), gomail.WithPartCharset(gomail.CharsetUTF8))
	if c.template.html != nil {
		m.AddAlternativeString(gomail.TypeTextHTML, name(slotHTML), gomail.WithPartCharset(gomail.CharsetUTF8))
	}
	var b bytes.Buffer
	if _, err := m.WriteTo(&b); err != nil {
		return fmt.Errorf("compose: skeleton: %w", err)
	}
	// The parts are written by us, in quoted-printable.
	raw := bytes.ReplaceAll(b.Bytes(), []byte("Content-Transfer-Encoding: 7bit"), []byte("Content-Transfer-Encoding: quoted-printable"))
	raw = bytes.ReplaceAll(raw, []byte("<"+name(slotTo)+"@example.com>"), []byte(name(slotTo)))
	marks := regexp.MustCompile(tag + `x(\d)x`)
	at := 0
	for _, at2 := range marks.FindAllSubmatchIndex(raw, -1) {
		c.skeleton = append(c.skeleton, piece{literal: raw[at:at2[0]]}, piece{slot: slot(raw[at2[2]] - '0')})
		at = at2[1]
	}
	c.skeleton = append(c.skeleton, piece{literal: raw[at:]})
	c.size = len(raw) + 1024
	for _, w := range []*wire{c.text, c.html} {
		if w != nil {
			c.size += w.part.fixed * 5 / 4
		}
	}
	return nil
}

// Compose makes the whole message for one contact, ready to be handed over: CRLF line ends, headers and parts, and no
// line that begins with a dot. messageID is without angle brackets. The error wraps mailing.ErrEmptyField when a required
// field is empty.
func (c *Composer) Compose(contact mailing.Contact, to, messageID string, date time.Time) ([]byte, error) {
	return c.Append(nil, contact, to, messageID, date)
}

// Append is Compose behind what is in buf already.
func (c *Composer) Append(buf []byte, contact mailing.Contact, to, messageID string, date time.Time) ([]byte, error) {
	if !inHeader(to) || !strings.Contains(to, "@") {
		return buf, fmt.Errorf("compose: %w: %.80q", mailing.ErrBadAddress, to)
	}
	if !inHeader(messageID) {
		return buf, fmt.Errorf("compose: %w: message id %.80q", mailing.ErrInvalid, messageID)
	}
	values := c.values(contact, to)
	if err := c.template.check(values); err != nil {
		return buf, err
	}
	b := slices.Grow(buf, c.size)
	for _, p := range c.skeleton {
		var err error
		switch p.slot {
		case slotNone:
			b = append(b, p.literal...)
		case slotTo:
			b = append(b, address(contact.Name(), to)...)
		case slotSubject:
			var subject string
			subject, err = c.template.subject.render(values)
			b = append(b, encodeSubject(oneSubject(subject))...)
		case slotDate:
			b = date.AppendFormat(b, time.RFC1123Z)
		case slotMessageID:
			b = append(b, messageID...)
		case slotOut:
			b = append(b, c.listUnsubscribe(to)...)
		case slotText:
			b, err = appendPart(b, c.text, c.template.text, values, c.template.tidy)
		case slotHTML:
			b, err = appendPart(b, c.html, c.template.html, values, func(s string) string { return s })
		}
		if err != nil {
			return buf, err
		}
	}
	return b, nil
}

// appendPart writes a part in quoted-printable, from its encoded pieces when it can be put together of them.
func appendPart(b []byte, w *wire, p *part, values liquid.Bindings, tidy func(string) string) ([]byte, error) {
	if w != nil {
		if b, ok, err := w.append(b, values); ok || err != nil {
			return b, err
		}
	}
	made, err := p.render(values)
	if err != nil {
		return b, err
	}
	b, _ = appendQuoted(b, tidy(made), 0)
	return b, nil
}

// inHeader says whether a string can stand between angle brackets of a header.
func inHeader(s string) bool {
	return s != "" && len(s) < 900 && !strings.ContainsFunc(s, func(r rune) bool {
		return unicode.IsControl(r) || unicode.IsSpace(r) || strings.ContainsRune(`<>,;"\()`, r)
	})
}

// Render makes the message as the contact would see it, frame and footer included.
func (c *Composer) Render(contact mailing.Contact, to string) (Rendered, error) {
	return c.template.render(c.values(contact, to))
}

// values is what the template may say of a contact and of the mailing.
func (c *Composer) values(contact mailing.Contact, to string) liquid.Bindings {
	values := bind(contact)
	values["email"] = to
	for _, v := range [...]struct{ name, value string }{
		{fieldBusiness, c.sender.Identity.Business}, {fieldPostal, c.sender.Identity.PostalAddress}, {fieldUnsubscribe, c.optOutLink(to)},
	} {
		if v.value = strings.TrimSpace(v.value); v.value != "" {
			values[v.name] = v.value
		}
	}
	return values
}

// optOutLink is where the recipient's click on "Unsubscribe" goes.
func (c *Composer) optOutLink(to string) string {
	if page := c.optOutPage(to); page != "" {
		return page
	}
	return "mailto:" + c.optOut + "?subject=unsubscribe%20" + url.PathEscape(to)
}

var emailSlot = regexp.MustCompile(`\{\{\s*email\s*\}\}`)

func (c *Composer) optOutPage(to string) string {
	return strings.Join(c.page, url.QueryEscape(to))
}

// listUnsubscribe is the header that lets mail programs show a button (RFC 2369).
func (c *Composer) listUnsubscribe(to string) string {
	out := "<mailto:" + c.optOut + "?subject=unsubscribe%20" + url.PathEscape(to) + ">"
	if page := c.optOutPage(to); page != "" {
		out = "<" + page + ">,\r\n " + out
	}
	return out
}

// address writes the recipient as a header may carry it.
func address(name, to string) string {
	name = cutRunes(mailing.OneLine(clean(name)), 80)
	if name == "" {
		return "<" + to + ">"
	}
	a := mail.Address{Name: name, Address: "x@x"}
	written := strings.TrimSuffix(a.String(), " <x@x>")
	return strings.ReplaceAll(written, "?= =?", "?=\r\n =?") + " <" + to + ">"
}

// encodeSubject writes a subject as a header may carry it (RFC 2047), folded.
func encodeSubject(s string) string {
	plain := strings.IndexFunc(s, func(r rune) bool { return r > unicode.MaxASCII || r < ' ' }) < 0
	if plain && !strings.Contains(s, "=?") {
		return fold(s)
	}
	return strings.ReplaceAll(encodeWords(s), "?= =?", "?=\r\n =?")
}

// encodeWords encodes in whichever way is shorter, and always when the text looks encoded already.
func encodeWords(s string) string {
	if strings.IndexFunc(s, func(r rune) bool { return r > unicode.MaxASCII }) < 0 {
		s = strings.ReplaceAll(s, "=?", "= ?")
		return fold(s)
	}
	q, b := mime.QEncoding.Encode("utf-8", s), mime.BEncoding.Encode("utf-8", s)
	if len(b) < len(q) {
		return b
	}
	return q
}

// fold breaks a long line at blanks (RFC 5322 §2.2.3).
func fold(s string) string {
	var b strings.Builder
	width := len("Subject: ")
	for i, word := range strings.Split(s, " ") {
		if i > 0 {
			if width+1+len(word) > 76 {
				b.WriteString("\r\n")
				width = 0
			}
			b.WriteByte(' ')
			width++
		}
		b.WriteString(word)
		width += len(word)
	}
	return b.String()
}
