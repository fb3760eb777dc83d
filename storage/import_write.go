package storage

import (
	"fmt"
	"maps"

	"evenpost/mailing"
)

// Several rows in one statement cost half of what they cost one by one.
const rowsAtOnce = 50

// That many rows with hints are named.
const hintsMost = 1000

// That many values that do not fit their fields are named.
const unreadMost = 10_000

// batch writes the rows of a batch: first those with an address that the file did not have so far, then the others.
func (imp *importer) batch(b batch) error {
	if err := imp.fields.define(imp.slice.ctx, imp.slice, b.fields, imp.id); err != nil {
		return err
	}
	r := &imp.report
	r.Read += len(b.rows)
	r.Hinted, r.Hints = r.Hinted+b.noted.Hinted, append(r.Hints, b.noted.Hints...)
	r.Unread, r.UnreadValues = r.Unread+b.noted.Unread, append(r.UnreadValues, b.noted.UnreadValues...)
	imp.alike = b.alike
	var first, again []*arriving
	for i := range b.rows {
		switch row := &b.rows[i]; {
		case row.bad:
			if err := imp.bad(row.line, row.texts); err != nil {
				return err
			}
		case row.again:
			again = append(again, row)
		default:
			first = append(first, row)
		}
	}
	if len(b.rows) == 0 {
		return nil
	}
	if err := imp.writeFirst(first); err != nil {
		return err
	}
	return imp.writeAgain(again)
}

// writeFirst writes rows whose addresses differ. As long as nobody was there already, nobody is looked for first.
func (imp *importer) writeFirst(rows []*arriving) error {
	known := map[string]*mailing.Contact{}
	if !imp.fresh {
		var err error
		if known, err = imp.known(rows); err != nil {
			return err
		}
	}
	var there, news []*arriving
	for _, row := range rows {
		if known[row.key()] != nil {
			there = append(there, row)
		} else {
			news = append(news, row)
		}
	}
	var mine ranges
	for len(news) > 0 {
		n := min(len(news), rowsAtOnce)
		met, err := imp.add(news[:n], known, &mine)
		if err != nil {
			return err
		}
		there, news = append(there, met...), news[n:]
	}
	imp.fresh = len(there) == 0
	if err := imp.markNew(mine); err != nil {
		return err
	}
	return imp.writeThere(there, known)
}

// add adds contacts and notes their ids. Rows whose contacts were there all the same are returned, their contacts known.
func (imp *importer) add(rows []*arriving, known map[string]*mailing.Contact, mine *ranges) (there []*arriving, err error) {
	imp.args = rows[0].appendArgs(append(imp.args[:0], millis(imp.now), millis(imp.now)), imp.alike)
	for _, row := range rows {
		imp.args = row.appendArgs(imp.args, everyColumn&^imp.alike)
	}
	form := insertForm{len(rows), imp.alike}
	if imp.inserts[form] == "" {
		imp.inserts[form] = form.statement()
	}
	res, err := imp.slice.exec(imp.inserts[form], imp.args...)
	if err != nil {
		return nil, err
	}
	n, err := res.RowsAffected()
	if err != nil {
		return nil, err
	}
	newest := imp.newest
	if n > 0 {
		if imp.newest, err = res.LastInsertId(); err != nil {
			return nil, err
		}
	}
	imp.report.Added += int(n)
	if n == int64(len(rows)) {
		first := imp.newest - n + 1
		imp.ranges.add(first, imp.newest)
		mine.add(first, imp.newest)
		for i, row := range rows {
			if err := imp.markOwn(first+int64(i), row); err != nil {
				return nil, err
			}
		}
		return nil, nil
	}
	found, err := imp.known(rows)
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		c := found[row.key()]
		switch {
		case c == nil:
			return nil, fmt.Errorf("line %d was neither added nor found", row.line)
		case c.ID <= newest:
			there, known[row.key()] = append(there, row), c
			continue
		}
		imp.ranges.add(c.ID, c.ID)
		mine.add(c.ID, c.ID)
		if err := imp.markOwn(c.ID, row); err != nil {
			return nil, err
		}
	}
	return there, nil
}

// writeThere writes rows whose contacts were there before the import.
func (imp *importer) writeThere(rows []*arriving, known map[string]*mailing.Contact) error {
	ids := make([]int64, 0, len(rows))
	for _, row := range rows {
		c := known[row.key()]
		ids = append(ids, c.ID)
		says, err := row.contact()
		if err != nil {
			return err
		}
		changed, err := imp.take(c, says, row.lists(), ^uint64(0))
		if err != nil {
			return err
		}
		a := arrival{said: imp.said(says), result: unchanged}
		if changed {
			a.result = updated
		}
		imp.there[row.hash] = a
		*imp.counter(a.result)++
	}
	return imp.markThere(ids)
}

// writeAgain writes rows whose addresses the file had before.
func (imp *importer) writeAgain(rows []*arriving) error {
	if len(rows) == 0 {
		return nil
	}
	known, err := imp.known(rows)
	if err != nil {
		return err
	}
	for _, row := range rows {
		c := known[row.key()]
		if c != nil { // else somebody else has deleted it since
			if err := imp.takeAgain(c, row); err != nil {
				return err
			}
		}
		if err := imp.bad(row.line, fmt.Sprintf("same address as line %d", row.first)); err != nil {
			return err
		}
	}
	return nil
}

// takeAgain takes over what a further row leaves open. Of a contact that the import added, that is what it has not got.
func (imp *importer) takeAgain(c *mailing.Contact, row *arriving) error {
	a, there := imp.there[row.hash]
	says, err := row.contact()
	if err != nil {
		return err
	}
	changed, err := imp.take(c, says, row.lists(), ^a.said)
	if err != nil || !there {
		return err
	}
	a.said |= imp.said(says)
	if a.result == unchanged && changed {
		imp.report.Unchanged--
		imp.report.Updated++
		a.result = updated
	}
	imp.there[row.hash] = a
	return nil
}

// take changes a contact as a row says, as far as that is open. What it was is kept, unless it came with this import.
func (imp *importer) take(c *mailing.Contact, says mailing.Contact, lists []string, open uint64) (changed bool, err error) {
	mine := imp.ranges.has(c.ID)
	if imp.o.Duplicates == mailing.SkipThem && !mine {
		return false, nil
	}
	before := *c
	before.Fields = maps.Clone(c.Fields)
	changed = imp.merge(c, says, open, mine || imp.o.Duplicates == mailing.FillGaps)
	if changed {
		if !mine {
			if _, err := imp.slice.exec(`INSERT OR IGNORE INTO import_changes (import_id, contact_id, before) VALUES (?, ?, ?)`, imp.id, c.ID, toJSON(imageOf(before))); err != nil {
				return false, err
			}
		}
		imp.changed = append(imp.changed, c.ID)
		c.UpdatedAt = imp.now
		if _, err := imp.slice.exec(updateContact, append(contactValues(*c), c.ID)...); err != nil {
			return false, err
		}
	}
	tagged, err := imp.addTags(c, says.Tags, mine)
	if err != nil {
		return false, err
	}
	listed, err := imp.addLists(c.ID, lists, mine)
	return changed || tagged || listed, err
}

// known are the contacts there are already for some rows, by address key.
func (imp *importer) known(rows []*arriving) (map[string]*mailing.Contact, error) {
	keys := make([]string, len(rows))
	for i, row := range rows {
		keys[i] = row.key()
	}
	found, err := selectAll(imp.slice.ctx, imp.slice, scanContact, `SELECT `+contactColumns+` FROM json_each(?) j CROSS JOIN contacts k ON k.email_key = j.value`, toJSON(keys))
	if err != nil {
		return nil, err
	}
	known := make(map[string]*mailing.Contact, len(found))
	for i := range found {
		known[mailing.AddressKey(found[i].Email)] = &found[i]
	}
	return known, nil
}
