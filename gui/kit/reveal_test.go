package kit_test

import (
	"fmt"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"evenpost/gui/kit"
	"evenpost/gui/kit/kittest"
)

// inputs are one of each kind that a page has, so many times that they do not fit.
func inputs(times int) (all []fyne.Focusable, column *fyne.Container) {
	column = kit.Column(kit.SpaceM)
	for i := range times {
		name := fmt.Sprint("Field ", i)
		area := kit.NewTextArea(name, 3)
		for _, o := range []fyne.CanvasObject{
			kit.NewEntry(name), kit.NewSelect([]string{"a", "b"}, nil), kit.NewCheck(name, nil), kit.NewSearch(name, nil), kit.NewDateEntry(),
			kit.NewSelectEntry([]string{"a"}), area, kit.Secondary(name, nil, func() {}), kit.NewTappable(kit.Line(name), func() {}),
		} {
			all = append(all, o.(fyne.Focusable))
			column.Add(kit.Card(kit.Field(name, "", o)))
		}
	}
	return all, column
}

// within says whether an object is seen as a whole in the window.
func within(e *kittest.Env, o fyne.CanvasObject) bool {
	at := e.App.Driver().AbsolutePositionForObject(o)
	return at.Y >= 0 && at.Y+o.Size().Height <= e.Window.Canvas().Size().Height
}

func TestTabScrollsToWhatGetsTheFocus(t *testing.T) {
	e := kittest.New(t)
	all, column := inputs(3)
	e.Show(kit.PageBody(kit.PageHeader("Page", ""), column))
	c := e.Window.Canvas()
	seen := map[fyne.Focusable]bool{}
	for range 2 * len(all) { // fields have buttons of their own, such as that of a calendar
		c.FocusNext()
		o, ok := c.Focused().(fyne.CanvasObject)
		if !ok {
			t.Fatal("nothing has the focus")
		}
		seen[c.Focused()] = true
		if o.Size().Height < 200 && !within(e, o) {
			t.Fatalf("%T has the focus and is not seen", o)
		}
	}
	for i, f := range all {
		if !seen[f] {
			t.Errorf("Tab never comes to the %T, number %d", f, i)
		}
	}
}

func TestTabScrollsInADialogToo(t *testing.T) {
	e := kittest.New(t)
	e.Show(kit.Line("page"))
	all, column := inputs(2)
	kit.NewDialog(e.UI, "Contact", kit.ScrollBody(column), "Save", func(*kit.Dialog) {}).Sized(600, 500).Show()
	last := all[len(all)-2].(fyne.CanvasObject) // a button
	if within(e, last) {
		t.Fatal("the dialog shows all of it already")
	}
	e.Window.Canvas().Focus(all[len(all)-2])
	if !within(e, last) {
		t.Error("what has the focus in a dialog is not seen")
	}
}

func TestWheelOverAFieldScrollsThePage(t *testing.T) {
	e := kittest.New(t)
	_, column := inputs(3)
	area := kit.NewTextArea("", 3)
	column.Objects = append([]fyne.CanvasObject{area}, column.Objects...)
	page := container.NewVScroll(column)
	e.Show(page)
	turn := func(o fyne.CanvasObject) float32 {
		page.ScrollToOffset(fyne.NewPos(0, 0))
		test.Scroll(e.Window.Canvas(), e.App.Driver().AbsolutePositionForObject(o).AddXY(o.Size().Width/2, o.Size().Height/2), 0, -40)
		return page.Offset.Y
	}
	if got := turn(area); got != 40 {
		t.Errorf("over an area that is not full the page went %v", got)
	}
	area.SetText("1\n2\n3\n4\n5\n6\n7\n8\n9")
	if got := turn(area); got != 0 {
		t.Errorf("over an area with more than it shows the page went %v", got)
	}
}

func TestLongTextInAFieldOfOneLineHasNoBar(t *testing.T) {
	e := kittest.New(t)
	entry := kit.NewEntry("Subject")
	e.Show(kit.NewTop(entry))
	for range 100 {
		entry.Append("a long subject ")
	}
	e.Layout()
	var bars int
	var look func(o fyne.CanvasObject)
	look = func(o fyne.CanvasObject) {
		if w, ok := o.(fyne.Widget); ok && o.Visible() {
			if fmt.Sprintf("%T", o) == "*widget.scrollBarArea" {
				bars++
			}
			for _, part := range test.WidgetRenderer(w).Objects() {
				look(part)
			}
		}
	}
	look(entry)
	if bars != 0 {
		t.Errorf("%d bars lie on the text", bars)
	}
	entry.FocusGained()
	entry.CursorColumn = 0
	entry.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEnd})
	var moved float32
	for _, o := range test.WidgetRenderer(entry).Objects() {
		if s, ok := o.(*container.Scroll); ok {
			moved = s.Offset.X
		}
	}
	if moved == 0 {
		t.Error("the end of the text is not seen when the cursor goes there")
	}
}

func TestAButtonPressedWithTheKeyboardKeepsTheFocus(t *testing.T) {
	e := kittest.New(t)
	pressed := 0
	var b *kit.Button
	slot := kit.NewSlot()
	b = kit.Secondary("More", nil, func() {
		pressed++
		kit.Confirm(e.UI, kit.Question{Title: "Sure?", Text: "Really", Yes: "Yes"}, func() {})
	})
	slot.Put(b)
	e.Show(kit.Column(0, slot, kit.Secondary("After", nil, func() {})))
	c := e.Window.Canvas()
	c.Focus(b)
	e.Space()
	if !e.UI.CloseTop() {
		t.Fatal("no dialog")
	}
	if c.Focused() != fyne.Focusable(b) {
		t.Errorf("after the dialog %T has the focus", c.Focused())
	}
	slot.Put(widget.NewLabel("something else"))
	b.TypedRune(' ')
	if pressed != 1 {
		t.Error("a button that is not seen any more was pressed")
	}
}
