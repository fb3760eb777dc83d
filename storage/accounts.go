package storage

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"evenpost/mailing"
)

const accountColumns = `id, name, host, port, security, username, from_name, from_address, reply_to, limits, connections, gap_ms, allow_plain, practice, preset, hold, created_at, reserve, per_connection, hours, pace, learned, inbox`

func scanAccount(row scanner) (a mailing.Account, err error) {
	var limits, hold, hours, pace, learned, inbox string
	var gap, createdAt int64
	if err := row.Scan(&a.ID, &a.Name, &a.Host, &a.Port, &a.Security, &a.Username, &a.From.Name, &a.From.Address, &a.ReplyTo, &limits,
		&a.Connections, &gap, &a.AllowPlain, &a.Practice, &a.Preset, &hold, &createdAt,
		&a.Reserve, &a.PerConnection, &hours, &pace, &learned, &inbox); err != nil {
		return a, err
	}
	a.Gap, a.CreatedAt = time.Duration(gap)*time.Millisecond, fromMillis(createdAt)
	if err := json.Unmarshal([]byte(limits), &a.Limits); err != nil {
		return a, fmt.Errorf("limits of account %q: %w", a.Name, err)
	}
	a.Hold, err = parseHold(hold)
	return a, errors.Join(err, parseJSON(hours, &a.Hours), parseJSON(pace, &a.Pace), parseJSON(learned, &a.Learned), parseJSON(inbox, &a.Inbox))
}

// parseJSON reads a column that is empty for the zero value.
func parseJSON(text string, v any) error {
	if text == "" {
		return nil
	}
	return json.Unmarshal([]byte(text), v)
}

// accountValues are the columns name to hours, and inbox.
func accountValues(a mailing.Account) []any {
	limits := a.Limits
	if limits == nil {
		limits = []mailing.Limit{}
	}
	return []any{
		a.Name, a.Host, a.Port, a.Security, a.Username, a.From.Name, a.From.Address, a.ReplyTo, toJSON(limits),
		max(1, a.Connections), a.Gap.Milliseconds(), a.AllowPlain, a.Practice, a.Preset,
		a.Reserve, a.PerConnection, toJSON(a.Hours), toJSON(a.Inbox),
	}
}

// AddAccount keeps a new account. The error wraps ErrExists when the name is taken.
func (s *Store) AddAccount(ctx context.Context, a mailing.Account) (id int64, err error) {
	if err = checkName(a.Name); err == nil {
		err = s.inTx(ctx, func(q execer) error {
			id, err = insert(ctx, q, `INSERT INTO accounts (name, host, port, security, username, from_name, from_address, reply_to, limits, connections, gap_ms, allow_plain, practice, preset, reserve, per_connection, hours, inbox, created_at)
				VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`, append(accountValues(a), millis(time.Now()))...)
			return err
		})
	}
	return id, wrap(err, "storage: add account")
}

// UpdateAccount changes an account and leaves its hold alone.
func (s *Store) UpdateAccount(ctx context.Context, a mailing.Account) error {
	err := checkName(a.Name)
	if err == nil {
		err = s.inTx(ctx, func(q execer) error {
			return changedOne(q.ExecContext(ctx, `UPDATE accounts SET name = ?, host = ?, port = ?, security = ?, username = ?, from_name = ?, from_address = ?, reply_to = ?, limits = ?,
				connections = ?, gap_ms = ?, allow_plain = ?, practice = ?, preset = ?, reserve = ?, per_connection = ?, hours = ?, inbox = ? WHERE id = ?`, append(accountValues(a), a.ID)...))
		})
	}
	return wrap(err, "storage: update account")
}

// DeleteAccount deletes an account with its ledger. The error wraps ErrAccountInUse while a campaign that is neither
// finished nor cancelled is to be sent with it.
func (s *Store) DeleteAccount(ctx context.Context, id int64) error {
	err := s.inTx(ctx, func(q execer) error {
		users, err := selectAll(ctx, q, scanText, `SELECT name FROM campaigns
			WHERE ? IN (account_id, second_id) AND (state NOT IN ('finished', 'cancelled') OR n_sending > 0) LIMIT 1`, id)
		if err != nil {
			return err
		}
		if len(users) > 0 {
			return fmt.Errorf("%w: %q", mailing.ErrAccountInUse, users[0])
		}
		return changedOne(q.ExecContext(ctx, `DELETE FROM accounts WHERE id = ?`, id))
	})
	return wrap(err, "storage: delete account")
}

// Account is one account. The error wraps ErrNotFound.
func (s *Store) Account(ctx context.Context, id int64) (mailing.Account, error) {
	a, err := scanAccount(s.r.QueryRowContext(ctx, `SELECT `+accountColumns+` FROM accounts WHERE id = ?`, id))
	return a, wrap(err, "storage: account")
}

// AccountByName finds an account by its name, upper or lower case. The error wraps ErrNotFound.
func (s *Store) AccountByName(ctx context.Context, name string) (mailing.Account, error) {
	a, err := scanAccount(s.r.QueryRowContext(ctx, `SELECT `+accountColumns+` FROM accounts WHERE name = ?`, name))
	return a, wrap(err, fmt.Sprintf("storage: account %q", name))
}

// Accounts lists all accounts, oldest first.
func (s *Store) Accounts(ctx context.Context) ([]mailing.Account, error) {
	all, err := selectAll(ctx, s.r, scanAccount, `SELECT `+accountColumns+` FROM accounts ORDER BY id`)
	return all, wrap(err, "storage: accounts")
}

// SetHold stops an account from sending, or with nil lets it go on.
func (s *Store) SetHold(ctx context.Context, accountID int64, h *mailing.Hold) error {
	err := s.inTx(ctx, func(q execer) error {
		old, err := readHold(ctx, q, accountID)
		if err == nil {
			err = writeHold(ctx, q, accountID, h)
		}
		if err != nil || h != nil || old == nil {
			return err
		}
		return addIncident(ctx, q, mailing.Incident{At: time.Now(), AccountID: accountID, What: mailing.AccountReleased, Verdict: old.Verdict})
	})
	return wrap(err, "storage: hold account")
}

// SettleLearned is the user's word on a limit that the server taught: it becomes a limit of the account, or is forgotten.
// The error wraps ErrWrongState when there is none.
func (s *Store) SettleLearned(ctx context.Context, accountID int64, accept bool) error {
	err := s.inTx(ctx, func(q execer) error {
		a, err := scanAccount(q.QueryRowContext(ctx, `SELECT `+accountColumns+` FROM accounts WHERE id = ?`, accountID))
		if err != nil {
			return err
		}
		if a.Learned == nil {
			return fmt.Errorf("%w: account %q has learned no limit", mailing.ErrWrongState, a.Name)
		}
		e := mailing.Incident{At: time.Now(), AccountID: accountID, What: mailing.LimitAccepted, Limit: a.Learned.Limit}
		if accept {
			a.Learned.Accept(&a)
		}
		if err := changedOne(q.ExecContext(ctx, `UPDATE accounts SET limits = ?, learned = '' WHERE id = ?`, toJSON(a.Limits), accountID)); err != nil || !accept {
			return err
		}
		return addIncident(ctx, q, e)
	})
	return wrap(err, "storage: learned limit")
}

func readHold(ctx context.Context, q execer, accountID int64) (*mailing.Hold, error) {
	text, err := scanText(q.QueryRowContext(ctx, selectHold, accountID))
	if err != nil {
		return nil, err
	}
	return parseHold(text)
}

func parseHold(text string) (*mailing.Hold, error) {
	if text == "" {
		return nil, nil
	}
	h := new(mailing.Hold)
	if err := json.Unmarshal([]byte(text), h); err != nil {
		return nil, fmt.Errorf("hold of an account: %w", err)
	}
	return h, nil
}

func writeHold(ctx context.Context, q execer, accountID int64, h *mailing.Hold) error {
	text := ""
	if h != nil {
		copied := *h
		copied.Reply.Text = clean(h.Reply.Text)
		text = toJSON(copied)
	}
	return changedOne(q.ExecContext(ctx, updateHold, text, accountID))
}
