package storage

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"evenpost/mailing"
)

const (
	undoBatch = 500
	// That many contacts that were changed since are named.
	keptNamed = 10_000
)

// UndoImport takes an import back, also long after: the contacts that it added are deleted, those that it changed are
// again what they were, off its lists and without its tags. Contacts that somebody changed since stay as they are and are
// named. Suppressions and what was sent stay. It works in slices; one that is cut off goes on at the next start. The error
// wraps ErrNotFound, or ErrInvalid for an import that is under way or undone already.
func (s *Store) UndoImport(ctx context.Context, id int64) (mailing.UndoReport, error) {
	report, err := s.undoImport(ctx, id)
	return report, wrap(err, "storage: undo import")
}

func (s *Store) undoImport(ctx context.Context, id int64) (report mailing.UndoReport, err error) {
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
		if state != mailing.ImportDone {
			return fmt.Errorf("%w: this import is %s", mailing.ErrInvalid, state)
		}
		_, err := q.ExecContext(ctx, `UPDATE imports SET state = 'undoing' WHERE id = ?`, id)
		return err
	})
	if err != nil {
		return report, err
	}
	return s.undo(ctx, id)
}

// undo takes back what the import has written, all of it or what is left of it.
func (s *Store) undo(ctx context.Context, id int64) (mailing.UndoReport, error) {
	u, err := s.takeUp(ctx, id)
	if err != nil {
		return u.report, err
	}
	err = u.all(ctx, func() error {
		_, err := u.slice.exec(`UPDATE imports SET state = 'undone', ended_at = ? WHERE id = ?`, millis(time.Now()), id)
		return err
	})
	return u.report, err
}

// abandon takes back an import that came to no end, and forgets it.
func (s *Store) abandon(ctx context.Context, id int64) error {
	u, err := s.takeUp(ctx, id)
	if err != nil {
		return err
	}
	return u.all(ctx, func() error {
		_, err := u.slice.exec(`DELETE FROM imports WHERE id = ?`, id)
		return err
	})
}

// undoing is an import that is being taken back.
type undoing struct {
	id     int64
	at     int64
	ranges ranges
	made   []int64
	slice  importSlice
	bulk   bulk
	kept   map[int64]bool
	report mailing.UndoReport
}

func (s *Store) takeUp(ctx context.Context, id int64) (*undoing, error) {
	u := &undoing{id: id, slice: importSlice{s: s}, kept: map[int64]bool{}}
	u.report.Kept = []mailing.Kept{}
	var added, made, indexes string
	if err := s.w.QueryRowContext(ctx, `SELECT at, ranges, made, indexes FROM imports WHERE id = ?`, id).Scan(&u.at, &added, &made, &indexes); err != nil {
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
	for _, step := range []func(context.Context) error{u.name, u.unmark, u.restore, u.deleteAdded, u.makeIndexes} {
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
	if !u.slice.over() {
		return ctx.Err()
	}
	if err := u.slice.commit(); err != nil {
		return err
	}
	return u.slice.begin(ctx)
}

// name finds the contacts that were changed since.
func (u *undoing) name(context.Context) error {
	take := func(query string, args ...any) error {
		all, err := selectAll(u.slice.ctx, u.slice, scanContact, `SELECT `+contactColumns+` FROM `+query+` LIMIT ?`, append(args, keptNamed-len(u.report.Kept))...)
		for _, c := range all {
			if !u.kept[c.ID] {
				u.kept[c.ID] = true
				u.report.Kept = append(u.report.Kept, mailing.Kept{ID: c.ID, Email: c.Email, Name: c.Name()})
			}
		}
		return err
	}
	for _, r := range u.ranges {
		if err := take(`contacts k WHERE k.id BETWEEN ? AND ? AND k.updated_at <> ?`, r[0], r[1], u.at); err != nil {
			return err
		}
	}
	if err := take(`import_changes i CROSS JOIN contacts k ON k.id = i.contact_id WHERE i.import_id = ? AND k.updated_at <> ?`, u.id, u.at); err != nil {
		return err
	}
	return take(`import_marks i CROSS JOIN json_each(i.contacts) j CROSS JOIN contacts k ON k.id = j.value WHERE i.import_id = ? AND k.updated_at > ?`, u.id, u.at)
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
		if err := u.pause(ctx); err != nil {
			return err
		}
	}
}

// deleteAdded deletes the contacts that the import added.
func (u *undoing) deleteAdded(ctx context.Context) error {
	if u.bulk.due(u.ranges.count(), u.slice.s.imports) {
		if err := u.bulk.begin(u.slice.ctx, u.slice); err != nil {
			return err
		}
		if _, err := u.slice.exec(`UPDATE imports SET indexes = ? WHERE id = ?`, toJSON(u.bulk.indexes), u.id); err != nil {
			return err
		}
	}
	for _, r := range u.ranges {
		for first := r[0]; first <= r[1]; first += undoBatch {
			gone, err := selectAll(u.slice.ctx, u.slice, scanID, `DELETE FROM contacts WHERE id BETWEEN ? AND ? AND updated_at = ? RETURNING id`, first, min(first+undoBatch-1, r[1]), u.at)
			if err != nil {
				return err
			}
			if err := changedForSearch(u.slice.ctx, u.slice, gone); err != nil {
				return err
			}
			u.report.Deleted += len(gone)
			if err := u.pause(ctx); err != nil {
				return err
			}
		}
	}
	return nil
}

// makeIndexes makes the indexes again that the import, or taking it back, took away.
func (u *undoing) makeIndexes(ctx context.Context) error {
	for len(u.bulk.indexes) > 0 {
		if err := makeIndex(u.slice.ctx, u.slice, u.bulk.indexes[0]); err != nil {
			return err
		}
		u.bulk.indexes = u.bulk.indexes[1:]
		if _, err := u.slice.exec(`UPDATE imports SET indexes = ? WHERE id = ?`, toJSON(u.bulk.indexes), u.id); err != nil {
			return err
		}
		if err := u.pause(ctx); err != nil {
			return err
		}
	}
	return nil
}
