package storage

import (
	"context"
	"time"

	"evenpost/mailing"
)

const (
	selectLedger = `SELECT at, sum(n) FROM ledger WHERE account_id = ? AND at >= ? GROUP BY at ORDER BY at`
	selectBefore = `SELECT at FROM ledger WHERE account_id = ? AND at < ? ORDER BY at DESC`
)

// Ledger is what counted against the account's limits, as far back as reach says from the moment now. What is on its way
// counts already.
func (s *Store) Ledger(ctx context.Context, accountID int64, reach mailing.Reach, now time.Time) (*mailing.Ledger, error) {
	const doing = "storage: ledger"
	since, err := s.quietBefore(ctx, accountID, now.Add(-reach.Span), reach.Quiet)
	if err != nil {
		return nil, wrap(err, doing)
	}
	l := mailing.LedgerSince(since)
	rows, err := s.r.QueryContext(ctx, selectLedger, accountID, millis(since))
	if err != nil {
		return nil, wrap(err, doing)
	}
	defer rows.Close()
	for rows.Next() {
		var ms int64
		var n int
		if err := rows.Scan(&ms, &n); err != nil {
			return nil, wrap(err, doing)
		}
		l.AddN(time.UnixMilli(ms), n)
	}
	return l, wrap(rows.Err(), doing)
}

// quietBefore is the moment since, or one further back before which nothing was sent for as long as quiet.
func (s *Store) quietBefore(ctx context.Context, accountID int64, since time.Time, quiet time.Duration) (time.Time, error) {
	if quiet <= 0 {
		return since, nil
	}
	rows, err := s.r.QueryContext(ctx, selectBefore, accountID, millis(since))
	if err != nil {
		return since, err
	}
	defer rows.Close()
	edge := millis(since)
	for rows.Next() {
		var ms int64
		if err := rows.Scan(&ms); err != nil {
			return since, err
		}
		if edge-ms >= quiet.Milliseconds() {
			break
		}
		edge = ms
	}
	return time.UnixMilli(edge).Add(-quiet), rows.Err()
}

// ReserveTest enters a test mail in the ledger before it is sent: providers count it like any other.
func (s *Store) ReserveTest(ctx context.Context, accountID int64, at time.Time) (id int64, err error) {
	err = s.inTx(ctx, func(q execer) error {
		id, err = insert(ctx, q, `INSERT INTO ledger (account_id, at, test) VALUES (?, ?, 1)`, accountID, millis(at))
		return err
	})
	if err == nil {
		s.noteEntry(id, accountID, at)
	}
	return id, wrap(err, "storage: reserve test mail")
}

// ReleaseTest takes a test mail out of the ledger that the server did not take.
func (s *Store) ReleaseTest(ctx context.Context, id int64) error {
	err := s.inTx(ctx, func(q execer) error {
		return changedOne(q.ExecContext(ctx, `DELETE FROM ledger WHERE id = ? AND test = 1`, id))
	})
	if err == nil {
		s.noteTakenBack(id)
	}
	return wrap(err, "storage: release test mail")
}
