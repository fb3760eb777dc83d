package storage

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"evenpost/mailing"
	"evenpost/storage/contactfile"
)

// rowsWith are rows with values for one field.
func rowsWith(field string, values ...string) iter.Seq2[contactfile.Row, error] {
	return func(yield func(contactfile.Row, error) bool) {
		for i, v := range values {
			c := mailing.Contact{Email: fmt.Sprintf("p%d@a.example", i), Fields: map[string]string{field: v}}
			if !yield(contactfile.Row{Line: i + 2, Contact: c}, nil) {
				return
			}
		}
	}
}

func fieldsOf(tb testing.TB, s *Store) []mailing.Field {
	tb.Helper()
	all, err := s.Fields(tb.Context())
	if err != nil {
		tb.Fatal(err)
	}
	return all
}

func valuesOf(tb testing.TB, s *Store, field string) map[string]string {
	tb.Helper()
	all := map[string]string{}
	if err := s.EachContact(tb.Context(), ContactQuery{}, func(c mailing.Contact) error {
		if v := c.Fields[field]; v != "" {
			all[c.Email] = v
		}
		return nil
	}); err != nil {
		tb.Fatal(err)
	}
	return all
}

// Nobody is lost because of a birthday that cannot be read: it is kept as it was written and named.
func TestImportReadsValuesAsTheirKind(t *testing.T) {
	s := openTest(t)
	birthday := mailing.ImportField{Name: "birthday", Title: "Geburtstag", Reading: mailing.Reading{Kind: mailing.KindDate}}
	report, err := s.ImportContacts(t.Context(), rowsWith("birthday", "24.12.1980", "in spring", "–", "3/4/1990"), ImportOptions{Fields: []mailing.ImportField{birthday}})
	if err != nil {
		t.Fatal(err)
	}
	unread := []mailing.UnreadValue{{Line: 3, Field: "birthday", Value: "in spring", Kind: mailing.KindDate}}
	if report.Added != 4 || report.Unread != 1 || !cmp.Equal(report.UnreadValues, unread) {
		t.Errorf("%+v", report)
	}
	want := map[string]string{"p0@a.example": "1980-12-24", "p1@a.example": "in spring", "p3@a.example": "1990-04-03"}
	if diff := cmp.Diff(want, valuesOf(t, s, "birthday")); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]mailing.Field{{Name: "birthday", Title: "Geburtstag", Kind: mailing.KindDate}}, fieldsOf(t, s)); diff != "" {
		t.Error(diff)
	}
	// A field that is there keeps its kind, and the same file changes nothing.
	again, err := s.ImportContacts(t.Context(), rowsWith("birthday", "24.12.1980", "in spring"), ImportOptions{})
	if err != nil || again.Unchanged != 2 {
		t.Errorf("%+v, %v", again, err)
	}
	if _, err := s.UndoImport(t.Context(), report.ID, false, nil); err != nil {
		t.Fatal(err)
	}
	if left := fieldsOf(t, s); len(left) != 0 {
		t.Errorf("after undoing the import there are %v", left)
	}
}

func TestFieldsOfAnUndoneImportStayWhileSomebodyUsesThem(t *testing.T) {
	s := openTest(t)
	report, err := s.ImportContacts(t.Context(), rowsWith("city", "Graz"), ImportOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.AddContact(t.Context(), mailing.Contact{Email: "own@a.example", Fields: map[string]string{"city": "Linz"}}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.UndoImport(t.Context(), report.ID, false, nil); err != nil {
		t.Fatal(err)
	}
	if left := fieldsOf(t, s); len(left) != 1 {
		t.Errorf("%v", left)
	}
}

func TestFieldsAreRenamedAndPutInOrder(t *testing.T) {
	s, ctx := openTest(t), t.Context()
	for _, f := range []mailing.Field{{Title: "Geburtstag", Kind: mailing.KindDate}, {Title: "Ort", Kind: mailing.KindText}} {
		if err := s.AddField(ctx, f); err != nil {
			t.Fatal(err)
		}
	}
	for what, err := range map[string]error{
		"a title twice":   s.AddField(ctx, mailing.Field{Name: "other", Title: "ORT", Kind: mailing.KindText}),
		"a name twice":    s.AddField(ctx, mailing.Field{Name: "ort", Title: "Town", Kind: mailing.KindText}),
		"another's title": s.RenameField(ctx, "geburtstag", "Ort"),
	} {
		if !errors.Is(err, mailing.ErrExists) {
			t.Errorf("%s: %v", what, err)
		}
	}
	for what, err := range map[string]error{
		"a reserved name": s.AddField(ctx, mailing.Field{Title: "E-Mail", Name: "email", Kind: mailing.KindText}),
		"no such kind":    s.AddField(ctx, mailing.Field{Title: "Size", Kind: "length"}),
		"no title":        s.RenameField(ctx, "ort", " "),
	} {
		if !errors.Is(err, mailing.ErrInvalid) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if err := s.RenameField(ctx, "none", "Something"); !errors.Is(err, mailing.ErrNotFound) {
		t.Error(err)
	}
	if err := errors.Join(s.RenameField(ctx, "ort", " City "), s.OrderFields(ctx, []string{"ort"}), s.ShowField(ctx, "ort", true)); err != nil {
		t.Fatal(err)
	}
	want := []mailing.Field{{Name: "ort", Title: "City", Kind: mailing.KindText, Shown: true}, {Name: "geburtstag", Title: "Geburtstag", Kind: mailing.KindDate}}
	if diff := cmp.Diff(want, fieldsOf(t, s)); diff != "" {
		t.Error(diff)
	}
}

// Whatever the values are, changing a field's kind and deleting it can be undone exactly, and a search finds what is there.
func TestChangesOfFieldsAreUndone(t *testing.T) {
	s, ctx := openTest(t), t.Context()
	rapid.Check(t, func(rt *rapid.T) {
		if _, err := s.w.ExecContext(ctx, `DELETE FROM contacts; DELETE FROM fields`); err != nil {
			rt.Fatal(err)
		}
		value := rapid.SampledFrom([]string{"", "1.234,50", "12", "007", "24.12.1980", "3/4/1990", "ja", "no", "x", "Graz", "1980-12-24", `say "hi"`, "ä\nö", "-"})
		values := rapid.SliceOfN(value, 1, 6).Draw(rt, "values")
		if _, err := s.ImportContacts(ctx, rowsWith("f", values...), ImportOptions{}); err != nil {
			rt.Fatal(err)
		}
		before, defined := valuesOf(t, s, "f"), fieldsOf(t, s)
		if len(defined) == 0 {
			return
		}
		var report mailing.BulkReport
		var err error
		reading := mailing.Reading{Kind: rapid.SampledFrom(mailing.FieldKinds()).Draw(rt, "kind"), Spelling: mailing.Spelling{MonthFirst: rapid.Bool().Draw(rt, "month first"), DecimalComma: rapid.Bool().Draw(rt, "comma")}}
		if deleted := rapid.Bool().Draw(rt, "delete"); deleted {
			report, err = s.DeleteField(ctx, "f", nil)
			if left := valuesOf(t, s, "f"); len(left) > 0 || len(fieldsOf(t, s)) > 0 {
				rt.Fatalf("left: %v", left)
			}
		} else {
			trial, tryErr := s.TryField(ctx, "f", reading.Kind, mailing.Spelling{})
			report, err = s.ChangeFieldKind(ctx, "f", reading, nil)
			left := 0
			for email, v := range valuesOf(t, s, "f") {
				want, fits := reading.Read(before[email])
				if v != want {
					rt.Fatalf("%q became %q, not %q", before[email], v, want)
				}
				if !fits {
					left++
				}
			}
			if tryErr != nil || trial.Left != left || trial.Values != len(before) {
				rt.Fatalf("tried: %+v, %v; left: %d", trial, tryErr, left)
			}
		}
		if err != nil {
			rt.Fatal(err)
		}
		for email, v := range valuesOf(t, s, "f") {
			if words := strings.Fields(v); len(words) > 0 {
				if n, err := s.CountContacts(ctx, ContactQuery{Search: words[0]}); n == 0 || err != nil {
					rt.Fatalf("%s is not found by %q (%v)", email, words[0], err)
				}
			}
		}
		if _, err := s.UndoChange(ctx, report.ID, nil); err != nil {
			rt.Fatal(err)
		}
		if diff := cmp.Diff(before, valuesOf(t, s, "f")); diff != "" {
			rt.Fatal(diff)
		}
		if diff := cmp.Diff(defined, fieldsOf(t, s)); diff != "" {
			rt.Fatal(diff)
		}
	})
}

// A change that is cancelled in the middle leaves everything as it was.
func TestFieldChangeThatIsCancelled(t *testing.T) {
	s := openTest(t)
	s.imports.slice = 0 // each batch is a slice
	var values []string
	for i := range 3 * bulkSlice {
		values = append(values, fmt.Sprintf("%d,5", i))
	}
	if _, err := s.ImportContacts(t.Context(), rowsWith("f", values...), ImportOptions{}); err != nil {
		t.Fatal(err)
	}
	before, fields := valuesOf(t, s, "f"), fieldsOf(t, s)
	for name, change := range map[string]func(context.Context, Progress) (mailing.BulkReport, error){
		"kind": func(ctx context.Context, p Progress) (mailing.BulkReport, error) {
			return s.ChangeFieldKind(ctx, "f", mailing.Reading{Kind: mailing.KindNumber}, p)
		},
		"delete": func(ctx context.Context, p Progress) (mailing.BulkReport, error) { return s.DeleteField(ctx, "f", p) },
	} {
		ctx, cancel := context.WithCancel(t.Context())
		heard := 0
		report, err := change(ctx, func(done, total int) {
			if heard++; done < total {
				cancel()
			}
		})
		cancel()
		if !errors.Is(err, context.Canceled) || heard < 2 || report.ID != 0 {
			t.Errorf("%s: %+v, %v, progress %d times", name, report, err, heard)
		}
		if diff := cmp.Diff(before, valuesOf(t, s, "f")) + cmp.Diff(fields, fieldsOf(t, s)); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// What somebody has written into the field since is not overwritten by undoing.
func TestUndoOfAFieldLeavesWhatCameSince(t *testing.T) {
	s, ctx := openTest(t), t.Context()
	if _, err := s.ImportContacts(ctx, rowsWith("f", "1,5", "2,5"), ImportOptions{}); err != nil {
		t.Fatal(err)
	}
	report, err := s.ChangeFieldKind(ctx, "f", mailing.Reading{Kind: mailing.KindNumber}, nil)
	if err != nil {
		t.Fatal(err)
	}
	c, err := s.ContactByEmail(ctx, "p0@a.example")
	if err != nil {
		t.Fatal(err)
	}
	c.Fields["f"] = "9,0"
	if err := s.UpdateContact(ctx, c); err != nil {
		t.Fatal(err)
	}
	undone, err := s.UndoChange(ctx, report.ID, nil)
	if err != nil || undone.Back != 1 || undone.Left != 1 || len(undone.Named) != 1 {
		t.Errorf("%+v, %v", undone, err)
	}
	if diff := cmp.Diff(map[string]string{"p0@a.example": "9.0", "p1@a.example": "2,5"}, valuesOf(t, s, "f")); diff != "" {
		t.Error(diff)
	}
}

func TestManyAreGivenAValueOfTheKind(t *testing.T) {
	s, ctx := openTest(t), t.Context()
	field := mailing.ImportField{Name: "vip", Reading: mailing.Reading{Kind: mailing.KindYesNo}}
	if _, err := s.ImportContacts(ctx, rowsWith("vip", "ja", "x"), ImportOptions{Fields: []mailing.ImportField{field}}); err != nil {
		t.Fatal(err)
	}
	ids, err := s.ContactIDs(ctx, ContactQuery{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.ChangeContacts(ctx, ids, mailing.Bulk{Do: mailing.SetField, Field: "vip", Value: "perhaps"}, nil); !errors.Is(err, mailing.ErrInvalid) {
		t.Error(err)
	}
	if _, err := s.ChangeContacts(ctx, ids, mailing.Bulk{Do: mailing.SetField, Field: "vip", Value: "Nein"}, nil); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]string{"p0@a.example": "no", "p1@a.example": "no"}, valuesOf(t, s, "vip")); diff != "" {
		t.Error(diff)
	}
}

func TestFieldUses(t *testing.T) {
	s, ctx := openTest(t), t.Context()
	rule := mailing.Rule{Any: true, Rules: []mailing.Rule{{Condition: mailing.Condition{About: mailing.AboutField, Field: "city", Test: mailing.TestIs, Value: "Graz"}}}}
	if _, err := s.SaveSegment(ctx, mailing.Segment{Name: "Near", Rule: rule}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.AddTemplate(ctx, mailing.Template{Name: "News", Message: mailing.Message{Subject: "Hello", Body: "From { {{ city | default: 'here' }}"}}); err != nil {
		t.Fatal(err)
	}
	segments, templates, err := s.FieldUses(ctx, "city")
	if err != nil || !cmp.Equal(segments, []string{"Near"}) || !cmp.Equal(templates, []string{"News"}) {
		t.Errorf("%q %q %v", segments, templates, err)
	}
	if segments, templates, err = s.FieldUses(ctx, "cit"); err != nil || len(segments)+len(templates) > 0 {
		t.Errorf("%q %q %v", segments, templates, err)
	}
}

// A value is found in the JSON of fields whatever else stands there.
func TestFieldValueIsFound(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		names := rapid.SampledFrom([]string{"a", "b", "a_b", "größe", "x"})
		fields := rapid.MapOf(names, rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{`","b":"`, `"a":"x`, `\`, `\"`}))).Draw(t, "fields")
		text := []byte(toJSON(fields))
		for _, name := range []string{"a", "b", "a_b", "größe", "x"} {
			if got := string(fieldValue(text, fieldKeyOf(name))); got != strings.ToValidUTF8(fields[name], "\ufffd") && got != fields[name] {
				t.Fatalf("%s in %s is %q, not %q", name, text, got, fields[name])
			}
		}
	})
}
