package storage

import (
	"context"
	"time"

	"evenpost/mailing"
)

const (
	// keptIncidents is how many are kept of all accounts and campaigns; older ones go, some at a time.
	keptIncidents   = 5000
	updatePace      = `UPDATE accounts SET pace = ? WHERE id = ?`
	updateLearned   = `UPDATE accounts SET learned = ? WHERE id = ?`
	insertIncident  = `INSERT INTO incidents (at, account_id, campaign_id, what, detail) VALUES (?, ?, ?, ?, ?)`
	forgetIncidents = `DELETE FROM incidents WHERE id <= ?`
)

// detail is what an incident says beyond its columns.
type detail struct {
	Reply   mailing.Reply
	Verdict mailing.Verdict
	Until   time.Time     `json:",omitzero"`
	N       int           `json:",omitempty"`
	Name    string        `json:",omitempty"`
	Limit   mailing.Limit `json:",omitzero"`
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
	for _, e := range ask.Incidents {
		t.wrote = true
		if err := addIncident(t.ctx, t.q, e); err != nil {
			return err
		}
	}
	return nil
}

// addIncident writes what happened, and now and then forgets what happened longest ago.
func addIncident(ctx context.Context, q execer, e mailing.Incident) error {
	e.Reply.Text = clean(e.Reply.Text)
	id, err := insert(ctx, q, insertIncident, millis(e.At), e.AccountID, e.CampaignID, e.What, toJSON(detail{e.Reply, e.Verdict, e.Until, e.N, clean(e.Name), e.Limit}))
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
	e.At, e.Reply, e.Verdict, e.Until, e.N, e.Name, e.Limit = fromMillis(at), d.Reply, d.Verdict, d.Until, d.N, d.Name, d.Limit
	return e, err
}
