package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"

	"evenpost/mailing"
)

// The search index says nothing that the contacts do not say: damaged, it is made anew, and nobody needs a copy for that.

// mending is what is known of damage to the search index.
type mending struct {
	needed atomic.Bool // a search came upon it, and looks through all contacts until it is mended
	done   atomic.Bool // it is yet to be told
}

var errIndexAnew = errors.New("storage: the search index was damaged, and is made anew from the contacts")

func isDamage(err error) bool {
	return errors.Is(err, mailing.ErrDamaged) || errors.Is(sentinel(err), mailing.ErrDamaged)
}

// mendSearch empties the search index; when not even that can be done, its table is left behind and made anew.
func (s *Store) mendSearch(ctx context.Context) error {
	err := s.inSQLTx(ctx, func(tx *sql.Tx) error { return emptySearch(ctx, tx, `DELETE FROM search_pages`) })
	if isDamage(err) {
		err = s.replaceSearch(ctx)
	}
	if err == nil {
		s.mend.needed.Store(false)
		s.mend.done.Store(true)
	}
	return err
}

func emptySearch(ctx context.Context, q execer, first ...string) error {
	for _, query := range append(first, `DELETE FROM search_changed`, `UPDATE search_state SET indexed_to = 0, built = built + 1`) {
		if _, err := q.ExecContext(ctx, query); err != nil {
			return err
		}
	}
	return nil
}

// replaceSearch takes the index's table out of the schema without reading it. Its pages, which nobody can walk along, go when the
// file is written anew.
func (s *Store) replaceSearch(ctx context.Context) (err error) {
	conn, err := s.w.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	made, err := selectAll(ctx, conn, scanText, `SELECT sql FROM sqlite_schema WHERE tbl_name = 'search_pages' AND sql IS NOT NULL ORDER BY type DESC`)
	if err != nil || len(made) == 0 {
		return errors.Join(err, mailing.ErrDamaged)
	}
	const forget = `BEGIN IMMEDIATE; PRAGMA writable_schema = 1; DELETE FROM sqlite_schema WHERE tbl_name = 'search_pages'; COMMIT; PRAGMA writable_schema = RESET`
	if _, err := conn.ExecContext(ctx, forget); err != nil {
		_, back := conn.ExecContext(context.WithoutCancel(ctx), `ROLLBACK; PRAGMA writable_schema = RESET`)
		return errors.Join(err, back)
	}
	if _, err := conn.ExecContext(ctx, `BEGIN IMMEDIATE; `+strings.Join(made, `; `)+`; COMMIT`); err != nil {
		return err
	}
	if err := emptySearch(ctx, conn); err != nil {
		return err
	}
	_, err = conn.ExecContext(ctx, `VACUUM`)
	return err
}

// onlySearch says whether damage that SQLite has found is in the search index alone.
func (s *Store) onlySearch(ctx context.Context) (bool, error) {
	tables, err := selectAll(ctx, s.r, scanText, `SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'search_pages' AND name NOT LIKE 'sqlite\_%' ESCAPE '\'`)
	if err != nil {
		return false, err
	}
	for _, table := range tables {
		verdict, err := scanText(s.r.QueryRowContext(ctx, fmt.Sprintf(`PRAGMA integrity_check('%s')`, table)))
		if err != nil || verdict != "ok" {
			return false, err
		}
	}
	verdict, err := scanText(s.r.QueryRowContext(ctx, `PRAGMA integrity_check('search_pages')`))
	return isDamage(err) || err == nil && verdict != "ok", ctx.Err()
}
