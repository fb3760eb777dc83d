package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"evenpost/mailing"
)

// Retry puts deliveries back to waiting with all their tries before them and says how many: the failed ones that the
// query chooses, and skipped ones when it asks for that state or names them by id. A finished campaign is sending
// again. Nothing of a cancelled campaign is ever sent; when there is nothing else the error wraps ErrWrongState.
func (s *Store) Retry(ctx context.Context, q DeliveryQuery, now time.Time) (n int, err error) {
	states := []mailing.DeliveryState{mailing.Failed}
	switch {
	case len(q.States) > 0:
		states = slices.DeleteFunc(slices.Clone(q.States), func(s mailing.DeliveryState) bool { return s != mailing.Failed && s != mailing.Skipped })
	case len(q.IDs) > 0:
		states = append(states, mailing.Skipped)
	}
	if len(states) == 0 {
		return 0, nil
	}
	q.States = states
	n, err = s.reopen(ctx, q, mailing.Waiting, now)
	return n, wrap(err, "storage: retry")
}

// SettleDoubt is the user's word on deliveries in doubt: they arrived, or they are to be sent again. Other deliveries
// among the ids are left alone.
func (s *Store) SettleDoubt(ctx context.Context, ids []int64, arrived bool, now time.Time) (n int, err error) {
	if len(ids) == 0 {
		return 0, nil
	}
	to := mailing.Waiting
	if arrived {
		to = mailing.Sent
	}
	n, err = s.reopen(ctx, DeliveryQuery{IDs: ids, States: []mailing.DeliveryState{mailing.InDoubt}}, to, now)
	return n, wrap(err, "storage: settle doubt")
}

// reopen changes deliveries at rest to the state, with the counters and states of their campaigns.
func (s *Store) reopen(ctx context.Context, q DeliveryQuery, to mailing.DeliveryState, now time.Time) (n int, err error) {
	type part struct {
		campaign int64
		from     mailing.DeliveryState
		n        int
	}
	where, args := q.where()
	err = s.inTx(ctx, func(tx execer) error {
		n = 0
		parts, err := selectAll(ctx, tx, func(row scanner) (p part, err error) {
			return p, row.Scan(&p.campaign, &p.from, &p.n)
		}, `SELECT d.campaign_id, d.state, count(*) FROM deliveries d WHERE `+where+` GROUP BY d.campaign_id, d.state`, args...)
		if err != nil {
			return err
		}
		if err := s.noteAgain(ctx, tx, to, where, args); err != nil {
			return err
		}
		changed, refused := deltas{}, error(nil)
		for _, p := range parts {
			if why := reopenCampaign(ctx, tx, p.campaign, to); why != nil {
				refused = why
				continue
			}
			res, err := tx.ExecContext(ctx, `UPDATE deliveries AS d SET state = ?1, tries = CASE ?1 WHEN 'waiting' THEN 0 ELSE tries END, due_at = 0, changed_at = ?2 WHERE `+where+` AND d.campaign_id = ? AND d.state = ?`,
				slices.Concat([]any{to, millis(now)}, args, []any{p.campaign, p.from})...)
			if err != nil {
				return err
			}
			rows, err := res.RowsAffected()
			if err != nil {
				return err
			}
			changed.move(p.campaign, p.from, to, int(rows))
			n += int(rows)
			if to == mailing.Waiting && rows > 0 {
				if err := addIncident(ctx, tx, mailing.Incident{At: now, CampaignID: p.campaign, What: mailing.RecipientsRetried, N: int(rows)}); err != nil {
					return err
				}
			}
		}
		if n == 0 {
			return refused
		}
		return changed.apply(ctx, tx, now)
	})
	return n, err
}

// reopenCampaign makes a campaign ready for deliveries that change to the state, or says why it cannot be.
func reopenCampaign(ctx context.Context, q execer, id int64, to mailing.DeliveryState) error {
	c, err := campaignWithoutMessage(ctx, q, id)
	switch {
	case err != nil:
		return err
	case to != mailing.Waiting:
		return nil
	case c.State == mailing.CampaignCancelled:
		return fmt.Errorf("%w: campaign %q was cancelled", mailing.ErrWrongState, c.Name)
	case c.AccountID == 0:
		return fmt.Errorf("%w: the account of campaign %q was deleted", mailing.ErrWrongState, c.Name)
	case c.State != mailing.Finished:
		return nil
	}
	if err := setCampaignState(ctx, q, c, mailing.CampaignSending, ""); err != nil {
		return err
	}
	_, err = q.ExecContext(ctx, `UPDATE campaigns SET finished_at = 0 WHERE id = ?`, id)
	return err
}

// CorrectAddress gives a delivery that has not been sent, and its contact, another address. The error wraps ErrExists
// when another contact has it, ErrBadAddress, ErrForgotten, or ErrWrongState.
func (s *Store) CorrectAddress(ctx context.Context, deliveryID int64, address string) error {
	address, err := mailing.ParseAddress(address)
	if err == nil {
		err = s.inTx(ctx, func(q execer) error {
			var contactID int64
			var state mailing.DeliveryState
			if err := q.QueryRowContext(ctx, `SELECT coalesce(contact_id, 0), state FROM deliveries WHERE id = ?`, deliveryID).Scan(&contactID, &state); err != nil {
				return err
			}
			if state == mailing.Sending || state == mailing.Sent {
				return fmt.Errorf("%w: the delivery is %s", mailing.ErrWrongState, state)
			}
			if err := readdress(ctx, q, contactID, address); err != nil {
				return err
			}
			_, err := q.ExecContext(ctx, `UPDATE deliveries SET address = ? WHERE id = ?`, address, deliveryID)
			return err
		})
	}
	return wrap(err, "storage: correct address")
}

// readdress gives a contact another address, if the contact is still there.
func readdress(ctx context.Context, q execer, id int64, address string) error {
	c, err := scanContact(q.QueryRowContext(ctx, `SELECT `+contactColumns+` FROM contacts k WHERE k.id = ?`, id))
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	if err := refuseForgotten(ctx, q, address); err != nil {
		return err
	}
	c.Email, c.UpdatedAt = address, time.Now()
	if _, err := q.ExecContext(ctx, updateContact, append(contactValues(c), c.ID)...); err != nil {
		return err
	}
	return changedForSearch(ctx, q, []int64{id})
}
