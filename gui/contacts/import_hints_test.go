package contacts_test

import (
	"testing"

	"evenpost/gui/pagetest"
	"evenpost/storage"
)

// Before anything is imported the last look shows the addresses that may be amiss, and the user decides about each kind.
func TestHintsAreDecidedBeforeTheImport(t *testing.T) {
	path := file(t, "new.csv", []byte("email\nanna@gmial.com\nanna@gmail.com\ninfo@example.at\nbob@mailinator.com\neva@example.at\n"))
	w := pagetest.New(t, 0)
	e, p := shown(t, w, "No contacts yet")
	toLastLook(e, p, path)
	e.UntilText("Import 5 contacts")
	for _, s := range []string{
		"Worth a look before you import", "1 address looks mistyped", "anna@gmial.com (gmail.com?)", "1 address belongs to a desk, not to a person",
		"info@example.at", "1 address was made to be thrown away", "bob@mailinator.com",
	} {
		if !e.Sees(s) {
			t.Errorf("the last look does not show %q", s)
		}
	}
	choose(t, e, "Correct them")
	e.UntilText("Import 4 contacts") // that one is there already
	e.UntilText("Same address as further up")
	pickLast(t, e, "Take them as they are", "Leave them out")
	e.UntilText("Left out as you chose: an address to throw away")
	e.UntilText("Import 3 contacts")
	e.Tap("Import 3 contacts")
	e.UntilText("2 rows were left out")
	if n := count(t, w, storage.ContactQuery{}); n != 3 || contact(t, w, "anna@gmail.com").Email == "" {
		t.Errorf("%d contacts", n)
	}
	if n := count(t, w, storage.ContactQuery{Search: "gmial"}); n != 0 {
		t.Error("the slip was imported although it was to be corrected")
	}
}
