package storage

import (
	"context"
	"database/sql"
	"errors"
	"sync"

	"evenpost/mailing"
)

// turns is what Turn keeps between two calls.
type turns struct {
	mu       sync.Mutex
	compiled map[string]*sql.Stmt
	served   map[int64]int64           // by account: the campaign that had the last odd one
	messages map[int64]mailing.Message // frozen ones do not change
}

func (t *turns) close() {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, stmt := range t.compiled {
		stmt.Close() // the connection is closed next
	}
	t.compiled = nil
}

// compile prepares the statements of a turn once. It needs the writer connection for itself, so it comes before the
// transaction.
func (t *turns) compile(ctx context.Context, w *sql.DB) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.compiled != nil {
		return nil
	}
	compiled := make(map[string]*sql.Stmt)
	for _, query := range []string{
		selectHold, selectSending, settleRow, putBackRow, insertAttempt, deleteLedger, selectServing, selectClaimable, selectSuppressed,
		insertLedger, updatePace, updateLearned, insertIncident, forgetIncidents, updateRests, selectBurned, forgetTry, claimRow, skipRow, setState, selectCampaign, updateCounters, finishCampaign, upsertTally, upsertPulse,
	} {
		stmt, err := w.PrepareContext(ctx, query)
		if err != nil {
			for _, done := range compiled {
				err = errors.Join(err, done.Close())
			}
			return err
		}
		compiled[query] = stmt
	}
	t.compiled, t.served, t.messages = compiled, make(map[int64]int64), make(map[int64]mailing.Message)
	return nil
}

// in is a transaction in which compiled statements need not be compiled again.
func (t *turns) in(tx *sql.Tx) compiledTx {
	t.mu.Lock()
	defer t.mu.Unlock()
	return compiledTx{Tx: tx, compiled: t.compiled, here: make(map[string]*sql.Stmt)}
}

func (t *turns) lastServed(account int64) int64 {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.served[account]
}

func (t *turns) setServed(account, campaign int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if campaign != 0 && t.served != nil {
		t.served[account] = campaign
	}
}

// message is the frozen message of a campaign, read once.
func (t *turns) message(ctx context.Context, q execer, campaignID int64) (mailing.Message, error) {
	t.mu.Lock()
	m, known := t.messages[campaignID]
	t.mu.Unlock()
	if known {
		return m, nil
	}
	m, err := campaignMessage(ctx, q, campaignID)
	if err != nil {
		return m, err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	const few = 32
	if len(t.messages) >= few {
		clear(t.messages)
	}
	t.messages[campaignID] = m
	return m, nil
}

type compiledTx struct {
	*sql.Tx
	compiled, here map[string]*sql.Stmt
}

func (c compiledTx) stmt(ctx context.Context, query string) *sql.Stmt {
	if st := c.here[query]; st != nil {
		return st
	}
	st := c.compiled[query]
	if st != nil {
		st = c.StmtContext(ctx, st)
		c.here[query] = st
	}
	return st
}

func (c compiledTx) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	if st := c.stmt(ctx, query); st != nil {
		return st.ExecContext(ctx, args...)
	}
	return c.Tx.ExecContext(ctx, query, args...)
}

func (c compiledTx) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	if st := c.stmt(ctx, query); st != nil {
		return st.QueryContext(ctx, args...)
	}
	return c.Tx.QueryContext(ctx, query, args...)
}

func (c compiledTx) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	if st := c.stmt(ctx, query); st != nil {
		return st.QueryRowContext(ctx, args...)
	}
	return c.Tx.QueryRowContext(ctx, query, args...)
}
