package kit_test

import (
	"context"
	"errors"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"evenpost/gui/kit"
	"evenpost/gui/kit/kittest"
)

func TestDialogStaysOpenUntilTheWorkWentWell(t *testing.T) {
	e := kittest.New(t)
	e.Show(kit.Line("page"))
	answer := errors.New("the server said no")
	closed := false
	d := kit.NewDialog(e.UI, "Account", kit.Field("Address", "", kit.NewEntry("you@example.com")), "Save", func(d *kit.Dialog) {
		d.Busy(true)
		kit.Run(e.UI, nil, func(context.Context) (int, error) { return 0, answer }, func(_ int, err error) {
			if err != nil {
				d.Fail(err)
				return
			}
			d.Close()
		})
	}).OnClosed(func() { closed = true })
	d.Show()
	e.Tap("Save")
	if !d.OK.Disabled() {
		t.Error("a second press is possible while the work is under way")
	}
	e.UntilText("the server said no")
	if closed || d.OK.Disabled() {
		t.Fatalf("closed %v, button disabled %v", closed, d.OK.Disabled())
	}
	answer = nil
	e.Tap("Save")
	e.Until(func() bool { return closed })
	if e.Sees("Account") {
		t.Error("the dialog still stands")
	}
}

func TestConfirmAndEscape(t *testing.T) {
	e := kittest.New(t)
	e.Show(kit.Line("page"))
	said := 0
	ask := func() {
		kit.Confirm(e.UI, kit.Question{Title: "Sure?", Text: "Really", Yes: "Delete 3"}, func() { said++ })
	}
	ask()
	e.Tap("Cancel")
	ask()
	if !e.UI.CloseTop() || e.UI.CloseTop() || said != 0 {
		t.Fatal("Escape must close one dialog and say no")
	}
	ask()
	e.Tap("Delete 3")
	if said != 1 || e.Sees("Sure?") {
		t.Fatal("yes was not heard")
	}
}

func TestNoticeHidesTheRawText(t *testing.T) {
	e := kittest.New(t)
	e.Show(kit.NewNotice(kit.Bad, kit.Explanation{What: "It failed.", Whose: "Yours.", Todo: "Do this.", Raw: "550 5.1.1 no"}))
	if e.Sees("550") {
		t.Fatal("raw text is shown at once")
	}
	e.Tap("Details")
	if !e.Sees("550 5.1.1 no") {
		t.Fatal("Details shows nothing")
	}
}

func TestWizardAsksBeforeItGoesOn(t *testing.T) {
	e := kittest.New(t)
	ready, finished := false, false
	w := kit.NewWizard("Send", nil, func() { finished = true }, func() {},
		kit.Step{Title: "Who", Content: kit.Line("one"), Next: func(goOn func(), problem func(string)) {
			if !ready {
				problem("Choose a list.")
				return
			}
			goOn()
		}},
		kit.Step{Title: "Review", Content: kit.Line("two")},
	)
	e.Show(w)
	e.Tap("Next")
	if !e.Sees("Choose a list.") || w.At() != 0 {
		t.Fatal("it went on without a list")
	}
	ready = true
	e.Tap("Next")
	if !e.Sees("two") || e.Sees("Choose a list.") {
		t.Fatalf("it shows %q", e.Texts())
	}
	e.Tap("Send")
	if !finished {
		t.Fatal("not finished")
	}
}

func TestFieldsHandOnWhatBelongsToTheWindow(t *testing.T) {
	e := kittest.New(t)
	s := kit.NewSearch("Search", nil)
	var searched []string
	s.OnSearch = func(text string) { searched = append(searched, text) }
	e.Show(s)
	escaped := 0
	e.Window.Canvas().SetOnTypedKey(func(*fyne.KeyEvent) { escaped++ })
	e.Type("Search", "ab")
	s.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if s.Text != "" || escaped != 0 {
		t.Fatal("the first Escape empties the search")
	}
	s.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if escaped != 1 {
		t.Fatal("the second belongs to the window")
	}
	if len(searched) != 3 || searched[1] != "ab" {
		t.Fatalf("searched %q", searched)
	}
	s.TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyN, Modifier: fyne.KeyModifierControl}) // must not panic without a window's handler
}

func TestToastWithUndo(t *testing.T) {
	e := kittest.New(t)
	toasts := kit.NewToasts(e.UI.Do)
	e.Show(toasts)
	undone := false
	toasts.Say("12 contacts deleted", func() { undone = true })
	e.Tap("Undo")
	if !undone || e.Sees("12 contacts deleted") {
		t.Fatal("Undo must undo and take the message away")
	}
}
