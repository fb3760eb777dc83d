package storage

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"runtime/debug"
	"slices"
	"time"

	"evenpost/mailing"
	"evenpost/storage/contactfile"
)

const (
	// That many bad rows are kept with their reasons, that many in all; more than that is no contact list.
	badExplained = 100_000
	badMost      = 1_000_000
)

// ImportOptions say what becomes of all contacts of an import.
type ImportOptions struct {
	Source     string                // the name of the file, for the list of imports
	ListIDs    []int64               // they are put on these lists,
	Lists      []string              // and on these, by name, which are made when there are none,
	Tags       []string              // get these tags,
	Consent    mailing.Consent       // and this consent, unless they have one
	Fields     []mailing.ImportField // further fields: of which kind new ones are, and how values are spelled; others are texts
	Duplicates mailing.Duplicates    // those that are there already; "" updates them
	Progress   func(read int)        // called now and then with the rows read so far, and at the end; may be nil
	TakenBack  Progress              // the same while an import that was cancelled, or failed, is taken back
}

// ImportContacts writes the rows of a file. It does so in slices, so that mail goes out meanwhile and the contacts appear
// one after the other; when it fails, is cancelled, or the program is killed, what was written is taken back: nothing has
// changed. UndoImport takes a whole import back later.
//
// A contact is known by its address (mailing.AddressKey). What a row says replaces what was there, empty cells replace
// nothing, tags are added; the options may say otherwise. Suppressions are not touched. A further row with the same
// address only adds what the first one leaves open; it is among the bad ones, so that Read = Added + Updated + Unchanged +
// len(Bad) always holds. To be put on the lists or given the tags of the options does not make a contact Updated.
// Importing a file again therefore changes nothing.
//
// A value that does not fit the kind of its field stays as it is, and is named in the report.
//
// After 100,000 bad rows the reasons are no longer told apart; after 1,000,000 the import is given up (ErrMostlyBad), and
// likewise after 5,000,000 rows (ErrManyRows). One import at a time: another one waits for half a minute, and then fails with ErrInUse.
func (s *Store) ImportContacts(ctx context.Context, rows iter.Seq2[contactfile.Row, error], o ImportOptions) (mailing.ImportReport, error) {
	report, err := s.importContacts(ctx, rows, o)
	if err != nil {
		return mailing.ImportReport{}, wrap(err, "storage: import contacts")
	}
	slices.SortStableFunc(report.Bad, func(a, b mailing.BadRow) int { return a.Line - b.Line })
	return report, nil
}

func (s *Store) importContacts(ctx context.Context, rows iter.Seq2[contactfile.Row, error], o ImportOptions) (report mailing.ImportReport, err error) {
	lock, err := s.lockImports(ctx)
	if err != nil {
		return report, err
	}
	defer lock.Release() //nolint:errcheck // the system lets go of it too
	if err := s.undoUnfinished(ctx); err != nil {
		return report, err
	}
	imp, err := s.beginImport(ctx, o)
	if err != nil {
		return report, err
	}
	if err := imp.all(ctx, rows); err != nil {
		return report, s.takeBack(ctx, imp.id, o.TakenBack, err)
	}
	return imp.report, nil
}

// takeBack leaves nothing of an import that failed.
func (s *Store) takeBack(ctx context.Context, id int64, p Progress, failed error) error {
	if err := s.abandon(context.WithoutCancel(ctx), id, p); err != nil {
		s.owing.Store(true)
		s.watchers.tick() // so that KeepSearch begins to try
		return fmt.Errorf("%w; what was written is taken back as soon as that is possible (%w)", failed, err)
	}
	return failed
}

// importer is one running import.
type importer struct {
	s      *Store
	id     int64
	o      ImportOptions
	now    time.Time
	lists  []int64
	report mailing.ImportReport

	slice   importSlice
	ranges  ranges
	bulk    bulk
	there   map[uint64]arrival // those of contacts that were there before
	fresh   bool               // none of the last batch was there already
	bits    map[string]uint64  // one for each further field, see arrival.said
	tags    map[string]string  // by their folded form: as they are spelled
	marks   map[importMark][]int64
	changed []int64 // contacts of this slice that were there before and are not as they were
	gone    forgotten
	named   map[string]int64 // lists that rows name, by their folded form
	made    []int64          // lists that this import made
	fields  importFields
	newest  int64     // the highest id of a contact
	args    []any     // of one statement
	alike   columnSet // of the rows at hand
	inserts map[insertForm]string
}

// importMark is a list or a tag that an import gave to contacts which were there before.
type importMark struct {
	list int64
	tag  string
}

// arrival is what an import has seen of an address whose contact was there before.
type arrival struct {
	said   uint64 // the values that rows of this file had for it
	result result // how it was counted
}

type result uint8

const (
	unchanged result = iota
	updated
)

func (imp *importer) counter(r result) *int {
	if r == updated {
		return &imp.report.Updated
	}
	return &imp.report.Unchanged
}

// all reads and writes everything. Reading, and what can be worked out without the database, has a goroutine of its own.
func (imp *importer) all(ctx context.Context, rows iter.Seq2[contactfile.Row, error]) error {
	// Nearly all that lives during an import are texts and numbers, which the collector need not look through: it may come often.
	defer debug.SetGCPercent(debug.SetGCPercent(50))
	defer debug.FreeOSMemory() // what comes next, the indexes, needs some too
	batches := newReading(ctx, rows, imp)
	defer batches.end()
	if err := imp.s.greedy(ctx); err != nil {
		return err
	}
	defer imp.s.modest(ctx)
	defer imp.slice.rollback()
	if err := imp.beginSlice(ctx); err != nil {
		return err
	}
	for heap := range batches.c {
		for i := range heap {
			if err := imp.write(ctx, heap[i]); err != nil {
				return err
			}
			clear(heap[i].rows) // they need no room any more
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return imp.finish()
}

// write writes a batch, and ends the slice when it is time.
func (imp *importer) write(ctx context.Context, b batch) error {
	if err := errors.Join(b.err, ctx.Err()); err != nil {
		return err
	}
	if err := imp.batch(b); err != nil || len(b.rows) == 0 {
		return err
	}
	imp.progress()
	if imp.bulk.due(imp.report.Added, imp.s.imports) {
		if err := imp.bulk.begin(imp.slice.ctx, imp.slice); err != nil {
			return err
		}
	}
	if imp.slice.over() {
		return imp.endSlice(ctx)
	}
	return nil
}

// endSlice commits, lets others write, and goes on.
func (imp *importer) endSlice(ctx context.Context) error {
	if err := imp.note(mailing.ImportRunning); err != nil {
		return err
	}
	if err := imp.slice.commit(); err != nil {
		return err
	}
	return imp.beginSlice(ctx)
}

func (imp *importer) beginSlice(ctx context.Context) error {
	if err := imp.slice.begin(ctx); err != nil {
		return err
	}
	return imp.slice.QueryRowContext(imp.slice.ctx, `SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'contacts'`).Scan(&imp.newest)
}

// finish ends the last slice. All contacts are there; the indexes that bulk took away come back behind them (IndexContacts).
func (imp *importer) finish() error {
	if err := imp.note(mailing.ImportDone); err != nil {
		return err
	}
	return imp.slice.commit()
}

// note writes down how far the import has come, as part of the slice.
func (imp *importer) note(state mailing.ImportState) error {
	ctx := imp.slice.ctx
	for mark, ids := range imp.marks {
		if _, err := imp.slice.ExecContext(ctx, `INSERT INTO import_marks (import_id, list_id, tag, contacts) VALUES (?, ?, ?, ?)`, imp.id, mark.list, mark.tag, idsJSON(ids)); err != nil {
			return err
		}
	}
	clear(imp.marks)
	if err := changedForSearch(ctx, imp.slice, imp.changed); err != nil {
		return err
	}
	imp.changed = imp.changed[:0]
	var ended time.Time
	if state == mailing.ImportDone {
		ended = time.Now()
	}
	r := imp.report
	_, err := imp.slice.ExecContext(ctx, `UPDATE imports SET state = ?, ended_at = ?, ranges = ?, indexes = ?, n_read = ?, n_added = ?, n_updated = ?, n_same = ?, n_bad = ? WHERE id = ?`,
		string(state), millis(ended), toJSON(imp.ranges), toJSON(imp.bulk.indexes), r.Read, r.Added, r.Updated, r.Unchanged, len(r.Bad), imp.id)
	return err
}

func (imp *importer) bad(line uint32, reason string) error {
	switch n := len(imp.report.Bad); {
	case n >= badMost:
		return fmt.Errorf("%w: more than %d rows", mailing.ErrMostlyBad, badMost)
	case n >= badExplained:
		reason = "also left out; reasons are given for the first 100,000 rows only"
	}
	imp.report.Bad = append(imp.report.Bad, mailing.BadRow{Line: int(line), Reason: reason})
	return nil
}

func (imp *importer) progress() {
	if imp.o.Progress != nil {
		imp.o.Progress(imp.report.Read)
	}
}
