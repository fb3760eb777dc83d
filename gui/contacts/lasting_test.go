package contacts_test

import (
	"testing"

	"fyne.io/fyne/v2"

	"evenpost/gui/pagetest"
	"evenpost/mailing"
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
