package storage

import (
	"encoding/binary"
	"fmt"
	"math/bits"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"evenpost/mailing"
)

// blockSize is how many contact ids are indexed together: their places in a block fit in 16 bits.
const blockSize = 1 << 16

// A bitmap says of every contact of a block whether it is meant.
type bitmap [blockSize / 64]uint64

func (b *bitmap) set(i uint16)      { b[i>>6] |= 1 << (i & 63) }
func (b *bitmap) has(i uint16) bool { return b[i>>6]&(1<<(i&63)) != 0 }

func (b *bitmap) and(other *bitmap) {
	for i := range b {
		b[i] &= other[i]
	}
}

func (b *bitmap) or(other *bitmap) {
	for i := range b {
		b[i] |= other[i]
	}
}

func (b *bitmap) empty() bool { return *b == bitmap{} }

func (b *bitmap) count() (n int) {
	for _, word := range b {
		n += bits.OnesCount64(word)
	}
	return n
}

// each calls yield with every place that is set, ascending.
func (b *bitmap) each(yield func(uint16)) {
	for i, word := range b {
		for word != 0 {
			yield(uint16(i<<6 + bits.TrailingZeros64(word)))
			word &= word - 1
		}
	}
}

// A page of the index holds, for one pair of signs, an entry for every sign that follows the pair: the sign, the length of
// what comes, and the contacts; these as the gaps between their places or, when that is shorter, as a bitmap. A pair whose
// second sign ends a word is followed by nothing, which is written as the sign 0.

var errIndex = fmt.Errorf("%w: the search index makes no sense", mailing.ErrDamaged)

const bitmapBytes = blockSize / 8

// posting collects the contacts of an entry, in the form in which they are written.
type posting struct {
	next int // the place after the last one
	gaps []byte
	all  *bitmap // once it is shorter
}

// add adds a place. The places ascend; one that comes again is left out.
func (p *posting) add(place uint16) {
	gap := int(place) - p.next
	if gap < 0 {
		return
	}
	p.next = int(place) + 1
	if p.all == nil && len(p.gaps) < bitmapBytes-binary.MaxVarintLen16 {
		p.gaps = binary.AppendUvarint(p.gaps, uint64(gap))
		return
	}
	if p.all == nil {
		p.all = new(bitmap)
		p.addTo(p.all)
		p.gaps = nil
	}
	p.all.set(place)
}

// appendEntry adds an entry to a page.
func appendEntry(page []byte, third rune, p *posting) []byte {
	page = binary.AppendUvarint(page, uint64(third))
	if p.all != nil {
		return appendBitmap(page, p.all)
	}
	page = binary.AppendUvarint(page, uint64(len(p.gaps)))
	return append(page, p.gaps...)
}

// addTo adds the contacts of an entry to a bitmap.
func (p *posting) addTo(b *bitmap) {
	if p.all != nil && p.all != b {
		b.or(p.all)
	}
	_ = readGaps(p.gaps, b) // they were written just now
}

func appendBitmap(page []byte, b *bitmap) []byte {
	page = binary.AppendUvarint(page, bitmapBytes)
	for _, word := range b {
		page = binary.LittleEndian.AppendUint64(page, word)
	}
	return page
}

// readPage adds the contacts of a page to into: those of the entry for the third sign, or with anyThird of all entries.
func readPage(page []byte, third rune, into *bitmap) error {
	for len(page) > 0 {
		sign, n := binary.Uvarint(page)
		if n <= 0 {
			return errIndex
		}
		page = page[n:]
		size, n := binary.Uvarint(page)
		if n <= 0 || size > uint64(len(page)-n) {
			return errIndex
		}
		entry := page[n : n+int(size)]
		page = page[n+int(size):]
		if third != anyThird && uint64(third) != sign {
			continue
		}
		if err := readEntry(entry, into); err != nil {
			return err
		}
	}
	return nil
}

const anyThird rune = -1

func readEntry(entry []byte, into *bitmap) error {
	if len(entry) == bitmapBytes {
		for i := range into {
			into[i] |= binary.LittleEndian.Uint64(entry[i*8:])
		}
		return nil
	}
	return readGaps(entry, into)
}

func readGaps(gaps []byte, into *bitmap) error {
	place := -1
	for len(gaps) > 0 {
		gap, n := uint64(gaps[0]), 1
		if gap >= 0x80 {
			gap, n = binary.Uvarint(gaps)
		}
		if n <= 0 || gap >= blockSize || place+1+int(gap) >= blockSize {
			return errIndex
		}
		place += 1 + int(gap)
		into.set(uint16(place))
		gaps = gaps[n:]
	}
	return nil
}

// edge says that a sign ends a word: nobody searches across it.
func edge(r rune) bool { return r == '|' || r == 0 || unicode.IsSpace(r) }

// gram is three signs that follow each other.
type gram [3]rune

// gramsOf are the grams that everybody has who has the word. exact says that the reverse is true as well: who has them, has
// the word.
func gramsOf(word string) (all []gram, exact bool) {
	parts := strings.FieldsFunc(word, edge)
	for _, part := range parts {
		signs := []rune(part)
		switch len(signs) {
		case 1:
			all = append(all, gram{signs[0], 0, anyThird})
		case 2:
			all = append(all, gram{signs[0], signs[1], anyThird})
		default:
			for i := range len(signs) - 2 {
				if g := (gram{signs[i], signs[i+1], signs[i+2]}); !slices.Contains(all, g) {
					all = append(all, g)
				}
			}
		}
	}
	return all, len(all) == 1 && parts[0] == word && utf8.RuneCountInString(word) <= len(gram{}) // aaaa has one gram too
}

func (g gram) pair() string {
	if g[1] == 0 {
		return string(g[0])
	}
	return string(g[0]) + string(g[1])
}

// gatherer collects the contacts of a block by the grams of their texts.
type gatherer struct {
	plain [1 << 14]*[1 << 7]int32 // by two ASCII signs and a third, 1 + the index in grams; most texts have no others
	other map[gram]int32          // likewise
	grams []gathered
	signs []rune // of the text at hand
}

// gathered is a gram with the contacts that have it.
type gathered struct {
	gram gram
	posting
}

func newGatherer() *gatherer { return &gatherer{other: map[gram]int32{}} }

// add notes the grams of one contact's text. Contacts come in ascending order.
func (g *gatherer) add(place uint16, text []byte) {
	g.signs = g.signs[:0]
	for _, r := range string(text) {
		g.signs = append(g.signs, r)
	}
	g.signs = append(g.signs, '|', '|')
	for i := range len(g.signs) - 2 {
		a, b, c := g.signs[i], g.signs[i+1], g.signs[i+2]
		if edge(a) {
			continue
		}
		if edge(b) {
			b, c = ' ', 0
		} else if edge(c) {
			c = ' '
		}
		g.grams[g.index(a, b, c)].add(place)
	}
}

func (g *gatherer) index(a, b, c rune) int32 {
	var known *int32
	if a|b|c < utf8.RuneSelf {
		third := &g.plain[a<<7|b]
		if *third == nil {
			*third = new([1 << 7]int32)
		}
		known = &(*third)[c]
		if *known > 0 {
			return *known - 1
		}
	} else if at := g.other[gram{a, b, c}]; at > 0 {
		return at - 1
	}
	g.grams = append(g.grams, gathered{gram: gram{a, b, c}})
	at := int32(len(g.grams))
	if known != nil {
		*known = at
	} else {
		g.other[gram{a, b, c}] = at
	}
	return at - 1
}

// pages calls yield with every page of the block. Nothing can be added any more.
func (g *gatherer) pages(yield func(pair string, page []byte) error) error {
	slices.SortFunc(g.grams, func(x, y gathered) int { return slices.Compare(x.gram[:], y.gram[:]) })
	var page []byte
	var everybody bitmap // with the first sign
	for i := range g.grams {
		this := &g.grams[i]
		page = appendEntry(page, this.gram[2], &this.posting)
		this.addTo(&everybody)
		var next gram
		if i+1 < len(g.grams) {
			next = g.grams[i+1].gram
		}
		if next[0] != this.gram[0] || next[1] != this.gram[1] {
			if err := yield(this.gram.pair(), page); err != nil {
				return err
			}
			page = page[:0]
		}
		if next[0] != this.gram[0] {
			if err := yield(string(this.gram[0]), appendBitmap([]byte{0}, &everybody)); err != nil {
				return err
			}
			everybody = bitmap{}
		}
	}
	return nil
}
