package storage

import (
	"context"
	"fmt"
	"hash/maphash"
	"iter"
	"slices"

	"evenpost/mailing"
	"evenpost/storage/contactfile"
)

const (
	readBatch = 1000 // rows that are handed on together
	ahead     = 4    // batches that are read ahead
)

// batch is some rows of a file, ready to be written. The last one of a file that cannot be read to its end has err.
type batch struct {
	rows   []arriving
	fields []string // that no row before these had a value for
	err    error
}

// arriving is one row.
type arriving struct {
	contactfile.Row
	key    string
	hash   uint64 // of the key
	first  int    // the line on which the file had this address first
	hints  []mailing.Hint
	unread []mailing.UnreadValue
	values []any // of the contact if it is added, see insertRows
}

// reading hands on what a file has while what was read before is being written.
type reading struct {
	c    chan batch
	stop context.CancelFunc
}

// newReading begins to read. Who began it ends it: nothing reads the rows after end.
func newReading(ctx context.Context, rows iter.Seq2[contactfile.Row, error], imp *importer) *reading {
	ctx, stop := context.WithCancel(ctx)
	r := &reading{c: make(chan batch, ahead), stop: stop}
	p := preparer{seed: maphash.MakeSeed(), consent: imp.o.Consent, gone: imp.gone, fields: imp.fields.reader(), slips: map[string][]mailing.Hint{}}
	alike := imp.alike()
	for i, column := range columnsOf(insertContact) {
		if _, ok := alike[column]; ok {
			p.alike = append(p.alike, i)
		}
	}
	go func() {
		defer close(r.c)
		r.read(ctx, rows, p)
	}()
	return r
}

func (r *reading) end() {
	r.stop()
	for range r.c { // until it is closed
	}
}

func (r *reading) read(ctx context.Context, rows iter.Seq2[contactfile.Row, error], p preparer) {
	b, n := batch{}, 0
	send := func() bool {
		select {
		case r.c <- b:
			b = batch{rows: make([]arriving, 0, readBatch)}
			return true
		case <-ctx.Done():
			return false
		}
	}
	for row, err := range rows {
		if n++; err == nil && n > contactfile.RowsMost {
			err = fmt.Errorf("%w: more than %d", mailing.ErrManyRows, contactfile.RowsMost)
		}
		if err != nil {
			b.err = err
			break
		}
		b.rows = append(b.rows, p.prepare(row))
		if b.fields = append(b.fields, p.fields.fresh()...); len(b.rows) == readBatch && !send() {
			return
		}
	}
	send()
}

// preparer works out what a row comes to in the database.
type preparer struct {
	consent mailing.Consent
	seed    maphash.Seed
	gone    forgotten
	fields  *fieldReader
	alike   []int // positions among the values of a contact, see insertRows
	slips   map[string][]mailing.Hint
}

func (p preparer) prepare(row contactfile.Row) arriving {
	a := arriving{Row: row}
	if a.Problem != "" {
		return a
	}
	c, err := mended(a.Contact)
	if err != nil {
		a.Problem = err.Error()
		return a
	}
	if p.gone.has(c.Email) {
		a.Problem = mailing.ErrForgotten.Error()
		return a
	}
	a.unread = p.fields.read(c.Fields, row.Line)
	a.Contact = c
	a.key = mailing.AddressKey(c.Email)
	a.hash = maphash.String(p.seed, a.key)
	if c.Consent.Source == "" {
		c.Consent = p.consent
	}
	a.hints = p.hints(c.Email)
	a.values = p.own(append(contactValues(c), 0))
	return a
}

// own are the values without those that all contacts of an import have alike.
func (p preparer) own(values []any) []any {
	n := 0
	for i, v := range values {
		if !slices.Contains(p.alike, i) {
			values[n] = v
			n++
		}
	}
	return values[:n]
}

// hints are those about an address. Most domains come again and again: it is looked once whether there is anything to say.
func (p preparer) hints(address string) []mailing.Hint {
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
