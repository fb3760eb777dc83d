package storage

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"evenpost/mailing"
)

const segmentColumns = `g.id, g.name, g.rule`

func scanSegment(row scanner) (g mailing.Segment, err error) {
	var rule string
	if err := row.Scan(&g.ID, &g.Name, &rule); err != nil {
		return g, err
	}
	if err := json.Unmarshal([]byte(rule), &g.Rule); err != nil {
		return g, fmt.Errorf("rule of segment %d: %w", g.ID, err)
	}
	return g, nil
}

// Segments are all segments by name.
func (s *Store) Segments(ctx context.Context) ([]mailing.Segment, error) {
	all, err := selectAll(ctx, s.r, scanSegment, `SELECT `+segmentColumns+` FROM segments g ORDER BY g.name`)
	return all, wrap(err, "storage: segments")
}

// SegmentByName finds a segment by its name, upper or lower case. The error wraps ErrNotFound.
func (s *Store) SegmentByName(ctx context.Context, name string) (mailing.Segment, error) {
	g, err := scanSegment(s.r.QueryRowContext(ctx, `SELECT `+segmentColumns+` FROM segments g WHERE g.name = ?`, mailing.OneLine(name)))
	return g, wrap(err, fmt.Sprintf("storage: segment %q", name))
}

// SaveSegment keeps a segment: a new one when it has no id. The error wraps ErrInvalid, or ErrExists when another has the name.
func (s *Store) SaveSegment(ctx context.Context, g mailing.Segment) (id int64, err error) {
	g.Name = mailing.OneLine(g.Name)
	if err = checkName(g.Name); err == nil {
		err = g.Rule.Check()
	}
	if err == nil {
		err = s.inTx(ctx, func(q execer) (err error) {
			id = g.ID
			now := millis(time.Now())
			if id != 0 {
				return changedOne(q.ExecContext(ctx, `UPDATE segments SET name = ?, rule = ?, updated_at = ? WHERE id = ?`, g.Name, toJSON(g.Rule), now, id))
			}
			id, err = insert(ctx, q, `INSERT INTO segments (name, rule, created_at, updated_at) VALUES (?, ?, ?, ?)`, g.Name, toJSON(g.Rule), now, now)
			return err
		})
	}
	return id, wrap(err, "storage: save segment")
}

// DeleteSegment deletes a segment; its contacts stay. A draft that goes to it goes to nobody of it any more.
func (s *Store) DeleteSegment(ctx context.Context, id int64) error {
	err := s.inTx(ctx, func(q execer) error {
		return changedOne(q.ExecContext(ctx, `DELETE FROM segments WHERE id = ?`, id))
	})
	return wrap(err, "storage: delete segment")
}
