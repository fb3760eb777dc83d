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

// appendEntry adds an entry to a page. The places ascend.
func appendEntry(page []byte, third rune, places []uint16) []byte {
	var gaps []byte
	last := -1
	for _, p := range places {
		gaps = binary.AppendUvarint(gaps, uint64(int(p)-last-1))
		last = int(p)
		if len(gaps) >= bitmapBytes {
			break
		}
	}
	page = binary.AppendUvarint(page, uint64(third))
	if len(gaps) < bitmapBytes {
		page = binary.AppendUvarint(page, uint64(len(gaps)))
		return append(page, gaps...)
	}
	var b bitmap
	for _, p := range places {
		b.set(p)
	}
	return appendBitmap(page, &b)
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
	place := -1
	for len(entry) > 0 {
		gap, n := uint64(entry[0]), 1
		if gap >= 0x80 {
			gap, n = binary.Uvarint(entry)
		}
		if n <= 0 || gap >= blockSize || place+1+int(gap) >= blockSize {
			return errIndex
		}
		place += 1 + int(gap)
		into.set(uint16(place))
		entry = entry[n:]
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
	plain  []int32        // by three ASCII signs, 1 + the index in places; most texts have no others
	others map[gram]int32 // likewise
	grams  []gram         // by index
	places [][]uint16     // by index: who has the gram, ascending
	signs  []rune         // of the text at hand
}

func newGatherer() *gatherer {
	return &gatherer{plain: make([]int32, 1<<21), others: map[gram]int32{}}
}

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
		at := g.index(a, b, c)
		if p := g.places[at]; len(p) == 0 || p[len(p)-1] != place {
			g.places[at] = append(p, place)
		}
	}
}

func (g *gatherer) index(a, b, c rune) int32 {
	var known int32
	ascii := a|b|c < utf8.RuneSelf
	if ascii {
		known = g.plain[a<<14|b<<7|c]
	} else {
		known = g.others[gram{a, b, c}]
	}
	if known > 0 {
		return known - 1
	}
	g.grams, g.places = append(g.grams, gram{a, b, c}), append(g.places, nil)
	known = int32(len(g.grams))
	if ascii {
		g.plain[a<<14|b<<7|c] = known
	} else {
		g.others[gram{a, b, c}] = known
	}
	return known - 1
}

// pages calls yield with every page of the block.
func (g *gatherer) pages(yield func(pair string, page []byte) error) error {
	order := make([]int32, len(g.grams))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(x, y int32) int { a, b := g.grams[x], g.grams[y]; return slices.Compare(a[:], b[:]) })
	var page []byte
	var everybody bitmap // with the first sign
	for i, at := range order {
		this := g.grams[at]
		page = appendEntry(page, this[2], g.places[at])
		for _, p := range g.places[at] {
			everybody.set(p)
		}
		var next gram
		if i+1 < len(order) {
			next = g.grams[order[i+1]]
		}
		if next[0] != this[0] || next[1] != this[1] {
			if err := yield(this.pair(), page); err != nil {
				return err
			}
			page = page[:0]
		}
		if next[0] != this[0] {
			if err := yield(string(this[0]), appendBitmap([]byte{0}, &everybody)); err != nil {
				return err
			}
			everybody = bitmap{}
		}
	}
	return nil
}
