package deliveries

import (
	"context"
	"errors"

	"evenpost/gui/kit"
	"evenpost/mailing"
	"evenpost/storage"
)

// Actions is what can be done with the deliveries a query chooses. Each tells how it went.
type Actions struct {
	UI    *kit.UI
	Store Store
}

// run does work off the window's goroutine and tells what it did.
func (a *Actions) run(work func(context.Context) (int, error), told func(n int) string) {
	kit.Run(a.UI, nil, work, func(n int, err error) {
		if err != nil {
			kit.ShowError(a.UI, err)
			return
		}
		a.UI.Toast(told(n), nil)
	})
}

// Retry tries deliveries again.
func (a *Actions) Retry(q storage.DeliveryQuery) {
	now := a.UI.Now()
	a.run(func(ctx context.Context) (int, error) { return a.Store.Retry(ctx, q, now) }, func(n int) string {
		if n == 0 {
			return kit.T("There was nothing left to try again.")
		}
		return kit.N("{{.N}} mail goes out again.", "{{.N}} mails go out again.", n)
	})
}

// Arrived settles deliveries in doubt: the user knows that they arrived.
func (a *Actions) Arrived(q storage.DeliveryQuery) {
	a.settle(q, true, func(n int) string {
		return kit.N("{{.N}} mail is marked as sent.", "{{.N}} mails are marked as sent.", n)
	})
}

// SendAgain sends deliveries in doubt again, after the user was told what that may mean.
func (a *Actions) SendAgain(q storage.DeliveryQuery, n int) {
	kit.Confirm(a.UI, kit.Question{
		Title: kit.N("Send {{.N}} mail again?", "Send {{.N}} mails again?", n),
		Text:  kit.T("Nobody knows whether the first one arrived. Whoever got it may get it a second time."),
		Yes:   kit.T("Send again"),
	}, func() {
		a.settle(q, false, func(n int) string {
			return kit.N("{{.N}} mail goes out again.", "{{.N}} mails go out again.", n)
		})
	})
}

func (a *Actions) settle(q storage.DeliveryQuery, arrived bool, told func(int) string) {
	now := a.UI.Now()
	a.run(func(ctx context.Context) (int, error) {
		ids := q.IDs
		if len(ids) == 0 {
			all, err := a.Store.Deliveries(ctx, q)
			if err != nil {
				return 0, err
			}
			for _, d := range all {
				ids = append(ids, d.ID)
			}
		}
		return a.Store.SettleDoubt(ctx, ids, arrived, now)
	}, told)
}

// Never puts the addresses of deliveries on the list of those who are never mailed.
func (a *Actions) Never(q storage.DeliveryQuery, n int) {
	kit.Confirm(a.UI, kit.Question{
		Title: kit.N("Never mail this address again?", "Never mail these {{.N}} addresses again?", n),
		Text:  kit.T("No campaign will ever be sent there, also not when the address is imported again. You can take it back in Contacts."),
		Yes:   kit.T("Never mail again"), Danger: true,
	}, func() {
		now := a.UI.Now()
		a.run(func(ctx context.Context) (int, error) {
			all, err := a.Store.Deliveries(ctx, q)
			if err != nil || len(all) == 0 {
				return 0, err
			}
			list := make([]mailing.Suppression, 0, len(all))
			ids := make([]int64, 0, len(all))
			for _, d := range all {
				list = append(list, mailing.Suppression{Address: d.Address, Reason: reasonOf(d), Note: kit.ReplyWords(d.Reply), At: now})
				ids = append(ids, d.ID)
			}
			if _, err := a.Store.Suppress(ctx, list); err != nil {
				return 0, err
			}
			// Back in the queue the engine crosses them off: nobody who is never mailed is claimed. That takes them out of the
			// list of trouble. A cancelled campaign has no queue, and what is in doubt is not tried again.
			_, err = a.Store.Retry(ctx, storage.DeliveryQuery{IDs: ids, States: []mailing.DeliveryState{mailing.Failed}}, now)
			if errors.Is(err, mailing.ErrWrongState) {
				err = nil
			}
			return len(all), err
		}, func(n int) string {
			return kit.N("{{.N}} address is never mailed again.", "{{.N}} addresses are never mailed again.", n)
		})
	})
}

func reasonOf(d mailing.Delivery) mailing.SuppressionReason {
	if d.Verdict.Kind == mailing.HardBounce {
		return mailing.Bounced
	}
	return mailing.ByHand
}
