package storage

import (
	"context"
	"errors"
	"fmt"
	"time"

	"evenpost/mailing"
)

const (
	// servedBy are the running campaigns that account ?1 sends at the moment ?2: its own, and those that it helps with.
	servedBy = `state = 'sending' AND n_waiting > 0 AND (account_id = ?1 OR second_id = ?1 AND (sharing = 'shares' OR
		EXISTS (SELECT 1 FROM accounts f WHERE f.id = account_id AND f.rests_until > ?2)))`
	selectServing    = `SELECT id FROM campaigns WHERE ` + servedBy + ` ORDER BY id <= ?3, id`
	recipientColumns = `k.id, k.email, k.first_name, k.last_name, k.company, nullif(k.fields, '{}')`
	// INDEXED BY makes the query fail rather than become slow should the index ever not fit it. A bare LIMIT ? would have
	// SQLite compile the statement anew for every value.
	selectClaimable = `SELECT d.id, d.address, d.tries, d.due_at, d.stage, ` + recipientColumns + `
		FROM deliveries d INDEXED BY deliveries_due LEFT JOIN contacts k ON k.id = d.contact_id
		WHERE d.campaign_id = ? AND d.state = 'waiting' AND d.due_at <= ? ORDER BY d.due_at, d.id LIMIT ? + 0`
	selectHeir = `SELECT ` + recipientColumns + ` FROM deliveries d
		JOIN merged m ON m.old_id = d.contact_id JOIN contacts k ON k.id = m.contact_id
		WHERE d.id = ?2 AND NOT EXISTS (SELECT 1 FROM deliveries o WHERE o.campaign_id = ?1 AND o.contact_id = k.id)`
	giveToHeir       = `UPDATE deliveries SET contact_id = ?, address = ? WHERE id = ?`
	selectSaid       = `SELECT stage, code, enhanced, text, handed_over, kind, scope, permanent FROM deliveries WHERE id = ?`
	selectSuppressed = `SELECT EXISTS (SELECT 1 FROM suppressions WHERE address_key = ?), EXISTS (SELECT 1 FROM forgotten)`
	insertLedger     = `WITH RECURSIVE entry(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM entry WHERE n < ?3) INSERT INTO ledger (account_id, at) SELECT ?1, ?2 FROM entry`
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
	var campaigns []int64
	err := t.q.rows(t.ctx, func(r row) error {
		campaigns = append(campaigns, r.number(0))
		return nil
	}, selectServing, t.account, millis(t.now), t.turns.lastServed(t.account))
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
func (t *turn) claimFrom(campaignID int64, n int) (found, taken int, err error) {
	jobs, err := t.claimable(campaignID, n)
	if err != nil || len(jobs) == 0 {
		return 0, 0, err
	}
	t.wrote = true
	found = len(jobs)
	campaign, err := t.turns.campaign(t.ctx, t.q, campaignID)
	if err == nil {
		jobs, err = t.sift(campaignID, jobs)
	}
	if err != nil || len(jobs) == 0 {
		return found, 0, err
	}
	entry, err := insert(t.ctx, t.q, insertLedger, t.account, millis(t.now), len(jobs))
	if err != nil {
		return 0, 0, err
	}
	entry -= int64(len(jobs)) // the ids of one statement follow each other
	if t.claimed == nil {
		t.claimed = make(map[int64]claimed, len(jobs))
	}
	for i := range jobs {
		j := &jobs[i]
		entry++
		if err := changedOne(t.q.ExecContext(t.ctx, claimRow, entry, millis(t.now), j.Delivery.ID)); errors.Is(err, mailing.ErrNotFound) {
			// The index says waiting and the row does not: an old page came back. Whom it went to already is not known any more.
			return 0, 0, fmt.Errorf("%w: a delivery that is not waiting stands among the waiting", mailing.ErrDamaged)
		} else if err != nil {
			return 0, 0, err
		}
		t.noteClaim(entry, campaignID, j)
		t.claimed[j.Delivery.ID] = claimed{campaign: campaignID, ledger: entry}
		j.Campaign = campaign
		j.Delivery.CampaignID, j.Delivery.Campaign = campaignID, campaign.Name
		j.Delivery.State, j.Delivery.ChangedAt = mailing.Sending, t.now
	}
	if t.jobs == nil {
		t.jobs = jobs
	} else {
		t.jobs = append(t.jobs, jobs...)
	}
	t.changed.move(campaignID, mailing.Waiting, mailing.Sending, len(jobs))
	return found, len(jobs), nil
}

// sift skips those who must not be mailed at this moment, and gives the others.
func (t *turn) sift(campaignID int64, jobs []mailing.Job) ([]mailing.Job, error) {
	kept := jobs[:0]
	for i := range jobs {
		j := &jobs[i]
		if j.Contact.ID == 0 {
			if err := t.findHeir(campaignID, j); err != nil {
				return nil, err
			}
		}
		why, err := t.whyNot(j)
		if err != nil {
			return nil, err
		}
		if why == "" {
			kept = append(kept, *j)
			continue
		}
		if _, err := t.q.ExecContext(t.ctx, skipRow, millis(t.now), why, j.Delivery.ID); err != nil {
			return nil, err
		}
		t.changed.move(campaignID, mailing.Waiting, mailing.Skipped, 1)
	}
	return kept, nil
}

// findHeir is for a delivery whose contact is gone: when that was merged into another one who has none of this campaign, it
// goes there.
func (t *turn) findHeir(campaignID int64, j *mailing.Job) error {
	found := false
	err := t.q.rows(t.ctx, func(r row) error {
		found = true
		return recipient(r, &j.Contact)
	}, selectHeir, campaignID, j.Delivery.ID)
	if err != nil || !found {
		return err
	}
	j.Delivery.ContactID, j.Delivery.Address = j.Contact.ID, j.Contact.Email
	_, err = t.q.ExecContext(t.ctx, giveToHeir, j.Contact.ID, j.Contact.Email, j.Delivery.ID)
	return err
}

// whyNot says why a delivery must not be sent at this moment, or "".
func (t *turn) whyNot(j *mailing.Job) (why string, err error) {
	if j.Contact.ID == 0 {
		return deletedText, nil
	}
	anyGone := false
	err = t.q.rows(t.ctx, func(r row) error {
		if r.number(0) != 0 {
			why = suppressedText
		}
		anyGone = r.number(1) != 0
		return nil
	}, selectSuppressed, mailing.AddressKey(j.Delivery.Address))
	if err != nil || why != "" || !anyGone {
		return why, err
	}
	gone, err := t.forgotten()
	if err == nil && gone.has(j.Delivery.Address) {
		why = suppressedText
	}
	return why, err
}

// forgotten is read once in a turn.
func (t *turn) forgotten() (forgotten, error) {
	if t.gone == nil {
		gone, err := readForgotten(t.ctx, t.q)
		if err != nil {
			return gone, err
		}
		t.gone = &gone
	}
	return *t.gone, nil
}

func isSuppressed(ctx context.Context, q execer, address string) (yes bool, err error) {
	var anyGone bool
	err = q.QueryRowContext(ctx, selectSuppressed, addressKey(address)).Scan(&yes, &anyGone)
	if err != nil || yes || !anyGone {
		return yes, err
	}
	gone, err := readForgotten(ctx, q)
	return gone.has(address), err
}

// claimable reads at most n due deliveries of a campaign with what a message needs of their contacts.
func (t *turn) claimable(campaignID int64, n int) (jobs []mailing.Job, err error) {
	jobs = make([]mailing.Job, 0, n)
	err = t.q.rows(t.ctx, func(r row) error {
		jobs = append(jobs, mailing.Job{})
		j := &jobs[len(jobs)-1]
		d := &j.Delivery
		d.ID, d.Address, d.Tries, d.DueAt, d.Reply.Stage = r.number(0), r.text(1), int(r.number(2)), fromMillis(r.number(3)), mailing.Stage(r.text(4))
		err := recipient(r[5:], &j.Contact)
		d.ContactID = j.Contact.ID
		return err
	}, selectClaimable, campaignID, millis(t.now), n)
	for i := range jobs {
		if d := &jobs[i].Delivery; err == nil && d.Reply.Stage != "" { // it has been tried before
			err = t.readSaid(d)
		}
	}
	return jobs, err
}

// recipient reads what a message needs of a contact, see recipientColumns.
func recipient(r row, c *mailing.Contact) error {
	c.ID, c.Email, c.FirstName, c.LastName, c.Company = r.number(0), r.text(1), r.text(2), r.text(3), r.text(4)
	return parseJSON(r.text(5), &c.Fields)
}

func (t *turn) readSaid(d *mailing.Delivery) error {
	return t.q.rows(t.ctx, func(s row) error {
		d.Reply = mailing.Reply{Stage: mailing.Stage(s.text(0)), Code: int(s.number(1)), Enhanced: s.text(2), Text: s.text(3), HandedOver: s.number(4) != 0}
		d.Verdict = mailing.Verdict{Kind: mailing.Kind(s.text(5)), Scope: mailing.Scope(s.text(6)), Permanent: s.number(7) != 0}
		return nil
	}, selectSaid, d.ID)
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
