package storage

import (
	"path/filepath"
	"slices"
	"testing"
	"time"

	"evenpost/mailing"
)

// What was sent to somebody who was merged into another is found for the one that stays, in the panel, in segments and in what
// is told about a person; undoing the merging takes that back, also when it was merged on.
func TestWhatWasSentStaysWithWhoWasMerged(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	add := func(email string) int64 {
		id, err := w.AddContact(ctx, mailing.Contact{Email: email, LastName: "Huber"})
		w.ok(err)
		return id
	}
	old := add("old@example.com")
	w.started("First", everyone())
	w.turn(0, w.came(w.turn(1)[0], accepted))
	middle, newest := add("middle@example.com"), add("newest@example.com")
	sent := func(id int64) (n int) {
		all, err := w.Deliveries(ctx, DeliveryQuery{ContactID: id})
		w.ok(err)
		n, err = w.CountDeliveries(ctx, DeliveryQuery{ContactID: id})
		if w.ok(err); n != len(all) {
			t.Errorf("%d are listed and %d counted", len(all), n)
		}
		return n
	}
	one, err := w.MergeContacts(ctx, middle, []int64{old})
	w.ok(err)
	two, err := w.MergeContacts(ctx, newest, []int64{middle})
	w.ok(err)
	if n := sent(newest); n != 1 {
		t.Errorf("the one that stays has %d mails", n)
	}
	p, err := w.About(ctx, "newest@example.com", w.now)
	if err != nil || len(p.Mails) != 1 || p.Mails[0].Address != "old@example.com" {
		t.Errorf("%+v, %v", p, err)
	}
	_, err = w.UndoChange(ctx, two.ID, nil)
	w.ok(err)
	if sent(newest) != 0 || sent(middle) != 1 {
		t.Errorf("after undoing the second merging: %d and %d", sent(newest), sent(middle))
	}
	_, err = w.UndoChange(ctx, one.ID, nil)
	w.ok(err)
	if sent(middle) != 0 || sent(old) != 1 {
		t.Errorf("after undoing the first merging: %d and %d", sent(middle), sent(old))
	}
}

// Who is forgotten is forgotten under the addresses they had before they were merged too, and stays unmailed under those.
func TestForgettingWhoWasMerged(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	w.people("p", 2)
	w.started("First", everyone())
	for _, j := range w.turn(2) {
		w.turn(0, w.came(j, accepted))
	}
	stays, err := w.ContactByEmail(ctx, "p2@example.com")
	w.ok(err)
	other, err := w.ContactByEmail(ctx, "p1@example.com")
	w.ok(err)
	_, err = w.Suppress(ctx, []mailing.Suppression{{Address: "p1@example.com", Reason: mailing.Complained}})
	w.ok(err)
	_, err = w.MergeContacts(ctx, stays.ID, []int64{other.ID})
	w.ok(err)
	done, err := w.Forget(ctx, "p2@example.com", w.now.Add(time.Hour))
	if err != nil || done.Mails != 2 {
		t.Fatalf("%+v, %v", done, err)
	}
	skip := []string{"journal/"}
	for _, path := range done.Copies {
		skip = append(skip, backupFolder+"/"+filepath.Base(path))
	}
	if found := foundIn(t, w.Dir(), skip, "p2@example.com", "p1@example.com"); len(found) > 0 {
		t.Errorf("left over: %v", found)
	}
	for _, address := range []string{"p2@example.com", "p1@example.com"} {
		if never, err := w.IsSuppressed(ctx, address); err != nil || !never {
			t.Errorf("%s may be mailed again: %v", address, err)
		}
	}
	if left, err := w.ContactIDs(ctx, ContactQuery{}); err != nil || len(left) > 0 {
		t.Errorf("%v, %v", left, err)
	}
}

// Who is merged while a mail to them waits gets it under the address that stays, once.
func TestWaitingMailGoesToWhoStays(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	ids := w.people("p", 5)
	id := w.started("Easter", everyone())
	heir, err := w.AddContact(ctx, mailing.Contact{Email: "heir@example.com", FirstName: "Hera"})
	w.ok(err)
	for stays, others := range map[int64][]int64{heir: ids[:2], ids[2]: ids[3:4]} {
		_, err := w.MergeContacts(ctx, stays, others)
		w.ok(err)
	}
	var to []string
	for _, j := range w.turn(10) {
		to = append(to, j.Delivery.Address)
		if j.Contact.Email != j.Delivery.Address || j.Delivery.ContactID != j.Contact.ID {
			t.Errorf("%+v", j)
		}
		w.turn(0, w.came(j, accepted))
	}
	slices.Sort(to)
	if want := []string{"heir@example.com", "p3@example.com", "p5@example.com"}; !slices.Equal(to, want) {
		t.Errorf("it went to %q", to)
	}
	if c := w.campaign(id).Counts; c.Sent != 3 || c.Skipped != 2 {
		t.Errorf("%+v", c)
	}
	all, err := w.Deliveries(ctx, DeliveryQuery{ContactID: heir, States: []mailing.DeliveryState{mailing.Sent}})
	if err != nil || len(all) != 1 || all[0].Address != "heir@example.com" {
		t.Errorf("%+v, %v", all, err)
	}
}
