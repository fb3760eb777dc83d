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

// begin takes the indexes away.
func (b *bulk) begin(ctx context.Context, q execer) error {
	for more := true; more; {
		var err error
		if more, err = b.takeOne(ctx, q); err != nil {
			return err
		}
	}
	return nil
}

// takeOne takes away one index, and says whether there was one. Those that keep addresses apart stay.
func (b *bulk) takeOne(ctx context.Context, q execer) (more bool, err error) {
	var name, statement string
	err = q.QueryRowContext(ctx, `SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'contacts' AND sql NOT LIKE 'CREATE UNIQUE%' LIMIT 1`).Scan(&name, &statement)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	} else if err != nil {
		return false, err
	}
	if _, err := q.ExecContext(ctx, `DROP INDEX "`+name+`"`); err != nil {
		return false, err
	}
	b.indexes = append(b.indexes, statement)
	return true, nil
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

// missingIndex selects an index that an import, or taking one back, took away.
const missingIndex = `SELECT id, state, indexes FROM imports WHERE json_array_length(indexes) > 0 AND state IN ('done', 'undone', '` + abandoned + `')
	AND NOT EXISTS (SELECT 1 FROM imports WHERE state IN ('running', 'undoing')) LIMIT 1`

func (s *Store) lacksIndex(ctx context.Context) (yes bool, err error) {
	err = s.r.QueryRowContext(ctx, `SELECT EXISTS (`+missingIndex+`)`).Scan(&yes)
	return yes, err
}

// makeMissingIndex makes one of them.
func (s *Store) makeMissingIndex(ctx context.Context) error {
	defer s.modest(ctx)
	return s.inSQLTx(ctx, func(tx *sql.Tx) error {
		var id int64
		var state, text string
		err := tx.QueryRowContext(ctx, missingIndex).Scan(&id, &state, &text)
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
		if state == abandoned && len(statements) == 1 {
			_, err = tx.ExecContext(ctx, `DELETE FROM imports WHERE id = ?`, id)
			return err
		}
		_, err = tx.ExecContext(ctx, `UPDATE imports SET indexes = ? WHERE id = ?`, toJSON(statements[1:]), id)
		return err
	})
}
