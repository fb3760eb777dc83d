package storage

import (
	"context"
	"sync"
	"time"

	"evenpost/mailing"
)

// keptLedgers are what has been read of ledgers before and cannot change any more: of a million entries only the newest are
// read again.
type keptLedgers struct {
	mu sync.Mutex
	of map[int64]*keptLedger // by account
}

// keptLedger has everything that counted from a moment on and before edge, but what was sent from elsewhere.
type keptLedger struct {
	mu     sync.Mutex
	ledger *mailing.Ledger // nil: nothing is kept
	reach  mailing.Reach   // the longest that was asked for
	edge   int64           // unix milliseconds
	newest int64           // of all ids in the ledger when it was read
}

// settledAfter is the age at which an entry is as it stays, unless its delivery is still being sent.
const settledAfter = 10 * time.Minute

const (
	// A clock that was set back enters something late. The + keeps SQLite from looking through the whole account instead.
	selectLate    = `SELECT EXISTS (SELECT 1 FROM ledger WHERE id > ? AND id <= ? AND +account_id = ? AND +at < ? AND elsewhere = 0)`
	selectNewest  = `SELECT coalesce(max(id), 0) FROM ledger`
	selectUnsure  = `SELECT coalesce(min(l.at), ?2) FROM deliveries d INDEXED BY deliveries_sending JOIN ledger l ON l.id = d.ledger_id WHERE d.state = 'sending' AND l.account_id = ?1`
	selectEntries = `SELECT at, sum(n) FROM ledger WHERE account_id = ? AND at >= ? AND elsewhere = 0 GROUP BY at ORDER BY at`
)

func (k *keptLedgers) account(id int64) *keptLedger {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.of == nil {
		k.of = make(map[int64]*keptLedger)
	}
	if k.of[id] == nil {
		k.of[id] = new(keptLedger)
	}
	return k.of[id]
}

// forget is for an entry that was taken back though it seemed settled.
func (k *keptLedgers) forget(account, at int64) {
	l := k.account(account)
	l.mu.Lock()
	defer l.mu.Unlock()
	if at < l.edge {
		l.ledger = nil
	}
}

// forgetAll is for entries that were all moved.
func (k *keptLedgers) forgetAll() {
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, l := range k.of {
		l.mu.Lock()
		l.ledger = nil
		l.mu.Unlock()
	}
}

// read gives all that counted as far back as reach says: what is kept, with what has come since.
func (k *keptLedger) read(ctx context.Context, s *Store, accountID int64, reach mailing.Reach, now time.Time) (l *mailing.Ledger, err error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	defer func() {
		if err != nil {
			k.ledger = nil
		}
	}()
	k.reach = mailing.Reach{Span: max(k.reach.Span, reach.Span), Quiet: max(k.reach.Quiet, reach.Quiet)}
	was := k.newest
	if err := s.r.QueryRowContext(ctx, selectNewest).Scan(&k.newest); err != nil {
		return nil, err
	}
	if k.ledger != nil {
		late := false
		if err := s.r.QueryRowContext(ctx, selectLate, was, k.newest, accountID, k.edge).Scan(&late); err != nil {
			return nil, err
		}
		if late || !k.ledger.Reaches(k.reach, now) {
			k.ledger = nil
		}
	}
	if k.ledger == nil {
		since, err := s.quietBefore(ctx, accountID, now.Add(-k.reach.Span), k.reach.Quiet)
		if err != nil {
			return nil, err
		}
		k.ledger, k.edge = mailing.LedgerSince(since), millis(since)
	}
	k.ledger.Prune(k.reach, now)
	// Whose delivery is being sent is asked before the entries are read: what comes later is new.
	settled := millis(now.Add(-settledAfter))
	unsure := settled
	if err := s.r.QueryRowContext(ctx, selectUnsure, accountID, settled).Scan(&unsure); err != nil {
		return nil, err
	}
	return k.add(ctx, s, accountID, max(k.edge, min(settled, unsure)))
}

// add reads what has come since, keeps of it what is before the new edge, and gives everything.
func (k *keptLedger) add(ctx context.Context, s *Store, accountID, edge int64) (*mailing.Ledger, error) {
	rows, err := s.r.QueryContext(ctx, selectEntries, accountID, k.edge)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	into := k.ledger
	for rows.Next() {
		var ms int64
		var n int
		if err := rows.Scan(&ms, &n); err != nil {
			return nil, err
		}
		if ms >= edge && into == k.ledger {
			into = k.ledger.Clone()
		}
		into.AddN(time.UnixMilli(ms), n)
	}
	k.edge = edge
	if into == k.ledger {
		into = k.ledger.Clone()
	}
	return into, rows.Err()
}
