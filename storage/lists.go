package storage

import (
	"context"
	"errors"
	"fmt"
	"time"

	"evenpost/mailing"
)

const listColumns = `l.id, l.name, (SELECT count(*) FROM list_members WHERE list_id = l.id)`

func scanList(row scanner) (l mailing.List, err error) {
	err = row.Scan(&l.ID, &l.Name, &l.Count)
	return l, err
}

// Lists are all lists by name, with the number of contacts on them.
func (s *Store) Lists(ctx context.Context) ([]mailing.List, error) {
	all, err := selectAll(ctx, s.r, scanList, `SELECT `+listColumns+` FROM lists l ORDER BY l.name`)
	return all, wrap(err, "storage: lists")
}

// ListByName finds a list by its name, upper or lower case. The error wraps ErrNotFound.
func (s *Store) ListByName(ctx context.Context, name string) (mailing.List, error) {
	l, err := scanList(s.r.QueryRowContext(ctx, `SELECT `+listColumns+` FROM lists l WHERE l.name = ?`, mailing.OneLine(name)))
	return l, wrap(err, fmt.Sprintf("storage: list %q", name))
}

// EnsureList returns the id of the list with this name, making it when there is none.
func (s *Store) EnsureList(ctx context.Context, name string) (int64, error) {
	l, err := s.ListByName(ctx, name)
	if err == nil || !errors.Is(err, mailing.ErrNotFound) {
		return l.ID, err
	}
	var id int64
	if name = mailing.OneLine(name); name == "" {
		return 0, wrap(checkName(name), "storage: make list")
	}
	err = s.inTx(ctx, func(q execer) error {
		// Somebody else may have made it since: the update that changes nothing gives its id.
		return q.QueryRowContext(ctx, `INSERT INTO lists (name, created_at) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET name = name RETURNING id`,
			name, millis(time.Now())).Scan(&id)
	})
	return id, wrap(err, "storage: make list")
}

// RenameList gives a list another name. The error wraps ErrExists when it is taken.
func (s *Store) RenameList(ctx context.Context, id int64, name string) error {
	name = mailing.OneLine(name)
	err := checkName(name)
	if err == nil {
		err = s.inTx(ctx, func(q execer) error {
			return changedOne(q.ExecContext(ctx, `UPDATE lists SET name = ? WHERE id = ?`, name, id))
		})
	}
	return wrap(err, "storage: rename list")
}

// DeleteList deletes a list; the contacts on it stay.
func (s *Store) DeleteList(ctx context.Context, id int64) error {
	err := s.inTx(ctx, func(q execer) error {
		return changedOne(q.ExecContext(ctx, `DELETE FROM lists WHERE id = ?`, id))
	})
	return wrap(err, "storage: delete list")
}

// ListContacts puts contacts on a list, or takes them off. Contacts that are not there any more are left out.
func (s *Store) ListContacts(ctx context.Context, listID int64, ids []int64, on bool) error {
	err := s.inTx(ctx, func(q execer) error {
		if on {
			return listContacts(ctx, q, listID, ids)
		}
		_, err := q.ExecContext(ctx, takeOffList, listID, idsJSON(ids))
		return err
	})
	return wrap(err, "storage: list contacts")
}

const takeOffList = `DELETE FROM list_members WHERE list_id = ? AND contact_id IN (SELECT value FROM json_each(?))`

func listContacts(ctx context.Context, q execer, listID int64, ids []int64) error {
	_, err := q.ExecContext(ctx, `INSERT OR IGNORE INTO list_members (list_id, contact_id)
		SELECT ?, k.id FROM json_each(?) j CROSS JOIN contacts k ON k.id = j.value`, listID, idsJSON(ids))
	return err
}
