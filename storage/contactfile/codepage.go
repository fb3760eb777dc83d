package contactfile

import (
	"bytes"
	"slices"
	"strings"
	"unicode"
)

// pageSample is what a file says about its code page. How often letters occur is no help: on short files that is wrong more often
// than right. But the addresses tell the country, and so which code pages are likely at all, and in a wrong one there are signs and
// capitals in the midst of words: “J”rg”, “иВАН”.
type pageSample struct {
	words     []byte         // the bytes beyond ASCII with what stands around them
	countries map[string]int // the endings of addresses
	rest      []byte         // of the last line
	looked    int            // bytes of the file
}

const (
	pageBytes = 128 << 10 // of words
	lineBytes = 64 << 10
)

// take looks at some more of the file.
func (p *pageSample) take(b []byte) {
	if p.countries == nil {
		p.countries = map[string]int{}
	}
	if p.looked += len(b); len(p.words) >= pageBytes || p.looked > sampleBytes {
		return
	}
	b = append(p.rest, b...)
	whole := bytes.LastIndexByte(b, '\n') + 1
	if whole == 0 && len(b) > lineBytes {
		whole = len(b)
	}
	p.lines(b[:whole])
	p.rest = bytes.Clone(b[whole:])
}

func (p *pageSample) lines(b []byte) {
	for at := range b {
		if b[at] == '@' {
			domain, _, _ := strings.Cut(strings.TrimLeftFunc(string(b[at+1:min(len(b), at+80)]), unicode.IsSpace), "\n")
			end := strings.IndexFunc(domain, func(r rune) bool {
				return r != '.' && r != '-' && (r < '0' || r > '9') && (r|0x20 < 'a' || r|0x20 > 'z')
			})
			if end < 0 {
				end = len(domain)
			}
			p.countries[strings.ToLower(domain[strings.LastIndexByte(domain[:end], '.')+1:end])]++
		}
		if b[at] >= 0x80 {
			if at > 0 && b[at-1] < 0x80 {
				p.words = append(p.words, ' ', b[at-1])
			}
			p.words = append(p.words, b[at])
			if at+1 < len(b) && b[at+1] < 0x80 {
				p.words = append(p.words, b[at+1])
			}
		}
	}
}

// pagesOf are the code pages that are usual where addresses have an ending, the likeliest first.
var pagesOf = []struct {
	countries []string
	pages     []Encoding
}{
	{strings.Fields("pl cz sk hu si hr ro ba al rs"), []Encoding{Windows1250, Latin2, DOS852}},
	{strings.Fields("ru by bg ua su kz mk"), []Encoding{Windows1251, KOI8R}},
	{strings.Fields("gr cy"), []Encoding{Windows1253, Greek}},
	{strings.Fields("tr"), []Encoding{Windows1254}},
	{strings.Fields("lt lv ee"), []Encoding{Windows1257}},
}

// guess is the likeliest code page: of those that are usual the one with the fewest misfits.
func (p *pageSample) guess() Encoding {
	p.lines(p.rest)
	pages := []Encoding{Windows1252, Latin9, Macintosh, DOS850}
	most := 0
	for _, n := range p.countries {
		most += n
	}
	most /= 3 // the rest of them write to .com
	for _, region := range pagesOf {
		n := 0
		for _, country := range region.countries {
			n += p.countries[country]
		}
		if n > most {
			most, pages = n, append(slices.Clone(region.pages), Windows1252)
		}
	}
	best, least := pages[0], -1
	for _, page := range pages {
		if n := misfits(page, p.words); least < 0 || n < least {
			best, least = page, n
		}
	}
	return best
}

// misfits counts what no text has: signs that stand for nothing, signs within words, and capitals after small letters.
func misfits(page Encoding, words []byte) int {
	n := 0
	before := ' '
	for i, b := range words {
		r := codePages[page].DecodeByte(b)
		if b >= 0x80 {
			after := ' '
			if i+1 < len(words) {
				after = codePages[page].DecodeByte(words[i+1])
			}
			switch letter := unicode.IsLetter(r) && !unicode.Is(unicode.Lm, r); {
			case unicode.IsControl(r) || r == unicode.ReplacementChar || r == '¤':
				n++
			case !letter && unicode.IsLetter(after) && unicode.IsLetter(before) && !strings.ContainsRune("’‘–\u00a0", r):
				n++
			case !letter && unicode.IsLetter(after) && !unicode.IsLetter(before) && !strings.ContainsRune("’‘“”„‚«»‹›–—…•¿¡\u00a0", r):
				n++
			case letter && unicode.IsUpper(r) && unicode.IsLower(before):
				n++
			case letter && unicode.IsLower(r) && unicode.IsUpper(after):
				n++
			}
		}
		before = r
	}
	return n
}
