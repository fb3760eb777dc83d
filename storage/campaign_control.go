package storage

import (
	"context"
	"time"

	"evenpost/mailing"
)

// PauseCampaign stops a campaign from claiming anything, at once. Mails that are on their way come out as they do. The
// reason is empty when it was the user. The error wraps ErrWrongState.
func (s *Store) PauseCampaign(ctx context.Context, id int64, reason string) error {
	err := s.inTx(ctx, func(q execer) error {
		c, err := campaignIn(ctx, q, id, mailing.CampaignSending, mailing.Scheduled)
		if err != nil {
			return err
		}
		return setCampaignState(ctx, q, c, mailing.Paused, reason)
	})
	return wrap(err, "storage: pause campaign")
}

// ResumeCampaign lets a paused campaign go on: sending, or waiting for its time when that is still to come.
func (s *Store) ResumeCampaign(ctx context.Context, id int64) error {
	now := time.Now()
	err := s.inTx(ctx, func(q execer) error {
		c, err := campaignIn(ctx, q, id, mailing.Paused)
		switch {
		case err != nil:
			return err
		case c.StartedAt.IsZero() && c.StartAt.After(now):
			return setCampaignState(ctx, q, c, mailing.Scheduled, "")
		case c.StartedAt.IsZero():
			return s.begin(ctx, q, c, now)
		}
		if err := setCampaignState(ctx, q, c, mailing.CampaignSending, ""); err != nil {
			return err
		}
		return finish(ctx, q, id, now)
	})
	return wrap(err, "storage: resume campaign")
}

// CancelCampaign ends a campaign for good. Nothing of it is claimed from the moment of the first commit; its waiting
// deliveries are then marked slice by slice, so that nobody else waits while there are a million of them. What ctx or a
// power cut leaves unmarked is marked by FillCampaigns.
func (s *Store) CancelCampaign(ctx context.Context, id int64) error {
	more := false
	next := func(q execer) (err error) {
		more, err = s.cancelSlice(ctx, q, id, time.Now())
		return err
	}
	err := s.inTx(ctx, func(q execer) error {
		c, err := campaignIn(ctx, q, id, mailing.CampaignSending, mailing.Scheduled, mailing.Paused)
		if err != nil {
			return err
		}
		if err := setCampaignState(ctx, q, c, mailing.CampaignCancelled, ""); err != nil {
			return err
		}
		if _, err := q.ExecContext(ctx, `UPDATE campaigns SET finished_at = ? WHERE id = ?`, millis(time.Now()), id); err != nil {
			return err
		}
		return next(q)
	})
	for err == nil && more && ctx.Err() == nil {
		err = s.inTx(ctx, next)
	}
	return wrap(err, "storage: cancel campaign")
}

// cancelSlice marks the next waiting deliveries of a cancelled campaign.
func (s *Store) cancelSlice(ctx context.Context, q execer, id int64, now time.Time) (more bool, err error) {
	res, err := q.ExecContext(ctx, `UPDATE deliveries SET state = 'cancelled', changed_at = ?
		WHERE id IN (SELECT id FROM deliveries INDEXED BY deliveries_due WHERE campaign_id = ? AND state = 'waiting' LIMIT ?)`, millis(now), id, s.slice)
	if err != nil {
		return false, err
	}
	n, err := res.RowsAffected()
	if err != nil {
		return false, err
	}
	changed := deltas{}
	changed.move(id, mailing.Waiting, mailing.Cancelled, int(n))
	return n == int64(s.slice), changed.apply(ctx, q, now)
}
