package storage

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"evenpost/mailing"
	"evenpost/storage/contactfile"
)

// bulkSlice is how many contacts are changed in one transaction: mail goes out in between.
const bulkSlice = 500

// ChangeContacts does something to contacts and keeps how it was. When it is cancelled a part is done, and can be undone.
// The error wraps ErrInvalid when it cannot be done at all.
func (s *Store) ChangeContacts(ctx context.Context, ids []int64, b mailing.Bulk) (report mailing.BulkReport, err error) {
	if err := b.Check(); err != nil {
		return report, wrap(err, "storage: change contacts")
	}
	if tags := contactfile.SplitTags(b.Tag); len(tags) > 0 {
		b.Tag = tags[0]
	}
	b.Value = mailing.OneLine(b.Value)
	for some := range slices.Chunk(ids, bulkSlice) {
		err := s.inTx(ctx, func(q execer) (err error) {
			id := report.ID
			if id == 0 {
				if b.Tag, err = spelled(ctx, q, b.Tag); err != nil {
					return err
				}
				if id, err = insert(ctx, q, `INSERT INTO bulks (at, what) VALUES (?, ?)`, millis(time.Now()), toJSON(b)); err != nil {
					return err
				}
			}
			n, err := changeSome(ctx, q, id, b, some)
			if err != nil {
				return err
			}
			report.ID, report.Changed = id, report.Changed+n
			return nil
		})
		if err != nil {
			return report, wrap(err, "storage: change contacts")
		}
	}
	return report, nil
}

// spelled is a tag as it is written already, should anybody have it: taken from all and given back it is still written so.
func spelled(ctx context.Context, q execer, tag string) (string, error) {
	there, err := selectAll(ctx, q, scanText, `SELECT tag FROM contact_tags WHERE tag = ? LIMIT 1`, tag)
	if len(there) > 0 {
		tag = there[0]
	}
	return tag, err
}

// changeSome does it to some and says to how many it made a difference.
func changeSome(ctx context.Context, q execer, bulk int64, b mailing.Bulk, ids []int64) (n int, err error) {
	switch b.Do {
	case mailing.GiveTag, mailing.TakeTag, mailing.PutOnList, mailing.TakeOffList:
		if ids, err = whoDiffers(ctx, q, b, ids); err != nil {
			return 0, err
		}
		if _, err := q.ExecContext(ctx, `INSERT OR IGNORE INTO bulk_changes (bulk_id, contact_id, before) SELECT ?, value, '' FROM json_each(?)`, bulk, idsJSON(ids)); err != nil {
			return 0, err
		}
		return len(ids), markThem(ctx, q, b, ids)
	case mailing.SetField:
		return setField(ctx, q, bulk, b, ids)
	case mailing.DeleteThem:
		return deleteSome(ctx, q, bulk, ids)
	case mailing.MergeThem, mailing.ConvertField, mailing.DropField:
	}
	return 0, fmt.Errorf("%w: %q", mailing.ErrInvalid, string(b.Do))
}

// whoDiffers are those to whom giving or taking a tag or a list makes a difference.
func whoDiffers(ctx context.Context, q execer, b mailing.Bulk, ids []int64) ([]int64, error) {
	has, arg := `k.id IN (SELECT contact_id FROM contact_tags WHERE tag = ?)`, any(b.Tag)
	if b.ListID != 0 {
		has, arg = `k.id IN (SELECT contact_id FROM list_members WHERE list_id = ?)`, b.ListID
	}
	if b.Do == mailing.GiveTag || b.Do == mailing.PutOnList {
		has = `NOT ` + has
	}
	return selectAll(ctx, q, scanID, `SELECT k.id FROM json_each(?) j CROSS JOIN contacts k ON k.id = j.value WHERE `+has, idsJSON(ids), arg)
}

// markThem gives or takes a tag or a list.
func markThem(ctx context.Context, q execer, b mailing.Bulk, ids []int64) error {
	switch b.Do {
	case mailing.PutOnList:
		return listContacts(ctx, q, b.ListID, ids)
	case mailing.TakeOffList:
		_, err := q.ExecContext(ctx, `DELETE FROM list_members WHERE list_id = ? AND contact_id IN (SELECT value FROM json_each(?))`, b.ListID, idsJSON(ids))
		return err
	}
	return tagOrNot(ctx, q, ids, b.Tag, b.Do == mailing.GiveTag)
}

// wholeContacts reads contacts with their lists.
func wholeContacts(ctx context.Context, q execer, ids []int64) ([]mailing.Contact, error) {
	return selectAll(ctx, q, func(row scanner) (c mailing.Contact, err error) {
		var lists, note string
		c, err = scanContact(scanMore{row, []any{&lists, &note}})
		if err == nil {
			c.Note = note
			err = json.Unmarshal([]byte(lists), &c.Lists)
		}
		return c, err
	}, `SELECT `+contactColumns+`, (SELECT json_group_array(list_id) FROM list_members WHERE contact_id = k.id),
		coalesce((SELECT text FROM contact_notes WHERE contact_id = k.id), '')
		FROM json_each(?) j CROSS JOIN contacts k ON k.id = j.value`, idsJSON(ids))
}

// scanMore scans more columns than it is asked for.
type scanMore struct {
	scanner
	last []any
}

func (s scanMore) Scan(dest ...any) error { return s.scanner.Scan(append(dest, s.last...)...) }

func keepBefore(ctx context.Context, q execer, bulk int64, c mailing.Contact, after time.Time) error {
	_, err := q.ExecContext(ctx, `INSERT INTO bulk_changes (bulk_id, contact_id, before, after) VALUES (?, ?, ?, ?)`, bulk, c.ID, toJSON(c), millis(after))
	return err
}

func setField(ctx context.Context, q execer, bulk int64, b mailing.Bulk, ids []int64) (n int, err error) {
	all, err := wholeContacts(ctx, q, ids)
	if err != nil {
		return 0, err
	}
	there, err := readFields(ctx, q)
	if err != nil {
		return 0, err
	}
	if b.Value, err = fitting(there, b); err != nil {
		return 0, err
	}
	if err := define(ctx, q, there, b.Defines()); err != nil {
		return 0, err
	}
	now := time.Now()
	var changed []int64
	for _, before := range all {
		c := withField(before, b.Field, b.Value)
		if c, err = mended(c); err != nil {
			return 0, err
		}
		if c.Merge()[b.Field] == before.Merge()[b.Field] {
			continue
		}
		c.UpdatedAt = now
		if err := keepBefore(ctx, q, bulk, before, now); err != nil {
			return 0, err
		}
		if _, err := q.ExecContext(ctx, updateContact, append(contactValues(c), c.ID)...); err != nil {
			return 0, err
		}
		changed = append(changed, c.ID)
	}
	return len(changed), changedForSearch(ctx, q, changed)
}

// fitting is the value as the field's kind has it. What many are given at once must be of that kind.
func fitting(there []mailing.Field, b mailing.Bulk) (string, error) {
	for _, f := range there {
		if f.Name != b.Field {
			continue
		}
		v, fits := mailing.Reading{Kind: f.Kind}.Read(b.Value)
		if !fits {
			return "", fmt.Errorf("%w: %q is no value of a field of the kind %s", mailing.ErrInvalid, b.Value, f.Kind)
		}
		return v, nil
	}
	return b.Value, nil
}

func withField(c mailing.Contact, field, value string) mailing.Contact {
	switch field {
	case "first_name":
		c.FirstName = value
	case "last_name":
		c.LastName = value
	case "company":
		c.Company = value
	default:
		fields := map[string]string{field: value}
		for name, v := range c.Fields {
			if name != field {
				fields[name] = v
			}
		}
		c.Fields = fields
	}
	return c
}

func deleteSome(ctx context.Context, q execer, bulk int64, ids []int64) (n int, err error) {
	all, err := wholeContacts(ctx, q, ids)
	if err != nil {
		return 0, err
	}
	for _, c := range all {
		if err := keepBefore(ctx, q, bulk, c, time.Time{}); err != nil {
			return 0, err
		}
	}
	return len(all), deleteContacts(ctx, q, ids)
}

// UndoChange takes back what ChangeContacts or MergeContacts did. Contacts that were changed since, and deleted ones whose
// address somebody else has now, are left as they are. The error wraps ErrNotFound, or ErrWrongState when it was undone already.
func (s *Store) UndoChange(ctx context.Context, id int64) (report mailing.BulkUndone, err error) {
	var what string
	var undone int64
	if err := s.r.QueryRowContext(ctx, `SELECT what, undone_at FROM bulks WHERE id = ?`, id).Scan(&what, &undone); err != nil {
		return report, wrap(err, "storage: undo")
	}
	var b mailing.Bulk
	if err := json.Unmarshal([]byte(what), &b); err != nil {
		return report, wrap(err, "storage: undo")
	}
	switch {
	case undone == tooLongAgo:
		return report, fmt.Errorf("storage: undo: %w: how it was is kept for 90 days, and that was longer ago", mailing.ErrWrongState)
	case undone != 0:
		return report, fmt.Errorf("storage: undo: %w: it was undone already", mailing.ErrWrongState)
	}
	for more := true; more; {
		err := s.inTx(ctx, func(q execer) error {
			r, left, err := undoSome(ctx, q, id, b)
			if err != nil {
				return err
			}
			report.Back, report.Left, more = report.Back+r.Back, report.Left+r.Left, left
			if !more {
				_, err = q.ExecContext(ctx, `UPDATE bulks SET undone_at = ? WHERE id = ?`, millis(time.Now()), id)
			}
			return err
		})
		if err != nil {
			return report, wrap(err, "storage: undo")
		}
	}
	return report, nil
}

type bulkChange struct {
	id, after int64
	before    string
}

// undoSome takes back a slice and forgets it.
func undoSome(ctx context.Context, q execer, bulk int64, b mailing.Bulk) (r mailing.BulkUndone, more bool, err error) {
	// Who was changed comes before who was deleted: merged contacts share nothing, but one address may have wandered.
	all, err := selectAll(ctx, q, func(row scanner) (c bulkChange, err error) {
		err = row.Scan(&c.id, &c.before, &c.after)
		return c, err
	}, `SELECT contact_id, before, after FROM bulk_changes WHERE bulk_id = ? ORDER BY after DESC, contact_id LIMIT ?`, bulk, bulkSlice)
	if err != nil {
		return r, false, err
	}
	ids := make([]int64, len(all))
	for i, c := range all {
		ids[i] = c.id
	}
	if b.Do == mailing.ConvertField || b.Do == mailing.DropField {
		r, err = undoField(ctx, q, b, all)
	} else if opposite, ok := oppositeOf(b); ok {
		if ids, err = whoDiffers(ctx, q, opposite, ids); err != nil {
			return r, false, err
		}
		r.Back, r.Left = len(ids), len(all)-len(ids)
		err = markThem(ctx, q, opposite, ids)
	} else {
		for _, c := range all {
			back, err := bringBack(ctx, q, c)
			if err != nil {
				return r, false, err
			}
			if back {
				r.Back++
			} else {
				r.Left++
			}
		}
		err = changedForSearch(ctx, q, ids)
	}
	if err != nil {
		return r, false, err
	}
	for _, c := range all {
		if _, err := q.ExecContext(ctx, `DELETE FROM bulk_changes WHERE bulk_id = ? AND contact_id = ?`, bulk, c.id); err != nil {
			return r, false, err
		}
	}
	return r, len(all) == bulkSlice, nil
}

// oppositeOf is what takes back tags and lists.
func oppositeOf(b mailing.Bulk) (mailing.Bulk, bool) {
	opposite, ok := map[mailing.BulkKind]mailing.BulkKind{
		mailing.GiveTag: mailing.TakeTag, mailing.TakeTag: mailing.GiveTag, mailing.PutOnList: mailing.TakeOffList, mailing.TakeOffList: mailing.PutOnList,
	}[b.Do]
	b.Do = opposite
	return b, ok
}

// bringBack makes a contact what it was, unless somebody else had a hand in it since.
func bringBack(ctx context.Context, q execer, change bulkChange) (bool, error) {
	var c mailing.Contact
	if err := json.Unmarshal([]byte(change.before), &c); err != nil {
		return false, err
	}
	there, err := wholeContacts(ctx, q, []int64{c.ID})
	if err != nil {
		return false, err
	}
	c.Lists, err = selectAll(ctx, q, scanID, `SELECT id FROM lists WHERE id IN (SELECT value FROM json_each(?))`, idsJSON(c.Lists)) // some may be gone
	if err != nil {
		return false, err
	}
	if err := settle(ctx, q, &c); err != nil {
		return false, err
	}
	if change.after != 0 {
		if len(there) == 0 || millis(there[0].UpdatedAt) != change.after {
			return false, nil
		}
		if _, err := q.ExecContext(ctx, updateContact, append(contactValues(c), c.ID)...); err != nil {
			return false, err
		}
		if err := setNote(ctx, q, c.ID, c.Note); err != nil {
			return false, err
		}
		return true, replaceMemberships(ctx, q, c)
	}
	if len(there) > 0 {
		return false, nil
	}
	if err := refuseForgotten(ctx, q, c.Email); errors.Is(err, mailing.ErrForgotten) {
		return false, nil
	} else if err != nil {
		return false, err
	}
	_, err = q.ExecContext(ctx, insertWithID, append(append([]any{c.ID}, contactValues(c)...), millis(c.CreatedAt))...)
	if errors.Is(sentinel(err), mailing.ErrExists) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	if err := errors.Join(isItself(ctx, q, c.ID), setNote(ctx, q, c.ID, c.Note)); err != nil {
		return false, err
	}
	return true, replaceMemberships(ctx, q, c)
}

const insertWithID = `INSERT INTO contacts (id, email, email_key, first_name, last_name, company, fields, consent_source, consent_at, updated_at,
	sort_name, search_text, sort_company, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
