package storage

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"evenpost/mailing"
	"evenpost/storage/contactfile"
)

// Contacts that are written to a file and imported into another Evenpost are the same there, and importing the file where
// they came from changes nothing.
func TestExportImportsAgain(t *testing.T) {
	for _, format := range []contactfile.Format{contactfile.CSV, contactfile.XLSX, contactfile.VCard} {
		t.Run(string(format), func(t *testing.T) {
			from, path := openTest(t), filepath.Join(t.TempDir(), "contacts"+string(format))
			words := rapid.SampledFrom([]string{
				"", "Anna", "Größe", "=cmd|' /C calc'!A1", "'quoted", "''", `say "hi", she; said`, "one\ntwo\n\nthree", "+43 316 1", "007", "2026-11-25", "yes", "1,5",
				"😀 grüße", "-1", "@home", "a|b", "\\n", "x:y;z", "_x0041_", "<b>&amp;</b>", "  ", "TRUE", "#REF!",
			})
			rapid.Check(t, func(rt *rapid.T) {
				if err := from.inTx(t.Context(), func(q execer) error {
					for _, table := range []string{"contacts", "lists"} {
						if _, err := q.ExecContext(t.Context(), `DELETE FROM `+table); err != nil {
							return err
						}
					}
					return nil
				}); err != nil {
					rt.Fatal(err)
				}
				var lists []int64
				for _, name := range []string{"Guests, old", "=Sum", "Größte; Liste"} {
					id, err := from.EnsureList(t.Context(), name)
					if err != nil {
						rt.Fatal(err)
					}
					lists = append(lists, id)
				}
				for i := range rapid.IntRange(1, 5).Draw(rt, "contacts") {
					c := mailing.Contact{
						Email:     string(rune('a'+i)) + rapid.SampledFrom([]string{"", ".b", "+c", "'d", "=e"}).Draw(rt, "local") + "@example.com",
						FirstName: words.Draw(rt, "first"), LastName: words.Draw(rt, "last"), Company: words.Draw(rt, "company"),
						Fields:  map[string]string{"phone": words.Draw(rt, "phone"), "note_2": words.Draw(rt, "note"), "größe": words.Draw(rt, "size"), "tag": words.Draw(rt, "tag")},
						Tags:    rapid.SliceOfN(words, 0, 3).Draw(rt, "tags"),
						Lists:   rapid.SliceOfNDistinct(rapid.SampledFrom(lists), 0, 3, rapid.ID[int64]).Draw(rt, "lists"),
						Consent: mailing.Consent{Source: words.Draw(rt, "consent")},
					}
					if strings.TrimSpace(c.Consent.Source) != "" {
						c.Consent.At = time.UnixMilli(rapid.Int64Range(1, 4_000_000_000_000).Draw(rt, "agreed"))
					}
					if _, err := from.AddContact(t.Context(), c); err != nil {
						rt.Fatal(err)
					}
				}
				written := exportAll(rt, from)
				fields, err := from.Fields(t.Context())
				if err != nil {
					rt.Fatal(err)
				}
				if _, err := contactfile.WriteFile(path, from.ExportContacts(t.Context(), ContactQuery{Sort: SortEmail}), fields); err != nil {
					rt.Fatal(err)
				}
				to, err := Open(t.Context(), emptyFolder(t))
				if err != nil {
					rt.Fatal(err)
				}
				defer to.Close()
				for s, want := range map[*Store]mailing.ImportReport{to: {Read: len(written), Added: len(written)}, from: {Read: len(written), Unchanged: len(written)}} {
					file, err := contactfile.OpenFile(path)
					if err != nil {
						rt.Fatal(err)
					}
					got, err := s.ImportContacts(t.Context(), file.Rows(), ImportOptions{})
					if err := file.Close(); err != nil {
						rt.Error(err)
					}
					if diff := cmp.Diff(want, got, cmpopts.EquateEmpty(), cmpopts.IgnoreFields(mailing.ImportReport{}, "ID")); diff != "" || err != nil {
						rt.Fatal(diff, err)
					}
					if diff := cmp.Diff(written, exportAll(rt, s), cmpopts.EquateEmpty()); diff != "" {
						rt.Fatal(diff)
					}
				}
			})
		})
	}
}

// Lists that a file names are made by its import, and go with it when it is undone.
func TestListsOfAFileAreUndone(t *testing.T) {
	s := openTest(t)
	ctx := t.Context()
	guests, err := s.EnsureList(ctx, "Guests")
	ok(t, err)
	there := addTest(t, s, mailing.Contact{Email: "there@example.com"})
	file := "email,Lists (Evenpost),Consent (Evenpost),Consent date (Evenpost)\nthere@example.com,\"guests\nNew\",,\nnew@example.com,\"GUESTS\nNew\",Fair,2026-03-14\n"
	r := importFile(t, s, file, ImportOptions{})
	if r.Added != 1 || r.Updated != 1 {
		t.Fatalf("%+v", r)
	}
	c, err := s.ContactByEmail(ctx, "new@example.com")
	if err != nil || len(c.Lists) != 2 || c.Consent.Source != "Fair" || c.Consent.At.UTC().Format(time.DateOnly) != "2026-03-14" {
		t.Errorf("%+v, %v", c, err)
	}
	_, err = s.UndoImport(ctx, r.ID, false, nil)
	ok(t, err)
	if c, err := s.Contact(ctx, there); err != nil || len(c.Lists) != 0 {
		t.Errorf("%+v, %v", c, err)
	}
	if all, err := s.Lists(ctx); err != nil || len(all) != 1 || all[0].ID != guests || all[0].Count != 0 {
		t.Errorf("%+v, %v", all, err)
	}
}

// exportAll are all contacts without what belongs to one database alone.
func exportAll(rt *rapid.T, s *Store) []contactfile.Row {
	rt.Helper()
	var all []contactfile.Row
	for row, err := range s.ExportContacts(rt.Context(), ContactQuery{Sort: SortEmail}) {
		if err != nil {
			rt.Fatal(err)
		}
		row.Contact.ID, row.Contact.CreatedAt, row.Contact.UpdatedAt = 0, time.Time{}, time.Time{}
		slices.Sort(row.Lists)
		all = append(all, row)
	}
	return all
}
