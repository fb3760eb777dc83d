package contacts

import (
	"context"
	"time"

	"evenpost/mailing"
)

const (
	rowsPerPage  = 32 // what the window shows, and not much more: who jumps to another place waits for all of it
	pagesKept    = 256
	rowsPatience = 250 * time.Millisecond
)

// rows are the contacts of the table: all their ids in the order of the table, and of the contacts themselves only the pages
// that were looked at lately. A page is read in less than a millisecond, so it is read when it is looked at.
type rows struct {
	ctx   context.Context
	store People
	ids   []int64
	pages map[int]map[int64]mailing.Contact
	order []int // of the pages, the one that was read longest ago first
}

// set shows other ids, or the same anew.
func (r *rows) set(ids []int64) {
	r.ids, r.order = ids, nil
	r.pages = map[int]map[int64]mailing.Contact{}
}

func (r *rows) id(row int) int64 {
	if row < 0 || row >= len(r.ids) {
		return 0
	}
	return r.ids[row]
}

// at is the contact in a row; false when it is gone.
func (r *rows) at(row int) (mailing.Contact, bool) {
	if row < 0 || row >= len(r.ids) {
		return mailing.Contact{}, false
	}
	page, ok := r.pages[row/rowsPerPage]
	if !ok {
		if page, ok = r.read(row / rowsPerPage); !ok {
			return mailing.Contact{}, false
		}
	}
	c, ok := page[r.ids[row]]
	return c, ok
}

func (r *rows) read(number int) (map[int64]mailing.Contact, bool) {
	from := number * rowsPerPage
	ctx, cancel := context.WithTimeout(r.ctx, rowsPatience)
	defer cancel()
	all, err := r.store.ContactsByID(ctx, r.ids[from:min(from+rowsPerPage, len(r.ids))])
	if err != nil {
		return nil, false // asked again with the next painting
	}
	page := make(map[int64]mailing.Contact, len(all))
	for _, c := range all {
		page[c.ID] = c
	}
	if len(r.order) >= pagesKept {
		delete(r.pages, r.order[0])
		r.order = r.order[1:]
	}
	r.pages[number] = page
	r.order = append(r.order, number)
	return page, true
}

// find is the row of a contact, -1 for none.
func (r *rows) find(id int64) int {
	for row, x := range r.ids {
		if x == id {
			return row
		}
	}
	return -1
}
