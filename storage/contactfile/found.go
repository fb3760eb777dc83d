package contactfile

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"evenpost/mailing"
)

// rowUnclear is why an address is not taken out of the text around it.
const rowUnclear = "it is not clear where the address begins; write it in a line of its own"

// found takes what stands between two commas or line breaks apart into the addresses in it, each with its name: an address by
// itself, “Anna Huber: anna@x.at”, “anna@x.at (Anna Huber)”, “anna@x.at bob@y.de”, links as Markdown writes them, or prose.
func found(line int, entry string) []record {
	if len(entry) >= maxRow {
		return []record{{line: line, problem: rowTooLong}}
	}
	entry = strings.TrimSpace(entry)
	as := []record{{line: line, cells: []string{entry}}}
	var places []place
	for from := 0; ; {
		p, ok := nextAddress(entry, from)
		if !ok {
			break
		}
		from = p.end
		if n := len(places); n == 0 || !strings.EqualFold(p.address, places[n-1].address) { // [anna@x.at](mailto:anna@x.at)
			places = append(places, p)
		}
	}
	if _, err := mailbox(entry); len(places) == 0 || err == nil && len(places) == 1 {
		return as
	}
	if len(places) == 1 && torn(entry[:places[0].begin], entry[places[0].end:]) {
		places[0].unclear = true
	}
	as = as[:0]
	for i, p := range places {
		before, after := 0, len(entry)
		if i > 0 {
			before = places[i-1].end
		}
		if i < len(places)-1 {
			after = places[i+1].begin
		}
		if p.unclear {
			as = append(as, record{line: line, problem: rowUnclear})
			continue
		}
		name := nameBefore(entry[before:p.begin])
		if name == "" && len(places) == 1 {
			name = nameAlone(entry[p.end:after])
		}
		if name != "" {
			p.address = name + " <" + p.address + ">"
		}
		as = append(as, record{line: line, cells: []string{p.address}})
	}
	return as
}

// torn says whether what stands before an address rather looks like its beginning: anna huber@x.at.
func torn(before, after string) bool {
	word := strings.TrimSpace(before)
	return after == "" && word != "" && !strings.ContainsFunc(word, func(r rune) bool { return !isWord(r) || unicode.IsUpper(r) }) && !isLabel(word)
}

// place is where something that may be an address stands in a text.
type place struct {
	begin, end int
	address    string
	unclear    bool // it may as well begin before or behind
}

// nextAddress looks for the next one from an offset on.
func nextAddress(text string, from int) (place, bool) {
	for at := from; at < len(text); at++ {
		next := strings.IndexByte(text[at:], '@')
		if next < 0 {
			break
		}
		at += next
		local := text[from:at]
		if i := strings.LastIndexFunc(local, func(r rune) bool {
			return unicode.IsSpace(r) || strings.ContainsRune("<>()[],;:@\"“”„«»‘’\\", r)
		}); i >= 0 {
			_, size := utf8.DecodeRuneInString(local[i:])
			local = local[i+size:]
		}
		local = strings.TrimLeftFunc(local, func(r rune) bool { return !isWord(r) && r != '_' })
		domain := text[at+1:]
		if i := strings.IndexFunc(domain, func(r rune) bool { return !isWord(r) && r != '.' && r != '-' }); i >= 0 {
			domain = domain[:i]
		}
		if local != "" && domain != "" {
			end := at + 1 + len(domain)
			domain = strings.TrimRight(domain, ".-")
			return place{at - len(local), end, local + "@" + domain, strings.ContainsAny(local, "=?/|{}^!*#$%`~")}, true
		}
	}
	return place{}, false
}

func isWord(r rune) bool { return unicode.In(r, unicode.L, unicode.M, unicode.N, unicode.Cf) }

// labels stand before addresses and are nobody's name.
var labels = []string{"to", "cc", "bcc", "from", "reply to", "an", "von", "kopie", "de", "à", "para", "da", "mailto", "and", "und", "or", "oder", "et"}

func isLabel(s string) bool {
	return slices.Contains(labels, strings.ToLower(strings.ReplaceAll(s, "-", " "))) || titleTargets[plainTitle(s)] == Email
}

// nameBefore is the name that stands before an address, if it is one.
func nameBefore(s string) string {
	s = strings.TrimSuffix(strings.TrimSpace(s), "mailto:")
	if inBrackets := strings.HasSuffix(s, "<"); !inBrackets {
		return nameAlone(s)
	}
	s = ownName(strings.TrimFunc(s, func(r rune) bool { return !isWord(r) && r != '.' }))
	if len(strings.Fields(s)) > 6 {
		return ""
	}
	return s
}

// nameAlone is a text that is a name: a few words, each with a capital.
func nameAlone(s string) string {
	s = ownName(strings.TrimFunc(s, func(r rune) bool { return !isWord(r) }))
	words := strings.Fields(s)
	if len(words) == 0 || len(words) > 5 || isLabel(s) {
		return ""
	}
	for _, word := range words {
		first, _ := utf8.DecodeRuneInString(word)
		if !unicode.IsLetter(first) || unicode.IsLower(first) && !is(particles, word) {
			return ""
		}
	}
	return s
}

// ownName leaves out what stands around a name in lists of addresses: “To: 'Anna Huber'”, “Friends: Anna Huber”.
func ownName(s string) string {
	if !strings.ContainsAny(s, ":'\"“”„«»‘’") {
		return s
	}
	s = s[strings.LastIndexByte(s, ':')+1:]
	return mailing.OneLine(strings.Trim(s, " '\"“”„«»‘’"))
}
