package storage

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
)

// bulk is work on so large a part of all contacts that it is much quicker without the indexes that only sort: they are
// taken away, and made again behind it, each at once. Until then the same is found as ever, only later. The statements
// that make them stand in the record of the import until then.
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

// makeMissingIndex makes one of the indexes that an import took away. made says that there was one to be made.
func (s *Store) makeMissingIndex(ctx context.Context) (made bool, err error) {
	const missing = `SELECT id, indexes FROM imports WHERE json_array_length(indexes) > 0 AND state IN ('done', 'undone')
		AND NOT EXISTS (SELECT 1 FROM imports WHERE state IN ('running', 'undoing')) LIMIT 1`
	var id int64
	var text string
	if err := s.r.QueryRowContext(ctx, missing).Scan(&id, &text); errors.Is(err, sql.ErrNoRows) {
		return false, nil
	} else if err != nil {
		return false, err
	}
	defer s.modest(ctx)
	err = s.inSQLTx(ctx, func(tx *sql.Tx) error {
		err := tx.QueryRowContext(ctx, missing).Scan(&id, &text)
		if errors.Is(err, sql.ErrNoRows) {
			return nil // another program was quicker
		} else if err != nil {
			return err
		}
		var statements []string
		if err := json.Unmarshal([]byte(text), &statements); err != nil {
			return fmt.Errorf("record of import %d: %w", id, err)
		}
		if err := makeIndex(ctx, tx, statements[0]); err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `UPDATE imports SET indexes = ? WHERE id = ?`, toJSON(statements[1:]), id)
		return err
	})
	return err == nil, err
}
