package storage

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"evenpost/mailing"
	"evenpost/storage/journal"
)

const databaseFile = "evenpost.db"

// Store is one data folder. Its methods may be called by many goroutines at once.
type Store struct {
	dir string
	w   *sql.DB // one connection: writes queue here instead of in SQLite
	r   *sql.DB // cannot write

	journal *journal.Journal
	trail   *journal.Trail // once an engine has begun

	slice     int // how many deliveries are written, or cancelled, in one transaction
	imports   importPace
	searching searchLimits
	mend      mending
	owing     atomic.Bool // an import that failed is yet to be taken back: there was no room on the disk
	orders    orders
	turns     turns
	quick     quick
	ledgers   keptLedgers
	watchers  watchers
	traffic   *traffic
	closing   sync.Once
}

// Dir is the data folder.
func (s *Store) Dir() string { return s.dir }

// Close ends all watching and lets go of the files.
func (s *Store) Close() error {
	var err error
	s.closing.Do(func() {
		s.watchers.close()
		s.quick.close()
		// The writer last: it tidies up the write-ahead log when nobody else has the file open.
		err = errors.Join(s.r.Close(), s.w.Close())
		if s.journal != nil {
			err = errors.Join(err, s.journal.Close())
		}
		if s.trail != nil {
			err = errors.Join(err, s.trail.Close())
		}
	})
	return wrap(err, "storage: close")
}

// execer is what *sql.DB, *sql.Conn and *sql.Tx have in common: a query written against it works in a transaction of its own or
// as part of a larger one.
type execer interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// inTx runs work in one durable transaction: all of it or nothing. Watchers hear of it once it is committed.
func (s *Store) inTx(ctx context.Context, work func(q execer) error) error {
	return s.inSQLTx(ctx, func(tx *sql.Tx) error { return work(tx) })
}

func (s *Store) inSQLTx(ctx context.Context, work func(tx *sql.Tx) error) error {
	tx, err := s.w.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() // does nothing after Commit; before it the error of work is the one that counts
	if err := work(tx); err != nil {
		return s.suspect(err)
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	s.watchers.tick()
	return nil
}

// snapshot reads the database as it is at one moment, however many questions work has.
func (s *Store) snapshot(ctx context.Context, work func(q execer) error) (err error) {
	conn, err := s.r.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	if _, err := conn.ExecContext(ctx, "BEGIN DEFERRED"); err != nil { // one of database/sql would lock out those who write
		return err
	}
	defer func() {
		_, end := conn.ExecContext(context.WithoutCancel(ctx), "ROLLBACK")
		err = errors.Join(err, end)
	}()
	return work(conn)
}

// suspect remembers, for the next start, that the database was found damaged.
func (s *Store) suspect(err error) error {
	if s.journal != nil && (errors.Is(err, mailing.ErrDamaged) || errors.Is(sentinel(err), mailing.ErrDamaged)) {
		s.journal.Suspect()
	}
	return err
}

// scanner is a row to read from.
type scanner interface{ Scan(dest ...any) error }

// selectAll reads every row of a query.
func selectAll[T any](ctx context.Context, q execer, scan func(scanner) (T, error), query string, args ...any) ([]T, error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []T
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, v)
	}
	return all, rows.Err()
}

func scanID(row scanner) (id int64, err error) {
	err = row.Scan(&id)
	return id, err
}

func scanText(row scanner) (text string, err error) {
	err = row.Scan(&text)
	return text, err
}

// idsJSON is a set of ids as one argument: `IN (SELECT value FROM json_each(?))`.
func idsJSON(ids []int64) string { return toJSON(ids) }

// toJSON writes a value that has no way to fail: structs, slices and maps of plain types.
func toJSON(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return "null"
	}
	return string(b)
}

// millis is how times are stored: unix milliseconds, 0 for no time.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func fromMillis(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms)
}

// openDB opens the database file with pragmas that reach every connection of the pool; executed as statements they
// would reach one.
func openDB(dir string, connections int, pragmas ...string) (*sql.DB, error) {
	path, err := filepath.Abs(filepath.Join(dir, databaseFile))
	if err != nil {
		return nil, err
	}
	if path = filepath.ToSlash(path); !strings.HasPrefix(path, "/") {
		path = "/" + path // C:/… becomes file:///C:/…
	}
	q := url.Values{"_pragma": append([]string{"busy_timeout(5000)", "journal_mode(WAL)", "foreign_keys(1)"}, pragmas...), "_txlock": {"immediate"}}
	db, err := openSQLite((&url.URL{Scheme: "file", Path: path, RawQuery: q.Encode()}).String())
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", databaseFile, err)
	}
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	return db, nil
}

// The caches are small: a page in them takes twice its size, and what is read again soon is in the system's memory anyway.
const writerCache = "-4000" // KiB, as PRAGMA cache_size has it

func openWriter(dir string) (*sql.DB, error) {
	return openDB(dir, 1, "synchronous(FULL)", "cache_size("+writerCache+")", "journal_size_limit(67108864)")
}

func openReader(dir string) (*sql.DB, error) {
	const readers = 4
	return openDB(dir, readers, "query_only(1)", "cache_size(-1000)")
}
