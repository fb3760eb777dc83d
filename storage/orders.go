package storage

import (
	"bytes"
	"cmp"
	"context"
	"database/sql"
	"errors"
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
	order
}

// order is contacts as they sort. Those that have nothing to sort by stand last, whichever way round the others are.
type order struct {
	ids    []int64
	valued int // how many have something
}

// turned is the order the other way round.
func (o order) turned() order {
	o.ids = slices.Clone(o.ids)
	slices.Reverse(o.ids[:o.valued])
	return o
}

const ordersKept = 3

// of is all contacts in an order. It is not to be written to.
func (o *orders) of(ctx context.Context, x execer, sort string) (order, error) {
	st, err := readSearchState(ctx, x)
	if err != nil {
		return order{}, err
	}
	asked := sort
	if _, ok := orderBy(sort); !ok {
		kind, err := kindOfField(ctx, x, strings.TrimPrefix(sort, sortField))
		if err != nil {
			return order{}, err
		}
		asked += " as " + string(kind) // the order is another one when the field becomes one of another kind
	}
	o.mu.Lock()
	for i, k := range o.kept {
		if k.sort == asked && k.changes == st.changes && k.last == st.last {
			o.kept = append(slices.Delete(o.kept, i, i+1), k)
			o.mu.Unlock()
			return k.order, nil
		}
	}
	o.mu.Unlock()
	all, err := orderOf(ctx, x, sort, nil)
	if err != nil {
		return order{}, err
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	o.kept = slices.DeleteFunc(o.kept, func(k keptOrder) bool { return k.sort == asked })
	if len(o.kept) >= ordersKept {
		o.kept = slices.Delete(o.kept, 0, 1)
	}
	o.kept = append(o.kept, keptOrder{sort: asked, changes: st.changes, last: st.last, order: all})
	return all, nil
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
func orderOf(ctx context.Context, x execer, sort string, ids []int64) (o order, err error) {
	by, ok := orderBy(sort)
	if !ok {
		name := strings.TrimPrefix(sort, sortField)
		kind, err := kindOfField(ctx, x, name)
		if err != nil {
			return o, err
		}
		return orderByField(ctx, x, name, kind, ids)
	}
	where, args := among(ids)
	if o.ids, err = selectAll(ctx, x, scanID, `SELECT k.id FROM contacts k`+where+` ORDER BY `+by, args...); err != nil {
		return o, err
	}
	if o.ids == nil {
		o.ids = []int64{}
	}
	if o.valued = len(o.ids); sort != SortCompany {
		return o, nil
	}
	without := ` WHERE k.sort_company = ?`
	if where != `` {
		without = where + ` AND k.sort_company = ?`
	}
	var nothing int
	err = x.QueryRowContext(ctx, `SELECT count(*) FROM contacts k`+without, append(args, noCompany)...).Scan(&nothing)
	o.valued -= nothing
	return o, err
}

func among(ids []int64) (where string, args []any) {
	if ids == nil {
		return ``, nil
	}
	return ` WHERE k.id IN (SELECT value FROM json_each(?))`, []any{idsJSON(ids)}
}

// fieldKey is how a value sorts: what is of the field's kind by what it says, before what is not; contacts without a value last.
type fieldKey struct {
	id     int64
	number float64
	text   string
	kind   int8
}

const (
	keyNumber int8 = iota
	keyText
	keyNone
)

// keyOf is the key of a value. Numbers stand before words in texts too; days are numbers of their own sort; yes stands before no.
func keyOf(id int64, value []byte, k mailing.FieldKind) fieldKey {
	value = bytes.TrimSpace(value)
	if len(value) == 0 {
		return fieldKey{id: id, kind: keyNone}
	}
	switch k {
	case mailing.KindDate:
		if day, ok := dayNumber(value); ok {
			return fieldKey{id: id, number: day}
		}
	case mailing.KindYesNo:
		switch string(value) {
		case mailing.Yes:
			return fieldKey{id: id}
		case mailing.No:
			return fieldKey{id: id, number: 1}
		}
	default:
		if n, ok := mailing.ParseNumber(string(value)); ok {
			return fieldKey{id: id, number: n}
		}
	}
	return fieldKey{id: id, kind: keyText, text: mailing.Fold(string(value))}
}

// dayNumber reads 1980-12-24 as 19801224.
func dayNumber(value []byte) (n float64, ok bool) {
	if len(value) != len("1980-12-24") || value[4] != '-' || value[7] != '-' {
		return 0, false
	}
	for i, c := range value {
		if i == 4 || i == 7 {
			continue
		}
		if c < '0' || c > '9' {
			return 0, false
		}
		n = 10*n + float64(c-'0')
	}
	return n, true
}

func (k fieldKey) compare(other fieldKey) int {
	if k.kind != other.kind {
		return int(k.kind) - int(other.kind)
	}
	if k.kind == keyNumber && k.number != other.number {
		return cmp.Compare(k.number, other.number)
	}
	if k.kind == keyText && k.text != other.text {
		return strings.Compare(k.text, other.text)
	}
	return cmp.Compare(k.id, other.id)
}

func orderByField(ctx context.Context, x execer, name string, kind mailing.FieldKind, ids []int64) (o order, err error) {
	var keys []fieldKey
	err = eachValue(ctx, x, name, ids, func(id int64, value []byte) error {
		keys = append(keys, keyOf(id, value, kind))
		return nil
	})
	if err != nil {
		return o, err
	}
	slices.SortFunc(keys, fieldKey.compare)
	o.ids = make([]int64, len(keys))
	for i, k := range keys {
		if o.ids[i] = k.id; k.kind != keyNone {
			o.valued++
		}
	}
	return o, nil
}

// kindOfField is the kind that a field has now.
func kindOfField(ctx context.Context, q execer, name string) (k mailing.FieldKind, err error) {
	err = q.QueryRowContext(ctx, `SELECT kind FROM fields WHERE name = ?`, mailing.FieldName(name)).Scan(&k)
	if errors.Is(err, sql.ErrNoRows) {
		return mailing.KindText, nil
	}
	return k, err
}
