package storage

import (
	"errors"
	"testing"
	"time"

	"evenpost/mailing"
)

func TestMailFromElsewhere(t *testing.T) {
	w := newWorld(t)
	limit := mailing.Limit{N: 100, Kind: mailing.Rolling, Span: 24 * time.Hour}
	a := mailing.Account{ID: w.account, Limits: []mailing.Limit{limit}}
	read := func() mailing.WindowUse {
		t.Helper()
		l, err := w.Ledger(t.Context(), w.account, a.Reach(), w.now)
		w.ok(err)
		return mailing.Allow(a, l, w.now).Windows[0]
	}
	_, err := w.ReserveTest(t.Context(), w.account, w.now.Add(-time.Hour))
	w.ok(err)
	id, err := w.AddElsewhere(t.Context(), w.account, 40, w.now)
	w.ok(err)
	_, err = w.AddElsewhere(t.Context(), w.account, 30, w.now.Add(-25*time.Hour))
	w.ok(err)
	if u := read(); u.Used != 41 || u.Elsewhere != 40 || u.Free != 59 {
		t.Errorf("%+v", u)
	}
	w.ok(w.RemoveElsewhere(t.Context(), id))
	if u := read(); u.Used != 1 || u.Elsewhere != 0 {
		t.Errorf("after taking it back %+v", u)
	}
	for _, n := range []int{0, -1, 2_000_000} {
		if _, err := w.AddElsewhere(t.Context(), w.account, n, w.now); !errors.Is(err, mailing.ErrInvalid) {
			t.Errorf("%d mails: %v", n, err)
		}
	}
	if err := w.RemoveElsewhere(t.Context(), id); !errors.Is(err, mailing.ErrNotFound) {
		t.Errorf("taken back twice: %v", err)
	}
}

// A limit that ends so long after the last mail needs everything since the last pause.
func TestLedgerGoesBackToAPause(t *testing.T) {
	w := newWorld(t)
	for _, hours := range []int{100, 60, 40, 20, 1} {
		_, err := w.ReserveTest(t.Context(), w.account, w.now.Add(-time.Duration(hours)*time.Hour))
		w.ok(err)
	}
	a := mailing.Account{ID: w.account, Limits: []mailing.Limit{{N: 10, Kind: mailing.AfterLast, Span: 24 * time.Hour}}}
	l, err := w.Ledger(t.Context(), w.account, a.Reach(), w.now)
	w.ok(err)
	if u := mailing.Allow(a, l, w.now).Windows[0]; u.Used != 4 || !l.Reaches(a.Reach(), w.now) || l.Since(time.UnixMilli(0)) != 4 {
		t.Errorf("%+v, %d read", u, l.Since(time.UnixMilli(0)))
	}
}

func TestOldEntriesAreForgotten(t *testing.T) {
	w := newWorld(t)
	for _, days := range []int{500, 401, 399, 0} {
		_, err := w.ReserveTest(t.Context(), w.account, w.now.AddDate(0, 0, -days))
		w.ok(err)
	}
	w.ok(w.ForgetLedger(t.Context(), w.now))
	if n := w.used(); n != 2 {
		t.Errorf("%d are left, want 2", n)
	}
}
