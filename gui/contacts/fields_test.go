package contacts_test

import (
	"testing"

	"evenpost/gui/kit"
	"evenpost/gui/kit/kittest"
	"evenpost/gui/pagetest"
	"evenpost/mailing"
)

// Fields become columns, are made of another kind and deleted, and each of it is taken back.
func TestFieldsAndColumns(t *testing.T) {
	w := pagetest.New(t, 1)
	if _, err := w.Store.AddContact(t.Context(), mailing.Contact{Email: "eva@x.example", Fields: map[string]string{"born": "24.12.1980"}}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.Store.AddContact(t.Context(), mailing.Contact{Email: "bob@x.example", Fields: map[string]string{"born": "in May"}}); err != nil {
		t.Fatal(err)
	}
	value := func(email string) string { return contact(t, w, email).Fields["born"] }
	field := func() mailing.Field {
		all, err := w.Store.Fields(t.Context())
		if err != nil || len(all) == 0 {
			return mailing.Field{}
		}
		return all[0]
	}
	e, _ := shown(t, w, "3 contacts")
	e.Tap("Fields and columns")
	e.UntilText("{{ born }}")
	box, ok := kittest.Find(e, func(c *kit.Check) bool { return c.Text == "" })
	if !ok {
		t.Fatal("there is no box to tick")
	}
	box.SetChecked(true)
	e.Until(func() bool { return field().Shown })
	choose(t, e, "Date")
	e.UntilText("1 value does not fit and stays as it is written: in May")
	e.Tap("Change")
	e.Until(func() bool { return value("eva@x.example") == "1980-12-24" })
	if value("bob@x.example") != "in May" {
		t.Error(value("bob@x.example"))
	}
	e.UI.CloseTop()
	e.UntilText("24 Dec 1980")

	e.Tap("Fields and columns")
	e.UntilText("{{ born }}")
	e.Undo = nil
	e.Tap("Delete field")
	e.Until(func() bool { return value("eva@x.example") == "" && field().Name == "" })
	e.Until(func() bool { return e.Undo != nil })
	e.Undo()
	e.Until(func() bool { return value("eva@x.example") == "1980-12-24" && field().Kind == mailing.KindDate })
	e.UI.CloseTop()
}

// Where the values do not tell whether day or month comes first, the user says so, and sees what it comes to.
func TestDaysOrMonthsFirst(t *testing.T) {
	w := pagetest.New(t, 0)
	if _, err := w.Store.AddContact(t.Context(), mailing.Contact{Email: "eva@x.example", Fields: map[string]string{"born": "3/4/1980"}}); err != nil {
		t.Fatal(err)
	}
	e, _ := shown(t, w, "1 contact")
	e.Tap("Fields and columns")
	e.UntilText("{{ born }}")
	choose(t, e, "Date")
	e.UntilText("3/4/1980 is 3 Apr 1980")
	choose(t, e, "The month")
	e.UntilText("3/4/1980 is 4 Mar 1980")
	e.Tap("Change")
	e.Until(func() bool { return contact(t, w, "eva@x.example").Fields["born"] == "1980-03-04" })
}
