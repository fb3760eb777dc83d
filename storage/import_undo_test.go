package storage

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"evenpost/mailing"
	"evenpost/storage/contactfile/contactfiletest"
)

// allIn is everybody with everything, in words, and the lists.
func allIn(tb testing.TB, s *Store) string {
	tb.Helper()
	var b strings.Builder
	for c, err := range s.AllContacts(tb.Context(), ContactQuery{Sort: "email"}) {
		if err != nil {
			tb.Fatal(err)
		}
		one, err := s.Contact(tb.Context(), c.ID)
		if err != nil {
			tb.Fatal(err)
		}
		fmt.Fprintf(&b, "%d %s|%s|%s|%s|%v|%v|%v|%s|%d|%d\n", one.ID, one.Email, one.FirstName, one.LastName, one.Company, one.Fields, one.Tags, one.Lists, one.Consent.Source,
			millis(one.CreatedAt), millis(one.UpdatedAt))
	}
	lists, err := s.Lists(tb.Context())
	if err != nil {
		tb.Fatal(err)
	}
	for _, l := range lists {
		fmt.Fprintln(&b, l.Name, l.Count)
	}
	return b.String()
}

// indexesOf are the statements of all indexes there are.
func indexesOf(tb testing.TB, s *Store) string {
	tb.Helper()
	all, err := selectAll(tb.Context(), s.w, scanText, `SELECT sql FROM sqlite_schema WHERE type = 'index' AND sql IS NOT NULL ORDER BY name`)
	if err != nil {
		tb.Fatal(err)
	}
	return strings.Join(all, "\n")
}

// Whatever a file says and however duplicates are taken: undone, everything is as it was before, also when another import
// came between and was undone first, and in slices of any size.
func TestUndoIsExact(t *testing.T) {
	cell := rapid.SampledFrom([]string{"", "", "Anna", "Müller", "VIP", "vip", "x, y"})
	address := rapid.SampledFrom([]string{"a@x.at", "A@x.at", "b@x.at", "c@x.at", "d@x.at", "e@x.at", "nobody@"})
	file := func(rt *rapid.T) string {
		var f strings.Builder
		f.WriteString("email|vorname|firma|tags|ort\nz@x.at||||\n")
		for range rapid.IntRange(0, 10).Draw(rt, "rows") {
			f.WriteString(address.Draw(rt, "address") + "|" + cell.Draw(rt, "v") + "|" + cell.Draw(rt, "f") + "|" + cell.Draw(rt, "t") + "|" + cell.Draw(rt, "o") + "\n")
		}
		return f.String()
	}
	options := func(rt *rapid.T) ImportOptions {
		return ImportOptions{
			Lists:      rapid.SliceOfDistinct(rapid.SampledFrom([]string{"old", "new", "newer"}), rapid.ID[string]).Draw(rt, "lists"),
			Tags:       rapid.SliceOfDistinct(rapid.SampledFrom([]string{"vip", "2026"}), rapid.ID[string]).Draw(rt, "tags"),
			Consent:    mailing.Consent{Source: rapid.SampledFrom([]string{"", "fair"}).Draw(rt, "consent")},
			Duplicates: rapid.SampledFrom([]mailing.Duplicates{"", mailing.UpdateThem, mailing.FillGaps, mailing.SkipThem}).Draw(rt, "duplicates"),
		}
	}
	s := openTest(t)
	s.imports = importPace{bulk: 3} // a slice for every batch
	indexes := indexesOf(t, s)
	rapid.Check(t, func(rt *rapid.T) {
		ids, err := s.ContactIDs(t.Context(), ContactQuery{})
		ok(t, err)
		ok(t, s.DeleteContacts(t.Context(), ids))
		importFile(t, s, file(rt), ImportOptions{Lists: []string{"old"}, Tags: []string{"VIP"}})
		states := []string{allIn(t, s)}
		var done []int64
		for range rapid.IntRange(1, 3).Draw(rt, "imports") {
			report := importFile(t, s, file(rt), options(rt))
			done = append(done, report.ID)
			states = append(states, allIn(t, s))
		}
		for i := len(done) - 1; i >= 0; i-- {
			report, err := s.UndoImport(t.Context(), done[i], false, nil)
			if err != nil || len(report.Kept) > 0 {
				rt.Fatalf("%+v, %v", report, err)
			}
			if diff := cmp.Diff(states[i], allIn(t, s)); diff != "" {
				rt.Fatal(diff)
			}
			if _, err := s.UndoImport(t.Context(), done[i], false, nil); !errors.Is(err, mailing.ErrInvalid) {
				rt.Fatalf("a second time: %v", err)
			}
		}
		indexAll(t, s)
		if indexes != indexesOf(t, s) {
			rt.Fatal("indexes are missing")
		}
	})
}

// indexAll does what KeepSearch would do.
func indexAll(tb testing.TB, s *Store) {
	tb.Helper()
	for {
		more, err := s.IndexContacts(tb.Context())
		check(tb, err)
		if !more {
			return
		}
	}
}

func TestLargeImportIsThereBeforeItsIndexes(t *testing.T) {
	s := openTest(t)
	s.imports = importPace{bulk: 3}
	indexes := indexesOf(t, s)
	report := importFile(t, s, "email,name,company\nc@x.at,Carla,A\na@x.at,Anna,C\nb@x.at,Berta,B\nd@x.at,Dora,D\n", ImportOptions{})
	if report.Added != 4 || indexes == indexesOf(t, s) {
		t.Fatalf("%+v; nothing was put off", report)
	}
	inOrder := func() {
		t.Helper()
		for sort, want := range map[string]string{SortName: "Anna Berta Carla Dora", SortCompany: "Carla Berta Anna Dora", SortEmail: "Anna Berta Carla Dora"} {
			ids, err := s.ContactIDs(t.Context(), ContactQuery{Sort: sort, Limit: 10})
			check(t, err)
			all, err := s.ContactsByID(t.Context(), ids)
			check(t, err)
			var names []string
			for _, c := range all {
				names = append(names, strings.TrimSpace(c.FirstName+" "+c.LastName))
			}
			if got := strings.Join(names, " "); got != want {
				t.Errorf("by %s: %s", sort, got)
			}
		}
	}
	inOrder()
	// While the first index is made, what comes into the search index is gathered.
	s.searching.changed = 0
	_, err := s.IndexContacts(t.Context())
	check(t, err)
	if st, err := readSearchState(t.Context(), s.r); st.built != 1 || st.indexedTo != st.last || err != nil {
		t.Errorf("the search index: %+v, %v", st, err)
	}
	indexAll(t, s)
	if indexes != indexesOf(t, s) {
		t.Error("indexes are missing")
	}
	inOrder()
	if more, err := s.IndexContacts(t.Context()); more || err != nil {
		t.Error("there is no end to it", err)
	}
}

func TestUndoNamesWhoWasChangedSince(t *testing.T) {
	s := openTest(t)
	ctx := t.Context()
	importFile(t, s, "email,company\na@x.at,A\nb@x.at,B\nc@x.at,C\n", ImportOptions{})
	report := importFile(t, s, "email,company\na@x.at,New\nb@x.at,New\nc@x.at,C\nd@x.at,D\ne@x.at,E\n", ImportOptions{Source: "fair.csv", Lists: []string{"Fair"}})
	if report.Updated != 2 || report.Added != 2 || report.Unchanged != 1 {
		t.Fatalf("%+v", report)
	}
	for _, email := range []string{"a@x.at", "d@x.at"} {
		c, err := s.ContactByEmail(ctx, email)
		ok(t, err)
		c.FirstName = "By hand"
		ok(t, s.UpdateContact(ctx, c))
	}
	all, err := s.Imports(ctx)
	if err != nil || len(all) != 2 || all[0].ID != report.ID || all[0].Source != "fair.csv" || all[0].State != mailing.ImportDone || all[0].Added != 2 || all[0].EndedAt.IsZero() {
		t.Errorf("%+v, %v", all, err)
	}
	undone, err := s.UndoImport(ctx, report.ID, false, nil)
	ok(t, err)
	if undone.Deleted != 1 || undone.Restored != 1 || len(undone.Kept) != 2 || undone.Kept[0].Email != "a@x.at" || undone.Kept[1].Email != "d@x.at" || undone.Stayed != 2 || undone.Added != 1 {
		t.Errorf("%+v", undone)
	}
	want := "a@x.at New, b@x.at B, c@x.at C, d@x.at D, "
	got := ""
	for c, err := range s.AllContacts(ctx, ContactQuery{Sort: "email"}) {
		ok(t, err)
		got += c.Email + " " + c.Company + ", "
	}
	if got != want {
		t.Errorf("left is %s", got)
	}
	l, err := s.ListByName(ctx, "Fair")
	if err != nil || l.Count != 2 {
		t.Errorf("the list %+v, %v: those who were changed stay on it", l, err)
	}
	if _, err := s.UndoImport(ctx, 77, false, nil); !errors.Is(err, mailing.ErrNotFound) {
		t.Errorf("no such import: %v", err)
	}
}

// Whom somebody had to do with since the import stays and is named, whatever that was; deleting them all the same is a second step.
func TestUndoKeepsWhomSomebodyHadToDoWith(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	report := importFile(t, w.Store, "email\nchanged@x.at\ntagged@x.at\nlisted@x.at\nnoted@x.at\nmailed@x.at\nwaiting@x.at\nundone@x.at\nplain@x.at\n", ImportOptions{Lists: []string{"Fair"}, Tags: []string{"2026"}})
	id := func(name string) int64 {
		c, err := w.ContactByEmail(ctx, name+"@x.at")
		w.ok(err)
		return c.ID
	}
	changed, err := w.Contact(ctx, id("changed"))
	w.ok(err)
	changed.Company = "New"
	w.ok(w.UpdateContact(ctx, changed))
	list, err := w.EnsureList(ctx, "By hand")
	w.ok(err)
	for name, b := range map[string]mailing.Bulk{"tagged": {Do: mailing.GiveTag, Tag: "vip"}, "listed": {Do: mailing.PutOnList, ListID: list}} {
		_, err := w.ChangeContacts(ctx, []int64{id(name)}, b, nil)
		w.ok(err)
	}
	gone, err := w.ChangeContacts(ctx, []int64{id("undone")}, mailing.Bulk{Do: mailing.GiveTag, Tag: "vip"}, nil)
	w.ok(err)
	_, err = w.UndoChange(ctx, gone.ID, nil)
	w.ok(err)
	w.ok(w.SetNote(ctx, id("noted"), "likes rye"))
	fair, err := w.ListByName(ctx, "Fair")
	w.ok(err)
	w.started("Easter", mailing.Audience{ListIDs: []int64{fair.ID}})
	jobs := w.turn(8)
	var done []mailing.Settlement
	for _, j := range jobs {
		r := mailing.Settlement{Attempt: mailing.Attempt{DeliveryID: j.Delivery.ID}, State: mailing.Waiting}
		if j.Delivery.Address == "mailed@x.at" {
			r = w.came(j, accepted)
		}
		done = append(done, r)
	}
	w.turn(0, done...)
	kept := func(r mailing.UndoReport) string {
		var all []string
		for _, k := range r.Kept {
			all = append(all, strings.TrimSuffix(k.Email, "@x.at")+" "+string(k.Why))
		}
		return fmt.Sprint(all, r.Stayed, r.Added, r.Deleted)
	}
	r, err := w.UndoImport(ctx, report.ID, false, nil)
	if want := "[changed changed tagged changed listed changed noted changed mailed mailed] 5 5 3"; err != nil || kept(r) != want {
		t.Errorf("%s, %v, want %s", kept(r), err, want)
	}
	if _, err := w.UndoImport(ctx, report.ID, false, nil); !errors.Is(err, mailing.ErrInvalid) {
		t.Errorf("undone twice: %v", err)
	}
	r, err = w.UndoImport(ctx, report.ID, true, nil)
	if want := "[] 0 0 5"; err != nil || kept(r) != want {
		t.Errorf("%s, %v, want %s", kept(r), err, want)
	}
	if left, err := w.ContactIDs(ctx, ContactQuery{}); err != nil || len(left) > 0 {
		t.Errorf("%v are left, %v", left, err)
	}
}

// An import that is cut off anywhere, by a kill or by an error, leaves nothing; and one that is being undone is undone.
func TestImportThatIsCutOff(t *testing.T) {
	file, _, _ := contactfiletest.Spreadsheet(1500)
	for _, after := range []int{1, 750, 1499} {
		s := openTest(t)
		s.imports = importPace{bulk: 750}
		importFile(t, s, "email,company\nmax@example.at,A\nanna.huber@example.at,B\n", ImportOptions{Lists: []string{"all"}})
		before, indexes := allIn(t, s), indexesOf(t, s)
		imp, err := s.beginImport(t.Context(), ImportOptions{Lists: []string{"all", "new"}, Tags: []string{"t"}})
		ok(t, err)
		ctx, cancel := context.WithCancel(t.Context())
		imp.o.Progress = func(read int) {
			if read >= after {
				cancel()
			}
		}
		if err := imp.all(ctx, rowsOf(t, file)); !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
		ok(t, s.Close())
		s, err = Open(t.Context(), s.dir)
		ok(t, err)
		if diff := cmp.Diff(before, allIn(t, s)); diff != "" {
			t.Errorf("cut off after %d rows: %s", after, diff)
		}
		indexAll(t, s)
		if now := indexesOf(t, s); now != indexes {
			t.Errorf("indexes, cut off after %d rows: %s", after, now)
		}
		if left, err := selectAll(t.Context(), s.r, scanID, `SELECT id FROM imports`); len(left) != 1 || err != nil {
			t.Errorf("records of imports that are left: %v, %v", left, err)
		}
		if all, err := s.Imports(t.Context()); len(all) != 1 || err != nil {
			t.Errorf("%+v, %v", all, err)
		}

		s.imports = importPace{bulk: 1500}
		report := importFile(t, s, string(file), ImportOptions{Lists: []string{"all", "new"}})
		_, err = s.w.ExecContext(t.Context(), `UPDATE imports SET state = 'undoing' WHERE id = ?`, report.ID)
		ok(t, err)
		ok(t, s.Close())
		s, err = Open(t.Context(), s.dir)
		ok(t, err)
		if diff := cmp.Diff(before, allIn(t, s)); diff != "" {
			t.Errorf("an undo that was cut off: %s", diff)
		}
		ok(t, s.Close())
	}
}

// A disk that is full during an import: it is said, and what was written is taken back at once where that needs no more room, else
// as soon as there is some.
func TestFullDiskDuringAnImport(t *testing.T) {
	file, _, _ := contactfiletest.Spreadsheet(3000)
	for _, room := range []int{5, 60, 150} {
		s := openTest(t)
		importFile(t, s, "email,company\nmax@example.at,A\nanna.huber@example.at,B\n", ImportOptions{Lists: []string{"all"}})
		before := allIn(t, s)
		var pages int
		ok(t, s.w.QueryRowContext(t.Context(), `PRAGMA page_count`).Scan(&pages))
		_, err := s.w.ExecContext(t.Context(), fmt.Sprintf(`PRAGMA max_page_count = %d`, pages+room))
		ok(t, err)
		s.imports = importPace{bulk: 500}
		if _, err := s.ImportContacts(t.Context(), rowsOf(t, file), ImportOptions{Lists: []string{"all", "new"}, Tags: []string{"t"}}); !errors.Is(err, mailing.ErrDiskFull) {
			t.Fatalf("room for %d pages: %v", room, err)
		}
		if s.owing.Load() {
			_, err := s.w.ExecContext(t.Context(), `PRAGMA max_page_count = 1000000`)
			ok(t, err)
			ok(t, s.recoverImports(t.Context()))
		}
		if diff := cmp.Diff(before, allIn(t, s)); diff != "" || s.owing.Load() {
			t.Errorf("room for %d pages: %s", room, diff)
		}
	}
}

// Mail goes out during an import: others write between its slices.
func TestOthersWriteDuringAnImport(t *testing.T) {
	s := openTest(t)
	s.imports = importPace{bulk: 100}
	file, good, _ := contactfiletest.Spreadsheet(5000)
	var mine []int64
	report := importFile(t, s, string(file), ImportOptions{Progress: func(read int) {
		if read%1000 == 0 {
			go s.AddContact(context.WithoutCancel(t.Context()), mailing.Contact{Email: fmt.Sprintf("me%d@x.at", read)})
		}
	}})
	for read := 1000; read < 5000; read += 1000 {
		c, err := s.ContactByEmail(t.Context(), fmt.Sprintf("me%d@x.at", read))
		ok(t, err)
		mine = append(mine, c.ID)
	}
	_, err := s.UndoImport(t.Context(), report.ID, false, nil)
	ok(t, err)
	left, err := s.ContactIDs(t.Context(), ContactQuery{})
	if err != nil || len(left) < len(mine) || len(left) > 5 || report.Added != len(good) {
		t.Errorf("%d are left, %v", len(left), err)
	}
}

func TestDuplicates(t *testing.T) {
	for way, want := range map[mailing.Duplicates]string{
		mailing.UpdateThem: "a@x.at|New|Huber|New|[fair vip]",
		mailing.FillGaps:   "a@x.at|Anna|Huber|New|[fair vip]",
		mailing.SkipThem:   "a@x.at|Anna||New|[fair]",
	} {
		s := openTest(t)
		importFile(t, s, "email,first name,company\na@x.at,Anna,New\n", ImportOptions{})
		importFile(t, s, "email,first name,last name,tags\na@x.at,New,Huber,vip\n", ImportOptions{Duplicates: way, Tags: []string{"fair"}, Lists: []string{"Fair"}})
		c, err := s.ContactByEmail(t.Context(), "a@x.at")
		ok(t, err)
		if got := fmt.Sprintf("%s|%s|%s|%s|%v", c.Email, c.FirstName, c.LastName, c.Company, c.Tags); got != want || len(c.Lists) != 1 {
			t.Errorf("%s: %s on %v, want %s", way, got, c.Lists, want)
		}
	}
	s := openTest(t)
	if _, err := s.ImportContacts(t.Context(), rowsOf(t, []byte("a@x.at\n")), ImportOptions{Duplicates: "both"}); !errors.Is(err, mailing.ErrInvalid) {
		t.Errorf("an unknown way: %v", err)
	}
}

func ok(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}
