package storage

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"

	"evenpost/mailing"
)

// identityKey is the setting that holds the identity as JSON.
const identityKey = "identity"

const (
	selectSetting = `SELECT value FROM settings WHERE key = ?`
	setSetting    = `INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value`
)

// Setting is the value of a setting, "" when it is not set.
func (s *Store) Setting(ctx context.Context, key string) (string, error) {
	value, err := scanText(s.r.QueryRowContext(ctx, selectSetting, key))
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return value, wrap(err, "storage: setting")
}

// SetSetting keeps the value of a setting; "" removes it.
func (s *Store) SetSetting(ctx context.Context, key, value string) error {
	err := s.inTx(ctx, func(q execer) error {
		if value == "" {
			_, err := q.ExecContext(ctx, `DELETE FROM settings WHERE key = ?`, key)
			return err
		}
		_, err := q.ExecContext(ctx, setSetting, key, value)
		return err
	})
	return wrap(err, "storage: set setting")
}

// Identity is who the business is; empty until it was set.
func (s *Store) Identity(ctx context.Context) (i mailing.Identity, err error) {
	text, err := s.Setting(ctx, identityKey)
	if err != nil || text == "" {
		return i, err
	}
	return i, wrap(json.Unmarshal([]byte(text), &i), "storage: identity")
}

// SetIdentity keeps who the business is.
func (s *Store) SetIdentity(ctx context.Context, i mailing.Identity) error {
	return s.SetSetting(ctx, identityKey, toJSON(i))
}
