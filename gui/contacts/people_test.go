package contacts_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"evenpost/gui/contacts"
	"evenpost/gui/kit"
	"evenpost/gui/kit/kittest"
	"evenpost/gui/pagetest"
	"evenpost/mailing"
	"evenpost/storage"
)

// shown makes the page over a world and waits until its table is there.
func shown(t *testing.T, w *pagetest.World, first string) (*kittest.Env, *contacts.Page) {
	t.Helper()
	e, p := open(t, w)
	e.Show(p.Content())
	p.Shown()
	e.UntilText(first)
	return e, p
}

func table(t *testing.T, e *kittest.Env) *kit.Grid {
	t.Helper()
	g, ok := kittest.Find(e, func(*kit.Grid) bool { return true })
	if !ok {
		t.Fatal("there is no table")
	}
	return g
}

// untilRows waits until the table has so many rows.
func untilRows(e *kittest.Env, n int) {
	e.T.Helper()
	e.Until(func() bool {
		g, ok := kittest.Find(e, func(*kit.Grid) bool { return true })
		return ok && g.Rows() == n
	})
}

// fields are the visible text fields from top to bottom.
func fields(e *kittest.Env) []*kit.Entry {
	var all []*kit.Entry
	kittest.Find(e, func(f *kit.Entry) bool {
		all = append(all, f)
		return false
	})
	return all
}

func choose(t *testing.T, e *kittest.Env, option string) {
	t.Helper()
	s, ok := kittest.Find(e, func(s *kit.Select) bool { return slices.Contains(s.Options, option) })
	if !ok {
		t.Fatalf("nowhere can %q be chosen", option)
	}
	s.SetSelected(option)
}

// pick changes what is chosen where something else is chosen now.
func pick(t *testing.T, e *kittest.Env, now, option string) {
	t.Helper()
	s, ok := kittest.Find(e, func(s *kit.Select) bool { return s.Selected == now })
	if !ok {
		t.Fatalf("nowhere is %q chosen", now)
	}
	s.SetSelected(option)
}

func count(t *testing.T, w *pagetest.World, q storage.ContactQuery) int {
	t.Helper()
	n, err := w.Store.CountContacts(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func contact(t *testing.T, w *pagetest.World, address string) mailing.Contact {
	t.Helper()
	ids, err := w.Store.ContactIDs(t.Context(), storage.ContactQuery{Search: address})
	if err != nil || len(ids) != 1 {
		t.Fatalf("%d contacts with %s, %v", len(ids), address, err)
	}
	c, err := w.Store.Contact(t.Context(), ids[0])
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestEmptyPageOffersTheImport(t *testing.T) {
	e, _ := shown(t, pagetest.New(t, 0), "No contacts yet")
	e.Tap("Import a file")
	e.UntilText("Drop your file on this window")
}

func TestAddAContact(t *testing.T) {
	w := pagetest.New(t, 3)
	e, p := shown(t, w, "3 contacts")
	p.OnNew()
	e.UntilText("New contact")
	e.Type("anna@example.com", "eva.maier@example")
	e.Tap("Add contact")
	e.UntilText("The part after the @ cannot exist")
	e.Type("anna@example.com", "eva.maier@gmial.com")
	if e.Sees("cannot exist") {
		t.Error("the problem is still said after the address was mended")
	}
	e.Tap("Did you mean eva.maier@gmail.com?")
	all := fields(e)
	test.Type(all[1], "Eva")
	test.Type(all[2], "Maier")
	e.Type("regular, wholesale", "vip, press")
	e.Tap("Customers")
	e.Tap("Add a field")
	e.Type("Name of the field", "Customer number")
	e.Type("Value", "4711")
	e.Tap("Add contact")
	e.UntilText("4 contacts")
	c := contact(t, w, "eva.maier@gmail.com")
	if c.Name() != "Eva Maier" || !slices.Equal(c.Tags, []string{"press", "vip"}) || !slices.Equal(c.Lists, []int64{w.List}) || c.Fields["customer_number"] != "4711" {
		t.Errorf("added %+v", c)
	}
	e.UntilText("4711") // the panel shows it
}

func TestAddressThatIsTaken(t *testing.T) {
	e, p := shown(t, pagetest.New(t, 3), "3 contacts")
	p.OnNew()
	e.UntilText("New contact")
	e.Type("anna@example.com", "ANNA.1@example.at")
	e.Tap("Add contact")
	e.UntilText("Another contact has this address already.")
}

func TestEditFromThePanel(t *testing.T) {
	w := pagetest.New(t, 3)
	e, p := shown(t, w, "3 contacts")
	kittest.ClickRow(table(t, e), 2, 0)
	e.UntilText("Nothing was sent to this address yet.")
	table(t, e).TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn}) // pressed where it is open: edit
	e.UntilText("Edit contact")
	all := fields(e)
	all[3].SetText("Café Central")
	e.Tap("Save")
	e.Until(func() bool { return !e.Sees("Edit contact") && e.Sees("Café Central") })
	if c := contact(t, w, "anna.1@example.at"); c.Company != "Café Central" || c.FirstName != "Anna" || !slices.Equal(c.Lists, []int64{w.List}) {
		t.Errorf("changed to %+v", c)
	}
	if !p.TakeKey(fyne.KeyEscape, 0) || e.Sees("Nothing was sent") {
		t.Error("Escape does not close the panel")
	}
}

func TestDeleteIsTakenBack(t *testing.T) {
	w := pagetest.New(t, 5)
	e, p := shown(t, w, "5 contacts")
	g := table(t, e)
	g.Select(0, true)
	g.Select(1, true)
	e.UntilText("5 contacts, 2 selected")
	p.TakeKey(fyne.KeyDelete, 0)
	e.UntilText("3 contacts")
	if n := count(t, w, storage.ContactQuery{}); n != 3 {
		t.Errorf("%d are left", n)
	}
	e.Undo()
	e.UntilText("5 contacts")
	if n := count(t, w, storage.ContactQuery{ListID: w.List}); n != 5 {
		t.Errorf("%d are back on their list", n)
	}
}

func TestSegmentIsBuiltAndChosen(t *testing.T) {
	w := pagetest.New(t, 5)
	e, _ := shown(t, w, "5 contacts")
	choose(t, e, "Edit segments…")
	e.UntilText("New segment")
	e.Tap("New segment")
	e.Settle()
	e.Type("Name of the segment", "Annas")
	e.UntilText("A condition is not complete yet.")
	e.Type("Value", "anna.")
	e.UntilText("1 contact")
	if !e.Sees("Whoever: Address contains “anna.”") {
		t.Errorf("the rule is not said: %q", e.Texts())
	}
	e.Tap("Save")
	e.Until(func() bool { return !e.Sees("Save") && e.Sees("Annas") })
	e.Tap("Annas")
	untilRows(e, 1)
	all, err := w.Store.Segments(t.Context())
	if err != nil || len(all) != 1 || all[0].Rule.Value != "anna." {
		t.Errorf("kept: %+v, %v", all, err)
	}
}

func TestNotesOfAContact(t *testing.T) {
	w := pagetest.New(t, 3)
	e, _ := shown(t, w, "3 contacts")
	kittest.ClickRow(table(t, e), 2, 0)
	e.UntilText("Nothing noted yet.")
	e.Tap("Change the notes")
	e.Type("Only you see this; it is in no mail.", "likes rye")
	e.Tap("Save")
	e.Until(func() bool { return !e.Sees("Save") && e.Sees("likes rye") })
	if c := contact(t, w, "anna.1@example.at"); c.Note != "likes rye" {
		t.Errorf("noted: %q", c.Note)
	}
}

func TestDuplicatesAreMerged(t *testing.T) {
	w := pagetest.New(t, 0)
	for _, address := range []string{"anna@gmail.com", "anna+shop@gmail.com"} {
		if _, err := w.Store.AddContact(t.Context(), mailing.Contact{Email: address}); err != nil {
			t.Fatal(err)
		}
	}
	e, _ := shown(t, w, "2 contacts")
	e.Tap("Duplicates")
	e.UntilText("The addresses lead to the same mailbox")
	e.Tap("Keep this one")
	e.UntilText("No two contacts seem to be the same person.")
	e.Undo()
	e.UntilText("2 contacts")
}

func TestSearchAndFilters(t *testing.T) {
	w := pagetest.New(t, 200)
	ids, err := w.Store.ContactIDs(t.Context(), storage.ContactQuery{Search: "anna"})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Store.TagContacts(t.Context(), ids[:4], "vip", true); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Store.Suppress(t.Context(), []mailing.Suppression{{Address: "anna.1@example.at"}}); err != nil {
		t.Fatal(err)
	}
	e, p := shown(t, w, "200 contacts")
	p.FocusSearch()
	e.Type("Search contacts", "josef.2@")
	untilRows(e, 1)
	e.Type("Search contacts", "nobody at all")
	e.UntilText("Nobody found")
	e.Tap("Show all contacts")
	untilRows(e, 200)
	choose(t, e, "vip")
	untilRows(e, 4)
	choose(t, e, "All tags")
	choose(t, e, "Never mailed")
	untilRows(e, 1)
	choose(t, e, "May be mailed")
	untilRows(e, 199)
	choose(t, e, "Everybody")
	p.Open(kit.OpenList{ID: w.List})
	untilRows(e, 200)
	table(t, e).OnSort("email", true)
	e.UntilText("theresa.93@example.at")
}

func TestTagSeveralAndUndo(t *testing.T) {
	w := pagetest.New(t, 10)
	e, _ := shown(t, w, "10 contacts")
	g := table(t, e)
	for row := range 3 {
		g.Select(row, true)
	}
	e.Tap("Tag")
	e.UntilText("Tag 3 contacts")
	e.Type("Tag, for instance: regular", "Stollen")
	e.Tap("Give tag")
	e.Until(func() bool { return len(e.Toasts) == 1 })
	if n := count(t, w, storage.ContactQuery{Tag: "Stollen"}); n != 3 {
		t.Fatalf("%d have the tag", n)
	}
	e.Undo()
	e.Until(func() bool { return count(t, w, storage.ContactQuery{Tag: "Stollen"}) == 0 })
}

func TestAddToListAndUndo(t *testing.T) {
	w := pagetest.New(t, 10)
	e, _ := shown(t, w, "10 contacts")
	table(t, e).SelectAll()
	e.Tap("Add to list")
	e.UntilText("Add 10 contacts to a list")
	e.Tap("A new list")
	e.Type("Name of the new list", "Advent")
	e.Tap("Add to list")
	e.Until(func() bool { return len(e.Toasts) == 1 })
	l, err := w.Store.ListByName(t.Context(), "Advent")
	if err != nil || l.Count != 10 {
		t.Fatal(l, err)
	}
	e.Undo()
	e.Until(func() bool { return count(t, w, storage.ContactQuery{ListID: l.ID}) == 0 })
}

func TestNeverMailAndLift(t *testing.T) {
	w := pagetest.New(t, 10)
	yes := true
	never := storage.ContactQuery{Suppressed: &yes}
	e, p := shown(t, w, "10 contacts")
	g := table(t, e)
	g.Select(0, true)
	g.Select(1, true)
	e.Tap("Never mail these")
	e.Until(func() bool { return len(e.Toasts) == 1 })
	if n := count(t, w, never); n != 2 {
		t.Fatalf("%d are never mailed", n)
	}
	e.Undo()
	e.Until(func() bool { return count(t, w, never) == 0 })
	g.ClearSelection()
	e.Tap("Never mail")
	e.UntilText("Nobody is on this list")
	p.OnNew()
	e.Type("anna@example.com", "josef.2@mail.example\nnobody at all")
	e.Tap("Never mail these")
	e.UntilText("Space or forbidden sign: nobody at all")
	e.Type("anna@example.com", "josef.2@mail.example\nstranger@example.org")
	e.Tap("Never mail these")
	e.UntilText("2 addresses")
	p.TakeKey(fyne.KeyEscape, 0)
	p.Open(kit.OpenContact{ID: contact(t, w, "josef.2@").ID})
	e.UntilText("You chose not to mail this")
	e.Tap("Allow mailing again…")
	e.UntilText("Mail josef.2@mail.example again?")
	e.Tap("Allow mailing again")
	e.Until(func() bool { return count(t, w, never) == 0 && !e.Sees("You chose not to mail") })
}

func TestLists(t *testing.T) {
	w := pagetest.New(t, 3)
	e, _ := shown(t, w, "3 contacts")
	e.Tap("Lists")
	e.UntilText("Name of a new list")
	e.Type("Name of a new list", "Press")
	e.Tap("Make list")
	e.UntilText("0 contacts")
	e.Tap("Rename") // the last one
	e.Type("Press", "Customers")
	e.Tap("Rename")
	e.UntilText("There is a list with this name already.")
	e.Type("Press", "Friends of the press")
	e.Tap("Rename")
	e.Until(func() bool { return !e.Sees("New name") && e.Sees("Friends of the press") })
	e.Tap("Delete list")
	e.UntilText("Delete the list “Friends of the press”?")
	e.Tap("Delete list")
	e.Until(func() bool {
		all, err := w.Store.Lists(t.Context())
		return err == nil && len(all) == 1
	})
}

func TestExportTheSelected(t *testing.T) {
	w := pagetest.New(t, 4)
	e, _ := shown(t, w, "4 contacts")
	e.Picked = filepath.Join(t.TempDir(), "out.csv")
	table(t, e).Select(0, true)
	e.Tap("More")
	e.Tap("Save as CSV…")
	e.Until(func() bool { return len(e.Toasts) == 1 })
	b, err := os.ReadFile(e.Picked)
	if err != nil {
		t.Fatal(err)
	}
	if lines := strings.Count(string(b), "\r\n"); lines != 2 {
		t.Errorf("%d lines: %s", lines, b)
	}
}

func TestSegmentAndStatusTogether(t *testing.T) {
	w := pagetest.New(t, 5)
	all, err := w.Store.ContactIDs(t.Context(), storage.ContactQuery{Sort: "email"})
	if err != nil || len(all) != 5 {
		t.Fatal(all, err)
	}
	if err := w.Store.TagContacts(t.Context(), all[:3], "vip", true); err != nil {
		t.Fatal(err)
	}
	c, err := w.Store.Contact(t.Context(), all[0])
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Store.Suppress(t.Context(), []mailing.Suppression{{Address: c.Email, Reason: mailing.ByHand, At: w.Now}}); err != nil {
		t.Fatal(err)
	}
	rule := mailing.Rule{Condition: mailing.Condition{About: mailing.AboutTag, Value: "vip"}}
	if _, err := w.Store.SaveSegment(t.Context(), mailing.Segment{Name: "Best", Rule: rule}); err != nil {
		t.Fatal(err)
	}
	e, _ := shown(t, w, "5 contacts")
	choose(t, e, "Best")
	untilRows(e, 3)
	choose(t, e, "May be mailed")
	untilRows(e, 2)
	choose(t, e, "All segments")
	untilRows(e, 4)
}

// pickLast is pick where several show the same: the last one of them.
func pickLast(t *testing.T, e *kittest.Env, now, option string) {
	t.Helper()
	var last *kit.Select
	kittest.Find(e, func(s *kit.Select) bool {
		if s.Selected == now && slices.Contains(s.Options, option) {
			last = s
		}
		return false
	})
	if last == nil {
		t.Fatalf("nowhere is %q chosen", now)
	}
	last.SetSelected(option)
}

func TestKeysOfTheTableWithoutTheFocus(t *testing.T) {
	e, p := shown(t, pagetest.New(t, 5), "5 contacts")
	g := table(t, e)
	for _, c := range []struct {
		key fyne.KeyName
		row int
	}{{fyne.KeyEnd, 4}, {fyne.KeyUp, 3}, {fyne.KeyHome, 0}} {
		if !p.TakeKey(c.key, 0) || g.Current() != c.row {
			t.Errorf("after %s the row %d is current, want %d", c.key, g.Current(), c.row)
		}
	}
}

// What has the focus beside the number of contacts keeps it when they are read anew, as after a dialog.
func TestFocusOutlivesAReading(t *testing.T) {
	w := pagetest.New(t, 3)
	e, p := shown(t, w, "3 contacts")
	lists, _ := kittest.Find(e, func(b *kit.Button) bool { return b.Text == "Lists" })
	e.Window.Canvas().Focus(lists)
	if _, err := w.Store.AddContact(t.Context(), mailing.Contact{Email: "late@example.at"}); err != nil {
		t.Fatal(err)
	}
	p.Refresh()
	e.UntilText("4 contacts")
	if now, ok := kittest.Find(e, func(b *kit.Button) bool { return b.Text == "Lists" }); !ok || e.Window.Canvas().Focused() != now {
		t.Error("the button that had the focus is another one now")
	}
}
