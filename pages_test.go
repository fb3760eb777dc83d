package main

import (
	"testing"
	"time"

	"evenpost/mailing"
	"evenpost/sender"
	"evenpost/storage"
)

// What the window shows of an account's limits is no freer than what the engine sends by: also after the clock was set.
func TestTheWindowShowsWhatTheEngineCounts(t *testing.T) {
	store, err := storage.Open(t.Context(), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	now := time.Date(2026, 11, 26, 9, 0, 0, 0, time.UTC)
	passed := time.Duration(0)
	p := &program{store: store, engine: sender.New(sender.Deps{
		Store: store, Now: func() time.Time { return now }, Passed: func() time.Duration { return passed },
	})}
	a := mailing.Account{
		Name: "a", Host: "mail.example.com", Port: 587, Connections: 1, From: mailing.Mailbox{Address: "a@example.com"}, CreatedAt: now,
		Limits: []mailing.Limit{{N: 5, Kind: mailing.Rolling, Span: 24 * time.Hour}},
	}
	if a.ID, err = store.AddAccount(t.Context(), a); err != nil {
		t.Fatal(err)
	}
	used := func() int {
		l, err := p.shown().Ledger(t.Context(), a.ID, a.Reach(), now)
		if err != nil {
			t.Fatal(err)
		}
		return mailing.Allow(a, l, now).Windows[0].Used
	}
	if _, err := store.ReserveTest(t.Context(), a.ID, now); err != nil {
		t.Fatal(err)
	}
	if n := used(); n != 1 {
		t.Errorf("%d used, want 1", n)
	}
	now, passed = now.Add(30*time.Hour), time.Minute // set
	if n := used(); n != 1 {
		t.Errorf("%d used after the clock was set forward, want 1", n)
	}
	now, passed = now.Add(24*time.Hour), passed+24*time.Hour // passed
	if n := used(); n != 0 {
		t.Errorf("%d used a day later, want 0", n)
	}
}
