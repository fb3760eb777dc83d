package contacts_test

import (
	"testing"

	"evenpost/gui/pagetest"
	"evenpost/mailing"
)

// A condition is offered the comparisons that its field's kind has.
func TestSegmentsByKind(t *testing.T) {
	w := pagetest.New(t, 1)
	for _, f := range []mailing.Field{{Title: "Birthday", Kind: mailing.KindDate}, {Title: "Turnover", Kind: mailing.KindNumber}, {Title: "Regular", Kind: mailing.KindYesNo}} {
		if err := w.Store.AddField(t.Context(), f); err != nil {
			t.Fatal(err)
		}
	}
	for i, values := range []map[string]string{{"birthday": "24.12.1980", "turnover": "1,5"}, {"birthday": "1950-01-01", "turnover": "20"}, {"regular": "ja"}} {
		c := mailing.Contact{Email: string(rune('a'+i)) + "@kinds.example", Fields: values}
		if _, err := w.Store.AddContact(t.Context(), c); err != nil {
			t.Fatal(err)
		}
	}
	e, _ := shown(t, w, "Contacts")
	choose(t, e, "Edit segments…")
	e.UntilText("New segment")
	e.Tap("New segment")
	e.UntilText("A condition is not complete yet.")
	e.Type("Name of the segment", "Kinds")
	choose(t, e, "Regular")
	e.UntilText("Whoever: Regular is yes")
	e.UntilText("1 contact")
	choose(t, e, "Turnover")
	choose(t, e, "is more than")
	e.Type("Value", "10.5")
	e.UntilText("Whoever: Turnover is more than 10.5")
	choose(t, e, "is between … and …")
	choose(t, e, "Birthday")
	choose(t, e, "before the day")
	e.Type("Day, such as 2026-11-25", "1/1/1960")
	e.UntilText("Whoever: Birthday is before 1 Jan 1960")
	e.UntilText("1 contact")
	e.Tap("Save")
	var all []mailing.Segment
	e.Until(func() bool {
		var err error
		all, err = w.Store.Segments(t.Context())
		return err != nil || len(all) > 0
	})
	if len(all) != 1 || all[0].Rule.Value != "1960-01-01" || all[0].Rule.Test != mailing.TestBefore {
		t.Errorf("%+v", all)
	}
}
