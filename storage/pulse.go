package storage

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"evenpost/mailing"
)

// pulse counts what came out of mails in the minute of a turn: the speed over time.
type pulse map[of]*beat

type of struct{ campaign, account int64 }

type beat struct {
	sent, failed, inDoubt, putBack int
	answers                        int
	took                           time.Duration // of the answers together
}

// add counts an attempt that came out as the state.
func (p pulse) add(of of, state mailing.DeliveryState, a mailing.Attempt) {
	b := p[of]
	if b == nil {
		b = new(beat)
		p[of] = b
	}
	switch state {
	case mailing.Sent:
		b.sent++
	case mailing.Failed:
		b.failed++
	case mailing.InDoubt:
		b.inDoubt++
	case mailing.Waiting:
		b.putBack++
	}
	if a.Reply.Stage == mailing.StageDot && a.Reply.Code != 0 {
		b.answers++
		b.took += a.Took
	}
}

const (
	upsertPulse = `INSERT INTO pulse (campaign_id, minute, account_id, sent, failed, in_doubt, put_back, answers, took_us) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET sent = sent + excluded.sent, failed = failed + excluded.failed, in_doubt = in_doubt + excluded.in_doubt,
			put_back = put_back + excluded.put_back, answers = answers + excluded.answers, took_us = took_us + excluded.took_us`
	selectPulse = `SELECT minute / ?3 * ?3, account_id, sum(sent), sum(failed), sum(in_doubt), sum(put_back) FROM pulse
		WHERE campaign_id = ?1 AND minute >= ?2 / ?3 * ?3 GROUP BY 1, 2 ORDER BY 1, 2`
)

func (p pulse) write(ctx context.Context, q execer, now time.Time) error {
	for of, b := range p {
		if _, err := q.ExecContext(ctx, upsertPulse, of.campaign, minuteOf(now), of.account, b.sent, b.failed, b.inDoubt, b.putBack, b.answers, b.took.Microseconds()); err != nil {
			return err
		}
	}
	return nil
}

func minuteOf(t time.Time) int64 { return t.Unix() / 60 }

// Pulse is what came out of a campaign's mails, account by account and in steps of at least a minute, from the step of
// since on. Steps in which nothing came out are left out.
func (s *Store) Pulse(ctx context.Context, campaignID int64, since time.Time, step time.Duration) ([]mailing.Pulse, error) {
	all, err := selectAll(ctx, s.r, func(row scanner) (p mailing.Pulse, err error) {
		var minute int64
		err = row.Scan(&minute, &p.AccountID, &p.Sent, &p.Failed, &p.InDoubt, &p.PutBack)
		p.Minute = time.Unix(minute*60, 0)
		return p, err
	}, selectPulse, campaignID, max(0, minuteOf(since)), max(1, int64(step/time.Minute)))
	return all, wrap(err, "storage: pulse")
}

const (
	// Far fewer answers than attempts do not make the query slow: it looks at the newest ones alone.
	selectTook = `SELECT took_us, account_id, at FROM (SELECT took_us, account_id, at, stage, code FROM attempts WHERE campaign_id = ?1 ORDER BY id DESC LIMIT 5 * ?2)
		WHERE stage = 'dot' AND code > 0 AND (?3 = 0 OR account_id = ?3) LIMIT ?2`
	selectLastCampaign = `SELECT campaign_id FROM pulse WHERE account_id = ? ORDER BY minute DESC LIMIT 1`
	selectUsual        = `SELECT coalesce(sum(answers), 0), coalesce(sum(took_us), 0) FROM
		(SELECT answers, took_us FROM pulse WHERE account_id = ? AND minute < ? ORDER BY minute DESC LIMIT ?)`

	usualOver   = 1000 // what is usual is what the last minutes of sending were like …
	usualBefore = 30   // … without the last half hour
	usualEnough = 50   // answers, or nothing is said
)

// CampaignAnswers is how long the server took for a campaign's newest n answers.
func (s *Store) CampaignAnswers(ctx context.Context, campaignID int64, n int) (mailing.Answers, error) {
	a, err := s.answers(ctx, campaignID, 0, n)
	return a, wrap(err, "storage: answer times")
}

// AccountAnswers is how long the server took for the newest n answers to an account, in the campaign that it sent last.
func (s *Store) AccountAnswers(ctx context.Context, accountID int64, n int) (mailing.Answers, error) {
	campaignID, err := scanID(s.r.QueryRowContext(ctx, selectLastCampaign, accountID))
	if errors.Is(err, sql.ErrNoRows) {
		return mailing.Answers{}, nil
	}
	var a mailing.Answers
	if err == nil {
		a, err = s.answers(ctx, campaignID, accountID, n)
	}
	return a, wrap(err, "storage: answer times")
}

func (s *Store) answers(ctx context.Context, campaignID, accountID int64, n int) (mailing.Answers, error) {
	var newest int64
	took, err := selectAll(ctx, s.r, func(row scanner) (time.Duration, error) {
		var us, account, at int64
		err := row.Scan(&us, &account, &at)
		if newest == 0 {
			accountID, newest = account, minuteOf(fromMillis(at)) // of a campaign that two accounts share, the one that sent last
		}
		return time.Duration(us) * time.Microsecond, err
	}, selectTook, campaignID, n, accountID)
	if err != nil || len(took) == 0 {
		return mailing.Answers{}, err
	}
	var answers, us int64
	if err := s.r.QueryRowContext(ctx, selectUsual, accountID, newest-usualBefore, usualOver).Scan(&answers, &us); err != nil {
		return mailing.Answers{}, err
	}
	usual := time.Duration(0)
	if answers >= usualEnough {
		usual = time.Duration(us/answers) * time.Microsecond
	}
	return mailing.NewAnswers(took, usual), nil
}
