package storage

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"evenpost/mailing"
)

const (
	// keptIncidents is how many are kept of all accounts and campaigns; older ones go, some at a time.
	keptIncidents   = 5000
	updatePace      = `UPDATE accounts SET pace = ? WHERE id = ?`
	updateLearned   = `UPDATE accounts SET learned = ? WHERE id = ?`
	updateRests     = `UPDATE accounts SET rests_until = ? WHERE id = ?`
	insertIncident  = `INSERT INTO incidents (at, account_id, campaign_id, what, detail) VALUES (?, ?, ?, ?, ?)`
	selectBurned    = `SELECT campaign_id, state FROM deliveries WHERE id = ? AND state IN ('failed', 'waiting') AND tries > 0`
	forgetTry       = `UPDATE deliveries SET state = 'waiting', tries = tries - 1, due_at = ?1, changed_at = ?1 WHERE id = ?2`
	forgetIncidents = `DELETE FROM incidents WHERE id <= ?`
)

// detail is what an incident says beyond its columns.
type detail struct {
	Reply   mailing.Reply
	Verdict mailing.Verdict
	Until   time.Time          `json:",omitzero"`
	N       int                `json:",omitempty"`
	Name    string             `json:",omitempty"`
	Limit   mailing.Limit      `json:",omitzero"`
	Fault   mailing.InboxFault `json:",omitempty"`
}

// govern writes what the turn says of the account beside its deliveries.
func (t *turn) govern(ask mailing.Turn) error {
	if ask.Pace != nil {
		t.wrote = true
		if _, err := t.q.ExecContext(t.ctx, updatePace, toJSON(*ask.Pace), t.account); err != nil {
			return err
		}
	}
	if ask.Learned != nil {
		t.wrote = true
		learned := *ask.Learned
		learned.Reply.Text = clean(learned.Reply.Text)
		if _, err := t.q.ExecContext(t.ctx, updateLearned, toJSON(learned), t.account); err != nil {
			return err
		}
	}
	if ask.Rests != nil {
		t.wrote = true
		if _, err := t.q.ExecContext(t.ctx, updateRests, millis(*ask.Rests), t.account); err != nil {
			return err
		}
	}
	for _, id := range ask.Again {
		if err := t.again(id); err != nil {
			return err
		}
	}
	for _, e := range ask.Incidents {
		t.wrote = true
		if err := addIncident(t.ctx, t.q, e); err != nil {
			return err
		}
	}
	return nil
}

// again lets a delivery wait once more that failed, or used up a try, for what turned out to be the account's trouble.
func (t *turn) again(id int64) error {
	var campaignID int64
	var state mailing.DeliveryState
	err := t.q.QueryRowContext(t.ctx, selectBurned, id).Scan(&campaignID, &state)
	if errors.Is(err, sql.ErrNoRows) { // the user has done something about it meanwhile
		return nil
	} else if err != nil {
		return err
	}
	if state == mailing.Failed {
		if err := reopenCampaign(t.ctx, t.q, campaignID, mailing.Waiting); errors.Is(err, mailing.ErrWrongState) {
			return nil // cancelled
		} else if err != nil {
			return err
		}
		t.changed.move(campaignID, state, mailing.Waiting, 1)
	}
	t.wrote = true
	_, err = t.q.ExecContext(t.ctx, forgetTry, millis(t.now), id)
	return err
}

// addIncident writes what happened, and now and then forgets what happened longest ago.
func addIncident(ctx context.Context, q execer, e mailing.Incident) error {
	e.Reply.Text = clean(e.Reply.Text)
	id, err := insert(ctx, q, insertIncident, millis(e.At), e.AccountID, e.CampaignID, e.What, toJSON(detail{e.Reply, e.Verdict, e.Until, e.N, clean(e.Name), e.Limit, e.Fault}))
	const atOnce = 100
	if err == nil && id > keptIncidents && id%atOnce == 0 {
		_, err = q.ExecContext(ctx, forgetIncidents, id-keptIncidents)
	}
	return err
}

// Incidents are the latest n of an account and of a campaign, newest first; 0 stands for any.
func (s *Store) Incidents(ctx context.Context, accountID, campaignID int64, n int) ([]mailing.Incident, error) {
	all, err := selectAll(ctx, s.r, scanIncident, `SELECT id, at, account_id, campaign_id, what, detail FROM incidents
		WHERE (?1 = 0 OR account_id = ?1) AND (?2 = 0 OR campaign_id = ?2) ORDER BY id DESC LIMIT ?3`, accountID, campaignID, n)
	return all, wrap(err, "storage: incidents")
}

func scanIncident(row scanner) (e mailing.Incident, err error) {
	var at int64
	var text string
	if err := row.Scan(&e.ID, &at, &e.AccountID, &e.CampaignID, &e.What, &text); err != nil {
		return e, err
	}
	var d detail
	err = parseJSON(text, &d)
	e.At, e.Reply, e.Verdict, e.Until, e.N, e.Name, e.Limit, e.Fault = fromMillis(at), d.Reply, d.Verdict, d.Until, d.N, d.Name, d.Limit, d.Fault
	return e, err
}
