package storage

import (
	"context"
	"time"

	"evenpost/mailing"
)

const (
	selectLoads = `SELECT id, n_waiting FROM campaigns WHERE state = 'sending' AND (account_id = ?1 OR second_id = ?1) ORDER BY id`
	// While a campaign is written more may wait than do so far.
	selectServed = `SELECT id, coalesce(account_id, 0), coalesce(second_id, 0), sharing, n_waiting + max(0, fill_end - filled_to) FROM campaigns
		WHERE state = 'sending' AND n_waiting > 0 AND (account_id = ?1 OR second_id = ?1 AND sharing = 'shares') ORDER BY id`
	// Further tries lie minutes to hours ahead: by the minute is fine enough for a forecast.
	selectLater = `SELECT due_at / 60000 * 60000, count(*) FROM deliveries INDEXED BY deliveries_due
		WHERE campaign_id = ? AND state = 'waiting' AND due_at > ? GROUP BY due_at / 60000 ORDER BY 1`
)

// Loads is what the running campaigns of an account have still to send, those that it helps with among them.
func (s *Store) Loads(ctx context.Context, accountID int64, now time.Time) ([]mailing.Load, error) {
	const doing = "storage: what waits"
	all, err := selectAll(ctx, s.r, func(row scanner) (l mailing.Load, err error) {
		err = row.Scan(&l.CampaignID, &l.N)
		return l, err
	}, selectLoads, accountID)
	if err != nil {
		return nil, wrap(err, doing)
	}
	for i := range all {
		all[i].Later, err = selectAll(ctx, s.r, func(row scanner) (d mailing.Due, err error) {
			var ms int64
			err = row.Scan(&ms, &d.N)
			d.At = time.UnixMilli(ms)
			return d, err
		}, selectLater, all[i].CampaignID, millis(now))
		if err != nil {
			return nil, wrap(err, doing)
		}
	}
	return all, nil
}

// Serving are the running campaigns that an account sends, or helps to send from the beginning: who else sends them, and at
// most how many wait. The rest of a campaign is left out.
func (s *Store) Serving(ctx context.Context, accountID int64) ([]mailing.Campaign, error) {
	all, err := selectAll(ctx, s.r, func(row scanner) (c mailing.Campaign, err error) {
		err = row.Scan(&c.ID, &c.AccountID, &c.SecondID, &c.Sharing, &c.Counts.Waiting)
		return c, err
	}, selectServed, accountID)
	return all, wrap(err, "storage: what is sent")
}
