package storage

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"time"

	"evenpost/mailing"
)

// clocksKey is the setting that holds a span as JSON.
const clocksKey = "clocks"

// span is the time since Evenpost first ran after a start of the computer. What was noted in it was noted by one clock, and how
// that was set is known; what was noted before was noted by a clock that may have been right or not.
type span struct {
	mailing.Clocks               // when they were last seen to have been set
	Began          time.Time     // by the clock as it is now
	Entry          int64         // the newest in the ledger at that time
	Ahead          time.Duration // by how much the clock was set forward since, and not back
}

const (
	theWaiting = `deliveries INDEXED BY deliveries_due`
	// What was noted last was noted in the past, unless the clock was set back since.
	selectLastNoted = `SELECT max(coalesce((SELECT at FROM ledger ORDER BY id DESC LIMIT 1), 0), coalesce((SELECT max(changed_at) FROM ` + theWaiting + `
		WHERE campaign_id IN (SELECT id FROM campaigns WHERE n_waiting > 0) AND state = 'waiting' AND due_at > ?), 0))`
	moveWaits = `UPDATE ` + theWaiting + ` SET due_at = due_at + iif(changed_at >= ?3, ?1, ?2), changed_at = changed_at + iif(changed_at >= ?3, ?1, ?2)
		WHERE campaign_id IN (SELECT id FROM campaigns WHERE n_waiting > 0) AND state = 'waiting' AND due_at > ?4`
	moveOldEntries = `UPDATE ledger SET at = at + ?1 WHERE id <= ?2 AND ?1 != 0`
	moveNewEntries = `UPDATE ledger SET at = at + ? WHERE id > ?`
	moveRests      = `UPDATE accounts SET rests_until = rests_until + ? WHERE rests_until > ?`
)

// KeepTime moves everything that was noted by the clock on the wall when that was set since the last call, and returns by how
// much: what counts against limits stays as old as it is, and who waits for a second try or the end of a hold waits as long as
// they are to. Moments that people chose stay where they are.
//
// By how much a clock was set is known as long as the computer was not started anew. Afterwards all that is known is that one
// that shows less than before was set back. What was noted before the computer was started is not moved back but by what it was
// moved forward: perhaps the clock was right then, and is again.
func (s *Store) KeepTime(ctx context.Context, now mailing.Clocks) (by time.Duration, err error) {
	err = s.inTx(ctx, func(q execer) error {
		before, err := readSpan(ctx, q)
		if err != nil {
			return err
		}
		anew := before.Boot != now.Boot
		if anew {
			if before, err = lastSpan(ctx, q, before, now); err != nil {
				return err
			}
		}
		if by = now.SetSince(before.Clocks).Truncate(time.Millisecond); by == 0 && !anew {
			return nil // it stays as it was noted: many small steps are a large one
		}
		if by != 0 {
			if err := before.move(ctx, q, by, now.Wall); err != nil {
				return err
			}
		}
		next := span{now, before.Began.Add(by), before.Entry, max(0, before.Ahead+by)}
		if anew {
			next.Began, next.Ahead = now.Wall, 0
		}
		_, err = q.ExecContext(ctx, setSetting, clocksKey, toJSON(next))
		return err
	})
	if err == nil && by != 0 {
		s.ledgers.forgetAll()
	}
	return by, wrap(err, "storage: keep time")
}

func readSpan(ctx context.Context, q execer) (p span, err error) {
	text, err := scanText(q.QueryRowContext(ctx, selectSetting, clocksKey))
	if errors.Is(err, sql.ErrNoRows) {
		return p, nil
	}
	if err != nil {
		return p, err
	}
	return p, json.Unmarshal([]byte(text), &p)
}

// lastSpan is the one before a new start of the computer, seen at the last moment that is known of it. All was noted in it or
// before, so that a clock that was set back moves everything.
func lastSpan(ctx context.Context, q execer, before span, now mailing.Clocks) (span, error) {
	var last int64
	if err := q.QueryRowContext(ctx, selectLastNoted, millis(now.Wall)).Scan(&last); err != nil {
		return before, err
	}
	if at := fromMillis(last); at.After(before.Wall) {
		before.Wall = at
	}
	before.Began = time.Time{}
	return before, q.QueryRowContext(ctx, selectNewest).Scan(&before.Entry)
}

// move moves everything by a clock that was set, and shows now.
func (p span) move(ctx context.Context, q execer, by time.Duration, now time.Time) error {
	old := by // what was noted before the span
	if by < 0 && !p.Began.IsZero() {
		old = -min(-by, p.Ahead)
	}
	due := now
	if by > 0 {
		due = now.Add(-by) // what had come due before stays due
	}
	for _, m := range []struct {
		query string
		args  []any
	}{
		{moveWaits, []any{by.Milliseconds(), old.Milliseconds(), millis(p.Began), millis(due)}},
		{moveRests, []any{by.Milliseconds(), millis(due)}},
		{moveOldEntries, []any{old.Milliseconds(), p.Entry}}, // by nothing touches no page
		{moveNewEntries, []any{by.Milliseconds(), p.Entry}},
	} {
		if _, err := q.ExecContext(ctx, m.query, m.args...); err != nil {
			return err
		}
	}
	all, err := selectAll(ctx, q, scanAccount, `SELECT `+accountColumns+` FROM accounts`)
	if err != nil {
		return err
	}
	for _, a := range all {
		if err := p.moveAccount(ctx, q, a, by, old); err != nil {
			return err
		}
	}
	return nil
}

func (p span) moveAccount(ctx context.Context, q execer, a mailing.Account, by, old time.Duration) error {
	if h := a.Hold; h != nil {
		held := by
		if h.Since.Before(p.Began) {
			held = old
		}
		if err := writeHold(ctx, q, a.ID, h.ClockSet(held)); err != nil {
			return err
		}
	}
	if a.Pace.Why == mailing.PaceUnmet {
		return nil
	}
	_, err := q.ExecContext(ctx, updatePace, toJSON(a.Pace.ClockSet(by)), a.ID)
	return err
}
