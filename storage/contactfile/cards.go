package contactfile

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"mime/quotedprintable"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/encoding/htmlindex"

	"evenpost/mailing"
)

// What is read of an address card (RFC 2426, RFC 6350, and vCard 2.1 as phones write it), and the columns it becomes. A
// card is one person: the address marked as the preferred one, or the first, is taken, the others are kept beside it.
var cardColumns = []struct {
	title  string
	target Target
}{
	{"Email", Email},
	{"First name", FirstName},
	{"Last name", LastName},
	{"Full name", FullName},
	{"Company", Company},
	{"Tags", Tags},
	{"Other emails", "other_emails"},
	{"Phone", "phone"},
	{"Job", "job"},
	{"Street", "street"},
	{"Postal code", "postal_code"},
	{"City", "city"},
	{"Country", "country"},
	{"Birthday", "birthday"},
	{"Website", "website"},
	{"Notes", "notes"},
	{listsTitle, Lists},
	{consentTitle, Consent},
	{consentAtTitle, ConsentAt},
}

// cardsLooked is how many cards are looked at to see what they have.
const cardsLooked = 20_000

func isCards(head []byte) bool {
	head = bytes.ReplaceAll(head[:min(len(head), 200)], []byte{0}, nil) // UTF-16
	head = bytes.TrimLeft(head, "\xef\xbb\xbf\xff\xfe \r\n\t")
	return len(head) >= len("BEGIN:VCARD") && bytes.EqualFold(head[:len("BEGIN:VCARD")], []byte("BEGIN:VCARD"))
}

func detectCards(r io.ReadSeeker, e Encoding) (Layout, error) {
	if err := rewind(r); err != nil {
		return Layout{}, err
	}
	if e == "" {
		var err error
		if e, err = guessEncoding(r); err != nil {
			return Layout{}, err
		}
		if err := rewind(r); err != nil {
			return Layout{}, err
		}
	}
	src, err := text(r, e)
	if err != nil {
		return Layout{}, err
	}
	cards := newCardReader(src, nil)
	used := map[string]bool{}
	var first []map[string]string
	for range cardsLooked {
		rec, card, ok := cards.card()
		if !ok {
			break
		}
		for title, v := range card {
			used[title] = used[title] || v != ""
		}
		if len(first) < previewRows && rec.problem == "" {
			first = append(first, card)
		}
	}
	if err := cards.failed(); err != nil {
		return Layout{}, unreadable(err)
	}
	if !used[cardColumns[0].title] {
		return Layout{}, fmt.Errorf("%w: none of these address cards has one", mailing.ErrNoAddresses)
	}
	l := Layout{Kind: Cards, Encoding: e, HasHeader: true, Preview: make([][]string, len(first))}
	add := func(title string, t Target) {
		l.Header, l.Columns = append(l.Header, title), append(l.Columns, t)
		for i, card := range first {
			l.Preview[i] = append(l.Preview[i], short(clean(card[title])))
		}
	}
	for _, c := range cardColumns {
		if used[c.title] {
			add(c.title, c.target)
		}
		delete(used, c.title)
	}
	for _, title := range slices.Sorted(maps.Keys(used)) {
		if used[title] && len(l.Columns) < maxColumns {
			add(title, Field(title))
		}
	}
	said := make([]mailing.FieldKind, len(l.Header))
	for i, title := range l.Header {
		said[i] = cards.kinds[title]
	}
	l.look(func(column int) (values []string) {
		for _, card := range first {
			values = append(values, clean(card[l.Header[column]]))
		}
		return values
	}, said, false)
	return l, rewind(r)
}

// cardReader reads cards as rows with the columns that are asked for.
type cardReader struct {
	lines   *recordReader // one cell a line
	peeked  *record
	begun   int // the line of a BEGIN that was read already
	columns []string
	kinds   map[string]mailing.FieldKind // of the fields that Evenpost wrote, by the title of their column
}

func newCardReader(src io.Reader, columns []string) *cardReader {
	r := &cardReader{lines: &recordReader{src: src, line: 1}, columns: columns, kinds: map[string]mailing.FieldKind{}}
	r.lines.skipMark()
	return r
}

func (r *cardReader) failed() error { return r.lines.err }

// line is the next line of the file as it is written.
func (r *cardReader) line() (record, bool) {
	if p := r.peeked; p != nil {
		r.peeked = nil
		return *p, true
	}
	return r.lines.wholeLine()
}

// property is the next unfolded line: NAME;PARAMETER=x:value. Long ones, which are pictures, lose their end.
func (r *cardReader) property() (at int, name, params, value string, ok bool) {
	rec, ok := r.line()
	if !ok {
		return 0, "", "", "", false
	}
	text := strings.Builder{}
	text.WriteString(rec.text())
	quoted := quotedPrintable(rec.text())
	for {
		next, ok := r.line()
		if !ok {
			break
		}
		more := next.text()
		switch {
		case quoted && strings.HasSuffix(text.String(), "="): // a soft line break
			cut := strings.TrimSuffix(text.String(), "=")
			text.Reset()
			text.WriteString(cut + more)
		case more != "" && (more[0] == ' ' || more[0] == '\t'):
			if text.Len() < maxRow {
				text.WriteString(more[1:])
			}
		default:
			r.peeked = &next
			name, params, value = splitProperty(text.String())
			return rec.line, name, params, value, true
		}
		if text.Len() >= maxRow {
			quoted = false
		}
	}
	name, params, value = splitProperty(text.String())
	return rec.line, name, params, value, true
}

func quotedPrintable(line string) bool {
	head, _, _ := strings.Cut(line, ":")
	return strings.Contains(strings.ToUpper(head), "QUOTED-PRINTABLE")
}

// splitProperty takes a line apart. A group before the name ("item1.EMAIL") says nothing.
func splitProperty(line string) (name, params, value string) {
	quoted, colon := false, -1
	for i := range len(line) {
		if line[i] == '"' {
			quoted = !quoted
		}
		if line[i] == ':' && !quoted {
			colon = i
			break
		}
	}
	if colon < 0 {
		return "", "", ""
	}
	name, params, _ = strings.Cut(line[:colon], ";")
	if _, inGroup, found := strings.Cut(name, "."); found {
		name = inGroup
	}
	return strings.ToUpper(strings.TrimSpace(name)), strings.ToUpper(params), decodeValue(strings.ToUpper(params), line[colon+1:])
}

func decodeValue(params, value string) string {
	if !strings.Contains(params, "QUOTED-PRINTABLE") {
		return value
	}
	b, err := io.ReadAll(io.LimitReader(quotedprintable.NewReader(strings.NewReader(value)), maxRow))
	if err != nil && len(b) == 0 {
		return value
	}
	if _, charset, ok := strings.Cut(params, "CHARSET="); ok {
		charset, _, _ = strings.Cut(charset, ";")
		if e, err := htmlindex.Get(strings.Trim(charset, `"`)); err == nil {
			if decoded, err := e.NewDecoder().Bytes(b); err == nil {
				b = decoded
			}
		}
	}
	return string(b)
}

// next reads one card as a row.
func (r *cardReader) next() (record, bool) {
	rec, card, ok := r.card()
	if rec.problem == "" {
		rec.cells = make([]string, len(r.columns))
		for i, title := range r.columns {
			rec.cells[i] = card[title]
		}
	}
	return rec, ok
}

// card reads one card: its values by the titles of their columns. They are guarded, because whoever reads a cell takes that off.
func (r *cardReader) card() (record, map[string]string, bool) {
	card := map[string]string{}
	preferred := notPreferred
	rec := record{line: r.begun}
	r.begun = 0
	for {
		at, name, params, value, ok := r.property()
		switch {
		case !ok && rec.line == 0:
			return record{}, nil, false
		case !ok:
			rec.problem = "this address card has no end"
			return rec, card, true
		case name == "BEGIN" && rec.line != 0:
			r.begun = at // the one before was never ended
			rec.problem = "this address card has no end"
			return rec, card, true
		case name == "BEGIN":
			rec.line = at
			continue
		case rec.line == 0:
			continue
		case name == "END":
			if card["Full name"] == card["Company"] && card["Last name"] == "" && card["First name"] == "" {
				delete(card, "Full name") // the card of a company
			}
			for title, v := range card {
				card[title] = guard(v)
			}
			return rec, card, true
		}
		if name == "EMAIL" {
			preferred = addEmail(card, strings.TrimSpace(value), params, preferred)
			continue
		}
		if name == fieldLine {
			r.kinds[ownTitle(components(value)[0])] = kindOf(params)
		}
		takeUp(card, name, value)
	}
}

// kindOf reads the kind of a field that Evenpost wrote.
func kindOf(params string) mailing.FieldKind {
	if _, k, found := strings.Cut(params, "KIND="); found {
		if k := mailing.FieldKind(strings.ToLower(k)); k.Check() == nil {
			return k
		}
	}
	return mailing.KindText
}

// notPreferred is the rank of an address that is not marked as the preferred one. Of several marks the lowest number counts (RFC 6350,
// 5.3), and one without a number, as older cards have it, is the highest of them.
const notPreferred = 101

// addEmail takes up one more address. rank is that of the one in the card.
func addEmail(card map[string]string, value, params string, rank int) int {
	mine := notPreferred
	if _, mark, found := strings.Cut(params, "PREF"); found {
		mine = 1
		if n, err := strconv.Atoi(strings.TrimLeft(strings.TrimFunc(firstOf(mark), isQuote), "=")); err == nil {
			mine = n
		}
	}
	switch {
	case value == "" || value == card["Email"]:
		return rank
	case card["Email"] == "":
		card["Email"] = value
		return mine
	case mine < rank:
		card["Email"], value = value, card["Email"]
		rank = mine
	}
	if card["Other emails"] != "" {
		value = card["Other emails"] + ", " + value
	}
	card["Other emails"] = value
	return rank
}

// firstOf is what stands before the next parameter.
func firstOf(params string) string {
	first, _, _ := strings.Cut(params, ";")
	return first
}

func isQuote(r rune) bool { return r == '"' }

// takeUp takes up what a property says. Of what may stand several times the first is taken.
func takeUp(card map[string]string, name, value string) {
	set := func(title, v string) {
		if v = strings.TrimSpace(v); card[title] == "" {
			card[title] = v
		}
	}
	parts := components(value)
	part := func(i int) string {
		if i < len(parts) {
			return parts[i]
		}
		return ""
	}
	switch name {
	case fieldLine:
		if title := ownTitle(part(0)); title != "" {
			set(title, strings.Join(parts[1:], ";"))
		}
	case listLine:
		card[listsTitle] = strings.TrimPrefix(card[listsTitle]+"\n"+part(0), "\n")
	case consentLine:
		set(consentTitle, part(0))
		set(consentAtTitle, part(1))
	case "N":
		set("Last name", part(0))
		set("First name", strings.TrimSpace(part(1)+" "+part(2)))
	case "FN":
		set("Full name", strings.Join(parts, ";"))
	case "ORG":
		set("Company", part(0))
	case "CATEGORIES":
		set("Tags", strings.Join(parts, ","))
	case "TEL":
		set("Phone", strings.TrimPrefix(strings.Join(parts, ";"), "tel:"))
	case "TITLE":
		set("Job", strings.Join(parts, ";"))
	case "ADR":
		set("Street", part(2))
		set("City", part(3))
		set("Postal code", part(5))
		set("Country", part(6))
	case "BDAY":
		set("Birthday", birthday(value))
	case "URL":
		set("Website", strings.Join(parts, ";"))
	case "NOTE":
		set("Notes", strings.Join(parts, ";"))
	}
}

// ownTitle is the title of the column for a field that Evenpost wrote, "" for a name that no field has.
func ownTitle(name string) string {
	for _, c := range cardColumns {
		if string(c.target) == name {
			if c.target.Custom() {
				return c.title
			}
			return ""
		}
	}
	if t := Field(name); !t.Custom() || string(t) != name {
		return ""
	}
	return name
}

// components takes a value apart at its semicolons, and takes the backslashes away.
func components(value string) []string {
	var all []string
	var b strings.Builder
	for i := 0; i < len(value); i++ {
		switch c := value[i]; {
		case c == '\\' && i+1 < len(value):
			i++
			if value[i] == 'n' || value[i] == 'N' {
				b.WriteByte('\n')
			} else {
				b.WriteByte(value[i])
			}
		case c == ';' && len(all) < 20:
			all = append(all, b.String())
			b.Reset()
		default:
			b.WriteByte(c)
		}
	}
	return append(all, b.String())
}

// birthday writes 19850314 as 1985-03-14. Apple writes 1604 for a year that is not known.
func birthday(v string) string {
	v, _, _ = strings.Cut(strings.TrimSpace(v), "T")
	if day, found := strings.CutPrefix(v, "1604-"); found {
		return "--" + day
	}
	if len(v) == 8 && !strings.ContainsFunc(v, func(r rune) bool { return r < '0' || r > '9' }) {
		return v[:4] + "-" + v[4:6] + "-" + v[6:]
	}
	return v
}
