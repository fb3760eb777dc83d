package storage

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"evenpost/mailing"
)

const campaignColumns = `c.id, c.uid, c.name, coalesce(c.template_id, 0), coalesce(c.account_id, 0), coalesce(c.second_id, 0), c.sharing, c.audience, c.not_bulk, c.start_at, c.state, c.reason,
	c.n_waiting, c.n_sending, c.n_sent, c.n_failed, c.n_in_doubt, c.n_skipped, c.n_cancelled, c.created_at, c.started_at, c.finished_at`

func campaignFields(c *mailing.Campaign, audience *string, startAt, createdAt, startedAt, finishedAt *int64) []any {
	n := &c.Counts
	return []any{
		&c.ID, &c.UID, &c.Name, &c.TemplateID, &c.AccountID, &c.SecondID, &c.Sharing, audience, &c.NotBulk, startAt, &c.State, &c.Reason,
		&n.Waiting, &n.Sending, &n.Sent, &n.Failed, &n.InDoubt, &n.Skipped, &n.Cancelled, createdAt, startedAt, finishedAt,
	}
}

// scanCampaign reads campaignColumns, and after them as much of the message as the query names.
func scanCampaign(row scanner, c *mailing.Campaign, message ...any) error {
	var audience string
	var startAt, createdAt, startedAt, finishedAt int64
	if err := row.Scan(append(campaignFields(c, &audience, &startAt, &createdAt, &startedAt, &finishedAt), message...)...); err != nil {
		return err
	}
	c.StartAt, c.CreatedAt, c.StartedAt, c.FinishedAt = fromMillis(startAt), fromMillis(createdAt), fromMillis(startedAt), fromMillis(finishedAt)
	n := &c.Counts
	n.Total = n.Waiting + n.Sending + n.Sent + n.Failed + n.InDoubt + n.Skipped + n.Cancelled
	return json.Unmarshal([]byte(audience), &c.Audience)
}

// CreateCampaign keeps a new draft and gives it its UID. The error wraps ErrExists when the name is taken.
func (s *Store) CreateCampaign(ctx context.Context, c mailing.Campaign) (id int64, err error) {
	if err = checkName(c.Name); err == nil {
		err = s.inTx(ctx, func(q execer) error {
			id, err = insert(ctx, q, `INSERT INTO campaigns (uid, name, template_id, account_id, second_id, sharing, audience, not_bulk, start_at, state, created_at)
				VALUES (?, ?, nullif(?, 0), nullif(?, 0), nullif(?, 0), ?, ?, ?, ?, ?, ?)`,
				rand.Text(), c.Name, c.TemplateID, c.AccountID, c.SecondID, c.Sharing, toJSON(c.Audience), c.NotBulk, millis(c.StartAt), mailing.Draft, millis(time.Now()))
			return err
		})
	}
	return id, wrap(err, "storage: create campaign")
}

// UpdateCampaign changes a draft. The error wraps ErrWrongState for any other campaign.
func (s *Store) UpdateCampaign(ctx context.Context, c mailing.Campaign) error {
	err := checkName(c.Name)
	if err == nil {
		err = s.inTx(ctx, func(q execer) error {
			if _, err := campaignIn(ctx, q, c.ID, mailing.Draft); err != nil {
				return err
			}
			_, err := q.ExecContext(ctx, `UPDATE campaigns SET name = ?, template_id = nullif(?, 0), account_id = nullif(?, 0), second_id = nullif(?, 0), sharing = ?, audience = ?, not_bulk = ?, start_at = ? WHERE id = ?`,
				c.Name, c.TemplateID, c.AccountID, c.SecondID, c.Sharing, toJSON(c.Audience), c.NotBulk, millis(c.StartAt), c.ID)
			return err
		})
	}
	return wrap(err, "storage: update campaign")
}

// DeleteCampaign deletes a campaign that is a draft, finished or cancelled, with all its deliveries. What it used up of
// the account's limits stays in the ledger.
func (s *Store) DeleteCampaign(ctx context.Context, id int64) error {
	err := s.inTx(ctx, func(q execer) error {
		c, err := campaignIn(ctx, q, id, mailing.Draft, mailing.Finished, mailing.CampaignCancelled)
		if err != nil {
			return err
		}
		if c.Counts.Sending > 0 {
			return fmt.Errorf("%w: mails of %q are on their way", mailing.ErrWrongState, c.Name)
		}
		_, err = q.ExecContext(ctx, `DELETE FROM campaigns WHERE id = ?`, id)
		return err
	})
	return wrap(err, "storage: delete campaign")
}

// Campaign is a campaign with its message. The error wraps ErrNotFound.
func (s *Store) Campaign(ctx context.Context, id int64) (mailing.Campaign, error) {
	c, err := campaign(ctx, s.r, id)
	return c, wrap(err, "storage: campaign")
}

// CampaignByName finds a campaign by its name, upper or lower case. The error wraps ErrNotFound.
func (s *Store) CampaignByName(ctx context.Context, name string) (mailing.Campaign, error) {
	id, err := scanID(s.r.QueryRowContext(ctx, `SELECT id FROM campaigns WHERE name = ?`, name))
	var c mailing.Campaign
	if err == nil {
		c, err = campaign(ctx, s.r, id)
	}
	return c, wrap(err, fmt.Sprintf("storage: campaign %q", name))
}

// Campaigns lists all campaigns, newest first. Of their messages they have the subject alone.
func (s *Store) Campaigns(ctx context.Context) ([]mailing.Campaign, error) {
	all, err := selectAll(ctx, s.r, func(row scanner) (c mailing.Campaign, err error) {
		return c, scanCampaign(row, &c, &c.Message.Subject)
	}, `SELECT `+campaignColumns+`, coalesce(m.subject, '') FROM campaigns c LEFT JOIN campaign_messages m ON m.campaign_id = c.id ORDER BY c.id DESC`)
	return all, wrap(err, "storage: campaigns")
}

func campaign(ctx context.Context, q execer, id int64) (c mailing.Campaign, err error) {
	if c, err = campaignWithoutMessage(ctx, q, id); err != nil {
		return c, err
	}
	c.Message, err = campaignMessage(ctx, q, id)
	return c, err
}

const selectCampaign = `SELECT ` + campaignColumns + ` FROM campaigns c WHERE c.id = ?`

func campaignWithoutMessage(ctx context.Context, q execer, id int64) (c mailing.Campaign, err error) {
	return c, scanCampaign(q.QueryRowContext(ctx, selectCampaign, id), &c)
}

const selectCampaignMessage = `SELECT subject, preheader, body, format FROM campaign_messages WHERE campaign_id = ?`

// campaignMessage is the frozen message, empty before the campaign has started.
func campaignMessage(ctx context.Context, q execer, id int64) (m mailing.Message, err error) {
	err = q.QueryRowContext(ctx, selectCampaignMessage, id).Scan(&m.Subject, &m.Preheader, &m.Body, &m.Format)
	if errors.Is(err, sql.ErrNoRows) {
		return m, nil
	}
	return m, err
}

// campaignIn reads a campaign, without its message, that must be in one of the states.
func campaignIn(ctx context.Context, q execer, id int64, states ...mailing.CampaignState) (mailing.Campaign, error) {
	c, err := campaignWithoutMessage(ctx, q, id)
	if err != nil {
		return c, err
	}
	for _, s := range states {
		if c.State == s {
			return c, nil
		}
	}
	return c, fmt.Errorf("%w: campaign %q is %s", mailing.ErrWrongState, c.Name, c.State)
}

// setCampaignState is the only place that changes it, but for finish. What people are to read of it is written with it.
func setCampaignState(ctx context.Context, q execer, c mailing.Campaign, to mailing.CampaignState, reason string) error {
	if !c.State.CanBecome(to) {
		return fmt.Errorf("%w: campaign %q is %s and cannot become %s", mailing.ErrWrongState, c.Name, c.State, to)
	}
	if _, err := q.ExecContext(ctx, `UPDATE campaigns SET state = ?, reason = ? WHERE id = ?`, to, reason, c.ID); err != nil {
		return err
	}
	e := mailing.Incident{At: time.Now(), AccountID: c.AccountID, CampaignID: c.ID, Name: reason}
	switch {
	case to == mailing.Paused:
		e.What = mailing.CampaignPaused
	case to == mailing.CampaignCancelled:
		e.What = mailing.CampaignGivenUp
	case to == mailing.CampaignSending && c.StartedAt.IsZero():
		e.What = mailing.CampaignBegan
	case c.State == mailing.Paused:
		e.What = mailing.CampaignResumed
	default: // it was put on the calendar, or opened again: what was done says so itself
		return nil
	}
	return addIncident(ctx, q, e)
}

func checkName(name string) error {
	if strings.TrimSpace(name) == "" {
		return fmt.Errorf("%w: it needs a name", mailing.ErrInvalid)
	}
	return nil
}

// insert runs an INSERT of one row and returns its id.
func insert(ctx context.Context, q execer, query string, args ...any) (int64, error) {
	res, err := q.ExecContext(ctx, query, args...)
	if err != nil {
		return 0, err
	}
	return res.LastInsertId()
}
