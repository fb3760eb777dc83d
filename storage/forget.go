package storage

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"evenpost/mailing"
	"evenpost/storage/journal"
)

// forgottenText is what stands in place of a server's words about a mail to somebody who was forgotten.
const forgottenText = "this person was forgotten"

// Forgotten says what forgetting somebody did.
type Forgotten struct {
	Contact   bool     `json:"contact"`   // there was one
	Mails     int      `json:"mails"`     // deliveries that have no address any more
	Cancelled int      `json:"cancelled"` // those of them that had not gone out yet
	Copies    []string `json:"copies"`    // copies of the database that Evenpost made and that may still hold the address; they are removed by and by
	Others    []string `json:"others"`    // other files and folders beside the database that may hold it, until somebody deletes them
}

// Forget deletes everything about the person with an address: the contact, what imports changed of it, the address in
// campaigns and what servers said of it, its suppression. What remains is that there was a mail and what became of it,
// and a hash by which the address is never mailed, imported or added again. A new daily copy takes the place of today's.
//
// The error wraps ErrNotFound when nothing is known of the address, ErrWrongState while a mail to it is being handed over,
// and ErrInUse while an import is under way. When only what comes after the forgetting fails, the result says what was done.
func (s *Store) Forget(ctx context.Context, address string, now time.Time) (Forgotten, error) {
	done, err := s.forget(ctx, address, now)
	return done, wrap(err, "storage: forget")
}

func (s *Store) forget(ctx context.Context, typed string, now time.Time) (done Forgotten, err error) {
	address, err := mailing.ParseAddress(typed)
	if err != nil {
		return done, err
	}
	lock, err := s.lockImports(ctx)
	if err != nil {
		return done, err
	}
	defer func() { err = errors.Join(err, lock.Release()) }()
	// What takes long, to look through everything, comes before anybody is held up.
	var p *traces
	err = s.snapshot(ctx, func(q execer) error {
		if p, err = findTraces(ctx, q, address); err != nil {
			return err
		}
		if p.unknown() {
			return fmt.Errorf("%w: nothing is known of this address", mailing.ErrNotFound)
		}
		return p.findMentions(ctx, q)
	})
	if err != nil {
		return done, err
	}
	err = s.inTx(ctx, func(q execer) error {
		done, err = s.forgetIn(ctx, q, p, now)
		return err
	})
	if err != nil {
		return Forgotten{}, err
	}
	if err := s.scour(ctx); err != nil {
		return done, fmt.Errorf("cleaning the database file: %w", err)
	}
	if _, err := s.backup(ctx, now); err != nil {
		return done, fmt.Errorf("a copy without the person: %w", err)
	}
	err = done.remaining(s.dir)
	return done, err
}

func (s *Store) forgetIn(ctx context.Context, q execer, p *traces, now time.Time) (done Forgotten, err error) {
	if err := p.confirm(ctx, q); err != nil {
		return done, err
	}
	changed := deltas{}
	for _, d := range p.mails {
		switch d.state {
		case mailing.Sending:
			return done, fmt.Errorf("%w: a mail to this person is being handed over", mailing.ErrWrongState)
		case mailing.Waiting:
			changed.move(d.campaign, mailing.Waiting, mailing.Skipped, 1)
			done.Cancelled++
		default:
		}
	}
	done.Contact, done.Mails = p.contact != 0, len(p.mails)
	var note journal.Batch
	never, err := p.neverUnder(ctx, q)
	if err != nil {
		return done, err
	}
	for _, a := range append(never, p.address) {
		kept, err := remember(ctx, q, a, now)
		if err != nil {
			return done, err
		}
		note.Suppressed(kept)
	}
	if err := p.wipe(ctx, q, now); err != nil {
		return done, err
	}
	if err := changed.apply(ctx, q, now); err != nil {
		return done, err
	}
	if _, err := q.ExecContext(ctx, `INSERT INTO settings (key, value) VALUES (?, 'yes') ON CONFLICT DO NOTHING`, owesScouring); err != nil {
		return done, err
	}
	return done, s.journal.Write(&note)
}

// remaining finds the files in a data folder that are older than the forgetting. The newest copy is not.
func (f *Forgotten) remaining(dir string) error {
	f.Copies, f.Others = []string{}, []string{}
	copies, err := Backups(dir)
	if err != nil {
		return err
	}
	for i, b := range copies {
		if i > 0 {
			f.Copies = append(f.Copies, b.Path)
		}
	}
	before, err := copiesBefore(dir)
	if err != nil {
		return err
	}
	for _, b := range before {
		f.Copies = append(f.Copies, b.Path)
	}
	for _, pattern := range []string{asideName + "*", receivingFolder} {
		more, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil {
			return err
		}
		f.Others = append(f.Others, more...)
	}
	for _, name := range []string{"evenpost.log", "evenpost.log.old"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err == nil {
			f.Others = append(f.Others, filepath.Join(dir, name))
		}
	}
	return nil
}
