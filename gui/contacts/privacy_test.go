package contacts_test

import (
	"testing"

	"evenpost/gui/kit/kittest"
	"evenpost/gui/pagetest"
	"evenpost/storage"
)

func TestForgetFromThePanel(t *testing.T) {
	w := pagetest.New(t, 3)
	e, _ := shown(t, w, "3 contacts")
	kittest.ClickRow(table(t, e), 2, 0)
	e.UntilText("Nothing was sent to this address yet.")
	address := "anna.1@example.at"
	e.Tap("Forget…")
	e.UntilText("Forget " + address + "?")
	e.Tap("Forget this person")
	e.UntilText("2 contacts")
	if n := count(t, w, storage.ContactQuery{}); n != 2 {
		t.Errorf("%d are left", n)
	}
	if yes, err := w.Store.IsSuppressed(t.Context(), address); !yes || err != nil {
		t.Errorf("may be mailed: %v, %v", yes, err)
	}
	e.Settle()
	e.Tap("Never mail")
	e.UntilText("1 person who asked to be forgotten is never mailed either. Of them only a fingerprint is kept")
	e.Type("Search address or note", address)
	e.UntilText("1 address")
}
