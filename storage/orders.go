package storage

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"

	"evenpost/mailing"
)

// orders keeps the contacts in the orders that were asked for lately: to read a million ids in order takes a third of a
// second, to walk along them a few milliseconds.
type orders struct {
	mu   sync.Mutex
	kept []keptOrder // the one asked for longest ago first
}

type keptOrder struct {
	sort          string
	changes, last int64 // as in searchState: an order is right until contacts come or change
	ids           []int64
}

const ordersKept = 3

// of is the ids of all contacts in an order. It is not to be written to.
func (o *orders) of(ctx context.Context, x execer, sort string) ([]int64, error) {
	st, err := readSearchState(ctx, x)
	if err != nil {
		return nil, err
	}
	o.mu.Lock()
	for i, k := range o.kept {
		if k.sort == sort && k.changes == st.changes && k.last == st.last {
			o.kept = append(slices.Delete(o.kept, i, i+1), k)
			o.mu.Unlock()
			return k.ids, nil
		}
	}
	o.mu.Unlock()
	ids, err := orderOf(ctx, x, sort, nil)
	if err != nil {
		return nil, err
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.kept = slices.DeleteFunc(o.kept, func(k keptOrder) bool { return k.sort == sort })
	if len(o.kept) >= ordersKept {
		o.kept = slices.Delete(o.kept, 0, 1)
	}
	o.kept = append(o.kept, keptOrder{sort: sort, changes: st.changes, last: st.last, ids: ids})
	return ids, nil
}

// orderBy is an order as SQL says it; not ok for that by a further field, which SQL cannot say.
func orderBy(sort string) (sql string, ok bool) {
	switch sort {
	case "", SortName:
		return `k.sort_name, k.id`, true
	case SortEmail:
		return `k.email_key`, true
	case SortCompany:
		return `k.sort_company, k.sort_name, k.id`, true
	case SortAdded:
		return `k.id`, true // they are numbered as they come, and no number is used twice
	}
	return "", false
}

// orderOf reads contacts in an order: those named or, with nil, all there are.
func orderOf(ctx context.Context, x execer, sort string, ids []int64) ([]int64, error) {
	order, ok := orderBy(sort)
	if !ok {
		return orderByField(ctx, x, sort, ids)
	}
	where, args := among(ids)
	all, err := selectAll(ctx, x, scanID, `SELECT k.id FROM contacts k`+where+` ORDER BY `+order, args...)
	if all == nil {
		all = []int64{}
	}
	return all, err
}

func among(ids []int64) (where string, args []any) {
	if ids == nil {
		return ``, nil
	}
	return ` WHERE k.id IN (SELECT value FROM json_each(?))`, []any{idsJSON(ids)}
}

// fieldKey is how a value sorts: numbers by what they say, before words; contacts without a value last.
type fieldKey struct {
	id     int64
	kind   int
	number float64
	text   string
}

func keyOf(id int64, value string) fieldKey {
	value = strings.TrimSpace(value)
	if value == "" {
		return fieldKey{id: id, kind: 2}
	}
	if n, ok := mailing.ParseNumber(value); ok {
		return fieldKey{id: id, number: n}
	}
	return fieldKey{id: id, kind: 1, text: mailing.Fold(value)}
}

func (k fieldKey) compare(other fieldKey) int {
	return cmp.Or(cmp.Compare(k.kind, other.kind), cmp.Compare(k.number, other.number), cmp.Compare(k.text, other.text), cmp.Compare(k.id, other.id))
}

func orderByField(ctx context.Context, x execer, name string, ids []int64) ([]int64, error) {
	where, args := among(ids)
	keys, err := selectAll(ctx, x, func(row scanner) (fieldKey, error) {
		var id int64
		var value string
		err := row.Scan(&id, &value)
		return keyOf(id, value), err
	}, `SELECT k.id, CASE k.fields WHEN '{}' THEN '' ELSE coalesce(json_extract(k.fields, ?), '') END FROM contacts k`+where, append([]any{fieldPath(name)}, args...)...)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(keys, fieldKey.compare)
	all := make([]int64, len(keys))
	for i, k := range keys {
		all[i] = k.id
	}
	return all, nil
}

// fieldPath is where a further field stands in the JSON of a contact's fields.
func fieldPath(name string) string { return `$."` + mailing.FieldName(name) + `"` }
