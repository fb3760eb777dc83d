package storage

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"evenpost/mailing"
	"evenpost/storage/journal"
)

func scanSuppression(row scanner) (x mailing.Suppression, err error) {
	var at int64
	err = row.Scan(&x.Address, &x.Reason, &x.Note, &at)
	x.At = fromMillis(at)
	return x, err
}

// Suppress says of addresses that they must never be mailed, whether or not there are contacts with them. One that is
// suppressed already keeps its reason and date; added counts the others. No reason means by hand. The error wraps
// ErrBadAddress or ErrInvalid, and then nothing is changed.
func (s *Store) Suppress(ctx context.Context, all []mailing.Suppression) (added int, err error) {
	err = s.inTx(ctx, func(q execer) error {
		added, err = s.suppressAll(ctx, q, all)
		return err
	})
	if err != nil {
		return 0, wrap(err, "storage: suppress")
	}
	return added, nil
}

func (s *Store) suppressAll(ctx context.Context, q execer, all []mailing.Suppression) (added int, err error) {
	var note journal.Batch
	gone, err := readForgotten(ctx, q)
	if err != nil {
		return 0, err
	}
	for _, x := range all {
		if gone.has(x.Address) { // they are never mailed already, and their address is not written down again
			continue
		}
		n, err := suppress(ctx, q, x)
		if err != nil {
			return 0, err
		}
		added += n
		note.Suppressed(journal.Suppressed{Address: x.Address, Reason: string(x.Reason), Note: x.Note, At: millis(x.At)})
	}
	return added, s.journal.Write(&note)
}

func suppress(ctx context.Context, q execer, x mailing.Suppression) (added int, err error) {
	address, err := mailing.ParseAddress(x.Address)
	if err != nil {
		return 0, err
	}
	switch x.Reason {
	case mailing.Unsubscribed, mailing.Complained, mailing.Bounced, mailing.ByHand:
	case "":
		x.Reason = mailing.ByHand
	default:
		return 0, fmt.Errorf("%w: the reason %q is not one of %s, %s, %s, %s", mailing.ErrInvalid, string(x.Reason), mailing.Unsubscribed, mailing.Complained, mailing.Bounced, mailing.ByHand)
	}
	if x.At.IsZero() {
		x.At = time.Now()
	}
	res, err := q.ExecContext(ctx, `INSERT INTO suppressions (address_key, address, reason, note, at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
		mailing.AddressKey(address), address, string(x.Reason), strings.TrimSpace(x.Note), millis(x.At))
	if err != nil {
		return 0, err
	}
	n, err := res.RowsAffected()
	return int(n), err
}

// Unsuppress takes an address off the suppressions; who was forgotten may be a contact again. The error wraps ErrNotFound
// when it is not on them.
func (s *Store) Unsuppress(ctx context.Context, address string) error {
	err := s.inTx(ctx, func(q execer) error {
		found, err := recall(ctx, q, address)
		if err != nil {
			return err
		}
		err = changedOne(q.ExecContext(ctx, `DELETE FROM suppressions WHERE address_key = ?`, addressKey(address)))
		if err != nil && (!found || !errors.Is(err, mailing.ErrNotFound)) {
			return err
		}
		var note journal.Batch
		note.Suppressed(journal.Suppressed{Address: address, Lifted: true})
		return s.journal.Write(&note)
	})
	return wrap(err, "storage: unsuppress")
}

// Suppressions lists those whose address or note has the search text in it, the newest first; "" is all. Somebody who was
// forgotten is found by the whole address alone.
func (s *Store) Suppressions(ctx context.Context, search string) ([]mailing.Suppression, error) {
	all, err := selectAll(ctx, s.r, scanSuppression, `SELECT address, reason, note, at FROM suppressions
		WHERE ?1 = '' OR instr(address_key, ?1) > 0 OR instr(lower(note), ?1) > 0 ORDER BY at DESC, address_key`, strings.ToLower(strings.TrimSpace(search)))
	if err == nil {
		var gone []mailing.Suppression
		gone, err = forgottenAs(ctx, s.r, search)
		all = append(gone, all...)
	}
	return all, wrap(err, "storage: suppressions")
}

// IsSuppressed says whether an address must not be mailed.
func (s *Store) IsSuppressed(ctx context.Context, address string) (yes bool, err error) {
	yes, err = isSuppressed(ctx, s.r, address)
	return yes, wrap(err, "storage: suppressed")
}
