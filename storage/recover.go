package storage

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"evenpost/mailing"
	"evenpost/storage/journal"
)

// HandedOver notes that a claimed delivery's message is about to be handed over to its end: should this process be killed
// before the delivery is settled, Recover knows. When it fails the message must not be handed over.
func (s *Store) HandedOver(delivery int64) error {
	own, ours := s.turns.claim(delivery)
	switch {
	case !ours:
		return fmt.Errorf("storage: handed over: delivery %d is not claimed: %w", delivery, mailing.ErrWrongState)
	case s.trail == nil:
		return nil
	}
	return wrap(folderError(s.trail.HandedOver(own.ledger, delivery)), "storage: handed over")
}

// Accepted notes that the server took a delivery's message, until that is settled.
func (s *Store) Accepted(delivery int64, r mailing.Reply, took time.Duration) {
	if own, ours := s.turns.claim(delivery); ours && s.trail != nil {
		s.trail.Accepted(own.ledger, delivery, journal.Acceptance{Code: int64(r.Code), Enhanced: r.Enhanced, Text: clean(r.Text), Took: took})
	}
}

// NotesLast says whether these notes outlive the process.
func (s *Store) NotesLast() bool { return s.trail != nil && s.trail.Lasts() }

// passed says of claims that nobody has settled how far they came.
func passed(dir string, claims map[int64]int64) (map[int64]journal.Passed, error) {
	all, err := journal.ReadTrail(filepath.Join(dir, journalFolder), claims)
	return all, folderError(err)
}

const interruptedText = "Evenpost ended while this mail was being handed over"

// unsettled is a delivery that an earlier run left in sending.
type unsettled struct{ id, campaign, account, ledger, since, due int64 }

const selectUnsettled = `SELECT d.id, d.campaign_id, coalesce(l.account_id, 0), coalesce(d.ledger_id, 0), d.changed_at, d.due_at
	FROM deliveries d INDEXED BY deliveries_sending LEFT JOIN ledger l ON l.id = d.ledger_id WHERE d.state = 'sending'`

// Recover settles what an earlier run left in sending, and begins to note what the next one hands over. As far as the notes
// of the run tell, what was not handed over waits again and what was accepted is sent. The rest is in doubt: nobody knows
// whether the server took it, and it counts against the limits. It is for the start, by whoever has the lock of the data
// folder.
func (s *Store) Recover(ctx context.Context, now time.Time) (inDoubt int, err error) {
	if err := s.journal.Begin(); err != nil {
		return 0, wrap(folderError(err), "storage: recover")
	}
	s.turns.forget()
	if err := s.settleKnown(ctx, now); err != nil {
		return 0, fmt.Errorf("storage: recover: %w", err)
	}
	inDoubt, err = s.settleUnknown(ctx, now)
	if err == nil {
		err = s.beginTrail(ctx)
	}
	return inDoubt, wrap(err, "storage: recover")
}

func (s *Store) beginTrail(ctx context.Context) error {
	at, err := mark(ctx, s.w)
	if err != nil {
		return err
	}
	if s.trail != nil {
		if err := s.trail.Close(); err != nil {
			return err
		}
	}
	s.trail, err = journal.BeginTrail(filepath.Join(s.dir, journalFolder), at.Reached)
	return folderError(err)
}

// settleKnown settles those of whom the notes tell how far they came.
func (s *Store) settleKnown(ctx context.Context, now time.Time) error {
	left, err := selectAll(ctx, s.r, scanUnsettled, selectUnsettled)
	if err != nil {
		return err
	}
	claims := make(map[int64]int64, len(left))
	for _, x := range left {
		claims[x.ledger] = x.id
	}
	passed, err := passed(s.dir, claims)
	if err != nil {
		return err
	}
	known := make(map[int64][]mailing.Settlement) // by account
	for _, x := range left {
		p, told := passed[x.ledger]
		a := mailing.Attempt{DeliveryID: x.id}
		switch {
		case !told || x.account == 0 || p.HandedOver && p.Accepted == nil:
		case p.HandedOver:
			a.At, a.Took = fromMillis(x.since), p.Accepted.Took
			a.Reply = mailing.Reply{Stage: mailing.StageDot, Code: int(p.Accepted.Code), Enhanced: p.Accepted.Enhanced, Text: p.Accepted.Text}
			a.Verdict = mailing.Judge(a.Reply, now, mailing.History{})
			known[x.account] = append(known[x.account], mailing.Schedule{}.Settle(mailing.Delivery{}, a, nil, now))
		default:
			// It was due: that it seems not to be is a clock that was set back.
			known[x.account] = append(known[x.account], mailing.Settlement{Attempt: a, State: mailing.Waiting, DueAt: fromMillis(min(x.due, millis(now)))})
		}
	}
	for account, done := range known {
		if _, err := s.Turn(ctx, mailing.Turn{AccountID: account, Done: done}, now); err != nil {
			return err
		}
	}
	return nil
}

// settleUnknown puts what is still in sending in doubt.
func (s *Store) settleUnknown(ctx context.Context, now time.Time) (inDoubt int, err error) {
	err = s.inTx(ctx, func(q execer) error {
		inDoubt = 0
		left, err := selectAll(ctx, q, scanUnsettled, selectUnsettled)
		if err != nil {
			return err
		}
		reply := mailing.Reply{Stage: mailing.StageDot, Text: interruptedText, HandedOver: true}
		said := said(reply, mailing.Judge(reply, now, mailing.History{}))
		changed, counts, beats := deltas{}, tally{}, pulse{}
		for _, x := range left {
			if _, err := q.ExecContext(ctx, settleRow, append(append([]any{mailing.InDoubt, 0, 0, millis(now)}, said...), x.id)...); err != nil {
				return err
			}
			if _, err := q.ExecContext(ctx, insertAttempt, append([]any{x.campaign, x.id, x.account, x.since, 0}, said...)...); err != nil {
				return err
			}
			changed.move(x.campaign, mailing.Sending, mailing.InDoubt, 1)
			counts.add(mailing.InDoubt)
			beats.add(of{x.campaign, x.account}, mailing.InDoubt, mailing.Attempt{Reply: reply})
			inDoubt++
		}
		return errors.Join(counts.write(ctx, q, now), beats.write(ctx, q, now), changed.apply(ctx, q, now))
	})
	return inDoubt, err
}

func scanUnsettled(r scanner) (x unsettled, err error) {
	return x, r.Scan(&x.id, &x.campaign, &x.account, &x.ledger, &x.since, &x.due)
}
