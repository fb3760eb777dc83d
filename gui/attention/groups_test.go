package attention_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"evenpost/gui/attention"
	"evenpost/gui/kit"
	"evenpost/gui/kit/kittest"
	"evenpost/gui/pagetest"
	"evenpost/mailing"
	"evenpost/storage"
)

// troubled shows what is left of a campaign of 200: 9 unknown, 5 full, 2 refused, 1 in doubt.
func troubled(t *testing.T) (*pagetest.World, *kittest.Env, *attention.Page) {
	t.Helper()
	w := pagetest.New(t, 200)
	w.Start("Advent market")
	w.Send(200, pagetest.Mixed)
	w.Later(20 * time.Minute)
	w.Send(200, pagetest.AllTaken)
	e, p := open(t, w)
	e.Show(p.Content())
	p.Shown()
	t.Cleanup(p.Hidden)
	e.UntilText("The address does not exist.")
	return w, e, p
}

func count(t *testing.T, w *pagetest.World, q storage.DeliveryQuery) int {
	t.Helper()
	n, err := w.Store.CountDeliveries(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

var failed = []mailing.DeliveryState{mailing.Failed}

func TestNothingNeedsAttention(t *testing.T) {
	e, p := open(t, pagetest.New(t, 1))
	e.Show(p.Content())
	p.Shown()
	defer p.Hidden()
	e.UntilText("Nothing needs your attention.")
}

func TestStoppedAccountStandsOnTop(t *testing.T) {
	w, e, p := troubled(t)
	w.Hold(pagetest.NoLogin)
	p.Refresh()
	e.UntilText("The mail server refused the login.")
	e.Tap("Show the account")
	if len(e.Visited) != 1 || e.Visited[0].Arg != (kit.OpenAccount{ID: w.Account}) {
		t.Errorf("visited %v", e.Visited)
	}
	if err := w.Store.SetHold(t.Context(), w.Account, nil); err != nil {
		t.Fatal(err)
	}
	p.Refresh()
	e.Until(func() bool { return !e.Sees("refused the login") })
}

func TestTryAGroupAgain(t *testing.T) {
	w, e, _ := troubled(t)
	full := storage.DeliveryQuery{States: failed, Kind: mailing.MailboxFull}
	before, all := count(t, w, full), count(t, w, storage.DeliveryQuery{States: failed})
	e.Tap(kit.N("Try it again", "Try these {{.N}} again", before))
	e.Until(func() bool { return len(e.Toasts) > 0 })
	if n := count(t, w, full); n != 0 {
		t.Errorf("%d are left", n)
	}
	if n := count(t, w, storage.DeliveryQuery{States: failed}); n != all-before {
		t.Errorf("%d failed ones are left of %d, but %d were tried again", n, all, before)
	}
}

func TestTryAllAgainTellsOfUnknownAddresses(t *testing.T) {
	w, e, _ := troubled(t)
	e.Tap("Try all again…")
	e.UntilText("go to addresses that do not exist")
	e.Tap("Try all again")
	e.Until(func() bool { return len(e.Toasts) > 0 })
	if n := count(t, w, storage.DeliveryQuery{States: failed}); n != 0 {
		t.Errorf("%d are left", n)
	}
	if n := count(t, w, storage.DeliveryQuery{States: []mailing.DeliveryState{mailing.InDoubt}}); n != 1 {
		t.Errorf("%d in doubt: what is in doubt was touched", n)
	}
}

func TestDoubtIsSettledByTheUser(t *testing.T) {
	w, e, _ := troubled(t)
	e.Tap("It arrived")
	e.Until(func() bool { return len(e.Toasts) > 0 })
	if n := count(t, w, storage.DeliveryQuery{States: []mailing.DeliveryState{mailing.InDoubt}}); n != 0 {
		t.Errorf("%d are left", n)
	}
}

func TestSendAgainAsksFirst(t *testing.T) {
	w, e, _ := troubled(t)
	e.Tap("Send again")
	e.UntilText("Nobody knows whether the first one arrived.")
	if n := count(t, w, storage.DeliveryQuery{States: []mailing.DeliveryState{mailing.InDoubt}}); n != 1 {
		t.Fatal("it did not wait for the answer")
	}
	e.Tap("Send again")
	e.Until(func() bool { return len(e.Toasts) > 0 })
	if n := count(t, w, storage.DeliveryQuery{States: []mailing.DeliveryState{mailing.Waiting}}); n != 1 {
		t.Errorf("%d wait", n)
	}
}

// group opens the group of unknown addresses.
func group(t *testing.T, e *kittest.Env, p *attention.Page) *kit.Grid {
	t.Helper()
	p.Open(kit.OpenGroup{State: mailing.Failed, Kind: mailing.HardBounce, Scope: mailing.Recipient})
	e.UntilText("karl.6@mail.example")
	g, ok := kittest.Find(e, func(*kit.Grid) bool { return true })
	if !ok {
		t.Fatal("no table")
	}
	return g
}

func TestSelectedRowsAreTriedAgain(t *testing.T) {
	w, e, p := troubled(t)
	g := group(t, e, p)
	before := count(t, w, storage.DeliveryQuery{States: failed})
	g.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
	g.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
	g.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
	e.Tap("Try 2 again")
	e.Until(func() bool { return len(e.Toasts) > 0 })
	if n := count(t, w, storage.DeliveryQuery{States: failed}); n != before-2 {
		t.Errorf("%d left of %d", n, before)
	}
}

func TestAnAddressIsCorrectedAndSentAgain(t *testing.T) {
	w, e, p := troubled(t)
	g := group(t, e, p)
	first, err := w.Store.Deliveries(t.Context(), storage.DeliveryQuery{States: failed, Kind: mailing.HardBounce, Limit: 1})
	if err != nil {
		t.Fatal(err)
	}
	g.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
	e.Tap("Edit 1 address")
	e.UntilText("Right address")
	e.Tap("Correct and send again")
	e.UntilText("This is still the address that did not work.")
	e.Type("anna@example.com", "sophie@gmial.com")
	e.Tap("Did you mean sophie@gmail.com?")
	e.Tap("Correct and send again")
	e.Until(func() bool { return len(e.Toasts) > 0 })
	d, err := w.Store.Deliveries(t.Context(), storage.DeliveryQuery{IDs: []int64{first[0].ID}})
	if err != nil || len(d) != 1 || d[0].Address != "sophie@gmail.com" || d[0].State != mailing.Waiting {
		t.Errorf("%+v, %v", d, err)
	}
}

func TestDeleteMeansNeverAgain(t *testing.T) {
	w, e, p := troubled(t)
	g := group(t, e, p)
	kittest.ClickRow(g, 1, 0)
	e.UntilText("All tries")
	g.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDelete})
	e.UntilText("Never mail this address again?")
	e.Tap("Never mail again")
	e.Until(func() bool { return len(e.Toasts) > 0 })
	list, err := w.Store.Suppressions(t.Context(), "")
	if err != nil || len(list) != 1 || list[0].Reason != mailing.Bounced {
		t.Fatalf("%+v, %v", list, err)
	}
	w.Send(10, func(int) mailing.Reply { t.Error("a suppressed address was mailed"); return pagetest.Taken })
	if n := count(t, w, storage.DeliveryQuery{States: []mailing.DeliveryState{mailing.Skipped}}); n != 1 {
		t.Errorf("%d are crossed off", n)
	}
}

func TestSaveAsCSV(t *testing.T) {
	w, e, _ := troubled(t)
	e.Picked = filepath.Join(t.TempDir(), "failed.csv")
	e.Tap("Save as CSV")
	e.Until(func() bool { return len(e.Toasts) > 0 })
	b, err := os.ReadFile(e.Picked)
	if err != nil {
		t.Fatal(err)
	}
	want := 1 + count(t, w, storage.DeliveryQuery{States: []mailing.DeliveryState{mailing.Failed, mailing.InDoubt}})
	if n := bytes.Count(b, []byte("\r\n")); n != want {
		t.Errorf("%d lines, want %d", n, want)
	}
}
