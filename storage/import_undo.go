package storage

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	"evenpost/mailing"
)

const (
	undoBatch   = 500
	deleteBatch = 2000
	// That many contacts that were changed since are named.
	keptNamed = 10_000
)

// UndoImport takes an import back, also long after: the contacts that it added are deleted, those that it changed are
// again what they were, off its lists and without its tags. Contacts that somebody changed, tagged, put on a list or wrote a
// note about since, and those it added who were mailed since, stay as they are and are named. With all those that it added are
// deleted nevertheless, also when it was undone before without. Suppressions and what was sent stay.
//
// It works in slices, and p hears how many contacts it has been through. One that is cut off, or cancelled, goes on at the next start, or when it is called again. The error wraps
// ErrNotFound, or ErrInvalid for an import that is under way or undone already.
func (s *Store) UndoImport(ctx context.Context, id int64, all bool, p Progress) (mailing.UndoReport, error) {
	report, err := s.undoImport(ctx, id, all, p)
	return report, wrap(err, "storage: undo import")
}

func (s *Store) undoImport(ctx context.Context, id int64, all bool, p Progress) (report mailing.UndoReport, err error) {
	lock, err := s.lockImports(ctx)
	if err != nil {
		return report, err
	}
	defer lock.Release() //nolint:errcheck // the system lets go of it too
	if err := s.undoUnfinished(ctx); err != nil {
		return report, err
	}
	err = s.inTx(ctx, func(q execer) error {
		var state mailing.ImportState
		if err := q.QueryRowContext(ctx, `SELECT state FROM imports WHERE id = ?`, id).Scan(&state); err != nil {
			return err
		}
		if state != mailing.ImportDone && (!all || state != mailing.ImportUndone) {
			return fmt.Errorf("%w: this import is %s", mailing.ErrInvalid, state)
		}
		_, err := q.ExecContext(ctx, `UPDATE imports SET state = 'undoing', undo_all = ? WHERE id = ?`, all, id)
		return err
	})
	if err != nil {
		return report, err
	}
	if report, err = s.undo(ctx, id, p); err != nil && ctx.Err() == nil {
		s.owing.Store(true)
		s.watchers.tick() // so that KeepSearch goes on with it
	}
	return report, err
}

// undo takes back what the import has written, all of it or what is left of it.
func (s *Store) undo(ctx context.Context, id int64, p Progress) (mailing.UndoReport, error) {
	u, err := s.takeUp(ctx, id)
	if err != nil {
		return u.report, err
	}
	u.progress = p
	err = u.all(ctx, func() error {
		_, err := u.slice.exec(`UPDATE imports SET state = 'undone', ended_at = ? WHERE id = ?`, millis(time.Now()), id)
		return err
	})
	return u.report, err
}

// abandoned is the state of an import that was taken back since it came to no end, as long as there are indexes to be made again:
// to the user there was none.
const abandoned = "abandoned"

// abandon takes back an import that came to no end, and forgets it.
func (s *Store) abandon(ctx context.Context, id int64, p Progress) error {
	u, err := s.takeUp(ctx, id)
	if err != nil {
		return err
	}
	u.progress = p
	return u.all(ctx, func() error {
		if len(u.bulk.indexes) > 0 {
			_, err := u.slice.exec(`UPDATE imports SET state = ? WHERE id = ?`, abandoned, id)
			return err
		}
		_, err := u.slice.exec(`DELETE FROM imports WHERE id = ?`, id)
		return err
	})
}

// undoing is an import that is being taken back.
type undoing struct {
	id     int64
	at     int64
	done   bool // it had come to its end: what people did with its contacts since counts
	whole  bool // but not this time
	ranges ranges
	made   []int64
	slice  importSlice
	bulk   bulk
	kept   idSet
	report mailing.UndoReport

	progress Progress
	through  int // contacts
	total    int
}

func (s *Store) takeUp(ctx context.Context, id int64) (*undoing, error) {
	u := &undoing{id: id, slice: importSlice{s: s}}
	u.report.Kept = []mailing.Kept{}
	var added, made, indexes string
	if err := s.w.QueryRowContext(ctx, `SELECT at, state <> 'running', undo_all, ranges, made, indexes FROM imports WHERE id = ?`, id).Scan(&u.at, &u.done, &u.whole, &added, &made, &indexes); err != nil {
		return u, err
	}
	for text, into := range map[string]any{added: &u.ranges, made: &u.made, indexes: &u.bulk.indexes} {
		if err := json.Unmarshal([]byte(text), into); err != nil {
			return u, fmt.Errorf("record of import %d: %w", id, err)
		}
	}
	if err := u.bulk.count(ctx, s.w); err != nil {
		return u, err
	}
	if err := s.w.QueryRowContext(ctx, `SELECT count(*) FROM import_changes WHERE import_id = ?`, id).Scan(&u.total); err != nil {
		return u, err
	}
	u.total += u.ranges.count()
	u.bulk.before = max(0, u.bulk.before-u.ranges.count())
	return u, nil
}

// all does everything, and end with the last of it.
func (u *undoing) all(ctx context.Context, end func() error) error {
	if err := u.slice.s.greedy(ctx); err != nil {
		return err
	}
	defer u.slice.s.modest(ctx)
	defer u.slice.rollback()
	if err := u.slice.begin(ctx); err != nil {
		return err
	}
	for _, step := range []func(context.Context) error{u.unmark, u.restore, u.deleteAdded} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	if _, err := u.slice.exec(`DELETE FROM lists WHERE id IN (SELECT value FROM json_each(?)) AND NOT EXISTS (SELECT 1 FROM list_members WHERE list_id = lists.id)`, idsJSON(u.made)); err != nil {
		return err
	}
	if err := u.dropFields(); err != nil {
		return err
	}
	if err := end(); err != nil {
		return err
	}
	return u.slice.commit()
}

// pause ends a slice that has taken long enough.
func (u *undoing) pause(ctx context.Context) error {
	u.progress.tell(u.through, u.total)
	if !u.slice.over() {
		return ctx.Err()
	}
	if err := u.slice.commit(); err != nil {
		return err
	}
	return u.slice.begin(ctx)
}

// name says of the contacts that a query selects, with a reason each, that they stay, and returns their ids.
func (u *undoing) name(query string, args ...any) (ids []int64, err error) {
	ids = []int64{}
	_, err = selectAll(u.slice.ctx, u.slice, func(row scanner) (none struct{}, err error) {
		var c mailing.Contact
		var why mailing.KeptReason
		if err := row.Scan(&c.ID, &c.Email, &c.FirstName, &c.LastName, &why); err != nil {
			return none, err
		}
		ids = append(ids, c.ID)
		if u.kept.has(c.ID) {
			return none, nil
		}
		u.report.Stayed++
		if len(u.report.Kept) < keptNamed {
			u.report.Kept = append(u.report.Kept, mailing.Kept{ID: c.ID, Email: c.Email, Name: c.Name(), Why: why})
		}
		return none, u.kept.add(c.ID)
	}, query, args...)
	return ids, err
}

// unmark takes contacts that were there before off the lists, and the tags from them.
func (u *undoing) unmark(ctx context.Context) error {
	type marked struct {
		id, list int64
		tag, ids string
	}
	for {
		all, err := selectAll(u.slice.ctx, u.slice, func(row scanner) (m marked, err error) {
			return m, row.Scan(&m.id, &m.list, &m.tag, &m.ids)
		}, `SELECT id, list_id, tag, contacts FROM import_marks WHERE import_id = ? LIMIT 20`, u.id)
		if err != nil || len(all) == 0 {
			return err
		}
		for _, m := range all {
			if _, err := u.name(`SELECT k.id, k.email, k.first_name, k.last_name, 'changed' FROM json_each(?) j CROSS JOIN contacts k ON k.id = j.value WHERE k.updated_at > ?`, m.ids, u.at); err != nil {
				return err
			}
			const unchanged = `(SELECT k.id FROM json_each(?) j CROSS JOIN contacts k ON k.id = j.value WHERE k.updated_at <= ?)`
			if m.list != 0 {
				_, err = u.slice.exec(`DELETE FROM list_members WHERE list_id = ? AND contact_id IN `+unchanged, m.list, m.ids, u.at)
			} else {
				_, err = u.slice.exec(`DELETE FROM contact_tags WHERE tag = ? AND contact_id IN `+unchanged, m.tag, m.ids, u.at)
			}
			if err != nil {
				return err
			}
			if _, err := u.slice.exec(`DELETE FROM import_marks WHERE id = ?`, m.id); err != nil {
				return err
			}
			if err := u.pause(ctx); err != nil {
				return err
			}
		}
	}
}

// restore makes contacts again what they were.
func (u *undoing) restore(ctx context.Context) error {
	type changed struct {
		id     int64
		before string
	}
	for {
		all, err := selectAll(u.slice.ctx, u.slice, func(row scanner) (c changed, err error) {
			return c, row.Scan(&c.id, &c.before)
		}, `SELECT contact_id, before FROM import_changes WHERE import_id = ? ORDER BY contact_id LIMIT ?`, u.id, undoBatch)
		if err != nil || len(all) == 0 {
			return err
		}
		ids := make([]int64, 0, len(all))
		for _, one := range all {
			ids = append(ids, one.id)
		}
		if _, err := u.name(`SELECT k.id, k.email, k.first_name, k.last_name, 'changed' FROM json_each(?) j CROSS JOIN contacts k ON k.id = j.value WHERE k.updated_at <> ?`, idsJSON(ids), u.at); err != nil {
			return err
		}
		contacts, err := selectAll(u.slice.ctx, u.slice, scanContact, `SELECT `+contactColumns+` FROM json_each(?) j CROSS JOIN contacts k ON k.id = j.value WHERE k.updated_at = ?`, idsJSON(ids), u.at)
		if err != nil {
			return err
		}
		for _, c := range contacts {
			i := slices.IndexFunc(all, func(one changed) bool { return one.id == c.ID })
			var before image
			if err := before.read(all[i].before); err != nil {
				return fmt.Errorf("contact %d as it was: %w", c.ID, err)
			}
			before.into(&c)
			if err := settle(u.slice.ctx, u.slice, &c); err != nil {
				return err
			}
			if _, err := u.slice.exec(updateContact, append(contactValues(c), c.ID)...); err != nil {
				return err
			}
			u.report.Restored++
		}
		if err := changedForSearch(u.slice.ctx, u.slice, ids); err != nil {
			return err
		}
		if _, err := u.slice.exec(`DELETE FROM import_changes WHERE import_id = ? AND contact_id <= ?`, u.id, ids[len(ids)-1]); err != nil {
			return err
		}
		u.through += len(all)
		if err := u.pause(ctx); err != nil {
			return err
		}
	}
}

// deleteAdded deletes the contacts that the import added.
func (u *undoing) deleteAdded(ctx context.Context) error {
	for more := u.bulk.due(u.ranges.count(), u.slice.s.imports); more; {
		var err error
		if more, err = u.bulk.takeOne(u.slice.ctx, u.slice); err != nil {
			return err
		}
		if _, err := u.slice.exec(`UPDATE imports SET indexes = ? WHERE id = ?`, toJSON(u.bulk.indexes), u.id); err != nil {
			return err
		}
		if err := u.pause(ctx); err != nil {
			return err
		}
	}
	for _, r := range u.ranges {
		for first := r[0]; first <= r[1]; first += deleteBatch {
			last := min(first+deleteBatch-1, r[1])
			stay := []int64{} // NOT IN a set of nothing, which null is not
			if !u.whole {
				var err error
				if stay, err = u.name(u.touched(), first, last); err != nil {
					return err
				}
				u.report.Added += len(stay)
			}
			gone, err := selectAll(u.slice.ctx, u.slice, scanID, `DELETE FROM contacts WHERE id BETWEEN ? AND ? AND id NOT IN (SELECT value FROM json_each(?)) RETURNING id`, first, last, idsJSON(stay))
			if err != nil {
				return err
			}
			if err := changedForSearch(u.slice.ctx, u.slice, gone); err != nil {
				return err
			}
			u.report.Deleted += len(gone)
			u.through += int(last - first + 1)
			if err := u.pause(ctx); err != nil {
				return err
			}
		}
	}
	return nil
}

// touched selects those between two ids whom somebody had to do with since the import. One that came to no end leaves only
// whom somebody changed.
func (u *undoing) touched() string {
	at := strconv.FormatInt(u.at, 10)
	changed, mailed := `k.updated_at <> `+at, `0`
	if u.done {
		changed += ` OR EXISTS (SELECT 1 FROM contact_notes WHERE contact_id = k.id)
			OR EXISTS (SELECT 1 FROM bulks b CROSS JOIN bulk_changes x ON x.bulk_id = b.id AND x.contact_id = k.id WHERE b.at >= ` + at + `)`
		mailed = `EXISTS (SELECT 1 FROM campaigns g CROSS JOIN deliveries d ON d.campaign_id = g.id AND d.contact_id = k.id WHERE d.state IN ('sending', 'sent', 'in_doubt'))`
	}
	return `SELECT * FROM (SELECT k.id, k.email, k.first_name, k.last_name, CASE WHEN ` + changed + ` THEN 'changed' WHEN ` + mailed + ` THEN 'mailed' END AS why
		FROM contacts k WHERE k.id BETWEEN ? AND ?) WHERE why IS NOT NULL`
}
