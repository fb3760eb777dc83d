package storage

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"evenpost/mailing"
)

const (
	selectAnswered = `SELECT d.id, d.campaign_id, coalesce(d.contact_id, 0), d.address, d.state FROM deliveries d WHERE d.id = ?`
	insertAnswer   = `INSERT OR IGNORE INTO answers (account_id, message, uid, kind, at, campaign_id, delivery_id, contact_id, address, sender, excerpt,
		code, enhanced, text, verdict, scope, permanent) VALUES (?, ?, ?, ?, ?, nullif(?, 0), nullif(?, 0), nullif(?, 0), ?, ?, ?, ?, ?, ?, ?, ?, ?)`
	selectHandedBy = `SELECT id, account_id FROM attempts WHERE delivery_id = ? AND stage <> 'bounce' ORDER BY id DESC LIMIT 1`
)

// errUnsettled is about an answer to a mail of which it is not written yet that it went out: the other server was quicker than
// our own books.
var errUnsettled = errors.New("a mail that came back is not settled yet")

// TakeAnswers keeps what is new among the arrivals, and does what follows from it: a delivery that came back has failed, an
// address that does not exist, or whose owner asked for it, is never mailed again. With how far the mailbox has been read it is
// one commit, so every mail is taken once, also when its server numbers its mails anew. What names no mail of ours, and no
// person who is known, changes nothing. upTo is how far it came: before an answer that is too early it stops, and the next look
// at the mailbox begins with that one.
func (s *Store) TakeAnswers(ctx context.Context, accountID int64, g mailing.Gathered, now time.Time) (counts mailing.AnswerCounts, upTo uint32, err error) {
	wanted := make(map[mailing.MessageKey]bool)
	for _, a := range g.Arrivals {
		for _, name := range a.Names {
			if key, ok := mailing.ParseMessageID(name); ok {
				wanted[key] = true
			}
		}
	}
	messages, err := findMessages(ctx, s.r, wanted)
	if err != nil {
		return counts, 0, wrap(err, "storage: answers")
	}
	err = s.inTx(ctx, func(q execer) error {
		t := taking{Store: s, account: accountID, messages: messages, now: now, changed: deltas{}, told: make(map[ofCampaign]int)}
		for _, a := range g.Arrivals {
			err := t.take(ctx, q, a)
			if errors.Is(err, errUnsettled) {
				g.Mark.UID, g.Mark.ReadAt = a.UID-1, time.Time{}
				break
			} else if err != nil {
				return err
			}
		}
		counts = t.counts
		return errors.Join(t.changed.apply(ctx, q, now), t.tell(ctx, q), t.breakers(ctx, q), markRead(ctx, q, accountID, g.Mark, now))
	})
	if err != nil {
		return mailing.AnswerCounts{}, 0, wrap(err, "storage: answers")
	}
	return counts, g.Mark.UID, nil
}

// taking is one call of TakeAnswers.
type taking struct {
	*Store
	account  int64
	messages map[mailing.MessageKey]int64
	now      time.Time
	counts   mailing.AnswerCounts
	changed  deltas
	told     map[ofCampaign]int
	bounced  []bounced
}

// ofCampaign is what there is an incident about.
type ofCampaign struct {
	campaign int64
	what     mailing.IncidentKind
}

// bounced is a delivery to an address that does not exist, as it was handed over.
type bounced struct {
	campaign, account, attempt int64
	reply                      mailing.Reply
}

// take keeps one answer.
func (t *taking) take(ctx context.Context, q execer, a mailing.Arrival) error {
	state, known, err := t.recognise(ctx, q, &a)
	if err != nil || !known {
		return err
	}
	if a.Kind == mailing.AnswerBounce && state == mailing.Sending {
		return errUnsettled
	}
	a.Reply.Text = clean(a.Reply.Text)
	res, err := q.ExecContext(ctx, insertAnswer, t.account, a.Key, a.UID, a.Kind, millis(a.At), a.CampaignID, a.DeliveryID, a.ContactID, a.Address, clean(a.From),
		clean(a.Excerpt), a.Reply.Code, a.Reply.Enhanced, a.Reply.Text, a.Verdict.Kind, a.Verdict.Scope, a.Verdict.Permanent)
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return err // it was taken before
	}
	t.counts.Add(a.Kind, 1)
	follows := a.Follow(state, a.About)
	if follows.Fails {
		if err := t.fail(ctx, q, a.Answer, state); err != nil {
			return err
		}
	}
	if follows.Suppress != "" {
		n, err := t.suppressAll(ctx, q, []mailing.Suppression{{Address: a.Address, Reason: follows.Suppress, Note: noteOn(a.Answer), At: t.now}})
		if err != nil {
			return err
		}
		t.counts.Suppressed += n
	}
	if what := incidentOf(a.Kind); what != "" {
		t.told[ofCampaign{a.CampaignID, what}]++
	}
	return nil
}

// noteOn is what stands beside an address that is never mailed any more.
func noteOn(a mailing.Answer) string {
	const most = 200
	if a.Kind != mailing.AnswerBounce {
		return ""
	}
	if r := []rune(a.Reply.Text); len(r) > most {
		return string(r[:most]) + "…"
	}
	return a.Reply.Text
}

func incidentOf(k mailing.AnswerKind) mailing.IncidentKind {
	switch k {
	case mailing.AnswerReply:
		return mailing.Answered
	case mailing.AnswerBounce:
		return mailing.CameBack
	case mailing.AnswerUnsubscribe:
		return mailing.OptedOut
	case mailing.AnswerComplaint:
		return mailing.CalledItSpam
	case mailing.AnswerAuto, mailing.AnswerDelayed:
	}
	return ""
}

// recognise finds out what an answer is about: by a Message-ID of ours, never by who seems to have written it. Somebody who
// wants no more mailings is also known by the address in the subject, which our own link to opt out puts there.
func (t *taking) recognise(ctx context.Context, q execer, a *mailing.Arrival) (state mailing.DeliveryState, known bool, err error) {
	for _, name := range a.Names {
		key, ok := mailing.ParseMessageID(name)
		if !ok || t.messages[key] == 0 {
			continue
		}
		err := q.QueryRowContext(ctx, selectAnswered, t.messages[key]).Scan(&a.DeliveryID, &a.CampaignID, &a.ContactID, &a.Address, &state)
		if errors.Is(err, sql.ErrNoRows) {
			continue // its campaign was deleted
		}
		return state, err == nil && a.Address != "", err // without an address: somebody who was forgotten
	}
	if a.Kind != mailing.AnswerUnsubscribe || len(a.About) == 0 {
		return "", false, nil
	}
	a.Address = a.About[0]
	err = q.QueryRowContext(ctx, `SELECT id FROM contacts WHERE email_key = ?`, addressKey(a.Address)).Scan(&a.ContactID)
	if errors.Is(err, sql.ErrNoRows) {
		return "", mailing.AddressKey(a.From) == mailing.AddressKey(a.Address), nil
	}
	return "", err == nil, err
}

// fail lets a delivery fail that the server had taken. What it used up of the account's limits stays used up.
func (t *taking) fail(ctx context.Context, q execer, a mailing.Answer, from mailing.DeliveryState) error {
	var attempt, account int64
	if err := q.QueryRowContext(ctx, selectHandedBy, a.DeliveryID).Scan(&attempt, &account); err != nil && !errors.Is(err, sql.ErrNoRows) {
		return err
	}
	said := said(a.Reply, a.Verdict)
	if _, err := q.ExecContext(ctx, settleRow, append(append([]any{mailing.Failed, 0, 0, millis(t.now)}, said...), a.DeliveryID)...); err != nil {
		return err
	}
	if _, err := q.ExecContext(ctx, insertAttempt, append([]any{a.CampaignID, a.DeliveryID, account, millis(t.now), 0}, said...)...); err != nil {
		return err
	}
	t.changed.move(a.CampaignID, from, mailing.Failed, 1)
	t.counts.Failed++
	if a.Verdict.Kind == mailing.HardBounce && account != 0 {
		t.bounced = append(t.bounced, bounced{a.CampaignID, account, attempt, a.Reply})
	}
	return nil
}

// tell writes what people read of it, campaign by campaign: one line for what comes within an hour.
func (t *taking) tell(ctx context.Context, q execer) error {
	for of, n := range t.told {
		var id int64
		var detail string
		err := q.QueryRowContext(ctx, `SELECT id, detail FROM incidents WHERE campaign_id = ? AND what = ? AND at > ? AND account_id = ? ORDER BY id DESC LIMIT 1`,
			of.campaign, of.what, millis(t.now.Add(-time.Hour)), t.account).Scan(&id, &detail)
		switch {
		case errors.Is(err, sql.ErrNoRows):
			err = addIncident(ctx, q, mailing.Incident{At: t.now, AccountID: t.account, CampaignID: of.campaign, What: of.what, N: n})
		case err == nil:
			err = addToIncident(ctx, q, id, detail, n, t.now)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func addToIncident(ctx context.Context, q execer, id int64, text string, n int, now time.Time) error {
	var d detail
	if err := parseJSON(text, &d); err != nil {
		return err
	}
	d.N += n
	_, err := q.ExecContext(ctx, `UPDATE incidents SET at = ?, detail = ? WHERE id = ?`, millis(now), toJSON(d), id)
	return err
}

// Of a hundred deliveries that an account handed over one after the other, so many came back for an address that does not exist.
const selectCameBack = `SELECT count(DISTINCT d.id) FROM (
	SELECT delivery_id FROM attempts WHERE campaign_id = ?1 AND account_id = ?2 AND stage <> 'bounce' AND at > ?4 AND `

// breakers stops accounts of whose mails too many came back. Those that failed at once count as well; what came before the user
// last let the account go on does not.
func (t *taking) breakers(ctx context.Context, q execer) error {
	for _, b := range t.bounced {
		hold, err := readHold(ctx, q, b.account)
		if errors.Is(err, sql.ErrNoRows) || err == nil && hold != nil && hold.Until.IsZero() {
			continue // the account was deleted, or has stopped
		} else if err != nil {
			return err
		}
		var since int64
		if err := q.QueryRowContext(ctx, `SELECT coalesce(max(at), 0) FROM incidents WHERE account_id = ? AND what = ?`, b.account, mailing.AccountReleased).Scan(&since); err != nil {
			return err
		}
		most := 0
		for _, way := range []string{`id >= ?3 ORDER BY id`, `id <= ?3 ORDER BY id DESC`} {
			var n int
			err := q.QueryRowContext(ctx, selectCameBack+way+` LIMIT ?5) a JOIN deliveries d ON d.id = a.delivery_id WHERE d.state = 'failed' AND d.kind = 'hard-bounce'`,
				b.campaign, b.account, b.attempt, since, mailing.BreakerReach).Scan(&n)
			if err != nil {
				return err
			}
			most = max(most, n)
		}
		if !mailing.TooManyBounces(most) {
			continue
		}
		h := mailing.Breakers{Tripped: mailing.ManyBounces}.Hold(b.reply, t.now)
		if err := writeHold(ctx, q, b.account, mailing.Stronger(hold, h, t.now)); err != nil {
			return err
		}
		if err := addIncident(ctx, q, mailing.Incident{At: t.now, AccountID: b.account, What: mailing.BreakerTripped, Verdict: h.Verdict, Reply: b.reply, N: most}); err != nil {
			return err
		}
	}
	return nil
}
