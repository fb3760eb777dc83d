package storage

import (
	"context"
	"errors"
	"iter"
	"slices"
	"strings"
	"time"

	"evenpost/mailing"
)

// ContactQuery says which contacts, in which order. The zero value is all of them by name.
type ContactQuery struct {
	Search     string // every word is in name, company, address or a further field; case and accents do not matter
	ListID     int64
	Tag        string
	Suppressed *bool // only those who are, or are not
	Rule       mailing.Rule
	At         time.Time // what a rule says about days goes by this; zero: now
	Sort       string    // SortName … or the name of a further field
	Desc       bool
	Limit      int // 0: no limit
}

// The orders of contacts besides that by one of their further fields. Contacts that sort alike stand in the order they came in,
// so that two readings agree.
const (
	SortName    = "name"
	SortEmail   = "email"
	SortCompany = "company"
	SortAdded   = "created"
)

const sortField = "field:"

// SortByField is the order by a further field, as its kind has it. A field may be called like one of the orders above.
func SortByField(name string) string { return sortField + name }

// filters are the conditions on a contact k but for the search.
func (q ContactQuery) filters() (all []string, args []any) {
	add := func(condition string, values ...any) {
		all = append(all, condition)
		args = append(args, values...)
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
	if !q.Rule.Everybody() {
		c := compiler{now: q.At}
		if q.At.IsZero() {
			c.now = time.Now()
		}
		condition := c.rule(q.Rule)
		add(condition, c.args...)
	}
	return all, args
}

// hits are the contacts chosen, nil for all there are. exact says that all of them are; if not, those are who have the words.
func (s *Store) hits(ctx context.Context, x execer, q ContactQuery, words []string) (hits *idSet, exact bool, err error) {
	exact = true
	if len(words) > 0 {
		if hits, exact, err = s.search(ctx, x, words); err != nil {
			return nil, false, err
		}
	}
	conditions, args := q.filters()
	if len(conditions) == 0 {
		return hits, exact, nil
	}
	if hits != nil && hits.count() <= s.searching.hits {
		conditions, args = append(conditions, `k.id IN (SELECT value FROM json_each(?))`), append(args, idsJSON(hits.ids()))
	}
	left := &idSet{}
	if err := addAll(ctx, x, left, `SELECT k.id FROM contacts k WHERE `+strings.Join(conditions, ` AND `), args...); err != nil {
		return nil, false, err
	}
	if hits != nil {
		left.keep(hits)
	}
	return left, exact, nil
}

// having leaves of ids those that have the words, in the same order.
func having(ctx context.Context, x execer, words []string, ids []int64) ([]int64, error) {
	conditions, args := hasWords(words)
	var have idSet
	err := addAll(ctx, x, &have, `SELECT k.id FROM contacts k WHERE `+strings.Join(conditions, ` AND `)+` AND k.id IN (SELECT value FROM json_each(?))`,
		append(args, idsJSON(ids))...)
	return slices.DeleteFunc(slices.Clone(ids), func(id int64) bool { return !have.has(id) }), err
}

// ContactIDs lists the ids of contacts in the order asked, for a grid that reads the rows it shows. The first ones, by a
// Limit, are found in some milliseconds whatever is asked, but for the first question after contacts were changed. The
// slice is not to be written to: others may have it.
func (s *Store) ContactIDs(ctx context.Context, q ContactQuery) (ids []int64, err error) {
	err = s.snapshot(ctx, func(x execer) error {
		ids, err = s.contactIDs(ctx, x, q)
		return err
	})
	return ids, wrap(err, "storage: contact ids")
}

func (s *Store) contactIDs(ctx context.Context, x execer, q ContactQuery) ([]int64, error) {
	words := wordsOf(q.Search)
	hits, exact, err := s.hits(ctx, x, q, words)
	if err != nil {
		return nil, err
	}
	var all order
	if hits != nil && hits.count() <= s.searching.hits {
		few := hits.ids()
		if !exact {
			if few, err = having(ctx, x, words, few); err != nil {
				return nil, err
			}
		}
		if all, err = orderOf(ctx, x, q.Sort, few); err != nil {
			return nil, err
		}
		hits, exact = nil, true
	} else if _, ok := orderBy(q.Sort); ok && hits == nil && q.Limit > 0 && q.Limit <= s.searching.hits {
		return firstIDs(ctx, x, q.Sort, q.Desc, q.Limit) // along the index, and no further
	} else if all, err = s.orders.of(ctx, x, q.Sort); err != nil {
		return nil, err
	}
	if q.Desc {
		all = all.turned()
	}
	order := all.ids
	if q.Limit <= 0 || q.Limit > len(order) {
		q.Limit = len(order)
	}
	if hits == nil {
		return order[:q.Limit:q.Limit], nil
	}
	if exact {
		words = nil
	}
	return firstOf(ctx, x, order, hits, words, q.Limit)
}

// firstIDs are the first of all contacts in an order.
func firstIDs(ctx context.Context, x execer, sort string, desc bool, limit int) ([]int64, error) {
	by, _ := orderBy(sort)
	if !desc {
		return selectAll(ctx, x, scanID, `SELECT k.id FROM contacts k ORDER BY `+by+` LIMIT ?`, limit)
	}
	turned := strings.ReplaceAll(by, ",", " DESC,") + " DESC"
	if sort != SortCompany {
		return selectAll(ctx, x, scanID, `SELECT k.id FROM contacts k ORDER BY `+turned+` LIMIT ?`, limit)
	}
	all, err := selectAll(ctx, x, scanID, `SELECT k.id FROM contacts k WHERE k.sort_company < ? ORDER BY `+turned+` LIMIT ?`, noCompany, limit)
	if err != nil || len(all) >= limit {
		return all, err
	}
	without, err := selectAll(ctx, x, scanID, `SELECT k.id FROM contacts k WHERE k.sort_company = ? ORDER BY `+by+` LIMIT ?`, noCompany, limit-len(all))
	return append(all, without...), err
}

// firstOf are the first of order that are among hits and have the words.
func firstOf(ctx context.Context, x execer, order []int64, hits *idSet, words []string, limit int) ([]int64, error) {
	const together = 4096
	var all, some []int64
	settle := func() (err error) {
		if len(words) > 0 {
			some, err = having(ctx, x, words, some)
		}
		all, some = append(all, some...), some[:0]
		return err
	}
	for _, id := range order {
		if !hits.has(id) {
			continue
		}
		if some = append(some, id); len(some) < min(together, limit-len(all)) {
			continue
		}
		if err := settle(); err != nil {
			return nil, err
		}
		if len(all) >= limit {
			return all, nil
		}
	}
	return all, settle()
}

// CountContacts counts the contacts of a query. Its Limit counts too.
func (s *Store) CountContacts(ctx context.Context, q ContactQuery) (n int, err error) {
	err = s.snapshot(ctx, func(x execer) error {
		words := wordsOf(q.Search)
		hits, exact, err := s.hits(ctx, x, q, words)
		switch {
		case err != nil:
		case hits == nil:
			err = x.QueryRowContext(ctx, `SELECT count(*) FROM contacts k`).Scan(&n)
		case exact:
			n = hits.count()
		default:
			var have []int64
			have, err = having(ctx, x, words, hits.ids())
			n = len(have)
		}
		return err
	})
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
	ids, err := s.ContactIDs(ctx, q)
	if err != nil {
		return err
	}
	for some := range slices.Chunk(ids, 500) {
		all, err := s.ContactsByID(ctx, some)
		if err != nil {
			return err
		}
		for _, c := range all {
			if err := yield(c); err != nil {
				return err
			}
		}
	}
	return nil
}

var errEnough = errors.New("enough")

// AllContacts is EachContact as an iterator.
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
