package storage

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"evenpost/mailing"
)

const (
	// servedBy are the running campaigns that account ?1 sends at the moment ?2: its own, and those that it helps with.
	servedBy = `state = 'sending' AND n_waiting > 0 AND (account_id = ?1 OR second_id = ?1 AND (sharing = 'shares' OR
		EXISTS (SELECT 1 FROM accounts f WHERE f.id = account_id AND f.rests_until > ?2)))`
	selectServing = `SELECT id FROM campaigns WHERE ` + servedBy + ` ORDER BY id <= ?3, id`
	// INDEXED BY makes the query fail rather than become slow should the index ever not fit it. A bare LIMIT ? would have
	// SQLite compile the statement anew for every value.
	selectClaimable = `SELECT d.id, d.address, d.tries, d.due_at, d.stage, d.code, d.enhanced, d.text, d.handed_over, d.kind, d.scope, d.permanent,
			coalesce(k.id, 0), coalesce(k.email, ''), coalesce(k.first_name, ''), coalesce(k.last_name, ''), coalesce(k.company, ''), coalesce(k.fields, '{}'),
			coalesce(k.consent_source, ''), coalesce(k.consent_at, 0), coalesce(k.created_at, 0), coalesce(k.updated_at, 0),
			(SELECT json_group_array(tag) FROM contact_tags WHERE contact_id = d.contact_id)
		FROM deliveries d INDEXED BY deliveries_due LEFT JOIN contacts k ON k.id = d.contact_id
		WHERE d.campaign_id = ? AND d.state = 'waiting' AND d.due_at <= ? ORDER BY d.due_at, d.id LIMIT ? + 0`
	selectSuppressed = `SELECT EXISTS (SELECT 1 FROM suppressions WHERE address_key = ?)`
	insertLedger     = `INSERT INTO ledger (account_id, at) VALUES (?, ?)`
	claimRow         = `UPDATE deliveries SET state = 'sending', ledger_id = ?, changed_at = ? WHERE id = ? AND state = 'waiting'`
	skipRow          = `UPDATE deliveries SET state = 'skipped', changed_at = ?, stage = 'compose', code = 0, enhanced = '', text = ?, handed_over = 0, kind = '', scope = '', permanent = 0 WHERE id = ?`
	setState         = `UPDATE deliveries SET state = ?, changed_at = ? WHERE id = ?`
)

// claim takes due deliveries of the account's running campaigns in equal parts: a campaign of fifty is not behind one of
// twenty thousand. What cannot be divided goes to them in turn.
func (t *turn) claim(want int) error {
	if want <= 0 || t.hold != nil && !t.hold.Over(t.now) {
		return nil
	}
	campaigns, err := selectAll(t.ctx, t.q, scanID, selectServing, t.account, millis(t.now), t.turns.lastServed(t.account))
	if err != nil {
		return err
	}
	looked := 0
	for want > 0 && len(campaigns) > 0 && looked < mostLooked {
		each, over := want/len(campaigns), want%len(campaigns)
		var more []int64
		for i, id := range campaigns {
			n := each
			if i < over {
				n++
			}
			if n == 0 {
				break
			}
			found, claimed, err := t.claimFrom(id, n)
			if err != nil {
				return err
			}
			if i < over && claimed > 0 {
				t.served = id // the next turn's odd one is another's
			}
			looked += found
			want -= claimed
			if found == n {
				more = append(more, id)
			}
		}
		campaigns = more
	}
	return nil
}

// claimFrom takes at most n due deliveries of one campaign; those found and not claimed were skipped.
func (t *turn) claimFrom(campaignID int64, n int) (found, claimed int, err error) {
	jobs, err := selectAll(t.ctx, t.q, scanJob, selectClaimable, campaignID, millis(t.now), n)
	if err != nil || len(jobs) == 0 {
		return 0, 0, err
	}
	t.wrote = true
	campaign, err := campaignWithoutMessage(t.ctx, t.q, campaignID)
	if err == nil {
		campaign.Message, err = t.turns.message(t.ctx, t.q, campaignID)
	}
	if err != nil {
		return 0, 0, err
	}
	for _, j := range jobs {
		why, err := t.whyNot(j)
		if err != nil {
			return 0, 0, err
		}
		if why != "" {
			if _, err := t.q.ExecContext(t.ctx, skipRow, millis(t.now), why, j.Delivery.ID); err != nil {
				return 0, 0, err
			}
			t.changed.move(campaignID, mailing.Waiting, mailing.Skipped, 1)
			continue
		}
		entry, err := insert(t.ctx, t.q, insertLedger, t.account, millis(t.now))
		if err != nil {
			return 0, 0, err
		}
		if err := changedOne(t.q.ExecContext(t.ctx, claimRow, entry, millis(t.now), j.Delivery.ID)); errors.Is(err, mailing.ErrNotFound) {
			// The index says waiting and the row does not: an old page came back. Whom it went to already is not known any more.
			return 0, 0, fmt.Errorf("%w: a delivery that is not waiting stands among the waiting", mailing.ErrDamaged)
		} else if err != nil {
			return 0, 0, err
		}
		t.noteClaim(entry, campaignID, j)
		t.changed.move(campaignID, mailing.Waiting, mailing.Sending, 1)
		j.Campaign = campaign
		j.Delivery.CampaignID, j.Delivery.Campaign = campaignID, campaign.Name
		j.Delivery.State, j.Delivery.ChangedAt = mailing.Sending, t.now
		t.jobs = append(t.jobs, j)
		claimed++
	}
	return len(jobs), claimed, nil
}

// whyNot says why a delivery must not be sent at this moment, or "".
func (t *turn) whyNot(j mailing.Job) (string, error) {
	if j.Contact.ID == 0 {
		return deletedText, nil
	}
	suppressed, err := isSuppressed(t.ctx, t.q, j.Delivery.Address)
	if suppressed {
		return suppressedText, err
	}
	return "", err
}

func isSuppressed(ctx context.Context, q execer, address string) (yes bool, err error) {
	err = q.QueryRowContext(ctx, selectSuppressed, mailing.AddressKey(address)).Scan(&yes)
	return yes, err
}

func scanJob(row scanner) (j mailing.Job, err error) {
	d, c, r, v := &j.Delivery, &j.Contact, &j.Delivery.Reply, &j.Delivery.Verdict
	var due, consentAt, createdAt, updatedAt int64
	var fields, tags string
	if err := row.Scan(&d.ID, &d.Address, &d.Tries, &due, &r.Stage, &r.Code, &r.Enhanced, &r.Text, &r.HandedOver, &v.Kind, &v.Scope, &v.Permanent,
		&c.ID, &c.Email, &c.FirstName, &c.LastName, &c.Company, &fields, &c.Consent.Source, &consentAt, &createdAt, &updatedAt, &tags); err != nil {
		return j, err
	}
	d.ContactID, d.DueAt = c.ID, fromMillis(due)
	c.Consent.At, c.CreatedAt, c.UpdatedAt = fromMillis(consentAt), fromMillis(createdAt), fromMillis(updatedAt)
	if err := json.Unmarshal([]byte(fields), &c.Fields); err != nil {
		return j, err
	}
	if tags != "[]" {
		err = json.Unmarshal([]byte(tags), &c.Tags)
	}
	return j, err
}

// NextDue is the earliest due time among the waiting deliveries of the running campaigns that the account sends, the zero
// time for one that need not wait at all, and how many are waiting. With none waiting there is no time. Those of a
// campaign that the account helps with are among them while it helps.
func (s *Store) NextDue(ctx context.Context, accountID int64) (at time.Time, waiting int, err error) {
	var first int64
	err = s.r.QueryRowContext(ctx, `SELECT coalesce(sum(n_waiting), 0), coalesce(min(
			(SELECT due_at FROM deliveries INDEXED BY deliveries_due WHERE campaign_id = campaigns.id AND state = 'waiting' ORDER BY due_at LIMIT 1)), 0)
		FROM campaigns WHERE `+servedBy, accountID, millis(time.Now())).Scan(&waiting, &first)
	return fromMillis(first), waiting, wrap(err, "storage: next due")
}

// AccountsWithWork are the accounts with a running campaign, even when it waits for something or for its other account.
func (s *Store) AccountsWithWork(ctx context.Context) ([]int64, error) {
	ids, err := selectAll(ctx, s.r, scanID, `WITH busy AS (SELECT account_id, second_id FROM campaigns WHERE state = 'sending' AND (n_waiting > 0 OR n_sending > 0 OR filled_to < fill_end))
		SELECT account_id AS id FROM busy WHERE account_id IS NOT NULL UNION SELECT second_id FROM busy WHERE second_id IS NOT NULL ORDER BY id`)
	return ids, wrap(err, "storage: accounts with work")
}

const interruptedText = "Evenpost ended while this mail was being handed over"

// Recover turns what an earlier run left in sending to in doubt: nobody knows whether the server took it, and it counts
// against the limits. It is for the start, by whoever has the lock of the data folder.
func (s *Store) Recover(ctx context.Context, now time.Time) (inDoubt int, err error) {
	if err := s.journal.Begin(); err != nil {
		return 0, wrap(folderError(err), "storage: recover")
	}
	type row struct{ id, campaign, account, since int64 }
	err = s.inTx(ctx, func(q execer) error {
		inDoubt = 0
		rows, err := selectAll(ctx, q, func(r scanner) (x row, err error) {
			return x, r.Scan(&x.id, &x.campaign, &x.account, &x.since)
		}, `SELECT id, campaign_id, coalesce((SELECT account_id FROM ledger WHERE ledger.id = ledger_id), 0), changed_at
			FROM deliveries INDEXED BY deliveries_sending WHERE state = 'sending'`)
		if err != nil {
			return err
		}
		reply := mailing.Reply{Stage: mailing.StageDot, Text: interruptedText, HandedOver: true}
		said := said(reply, mailing.Judge(reply, now, mailing.History{}))
		changed, counts, beats := deltas{}, tally{}, pulse{}
		for _, x := range rows {
			if _, err := q.ExecContext(ctx, settleRow, append(append([]any{mailing.InDoubt, 0, 0, millis(now)}, said...), x.id)...); err != nil {
				return err
			}
			if _, err := q.ExecContext(ctx, insertAttempt, append([]any{x.campaign, x.id, x.account, x.since, 0}, said...)...); err != nil {
				return err
			}
			changed.move(x.campaign, mailing.Sending, mailing.InDoubt, 1)
			counts.add(mailing.InDoubt)
			beats.add(of{x.campaign, x.account}, mailing.InDoubt, mailing.Attempt{Reply: reply})
			inDoubt++
		}
		return errors.Join(counts.write(ctx, q, now), beats.write(ctx, q, now), changed.apply(ctx, q, now))
	})
	return inDoubt, wrap(err, "storage: recover")
}
