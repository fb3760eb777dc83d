package storage

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"evenpost/mailing"
	"evenpost/storage/contactfile"
)

// bulkSlice is how many contacts are changed at once. A transaction has as many of them as fit into a moment: mail goes out in between.
const bulkSlice = 500

// ChangeContacts does something to contacts and keeps how it was, so that UndoChange can take it back. Cancelled, it leaves
// everything as it was: p then hears the number of those that are changed yet fall. The error wraps ErrInvalid when it cannot be
// done at all.
func (s *Store) ChangeContacts(ctx context.Context, ids []int64, b mailing.Bulk, p Progress) (report mailing.BulkReport, err error) {
	if err := b.Check(); err != nil {
		return report, wrap(err, "storage: change contacts")
	}
	if tags := contactfile.SplitTags(b.Tag); len(tags) > 0 {
		b.Tag = tags[0]
	}
	b.Value = mailing.OneLine(b.Value)
	if len(ids) == 0 {
		return report, nil
	}
	err = s.inTx(ctx, func(q execer) (err error) {
		if b.Tag, err = spelled(ctx, q, b.Tag); err != nil {
			return err
		}
		report.ID, err = insert(ctx, q, `INSERT INTO bulks (at, what) VALUES (?, ?)`, millis(time.Now()), toJSON(b))
		return err
	})
	if err == nil {
		report.Changed, err = s.bySlices(ctx, ids, p, func(q execer, some []int64) (int, error) {
			return changeSome(context.WithoutCancel(ctx), q, report.ID, b, some)
		})
		report, err = s.orNothing(ctx, report, err, p, len(ids))
	}
	return report, wrap(err, "storage: change contacts")
}

// orNothing takes back what a change has done before err came between.
func (s *Store) orNothing(ctx context.Context, r mailing.BulkReport, err error, p Progress, total int) (mailing.BulkReport, error) {
	if err == nil {
		return r, nil
	}
	back := func(done, all int) { p.tell(max(0, all-done), total) }
	if _, undone := s.UndoChange(context.WithoutCancel(ctx), r.ID, back); undone != nil {
		return r, fmt.Errorf("%w; change %d is done in part and could not be taken back: %w", err, r.ID, undone)
	}
	return mailing.BulkReport{}, err
}

// bySlices does something to contacts in transactions of a moment each, and counts those to whom it made a difference.
func (s *Store) bySlices(ctx context.Context, ids []int64, p Progress, do func(q execer, some []int64) (int, error)) (changed int, err error) {
	x := importSlice{s: s}
	defer x.rollback()
	if err := x.begin(ctx); err != nil {
		return 0, err
	}
	done := 0
	for some := range slices.Chunk(ids, bulkSlice) {
		n, err := do(x.again(), some)
		if err != nil {
			return 0, s.suspect(err)
		}
		changed, done = changed+n, done+len(some)
		p.tell(done, len(ids))
		if x.over() && done < len(ids) {
			if err := x.commit(); err != nil {
				return 0, err
			}
			if err := x.begin(ctx); err != nil {
				return 0, err
			}
		}
	}
	return changed, x.commit()
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
	// Asked for each of them: all who have the tag may be a million.
	has, arg := `EXISTS (SELECT 1 FROM contact_tags WHERE contact_id = k.id AND tag = ?)`, any(b.Tag)
	if b.ListID != 0 {
		has, arg = `EXISTS (SELECT 1 FROM list_members WHERE contact_id = k.id AND list_id = ?)`, b.ListID
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
		_, err := q.ExecContext(ctx, takeOffList, b.ListID, idsJSON(ids))
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
