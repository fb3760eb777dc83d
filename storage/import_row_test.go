package storage

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"evenpost/mailing"
)

// Whether the rows of a file are sorted before they are written makes no difference to what is written and said, but for the ids.
func TestSortedRowsComeToTheSame(t *testing.T) {
	inOrder, sorted := openTest(t), openTest(t)
	inOrder.imports.bulk, sorted.imports.bulk = 1_000_000, 3
	all := func(s *Store) (people []mailing.Contact) {
		for c, err := range s.AllContacts(t.Context(), ContactQuery{Sort: SortEmail}) {
			ok(t, err)
			c.ID, c.CreatedAt, c.UpdatedAt, c.Consent.At = 0, time.Time{}, time.Time{}, time.Time{}
			people = append(people, c)
		}
		return people
	}
	rapid.Check(t, func(rt *rapid.T) {
		random := rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "seed"), 1))
		rows, people := rapid.IntRange(0, 2500).Draw(rt, "rows"), rapid.IntRange(1, 3000).Draw(rt, "people")
		pick := func(of ...string) string { return of[random.IntN(len(of))] }
		var f strings.Builder
		f.WriteString("email|vorname|firma|tags|ort\n")
		for range rows {
			fmt.Fprintf(&f, "%s%d@%s|%s|%s|%s|%s\n", pick("p", "P", "info", "ü"), random.IntN(people), pick("x.at", "x.at", "gmial.com", ""), pick("", "Anna", "Zoë"), pick("", "Bäckerei"), pick("", "vip", "new, old"), pick("", "Graz", `"Wien"`, "<&>"))
		}
		o := ImportOptions{Consent: mailing.Consent{Source: rapid.SampledFrom([]string{"", "fair"}).Draw(rt, "consent")}}
		var reports [2]mailing.ImportReport
		var after [2][]mailing.Contact
		for i, s := range []*Store{inOrder, sorted} {
			reports[i] = importFile(t, s, f.String(), o)
			after[i] = all(s)
			_, err := s.UndoImport(t.Context(), reports[i].ID, false, nil)
			ok(t, err)
			if len(all(s)) > 0 {
				rt.Fatal("somebody is left after the import was undone")
			}
			reports[i].ID = 0
		}
		if diff := cmp.Diff(reports[0], reports[1]); diff != "" {
			rt.Fatal(diff)
		}
		if diff := cmp.Diff(after[0], after[1]); diff != "" {
			rt.Fatal(diff)
		}
	})
}

// What a contact is found by is the same whether its values are folded one by one or together, and its fields are the same as
// JSON whether all signs in them are plain or not.
func TestTextsOfAContact(t *testing.T) {
	text := rapid.OneOf(rapid.String(), rapid.StringOf(rapid.RuneFrom([]rune("aÄß \u0308ǅ\"\\<&\u2028"))))
	rapid.Check(t, func(rt *rapid.T) {
		c, err := mended(mailing.Contact{
			Email: "Anna@" + rapid.SampledFrom([]string{"x.at", "müller.at"}).Draw(rt, "domain"), FirstName: text.Draw(rt, "first"), LastName: text.Draw(rt, "last"), Company: text.Draw(rt, "company"),
			Fields: rapid.MapOfN(rapid.SampledFrom([]string{"city", "größe", "x1"}), text, 0, 3).Draw(rt, "fields"),
		})
		ok(t, err)
		d := derivedOf(c)
		said := []string{c.FirstName + " " + c.LastName, c.Company}
		if spoken := mailing.SpokenAddress(c.Email); !plainASCII(spoken) {
			said = append(said, spoken)
		}
		for _, name := range fieldNames(c.Fields) {
			said = append(said, c.Fields[name])
		}
		if want := mailing.Fold(strings.Join(said, "|")); d.searchText != want {
			rt.Errorf("searched in %q, want %q", d.searchText, want)
		}
		if want := mailing.Fold(strings.TrimSpace(c.LastName + " " + c.FirstName)); d.sortName != want && (want != "" || d.sortName != d.key) {
			rt.Errorf("sorted by %q, want %q", d.sortName, want)
		}
		if got := fieldsJSON(c); len(c.Fields) > 0 && got != toJSON(c.Fields) {
			rt.Errorf("fields %s, want %s", got, toJSON(c.Fields))
		}
		var a arriving
		a.pack(c)
		back, err := a.contact()
		ok(t, err)
		if len(c.Fields) == 0 {
			c.Fields, back.Fields = nil, nil
		}
		if diff := cmp.Diff(c, back); diff != "" {
			rt.Error(diff)
		}
	})
}
