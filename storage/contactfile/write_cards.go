package contactfile

import (
	"io"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"

	"evenpost/mailing"
)

// cardWriter writes address cards as phones and mail programs read them (vCard 3.0, RFC 2426). What these have no place for
// stands in lines of our own, which they pass over.
type cardWriter struct {
	w      io.Writer
	b      strings.Builder
	fields []mailing.Field
}

// The lines of our own. They come first in a card, so that they are what is read of it.
const (
	fieldLine   = "X-EVENPOST-FIELD"
	listLine    = "X-EVENPOST-LIST"
	consentLine = "X-EVENPOST-CONSENT"
)

func (c *cardWriter) write(row Row) error {
	k := row.Contact
	c.b.Reset()
	c.line("BEGIN", "VCARD")
	c.line("VERSION", "3.0")
	for _, name := range slices.Sorted(maps.Keys(k.Fields)) {
		c.line(fieldLine+c.kind(name), name, k.Fields[name])
	}
	for _, list := range row.Lists {
		c.line(listLine, list)
	}
	if k.Consent.Source != "" {
		c.line(consentLine, k.Consent.Source, writeTime(k.Consent.At))
	}
	name := k.Name()
	if name == "" {
		name = k.Email // a card must have one, and an address is not taken for it when the card is read
	}
	c.line("FN", name)
	c.line("N", k.LastName, k.FirstName, "", "", "")
	c.line("EMAIL", k.Email)
	if k.Company != "" {
		c.line("ORG", k.Company)
	}
	if len(k.Tags) > 0 {
		c.begin("CATEGORIES")
		for i, tag := range k.Tags {
			if i > 0 {
				c.b.WriteByte(',')
			}
			c.b.WriteString(cardText.Replace(tag))
		}
		c.b.WriteString("\n")
	}
	c.common(k.Fields)
	c.line("END", "VCARD")
	_, err := io.WriteString(c.w, folded(c.b.String()))
	return err
}

// kind is how a card says of which kind a field is.
func (c *cardWriter) kind(name string) string {
	for _, f := range c.fields {
		if f.Name == name && kindTitles[f.Kind] != "" {
			return ";KIND=" + string(f.Kind)
		}
	}
	return ""
}

func (c *cardWriter) end() error { return nil }

// common writes the fields that other programs know too.
func (c *cardWriter) common(fields map[string]string) {
	for _, known := range []struct{ line, field string }{{"TEL", "phone"}, {"TITLE", "job"}, {"BDAY", "birthday"}, {"URL", "website"}, {"NOTE", "notes"}} {
		if v := fields[known.field]; v != "" {
			c.line(known.line, v)
		}
	}
	if fields["street"]+fields["city"]+fields["postal_code"]+fields["country"] != "" {
		c.line("ADR", "", "", fields["street"], fields["city"], "", fields["postal_code"], fields["country"])
	}
}

var cardText = strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\r\n", `\n`, "\n", `\n`, "\r", `\n`)

func (c *cardWriter) begin(name string) {
	c.b.WriteString(name)
	c.b.WriteByte(':')
}

func (c *cardWriter) line(name string, parts ...string) {
	c.begin(name)
	for i, p := range parts {
		if i > 0 {
			c.b.WriteByte(';')
		}
		c.b.WriteString(cardText.Replace(p))
	}
	c.b.WriteByte('\n')
}

// folded breaks lines after at most 75 bytes, and never within a letter.
func folded(card string) string {
	var b strings.Builder
	for line := range strings.Lines(card) {
		line = strings.TrimSuffix(line, "\n")
		for most := 75; len(line) > most; most = 74 {
			cut := most
			for !utf8.RuneStart(line[cut]) {
				cut--
			}
			b.WriteString(line[:cut] + "\r\n ")
			line = line[cut:]
		}
		b.WriteString(line + "\r\n")
	}
	return b.String()
}
