package deliveries

import (
	"context"
	"maps"
	"slices"

	"evenpost/gui/kit"
	"evenpost/mailing"
	"evenpost/storage"
)

const (
	pageSize = 200
	// Up to so many rows are read whole, so that each can be selected. Of more only what is seen is read.
	wholeMost = 20_000
)

// rows are the deliveries a query chooses, as far as they are read. It belongs to the window's goroutine.
type rows struct {
	store  Store
	query  storage.DeliveryQuery
	total  int
	pages  map[int][]mailing.Delivery
	wanted map[int]bool // pages that were looked at since the last reading
	live   *kit.Live[reading]
}

type reading struct {
	total int
	pages map[int][]mailing.Delivery
}

func newRows(ui *kit.UI, store Store, shown func(error)) *rows {
	r := &rows{store: store, wanted: map[int]bool{}}
	r.live = kit.NewLive(ui, r.begin, func(got reading, err error) {
		if err == nil {
			r.total, r.pages = got.total, got.pages
			clear(r.wanted)
		}
		shown(err)
	})
	return r
}

// choose shows what another query chooses.
func (r *rows) choose(q storage.DeliveryQuery) {
	r.query, r.total, r.pages = q, 0, nil
	r.wanted = map[int]bool{0: true}
	r.live.Restart()
}

func (r *rows) begin() func(context.Context) (reading, error) {
	store, q := r.store, r.query
	wanted := slices.Sorted(maps.Keys(r.wanted))
	return func(ctx context.Context) (reading, error) {
		total, err := store.CountDeliveries(ctx, q)
		if err != nil || total == 0 {
			return reading{}, err
		}
		got := reading{total: total, pages: map[int][]mailing.Delivery{}}
		if total <= wholeMost {
			all, err := store.Deliveries(ctx, q)
			for page := range slices.Chunk(all, pageSize) {
				got.pages[len(got.pages)] = page
			}
			got.total = len(all)
			return got, err
		}
		for _, page := range wanted {
			q.Limit, q.Offset = pageSize, page*pageSize
			if got.pages[page], err = store.Deliveries(ctx, q); err != nil {
				return got, err
			}
		}
		return got, nil
	}
}

// at is the delivery in a row; false when it is not read yet, and then it is asked for.
func (r *rows) at(row int) (mailing.Delivery, bool) {
	r.wanted[row/pageSize] = true
	d, ok := r.known(row)
	if !ok {
		r.live.Ask()
	}
	return d, ok
}

func (r *rows) known(row int) (mailing.Delivery, bool) {
	page := r.pages[row/pageSize]
	if i := row % pageSize; row >= 0 && i < len(page) {
		return page[i], true
	}
	return mailing.Delivery{}, false
}

func (r *rows) id(row int) int64 {
	d, _ := r.known(row)
	return d.ID
}

// find is the row of a delivery that is read, -1 for none.
func (r *rows) find(id int64) int {
	for page, all := range r.pages {
		for i := range all {
			if all[i].ID == id {
				return page*pageSize + i
			}
		}
	}
	return -1
}
