package storage

import (
	"context"
	"time"

	"evenpost/mailing"
)

// deltas are changes of campaigns' counters, collected while deliveries change and written in the same transaction.
type deltas map[int64]*mailing.Counts

func (d deltas) add(campaignID int64, state mailing.DeliveryState, n int) {
	if d[campaignID] == nil {
		d[campaignID] = new(mailing.Counts)
	}
	d[campaignID].Add(state, n)
}

func (d deltas) move(campaignID int64, from, to mailing.DeliveryState, n int) {
	d.add(campaignID, from, -n)
	d.add(campaignID, to, n)
}

const (
	updateCounters = `UPDATE campaigns SET n_waiting = n_waiting + ?, n_sending = n_sending + ?, n_sent = n_sent + ?, n_failed = n_failed + ?,
		n_in_doubt = n_in_doubt + ?, n_skipped = n_skipped + ?, n_cancelled = n_cancelled + ? WHERE id = ?`
	finishCampaign = `UPDATE campaigns SET state = 'finished', reason = '', finished_at = ?
		WHERE id = ? AND state IN ('sending', 'paused') AND started_at > 0 AND filled_to >= fill_end AND n_waiting = 0 AND n_sending = 0`
)

// apply writes the counters, and finishes the campaigns that have nothing left to do.
func (d deltas) apply(ctx context.Context, q execer, now time.Time) error {
	for id, n := range d {
		if _, err := q.ExecContext(ctx, updateCounters, n.Waiting, n.Sending, n.Sent, n.Failed, n.InDoubt, n.Skipped, n.Cancelled, id); err != nil {
			return err
		}
		if n.Waiting > 0 || n.Sending > 0 {
			continue
		}
		if err := finish(ctx, q, id, now); err != nil {
			return err
		}
	}
	return nil
}

func finish(ctx context.Context, q execer, campaignID int64, now time.Time) error {
	res, err := q.ExecContext(ctx, finishCampaign, millis(now), campaignID)
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return err
	}
	c, err := campaignWithoutMessage(ctx, q, campaignID)
	if err != nil {
		return err
	}
	return addIncident(ctx, q, mailing.Incident{At: now, AccountID: c.AccountID, CampaignID: c.ID, What: mailing.CampaignEnded, N: c.Counts.Sent})
}

// tally counts what came out of mails, by quarters of an hour, for the picture of the last days.
type tally struct{ sent, failed, inDoubt int }

func (t *tally) add(state mailing.DeliveryState) {
	switch state {
	case mailing.Sent:
		t.sent++
	case mailing.Failed:
		t.failed++
	case mailing.InDoubt:
		t.inDoubt++
	}
}

const (
	quarter      = 15 * time.Minute // every time zone's midnight falls on one
	upsertTally  = `INSERT INTO tally (quarter, sent, failed, in_doubt) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET sent = sent + excluded.sent, failed = failed + excluded.failed, in_doubt = in_doubt + excluded.in_doubt`
	selectTally  = `SELECT coalesce(sum(sent), 0), coalesce(sum(failed), 0), coalesce(sum(in_doubt), 0) FROM tally WHERE quarter >= ? AND quarter < ?`
	daysAtOneAsk = 3660
)

func (t tally) write(ctx context.Context, q execer, now time.Time) error {
	if t == (tally{}) {
		return nil
	}
	_, err := q.ExecContext(ctx, upsertTally, now.UnixMilli()/quarter.Milliseconds(), t.sent, t.failed, t.inDoubt)
	return err
}

// Day is what came out of the mails of one day: as it was seen then, whatever was done about it later.
type Day struct {
	Day                   time.Time // its midnight
	Sent, Failed, InDoubt int
}

// Days is n days in the zone, beginning with the day of from.
func (s *Store) Days(ctx context.Context, from time.Time, n int, zone *time.Location) ([]Day, error) {
	days := make([]Day, 0, max(0, min(n, daysAtOneAsk)))
	y, m, d := from.In(zone).Date()
	for i := range cap(days) {
		day := Day{Day: time.Date(y, m, d+i, 0, 0, 0, 0, zone)}
		end := time.Date(y, m, d+i+1, 0, 0, 0, 0, zone)
		row := s.r.QueryRowContext(ctx, selectTally, day.Day.UnixMilli()/quarter.Milliseconds(), end.UnixMilli()/quarter.Milliseconds())
		if err := row.Scan(&day.Sent, &day.Failed, &day.InDoubt); err != nil {
			return nil, wrap(err, "storage: days")
		}
		days = append(days, day)
	}
	return days, nil
}
