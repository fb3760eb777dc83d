package contacts_test

import (
	"strings"
	"testing"

	"evenpost/gui/pagetest"
	"evenpost/mailing"
)

// The import proposes a kind for each further field and shows its values as they will be taken; the user may say otherwise.
func TestImportChoosesKinds(t *testing.T) {
	path := file(t, "new.csv", []byte("email,Birthday,Turnover,Regular\nanna@x.example,03/04/1980,\"1,234.50\",x\nbob@x.example,05/06/1990,none,\neva@x.example,1/2/2000,7,\n"))
	w := pagetest.New(t, 0)
	e, p := shown(t, w, "No contacts yet")
	p.TakeFiles([]string{path})
	e.UntilText("The first rows of the file.")
	for _, s := range []string{"Date, day first", "3 Apr 1980", "Text", "1,234.50", "Yes or no", "yes"} {
		if !e.Sees(s) {
			t.Errorf("the columns do not show %q", s)
		}
	}
	choose(t, e, "Date, month first")
	pickLast(t, e, "Text", "Number")
	e.UntilText("4 Mar 1980")
	for _, s := range []string{"1234.50", "none"} {
		if !e.Sees(s) {
			t.Errorf("the columns do not show %q", s)
		}
	}
	e.Tap("Next")
	e.UntilText("Put them on a list")
	e.Settle()
	e.Tap("Next")
	e.UntilText("1 value does not fit its field. It stays as it is written, and the contact is taken.")
	e.Tap("Import 3 contacts")
	e.UntilText("1 value does not fit its field and stays as it was written.")
	e.Tap("Look at these values")
	e.UntilText("No number: none")
	e.UI.CloseTop()
	if c := contact(t, w, "anna@x.example"); c.Fields["birthday"] != "1980-03-04" || c.Fields["turnover"] != "1234.50" || c.Fields["regular"] != mailing.Yes {
		t.Errorf("%v", c.Fields)
	}
	if c := contact(t, w, "bob@x.example"); c.Fields["turnover"] != "none" {
		t.Errorf("%v", c.Fields)
	}
}

// The first rows leave it open, the whole file does not.
func TestTheWholeFileTellsTheOrderOfDates(t *testing.T) {
	path := file(t, "new.csv", []byte("email,Birthday\nanna@x.example,03/04/1980\n"+strings.Repeat("anna@x.example,01/02/1990\n", 300)+"bob@x.example,12/24/1990\n"))
	w := pagetest.New(t, 0)
	e, p := shown(t, w, "No contacts yet")
	toLastLook(e, p, path)
	e.UntilText("Import 2 contacts")
	if e.Sees("Nothing in “Birthday” tells") {
		t.Error("it is asked although the file tells")
	}
	e.Tap("Import 2 contacts")
	e.UntilText("300 rows were left out")
	if c := contact(t, w, "anna@x.example"); c.Fields["birthday"] != "1980-03-04" {
		t.Errorf("%v", c.Fields)
	}

	path = file(t, "other.csv", []byte("email,Since\neva@x.example,03/04/1980\n"))
	toLastLook(e, p, path)
	e.UntilText("Nothing in “Since” tells whether day or month comes first.")
}
