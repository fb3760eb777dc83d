package deliveries_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"evenpost/gui/deliveries"
	"evenpost/gui/kit"
	"evenpost/gui/kit/kittest"
	"evenpost/mailing"
	"evenpost/storage"
)

// many is a store with a great many deliveries that says what was asked of it.
type many struct {
	deliveries.Store
	total int

	mu   sync.Mutex
	read int
}

func (m *many) CountDeliveries(context.Context, storage.DeliveryQuery) (int, error) {
	return m.total, nil
}

func (m *many) Deliveries(_ context.Context, q storage.DeliveryQuery) ([]mailing.Delivery, error) {
	last := m.total
	if q.Limit > 0 {
		last = min(last, q.Offset+q.Limit)
	}
	var all []mailing.Delivery
	for i := q.Offset; i < last; i++ {
		all = append(all, mailing.Delivery{ID: int64(i + 1), Address: fmt.Sprintf("p%d@example.at", i+1), Campaign: "Easter", State: mailing.Sent})
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.read += len(all)
	return all, nil
}

func TestAMillionRowsAreReadAsTheyAreSeen(t *testing.T) {
	e := kittest.New(t)
	store := &many{total: 1_000_000}
	v := deliveries.NewView(e.UI, store, false)
	defer v.Stop()
	e.Show(v.Content())
	v.Show(storage.DeliveryQuery{CampaignID: 1, States: []mailing.DeliveryState{mailing.Sent}})
	e.UntilText("p1@example.at")
	if !e.Sees("1,000,000 people") {
		t.Error("the number is not told")
	}
	g, ok := kittest.Find(e, func(*kit.Grid) bool { return true })
	if !ok {
		t.Fatal("no table")
	}
	g.ScrollTo(999_999)
	e.UntilText("p1000000@example.at")
	store.mu.Lock()
	defer store.mu.Unlock()
	if store.read > 2000 {
		t.Errorf("%d rows were read", store.read)
	}
}
