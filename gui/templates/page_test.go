package templates_test

import (
	"errors"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"evenpost/assets/starters"
	"evenpost/gui/kit"
	"evenpost/gui/kit/kittest"
	"evenpost/gui/pagetest"
	"evenpost/gui/templates"
	"evenpost/mailing"
	"evenpost/storage"
	"evenpost/storage/contactfile"
)

type bench struct {
	*kittest.Env
	world *pagetest.World
	page  *templates.Page
	html  string // what the browser was asked to show
}

func open(t *testing.T, people int, options ...kittest.Option) *bench {
	b := &bench{Env: kittest.New(t, options...), world: pagetest.New(t, people)}
	b.page = templates.New(b.UI, templates.Deps{
		Store: b.world.Store, Engine: b.world.Engine, Starters: starters.For,
		Browse: func(html string) error { b.html = html; return nil },
	})
	b.UI.Explain = kit.Explain
	b.Show(b.page.Content())
	b.page.Shown()
	return b
}

func (b *bench) saved() mailing.Template {
	b.T.Helper()
	all, err := b.world.Store.Templates(b.T.Context())
	if err != nil {
		b.T.Fatal(err)
	}
	for _, t := range all {
		if t.Name == "Spring" {
			return t
		}
	}
	b.T.Fatal("not saved")
	return mailing.Template{}
}

func TestWriteSaveAndPreview(t *testing.T) {
	b := open(t, 3)
	b.Until(func() bool { return b.Sees("Advent market") })
	b.page.OnNew()
	b.Tap("Empty message")
	b.Type("Name of the message", "Spring")
	b.Type("Subject", "Hello {{ first_name }}")
	b.Type("Write here as you would write a mail.", "We **open** on Friday.")
	b.Until(func() bool { return b.Sees("Hello Josef") || b.Sees("Hello Anna") || b.Sees("Hello Maria") })
	b.Tap("Save")
	b.Until(func() bool { return len(b.Toasts) > 0 })
	if m := b.saved().Message; m.Subject != "Hello {{ first_name }}" || m.Body != "We **open** on Friday." || m.Format != mailing.Markdown {
		t.Errorf("%+v", m)
	}
}

func TestUnknownFieldIsSaid(t *testing.T) {
	b := open(t, 1)
	b.page.OnNew()
	b.Tap("Empty message")
	b.Type("Subject", "Hello {{ frist_name }}")
	b.Until(func() bool {
		return b.Sees("uses a field that no contact has") && b.Sees("{{ frist_name }}: Correct the name of the field")
	})
}

// However many further fields there are, each can be put in.
func TestEveryFurtherFieldCanBePutIn(t *testing.T) {
	b := open(t, 1)
	row := contactfile.Row{Contact: mailing.Contact{Email: "eva@example.at", Fields: map[string]string{"a1": "x", "b2": "x", "c3": "x", "d4": "x", "e5": "x", "f6": "six"}}}
	only := func(yield func(contactfile.Row, error) bool) { yield(row, nil) }
	if _, err := b.world.Store.ImportContacts(t.Context(), only, storage.ImportOptions{}); err != nil {
		t.Fatal(err)
	}
	b.page.OnNew()
	b.Tap("Empty message")
	b.Type("Name of the message", "Spring")
	b.Type("Write here as you would write a mail.", "Your number: ")
	b.UntilText("d4")
	b.Tap("More")
	b.Tap("f6")
	b.Tap("Save")
	b.Until(func() bool { return len(b.Toasts) > 0 })
	if m := b.saved().Message; m.Body != "Your number: {{ f6 }}" {
		t.Errorf("%q", m.Body)
	}
}

// The preview shows the address that people write to when they unsubscribe; it follows the account when that is changed.
func TestPreviewFollowsTheAddressOfTheAccount(t *testing.T) {
	w := pagetest.New(t, 0)
	message := mailing.Message{Subject: "Hello", Body: "We open on Friday.", Format: mailing.Markdown}
	a, err := w.Store.Account(t.Context(), w.Account)
	if err != nil {
		t.Fatal(err)
	}
	for _, address := range []string{a.From.Address, "office@huber.example"} {
		a.From.Address = address
		if err := w.Store.UpdateAccount(t.Context(), a); err != nil {
			t.Fatal(err)
		}
		p, err := w.Engine.Preview(t.Context(), message, mailing.Contact{Email: "eva@example.at"})
		if err != nil || !strings.Contains(p.Text, "mailto:"+address+"?") || !strings.Contains(p.HTML, address) {
			t.Errorf("with the account %s the preview is %v\n%s", address, err, p.Text)
		}
	}
}

func TestUnsavedTextIsAskedAbout(t *testing.T) {
	b := open(t, 0)
	b.page.OnNew()
	b.Tap("Newsletter")
	b.Type("Name of the message", "Spring")
	left := false
	b.page.BeforeLeave(func() { left = true })
	if left {
		t.Fatal("left without asking")
	}
	b.Tap("Save")
	b.Until(func() bool { return left })
	if !strings.Contains(b.saved().Message.Body, "{{ first_name") {
		t.Errorf("%+v", b.saved())
	}
}

func TestDeleteCanBeTakenBack(t *testing.T) {
	b := open(t, 0)
	b.Until(func() bool { return b.Sees("Advent market") })
	button, ok := kittest.Find(b.Env, func(o *kit.Button) bool { return o.Icon != nil && o.Icon.Name() == theme.DeleteIcon().Name() })
	if !ok {
		t.Fatal("no button to delete with")
	}
	button.OnTapped()
	b.Until(func() bool { return b.Undo != nil })
	if _, err := b.world.Store.Template(t.Context(), b.world.Template); !errors.Is(err, mailing.ErrNotFound) {
		t.Fatalf("still there: %v", err)
	}
	b.Undo()
	b.Until(func() bool {
		all, err := b.world.Store.Templates(t.Context())
		return err == nil && len(all) == 1
	})
}

func TestFieldsArePutIn(t *testing.T) {
	b := open(t, 0)
	b.page.OnNew()
	b.Tap("Empty message")
	b.Type("Write here as you would write a mail.", "Dear ")
	b.Tap("First name")
	b.Until(func() bool { return b.Sees("Dear Anna") })
	if !b.page.TakeKey(fyne.KeyEscape, 0) {
		t.Error("Escape does nothing")
	}
}
