// Package pages knows how the pages of an SQLite file are laid out (https://www.sqlite.org/fileformat.html), as far as it takes
// to overwrite what belongs to nothing any more: SQLite leaves the bytes of a row that was deleted or moved where they were.
// It works on single pages in memory and trusts none of them.
package pages

import (
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
)

// ErrLayout says that a page is not what it should be. It is left as it is.
var ErrLayout = errors.New("a page makes no sense")

const (
	fileHeader = 100 // at the beginning of the first page
	leastCell  = 4   // what a cell takes at least, so that it can become a free block
)

// The kinds of pages in a tree.
const (
	indexInterior = 2
	tableInterior = 5
	indexLeaf     = 10
	tableLeaf     = 13
)

// Size is how much of a page is in use, for a file whose pages have so many bytes kept back at their end.
func Size(page, reserved int) int { return page - reserved }

// Tree is a page of a table or an index.
type Tree struct {
	// Children are the pages below it.
	Children []uint32
	// Chains are the pages with what does not fit in its cells.
	Chains []Chain

	page  []byte
	spans []span // that are in use; the first is the header with the places of the cells
}

// Chain is a row of pages that hold what does not fit in a cell.
type Chain struct {
	First uint32
	Bytes int // in all of them
}

type span struct{ from, to int }

// ReadTree reads a page of a tree. Of its bytes size are in use; the first page of the file has the file's header before its own.
func ReadTree(page []byte, number uint32, size int) (*Tree, error) {
	if size > len(page) || size < 480 {
		return nil, ErrLayout
	}
	t := &Tree{page: page[:size]}
	head := 0
	if number == 1 {
		head = fileHeader
	}
	kind := page[head]
	if !IsTree(kind) {
		return nil, fmt.Errorf("%w: kind %d", ErrLayout, kind)
	}
	cells := int(binary.BigEndian.Uint16(page[head+3:]))
	places := head + 8
	if kind == indexInterior || kind == tableInterior {
		places = head + 12
		t.Children = append(t.Children, binary.BigEndian.Uint32(page[head+8:]))
	}
	end := places + 2*cells
	if end > size {
		return nil, fmt.Errorf("%w: %d cells", ErrLayout, cells)
	}
	t.spans = make([]span, 1, cells+4)
	t.spans[0] = span{0, end}
	for i := range cells {
		if err := t.cell(kind, int(binary.BigEndian.Uint16(page[places+2*i:]))); err != nil {
			return nil, err
		}
	}
	if err := t.freeBlocks(int(binary.BigEndian.Uint16(page[head+1:]))); err != nil {
		return nil, err
	}
	slices.SortFunc(t.spans, func(a, b span) int { return a.from - b.from })
	for i := 1; i < len(t.spans); i++ {
		if t.spans[i].from < t.spans[i-1].to {
			return nil, fmt.Errorf("%w: cells lie over each other", ErrLayout)
		}
	}
	return t, nil
}

// IsTree says whether a page that begins with a byte is one of a table or an index. In files of less than 16 million pages no
// other page begins so.
func IsTree(first byte) bool {
	return first == indexInterior || first == tableInterior || first == indexLeaf || first == tableLeaf
}

// cell notes what a cell takes, and where it leads.
func (t *Tree) cell(kind byte, at int) error {
	rest, from := t.page, at
	if at >= len(rest) {
		return fmt.Errorf("%w: a cell at %d", ErrLayout, at)
	}
	if kind == indexInterior || kind == tableInterior {
		if at+4 > len(rest) {
			return fmt.Errorf("%w: a cell is cut off", ErrLayout)
		}
		t.Children = append(t.Children, binary.BigEndian.Uint32(rest[at:]))
		at += 4
	}
	number, n := varint(rest[at:])
	at += n
	if kind == tableInterior {
		return t.use(from, at, n > 0)
	}
	if kind == tableLeaf && n > 0 {
		_, id := varint(rest[at:])
		if at += id; id == 0 {
			n = 0
		}
	}
	here, more := share(kind, number, len(rest))
	if n == 0 || here < 0 || at+here > len(rest) {
		return fmt.Errorf("%w: a cell is cut off", ErrLayout)
	}
	at += here
	if more > 0 {
		if at+4 > len(rest) {
			return fmt.Errorf("%w: a cell is cut off", ErrLayout)
		}
		t.Chains = append(t.Chains, Chain{First: binary.BigEndian.Uint32(rest[at:]), Bytes: more})
		at += 4
	}
	return t.use(from, at, true)
}

func (t *Tree) use(from, to int, whole bool) error {
	to = max(to, from+leastCell)
	if !whole || to > len(t.page) {
		return fmt.Errorf("%w: a cell is cut off", ErrLayout)
	}
	t.spans = append(t.spans, span{from, to})
	return nil
}

// share says how much of a row stands in its cell, and how much on further pages. -1: no row is so long.
func share(kind byte, bytes uint64, size int) (here, more int) {
	if bytes > 1<<31 {
		return -1, 0
	}
	n := int(bytes)
	least := (size-12)*32/255 - 23
	most := (size-12)*64/255 - 23
	if kind == tableLeaf {
		most = size - 35
	}
	if n <= most {
		return n, 0
	}
	if here = least + (n-least)%(size-4); here > most {
		here = least
	}
	return here, n - here
}

// freeBlocks keeps what SQLite needs of the free pieces between cells: the place of the next one and the length.
func (t *Tree) freeBlocks(at int) error {
	const header = 4
	for last := 0; at != 0; {
		if at <= last || at+header > len(t.page) {
			return fmt.Errorf("%w: a free block at %d", ErrLayout, at)
		}
		t.spans = append(t.spans, span{at, at + header})
		last, at = at, int(binary.BigEndian.Uint16(t.page[at:]))
	}
	return nil
}

// Dirty says whether anything but zeros stands where no cell is.
func (t *Tree) Dirty() bool {
	dirty := false
	t.gaps(func(gap []byte) { dirty = dirty || Dirty(gap) })
	return dirty
}

// Clean writes zeros where no cell is.
func (t *Tree) Clean() { t.gaps(func(gap []byte) { clear(gap) }) }

func (t *Tree) gaps(yield func([]byte)) {
	for i, s := range t.spans {
		next := len(t.page)
		if i+1 < len(t.spans) {
			next = t.spans[i+1].from
		}
		if s.to < next {
			yield(t.page[s.to:next])
		}
	}
}

// Dirty says whether anything but zeros is in some bytes.
func Dirty(some []byte) bool {
	for len(some) >= 8 {
		if binary.NativeEndian.Uint64(some) != 0 {
			return true
		}
		some = some[8:]
	}
	return slices.ContainsFunc(some, func(b byte) bool { return b != 0 })
}

// Link reads a page of a chain of which so many bytes are left: the next one, 0 for none, and what of the page is in no use.
func Link(page []byte, bytes, size int) (next uint32, left int, slack []byte, err error) {
	const header = 4
	if size > len(page) || size < header || bytes <= 0 {
		return 0, 0, nil, ErrLayout
	}
	next = binary.BigEndian.Uint32(page)
	if left = bytes - (size - header); left > 0 {
		if next == 0 {
			return 0, 0, nil, fmt.Errorf("%w: a chain is cut off", ErrLayout)
		}
		return next, left, nil, nil
	}
	if next != 0 {
		return 0, 0, nil, fmt.Errorf("%w: a chain does not end", ErrLayout)
	}
	return 0, 0, page[header+bytes : size], nil
}

// Trunk reads a page of the list of free pages: the next one, the free pages that stand in it, and what of it is in no use.
func Trunk(page []byte, size int) (next uint32, free []uint32, slack []byte, err error) {
	const header = 8
	if size > len(page) || size < header {
		return 0, nil, nil, ErrLayout
	}
	next = binary.BigEndian.Uint32(page)
	n := int(binary.BigEndian.Uint32(page[4:]))
	if n < 0 || n > (size-header)/4 {
		return 0, nil, nil, fmt.Errorf("%w: %d free pages", ErrLayout, n)
	}
	for i := range n {
		free = append(free, binary.BigEndian.Uint32(page[header+4*i:]))
	}
	return next, free, page[header+4*n : size], nil
}

// FirstTrunk reads from the first page of the file where the list of free pages begins; 0: there are none.
func FirstTrunk(first []byte) uint32 { return binary.BigEndian.Uint32(first[32:]) }

// Reserved reads from the first page of the file how many bytes of each page are kept back.
func Reserved(first []byte) int { return int(first[20]) }

// varint reads a number as SQLite writes it. It takes no bytes when it is cut off.
func varint(b []byte) (v uint64, n int) {
	const most = 9
	for n < len(b) && n < most-1 {
		v = v<<7 | uint64(b[n]&0x7f)
		if n++; b[n-1] < 0x80 {
			return v, n
		}
	}
	if n == most-1 && n < len(b) {
		return v<<8 | uint64(b[n]), most
	}
	return 0, 0
}
