package storage

import (
	"context"
	"errors"
	"strings"
	"time"

	"evenpost/mailing"
)

// SetNote keeps what the user wants to remember of a contact; "" is nothing. The error wraps ErrNotFound.
func (s *Store) SetNote(ctx context.Context, id int64, text string) error {
	err := s.inTx(ctx, func(q execer) error { return setNote(ctx, q, id, text) })
	return wrap(err, "storage: note")
}

func setNote(ctx context.Context, q execer, id int64, text string) error {
	if text = strings.TrimSpace(strings.ToValidUTF8(text, "\ufffd")); text == "" {
		_, err := q.ExecContext(ctx, `DELETE FROM contact_notes WHERE contact_id = ?`, id)
		return err
	}
	_, err := q.ExecContext(ctx, `INSERT INTO contact_notes (contact_id, text, changed_at) VALUES (?, ?, ?)
		ON CONFLICT (contact_id) DO UPDATE SET text = excluded.text, changed_at = excluded.changed_at`, id, text, millis(time.Now()))
	return err
}

func noteOf(ctx context.Context, q execer, id int64) (string, error) {
	text, err := scanText(q.QueryRowContext(ctx, `SELECT text FROM contact_notes WHERE contact_id = ?`, id))
	if errors.Is(sentinel(err), mailing.ErrNotFound) {
		return "", nil
	}
	return text, err
}
