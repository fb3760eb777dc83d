package storage

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"evenpost/mailing"
)

const (
	selectMark = `SELECT account_id, server, validity, uid, read_at, trouble FROM inboxes`
	upsertMark = `INSERT INTO inboxes (account_id, server, validity, uid, read_at) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO UPDATE SET
		uid = CASE WHEN server = excluded.server AND validity = excluded.validity THEN max(uid, excluded.uid) ELSE excluded.uid END,
		read_at = CASE WHEN server = excluded.server THEN max(read_at, excluded.read_at) ELSE excluded.read_at END,
		server = excluded.server, validity = excluded.validity, trouble = ''`
	upsertTrouble = `INSERT INTO inboxes (account_id, server, trouble) VALUES (?1, ?2, ?3) ON CONFLICT DO UPDATE SET trouble = excluded.trouble`
)

func scanMark(row scanner) (account int64, m mailing.InboxMark, err error) {
	var readAt int64
	var trouble string
	if err := row.Scan(&account, &m.Server, &m.Validity, &m.UID, &readAt, &trouble); err != nil {
		return 0, m, err
	}
	m.ReadAt = fromMillis(readAt)
	return account, m, parseJSON(trouble, &m.Trouble)
}

// InboxMark is how far the mailbox of an account has been read; the zero mark when it never was.
func (s *Store) InboxMark(ctx context.Context, accountID int64) (mailing.InboxMark, error) {
	m, err := inboxMark(ctx, s.r, accountID)
	return m, wrap(err, "storage: mailbox")
}

func inboxMark(ctx context.Context, q execer, accountID int64) (mailing.InboxMark, error) {
	_, m, err := scanMark(q.QueryRowContext(ctx, selectMark+` WHERE account_id = ?`, accountID))
	if errors.Is(err, sql.ErrNoRows) {
		return mailing.InboxMark{}, nil
	}
	return m, err
}

// SetInboxTrouble says why the mailbox of an account cannot be read. What is not new is left as it is; what is becomes known
// to people.
func (s *Store) SetInboxTrouble(ctx context.Context, a mailing.Account, t mailing.InboxTrouble) error {
	err := s.inTx(ctx, func(q execer) error {
		before, err := inboxMark(ctx, q, a.ID)
		if err != nil {
			return err
		}
		t.Text = clean(t.Text)
		told := before.Trouble != nil && before.Trouble.Fault == t.Fault
		if told && before.Trouble.Text == t.Text {
			return nil
		}
		since := t.Since
		if told {
			t.Since = before.Trouble.Since
		}
		if _, err := q.ExecContext(ctx, upsertTrouble, a.ID, a.InboxServer(), toJSON(t)); err != nil || told {
			return err
		}
		return addIncident(ctx, q, mailing.Incident{At: since, AccountID: a.ID, What: mailing.InboxFailed, Fault: t.Fault, Reply: mailing.Reply{Text: t.Text}})
	})
	return wrap(err, "storage: mailbox")
}

// markRead writes how far a mailbox has been read. Another process may have come further.
func markRead(ctx context.Context, q execer, accountID int64, m mailing.InboxMark, now time.Time) error {
	before, err := inboxMark(ctx, q, accountID)
	if err != nil {
		return err
	}
	if _, err := q.ExecContext(ctx, upsertMark, accountID, m.Server, m.Validity, m.UID, millis(m.ReadAt)); err != nil || before.Trouble == nil {
		return err
	}
	return addIncident(ctx, q, mailing.Incident{At: now, AccountID: accountID, What: mailing.InboxWorks})
}

// findMessages says which deliveries the Message-IDs belong to. It calculates those of the campaigns, newest first, and stops
// when all are found: what is wanted is nearly always new.
func findMessages(ctx context.Context, q execer, wanted map[mailing.MessageKey]bool) (map[mailing.MessageKey]int64, error) {
	found := make(map[mailing.MessageKey]int64, len(wanted))
	if len(wanted) == 0 {
		return found, nil
	}
	type campaign struct {
		id  int64
		uid string
	}
	campaigns, err := selectAll(ctx, q, func(row scanner) (c campaign, err error) { return c, row.Scan(&c.id, &c.uid) },
		`SELECT id, uid FROM campaigns WHERE started_at > 0 ORDER BY id DESC`)
	if err != nil {
		return nil, err
	}
	const stretch = 100_000 // between two looks at ctx
	for _, c := range campaigns {
		var first, last int64
		if err := q.QueryRowContext(ctx, `SELECT coalesce(min(id), 0), coalesce(max(id), -1) FROM deliveries WHERE campaign_id = ?`, c.id).Scan(&first, &last); err != nil {
			return nil, err
		}
		for ; first <= last; first += stretch {
			mailing.FindMessages(c.uid, first, min(last, first+stretch-1), wanted, func(k mailing.MessageKey, id int64) { found[k] = id })
			if err := ctx.Err(); err != nil {
				return nil, err
			}
		}
		if len(found) == len(wanted) {
			break
		}
	}
	return found, nil
}
