package journal

import (
	"bufio"
	"errors"
	"io"
	"os"

	"evenpost/storage/boot"
)

// Fate is the last that is known of a delivery.
type Fate struct {
	Claim   Claim    // the latest
	Outcome *Outcome // of that claim; nil: nobody knows
	Tries   int64    // used up by all of its claims
	Again   bool     // after the claim the user said that it is to be sent again
}

// Extent is how much of what happened a journal tells.
type Extent struct {
	Reached  int64  // the highest ledger id
	Complete bool   // every claim since the asked one is in it
	Why      string // why not, when it is not
	Torn     bool   // it has no proper end, as after a power cut: up to MostUnsynced claims may be missing there
}

// History is what the journal in a folder knows.
type History struct {
	Extent
	Fates      map[int64]Fate  // by delivery
	Claims     map[int64]Claim // by ledger id: those that count against the limits
	Suppressed []Suppressed    // in the order of their time
	Campaigns  map[int64]Campaign
}

// Read reads the journal from a ledger id on: claims up to and with it are in the copy of the database that is to be
// brought forward. It changes nothing.
func Read(dir string, after int64) (History, error) {
	h := History{Fates: map[int64]Fate{}, Claims: map[int64]Claim{}, Campaigns: map[int64]Campaign{}}
	extent, err := walk(dir, after, h.take)
	h.Extent = extent
	return h, err
}

// walk goes through the lines from a ledger id on, of which take is told those about claims.
func walk(dir string, after int64, take func(kind byte, fields []string) error) (Extent, error) {
	r := reading{Extent: Extent{Reached: after, Complete: true}, after: after, tell: take}
	numbers, err := list(dir)
	if err != nil {
		return r.Extent, err
	}
	if len(numbers) == 0 {
		r.incomplete("there is none")
		return r.Extent, nil
	}
	// The files that are needed begin with the last one that was begun before the copy.
	first, begun := 0, false
	for i, n := range numbers {
		at, ok, err := headOf(name(dir, n))
		if err != nil {
			return r.Extent, err
		}
		if !ok {
			r.incomplete("a file of it has lost its beginning")
			continue
		}
		if at.Reached <= after {
			first, begun = i, true
		}
	}
	if !begun {
		r.incomplete("it begins later than the copy")
	}
	for i, n := range numbers[first:] {
		if i > 0 && n != numbers[first+i-1]+1 {
			r.incomplete("a file of it is missing")
		}
		if r.tail { // of the file before
			r.incomplete("a line of it is damaged")
		}
		if err := r.file(name(dir, n)); err != nil {
			return r.Extent, err
		}
	}
	r.Torn = r.half || r.open && (r.boot == "" || r.boot != boot.ID())
	if r.tail && !r.Torn {
		r.incomplete("its last line is damaged")
	}
	return r.Extent, nil
}

func (e *Extent) incomplete(why string) {
	if e.Complete {
		e.Complete, e.Why = false, why
	}
}

// reading is what is kept while the files are gone through.
type reading struct {
	Extent
	after int64
	tell  func(kind byte, fields []string) error
	boot  string
	open  bool // an engine began and did not end
	tail  bool // the last lines were damaged
	half  bool // the last line has no end
}

func (r *reading) file(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }() // it was only read
	return r.all(f)
}

// all reads the lines of a file.
func (r *reading) all(text io.Reader) error {
	r.tail, r.half = false, false
	for lines := bufio.NewReader(text); ; {
		line, err := lines.ReadString('\n')
		if errors.Is(err, io.EOF) {
			r.half = line != "" // killed while it wrote, and what the line says was not done; or cut off later
			return nil
		}
		if err != nil {
			return err
		}
		kind, fields, ok := parse(line[:len(line)-1])
		if ok {
			ok = r.take(kind, fields) == nil
		}
		if ok && r.tail {
			r.incomplete("a line of it is damaged")
		}
		r.tail = !ok
	}
}

func (r *reading) take(kind byte, fields []string) error {
	switch kind {
	case begin:
		r.open = true
		return fill(fields, &r.boot)
	case end:
		r.open = false
	case gap:
		r.incomplete("some of it could not be written, most likely because the disk was full")
	case claim:
		var id int64
		if err := fill(fields, &id); err != nil {
			return err
		}
		r.Reached = max(r.Reached, id)
		if id <= r.after {
			return nil
		}
	}
	return r.tell(kind, fields)
}

// take hears of a line.
func (h *History) take(kind byte, fields []string) error {
	switch kind {
	case claim:
		var c Claim
		if err := fill(fields, &c.Ledger, &c.Delivery, &c.Campaign, &c.Contact, &c.Account, &c.At, &c.Address); err != nil {
			return err
		}
		h.Claims[c.Ledger] = c
		if c.Delivery == 0 {
			return nil
		}
		f, known := h.Fates[c.Delivery]
		switch {
		case !known || f.Claim.Campaign != c.Campaign:
			h.Fates[c.Delivery] = Fate{Claim: c}
		case f.Claim.Ledger < c.Ledger:
			h.Fates[c.Delivery] = Fate{Claim: c, Tries: f.Tries}
		}
	case outcome:
		return h.outcome(fields)
	case suppressed:
		var s Suppressed
		if err := fill(fields, &s.Address, &s.Reason, &s.Note, &s.At, &s.Lifted); err != nil {
			return err
		}
		const first = 5
		if len(fields) > first { // earlier programs wrote no more
			if err := fill(fields[first:], &s.Salt, &s.Hash); err != nil {
				return err
			}
		}
		h.Suppressed = append(h.Suppressed, s)
	case again:
		var a Again
		if err := fill(fields, &a.Delivery, &a.Campaign); err != nil {
			return err
		}
		if f, known := h.Fates[a.Delivery]; known && f.Claim.Campaign == a.Campaign {
			f.Again = true
			h.Fates[a.Delivery] = f
		}
	case campaign:
		var c Campaign
		if err := fill(fields, &c.ID, &c.Account, &c.Name); err != nil {
			return err
		}
		h.Campaigns[c.ID] = c
	}
	return nil
}

func (h *History) outcome(fields []string) error {
	var o Outcome
	if err := fill(fields, &o.Ledger, &o.Delivery, &o.Campaign, &o.State, &o.Tried, &o.Counts, &o.DueAt, &o.At, &o.Took, &o.Stage, &o.Code, &o.Enhanced,
		&o.Text, &o.HandedOver, &o.Kind, &o.Scope, &o.Permanent); err != nil {
		return err
	}
	if o.Delivery == 0 {
		if !o.Counts {
			delete(h.Claims, o.Ledger)
		}
		return nil
	}
	f, known := h.Fates[o.Delivery]
	switch {
	case !known || f.Claim.Campaign != o.Campaign: // of a claim that the copy has: it was on its way when the copy was made
		f = Fate{Claim: Claim{Ledger: o.Ledger, Delivery: o.Delivery, Campaign: o.Campaign}}
	case f.Claim.Ledger != o.Ledger:
		return nil // of an earlier claim
	}
	if !o.Counts {
		delete(h.Claims, o.Ledger)
	}
	if o.Tried && f.Outcome == nil { // it may have been written twice when the first could not be committed
		f.Tries++
	}
	f.Outcome = &o
	h.Fates[o.Delivery] = f
	return nil
}
