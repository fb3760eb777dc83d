package journal

import (
	"bytes"
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

// History is what the journal in a folder knows.
type History struct {
	Fates      map[int64]Fate  // by delivery
	Claims     map[int64]Claim // by ledger id: those that count against the limits
	Suppressed []Suppressed    // in the order of their time
	Campaigns  map[int64]Campaign
	Reached    int64  // the highest ledger id
	Complete   bool   // every claim since the asked one is in it
	Why        string // why not, when it is not
	Torn       bool   // it has no proper end, as after a power cut: up to MostUnsynced claims may be missing there
}

// Read reads the journal from a ledger id on: claims up to and with it are in the copy of the database that is to be
// brought forward. It changes nothing.
func Read(dir string, after int64) (History, error) {
	h := History{Fates: map[int64]Fate{}, Claims: map[int64]Claim{}, Campaigns: map[int64]Campaign{}, Reached: after, Complete: true}
	numbers, err := list(dir)
	if err != nil {
		return h, err
	}
	if len(numbers) == 0 {
		h.incomplete("there is none")
		return h, nil
	}
	// The files that are needed begin with the last one that was begun before the copy.
	first, begun := 0, false
	for i, n := range numbers {
		at, ok, err := headOf(name(dir, n))
		if err != nil {
			return h, err
		}
		if !ok {
			h.incomplete("a file of it has lost its beginning")
			continue
		}
		if at.Reached <= after {
			first, begun = i, true
		}
	}
	if !begun {
		h.incomplete("it begins later than the copy")
	}
	r := reading{h: &h, after: after}
	for i, n := range numbers[first:] {
		if i > 0 && n != numbers[first+i-1]+1 {
			h.incomplete("a file of it is missing")
		}
		text, err := os.ReadFile(name(dir, n))
		if err != nil {
			return h, err
		}
		if r.tail { // of the file before
			h.incomplete("a line of it is damaged")
		}
		r.all(text)
	}
	h.Torn = r.half || r.open && (r.boot == "" || r.boot != boot.ID())
	if r.tail && !h.Torn {
		h.incomplete("its last line is damaged")
	}
	return h, nil
}

func (h *History) incomplete(why string) {
	if h.Complete {
		h.Complete, h.Why = false, why
	}
}

// reading is what is kept while the files are gone through.
type reading struct {
	h     *History
	after int64
	boot  string
	open  bool // an engine began and did not end
	tail  bool // the last lines were damaged
	half  bool // the last line has no end
}

func (r *reading) all(text []byte) {
	r.tail, r.half = false, false
	for len(text) > 0 {
		line, rest, whole := bytes.Cut(text, []byte("\n"))
		text = rest
		if !whole {
			r.half = true // killed while it wrote, and what the line says was not done; or cut off later
			return
		}
		kind, fields, ok := parse(string(line))
		if ok {
			ok = r.take(kind, fields) == nil
		}
		if ok && r.tail {
			r.h.incomplete("a line of it is damaged")
		}
		r.tail = !ok
	}
}

func (r *reading) take(kind byte, fields []string) error {
	h := r.h
	switch kind {
	case begin:
		r.open = true
		return fill(fields, &r.boot)
	case end:
		r.open = false
	case gap:
		h.incomplete("some of it could not be written, most likely because the disk was full")
	case claim:
		var c Claim
		if err := fill(fields, &c.Ledger, &c.Delivery, &c.Campaign, &c.Contact, &c.Account, &c.At, &c.Address); err != nil {
			return err
		}
		h.Reached = max(h.Reached, c.Ledger)
		if c.Ledger <= r.after {
			return nil
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
		return r.outcome(fields)
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

func (r *reading) outcome(fields []string) error {
	var o Outcome
	if err := fill(fields, &o.Ledger, &o.Delivery, &o.Campaign, &o.State, &o.Tried, &o.Counts, &o.DueAt, &o.At, &o.Took, &o.Stage, &o.Code, &o.Enhanced,
		&o.Text, &o.HandedOver, &o.Kind, &o.Scope, &o.Permanent); err != nil {
		return err
	}
	h := r.h
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
