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

// importSlice is a transaction that is open for a moment only, with the statements prepared for it.
type importSlice struct {
	*sql.Tx
	s        *Store
	ctx      context.Context // never ends: one that can end costs a goroutine for every statement
	began    time.Time
	rows     int // that were read since
	least    int // rows, before it ends
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
	x.Tx, x.began, x.rows, x.prepared = tx, time.Now(), 0, map[string]*sql.Stmt{}
	return nil
}

// The keys of an import fall all over the indexes: with the usual 8 MB pages are read and written again and again, and most
// of what a checkpoint copies changes again right after it.
func (x *importSlice) greedy(ctx context.Context) error {
	_, err := x.s.w.ExecContext(ctx, `PRAGMA cache_size = -32000; PRAGMA wal_autocheckpoint = 20000`)
	return err
}

func (x *importSlice) modest(ctx context.Context) {
	x.s.w.ExecContext(context.WithoutCancel(ctx), `PRAGMA cache_size = -8000; PRAGMA wal_autocheckpoint = 1000; PRAGMA shrink_memory; PRAGMA wal_checkpoint`) //nolint:errcheck // then it stays so
}

// over says whether it is the turn of others who want to write. What a commit costs hardly depends on how much it is of.
func (x *importSlice) over() bool {
	took := time.Since(x.began)
	return took > x.s.imports.slice && x.rows >= x.least || took > 5*x.s.imports.slice
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

// bulk is work on so large a part of all contacts that it is much quicker without the indexes that only sort: they are
// taken away, and made again at its end, each at once. Until then the same is found as ever, only later. The statements
// that make them stand in the record of the import, so that whoever finds it unfinished makes them again.
type bulk struct {
	before  int // contacts that were there already
	indexes []string
}

// due says whether with so many contacts the work has become bulk.
func (b *bulk) due(touched int, p importPace) bool {
	return len(b.indexes) == 0 && touched >= p.bulk && touched >= 2*b.before
}

// begin takes the indexes away. Those that keep addresses apart stay.
func (b *bulk) begin(ctx context.Context, q execer) error {
	type index struct{ name, statement string }
	all, err := selectAll(ctx, q, func(row scanner) (x index, err error) {
		return x, row.Scan(&x.name, &x.statement)
	}, `SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'contacts' AND sql NOT LIKE 'CREATE UNIQUE%'`)
	if err != nil {
		return err
	}
	b.indexes = []string{}
	for _, x := range all {
		if _, err := q.ExecContext(ctx, `DROP INDEX "`+x.name+`"`); err != nil {
			return err
		}
		b.indexes = append(b.indexes, x.statement)
	}
	return nil
}

// makeIndex makes an index again, unless a newer version of the program has done so.
func makeIndex(ctx context.Context, q execer, statement string) error {
	var there bool
	if err := q.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE sql = ?)`, statement).Scan(&there); err != nil || there {
		return err
	}
	// What it sorts it holds in memory, as much as pages may take, and twice that while it grows.
	if _, err := q.ExecContext(ctx, `PRAGMA cache_size = -12000`); err != nil {
		return err
	}
	_, err := q.ExecContext(ctx, statement)
	return err
}

func (b *bulk) count(ctx context.Context, q execer) error {
	return q.QueryRowContext(ctx, `SELECT count(*) FROM contacts`).Scan(&b.before)
}
