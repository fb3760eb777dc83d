package storage

import (
	"context"
	"path/filepath"
	"time"

	"evenpost/mailing"
	"evenpost/storage/journal"
)

const journalFolder = "journal"

// openJournal takes up the journal beside the database.
func (s *Store) openJournal(ctx context.Context) error {
	at, err := mark(ctx, s.w)
	if err != nil {
		return err
	}
	s.journal, err = journal.Open(filepath.Join(s.dir, journalFolder), at)
	return folderError(err)
}

// mark is how far a database has come.
func mark(ctx context.Context, q execer) (m journal.Mark, err error) {
	err = q.QueryRowContext(ctx, `SELECT max(coalesce(sum(seq) FILTER (WHERE name = 'ledger'), 0), (SELECT coalesce(max(id), 0) FROM ledger)), coalesce(sum(seq), 0) FROM sqlite_sequence`).
		Scan(&m.Reached, &m.Grown)
	return m, err
}

func (t *turn) noteClaim(entry, campaignID int64, j *mailing.Job) {
	t.note.Claim(journal.Claim{
		Ledger: entry, Delivery: j.Delivery.ID, Campaign: campaignID, Contact: j.Contact.ID, Account: t.account, At: millis(t.now), Address: j.Delivery.Address,
	})
}

// rotateJournal begins a new file of the journal while nobody else writes.
func (s *Store) rotateJournal(ctx context.Context) error {
	return s.inTx(ctx, func(q execer) error {
		at, err := mark(ctx, q)
		if err != nil {
			return err
		}
		return folderError(s.journal.Rotate(at))
	})
}

// noteTurn writes down a turn of the engine that is committed.
func (s *Store) noteTurn(ctx context.Context, note *journal.Batch) {
	s.journal.Note(note)
	if s.journal.Large() {
		_ = s.rotateJournal(context.WithoutCancel(ctx)) // what it cannot begin anew it goes on with, and the next turn tries again
	}
}

// noteEntry writes down what counts in the ledger and is no delivery.
func (s *Store) noteEntry(id, accountID int64, at time.Time) {
	var note journal.Batch
	note.Claim(journal.Claim{Ledger: id, Account: accountID, At: millis(at)})
	s.journal.Note(&note)
}

// noteTakenBack writes down that an entry does not count any more.
func (s *Store) noteTakenBack(id int64) {
	var note journal.Batch
	note.Outcome(journal.Outcome{Ledger: id})
	s.journal.Note(&note)
}

func (t *turn) noteOutcome(entry, campaignID int64, d mailing.Settlement) {
	a := d.Attempt
	t.note.Outcome(journal.Outcome{
		Ledger: entry, Delivery: a.DeliveryID, Campaign: campaignID, State: string(d.State), Tried: d.Tried, Counts: d.Counts,
		DueAt: millis(d.DueAt), At: millis(a.At), Took: a.Took.Microseconds(), Stage: string(a.Reply.Stage), Code: int64(a.Reply.Code), Enhanced: a.Reply.Enhanced,
		Text: clean(a.Reply.Text), HandedOver: a.Reply.HandedOver, Kind: string(a.Verdict.Kind), Scope: string(a.Verdict.Scope), Permanent: a.Verdict.Permanent,
	})
}

// noteAgain writes down which deliveries in doubt, or that came back after the server had taken them, the user wants sent again:
// else their waiting would look like damage.
func (s *Store) noteAgain(ctx context.Context, q execer, to mailing.DeliveryState, where string, args []any) error {
	if to != mailing.Waiting {
		return nil
	}
	all, err := selectAll(ctx, q, func(row scanner) (a journal.Again, err error) {
		return a, row.Scan(&a.Delivery, &a.Campaign)
	}, `SELECT d.id, d.campaign_id FROM deliveries d WHERE `+where+` AND (d.state = 'in_doubt' OR d.state = 'failed' AND d.stage = 'bounce')`, args...)
	if err != nil {
		return err
	}
	var note journal.Batch
	for _, a := range all {
		note.Again(a)
	}
	return folderError(s.journal.Write(&note))
}
