package compose

import (
	"html"
	"slices"
	"strings"
)

// places says for every mark of an HTML text where it stands, in order. It reads tags as browsers do, quotes and all:
// a guess from the text before a mark would be wrong for a ">" in an attribute or blanks around "=".
func places(source string, marks [][]int) []string {
	p := placer{source: source, marks: marks, found: make([]string, len(marks))}
	for p.at < len(source) {
		open := strings.IndexByte(source[p.at:], '<')
		if open < 0 {
			break
		}
		open += p.at
		p.until(open, placeHTML)
		rest := source[open+1:]
		switch {
		case strings.HasPrefix(rest, "!--") && !strings.HasPrefix(rest, "!--[if"):
			end := strings.Index(source[open:], "-->")
			if end < 0 {
				end = len(source) - open
			}
			p.until(open+end, placeHTML)
		case rest != "" && (isLetter(rest[0]) || rest[0] == '/' && len(rest) > 1 && isLetter(rest[1])):
			p.at = open + 1
			p.tag()
		default:
			p.at = open + 1
		}
	}
	p.until(len(source), placeHTML)
	return p.found
}

type placer struct {
	source string
	at     int
	marks  [][]int
	found  []string
	next   int // the first mark without a place
}

// until goes on to an offset; the marks on the way stand in one place.
func (p *placer) until(offset int, place string) {
	for p.next < len(p.marks) && p.marks[p.next][0] < offset {
		p.found[p.next] = place
		p.next++
	}
	p.at = max(p.at, offset)
}

// skip goes on to the first byte that is (or is not) one of a set.
func (p *placer) skip(set string, in bool) string {
	begin := p.at
	for p.at < len(p.source) && strings.IndexByte(set, p.source[p.at]) >= 0 == in {
		p.at++
	}
	return p.source[begin:p.at]
}

const blanks = " \t\n\r\f"

// tag reads one tag from its name to its ">", and what follows a tag whose content is not HTML.
func (p *placer) tag() {
	name := strings.ToLower(p.skip(blanks+"/>", false))
	p.until(p.at, placeBare)
	for {
		p.skip(blanks+"/", true)
		if p.at >= len(p.source) {
			p.until(p.at, placeBare)
			return
		}
		if p.source[p.at] == '>' {
			p.until(p.at, placeBare)
			p.at++
			break
		}
		p.attribute()
	}
	if name == "style" {
		end := strings.Index(strings.ToLower(p.source[p.at:]), "</style")
		if end < 0 {
			end = len(p.source) - p.at
		}
		p.until(p.at+end, placeBare)
	}
}

// urlAttributes hold the address of something.
var urlAttributes = []string{
	"href", "src", "action", "formaction", "background", "poster", "cite", "data", "longdesc", "xlink:href", "srcset", "ping",
}

func (p *placer) attribute() {
	begin := p.at
	if p.source[p.at] == '=' {
		p.at++ // a name may begin with it, as browsers have it
	}
	p.skip(blanks+"/>=", false)
	name := strings.ToLower(shieldText.ReplaceAllString(p.source[begin:p.at], ""))
	p.until(p.at, placeBare)
	after := p.at
	p.skip(blanks, true)
	if p.at >= len(p.source) || p.source[p.at] != '=' {
		p.at = after
		return
	}
	p.at++
	p.skip(blanks, true)
	if p.at >= len(p.source) {
		return
	}
	quote := p.source[p.at]
	begin = p.at
	quoted := quote == '"' || quote == '\''
	if quoted {
		begin++
		end := strings.IndexByte(p.source[begin:], quote)
		if end < 0 {
			end = len(p.source) - begin
		}
		p.at = begin + end
	} else {
		p.skip(blanks+">", false)
	}
	value := p.source[begin:p.at]
	switch {
	case slices.Contains(urlAttributes, name):
		for p.next < len(p.marks) && p.marks[p.next][0] < p.at {
			p.found[p.next] = urlPlace(value[:p.marks[p.next][0]-begin])
			p.next++
		}
	case !quoted || name == "style" || strings.HasPrefix(name, "on") || name == "srcdoc":
		p.until(p.at, placeBare)
	default:
		p.until(p.at, placeHTML)
	}
	if quoted && p.at < len(p.source) {
		p.at++
	}
}

// urlPlace says what a value is that stands in an address after this text.
func urlPlace(before string) string {
	marked := strings.Contains(before, markOpen)
	before = strings.TrimSpace(html.UnescapeString(shieldText.ReplaceAllString(before, "")))
	switch {
	case before == "" && !marked:
		return placeURL
	case before == "":
		return placeSecondURL
	case strings.ContainsAny(before, "?#"):
		return placeQuery
	}
	return placePath
}
