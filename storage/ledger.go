package storage

import (
	"context"
	"fmt"
	"time"

	"evenpost/mailing"
)

const (
	selectElsewhere = `SELECT at, sum(n) FROM ledger INDEXED BY ledger_elsewhere WHERE account_id = ? AND at >= ? AND elsewhere = 1 GROUP BY at ORDER BY at`
	selectBefore    = `SELECT at FROM ledger WHERE account_id = ? AND at < ? ORDER BY at DESC`
)

// Ledger is what counted against the account's limits, as far back as reach says from the moment now. What is on its way
// counts already.
func (s *Store) Ledger(ctx context.Context, accountID int64, reach mailing.Reach, now time.Time) (*mailing.Ledger, error) {
	const doing = "storage: ledger"
	l, err := s.ledgers.account(accountID).read(ctx, s, accountID, reach, now)
	if err != nil {
		return nil, wrap(err, doing)
	}
	elsewhere, err := s.Elsewhere(ctx, accountID, l.From())
	l.SetElsewhere(elsewhere)
	return l, err
}

// Elsewhere is what the user said was sent from elsewhere, from the moment since on.
func (s *Store) Elsewhere(ctx context.Context, accountID int64, since time.Time) ([]mailing.Due, error) {
	all, err := selectAll(ctx, s.r, func(row scanner) (d mailing.Due, err error) {
		var ms int64
		err = row.Scan(&ms, &d.N)
		d.At = time.UnixMilli(ms)
		return d, err
	}, selectElsewhere, accountID, millis(since))
	return all, wrap(err, "storage: mail from elsewhere")
}

// AddElsewhere enters mail that the user sent from elsewhere, such as from a phone: the provider counts it as well. The
// error wraps ErrInvalid when n is not a number of mails.
func (s *Store) AddElsewhere(ctx context.Context, accountID int64, n int, at time.Time) (id int64, err error) {
	const most = 1_000_000
	if n < 1 || n > most {
		return 0, fmt.Errorf("storage: mail from elsewhere: %w: %d mails", mailing.ErrInvalid, n)
	}
	err = s.inTx(ctx, func(q execer) error {
		id, err = insert(ctx, q, `INSERT INTO ledger (account_id, at, n, elsewhere) SELECT id, ?, ?, 1 FROM accounts WHERE id = ?`, millis(at), n, accountID)
		return err
	})
	return id, wrap(err, "storage: mail from elsewhere")
}

// RemoveElsewhere takes back what AddElsewhere entered.
func (s *Store) RemoveElsewhere(ctx context.Context, id int64) error {
	err := s.inTx(ctx, func(q execer) error {
		return changedOne(q.ExecContext(ctx, `DELETE FROM ledger WHERE id = ? AND elsewhere = 1`, id))
	})
	return wrap(err, "storage: mail from elsewhere")
}

// ForgetLedger deletes what no limit can need any more: 400 days are longer than any window, and than a year in which an
// account was never quiet for one.
func (s *Store) ForgetLedger(ctx context.Context, now time.Time) error {
	const kept, slice = 400 * 24 * time.Hour, 5000
	for {
		var n int64
		err := s.inTx(ctx, func(q execer) error {
			done, err := q.ExecContext(ctx, `DELETE FROM ledger WHERE id IN (SELECT id FROM ledger WHERE at < ? ORDER BY id LIMIT ?)`, millis(now.Add(-kept)), slice)
			if err != nil {
				return err
			}
			n, err = done.RowsAffected()
			return err
		})
		if err != nil || n < slice {
			return wrap(err, "storage: forget old entries of the ledger")
		}
	}
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
	var account, at int64
	err := s.inTx(ctx, func(q execer) error {
		return q.QueryRowContext(ctx, `DELETE FROM ledger WHERE id = ? AND test = 1 RETURNING account_id, at`, id).Scan(&account, &at)
	})
	if err == nil {
		s.ledgers.forget(account, at)
		s.noteTakenBack(id)
	}
	return wrap(err, "storage: release test mail")
}
