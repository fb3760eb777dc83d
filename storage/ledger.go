package storage

import (
	"context"
	"time"
)

// LedgerTimes is when each recipient counted against the account's limits, from since on, ascending. What is on its
// way counts already.
func (s *Store) LedgerTimes(ctx context.Context, accountID int64, since time.Time) ([]time.Time, error) {
	all, err := selectAll(ctx, s.r, func(row scanner) (time.Time, error) {
		var ms int64
		err := row.Scan(&ms)
		return time.UnixMilli(ms), err
	}, `SELECT at FROM ledger WHERE account_id = ? AND at >= ? ORDER BY at`, accountID, millis(since))
	return all, wrap(err, "storage: ledger")
}

// ReserveTest enters a test mail in the ledger before it is sent: providers count it like any other.
func (s *Store) ReserveTest(ctx context.Context, accountID int64, at time.Time) (id int64, err error) {
	err = s.inTx(ctx, func(q execer) error {
		id, err = insert(ctx, q, `INSERT INTO ledger (account_id, at, test) VALUES (?, ?, 1)`, accountID, millis(at))
		return err
	})
	return id, wrap(err, "storage: reserve test mail")
}

// ReleaseTest takes a test mail out of the ledger that the server did not take.
func (s *Store) ReleaseTest(ctx context.Context, id int64) error {
	err := s.inTx(ctx, func(q execer) error {
		return changedOne(q.ExecContext(ctx, `DELETE FROM ledger WHERE id = ? AND test = 1`, id))
	})
	return wrap(err, "storage: release test mail")
}
