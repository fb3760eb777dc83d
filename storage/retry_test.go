package storage

import (
	"errors"
	"testing"

	"evenpost/mailing"
)

func TestFailedList(t *testing.T) {
	w := newWorld(t)
	w.people("p", 6)
	id := w.started("Easter", everyone())
	jobs := w.turn(6)
	full := mailing.Reply{Stage: mailing.StageRcpt, Code: 552, Enhanced: "5.2.2", Text: "mailbox full"}
	for i, r := range []mailing.Reply{accepted, unknown, unknown, unknown, full, lost} {
		w.turn(0, w.came(jobs[i], r))
	}
	groups, err := w.FailureGroups(t.Context(), 0)
	if err != nil || len(groups) != 3 || groups[0].Count != 3 || groups[0].Kind != mailing.HardBounce || groups[0].Sample.Reply != unknown || groups[0].Campaigns != 1 {
		t.Fatalf("%+v, %v", groups, err)
	}
	count := func(q DeliveryQuery) int {
		n, err := w.CountDeliveries(t.Context(), q)
		w.ok(err)
		all, err := w.Deliveries(t.Context(), q)
		if err != nil || len(all) != n {
			t.Errorf("%+v: counted %d, listed %d, %v", q, n, len(all), err)
		}
		return n
	}
	failed := []mailing.DeliveryState{mailing.Failed}
	for want, q := range map[int]DeliveryQuery{
		4: {States: failed}, 3: {Kind: mailing.HardBounce, Scope: mailing.Recipient}, 1: {Search: "P2@"}, 6: {CampaignID: id},
		0: {Search: "100%"}, 2: {IDs: []int64{jobs[0].Delivery.ID, jobs[5].Delivery.ID}}, 5: {CampaignID: id, States: []mailing.DeliveryState{mailing.Failed, mailing.InDoubt}},
	} {
		if got := count(q); got != want {
			t.Errorf("%+v: %d, want %d", q, got, want)
		}
	}
	bad := jobs[1].Delivery.ID
	for address, want := range map[string]error{"P6@example.com": mailing.ErrExists, "nobody": mailing.ErrBadAddress, "new@example.com": nil} {
		if err := w.CorrectAddress(t.Context(), bad, address); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", address, err, want)
		}
	}
	if err := w.CorrectAddress(t.Context(), jobs[0].Delivery.ID, "x@example.com"); !errors.Is(err, mailing.ErrWrongState) {
		t.Errorf("a sent one: %v", err)
	}
	if n, err := w.Retry(t.Context(), DeliveryQuery{IDs: []int64{bad, jobs[0].Delivery.ID, jobs[5].Delivery.ID}}, w.now); n != 1 || err != nil {
		t.Fatalf("retried %d, %v", n, err)
	}
	again := w.turn(5)
	if len(again) != 1 || again[0].Delivery.Address != "new@example.com" || again[0].Contact.Email != "new@example.com" || again[0].Delivery.Tries != 0 {
		t.Fatalf("%+v", again)
	}
	w.turn(0, w.came(again[0], accepted))
	if c := w.campaign(id); c.State != mailing.Finished || c.Counts != (mailing.Counts{Total: 6, Sent: 2, Failed: 3, InDoubt: 1}) {
		t.Errorf("%s %+v", c.State, c.Counts)
	}
	events, err := w.RecentAttempts(t.Context(), id, 2)
	if err != nil || len(events) != 2 || events[0].Address != "new@example.com" || events[0].Reply != accepted {
		t.Errorf("%+v, %v", events, err)
	}
	if n, err := w.Retry(t.Context(), DeliveryQuery{Kind: mailing.HardBounce}, w.now); n != 2 || err != nil {
		t.Errorf("by kind: %d, %v", n, err)
	}
	w.ok(w.CancelCampaign(t.Context(), id))
	if _, err := w.Retry(t.Context(), DeliveryQuery{}, w.now); !errors.Is(err, mailing.ErrWrongState) {
		t.Errorf("of a cancelled campaign: %v", err)
	}
}
