package contacts_test

import (
	"testing"

	"fyne.io/fyne/v2"

	"evenpost/gui/pagetest"
	"evenpost/mailing"
	"evenpost/storage"
)

// Undoing names who was changed since.
func TestUndoNamesWhoWasChangedSince(t *testing.T) {
	w := pagetest.New(t, 5)
	e, p := shown(t, w, "5 contacts")
	g := table(t, e)
	taken := contact(t, w, "anna.1@example.at")
	g.SelectAll()
	p.TakeKey(fyne.KeyDelete, 0)
	e.UntilText("No contacts yet")
	if _, err := w.Store.AddContact(t.Context(), mailing.Contact{Email: taken.Email}); err != nil {
		t.Fatal(err)
	}
	e.Undo()
	e.UntilText("These were changed since and stay as they are:")
	if !e.Sees("4 contacts are as before.") || !e.Sees("anna.1@example.at") {
		t.Errorf("%q", e.Texts())
	}
	e.UI.CloseTop()
	e.UntilText("5 contacts")
}

// What is done to very many is shown while it is done, and so is its undoing.
func TestVeryManyAreChangedInSight(t *testing.T) {
	w := pagetest.New(t, 6000)
	e, _ := shown(t, w, "6,000 contacts")
	g := table(t, e)
	e.Until(func() bool { return g.Rows() == 6000 }) // the first ones are shown before the others are known
	g.SelectAll()
	e.Tap("Tag")
	e.UntilText("Tag 6,000 contacts")
	e.Type("Tag, for instance: regular", "Stollen")
	e.Tap("Give tag")
	e.UntilText("6,000 contacts are being changed")
	e.Until(func() bool { return len(e.Toasts) == 1 && !e.Sees("are being changed") })
	if n := count(t, w, storage.ContactQuery{Tag: "Stollen"}); n != 6000 {
		t.Errorf("%d have the tag", n)
	}
	e.Undo()
	e.UntilText("Taking it back")
	e.Until(func() bool { return !e.Sees("Taking it back") })
	if n := count(t, w, storage.ContactQuery{Tag: "Stollen"}); n != 0 {
		t.Errorf("%d have the tag still", n)
	}
	e.UntilText("6,000 contacts")
}
