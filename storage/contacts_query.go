package storage

import (
	"context"
	"errors"
	"iter"
	"strings"

	"evenpost/mailing"
)

// ContactQuery says which contacts, in which order. The zero value is all of them by name.
type ContactQuery struct {
	Search     string // every word is in name, company, address or a further field; case and accents do not matter
	ListID     int64
	Tag        string
	Sort       string // "name", "email", "company", "created"
	Desc       bool
	Limit      int   // 0: no limit
	Suppressed *bool // only those who are, or are not
}

func (q ContactQuery) where() (sql string, args []any) {
	var all []string
	add := func(condition string, values ...any) {
		all = append(all, condition)
		args = append(args, values...)
	}
	for word := range strings.FieldsSeq(q.Search) {
		folded := mailing.Fold(word)
		add(`(instr(k.search_text, ?) > 0 OR instr(k.email_key, ?) > 0)`, folded, folded)
	}
	if q.ListID != 0 {
		add(`k.id IN (SELECT contact_id FROM list_members WHERE list_id = ?)`, q.ListID)
	}
	if q.Tag != "" {
		add(`k.id IN (SELECT contact_id FROM contact_tags WHERE tag = ?)`, strings.TrimSpace(q.Tag))
	}
	if q.Suppressed != nil {
		not := "NOT "
		if *q.Suppressed {
			not = ""
		}
		// Asked from the side of the suppressions: there are far fewer of them than contacts.
		add(`k.id ` + not + `IN (SELECT c.id FROM suppressions x CROSS JOIN contacts c ON c.email_key = x.address_key)`)
	}
	if len(all) == 0 {
		return "", nil
	}
	return ` WHERE ` + strings.Join(all, ` AND `), args
}

// sql is the query for columns of the contacts k. Contacts that sort alike stand in the order they came in, so that
// two readings agree.
func (q ContactQuery) sql(columns string) (query string, args []any) {
	order := `k.sort_name, k.id`
	switch q.Sort {
	case "email":
		order = `k.email_key`
	case "company":
		order = `k.sort_company, k.sort_name, k.id`
	case "created":
		order = `k.id` // they are numbered as they come, and no number is used twice
	}
	if q.Desc {
		order = strings.ReplaceAll(order, ",", " DESC,") + " DESC"
	}
	where, args := q.where()
	from := ` FROM contacts k`
	if q.Search != "" {
		from += ` NOT INDEXED` // reading all rows as they lie and sorting the hits beats fetching each row in sort order
	}
	query = `SELECT ` + columns + from + where + ` ORDER BY ` + order
	if q.Limit > 0 {
		query, args = query+` LIMIT ?`, append(args, q.Limit)
	}
	return query, args
}

// ContactIDs lists the ids of contacts in the order asked, for a grid that reads the rows it shows.
func (s *Store) ContactIDs(ctx context.Context, q ContactQuery) ([]int64, error) {
	query, args := q.sql("k.id")
	ids, err := selectAll(ctx, s.r, scanID, query, args...)
	return ids, wrap(err, "storage: contact ids")
}

// CountContacts counts the contacts of a query. Its Limit counts too.
func (s *Store) CountContacts(ctx context.Context, q ContactQuery) (n int, err error) {
	where, args := q.where()
	err = s.r.QueryRowContext(ctx, `SELECT count(*) FROM contacts k`+where, args...).Scan(&n)
	if q.Limit > 0 {
		n = min(n, q.Limit)
	}
	return n, wrap(err, "storage: count contacts")
}

// ContactsByID reads contacts in the order of ids; those that are not there any more are left out. Lists are not filled.
func (s *Store) ContactsByID(ctx context.Context, ids []int64) ([]mailing.Contact, error) {
	found, err := selectAll(ctx, s.r, scanContact, `SELECT `+contactColumns+` FROM contacts k WHERE k.id IN (SELECT value FROM json_each(?))`, idsJSON(ids))
	if err != nil {
		return nil, wrap(err, "storage: contacts")
	}
	at := make(map[int64]int, len(found))
	for i, c := range found {
		at[c.ID] = i
	}
	all := make([]mailing.Contact, 0, len(found))
	for _, id := range ids {
		if i, ok := at[id]; ok {
			all = append(all, found[i])
		}
	}
	return all, nil
}

// EachContact calls yield for one contact after the other, without holding them all. An error of yield ends it and is
// returned. Lists are not filled.
func (s *Store) EachContact(ctx context.Context, q ContactQuery, yield func(mailing.Contact) error) error {
	query, args := q.sql(contactColumns)
	rows, err := s.r.QueryContext(ctx, query, args...)
	if err != nil {
		return wrap(err, "storage: contacts")
	}
	defer rows.Close()
	for rows.Next() {
		c, err := scanContact(rows)
		if err != nil {
			return wrap(err, "storage: contacts")
		}
		if err := yield(c); err != nil {
			return err
		}
	}
	return wrap(rows.Err(), "storage: contacts")
}

var errEnough = errors.New("enough")

// AllContacts is EachContact as an iterator, as contactfile.Write takes it.
func (s *Store) AllContacts(ctx context.Context, q ContactQuery) iter.Seq2[mailing.Contact, error] {
	return func(yield func(mailing.Contact, error) bool) {
		err := s.EachContact(ctx, q, func(c mailing.Contact) error {
			if !yield(c, nil) {
				return errEnough
			}
			return nil
		})
		if err != nil && !errors.Is(err, errEnough) {
			yield(mailing.Contact{}, err)
		}
	}
}

// FieldNames lists the names of the further merge fields that any contact has, sorted.
func (s *Store) FieldNames(ctx context.Context) ([]string, error) {
	names, err := selectAll(ctx, s.r, scanText, `SELECT DISTINCT f.key FROM contacts k, json_each(k.fields) f WHERE k.fields <> '{}' ORDER BY f.key`)
	return names, wrap(err, "storage: field names")
}
