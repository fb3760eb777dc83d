package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"evenpost/mailing"
	"evenpost/storage/journal"
)

const (
	smallDatabase  = 16 << 20 // looked through wholly at every start: some tens of milliseconds
	muchJournal    = 16 << 20 // of the journal: some tenths of a second
	mediumDatabase = 96 << 20 // its pages are looked through at every start: less than half a second
)

// Examine looks whether the database is whole: for the start, by whoever has the lock of the data folder. What a large one
// costs it pays only when the last end was not in order; the daily copy looks through it otherwise. The error wraps
// ErrDamaged.
//
// A disk can lose a write and give back an older page, which has nothing wrong in itself. So what stands in several places is
// compared: tables with their indexes, counters with what they count, and the rows that wait with the journal.
func (s *Store) Examine(ctx context.Context) error {
	const doing = "storage: examine"
	clean, err := journal.Clean(filepath.Join(s.dir, journalFolder))
	if err != nil {
		return wrap(folderError(err), doing)
	}
	info, err := os.Stat(filepath.Join(s.dir, databaseFile))
	if err != nil {
		return wrap(folderError(err), doing)
	}
	if err := s.writable(); err != nil {
		return wrap(err, doing)
	}
	switch {
	case info.Size() <= smallDatabase:
		err = wholly(ctx, s.r, "integrity_check")
	case !clean || info.Size() <= mediumDatabase:
		err = wholly(ctx, s.r, "quick_check")
	default:
		return nil
	}
	if isDamage(err) {
		if only, bad := s.onlySearch(ctx); bad == nil && only && s.mendSearch(ctx) == nil {
			err = wholly(ctx, s.r, "integrity_check")
		}
	}
	if err == nil {
		err = counted(ctx, s.r)
	}
	if err == nil {
		err = s.waitingRightly(ctx)
	}
	return wrap(nonsense(err), doing)
}

// writable looks at the two bytes of the header that say who may write and read the file: with another number there SQLite
// calls a database of ours read-only (https://sqlite.org/fileformat.html, 1.3.3).
func (s *Store) writable() error {
	f, err := os.Open(filepath.Join(s.dir, databaseFile))
	if err != nil {
		return folderError(err)
	}
	defer func() { _ = f.Close() }() // it was only read
	const at, newest = 18, 2
	var versions [2]byte
	if _, err := f.ReadAt(versions[:], at); err != nil {
		return folderError(err)
	}
	if max(versions[0], versions[1]) > newest {
		return fmt.Errorf("%w: its header names file format %d", mailing.ErrDamaged, versions)
	}
	return nil
}

// nonsense calls it damage when a database does not understand what every one of ours understands: its schema was hit.
func nonsense(err error) error {
	var e *sqlite.Error
	if errors.As(err, &e) && e.Code() == sqlite3.SQLITE_ERROR {
		return fmt.Errorf("%w: %w", mailing.ErrDamaged, err)
	}
	return err
}

// wholly has SQLite look through a database.
func wholly(ctx context.Context, db *sql.DB, check string) error {
	verdict, err := scanText(db.QueryRowContext(ctx, "PRAGMA "+check+"(1)"))
	if err == nil && verdict != "ok" {
		err = fmt.Errorf("%w: %s", mailing.ErrDamaged, verdict)
	}
	return err
}

// counted compares the counters of the campaigns with their deliveries.
func counted(ctx context.Context, db *sql.DB) error {
	var campaign int64
	err := db.QueryRowContext(ctx, `SELECT c.id FROM campaigns c LEFT JOIN (
			SELECT campaign_id, sum(state = 'waiting') w, sum(state = 'sending') g, sum(state = 'sent') s, sum(state = 'failed') f,
				sum(state = 'in_doubt') d, sum(state = 'skipped') k, sum(state = 'cancelled') x, count(*) n
			FROM deliveries NOT INDEXED GROUP BY campaign_id) t ON t.campaign_id = c.id
		WHERE n_waiting <> coalesce(w, 0) OR n_sending <> coalesce(g, 0) OR n_sent <> coalesce(s, 0) OR n_failed <> coalesce(f, 0)
			OR n_in_doubt <> coalesce(d, 0) OR n_skipped <> coalesce(k, 0) OR n_cancelled <> coalesce(x, 0)
			OR coalesce(n, 0) <> coalesce(w + g + s + f + d + k + x, 0) LIMIT 1`).Scan(&campaign)
	switch {
	case err == nil:
		return fmt.Errorf("%w: campaign %d does not count as many deliveries as it has", mailing.ErrDamaged, campaign)
	case errors.Is(err, sql.ErrNoRows):
		return indexed(ctx, db)
	}
	return err
}

// indexed finds what SQLite's own check passes over: entries of an index for some of the rows that no row belongs to. Deliveries
// are claimed and recovered along such indexes.
func indexed(ctx context.Context, db *sql.DB) error {
	var same bool
	err := db.QueryRowContext(ctx, `SELECT
		(SELECT count(*) FROM deliveries INDEXED BY deliveries_due WHERE state = 'waiting') = w AND
		(SELECT count(*) FROM deliveries INDEXED BY deliveries_sending WHERE state = 'sending') = g AND
		(SELECT count(*) FROM deliveries INDEXED BY deliveries_trouble WHERE state IN ('failed', 'in_doubt')) = t
		FROM (SELECT coalesce(sum(n_waiting), 0) w, coalesce(sum(n_sending), 0) g, coalesce(sum(n_failed + n_in_doubt), 0) t FROM campaigns)`).Scan(&same)
	if err == nil && !same {
		err = fmt.Errorf("%w: an index of the deliveries has more entries than there are deliveries", mailing.ErrDamaged)
	}
	return err
}

// waitingRightly looks whether somebody waits of whom the journal knows that the mail went out.
func (s *Store) waitingRightly(ctx context.Context) error {
	folder := filepath.Join(s.dir, journalFolder)
	since, newest, err := journal.Since(folder, muchJournal)
	if err != nil {
		return folderError(err)
	}
	now, err := mark(ctx, s.r)
	if err != nil {
		return err
	}
	if now.Grown < newest.Grown {
		return fmt.Errorf("%w: it is older than its newest copy", mailing.ErrDamaged)
	}
	h, err := journal.ReadHanded(folder, since)
	if err != nil {
		return folderError(err)
	}
	if h.Reached > now.Reached {
		return fmt.Errorf("%w: the ledger ends at %d and had reached %d", mailing.ErrDamaged, now.Reached, h.Reached)
	}
	if h.None() {
		return nil
	}
	rows, err := s.r.QueryContext(ctx, `SELECT id, campaign_id FROM deliveries NOT INDEXED WHERE state = 'waiting'`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id, campaign int64
		if err := rows.Scan(&id, &campaign); err != nil {
			return err
		}
		if h.Over(id, campaign) {
			return fmt.Errorf("%w: delivery %d waits though it was handed over", mailing.ErrDamaged, id)
		}
	}
	return rows.Err()
}
