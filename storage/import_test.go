package storage

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"evenpost/mailing"
	"evenpost/storage/contactfile"
	"evenpost/storage/contactfile/contactfiletest"
)

// rowsOf reads a file as the window and the command line do.
func rowsOf(tb testing.TB, file []byte) iter.Seq2[contactfile.Row, error] {
	tb.Helper()
	r := bytes.NewReader(file)
	l, err := contactfile.Detect(r)
	if err != nil {
		tb.Fatal(err)
	}
	return contactfile.Rows(r, l)
}

func importFile(tb testing.TB, s *Store, file string, o ImportOptions) mailing.ImportReport {
	tb.Helper()
	report, err := s.ImportContacts(tb.Context(), rowsOf(tb, []byte(file)), o)
	if err != nil {
		tb.Fatal(err)
	}
	if report.Read != report.Added+report.Updated+report.Unchanged+len(report.Bad) {
		tb.Errorf("the report does not add up: %+v", report)
	}
	return report
}

var ignoreBookkeeping = cmp.Options{cmpopts.IgnoreFields(mailing.Contact{}, "ID", "CreatedAt", "UpdatedAt", "Lists"), cmpopts.EquateEmpty()}

func TestImportSpreadsheet(t *testing.T) {
	s := openTest(t)
	file, good, bad := contactfiletest.Spreadsheet(2000)
	list, err := s.EnsureList(t.Context(), "Kunden")
	if err != nil {
		t.Fatal(err)
	}
	read := 0
	o := ImportOptions{ListIDs: []int64{list}, Tags: []string{"2026", "Newsletter, neu"}, Progress: func(n int) { read = n }}
	report := importFile(t, s, string(file), o)
	if report.Added != len(good) || len(report.Bad) != bad || report.Read != 2000 || read != 2000 {
		t.Errorf("added %d of %d, bad %d of %d, read %d, last progress %d", report.Added, len(good), len(report.Bad), bad, report.Read, read)
	}
	var all []mailing.Contact
	for c, err := range s.AllContacts(t.Context(), ContactQuery{ListID: list, Tag: "neu", Sort: "created"}) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, c)
	}
	for i := range good {
		good[i].Tags = contactfile.SplitTags(strings.Join(append(good[i].Tags, "2026", "Newsletter", "neu"), ","))
	}
	if diff := cmp.Diff(good, all, ignoreBookkeeping); diff != "" {
		t.Error(diff)
	}

	again := importFile(t, s, string(file), o)
	if again.Unchanged != len(good) || again.Added != 0 || again.Updated != 0 {
		t.Errorf("second import: %d unchanged, %d added, %d updated", again.Unchanged, again.Added, again.Updated)
	}
	if diff := cmp.Diff(report.Bad, again.Bad); diff != "" {
		t.Error(diff)
	}
	names, err := s.FieldNames(t.Context())
	if diff := cmp.Diff([]string{"kundennr", "notiz", "ort"}, names); diff != "" || err != nil {
		t.Error(diff, err)
	}
}

func TestImportMerges(t *testing.T) {
	s := openTest(t)
	ctx := t.Context()
	if _, err := s.Suppress(ctx, []mailing.Suppression{{Address: "b@x.at", Reason: mailing.Complained}}); err != nil {
		t.Fatal(err)
	}
	old := mailing.Contact{Email: "a@x.at", FirstName: "Anna", Company: "Alt", Fields: map[string]string{"ort": "Graz"}, Tags: []string{"VIP"}}
	if _, err := s.AddContact(ctx, old); err != nil {
		t.Fatal(err)
	}
	report := importFile(t, s, "email;first name;last name;company;ort;tags;plz\n"+
		"A@X.AT;;Huber;;Wien;vip;\n"+ // updates the one there is; empty cells leave it alone
		"b@x.at;Berta;;;;;\n"+
		"B@x.at;Beate;Bach;;Linz;neu;4020\n"+ // only what line 3 leaves open
		"b@X.at;;;B;Wels;;\n"+
		"a@x.at;Anton;;Neu;;;\n", ImportOptions{Consent: mailing.Consent{Source: "fair 2026"}})
	want := mailing.ImportReport{ID: 1, Read: 5, Added: 1, Updated: 1, Bad: []mailing.BadRow{
		{Line: 4, Reason: "same address as line 3"}, {Line: 5, Reason: "same address as line 3"}, {Line: 6, Reason: "same address as line 2"},
	}}
	if diff := cmp.Diff(want, report); diff != "" {
		t.Error(diff)
	}
	for _, want := range []mailing.Contact{
		{Email: "a@x.at", FirstName: "Anton", LastName: "Huber", Company: "Neu", Fields: map[string]string{"ort": "Wien"}, Tags: []string{"VIP"}},
		{Email: "b@x.at", FirstName: "Berta", LastName: "Bach", Company: "B", Fields: map[string]string{"ort": "Linz", "plz": "4020"}, Tags: []string{"neu"}},
	} {
		got, err := s.ContactByEmail(ctx, want.Email)
		if err != nil {
			t.Fatal(err)
		}
		if got.Consent.Source != "fair 2026" || got.Consent.At.IsZero() {
			t.Errorf("consent %+v", got.Consent)
		}
		got.Consent = mailing.Consent{}
		if diff := cmp.Diff(want, got, ignoreBookkeeping); diff != "" {
			t.Error(diff)
		}
	}
	if yes, err := s.IsSuppressed(ctx, "B@x.at"); !yes || err != nil {
		t.Errorf("the suppression is gone: %v", err)
	}
}

func TestImportIsAllOrNothing(t *testing.T) {
	s := openTest(t)
	count := func() int {
		n, err := s.CountContacts(t.Context(), ContactQuery{})
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	file, _, _ := contactfiletest.Spreadsheet(3000)
	broken := func(yield func(contactfile.Row, error) bool) {
		n := 0
		for row, err := range rowsOf(t, file) {
			if n++; n == 2500 {
				yield(contactfile.Row{}, mailing.ErrUnreadable)
				return
			}
			if !yield(row, err) {
				return
			}
		}
	}
	if _, err := s.ImportContacts(t.Context(), broken, ImportOptions{}); !errors.Is(err, mailing.ErrUnreadable) || count() != 0 {
		t.Errorf("%v, %d contacts", err, count())
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	_, err := s.ImportContacts(ctx, rowsOf(t, file), ImportOptions{Progress: func(read int) {
		if read >= 1000 {
			cancel()
		}
	}})
	if !errors.Is(err, context.Canceled) || count() != 0 {
		t.Errorf("%v, %d contacts", err, count())
	}
	if _, err := s.ImportContacts(t.Context(), rowsOf(t, file), ImportOptions{ListIDs: []int64{77}}); !errors.Is(err, mailing.ErrNotFound) || count() != 0 {
		t.Errorf("%v, %d contacts", err, count())
	}
}

func TestImportOfRubbishEnds(t *testing.T) {
	s := openTest(t)
	rubbish := func(n int) iter.Seq2[contactfile.Row, error] {
		return func(yield func(contactfile.Row, error) bool) {
			for i := range n {
				if !yield(contactfile.Row{Line: i + 1, Problem: fmt.Sprint("row ", i)}, nil) {
					return
				}
			}
		}
	}
	report, err := s.ImportContacts(t.Context(), rubbish(badExplained+10), ImportOptions{})
	if err != nil || len(report.Bad) != report.Read || report.Bad[badExplained].Reason == fmt.Sprint("row ", badExplained) {
		t.Errorf("%v, %d bad of %d", err, len(report.Bad), report.Read)
	}
	if _, err := s.ImportContacts(t.Context(), rubbish(badMost+1), ImportOptions{}); !errors.Is(err, mailing.ErrMostlyBad) {
		t.Errorf("without end: %v", err)
	}
}

// Whatever two files say: the report adds up, the second import of a file changes nothing, and what is exported can be
// imported into an empty store as the same contacts.
func TestImportProperties(t *testing.T) {
	cell := rapid.SampledFrom([]string{"", "", "Anna", "Müller", "=1", "a;b", "x, y", "VIP", "vip", "'q"})
	address := rapid.SampledFrom([]string{"a@x.at", "A@x.at", "b@x.at", "c@x.at", "C@X.at", "d@", ""})
	s, other := openTest(t), openTest(t)
	rapid.Check(t, func(rt *rapid.T) {
		for _, s := range []*Store{s, other} {
			ids, err := s.ContactIDs(t.Context(), ContactQuery{})
			if err == nil {
				err = s.DeleteContacts(t.Context(), ids)
			}
			if err != nil {
				rt.Fatal(err)
			}
		}
		for range 2 {
			var file strings.Builder
			file.WriteString("email|vorname|nachname|firma|tags|ort|plz\n")
			for range rapid.IntRange(0, 12).Draw(rt, "rows") {
				file.WriteString(address.Draw(rt, "address"))
				for range 6 {
					file.WriteString("|" + cell.Draw(rt, "cell"))
				}
				file.WriteByte('\n')
			}
			importFile(t, s, file.String(), ImportOptions{})
			before := export(t, s)
			again := importFile(t, s, file.String(), ImportOptions{})
			if again.Added+again.Updated > 0 || before != export(t, s) {
				rt.Fatalf("second import: %+v\n%s\n%s\n%s", again, file.String(), before, export(t, s))
			}
		}
		exported := export(t, s)
		if report := importFile(t, other, exported, ImportOptions{}); len(report.Bad) > 0 || export(t, other) != exported {
			rt.Fatalf("%+v\n%s\n%s", report, exported, export(t, other))
		}
	})
}

func export(tb testing.TB, s *Store) string {
	tb.Helper()
	fields, err := s.Fields(tb.Context())
	if err != nil {
		tb.Fatal(err)
	}
	var b bytes.Buffer
	if _, err := contactfile.Write(&b, contactfile.CSV, s.ExportContacts(tb.Context(), ContactQuery{Sort: "email"}), fields); err != nil {
		tb.Fatal(err)
	}
	return b.String()
}

func BenchmarkImport(b *testing.B) {
	file, _, _ := contactfiletest.Spreadsheet(100_000)
	for b.Loop() {
		s := openTest(b)
		list, err := s.EnsureList(b.Context(), "all")
		if err != nil {
			b.Fatal(err)
		}
		timed := func(name string, do func()) {
			start := time.Now()
			do()
			b.ReportMetric(float64(time.Since(start).Milliseconds()), name+"-ms")
		}
		timed("import", func() { importFile(b, s, string(file), ImportOptions{ListIDs: []int64{list}, Tags: []string{"t"}}) })
		timed("again", func() { importFile(b, s, string(file), ImportOptions{ListIDs: []int64{list}}) })
		suppressed := false
		for name, q := range map[string]ContactQuery{
			"name": {}, "email": {Sort: "email"}, "company": {Sort: "company", Desc: true}, "created": {Sort: "created"}, "list": {ListID: list}, "search": {Search: "mull anna"},
			"not-suppressed": {Suppressed: &suppressed},
		} {
			timed(name, func() {
				if ids, err := s.ContactIDs(b.Context(), q); err != nil || len(ids) == 0 {
					b.Fatal(err)
				}
			})
		}
		timed("fields", func() {
			if _, err := s.FieldNames(b.Context()); err != nil {
				b.Fatal(err)
			}
		})
		timed("tags", func() {
			if _, err := s.Tags(b.Context()); err != nil {
				b.Fatal(err)
			}
		})
		timed("count", func() {
			if _, err := s.CountContacts(b.Context(), ContactQuery{Search: "wien"}); err != nil {
				b.Fatal(err)
			}
		})
	}
}
