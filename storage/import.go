package storage

import (
	"context"
	"database/sql"
	"fmt"
	"iter"
	"slices"
	"time"

	"evenpost/mailing"
	"evenpost/storage/contactfile"
)

const (
	importBatch = 500
	// That many bad rows are kept with their reasons, that many in all; more than that is no contact list.
	badExplained = 100_000
	badMost      = 1_000_000
	// The keys of an import fall all over the indexes: with SQLite's usual 2 MB, pages are written again and again.
	importCache = `PRAGMA cache_size = -65536`
	usualCache  = `PRAGMA cache_size = -2000`
)

// ImportOptions say what becomes of all contacts of an import.
type ImportOptions struct {
	ListIDs  []int64         // they are put on these lists,
	Tags     []string        // get these tags,
	Consent  mailing.Consent // and this consent, unless they have one
	Progress func(read int)  // called now and then with the rows read so far, and at the end; may be nil
}

// ImportContacts writes the rows of a file in one transaction: when it fails or is cancelled, nothing has changed.
//
// A contact is known by its address (mailing.AddressKey). What a row says replaces what was there, empty cells replace
// nothing, tags are added. Suppressions are not touched. A further row with the same address only adds what the first
// one leaves open; it is among the bad ones, so that Read = Added + Updated + Unchanged + len(Bad) always holds. To be
// put on the lists or given the tags of the options does not make a contact Updated. Importing a file again therefore
// changes nothing.
//
// After 100,000 bad rows the reasons are no longer told apart; after 1,000,000 the import is given up (ErrInvalid).
func (s *Store) ImportContacts(ctx context.Context, rows iter.Seq2[contactfile.Row, error], o ImportOptions) (mailing.ImportReport, error) {
	var report mailing.ImportReport
	err := s.inSQLTx(ctx, func(tx *sql.Tx) error {
		imp, err := newImporter(ctx, tx, o)
		if err != nil {
			return err
		}
		defer imp.close()
		if _, err := tx.ExecContext(ctx, importCache); err != nil {
			return err
		}
		defer tx.ExecContext(imp.db, usualCache) //nolint:errcheck // then the cache stays larger
		for row, err := range rows {
			if err == nil {
				err = imp.row(row)
			}
			if err != nil {
				return err
			}
		}
		err = imp.flush()
		report = imp.report
		return err
	})
	if err != nil {
		return mailing.ImportReport{}, wrap(err, "storage: import contacts")
	}
	slices.SortStableFunc(report.Bad, func(a, b mailing.BadRow) int { return a.Line - b.Line })
	return report, nil
}

// importer is one running import.
type importer struct {
	ctx    context.Context // asked between batches: a context that can end costs a goroutine for every statement
	db     context.Context
	tx     *sql.Tx
	o      ImportOptions
	now    time.Time
	report mailing.ImportReport

	batch   []contactfile.Row
	changed []int64 // of the batch
	seen    map[string]*arrival
	bits    map[string]uint64 // one for each further field, see arrival.said
	tags    map[string]string // by their folded form: as they are spelled

	insert, update, tag *sql.Stmt
}

// arrival is what an import has seen of an address.
type arrival struct {
	line   int
	said   uint64 // the values that rows of this file had for it
	result *int   // the counter in the report it was counted in
}

func newImporter(ctx context.Context, tx *sql.Tx, o ImportOptions) (*importer, error) {
	imp := &importer{ctx: ctx, db: context.WithoutCancel(ctx), tx: tx, o: o, now: time.Now(), seen: map[string]*arrival{}, bits: map[string]uint64{}, tags: map[string]string{}}
	imp.report.Bad = []mailing.BadRow{}
	imp.o.Tags = nil
	for _, tag := range o.Tags {
		imp.o.Tags = append(imp.o.Tags, contactfile.SplitTags(tag)...)
	}
	if imp.o.Consent.Source != "" && imp.o.Consent.At.IsZero() {
		imp.o.Consent.At = imp.now
	}
	for _, p := range []struct {
		stmt  **sql.Stmt
		query string
	}{
		{&imp.insert, insertContact},
		{&imp.update, updateContact},
		{&imp.tag, `INSERT OR IGNORE INTO contact_tags (contact_id, tag) VALUES (?, ?)`},
	} {
		var err error
		if *p.stmt, err = tx.PrepareContext(imp.db, p.query); err != nil {
			imp.close()
			return nil, err
		}
	}
	return imp, nil
}

func (imp *importer) close() {
	for _, s := range []*sql.Stmt{imp.insert, imp.update, imp.tag} {
		if s != nil {
			s.Close() // its error would be that of the transaction
		}
	}
}

func (imp *importer) row(row contactfile.Row) error {
	imp.report.Read++
	if row.Problem == "" {
		var err error
		if row.Contact, err = mended(row.Contact); err != nil {
			row.Problem = err.Error()
		}
	}
	if row.Problem != "" {
		return imp.bad(row.Line, row.Problem)
	}
	if imp.batch = append(imp.batch, row); len(imp.batch) < importBatch {
		return nil
	}
	return imp.flush()
}

func (imp *importer) bad(line int, reason string) error {
	switch n := len(imp.report.Bad); {
	case n >= badMost:
		return fmt.Errorf("%w: more than %d rows are bad; is this a contact list, and were its columns chosen well?", mailing.ErrInvalid, badMost)
	case n >= badExplained:
		reason = "also left out; reasons are given for the first 100,000 rows only"
	}
	imp.report.Bad = append(imp.report.Bad, mailing.BadRow{Line: line, Reason: reason})
	if imp.report.Read%importBatch == 0 {
		imp.progress()
		return imp.ctx.Err()
	}
	return nil
}

func (imp *importer) progress() {
	if imp.o.Progress != nil {
		imp.o.Progress(imp.report.Read)
	}
}

// flush writes the rows gathered.
func (imp *importer) flush() error {
	if err := imp.ctx.Err(); err != nil {
		return err
	}
	known, err := imp.known()
	if err != nil {
		return err
	}
	ids := make([]int64, 0, len(imp.batch))
	for _, row := range imp.batch {
		id, err := imp.write(row, known)
		if err != nil {
			return err
		}
		ids = append(ids, id)
	}
	for _, list := range imp.o.ListIDs {
		if err := listContacts(imp.db, imp.tx, list, ids); err != nil {
			return fmt.Errorf("list %d: %w", list, err)
		}
	}
	for _, tag := range imp.o.Tags {
		if err := tagContacts(imp.db, imp.tx, ids, tag); err != nil {
			return err
		}
	}
	if err := changedForSearch(imp.db, imp.tx, imp.changed); err != nil {
		return err
	}
	imp.batch, imp.changed = imp.batch[:0], imp.changed[:0]
	imp.progress()
	return nil
}

// known are the contacts there are already for the rows gathered, by address key.
func (imp *importer) known() (map[string]*mailing.Contact, error) {
	keys := make([]string, len(imp.batch))
	for i, row := range imp.batch {
		keys[i] = mailing.AddressKey(row.Contact.Email)
	}
	found, err := selectAll(imp.db, imp.tx, scanContact, `SELECT `+contactColumns+` FROM json_each(?) j CROSS JOIN contacts k ON k.email_key = j.value`, toJSON(keys))
	if err != nil {
		return nil, err
	}
	known := make(map[string]*mailing.Contact, len(found))
	for i := range found {
		known[mailing.AddressKey(found[i].Email)] = &found[i]
	}
	return known, nil
}

// write writes one row and returns the id of its contact.
func (imp *importer) write(row contactfile.Row, known map[string]*mailing.Contact) (int64, error) {
	key := mailing.AddressKey(row.Contact.Email)
	contact := known[key]
	if contact == nil {
		added, err := imp.add(row.Contact)
		known[key] = added
		if err != nil {
			return 0, err
		}
		imp.count(row, key, &imp.report.Added)
		return added.ID, nil
	}
	before := imp.seen[key]
	open := ^uint64(0)
	if before != nil {
		open = ^before.said
	}
	changed := imp.merge(contact, row.Contact, open)
	tagged, err := imp.addTags(contact, row.Contact.Tags)
	if err != nil {
		return 0, err
	}
	if changed {
		contact.UpdatedAt = imp.now
		if _, err := imp.update.ExecContext(imp.db, append(contactValues(*contact), contact.ID)...); err != nil {
			return 0, err
		}
		imp.changed = append(imp.changed, contact.ID)
	}
	result := &imp.report.Unchanged
	if changed || tagged {
		result = &imp.report.Updated
	}
	if before == nil {
		imp.count(row, key, result)
		return contact.ID, nil
	}
	before.said |= imp.said(row.Contact)
	if before.result == &imp.report.Unchanged && result == &imp.report.Updated {
		*before.result--
		*result++
		before.result = result
	}
	return contact.ID, imp.bad(row.Line, fmt.Sprintf("same address as line %d", before.line))
}

// count notes the first row of an address.
func (imp *importer) count(row contactfile.Row, key string, result *int) {
	*result++
	imp.seen[key] = &arrival{line: row.Line, said: imp.said(row.Contact), result: result}
}

func (imp *importer) add(c mailing.Contact) (*mailing.Contact, error) {
	c.CreatedAt, c.UpdatedAt = imp.now, imp.now
	if c.Consent.Source == "" {
		c.Consent = imp.o.Consent
	}
	tags := c.Tags
	c.Tags = nil
	res, err := imp.insert.ExecContext(imp.db, append(contactValues(c), millis(c.CreatedAt))...)
	if err != nil {
		return nil, err
	}
	if c.ID, err = res.LastInsertId(); err != nil {
		return nil, err
	}
	_, err = imp.addTags(&c, tags)
	return &c, err
}
