package storage

import (
	"context"
	"errors"
	"fmt"
	"time"

	"evenpost/mailing"
	"evenpost/storage/journal"
)

// usualSlice is some milliseconds of work, the commit included: the first mail of a campaign to a million is on its way as soon as one of a
// hundred, and nobody else waits long for the writer.
const usualSlice = 1000

// StartCampaign freezes the message and starts a draft: at once, with the first deliveries written (FillCampaigns writes
// the rest), or by StartScheduled when its time is later than now. The error wraps ErrNoRecipients or ErrWrongState.
func (s *Store) StartCampaign(ctx context.Context, id int64, msg mailing.Message, now time.Time) error {
	err := s.inTx(ctx, func(q execer) error {
		c, err := campaignIn(ctx, q, id, mailing.Draft)
		if err != nil {
			return err
		}
		if c.AccountID == 0 {
			return fmt.Errorf("%w: campaign %q has no account to send with", mailing.ErrInvalid, c.Name)
		}
		if _, err := q.ExecContext(ctx, `INSERT OR REPLACE INTO campaign_messages (campaign_id, subject, preheader, body, format) VALUES (?, ?, ?, ?, ?)`,
			id, msg.Subject, msg.Preheader, msg.Body, msg.Format); err != nil {
			return err
		}
		if !c.StartAt.After(now) {
			return s.begin(ctx, q, c, now)
		}
		if yes, err := anyoneIn(ctx, q, c.Audience); err != nil {
			return err
		} else if !yes {
			return nobody(c)
		}
		return setCampaignState(ctx, q, c, mailing.Scheduled, "")
	})
	return wrap(err, "storage: start campaign")
}

func nobody(c mailing.Campaign) error {
	return fmt.Errorf("%w: campaign %q", mailing.ErrNoRecipients, c.Name)
}

// begin turns a campaign that has no deliveries yet to sending. Its audience is who is in it now: contacts have
// ascending ids, so the highest one there is ends it.
func (s *Store) begin(ctx context.Context, q execer, c mailing.Campaign, now time.Time) error {
	if err := setCampaignState(ctx, q, c, mailing.CampaignSending, ""); err != nil {
		return err
	}
	var note journal.Batch
	note.Campaign(journal.Campaign{ID: c.ID, Account: c.AccountID, Name: c.Name})
	if err := s.journal.Write(&note); err != nil {
		return err
	}
	if _, err := q.ExecContext(ctx, `UPDATE campaigns SET started_at = ?, filled_to = 0, fill_end = (SELECT coalesce(max(id), 0) FROM contacts) WHERE id = ?`, millis(now), c.ID); err != nil {
		return err
	}
	// Usually one slice; more when everyone in the first ones is suppressed.
	for {
		waiting, more, err := s.fillSlice(ctx, q, c, now)
		switch {
		case err != nil:
			return err
		case waiting > 0:
			return nil
		case !more:
			return nobody(c)
		}
	}
}

// fillSlice writes the next deliveries of a campaign. It says how many of them wait, and whether there are more.
func (s *Store) fillSlice(ctx context.Context, q execer, c mailing.Campaign, now time.Time) (waiting int, more bool, err error) {
	var from, end int64
	if err := q.QueryRowContext(ctx, `SELECT filled_to, fill_end FROM campaigns WHERE id = ?`, c.ID).Scan(&from, &end); err != nil {
		return 0, false, err
	}
	found, err := lookUp(ctx, q, c.Audience)
	if err != nil {
		return 0, false, err
	}
	ids, args := audienceQuery(found, from, end, s.slice)
	args = append([]any{c.ID, millis(now)}, args...)
	if _, err := q.ExecContext(ctx, `INSERT INTO deliveries (campaign_id, changed_at, contact_id, address, state, stage, text)
		SELECT ?, ?, k.id, k.email, CASE WHEN x.address_key IS NULL THEN 'waiting' ELSE 'skipped' END,
			CASE WHEN x.address_key IS NULL THEN '' ELSE 'compose' END, CASE WHEN x.address_key IS NULL THEN '' ELSE '`+suppressedText+`' END
		FROM (`+ids+`) a CROSS JOIN contacts k ON k.id = a.id LEFT JOIN suppressions x ON x.address_key = k.email_key ORDER BY k.id`, args...); err != nil {
		return 0, false, err
	}
	var written, skipped int
	var last int64
	if err := q.QueryRowContext(ctx, `SELECT count(*), coalesce(sum(state = 'skipped'), 0), coalesce(max(contact_id), 0) FROM deliveries WHERE campaign_id = ? AND contact_id > ?`, c.ID, from).
		Scan(&written, &skipped, &last); err != nil {
		return 0, false, err
	}
	if written < s.slice {
		last = end
	}
	if _, err := q.ExecContext(ctx, `UPDATE campaigns SET filled_to = ? WHERE id = ?`, last, c.ID); err != nil {
		return 0, false, err
	}
	changed := deltas{}
	changed.add(c.ID, mailing.Waiting, written-skipped)
	changed.add(c.ID, mailing.Skipped, skipped)
	return written - skipped, last < end, changed.apply(ctx, q, now)
}

// FillCampaigns does one slice of what is still to be written: the deliveries of a campaign that has started, or the
// rest of a cancelled one. more says that it is to be called again. A program that ends in between loses nothing.
func (s *Store) FillCampaigns(ctx context.Context) (more bool, err error) {
	unfinished := func(q execer) ([]int64, error) {
		return selectAll(ctx, q, scanID, `SELECT id FROM campaigns
			WHERE state IN ('sending', 'paused') AND filled_to < fill_end OR state = 'cancelled' AND n_waiting > 0 ORDER BY id`)
	}
	// Asked of a reader first: the engine calls this often, and nearly always there is nothing to do.
	ids, err := unfinished(s.r)
	if err != nil || len(ids) == 0 {
		return false, wrap(err, "storage: fill campaigns")
	}
	err = s.inTx(ctx, func(q execer) error {
		if ids, err = unfinished(q); err != nil || len(ids) == 0 {
			return err
		}
		c, err := campaignWithoutMessage(ctx, q, ids[0])
		if err != nil {
			return err
		}
		if c.State == mailing.CampaignCancelled {
			more, err = s.cancelSlice(ctx, q, c.ID, time.Now())
		} else {
			_, more, err = s.fillSlice(ctx, q, c, time.Now())
		}
		more = more || len(ids) > 1
		return err
	})
	if more {
		s.traffic.went(s.slice, time.Now()) // mails go out next
	}
	return more, wrap(err, "storage: fill campaigns")
}

// StartScheduled starts the campaigns whose time has come. One that has nobody to go to any more is paused with the
// reason, for the user to see.
func (s *Store) StartScheduled(ctx context.Context, now time.Time) (started int, err error) {
	ids, err := selectAll(ctx, s.r, scanID, `SELECT id FROM campaigns WHERE state = 'scheduled' AND start_at <= ? ORDER BY start_at, id`, millis(now))
	if err != nil {
		return 0, wrap(err, "storage: start scheduled campaigns")
	}
	for _, id := range ids {
		err = s.startScheduled(ctx, id, now)
		switch {
		case err == nil:
			started++
		case errors.Is(err, mailing.ErrNoRecipients):
			err = s.PauseCampaign(ctx, id, "There is nobody to send to.")
		}
		if err != nil && !errors.Is(err, mailing.ErrWrongState) && !errors.Is(err, mailing.ErrNotFound) { // these: somebody else was quicker
			return started, wrap(err, "storage: start scheduled campaigns")
		}
	}
	return started, nil
}

func (s *Store) startScheduled(ctx context.Context, id int64, now time.Time) error {
	return s.inTx(ctx, func(q execer) error {
		c, err := campaignIn(ctx, q, id, mailing.Scheduled)
		if err != nil {
			return err
		}
		return s.begin(ctx, q, c, now)
	})
}
