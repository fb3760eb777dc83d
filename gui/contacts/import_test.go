package contacts_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"evenpost/gui/contacts"
	"evenpost/gui/kit"
	"evenpost/gui/kit/kittest"
	"evenpost/gui/pagetest"
	"evenpost/mailing"
	"evenpost/storage"
	"evenpost/storage/contactfile/contactfiletest"
)

// file writes a file of this name for a test.
func file(t *testing.T, name string, b []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// toLastLook drops a file on the page and goes on to the last step.
func toLastLook(e *kittest.Env, p *contacts.Page, path string) {
	e.T.Helper()
	p.TakeFiles([]string{path})
	e.UntilText("The first rows of the file.")
	e.Tap("Next")
	e.UntilText("Put them on a list")
	e.Settle()
	e.Tap("Next")
}

func TestImportASpreadsheet(t *testing.T) {
	const rows = 400
	b, good, bad := contactfiletest.Spreadsheet(rows)
	path := file(t, "Kunden_2026.csv", b)
	w := pagetest.New(t, 0)
	e, p := shown(t, w, "No contacts yet")
	p.TakeFiles([]string{path})
	e.UntilText("The first rows of the file. 8 of 8 columns are taken over.")
	for _, s := range []string{"Western Europe (Windows)", "Semicolon  ;", "Jörg", "Field “kundennr”", "Address", "Kundennr."} {
		if !e.Sees(s) {
			t.Errorf("the columns do not show %q", s)
		}
	}
	e.Tap("Next")
	e.UntilText("Put them on a list")
	e.Settle()
	e.Type("for instance: order form in the shop", "order form")
	e.Type("regular, wholesale", "import 2026")
	e.Tap("Next")
	e.UntilText(fmt.Sprintf("Import %d contacts", len(good)))
	e.Tap(fmt.Sprintf("Import %d contacts", len(good)))
	e.UntilText("Import finished")
	for _, s := range []string{kit.Number(rows), kit.Number(len(good)), fmt.Sprintf("%d rows were left out", bad), "There is no address in this row", "Kunden_2026.csv · on the list “Kunden 2026”"} {
		if !e.Sees(s) {
			t.Errorf("the report does not say %q", s)
		}
	}
	c := contact(t, w, good[1].Email)
	if c.FirstName != "Jörg" || c.Fields["kundennr"] != "1001" || c.Consent.Source != "order form" || len(c.Lists) != 1 {
		t.Errorf("imported %+v", c)
	}

	e.Picked = filepath.Join(t.TempDir(), "bad.csv")
	e.Tap("Undo…")
	e.UntilText("Take this import back?")
	e.Tap("Cancel")
	e.Tap("Save these rows as CSV")
	e.Until(func() bool { return len(e.Toasts) == 1 })
	if saved, err := os.ReadFile(e.Picked); err != nil || !bytes.Contains(saved, []byte("1017;Sabine;Weiß;Zahnarztpraxis Dr. Weiß;;Wien;Verein;;22;There is no address in this row;Kunden 2026\r\n")) {
		t.Errorf("the rows left out: %v\n%s", err, saved)
	}

	e.Tap("Write to them")
	l, err := w.Store.ListByName(t.Context(), "Kunden 2026")
	if err != nil {
		t.Fatal(err)
	}
	visit := e.Visited[len(e.Visited)-1]
	arg, ok := visit.Arg.(kit.OpenNewCampaign)
	if visit.Page != kit.PageCampaigns || !ok || len(arg.Audience.ListIDs) != 1 || arg.Audience.ListIDs[0] != l.ID {
		t.Errorf("went to %+v", visit)
	}

	// The same file once more changes nothing.
	toLastLook(e, p, path)
	e.UntilText(fmt.Sprintf("Import %d contacts", len(good)))
	e.Tap(fmt.Sprintf("Import %d contacts", len(good)))
	e.UntilText("Import finished")
	e.Tap("Show these contacts")
	e.UntilText(kit.N("{{.N}} contact", "{{.N}} contacts", len(good)))
	if n := count(t, w, storage.ContactQuery{ListID: l.ID}); n != len(good) {
		t.Errorf("%d on the list", n)
	}
}

// What was left out is saved, corrected and imported once more: it belongs where the others are.
func TestCorrectedRowsGoWhereTheOthersAre(t *testing.T) {
	w := pagetest.New(t, 0)
	path := file(t, "shop.csv", []byte("email;turnover\nanna@example.at;1,50\neva@;1,250\n"))
	e, p := shown(t, w, "No contacts yet")
	toLastLook(e, p, path)
	e.UntilText("Import 1 contact")
	e.Tap("Import 1 contact")
	e.UntilText("Import finished")
	e.Picked = filepath.Join(t.TempDir(), "mended.csv")
	e.Tap("Save these rows as CSV")
	e.Until(func() bool { return len(e.Toasts) == 1 })
	saved, err := os.ReadFile(e.Picked)
	if err != nil {
		t.Fatal(err)
	}
	mended := file(t, "corrected.csv", bytes.Replace(saved, []byte("eva@;"), []byte("eva@example.at;"), 1))
	toLastLook(e, p, mended)
	e.UntilText("Import 1 contact")
	e.Tap("Import 1 contact")
	e.UntilText("corrected.csv · on the list “shop”")
	l, err := w.Store.ListByName(t.Context(), "shop")
	if err != nil {
		t.Fatal(err)
	}
	if n := count(t, w, storage.ContactQuery{ListID: l.ID}); n != 2 {
		t.Errorf("%d on the list", n)
	}
	if c := contact(t, w, "eva@"); c.Fields["turnover"] != "1.250" {
		t.Errorf("eva has %v", c.Fields)
	}
}

func TestTakeAnImportBack(t *testing.T) {
	w := pagetest.New(t, 2)
	path := file(t, "new.csv", []byte("email,company\nanna.1@example.at,Huber\neva@example.at,Maier\nkarl@example.at,Bauer\n"))
	e, p := shown(t, w, "2 contacts")
	toLastLook(e, p, path)
	e.UntilText("Import 3 contacts")
	e.Tap("Import 3 contacts")
	e.UntilText("Import finished")
	e.Tap("Undo…")
	e.UntilText("Take it back")
	e.Tap("Take it back")
	e.UntilText("2 contacts · 1 list")
	if c := contact(t, w, "anna.1@"); c.Company != "" || count(t, w, storage.ContactQuery{}) != 2 {
		t.Errorf("left is %+v", c)
	}
}

func TestMappingByHand(t *testing.T) {
	path := file(t, "people.csv", []byte("who,where,post\nAnna Huber,Graz,anna@example.at\nJosef Gruber,Linz,josef@example.at\n"))
	w := pagetest.New(t, 0)
	e, p := shown(t, w, "No contacts yet")
	p.Open(kit.OpenImport{Path: path})
	e.UntilText("Field “who”")
	pick(t, e, "Field “who”", "Full name")
	pick(t, e, "Field “where”", "Leave out")
	e.UntilText("2 of 3 columns are taken over.")
	e.Tap("Next")
	e.UntilText("No list")
	e.Settle()
	e.Tap("No list")
	e.Tap("Next")
	e.UntilText("Import 2 contacts")
	e.Tap("Import 2 contacts")
	e.UntilText("Every row could be taken.")
	if c := contact(t, w, "anna@"); c.LastName != "Huber" || len(c.Fields) != 0 || len(c.Lists) != 0 {
		t.Errorf("imported %+v", c)
	}
}

func TestAnotherEncodingShowsAtOnce(t *testing.T) {
	path := file(t, "old.csv", []byte("Vorname;E-Mail\r\nJ\x94rg;joerg@example.at\r\n")) // ö of the old DOS code page
	e, p := shown(t, pagetest.New(t, 0), "No contacts yet")
	p.TakeFiles([]string{path})
	e.UntilText("The first rows of the file.")
	if e.Sees("Jörg") {
		t.Fatal("it was read as DOS by itself")
	}
	choose(t, e, "Old DOS program")
	e.UntilText("Jörg")
}

func TestFilesThatCannotBeRead(t *testing.T) {
	e, p := shown(t, pagetest.New(t, 0), "No contacts yet")
	p.TakeFiles([]string{file(t, "Kunden.xlsx", []byte("PK\x03\x04 xl/workbook.xml"))})
	e.UntilText("The workbook is damaged, or only a part of it is there.")
	if e.Sees("Say how it is read") {
		t.Error("a workbook cannot be read in any way")
	}
	p.TakeFiles([]string{file(t, "prices.csv", []byte("bread;3.20\nroll;0.90\n"))})
	e.UntilText("The file has no column with e-mail addresses.")
	e.Tap("Say how it is read")
	e.UntilText("Choose other characters or another separator above")
	e.Tap("Next")
	e.UntilText("The file cannot be read like this yet.")
	p.TakeFiles([]string{filepath.Join(t.TempDir(), "gone.csv")})
	e.UntilText("The file cannot be read.")
	if !p.TakeKey(fyne.KeyEscape, 0) {
		t.Error("Escape does not leave the import")
	}
	e.UntilText("No contacts yet")
}

func TestCancelledImportLeavesNothing(t *testing.T) {
	var b strings.Builder
	b.WriteString("email;name\n")
	for i := range 60_000 {
		fmt.Fprintf(&b, "person%d@example.at;Person %d\n", i, i)
	}
	path := file(t, "many.csv", []byte(b.String()))
	w := pagetest.New(t, 0)
	e, p := shown(t, w, "No contacts yet")
	toLastLook(e, p, path)
	e.UntilText("Import 60,000 contacts")
	e.Tap("Import 60,000 contacts")
	e.UntilText("Importing many.csv")
	p.TakeKey(fyne.KeyEscape, 0) // an import is only cancelled by its button
	if !e.Sees("Importing many.csv") {
		t.Fatal("Escape left the import")
	}
	e.Tap("Cancel")
	e.UntilText("The import was cancelled. Nothing has changed.")
	if n := count(t, w, storage.ContactQuery{}); n != 0 {
		t.Errorf("%d contacts are there", n)
	}
	if _, err := w.Store.ListByName(t.Context(), "many"); !strings.Contains(fmt.Sprint(err), mailing.ErrNotFound.Error()) {
		t.Errorf("the list: %v", err)
	}
}

func TestPasteAndUndoLater(t *testing.T) {
	w := pagetest.New(t, 0)
	e, p := shown(t, w, "No contacts yet")
	p.Open(kit.OpenImport{})
	e.UntilText("Paste addresses…")
	e.Tap("Paste addresses…")
	e.UntilText("Go on")
	e.Type("Anna Huber <anna@example.com>, bob@example.com", "Eva Maier <eva@x.at>, \"Huber, Max\" <max@x.at>; bad@")
	e.Tap("Go on")
	e.UntilText("The first rows of the file.")
	e.Tap("Next")
	e.UntilText("Put them on a list")
	e.Settle()
	e.Tap("No list")
	e.Tap("Next")
	e.UntilText("Import 2 contacts")
	e.Tap("Import 2 contacts")
	e.UntilText("1 row was left out")
	if c := contact(t, w, "max@"); c.LastName != "Huber" {
		t.Errorf("%+v", c)
	}
	c := contact(t, w, "eva@")
	c.Company = "Changed"
	if err := w.Store.UpdateContact(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	p.Open(kit.OpenImport{})
	e.UntilText("Earlier imports…")
	e.Tap("Earlier imports…")
	e.UntilText("Pasted addresses")
	e.Tap("Undo…")
	e.UntilText("Take this import back?")
	e.Tap("Take it back")
	e.UntilText("These were changed or mailed since")
	if n := count(t, w, storage.ContactQuery{}); n != 1 || !e.Sees("Eva Maier  eva@x.at") {
		t.Errorf("%d contacts are left", n)
	}
	e.Tap("Delete 1 that was added too")
	e.Until(func() bool { return count(t, w, storage.ContactQuery{}) == 0 })
}
