package contacts_test

import (
	"fmt"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"evenpost/gui/kit"
	"evenpost/gui/kit/kittest"
	"evenpost/gui/pagetest"
	"evenpost/mailing"
)

// What is written into a field of each kind, what is kept of it, and what is said of what does not fit.
func TestEditFormByKind(t *testing.T) {
	w := pagetest.New(t, 0)
	ctx := t.Context()
	for _, f := range []mailing.Field{{Title: "Remark", Kind: mailing.KindText}, {Title: "Turnover", Kind: mailing.KindNumber}, {Title: "Born", Kind: mailing.KindDate}} {
		if err := w.Store.AddField(ctx, f); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		german     bool
		field      string
		was, typed string
		kept       string
		said       string // when it is not kept
	}{
		{field: "remark", typed: " likes rye ", kept: "likes rye"},
		{field: "remark", was: "likes rye", typed: "", kept: ""},
		{field: "turnover", typed: "1234.5", kept: "1234.5"},
		{field: "turnover", typed: "1,234.50", kept: "1234.50"},
		{field: "turnover", german: true, typed: "1.234,50", kept: "1234.50"},
		{field: "turnover", german: true, was: "1234.5", typed: "7,5", kept: "7.5"},
		{field: "turnover", was: "12", typed: "a lot", said: "No number: a lot"},
		{field: "turnover", was: "12", typed: "", kept: ""},
		{field: "turnover", was: "a lot", typed: "a lot", kept: "a lot"}, // what did not fit before may stay
		{field: "born", typed: "24.12.1980", kept: "1980-12-24"},
		{field: "born", was: "1980-12-24", typed: "1.2.1981", kept: "1981-02-01"},
		{field: "born", was: "1980-12-24", typed: "1 Feb 1981", kept: "1981-02-01"},
		{field: "born", german: true, was: "1980-12-24", typed: "1. Februar 1981", kept: "1981-02-01"},
		{field: "born", was: "1980-12-24", typed: "1981-02-01", kept: "1981-02-01"},
		{field: "born", was: "1980-12-24", typed: "in May", said: "No date: in May"},
		{field: "born", was: "1980-12-24", typed: "31.2.1981", said: "No date: 31.2.1981"},
		{field: "born", was: "1980-12-24", typed: "", kept: ""},
	} {
		t.Run(c.field+" "+c.typed, func(t *testing.T) {
			id, err := w.Store.AddContact(ctx, mailing.Contact{Email: "eva@x.example", Fields: map[string]string{c.field: c.was}})
			if err != nil {
				t.Fatal(err)
			}
			defer func() {
				if err := w.Store.DeleteContacts(ctx, []int64{id}); err != nil {
					t.Error(err)
				}
			}()
			e, _ := shown(t, w, "eva@x.example")
			kittest.ClickRow(table(t, e), 0, 0)
			e.UntilText("Nothing was sent to this address yet.")
			save := "Save"
			if c.german {
				save = "Speichern"
				speak(t, kit.German)
				defer speak(t, kit.English)
			}
			table(t, e).TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
			e.UntilText(save)
			setField(t, e, map[string]int{"remark": 0, "turnover": 1, "born": 2}[c.field], c.typed)
			e.Tap(save)
			want := c.kept
			if c.said != "" {
				e.UntilText(c.said)
				want = c.was
			} else {
				e.Until(func() bool { return !e.Sees(save) })
			}
			if k := contact(t, w, "eva@x.example"); k.Fields[c.field] != want {
				t.Errorf("kept %q, want %q", k.Fields[c.field], want)
			}
			e.UI.CloseTop()
		})
	}
}

func speak(t *testing.T, l kit.Language) {
	t.Helper()
	if err := kit.UseLanguage(l); err != nil {
		t.Fatal(err)
	}
}

// setField writes into one of the further fields of the open form: text, number and day stand below each other.
func setField(t *testing.T, e *kittest.Env, at int, text string) {
	t.Helper()
	if at < 2 {
		all := fields(e)
		all[len(all)-2+at].SetText(text)
		return
	}
	days := days(e)
	days[len(days)-1].SetText(text)
}

// A box that nobody touched says nothing that it did not say before.
func TestEditFormYesOrNo(t *testing.T) {
	w := pagetest.New(t, 0)
	if err := w.Store.AddField(t.Context(), mailing.Field{Title: "Regular", Kind: mailing.KindYesNo}); err != nil {
		t.Fatal(err)
	}
	for i, c := range []struct{ was, do, kept string }{
		{"", "", ""},
		{"", "tick", mailing.Yes},
		{mailing.Yes, "", mailing.Yes},
		{mailing.Yes, "untick", mailing.No},
		{mailing.No, "", mailing.No},
		{mailing.No, "tick", mailing.Yes},
		{"perhaps", "", "perhaps"},
		{"perhaps", "x", mailing.Yes},
		{"perhaps", "never mind", "perhaps"},
	} {
		address := fmt.Sprintf("p%d@x.example", i)
		id, err := w.Store.AddContact(t.Context(), mailing.Contact{Email: address, Fields: map[string]string{"regular": c.was}})
		if err != nil {
			t.Fatal(err)
		}
		e, _ := shown(t, w, address)
		kittest.ClickRow(table(t, e), 0, 0)
		e.UntilText("Nothing was sent to this address yet.")
		table(t, e).TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
		e.UntilText("Save")
		box, boxed := kittest.Find(e, func(b *kit.Check) bool { return b.Text == "yes" })
		switch c.do {
		case "":
		case "tick", "untick":
			box.SetChecked(c.do == "tick")
		default:
			all := fields(e)
			all[len(all)-1].SetText(c.do)
		}
		if boxed != (c.was != "perhaps") {
			t.Errorf("%q: a box is %v there", c.was, boxed)
		}
		e.Tap("Save")
		if c.do == "never mind" {
			e.UntilText("Neither yes nor no: never mind")
			e.UI.CloseTop()
		}
		e.Until(func() bool { return !e.Sees("Save") })
		if k := contact(t, w, address); k.Fields["regular"] != c.kept {
			t.Errorf("%q, %q: kept %q, want %q", c.was, c.do, k.Fields["regular"], c.kept)
		}
		if err := w.Store.DeleteContacts(t.Context(), []int64{id}); err != nil {
			t.Fatal(err)
		}
	}
}

func days(e *kittest.Env) (all []*kit.DateEntry) {
	kittest.Find(e, func(d *kit.DateEntry) bool {
		all = append(all, d)
		return false
	})
	return all
}

// The day of consent keeps its time of day as long as nobody changes it, and one that was not understood is not kept as another.
func TestDayOfConsent(t *testing.T) {
	w := pagetest.New(t, 0)
	at := time.Date(2026, 3, 4, 23, 30, 0, 0, time.UTC)
	_, err := w.Store.AddContact(t.Context(), mailing.Contact{Email: "eva@x.example", Consent: mailing.Consent{Source: "shop", At: at}})
	if err != nil {
		t.Fatal(err)
	}
	e, _ := shown(t, w, "eva@x.example")
	kittest.ClickRow(table(t, e), 0, 0)
	e.UntilText("Nothing was sent to this address yet.")
	edit := func() {
		table(t, e).TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
		e.UntilText("Save")
	}
	for _, c := range []struct {
		typed, said string
		want        time.Time
	}{
		{typed: "same", want: at},
		{typed: "soon", said: "No date: soon", want: at},
		{typed: "5.6.2026", want: time.Date(2026, 6, 5, 0, 0, 0, 0, e.UI.Zone)},
	} {
		edit()
		if day := days(e)[0]; c.typed != "same" {
			day.SetText(c.typed)
		}
		e.Tap("Save")
		if c.said != "" {
			e.UntilText(c.said)
			e.UI.CloseTop()
		}
		e.Until(func() bool { return !e.Sees("Save") })
		if k := contact(t, w, "eva@x.example"); !k.Consent.At.Equal(c.want) {
			t.Errorf("%s: %s, want %s", c.typed, k.Consent.At, c.want)
		}
	}
	edit()
	for _, f := range fields(e) {
		if f.Text == "shop" {
			f.SetText("")
		}
	}
	e.Tap("Save")
	e.UntilText("Say where this person agreed, or leave the day empty.")
}
