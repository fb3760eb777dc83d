package storage

import (
	"context"
	"errors"
	"time"

	"evenpost/mailing"
)

const (
	// changesKept is how long it is kept how contacts were before something was done to many.
	changesKept = 90 * 24 * time.Hour
	// tooLongAgo stands in place of when a change was undone that cannot be any more.
	tooLongAgo = -1
)

// forgetChanges lets go of how contacts were before changes of long ago. Who was given or taken a tag or a list stays written
// down: that is some bytes each, nothing personal, and undoing an import asks for it.
func (s *Store) forgetChanges(ctx context.Context, now time.Time) error {
	for {
		old, err := scanID(s.r.QueryRowContext(ctx, `SELECT b.id FROM bulks b WHERE b.at < ? AND b.undone_at = 0
			AND EXISTS (SELECT 1 FROM bulk_changes WHERE bulk_id = b.id AND before <> '') LIMIT 1`, millis(now.Add(-changesKept))))
		if errors.Is(sentinel(err), mailing.ErrNotFound) {
			return nil
		}
		for more := true; more && err == nil; {
			err = s.inTx(ctx, func(q execer) error {
				if _, err := q.ExecContext(ctx, `UPDATE bulks SET undone_at = ? WHERE id = ?`, tooLongAgo, old); err != nil {
					return err
				}
				res, err := q.ExecContext(ctx, `DELETE FROM bulk_changes WHERE bulk_id = ?1 AND contact_id IN (SELECT contact_id FROM bulk_changes WHERE bulk_id = ?1 LIMIT ?2)`, old, bulkSlice)
				if err != nil {
					return err
				}
				n, err := res.RowsAffected()
				more = n == bulkSlice
				return err
			})
		}
		if err != nil {
			return err
		}
	}
}
