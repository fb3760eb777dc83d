package storage

import (
	"context"
	"iter"
	"slices"

	"evenpost/storage/contactfile"
)

// ExportContacts reads the contacts of a query as they are written to a file, the names of their lists with them.
func (s *Store) ExportContacts(ctx context.Context, q ContactQuery) iter.Seq2[contactfile.Row, error] {
	return func(yield func(contactfile.Row, error) bool) {
		ids, err := s.ContactIDs(ctx, q)
		if err != nil {
			yield(contactfile.Row{}, err)
			return
		}
		s.ExportByID(ctx, ids)(yield)
	}
}

// ExportByID is ExportContacts for certain contacts, in the order of ids; those that are not there any more are left out.
func (s *Store) ExportByID(ctx context.Context, ids []int64) iter.Seq2[contactfile.Row, error] {
	return func(yield func(contactfile.Row, error) bool) {
		for some := range slices.Chunk(ids, 500) {
			rows, err := s.exported(ctx, some)
			if err != nil {
				yield(contactfile.Row{}, err)
				return
			}
			for _, row := range rows {
				if !yield(row, nil) {
					return
				}
			}
		}
	}
}

func (s *Store) exported(ctx context.Context, ids []int64) ([]contactfile.Row, error) {
	all, err := s.ContactsByID(ctx, ids)
	if err != nil {
		return nil, err
	}
	type member struct {
		contact int64
		list    string
	}
	members, err := selectAll(ctx, s.r, func(row scanner) (m member, err error) { return m, row.Scan(&m.contact, &m.list) },
		`SELECT m.contact_id, l.name FROM json_each(?) j CROSS JOIN list_members m ON m.contact_id = j.value CROSS JOIN lists l ON l.id = m.list_id ORDER BY l.name`, idsJSON(ids))
	if err != nil {
		return nil, wrap(err, "storage: export contacts")
	}
	lists := make(map[int64][]string, len(all))
	for _, m := range members {
		lists[m.contact] = append(lists[m.contact], m.list)
	}
	rows := make([]contactfile.Row, len(all))
	for i, c := range all {
		rows[i] = contactfile.Row{Contact: c, Lists: lists[c.ID]}
	}
	return rows, nil
}
