package storage

import (
	"cmp"
	"context"
	"fmt"
	"hash/maphash"
	"iter"
	"slices"
	"strings"

	"evenpost/mailing"
	"evenpost/storage/contactfile"
)

const (
	// That many rows are handed on together, or fewer if they are large.
	readBatch  = 1000
	batchBytes = 512 << 10
	// Once there are very many they are sorted by their addresses first, so many at a time: what stands side by side in the index
	// of the addresses is then written at once, and not page by page all over it.
	sortedRows  = 50_000
	sortedBytes = 16 << 20
)

// batch is some rows of a file, ready to be written, or what is to be known before they are. The last one of a file that cannot be
// read to its end has err.
type batch struct {
	rows   []arriving
	alike  columnSet
	fields []string             // that no row before these had a value for
	noted  mailing.ImportReport // what there is to say about rows that are taken
	err    error
}

// reading hands on what a file has while what was read before is being written.
type reading struct {
	c    chan []batch
	stop context.CancelFunc
}

// newReading begins to read. Who began it ends it: nothing reads the rows after end.
func newReading(ctx context.Context, rows iter.Seq2[contactfile.Row, error], imp *importer) *reading {
	ctx, stop := context.WithCancel(ctx)
	r := &reading{c: make(chan []batch), stop: stop}
	p := &preparer{seed: maphash.MakeSeed(), consent: imp.o.Consent, gone: imp.gone, fields: imp.fields.reader(), slips: map[string][]mailing.Hint{}}
	go func() {
		defer close(r.c)
		r.read(ctx, rows, p, imp.s.imports.bulk)
	}()
	return r
}

func (r *reading) end() {
	r.stop()
	for range r.c { // until it is closed
	}
}

// read hands on the rows in their order, and from the many-th on sorted.
func (r *reading) read(ctx context.Context, rows iter.Seq2[contactfile.Row, error], p *preparer, many int) {
	h := heap{c: r.c, end: ctx.Done()}
	n := 0
	for row, err := range rows {
		if n++; err == nil && n > contactfile.RowsMost {
			err = fmt.Errorf("%w: more than %d", mailing.ErrManyRows, contactfile.RowsMost)
		}
		if err != nil {
			h.err = err
			break
		}
		h.sorted = n > many
		if !h.add(p.prepare(row)) && !h.handOn(p) {
			return
		}
	}
	h.handOn(p)
}

// heap is what was read and is not handed on yet. Until it is taken nothing more is read: there is never more than one beside the one
// that is being written.
type heap struct {
	c      chan<- []batch
	end    <-chan struct{}
	rows   []arriving
	bytes  int
	sorted bool
	err    error
}

// add takes up one more row, and says whether there is room for another one.
func (h *heap) add(a arriving) (room bool) {
	if h.sorted && h.rows == nil {
		h.rows = make([]arriving, 0, sortedRows)
	}
	a.nth = uint32(len(h.rows))
	h.rows = append(h.rows, a)
	h.bytes += len(a.texts)
	if h.sorted {
		return len(h.rows) < sortedRows && h.bytes < sortedBytes
	}
	return len(h.rows) < readBatch && h.bytes < batchBytes
}

// handOn hands everything on, in batches, and says whether anybody still wants more.
func (h *heap) handOn(p *preparer) bool {
	if h.sorted {
		slices.SortFunc(h.rows, func(a, b arriving) int {
			return cmp.Or(strings.Compare(a.key(), b.key()), cmp.Compare(a.nth, b.nth))
		})
	}
	all := []batch{{fields: p.fields.fresh(), noted: p.noted}}
	p.noted = mailing.ImportReport{}
	for rows := range slices.Chunk(h.rows, readBatch) {
		all = append(all, batch{rows: rows, alike: alike(rows)})
	}
	if h.err != nil {
		all = append(all, batch{err: h.err})
	}
	h.rows, h.bytes = nil, 0
	select {
	case h.c <- all:
		return true
	case <-h.end:
		return false
	}
}

// preparer works out what a row comes to in the database.
type preparer struct {
	consent mailing.Consent
	seed    maphash.Seed
	seen    lineTable // all addresses of the file
	gone    forgotten
	fields  *fieldReader
	slips   map[string][]mailing.Hint
	noted   mailing.ImportReport // since rows were handed on last
	named   struct{ hints, unread int }
}

func (p *preparer) prepare(row contactfile.Row) arriving {
	if row.Problem != "" {
		return refused(row.Line, row.Problem)
	}
	c, err := mended(row.Contact)
	if err != nil {
		return refused(row.Line, err.Error())
	}
	if p.gone.has(c.Email) {
		return refused(row.Line, mailing.ErrForgotten.Error())
	}
	unread := p.fields.read(c.Fields, row.Line)
	if c.Consent.Source == "" {
		c.Consent = p.consent
	}
	a := arriving{line: uint32(row.Line)}
	a.pack(c)
	if len(c.Tags)+len(row.Lists) > 0 {
		a.marks = &rowMarks{c.Tags, row.Lists}
	}
	a.hash = maphash.String(p.seed, a.key())
	if a.first, a.again = p.seen.meet(a.hash, a.line); !a.again {
		p.note(c.Email, row.Line, unread)
	}
	return a
}

// note notes what there is to say about a row that is taken.
func (p *preparer) note(address string, line int, unread []mailing.UnreadValue) {
	p.noted.Unread += len(unread)
	unread = unread[:min(len(unread), unreadMost-p.named.unread)]
	p.noted.UnreadValues = append(p.noted.UnreadValues, unread...)
	p.named.unread += len(unread)
	hints := p.hints(address)
	if len(hints) == 0 {
		return
	}
	if p.noted.Hinted++; p.named.hints < hintsMost {
		p.noted.Hints = append(p.noted.Hints, mailing.HintedRow{Line: line, Address: address, Hints: hints})
		p.named.hints++
	}
}

// hints are those about an address. Most domains come again and again: it is looked once whether there is anything to say.
func (p *preparer) hints(address string) []mailing.Hint {
	const most = 50_000
	domain := mailing.Domain(address)
	about, known := p.slips[domain]
	if !known {
		about = mailing.AddressHints("x@" + domain)
		if len(p.slips) < most {
			p.slips[domain] = about
		}
	}
	if len(about) > 0 || mailing.IsRole(address) {
		return mailing.AddressHints(address)
	}
	return nil
}
