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

// Escape closes a dialog whatever in it has the focus.
func TestEscapeFromEverything(t *testing.T) {
	e := kittest.New(t)
	for name, o := range map[string]fyne.Focusable{
		"button": kit.Secondary("Press", nil, func() { t.Error("pressed") }), "choice": kit.NewSelect([]string{"A", "B"}, nil), "box": kit.NewCheck("Tick", nil),
		"day": kit.NewDateEntry(), "time": kit.NewSelectEntry([]string{"09:00"}), "field": kit.NewEntry(""),
	} {
		d := kit.NewDialog(e.UI, name, o.(fyne.CanvasObject), "Save", func(*kit.Dialog) {})
		d.Show()
		e.Window.Canvas().SetOnTypedKey(func(k *fyne.KeyEvent) {
			if k.Name == fyne.KeyEscape {
				e.UI.CloseTop()
			}
		})
		d.Focus(o)
		o.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
		if e.Window.Canvas().Overlays().Top() != nil {
			t.Errorf("the dialog stays open with the focus on a %s", name)
			d.Close()
		}
	}
}

// Enter and Space press the button that has the focus.
func TestButtonByKey(t *testing.T) {
	e := kittest.New(t)
	pressed := 0
	b := kit.Secondary("Press", nil, func() { pressed++ })
	e.Show(b)
	e.Window.Canvas().Focus(b)
	e.Space()
	for _, k := range []fyne.KeyName{fyne.KeyReturn, fyne.KeyEnter, fyne.KeyDown} {
		b.TypedKey(&fyne.KeyEvent{Name: k})
	}
	if pressed != 3 {
		t.Errorf("pressed %d times", pressed)
	}
}

// The space that presses something does not get into the field that has the focus then.
func TestSpaceOpensAnEmptyField(t *testing.T) {
	e := kittest.New(t)
	field := kit.NewEntry("")
	ask := func() { e.Window.Canvas().Focus(field) }
	button := kit.Secondary("Press", nil, ask)
	surface := kit.NewTappable(kit.Line("or press this"), ask)
	e.Show(kit.Column(0, button, surface, field))
	for _, f := range []fyne.Focusable{button, surface} {
		e.Window.Canvas().Focus(f)
		e.Space()
		if e.Window.Canvas().Focused() != fyne.Focusable(field) || field.Text != "" {
			t.Errorf("%T: %q, and %T has the focus", f, field.Text, e.Window.Canvas().Focused())
		}
	}
	e.Space()
	if field.Text != " " {
		t.Errorf("a space in the field: %q", field.Text)
	}
}

// A wizard puts the focus on the first thing of a step, and on its main button where there is none.
func TestWizardFocus(t *testing.T) {
	e := kittest.New(t)
	first, second := kit.NewEntry("first"), kit.NewCheck("second", nil)
	w := kit.NewWizard("Send", nil, func() {}, func() {}, kit.Step{Title: "1", Content: first}, kit.Step{Title: "2", Content: second}, kit.Step{Title: "3", Content: kit.Hint("only words")})
	e.Show(w)
	w.Begin(e.Window.Canvas())
	focused := func() fyne.Focusable { return e.Window.Canvas().Focused() }
	if focused() != fyne.Focusable(first) {
		t.Errorf("step 1: %T", focused())
	}
	e.Tap("Next")
	if focused() != fyne.Focusable(second) {
		t.Errorf("step 2: %T", focused())
	}
	e.Tap("Next")
	if b, ok := focused().(*kit.Button); !ok || b.Text != "Send" {
		t.Errorf("step 3: %T", focused())
	}
}
