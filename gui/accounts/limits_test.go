package accounts_test

import (
	"testing"
	"time"

	"evenpost/gui/pagetest"
	"evenpost/mailing"
	"evenpost/sender/smtp"
)

func TestMailFromElsewhereIsCounted(t *testing.T) {
	w := pagetest.New(t, 3)
	w.Limit(mailing.Limit{N: 500, Kind: mailing.Rolling, Span: 24 * time.Hour})
	k := open(t, w, &smtp.Dialer{})
	k.show()
	k.UntilText("Sent elsewhere…")
	k.Tap("Sent elsewhere…")
	k.Type("40", "many")
	k.Tap("Count them")
	k.UntilText("Enter about how many, as a number like 40.")
	k.Type("40", "37")
	k.Tap("Count them")
	k.Until(func() bool { return len(k.Toasts) == 1 })
	k.UntilText("37 sent from elsewhere")
}

// What an account keeps to is written as it was read, and unharmed when nothing is changed.
func TestEveryKindOfLimitIsEdited(t *testing.T) {
	w := pagetest.New(t, 3)
	a, err := w.Store.Account(t.Context(), w.Account)
	if err != nil {
		t.Fatal(err)
	}
	a.Limits = nil
	for _, s := range []string{
		"100/hour", "30/minute", "400/day@Europe/Vienna", "50/hour@Asia/Kolkata", "250/24h,after-last", "500/25h,refill", "20/90m",
		"50<8d,100<15d,400<31d,5000/hour,since:2026-11-20",
	} {
		l, err := mailing.ParseLimit(s)
		if err != nil {
			t.Fatal(err)
		}
		a.Limits = append(a.Limits, l)
	}
	a.Limits = append(a.Limits, mailing.WarmUp(mailing.Limit{N: 900, Kind: mailing.Rolling, Span: 36 * time.Hour}, w.Now))
	a.Limits[2].N = 2000 // so that the careful beginning belongs to the last one
	a.Limits[4].N, a.Limits[5].N = 2000, 2000
	a.Reserve, a.PerConnection = 20, 10
	if a.Hours, err = mailing.ParseHours("Mon-Thu,Sat 22:00-06:30 Europe/London"); err != nil {
		t.Fatal(err)
	}
	if err := w.Store.UpdateAccount(t.Context(), a); err != nil {
		t.Fatal(err)
	}
	k := open(t, w, &smtp.Dialer{})
	k.show()
	k.UntilText("Edit")
	k.Tap("Edit")
	k.UntilText("20 % kept for everyday mail · Mon–Thu, Sat 22:00–06:30 · careful beginning")
	k.Tap("Save")
	k.Until(func() bool { return len(k.Toasts) == 1 })
	got, err := w.Store.Account(t.Context(), w.Account)
	if err != nil || len(got.Limits) != len(a.Limits) || got.Reserve != 20 || got.PerConnection != 10 || !got.Hours.Equal(a.Hours) {
		t.Fatalf("%+v, %v", got, err)
	}
	for i, l := range got.Limits {
		if !l.Equal(a.Limits[i]) {
			t.Errorf("limit %d is %v, was %v", i+1, l, a.Limits[i])
		}
	}
}
