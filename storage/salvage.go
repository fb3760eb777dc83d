package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"
)

// salvager reads what can still be read of a damaged database. Damage in one page hides the rows of that page: what stands
// before and behind it is found by jumping over it.
type salvager struct {
	db     *sql.DB
	unread map[string]bool // tables of which something could not be read
}

// columns are those that a table has in both databases.
func (s *salvager) columns(ctx context.Context, into execer, table string) ([]string, error) {
	const list = `SELECT name FROM pragma_table_info(?) ORDER BY cid`
	ours, err := selectAll(ctx, into, scanText, list, table)
	if err != nil {
		return nil, err
	}
	theirs, err := selectAll(ctx, s.db, scanText, list, table)
	if err != nil || len(theirs) == 0 {
		s.unread[table] = true
		return nil, nil //nolint:nilerr // nothing of it can be read; that is what is reported
	}
	return slices.DeleteFunc(ours, func(c string) bool { return !slices.Contains(theirs, c) }), nil
}

// rows calls take with every row of a table that can be read, by ascending id where it has one. What is no text although it
// should be is left out.
func (s *salvager) rows(ctx context.Context, into execer, table string, after int64, take func(columns []string, row []any) error) error {
	columns, err := s.columns(ctx, into, table)
	if err != nil || len(columns) == 0 {
		return err
	}
	all := strings.Join(columns, ", ")
	take = s.sane(take)
	if columns[0] != "id" {
		return s.both(ctx, table, all, columns, take)
	}
	return s.jumping(ctx, table, all, columns, after, take)
}

func (s *salvager) sane(take func([]string, []any) error) func([]string, []any) error {
	return func(columns []string, row []any) error {
		for _, v := range row {
			if text, ok := v.(string); ok && !utf8.ValidString(text) {
				return nil
			}
		}
		return take(columns, row)
	}
}

// jumping reads along the ids, and over pages that cannot be read.
func (s *salvager) jumping(ctx context.Context, table, all string, columns []string, after int64, take func([]string, []any) error) error {
	last := after
	remember := func(columns []string, row []any) error {
		if id, ok := row[0].(int64); ok {
			last = max(last, id)
		}
		return take(columns, row)
	}
	forward := `SELECT ` + all + ` FROM ` + table + ` NOT INDEXED WHERE id > ? ORDER BY id`
	for {
		broken, err := s.query(ctx, columns, remember, forward, last)
		if err != nil || broken == nil {
			return err
		}
		s.unread[table] = true
		// Where does it go on? The steps become longer, then what was stepped over is read from behind.
		reached, found := last, int64(0)
		for step := int64(1); found == 0; step *= 2 {
			if reached > math.MaxInt64-step {
				return nil
			}
			reached += step
			err := s.db.QueryRowContext(ctx, `SELECT id FROM `+table+` NOT INDEXED WHERE id > ? ORDER BY id LIMIT 1`, reached).Scan(&found)
			if errors.Is(err, sql.ErrNoRows) || ctx.Err() != nil {
				return ctx.Err()
			}
			if err != nil {
				found = 0
			}
		}
		if _, err := s.query(ctx, columns, take, `SELECT `+all+` FROM `+table+` NOT INDEXED WHERE id > ? AND id < ? ORDER BY id DESC`, last, found); err != nil {
			return err
		}
		last = found - 1
	}
}

// both reads a table without ids from its beginning and from its end.
func (s *salvager) both(ctx context.Context, table, all string, columns []string, take func([]string, []any) error) error {
	broken, err := s.query(ctx, columns, take, `SELECT `+all+` FROM `+table)
	if err != nil || broken == nil {
		return err
	}
	s.unread[table] = true
	_, err = s.query(ctx, columns, take, `SELECT `+all+` FROM `+table+` ORDER BY `+columns[0]+` DESC`)
	return err
}

// query tells what the database could not read apart from what went wrong with taking it.
func (s *salvager) query(ctx context.Context, columns []string, take func([]string, []any) error, query string, args ...any) (broken, err error) {
	rows, broken := s.db.QueryContext(ctx, query, args...)
	if broken != nil {
		return broken, ctx.Err()
	}
	defer rows.Close()
	row, into := make([]any, len(columns)), make([]any, len(columns))
	for i := range row {
		into[i] = &row[i]
	}
	for rows.Next() {
		if broken := rows.Scan(into...); broken != nil {
			return broken, nil
		}
		if err := take(columns, row); err != nil {
			return nil, err
		}
	}
	return rows.Err(), ctx.Err()
}

// put writes a row as it is; one that cannot be, because of what is there or because it is damaged, is left out.
func put(ctx context.Context, q execer, table string, columns []string, row []any) (written bool, err error) {
	res, err := q.ExecContext(ctx, fmt.Sprintf(`INSERT OR IGNORE INTO %s (%s) VALUES (?%s)`, table, strings.Join(columns, ", "), strings.Repeat(", ?", len(columns)-1)), row...)
	if err != nil {
		return false, ctx.Err() // a value of the wrong kind
	}
	n, err := res.RowsAffected()
	return n > 0, err
}
