package gui

import (
	"context"
	"fmt"
	"slices"

	"evenpost/gui/kit"
	"evenpost/mailing"
	"evenpost/storage"
)

// status is what the frame itself shows of the store.
type status struct {
	meters    []meterRow
	attention int  // deliveries that failed or are in doubt
	practice  bool // there is a practice account
	waiting   int  // recipients of running campaigns that wait
}

type meterRow struct {
	accountID int64
	quota     kit.Quota
}

// readStatus begins a reading; it is called on the window's goroutine, what it returns runs off it.
func (w *Window) readStatus() func(context.Context) (status, error) {
	now, zone := w.ui.Now(), w.ui.Zone
	store, pace := w.deps.Store, w.deps.Pace
	return func(ctx context.Context) (status, error) {
		s := status{}
		accounts, err := store.Accounts(ctx)
		if err != nil {
			return s, fmt.Errorf("window: accounts: %w", err)
		}
		// The practice account stands last: it is not what the eye looks for.
		slices.SortStableFunc(accounts, func(a, b mailing.Account) int { return order(a) - order(b) })
		for _, a := range accounts {
			standing, err := mailing.ReadStanding(ctx, store, a, now.In(zone))
			if err != nil {
				return s, err
			}
			perMinute := 0.0
			if pace != nil {
				perMinute = pace(a.ID)
			}
			s.practice = s.practice || a.Practice
			s.waiting += standing.Waiting
			if a.Practice && len(accounts) > 1 && standing.Waiting == 0 {
				continue // beside a real account the practice mailbox is shown only while it is used
			}
			s.meters = append(s.meters, meterRow{a.ID, kit.QuotaOf(standing, perMinute)})
		}
		s.attention, err = store.CountDeliveries(ctx, storage.DeliveryQuery{States: []mailing.DeliveryState{mailing.Failed, mailing.InDoubt}})
		if err != nil {
			return s, fmt.Errorf("window: attention: %w", err)
		}
		return s, nil
	}
}

func order(a mailing.Account) int {
	if a.Practice {
		return 1
	}
	return 0
}

// showStatus shows a reading and lets the current page read its own.
func (w *Window) showStatus(s status, err error) {
	if err != nil {
		w.ui.Log.Warn("reading for the frame", "error", err)
		return
	}
	w.last, w.readAt = s, w.ui.Now()
	w.sidebar.set(s)
	if p := w.pages[w.current]; p != nil {
		p.Refresh()
	}
}
