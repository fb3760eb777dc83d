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
// more in that place, "a|b" is a or b, "limit*" is every word that begins so, and a word with a capital letter is one of
// the word lists (see words). Accents are written as people write them.
type phrase struct {
	means saying
	parts []part
}

type part struct {
	class int
	gap   int // words that may stand before it
}

// phrasebook finds what a text says.
type phrasebook struct {
	exact   map[string][]int // a word to the classes that it belongs to
	stems   map[string][]int // the beginning of a word to …
	lengths [256]uint64      // by first byte: the lengths of stems
	phrases []phrase
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
	met  uint16
}

func (f *finds) add(class, place int) {
	if f.slot[class] == 0 {
		if f.met+1 >= maxMet {
			return
		}
		f.met++
		f.slot[class] = f.met
	}
	f.at[f.slot[class]].add(place)
}

// of are the places of a class; slot 0 stays empty.
func (f *finds) of(class int) *spots { return &f.at[f.slot[class]] }

// book is the phrasebook of this program, made when it is first needed.
var book = sync.OnceValue(func() *phrasebook { return newPhrasebook(vocabulary(), phrases(), unspaced()) })

func newPhrasebook(words map[string]string, lists map[saying]string, unspaced map[saying]string) *phrasebook {
	b := &phrasebook{exact: map[string][]int{}, stems: map[string][]int{}}
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
			gap := 0
			for field := range strings.FieldsSeq(line) {
				if n, ok := strings.CutPrefix(field, ".."); ok {
					gap, _ = strconv.Atoi(n)
					continue
				}
				p.parts = append(p.parts, part{class(field), gap})
				gap = 0
			}
			if len(p.parts) > 0 {
				b.phrases = append(b.phrases, p)
			}
		}
	}
	for means, list := range unspaced {
		for text := range strings.FieldsSeq(list) {
			b.runs = append(b.runs, run{means, Fold(text)})
		}
	}
	return b
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
	for i := range b.phrases {
		if p := &b.phrases[i]; !said.has(p.means) && p.stands(&at) {
			said.add(p.means)
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
	if at.slot[p.parts[0].class] == 0 || at.slot[p.parts[len(p.parts)-1].class] == 0 {
		return false
	}
	place := *at.of(p.parts[0].class)
	for _, part := range p.parts[1:] {
		place = place.next(part.gap)
		place.and(at.of(part.class))
		if place.empty() {
			return false
		}
	}
	return !place.empty()
}
