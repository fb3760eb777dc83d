package storage

import (
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"time"

	"evenpost/mailing"
	"evenpost/storage/journal"
)

// People who asked to be forgotten are suppressed without their address. They are never contacts: whoever writes an address
// into a contact asks refuseForgotten first, and so their hashes need not be compared with all contacts when a campaign
// starts. At the moment of sending it is looked once more.

// fingerprint is what is kept of a forgotten address. Who has it and the salt can try addresses one by one, as this program
// does; it cannot be turned back.
func fingerprint(salt, address string) string {
	h := hmac.New(sha256.New, []byte(salt))
	h.Write([]byte(addressKey(address)))
	return hex.EncodeToString(h.Sum(nil))
}

// forgotten are all who asked to be forgotten.
type forgotten struct {
	salts  []string
	hashes map[string]bool
}

func readForgotten(ctx context.Context, q execer) (f forgotten, err error) {
	type one struct{ salt, hash string }
	all, err := selectAll(ctx, q, func(row scanner) (x one, err error) { return x, row.Scan(&x.salt, &x.hash) }, `SELECT salt, hash FROM forgotten ORDER BY id`)
	f.hashes = make(map[string]bool, len(all))
	for _, x := range all {
		f.hashes[x.hash] = true
		if !slices.Contains(f.salts, x.salt) {
			f.salts = append(f.salts, x.salt)
		}
	}
	return f, err
}

func (f forgotten) has(address string) bool {
	return slices.ContainsFunc(f.salts, func(salt string) bool { return f.hashes[fingerprint(salt, address)] })
}

// refuseForgotten is for everybody who is about to give a contact its address. The error wraps ErrForgotten.
func refuseForgotten(ctx context.Context, q execer, address string) error {
	f, err := readForgotten(ctx, q)
	if err == nil && f.has(address) {
		err = mailing.ErrForgotten
	}
	return err
}

// remember keeps the hash of an address, and the reason for which it was suppressed before.
func remember(ctx context.Context, q execer, address string, now time.Time) (journal.Suppressed, error) {
	x := journal.Suppressed{Reason: string(mailing.ByHand), At: millis(now)}
	err := q.QueryRowContext(ctx, `SELECT reason FROM suppressions WHERE address_key = ?`, addressKey(address)).Scan(&x.Reason)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return x, err
	}
	err = q.QueryRowContext(ctx, `SELECT salt FROM forgotten ORDER BY id DESC LIMIT 1`).Scan(&x.Salt)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		x.Salt = rand.Text()
	case err != nil:
		return x, err
	}
	x.Hash = fingerprint(x.Salt, address)
	return x, rememberHash(ctx, q, x)
}

func rememberHash(ctx context.Context, q execer, x journal.Suppressed) error {
	_, err := q.ExecContext(ctx, `INSERT INTO forgotten (salt, hash, reason, at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`, x.Salt, x.Hash, x.Reason, x.At)
	return err
}

// recall lets somebody who was forgotten be a contact again.
func recall(ctx context.Context, q execer, address string) (found bool, err error) {
	f, err := readForgotten(ctx, q)
	for _, salt := range f.salts {
		hash := fingerprint(salt, address)
		if err != nil || !f.hashes[hash] {
			continue
		}
		found = true
		_, err = q.ExecContext(ctx, `DELETE FROM forgotten WHERE hash = ?`, hash)
	}
	return found, err
}

// CountForgotten says how many people asked to be forgotten. Suppressions does not list them: it is not known who they are.
func (s *Store) CountForgotten(ctx context.Context) (n int, err error) {
	err = s.r.QueryRowContext(ctx, `SELECT count(*) FROM forgotten`).Scan(&n)
	return n, wrap(err, "storage: count forgotten")
}

// forgottenInCopies are those whom the newest copy in a data folder that can be read knows: it may be newer than the one that is
// restored.
func forgottenInCopies(ctx context.Context, dir string) ([]journal.Suppressed, error) {
	copies, err := Backups(dir)
	if err != nil {
		return nil, err
	}
	for _, b := range copies {
		db, err := openCopy(b.Path)
		if err != nil {
			return nil, err
		}
		all, err := selectAll(ctx, db, func(row scanner) (x journal.Suppressed, err error) {
			return x, row.Scan(&x.Salt, &x.Hash, &x.Reason, &x.At)
		}, `SELECT salt, hash, reason, at FROM forgotten`)
		if closed := db.Close(); err == nil && closed == nil {
			return all, nil
		}
	}
	return nil, ctx.Err()
}

// forgottenAs is the suppression of somebody whose whole address was searched for, when they are forgotten.
func forgottenAs(ctx context.Context, q execer, typed string) ([]mailing.Suppression, error) {
	address, err := mailing.ParseAddress(typed)
	if err != nil {
		return nil, nil //nolint:nilerr // a part of one: nothing can be known of it
	}
	f, err := readForgotten(ctx, q)
	if err != nil {
		return nil, err
	}
	for _, salt := range f.salts {
		hash := fingerprint(salt, address)
		if !f.hashes[hash] {
			continue
		}
		x := mailing.Suppression{Address: address, Forgotten: true}
		var at int64
		err := q.QueryRowContext(ctx, `SELECT reason, at FROM forgotten WHERE hash = ?`, hash).Scan(&x.Reason, &at)
		if err != nil {
			return nil, fmt.Errorf("forgotten: %w", err)
		}
		x.At = fromMillis(at)
		return []mailing.Suppression{x}, nil
	}
	return nil, nil
}
