package contacts_test

import (
	"testing"

	"evenpost/gui/pagetest"
	"evenpost/storage"
)

// Whom another program lists as having left does not become a contact by mistake.
func TestLeaversAreNeverMailed(t *testing.T) {
	w := pagetest.New(t, 0)
	e, p := shown(t, w, "No contacts yet")
	p.TakeFiles([]string{file(t, "export.csv", []byte("Email Address,UNSUB_TIME\nanna@example.at,\nbert@example.at,2026-01-03\n"))})
	e.UntilText("Some of these people seem to have unsubscribed elsewhere, as one of the columns says.")
	p.TakeFiles([]string{file(t, "unsubscribed.csv", []byte("Email Address,UNSUB_TIME\nanna@example.at,2026-01-02\nbert@example.at,2026-01-03\n"))})
	e.UntilText("These look like people who unsubscribed elsewhere, or whose mail came back.")
	e.Tap("Never mail these")
	e.UntilText("Never mail these addresses?")
	e.Tap("Never mail these")
	e.UntilText("2 addresses")
	all, err := w.Store.Suppressions(t.Context(), "")
	if err != nil || len(all) != 2 || count(t, w, storage.ContactQuery{}) != 0 {
		t.Errorf("%+v, %v", all, err)
	}
	p.TakeFiles([]string{file(t, "subscribed.csv", []byte("Email Address,UNSUB_TIME\ncora@example.at,\n"))})
	e.UntilText("The first rows of the file.")
	if e.Sees("These look like people who unsubscribed elsewhere, or whose mail came back.") {
		t.Error("it warns of those who did not")
	}
}
