package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"evenpost/mailing"
	"evenpost/storage/journal"
)

// builder brings a copy of the database forward. Whatever it learns can take a delivery out of the waiting ones and never
// put one among them.
type builder struct {
	*Store
	now     time.Time
	reached int64           // by the copy's ledger
	known   journal.History // since then
	report  *Restored
	gone    []journal.Suppressed // who was forgotten, as the newest copy knows
	forgot  int                  // people
	ids     map[int64]int64      // deliveries that have another id than in the damaged database
}

func (b *builder) all(ctx context.Context, q execer, damaged *salvager) error {
	if err := b.write(ctx, q, nil); err != nil {
		return err
	}
	if damaged != nil {
		if err := b.salvage(ctx, q, damaged); err != nil {
			return err
		}
	}
	for _, step := range []func(context.Context, execer) error{b.suppressions, b.fates, b.ledger, b.doubts, b.forget, b.tidy, b.counters, b.pause} {
		if err := step(ctx, q); err != nil {
			return err
		}
	}
	return nil
}

// write writes deliveries of campaigns whose audience was not wholly written yet, or of which some could not be read: people
// who already have one keep it.
func (b *builder) write(ctx context.Context, q execer, only []int64) error {
	campaigns, err := selectAll(ctx, q, scanID, `SELECT id FROM campaigns WHERE started_at > 0 AND state <> 'cancelled' AND
		(filled_to < fill_end AND ?1 = 'null' OR id IN (SELECT value FROM json_each(?1)))`, toJSON(only))
	if err != nil {
		return err
	}
	for _, id := range campaigns {
		c, err := campaignWithoutMessage(ctx, q, id)
		if err != nil {
			return err
		}
		var end int64
		if err := q.QueryRowContext(ctx, `SELECT fill_end FROM campaigns WHERE id = ?`, id).Scan(&end); err != nil {
			return err
		}
		found, err := lookUp(ctx, q, c.Audience)
		if err != nil {
			return err
		}
		people, args := audienceQuery(found, 0, end, noLimit)
		if _, err := q.ExecContext(ctx, `INSERT OR IGNORE INTO deliveries (campaign_id, changed_at, contact_id, address, state)
			SELECT ?, ?, k.id, k.email, 'waiting' FROM (`+people+`) a CROSS JOIN contacts k ON k.id = a.id`, append([]any{id, millis(b.now)}, args...)...); err != nil {
			return err
		}
		if _, err := q.ExecContext(ctx, `UPDATE campaigns SET filled_to = fill_end WHERE id = ?`, id); err != nil {
			return err
		}
	}
	return nil
}

// find is the delivery of a person in a campaign, by its id where the copy has it.
func (b *builder) find(ctx context.Context, q execer, id, campaign, contact int64) (found int64, state mailing.DeliveryState, err error) {
	row := q.QueryRowContext(ctx, `SELECT id, state FROM deliveries WHERE campaign_id = ? AND contact_id = ?`, campaign, contact)
	if contact == 0 {
		row = q.QueryRowContext(ctx, `SELECT id, state FROM deliveries WHERE id = ? AND campaign_id = ?`, id, campaign)
	}
	err = row.Scan(&found, &state)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, "", nil
	}
	return found, state, err
}

// become gives a delivery a state, with what is known of it.
func (b *builder) become(ctx context.Context, q execer, id int64, to mailing.DeliveryState, tries, due int64, said []any) error {
	b.report.Forward++
	if to == mailing.InDoubt {
		b.report.InDoubt++
	}
	_, err := q.ExecContext(ctx, settleRow, append(append([]any{to, tries, due, millis(b.now)}, said...), id)...)
	return err
}

func (b *builder) doubt(ctx context.Context, q execer, id int64) error {
	reply := mailing.Reply{Stage: mailing.StageDot, Text: restoredText, HandedOver: true}
	return b.become(ctx, q, id, mailing.InDoubt, 0, 0, said(reply, mailing.Judge(reply, b.now, mailing.History{})))
}

// suppressions brings forward who must not be mailed.
func (b *builder) suppressions(ctx context.Context, q execer) error {
	for _, x := range b.gone {
		if err := rememberHash(ctx, q, x); err != nil {
			return err
		}
	}
	for _, x := range b.known.Suppressed {
		if x.Hash != "" {
			if err := rememberHash(ctx, q, x); err != nil {
				return err
			}
			continue
		}
		if x.Lifted {
			if _, err := recall(ctx, q, x.Address); err != nil {
				return err
			}
			if _, err := q.ExecContext(ctx, `DELETE FROM suppressions WHERE address_key = ?`, addressKey(x.Address)); err != nil {
				return err
			}
			continue
		}
		_, err := suppress(ctx, q, mailing.Suppression{Address: x.Address, Reason: mailing.SuppressionReason(x.Reason), Note: x.Note, At: fromMillis(x.At)})
		if err != nil && !errors.Is(err, mailing.ErrBadAddress) && !errors.Is(err, mailing.ErrInvalid) {
			return err
		}
	}
	return nil
}

// forget forgets once more who was forgotten since the copy was made. It comes when all else is there.
func (b *builder) forget(ctx context.Context, q execer) error {
	gone, err := readForgotten(ctx, q)
	if err != nil || len(gone.salts) == 0 {
		return err
	}
	addresses, err := selectAll(ctx, q, scanText, `SELECT email FROM contacts UNION SELECT address FROM deliveries UNION SELECT address FROM suppressions`)
	if err != nil {
		return err
	}
	for _, address := range addresses {
		if address == "" || !gone.has(address) {
			continue
		}
		p, err := findTraces(ctx, q, address)
		if err == nil {
			err = p.findMentions(ctx, q)
		}
		if err == nil {
			err = p.wipe(ctx, q, b.now)
		}
		if err != nil {
			return err
		}
		b.forgot++
	}
	return nil
}

// follow adds to what the journal knows how far those came that were on their way when the engine was killed.
func (b *builder) follow(dir string) error {
	open := make(map[int64]int64)
	for id, f := range b.known.Fates {
		if f.Outcome == nil {
			open[f.Claim.Ledger] = id
		}
	}
	passed, err := passed(dir, open)
	if err != nil {
		return err
	}
	for ledger, p := range passed {
		f := b.known.Fates[open[ledger]]
		o := journal.Outcome{Ledger: ledger, Delivery: f.Claim.Delivery, Campaign: f.Claim.Campaign}
		switch {
		case p.Accepted != nil:
			o.State, o.Counts, o.At, o.Took = string(mailing.Sent), true, f.Claim.At, p.Accepted.Took.Microseconds()
			o.Stage, o.Code, o.Enhanced, o.Text, o.Kind = string(mailing.StageDot), p.Accepted.Code, p.Accepted.Enhanced, p.Accepted.Text, string(mailing.Accepted)
		case !p.HandedOver:
			o.State = string(mailing.Waiting)
			delete(b.known.Claims, ledger)
		default:
			continue // in doubt
		}
		f.Outcome = &o
		b.known.Fates[open[ledger]] = f
	}
	return nil
}

// fates brings forward what the journal knows of deliveries.
func (b *builder) fates(ctx context.Context, q execer) error {
	for id, f := range b.known.Fates {
		if err := b.fate(ctx, q, id, f); err != nil {
			return err
		}
	}
	return nil
}

func (b *builder) fate(ctx context.Context, q execer, id int64, f journal.Fate) error {
	c := f.Claim
	found, state, err := b.find(ctx, q, id, c.Campaign, c.Contact)
	if err != nil {
		return err
	}
	if found == 0 {
		if c.Address == "" {
			return nil // a campaign that was deleted
		}
		if err := b.campaign(ctx, q, c.Campaign); err != nil {
			return err
		}
		if found, err = b.add(ctx, q, id, c); err != nil {
			return err
		}
		state = mailing.Sending
	}
	if state == mailing.Sent {
		return nil
	}
	o := f.Outcome
	if o == nil {
		if state == mailing.InDoubt {
			return nil
		}
		return b.doubt(ctx, q, found)
	}
	to := mailing.DeliveryState(o.State)
	switch to {
	case mailing.Sent:
	case mailing.Waiting, mailing.Failed, mailing.Skipped, mailing.Cancelled:
		if state != mailing.Waiting && state != mailing.Sending {
			return nil // more is known of it
		}
	case mailing.InDoubt:
		if state == mailing.InDoubt {
			return nil
		}
	default:
		return b.doubt(ctx, q, found)
	}
	if _, err := q.ExecContext(ctx, insertAttempt, c.Campaign, found, c.Account, o.At, o.Took, o.Stage, o.Code, o.Enhanced, o.Text, o.HandedOver, o.Kind, o.Scope, o.Permanent); err != nil {
		return err
	}
	return b.become(ctx, q, found, to, f.Tries, o.DueAt, []any{o.Stage, o.Code, o.Enhanced, o.Text, o.HandedOver, o.Kind, o.Scope, o.Permanent})
}

// add writes a delivery that only the journal knows, with its id when that is free: the Message-ID is made of it.
func (b *builder) add(ctx context.Context, q execer, id int64, c journal.Claim) (int64, error) {
	const with = `INTO deliveries (id, campaign_id, contact_id, address, state, changed_at) VALUES (?, ?, nullif(?, 0), ?, 'sending', ?)`
	for _, free := range []any{id, nil} { // without one it gets a new one
		res, err := q.ExecContext(ctx, `INSERT OR IGNORE `+with, free, c.Campaign, c.Contact, c.Address, c.At)
		if err != nil {
			return 0, err
		}
		n, err := res.RowsAffected()
		if err != nil {
			return 0, err
		}
		if n > 0 {
			return res.LastInsertId()
		}
	}
	return 0, fmt.Errorf("%w: delivery %d", mailing.ErrExists, id)
}

// campaign makes a place for the deliveries of a campaign of which nothing else is left.
func (b *builder) campaign(ctx context.Context, q execer, id int64) error {
	name := b.known.Campaigns[id].Name
	if name == "" {
		name = fmt.Sprintf("Campaign %d", id)
	}
	var taken bool
	if err := q.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM campaigns WHERE name = ? AND id <> ?)`, name, id).Scan(&taken); err != nil {
		return err
	}
	if taken {
		name += fmt.Sprintf(" (%d)", id)
	}
	_, err := q.ExecContext(ctx, `INSERT OR IGNORE INTO campaigns (id, uid, name, state, created_at, started_at, finished_at) VALUES (?, ?, ?, 'cancelled', ?, ?, ?)`,
		id, fmt.Sprintf("restored-%d", id), name, millis(b.now), millis(b.now), millis(b.now))
	return err
}

// ledger brings forward what counts against the limits.
func (b *builder) ledger(ctx context.Context, q execer) error {
	for id, c := range b.known.Claims {
		if _, err := q.ExecContext(ctx, `INSERT OR IGNORE INTO ledger (id, account_id, at, test) SELECT ?, ?, ?, ? WHERE EXISTS (SELECT 1 FROM accounts WHERE id = ?)`,
			id, c.Account, c.At, c.Delivery == 0, c.Account); err != nil {
			return err
		}
	}
	// Ids are never given out twice, not those of entries that are gone either.
	_, err := q.ExecContext(ctx, `UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = 'ledger'`, b.known.Reached)
	return err
}

// doubts puts in doubt whatever is not known for sure.
func (b *builder) doubts(ctx context.Context, q execer) error {
	unsure, err := selectAll(ctx, q, scanID, `SELECT id FROM deliveries WHERE state = 'sending'`)
	if err != nil {
		return err
	}
	var more []int64
	switch {
	case !b.known.Complete:
		more, err = selectAll(ctx, q, scanID, `SELECT d.id FROM deliveries d JOIN campaigns c ON c.id = d.campaign_id WHERE d.state = 'waiting' AND c.started_at > 0`)
	case b.known.Torn: // those who were next
		more, err = selectAll(ctx, q, scanID, `SELECT id FROM (SELECT id, row_number() OVER (PARTITION BY campaign_id ORDER BY due_at, id) n FROM deliveries WHERE state = 'waiting')
			WHERE n <= ?`, journal.MostUnsynced)
	}
	if err != nil {
		return err
	}
	for _, id := range slices.Concat(unsure, more) {
		if err := b.doubt(ctx, q, id); err != nil {
			return err
		}
	}
	return nil
}

// tidy removes what belongs to something that is not there.
func (b *builder) tidy(ctx context.Context, q execer) error {
	for _, sql := range []string{
		`DELETE FROM attempts WHERE delivery_id NOT IN (SELECT id FROM deliveries)`,
		`DELETE FROM list_members WHERE contact_id NOT IN (SELECT id FROM contacts) OR list_id NOT IN (SELECT id FROM lists)`,
		`DELETE FROM contact_tags WHERE contact_id NOT IN (SELECT id FROM contacts)`,
		`DELETE FROM campaign_messages WHERE campaign_id NOT IN (SELECT id FROM campaigns)`,
		`DELETE FROM ledger WHERE account_id NOT IN (SELECT id FROM accounts)`,
		`DELETE FROM pulse WHERE campaign_id NOT IN (SELECT id FROM campaigns)`,
		`UPDATE campaigns SET account_id = NULL WHERE account_id NOT IN (SELECT id FROM accounts)`,
		`UPDATE campaigns SET second_id = NULL WHERE second_id NOT IN (SELECT id FROM accounts)`,
		`UPDATE campaigns SET template_id = NULL WHERE template_id NOT IN (SELECT id FROM templates)`,
		`UPDATE deliveries SET ledger_id = NULL WHERE state <> 'sending'`,
	} {
		if _, err := q.ExecContext(ctx, sql); err != nil {
			return err
		}
	}
	return nil
}

// counters counts anew.
func (b *builder) counters(ctx context.Context, q execer) error {
	_, err := q.ExecContext(ctx, `UPDATE campaigns SET (n_waiting, n_sending, n_sent, n_failed, n_in_doubt, n_skipped, n_cancelled) = (
		SELECT coalesce(sum(state = 'waiting'), 0), coalesce(sum(state = 'sending'), 0), coalesce(sum(state = 'sent'), 0), coalesce(sum(state = 'failed'), 0),
			coalesce(sum(state = 'in_doubt'), 0), coalesce(sum(state = 'skipped'), 0), coalesce(sum(state = 'cancelled'), 0)
		FROM deliveries WHERE campaign_id = campaigns.id)`)
	return err
}

// pause lets nothing go on by itself: what the user decided since the copy may be lost.
func (b *builder) pause(ctx context.Context, q execer) error {
	ids, err := selectAll(ctx, q, scanID, `SELECT id FROM campaigns WHERE state IN ('sending', 'scheduled', 'paused') OR state = 'finished' AND n_waiting > 0`)
	if err != nil {
		return err
	}
	for _, id := range ids {
		if _, err := q.ExecContext(ctx, `UPDATE campaigns SET state = 'paused', reason = ?, finished_at = 0 WHERE id = ?`, restoredReason, id); err != nil {
			return err
		}
		if err := finish(ctx, q, id, b.now); err != nil {
			return err
		}
	}
	return q.QueryRowContext(ctx, `SELECT count(*) FROM campaigns WHERE state = 'paused'`).Scan(&b.report.Paused)
}
