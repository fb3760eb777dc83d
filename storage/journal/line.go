package journal

import (
	"fmt"
	"hash/crc32"
	"strconv"
	"strings"
)

// Claim is a delivery that was about to be handed over.
type Claim struct {
	Ledger   int64 // id of its row in the ledger: claims are told apart by it
	Delivery int64 // 0: of a mail that belongs to no campaign
	Campaign int64
	Contact  int64
	Account  int64
	At       int64 // unix milliseconds, as all times here
	Address  string
}

// Outcome is what became of a claim.
type Outcome struct {
	Ledger, Delivery, Campaign int64
	State                      string
	Tried, Counts              bool
	DueAt, At, Took            int64
	Stage                      string
	Code                       int64
	Enhanced, Text             string
	HandedOver                 bool
	Kind, Scope                string
	Permanent                  bool
}

// Suppressed is an address that must not be mailed any more, or may be again. Of somebody who was forgotten there is no
// address, but its hash.
type Suppressed struct {
	Address, Reason, Note string
	At                    int64
	Lifted                bool
	Salt, Hash            string
}

// Again is the user's word that a delivery in doubt is to be sent again.
type Again struct{ Delivery, Campaign int64 }

// Campaign is a campaign that has begun.
type Campaign struct {
	ID, Account int64
	Name        string
}

// The first letter of a line says what it is about.
const (
	head       = 'H' // what the ledger had reached when this file was begun
	begin      = 'B' // an engine began to work, on a computer that was started at …
	end        = 'E' // … and ended in order
	claim      = 'C'
	outcome    = 'O'
	suppressed = 'X'
	again      = 'A'
	campaign   = 'K'
	gap        = 'G' // lines before this one could not be written
)

// Batch is lines that are written together.
type Batch struct {
	text   []byte
	claims int
}

// Empty says whether there is nothing to write.
func (b *Batch) Empty() bool { return len(b.text) == 0 }

func (b *Batch) line(kind byte, fields ...any) {
	start := len(b.text)
	b.text = append(b.text, "00000000 "...)
	b.text = append(b.text, kind)
	for _, f := range fields {
		b.text = append(b.text, ' ')
		switch v := f.(type) {
		case int64:
			b.text = strconv.AppendInt(b.text, v, 10)
		case bool:
			n := byte('0')
			if v {
				n = '1'
			}
			b.text = append(b.text, n)
		case string:
			b.text = strconv.AppendQuoteToASCII(b.text, v)
		}
	}
	const hex = "0123456789abcdef"
	sum := crc32.ChecksumIEEE(b.text[start+9:])
	for i := range 8 {
		b.text[start+i] = hex[sum>>(28-4*i)&15]
	}
	b.text = append(b.text, '\n')
}

// Claim adds a claim.
func (b *Batch) Claim(c Claim) {
	b.claims++
	b.line(claim, c.Ledger, c.Delivery, c.Campaign, c.Contact, c.Account, c.At, c.Address)
}

// Outcome adds what became of a claim. The words of a server that took the mail are left out.
func (b *Batch) Outcome(o Outcome) {
	if o.State == sent {
		o.Text = ""
	}
	b.line(outcome, o.Ledger, o.Delivery, o.Campaign, o.State, o.Tried, o.Counts, o.DueAt, o.At, o.Took, o.Stage, o.Code, o.Enhanced, o.Text,
		o.HandedOver, o.Kind, o.Scope, o.Permanent)
}

// Suppressed adds a change of who must not be mailed.
func (b *Batch) Suppressed(s Suppressed) {
	b.line(suppressed, s.Address, s.Reason, s.Note, s.At, s.Lifted, s.Salt, s.Hash)
}

// Again adds the user's word on a delivery in doubt.
func (b *Batch) Again(a Again) { b.line(again, a.Delivery, a.Campaign) }

// Campaign adds a campaign that has begun.
func (b *Batch) Campaign(c Campaign) { b.line(campaign, c.ID, c.Account, c.Name) }

// The states that tell of a handing over.
const (
	sent    = "sent"
	inDoubt = "in_doubt"
)

// parse takes a line without its line break apart; ok is false when it is damaged.
func parse(text string) (kind byte, fields []string, ok bool) {
	if len(text) < 10 || text[8] != ' ' {
		return 0, nil, false
	}
	sum, err := strconv.ParseUint(text[:8], 16, 32)
	if err != nil || uint32(sum) != crc32.ChecksumIEEE([]byte(text[9:])) {
		return 0, nil, false
	}
	kind, rest := text[9], text[10:]
	for rest != "" {
		if rest[0] != ' ' {
			return 0, nil, false
		}
		rest = rest[1:]
		if strings.HasPrefix(rest, `"`) {
			quoted, err := strconv.QuotedPrefix(rest)
			if err != nil {
				return 0, nil, false
			}
			value, err := strconv.Unquote(quoted)
			if err != nil {
				return 0, nil, false
			}
			fields, rest = append(fields, value), rest[len(quoted):]
			continue
		}
		i := strings.IndexByte(rest, ' ')
		if i < 0 {
			i = len(rest)
		}
		fields, rest = append(fields, rest[:i]), rest[i:]
	}
	return kind, fields, true
}

// fill reads the fields of a line into values; a line of a later program may have more.
func fill(fields []string, into ...any) error {
	if len(fields) < len(into) {
		return fmt.Errorf("journal: a line has %d of %d fields", len(fields), len(into))
	}
	for i, p := range into {
		switch v := p.(type) {
		case *string:
			*v = fields[i]
		case *bool:
			*v = fields[i] == "1"
		case *int64:
			n, err := strconv.ParseInt(fields[i], 10, 64)
			if err != nil {
				return fmt.Errorf("journal: %w", err)
			}
			*v = n
		}
	}
	return nil
}
