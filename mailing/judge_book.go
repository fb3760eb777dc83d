package mailing

import (
	"strconv"
	"strings"
	"sync"
)

// saying is one thing that a text can say, whatever its words and its language.
type saying uint8

// said is what a text says.
type sayings [2]uint64

func (s *sayings) add(x saying)      { s[x/64] |= 1 << (x % 64) }
func (s *sayings) has(x saying) bool { return s[x/64]&(1<<(x%64)) != 0 }

// any says whether one of them is said.
func (s *sayings) any(of []saying) bool {
	for _, x := range of {
		if s.has(x) {
			return true
		}
	}
	return false
}

// A phrase is words in order. In the lists below a phrase is written with spaces between; "..3" allows up to three words
// more in that place, "~3" too but the next word may also stand before the last, "a|b" is a or b, "limit*" is every word that begins so, "*limit" every one that ends so, and a word with a capital letter is one of
// the word lists (see words). Accents are written as people write them.
type phrase struct {
	means saying
	parts []part
}

type part struct {
	class  int
	gap    int  // words that may stand between it and the one before
	either bool // it may also stand before that one
}

// phrasebook finds what a text says.
type phrasebook struct {
	exact   map[string][]int // a word to the classes that it belongs to
	stems   map[string][]int // the beginning of a word to …
	ends    map[string][]int // the end of a word to …
	lengths [256]uint64      // by first byte: the lengths of stems
	endings [256]uint64      // by last byte: the lengths of ends
	phrases []phrase
	asked   [][]uint16 // by class: the phrases that are looked at where it is met
	classes int
	runs    []run
}

// run is a phrase of a script that has no spaces.
type run struct {
	means saying
	text  string
}

// sentenceGap is how many words the end of a sentence counts for: what belongs together mostly stands in one.
const sentenceGap = 3

// Bounds of the room that reading a text takes: classes in the book, and classes met in one text.
const (
	maxClasses = 2048
	maxMet     = 768
)

// finds are where in a text the words of which classes stand.
type finds struct {
	slot [maxClasses]uint16 // of a class in at; 0: not met
	at   [maxMet]spots
	is   [maxMet]uint16 // which class it is
	met  uint16
}

func (f *finds) add(class, place int) {
	if f.slot[class] == 0 {
		if f.met+1 >= maxMet {
			return
		}
		f.met++
		f.slot[class] = f.met
		f.is[f.met] = uint16(class)
	}
	f.at[f.slot[class]].add(place)
}

// of are the places of a class; slot 0 stays empty.
func (f *finds) of(class int) *spots { return &f.at[f.slot[class]] }

// book is the phrasebook of this program, made when it is first needed.
var book = sync.OnceValue(func() *phrasebook { return newPhrasebook(vocabulary(), phrases(), unspaced()) })

func newPhrasebook(words map[string]string, lists map[saying]string, unspaced map[saying]string) *phrasebook {
	b := &phrasebook{exact: map[string][]int{}, stems: map[string][]int{}, ends: map[string][]int{}}
	known := map[string]int{}
	class := func(choice string) int {
		if id, ok := known[choice]; ok {
			return id
		}
		id := b.classes
		b.classes++
		known[choice] = id
		for alternative := range strings.SplitSeq(choice, "|") {
			list, isList := words[alternative]
			if !isList {
				list = alternative
			}
			for word := range strings.FieldsSeq(list) {
				b.learn(word, id)
			}
		}
		return id
	}
	for means, list := range lists {
		for line := range strings.Lines(list) {
			p := phrase{means: means}
			next := part{}
			for field := range strings.FieldsSeq(line) {
				if n, either := strings.CutPrefix(field, "~"); either || strings.HasPrefix(field, "..") {
					next.gap, _ = strconv.Atoi(strings.TrimPrefix(n, ".."))
					next.either = either
					continue
				}
				next.class = class(field)
				p.parts = append(p.parts, next)
				next = part{}
			}
			if len(p.parts) > 0 {
				b.phrases = append(b.phrases, p)
			}
		}
	}
	b.index()
	for means, list := range unspaced {
		for text := range strings.FieldsSeq(list) {
			b.runs = append(b.runs, run{means, Fold(text)})
		}
	}
	return b
}

// index files each phrase under that class of its words which the fewest phrases have, so that few are looked at in vain.
func (b *phrasebook) index() {
	common := make([]int, b.classes)
	for _, p := range b.phrases {
		for _, part := range p.parts {
			common[part.class]++
		}
	}
	b.asked = make([][]uint16, b.classes)
	for i, p := range b.phrases {
		rarest := p.parts[0].class
		for _, part := range p.parts {
			if common[part.class] < common[rarest] {
				rarest = part.class
			}
		}
		b.asked[rarest] = append(b.asked[rarest], uint16(i))
	}
}

// learn takes in a word of a class, in every way of writing it.
func (b *phrasebook) learn(word string, class int) {
	for _, spelling := range spellings(word) {
		into := b.exact
		if stem, ok := strings.CutSuffix(spelling, "*"); ok {
			spelling, into = stem, b.stems
			if spelling != "" {
				b.lengths[spelling[0]] |= 1 << min(len(spelling), 63)
			}
		}
		if end, ok := strings.CutPrefix(spelling, "*"); ok {
			spelling, into = end, b.ends
			b.endings[end[len(end)-1]] |= 1 << min(len(end), 63)
		}
		into[spelling] = append(into[spelling], class)
	}
}

// spellings are a word folded, and with "ue" for "ü" as people write it who have no such key.
func spellings(word string) []string {
	if strings.HasPrefix(word, "<") {
		return []string{word}
	}
	folded := Fold(word)
	other := Fold(strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue").Replace(word))
	if other == folded {
		return []string{folded}
	}
	return []string{folded, other}
}

// read finds what a plain text says.
func (b *phrasebook) read(text string) (said sayings) {
	var at finds
	b.find(text, &at)
	for _, class := range at.is[1 : at.met+1] {
		for _, i := range b.asked[class] {
			if p := &b.phrases[i]; !said.has(p.means) && p.stands(&at) {
				said.add(p.means)
			}
		}
	}
	if len(text) != 0 && !isASCII(text) {
		for _, r := range b.runs {
			if strings.Contains(text, r.text) {
				said.add(r.means)
			}
		}
	}
	return said
}

// find notes where in a text the words of which classes stand.
func (b *phrasebook) find(text string, at *finds) {
	n := 0
	eachToken(text, func(token string) bool {
		if token == tokenStop {
			n += sentenceGap
			return n < maxTokens
		}
		for _, class := range b.exact[token] {
			at.add(class, n)
		}
		if token != "" && token[0] != '<' {
			endings := b.endings[token[len(token)-1]]
			for l := 3; l < len(token) && l < 64 && endings>>l != 0; l++ {
				if endings&(1<<l) != 0 {
					for _, class := range b.ends[token[len(token)-l:]] {
						at.add(class, n)
					}
				}
			}
			lengths := b.lengths[token[0]]
			for l := 1; l <= len(token) && l < 64 && lengths>>l != 0; l++ {
				if lengths&(1<<l) != 0 {
					for _, class := range b.stems[token[:l]] {
						at.add(class, n)
					}
				}
			}
		}
		n++
		return n < maxTokens
	})
}

// stands says whether the phrase stands in a text.
func (p *phrase) stands(at *finds) bool {
	for i := range p.parts {
		if at.slot[p.parts[i].class] == 0 {
			return false
		}
	}
	place := *at.of(p.parts[0].class)
	for i := range p.parts[1:] {
		part := &p.parts[i+1]
		near := place.next(part.gap)
		if part.either {
			near.or(place.before(part.gap))
		}
		place = near
		place.and(at.of(part.class))
		if place.empty() {
			return false
		}
	}
	return !place.empty()
}
