package storage

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"evenpost/mailing"
	"evenpost/storage/journal"
)

// Why a delivery is skipped, where its reply is kept.
const (
	suppressedText = "the address is on the list of those who must not be mailed"
	deletedText    = "the contact was deleted"
)

// mostLooked bounds the work of one turn when very many waiting deliveries are to be skipped: the next turn goes on.
const mostLooked = 2000

// Turn settles what is done and claims up to want due deliveries of the account's running campaigns, in one durable
// commit that any number of connections may share. Everything about it is written or nothing.
//
// A settlement whose row is no longer sending is dropped. One without a stage that puts its row back unharmed (waiting,
// no try used up) says that nothing was attempted, and leaves no attempt. A hold that has not ended is only replaced by
// a longer one; one that has ended is left for its streak and goes with the next accepted mail. Suppressed people and
// deleted contacts are skipped at this moment. While the account is held nothing is claimed.
//
// When ctx ends before Turn has begun to write it does nothing; afterwards it is no longer interrupted, so that the caller
// always knows what it has claimed.
func (s *Store) Turn(ctx context.Context, ask mailing.Turn, now time.Time) ([]mailing.Job, error) {
	t := turn{turns: &s.turns, account: ask.AccountID, now: now, changed: deltas{}, pulse: pulse{}}
	err := s.inQuickTx(ctx, func(ctx context.Context, q quickTx) error {
		t.ctx, t.q = ctx, q
		if err := t.settle(ask.Done); err != nil {
			return err
		}
		if err := t.govern(ask); err != nil {
			return err
		}
		if err := t.claim(ask.Want); err != nil {
			return err
		}
		return errors.Join(t.changed.apply(ctx, q, now), t.tally.write(ctx, q, now), t.pulse.write(ctx, q, now))
	})
	if err != nil {
		return nil, wrap(s.suspect(err), "storage: turn")
	}
	s.turns.keep(ask.AccountID, &t)
	s.noteTurn(ctx, &t.note) // before anything is handed over
	if len(t.jobs) > 0 {
		s.traffic.went(len(t.jobs), time.Now())
	}
	if t.wrote {
		s.watchers.tick()
	}
	return t.jobs, nil
}

// turn is one call of Turn.
type turn struct {
	ctx     context.Context
	q       quickTx
	turns   *turns
	account int64
	now     time.Time

	hold    *mailing.Hold
	changed deltas
	tally   tally
	pulse   pulse
	jobs    []mailing.Job
	served  int64
	claimed map[int64]claimed
	settled []int64
	wrote   bool
	note    journal.Batch
	gone    *forgotten // once it was asked for
}

const (
	selectHold    = `SELECT hold FROM accounts WHERE id = ?`
	updateHold    = `UPDATE accounts SET hold = ? WHERE id = ?`
	selectSending = `SELECT d.campaign_id, coalesce(d.ledger_id, 0), c.state FROM deliveries d JOIN campaigns c ON c.id = d.campaign_id WHERE d.id = ? AND d.state = 'sending'`
	// ownRow settles what this process has claimed, as long as the row still holds the entry of that claim.
	ownRow    = settleRow + ` AND state = 'sending' AND ledger_id = ?`
	settleRow = `UPDATE deliveries SET state = ?, tries = tries + ?, due_at = ?, changed_at = ?, ledger_id = NULL,
		stage = ?, code = ?, enhanced = ?, text = ?, handed_over = ?, kind = ?, scope = ?, permanent = ? WHERE id = ?`
	putBackRow    = `UPDATE deliveries SET state = ?, due_at = ?, changed_at = ?, ledger_id = NULL WHERE id = ?`
	insertAttempt = `INSERT INTO attempts (campaign_id, delivery_id, account_id, at, took_us, stage, code, enhanced, text, handed_over, kind, scope, permanent)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
	deleteLedger = `DELETE FROM ledger WHERE id = ?`
)

func (t *turn) settle(done []mailing.Settlement) error {
	hold, err := t.readHold()
	if err != nil {
		return err
	}
	t.hold = hold
	accepted := false
	for _, d := range done {
		settled, err := t.settleOne(d)
		if err != nil {
			return err
		}
		accepted = accepted || settled && d.State == mailing.Sent
		if d.Hold != nil {
			t.hold = mailing.Stronger(t.hold, d.Hold, t.now)
		}
	}
	if accepted && t.hold != nil && t.hold == hold && hold.Over(t.now) {
		t.hold = nil
	}
	if t.hold == hold {
		return nil
	}
	t.wrote = true
	return writeHold(t.ctx, t.q, t.account, t.hold)
}

func (t *turn) readHold() (hold *mailing.Hold, err error) {
	found := false
	err = t.q.rows(t.ctx, func(r row) (err error) {
		found = true
		hold, err = parseHold(r.text(0))
		return err
	}, selectHold, t.account)
	if err == nil && !found {
		err = mailing.ErrNotFound
	}
	return hold, err
}

// settleOne writes how one delivery came out, and says whether it was still there to be settled.
func (t *turn) settleOne(d mailing.Settlement) (bool, error) {
	if !mailing.Sending.CanBecome(d.State) {
		return false, fmt.Errorf("%w: a delivery that is sending cannot become %q", mailing.ErrInvalid, d.State)
	}
	id, a := d.Attempt.DeliveryID, d.Attempt
	a.Reply.Text = clean(a.Reply.Text)
	own, known := t.turns.claim(id)
	var campaignState mailing.CampaignState
	if !known || d.State == mailing.Waiting { // what a cancelled campaign gets back must be known
		known = false
		err := t.q.rows(t.ctx, func(r row) error {
			own = claimed{campaign: r.number(0), ledger: r.number(1)}
			campaignState = mailing.CampaignState(r.text(2))
			known = true
			return nil
		}, selectSending, id)
		if err != nil || !known {
			return false, err
		}
	}
	untried := d.State == mailing.Waiting && !d.Tried && a.Reply.Stage == ""
	var err error
	if untried {
		_, err = t.q.ExecContext(t.ctx, putBackRow, d.State, millis(d.DueAt), millis(t.now), id)
	} else {
		err = t.settleTried(d, a, own)
	}
	if errors.Is(err, mailing.ErrNotFound) {
		return false, nil // it is at rest already
	} else if err != nil {
		return false, err
	}
	t.wrote = true
	t.settled = append(t.settled, id)
	if !d.Counts && own.ledger != 0 {
		if _, err := t.q.ExecContext(t.ctx, deleteLedger, own.ledger); err != nil {
			return false, err
		}
	}
	t.changed.move(own.campaign, mailing.Sending, d.State, 1)
	t.tally.add(d.State)
	t.noteOutcome(own.ledger, own.campaign, d)
	if d.State == mailing.Waiting && campaignState == mailing.CampaignCancelled {
		// Back to waiting and cancelled at once: what the user cancelled is not tried again.
		if _, err := t.q.ExecContext(t.ctx, setState, mailing.Cancelled, millis(t.now), id); err != nil {
			return false, err
		}
		t.changed.move(own.campaign, mailing.Waiting, mailing.Cancelled, 1)
	}
	return true, nil
}

// settleTried writes the row and the attempt of a delivery that was tried. The error wraps ErrNotFound when the claim is
// not in force any more.
func (t *turn) settleTried(d mailing.Settlement, a mailing.Attempt, own claimed) error {
	tried := 0
	if d.Tried {
		tried = 1
	}
	r, v := a.Reply, a.Verdict
	err := changedOne(t.q.ExecContext(t.ctx, ownRow, d.State, tried, millis(d.DueAt), millis(t.now),
		r.Stage, r.Code, r.Enhanced, r.Text, r.HandedOver, v.Kind, v.Scope, v.Permanent, a.DeliveryID, own.ledger))
	if err != nil {
		return err
	}
	t.pulse.add(of{own.campaign, t.account}, d.State, a)
	_, err = t.q.ExecContext(t.ctx, insertAttempt, own.campaign, a.DeliveryID, t.account, millis(a.At), a.Took.Microseconds(),
		r.Stage, r.Code, r.Enhanced, r.Text, r.HandedOver, v.Kind, v.Scope, v.Permanent)
	return err
}

// said is a reply with its verdict as the columns stage to permanent.
func said(r mailing.Reply, v mailing.Verdict) []any {
	return []any{r.Stage, r.Code, r.Enhanced, r.Text, r.HandedOver, v.Kind, v.Scope, v.Permanent}
}

// clean bounds what a server may have put into the database.
func clean(text string) string {
	const most = 2000
	if len(text) > most {
		text = text[:most]
	}
	return strings.ToValidUTF8(text, "�")
}
