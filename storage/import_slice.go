package storage

import (
	"context"
	"database/sql"
	"time"
)

// importPace is how imports share the database with others.
type importPace struct {
	slice time.Duration // how long others who want to write wait, and then have their turn
	bulk  int           // contacts below which nothing is gained by taking indexes away
}

var usualPace = importPace{slice: 200 * time.Millisecond, bulk: 50_000}

// Progress hears how far long work has come, now and then and at the end. It may be nil.
type Progress func(done, total int)

func (p Progress) tell(done, total int) {
	if p != nil {
		p(done, total)
	}
}

// importSlice is a transaction that is open for a moment only, with the statements prepared for it.
type importSlice struct {
	*sql.Tx
	s        *Store
	ctx      context.Context // never ends: one that can end costs a goroutine for every statement
	began    time.Time
	prepared map[string]*sql.Stmt
}

func (x *importSlice) begin(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	x.ctx = context.WithoutCancel(ctx) // else it would be rolled back by itself, and a cancelled import look like a broken one
	tx, err := x.s.w.BeginTx(x.ctx, nil)
	if err != nil {
		return err
	}
	x.Tx, x.began, x.prepared = tx, time.Now(), map[string]*sql.Stmt{}
	return nil
}

// Even in sorted order the keys of an import fall on all pages of the index of addresses: with the usual cache pages are written
// twice in a slice, and most of what a checkpoint copies changes again right after it.
func (s *Store) greedy(ctx context.Context) error {
	_, err := s.w.ExecContext(ctx, `PRAGMA cache_size = -16000; PRAGMA wal_autocheckpoint = 20000`)
	return err
}

func (s *Store) modest(ctx context.Context) {
	s.w.ExecContext(context.WithoutCancel(ctx), `PRAGMA cache_size = `+writerCache+`; PRAGMA wal_autocheckpoint = 1000; PRAGMA shrink_memory; PRAGMA wal_checkpoint`) //nolint:errcheck // then it stays so
}

// over says whether it is the turn of others who want to write.
func (x *importSlice) over() bool {
	return time.Since(x.began) > x.s.imports.slice
}

func (x *importSlice) commit() error {
	err := x.Commit()
	if err == nil {
		x.s.watchers.tick()
	}
	x.Tx = nil
	return err
}

func (x *importSlice) rollback() {
	if x.Tx != nil {
		x.Rollback()
		x.Tx = nil
	}
}

// exec runs a statement that is needed again and again.
func (x *importSlice) exec(query string, args ...any) (sql.Result, error) {
	st := x.prepared[query]
	if st == nil {
		var err error
		if st, err = x.PrepareContext(x.ctx, query); err != nil {
			return nil, err
		}
		x.prepared[query] = st
	}
	return st.ExecContext(x.ctx, args...)
}

// again is an execer whose statements are prepared once.
func (x *importSlice) again() execer { return preparing{x.Tx, x} }

type preparing struct {
	*sql.Tx
	slice *importSlice
}

func (p preparing) ExecContext(_ context.Context, query string, args ...any) (sql.Result, error) {
	return p.slice.exec(query, args...)
}

// ranges are sets of ids, as pairs of the first and the last one.
type ranges [][2]int64

// add takes up the ids from first to last, which are above all others.
func (r *ranges) add(first, last int64) {
	if n := len(*r); n > 0 && (*r)[n-1][1]+1 == first {
		(*r)[n-1][1] = last
		return
	}
	*r = append(*r, [2]int64{first, last})
}

func (r ranges) has(id int64) bool {
	for i := len(r) - 1; i >= 0; i-- {
		if id >= r[i][0] {
			return id <= r[i][1]
		}
	}
	return false
}

func (r ranges) count() (n int) {
	for _, one := range r {
		n += int(one[1] - one[0] + 1)
	}
	return n
}
