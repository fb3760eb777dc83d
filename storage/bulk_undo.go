package storage

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"evenpost/mailing"
)

// UndoChange takes back what was done to many contacts, and nothing else: a tag, a list or a value that somebody gave them since
// stays. So do, and are named, those to whom something else was done in the same place, and deleted ones whose address somebody
// else has now. Cut off or cancelled, it goes on where it was when it is called again. The error wraps ErrNotFound, or ErrWrongState
// when it was undone already.
func (s *Store) UndoChange(ctx context.Context, id int64, p Progress) (report mailing.BulkUndone, err error) {
	report, err = s.undoChange(ctx, id, p)
	return report, wrap(err, "storage: undo")
}

func (s *Store) undoChange(ctx context.Context, id int64, p Progress) (report mailing.BulkUndone, err error) {
	var what string
	var undone int64
	var total int
	if err := s.r.QueryRowContext(ctx, `SELECT what, undone_at, (SELECT count(*) FROM bulk_changes WHERE bulk_id = b.id) FROM bulks b WHERE id = ?`, id).Scan(&what, &undone, &total); err != nil {
		return report, err
	}
	var b mailing.Bulk
	if err := json.Unmarshal([]byte(what), &b); err != nil {
		return report, err
	}
	switch {
	case undone == tooLongAgo:
		return report, fmt.Errorf("%w: how it was is kept for 90 days, and that was longer ago", mailing.ErrWrongState)
	case undone != 0:
		return report, fmt.Errorf("%w: it was undone already", mailing.ErrWrongState)
	}
	x := importSlice{s: s}
	defer x.rollback()
	if err := x.begin(ctx); err != nil {
		return report, err
	}
	if err := bringFieldBack(x.ctx, &x, b); err != nil {
		return report, err
	}
	for done := 0; ; {
		n, err := undoSome(x.ctx, x.again(), id, b, &report)
		if err != nil {
			return report, s.suspect(err)
		}
		if done += n; n < bulkSlice {
			break
		}
		p.tell(done, total)
		if x.over() {
			if err := x.commit(); err != nil {
				return report, err
			}
			if err := x.begin(ctx); err != nil {
				return report, err
			}
		}
	}
	if _, err := x.exec(`UPDATE bulks SET undone_at = ? WHERE id = ?`, millis(time.Now()), id); err != nil {
		return report, err
	}
	p.tell(total, total)
	return report, x.commit()
}

type bulkChange struct {
	id, after int64
	before    string
}

func scanBulkChange(row scanner) (c bulkChange, err error) {
	return c, row.Scan(&c.id, &c.before, &c.after)
}

// undoSome takes back a part, forgets it, and says how many contacts it was.
func undoSome(ctx context.Context, q execer, bulk int64, b mailing.Bulk, report *mailing.BulkUndone) (int, error) {
	limit := bulkSlice
	if b.Do == mailing.MergeThem {
		limit = -1 // who was merged belongs together, and it is a few
	}
	all, err := selectAll(ctx, q, scanBulkChange, `SELECT contact_id, before, after FROM bulk_changes WHERE bulk_id = ? ORDER BY contact_id LIMIT ?`, bulk, limit)
	if err != nil || len(all) == 0 {
		return 0, err
	}
	var back []int64
	switch b.Do {
	case mailing.ConvertField, mailing.DropField:
		back, err = undoField(ctx, q, b, all)
	case mailing.SetField:
		back, err = unsetField(ctx, q, b, all)
	case mailing.MergeThem:
		back, err = unmerge(ctx, q, all)
	case mailing.DeleteThem:
		back, err = bringBack(ctx, q, all)
	case mailing.GiveTag, mailing.TakeTag, mailing.PutOnList, mailing.TakeOffList:
		opposite := oppositeOf(b)
		ids := make([]int64, len(all))
		for i, c := range all {
			ids[i] = c.id
		}
		if back, err = whoDiffers(ctx, q, opposite, ids); err == nil {
			err = markThem(ctx, q, opposite, back)
		}
	default:
		err = fmt.Errorf("%w: %q", mailing.ErrInvalid, string(b.Do))
	}
	if err == nil {
		err = left(ctx, q, all, back, report)
	}
	if err != nil {
		return 0, err
	}
	if b.Do == mailing.MergeThem {
		_, err = q.ExecContext(ctx, `DELETE FROM bulk_changes WHERE bulk_id = ?`, bulk)
		return 0, err // nothing is left
	}
	_, err = q.ExecContext(ctx, `DELETE FROM bulk_changes WHERE bulk_id = ? AND contact_id <= ?`, bulk, all[len(all)-1].id)
	return len(all), err
}

// left counts those that were brought back, and names some of those that were not.
func left(ctx context.Context, q execer, all []bulkChange, back []int64, report *mailing.BulkUndone) error {
	is := make(map[int64]bool, len(back))
	for _, id := range back {
		is[id] = true
	}
	others := slices.DeleteFunc(slices.Clone(all), func(c bulkChange) bool { return is[c.id] })
	report.Back, report.Left = report.Back+len(back), report.Left+len(others)
	others = others[:min(len(others), mailing.MostNamed-len(report.Named))]
	if len(others) == 0 {
		return nil
	}
	ids := make([]int64, len(others))
	for i, c := range others {
		ids[i] = c.id
	}
	there, err := selectAll(ctx, q, scanContact, `SELECT `+contactColumns+` FROM json_each(?) j CROSS JOIN contacts k ON k.id = j.value`, idsJSON(ids))
	for _, c := range there {
		report.Named = append(report.Named, c.Email)
	}
	for _, c := range others {
		var was mailing.Contact
		if c.before == "" || slices.ContainsFunc(there, func(k mailing.Contact) bool { return k.ID == c.id }) {
			continue
		}
		if err := json.Unmarshal([]byte(c.before), &was); err != nil {
			return err
		}
		if was.Email != "" { // of who is gone the address from before
			report.Named = append(report.Named, was.Email)
		}
	}
	return err
}

// oppositeOf is what takes back tags and lists.
func oppositeOf(b mailing.Bulk) mailing.Bulk {
	b.Do = map[mailing.BulkKind]mailing.BulkKind{
		mailing.GiveTag: mailing.TakeTag, mailing.TakeTag: mailing.GiveTag, mailing.PutOnList: mailing.TakeOffList, mailing.TakeOffList: mailing.PutOnList,
	}[b.Do]
	return b
}

// asTheyWere reads contacts as they were before something was done to them, and those of them that are there as they are now.
func asTheyWere(ctx context.Context, q execer, all []bulkChange) (before []mailing.Contact, now map[int64]mailing.Contact, err error) {
	before, ids := make([]mailing.Contact, len(all)), make([]int64, len(all))
	for i, c := range all {
		if err := json.Unmarshal([]byte(c.before), &before[i]); err != nil {
			return nil, nil, err
		}
		ids[i] = c.id
	}
	there, err := wholeContacts(ctx, q, ids)
	now = make(map[int64]mailing.Contact, len(there))
	for _, c := range there {
		now[c.ID] = c
	}
	return before, now, err
}

// unsetField gives contacts the value back that they had, if they still have the one that they were given.
func unsetField(ctx context.Context, q execer, b mailing.Bulk, all []bulkChange) (back []int64, err error) {
	before, now, err := asTheyWere(ctx, q, all)
	if err != nil {
		return nil, err
	}
	there, err := readFields(ctx, q)
	if err != nil {
		return nil, err
	}
	given := b.Value
	if value, err := fitting(there, b); err == nil { // else it was made of another kind since
		given = value
	}
	for i, c := range before {
		k, ok := now[c.ID]
		became, err := mended(withField(c, b.Field, given))
		if err != nil {
			return nil, err
		}
		if !ok || k.Merge()[b.Field] != became.Merge()[b.Field] {
			continue
		}
		if millis(k.UpdatedAt) == all[i].after {
			k.UpdatedAt = c.UpdatedAt
		}
		k = withField(k, b.Field, c.Merge()[b.Field])
		if err := rewrite(ctx, q, &k); err != nil {
			return nil, err
		}
		back = append(back, c.ID)
	}
	return back, changedForSearch(ctx, q, back)
}

// rewrite writes a contact's own row.
func rewrite(ctx context.Context, q execer, c *mailing.Contact) (err error) {
	if *c, err = mended(*c); err != nil {
		return err
	}
	if err := settle(ctx, q, c); err != nil {
		return err
	}
	_, err = q.ExecContext(ctx, updateContact, append(contactValues(*c), c.ID)...)
	return err
}

// unmerge brings back who was merged, and takes from the one that stays what it has from them, but for what somebody changed since.
func unmerge(ctx context.Context, q execer, all []bulkChange) (back []int64, err error) {
	at := slices.IndexFunc(all, func(c bulkChange) bool { return c.after != 0 })
	if at < 0 {
		return bringBack(ctx, q, all)
	}
	before, now, err := asTheyWere(ctx, q, all)
	if err != nil {
		return nil, err
	}
	stays, others := before[at], slices.Delete(slices.Clone(before), at, at+1)
	if k, there := now[stays.ID]; there {
		merged, err := mended(mailing.Merged(stays, mergeOrder(others)))
		if err != nil {
			return nil, err
		}
		k = unmerged(k, merged, stays)
		if millis(k.UpdatedAt) == all[at].after {
			k.UpdatedAt = stays.UpdatedAt
		}
		if err := rewrite(ctx, q, &k); err != nil {
			return nil, err
		}
		if err := setNote(ctx, q, k.ID, k.Note); err != nil {
			return nil, err
		}
		if err := replaceMemberships(ctx, q, k); err != nil {
			return nil, err
		}
		if err := changedForSearch(ctx, q, []int64{k.ID}); err != nil {
			return nil, err
		}
		back = append(back, k.ID)
	}
	more, err := bringBack(ctx, q, slices.Delete(slices.Clone(all), at, at+1))
	return append(back, more...), err
}

// unmerged is the contact now, with everything that is as it was after the merging as it was before.
func unmerged(now, merged, before mailing.Contact) mailing.Contact {
	for _, v := range []struct {
		now         *string
		merged, was string
	}{
		{&now.FirstName, merged.FirstName, before.FirstName},
		{&now.LastName, merged.LastName, before.LastName},
		{&now.Company, merged.Company, before.Company},
		{&now.Note, strings.TrimSpace(merged.Note), before.Note},
	} {
		if *v.now == v.merged {
			*v.now = v.was
		}
	}
	fields := maps.Clone(now.Fields)
	for name, v := range merged.Fields {
		if fields[name] == v {
			fields[name] = before.Fields[name]
		}
	}
	now.Fields = fields
	if now.Consent.Source == merged.Consent.Source && now.Consent.At.Equal(merged.Consent.At) {
		now.Consent = before.Consent
	}
	now.Tags = without(now.Tags, merged.Tags, before.Tags, strings.EqualFold)
	now.Lists = without(now.Lists, merged.Lists, before.Lists, func(a, b int64) bool { return a == b })
	return now
}

// without leaves out of now what was given and not there before.
func without[T any](now, given, before []T, same func(a, b T) bool) []T {
	in := func(all []T, v T) bool { return slices.ContainsFunc(all, func(x T) bool { return same(x, v) }) }
	return slices.DeleteFunc(slices.Clone(now), func(v T) bool { return in(given, v) && !in(before, v) })
}

// bringBack makes contacts again that were deleted, but for those whose address somebody else has now, or who were forgotten.
func bringBack(ctx context.Context, q execer, all []bulkChange) (back []int64, err error) {
	before, now, err := asTheyWere(ctx, q, all)
	if err != nil {
		return nil, err
	}
	gone, err := readForgotten(ctx, q)
	if err != nil {
		return nil, err
	}
	fields, err := readFields(ctx, q)
	if err != nil {
		return nil, err
	}
	for _, c := range before {
		if _, there := now[c.ID]; there || gone.has(c.Email) {
			continue
		}
		readValues(&c, fields)
		if names := fieldNames(c.Fields); !defined(fields, names) { // the field was deleted since
			if err := define(ctx, q, fields, names); err != nil {
				return nil, err
			}
			if fields, err = readFields(ctx, q); err != nil {
				return nil, err
			}
		}
		res, err := q.ExecContext(ctx, insertWithID, append(append([]any{c.ID}, contactValues(c)...), millis(c.CreatedAt))...)
		if err != nil {
			return nil, err
		}
		if n, err := res.RowsAffected(); err != nil {
			return nil, err
		} else if n == 0 {
			continue // somebody has the address
		}
		if err := bringMarksBack(ctx, q, c); err != nil {
			return nil, err
		}
		back = append(back, c.ID)
	}
	return back, changedForSearch(ctx, q, back)
}

// bringMarksBack gives one that was deleted tags, lists and note again. Some lists may be gone.
func bringMarksBack(ctx context.Context, q execer, c mailing.Contact) error {
	for _, tag := range c.Tags {
		if _, err := q.ExecContext(ctx, `INSERT OR IGNORE INTO contact_tags (contact_id, tag) VALUES (?1, coalesce((SELECT tag FROM contact_tags WHERE tag = ?2 LIMIT 1), ?2))`, c.ID, tag); err != nil {
			return err
		}
	}
	for _, list := range c.Lists {
		if _, err := q.ExecContext(ctx, `INSERT OR IGNORE INTO list_members (list_id, contact_id) SELECT id, ? FROM lists WHERE id = ?`, c.ID, list); err != nil {
			return err
		}
	}
	if err := isItself(ctx, q, c.ID); err != nil || c.Note == "" {
		return err
	}
	return setNote(ctx, q, c.ID, c.Note)
}

func defined(fields []mailing.Field, names []string) bool {
	return !slices.ContainsFunc(names, func(name string) bool {
		return !slices.ContainsFunc(fields, func(f mailing.Field) bool { return f.Name == name })
	})
}

const insertWithID = `INSERT INTO contacts (id, email, email_key, first_name, last_name, company, fields, consent_source, consent_at, updated_at,
	sort_name, search_text, sort_company, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`
