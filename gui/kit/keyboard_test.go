package kit_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"evenpost/gui/kit"
	"evenpost/gui/kit/kittest"
)

// reached is what Tab comes to, in its order, until it begins anew.
func reached(e *kittest.Env) (all []fyne.Focusable) {
	c := e.Window.Canvas()
	c.Unfocus()
	for {
		c.FocusNext()
		if len(all) > 0 && c.Focused() == all[0] {
			return all
		}
		all = append(all, c.Focused())
	}
}

// Tab goes through a page, a panel and a part with a title as one reads them: from above.
func TestTabFollowsTheReading(t *testing.T) {
	e := kittest.New(t)
	button := func(name string) *kit.Button { return kit.Secondary(name, nil, func() {}) }
	panel := kit.NewSidePanel(300)
	panel.Put("Anna", button("in the panel"))
	frame := kit.PageFill(kit.PageHeader("Page", "", button("head")), container.NewBorder(nil, nil, nil, panel, kit.PartTitle("Part", button("body"))))
	e.Show(frame)
	var names []string
	for _, f := range reached(e) {
		names = append(names, f.(*kit.Button).Text)
	}
	if want := []string{"head", "body", "", "in the panel"}; !slices.Equal(names, want) { // the panel's first is the cross that closes it
		t.Errorf("Tab goes over %q, want %q", names, want)
	}
}

// What one ticks, types or chooses in has a border that is seen on every ground: contrast at least 3 (WCAG 2, AA).
func TestBordersAreSeen(t *testing.T) {
	for _, mode := range []kit.Mode{kit.Light, kit.Dark} {
		th := kit.NewTheme(mode, 1)
		for _, ground := range []fyne.ThemeColorName{theme.ColorNameBackground, kit.ColorCard, theme.ColorNameOverlayBackground, theme.ColorNameInputBackground} {
			if c := contrast(th.Color(theme.ColorNameInputBorder, 0), th.Color(ground, 0)); c < 3 {
				t.Errorf("%s: a border on %s has a contrast of %.2f", mode, ground, c)
			}
		}
	}
}

// A choice has the border of a field, and a stronger one while it has the focus.
func TestChoiceHasABorder(t *testing.T) {
	for _, mode := range []kit.Mode{kit.Light, kit.Dark} {
		e := kittest.New(t, kittest.Looking(mode))
		s := kit.NewSelect([]string{"a"}, nil)
		e.Show(kit.Pad(20, kit.Card(s)))
		ring := func() *canvas.Rectangle {
			all := test.WidgetRenderer(s).Objects()
			r, ok := all[len(all)-1].(*canvas.Rectangle)
			if !ok || !r.Visible() || r.Size() != s.Size() {
				t.Fatalf("%s: a choice has no border", mode)
			}
			return r
		}
		if c := contrast(ring().StrokeColor, kit.NewTheme(mode, 1).Color(kit.ColorCard, 0)); c < 3 {
			t.Errorf("%s: the border of a choice has a contrast of %.2f to the card", mode, c)
		}
		idle := ring().StrokeWidth
		e.Window.Canvas().Focus(s)
		if ring().StrokeWidth <= idle {
			t.Errorf("%s: the border of a choice does not show the focus", mode)
		}
	}
}

// Up from the first row leads into the head, where one sorts, widens a column and ticks all.
func TestHeadOfATableByKeyboard(t *testing.T) {
	e := kittest.New(t)
	g := table(e, 5)
	var sorted []string
	g.OnSort = func(key string, desc bool) { sorted = append(sorted, fmt.Sprint(key, desc)) }
	g.Focus()
	press(g, fyne.KeyDown, fyne.KeyUp, fyne.KeyUp, fyne.KeySpace, fyne.KeyReturn, fyne.KeyRight, fyne.KeySpace, fyne.KeyEnd, fyne.KeySpace)
	if got := strings.Join(sorted, " "); got != "namefalse nametrue extrafalse" {
		t.Errorf("sorted by %q", got)
	}
	press(g, fyne.KeyHome, fyne.KeySpace)
	if g.SelectedCount() != 5 {
		t.Errorf("the box in the head selects %d of 5", g.SelectedCount())
	}
	press(g, fyne.KeyDown, fyne.KeyDown)
	if g.Current() != 1 {
		t.Errorf("after the head the row %d is current, want 1", g.Current())
	}
	press(g, fyne.KeyHome, fyne.KeyUp, fyne.KeyDelete, fyne.KeyPageDown)
	if g.Current() != 4 {
		t.Error("Page Down does not lead out of the head")
	}
}

func TestColumnIsWidenedByKeyboard(t *testing.T) {
	e := kittest.New(t)
	g := table(e, 1)
	at := func() float32 {
		for _, text := range g.Written() {
			if text.Text == "r0 c1" {
				return text.Position().X
			}
		}
		t.Fatal("the second column is not shown")
		return 0
	}
	g.Focus()
	before := at()
	press(g, fyne.KeyUp)
	shift := &fyne.KeyEvent{Name: desktop.KeyShiftLeft}
	g.KeyDown(shift)
	press(g, desktop.KeyShiftLeft, fyne.KeyRight, fyne.KeyRight)
	if moved := at() - before; moved < 30 {
		t.Errorf("the second column moved by %v after the first was made wider twice", moved)
	}
}

func TestMenuOfARowByKeyboard(t *testing.T) {
	e := kittest.New(t)
	g := table(e, 5)
	asked := -1
	g.OnMenu = func(row int) []*fyne.MenuItem {
		asked = row
		return []*fyne.MenuItem{fyne.NewMenuItem("Edit", func() {})}
	}
	g.Focus()
	press(g, fyne.KeyDown, fyne.KeyDown, fyne.KeyF10)
	if asked != -1 {
		t.Error("F10 alone is not the menu of a row")
	}
	press(g, desktop.KeyMenu)
	if asked != 2 || !e.Sees("Edit") {
		t.Errorf("the menu key asks for the row %d and shows %q", asked, e.Texts())
	}
}

// Whoever comes back to a view finds the focus where it was.
func TestFocusComesBackWithTheView(t *testing.T) {
	e := kittest.New(t)
	list, row, gone := container.NewVBox(), kit.Secondary("row", nil, func() {}), kit.Secondary("gone", nil, func() {})
	list.Add(gone)
	list.Add(row)
	detail := kit.Secondary("detail", nil, func() {})
	root := container.NewStack(list)
	e.Show(root)
	c := e.Window.Canvas()
	c.Focus(row)
	e.UI.Turn(root, detail)
	if c.Focused() != nil {
		t.Fatal("what had the focus still gets the keys")
	}
	e.UI.Turn(root, list)
	if c.Focused() != row {
		t.Error("the focus is not where it was when the view was left")
	}
	c.Focus(gone)
	e.UI.Turn(root, detail)
	list.Remove(gone)
	e.UI.Turn(root, list)
	if c.Focused() != nil {
		t.Error("the focus is on something that is not shown")
	}
}

// A long text has nothing in it that Tab could go to: keys scroll it.
func TestKeysScrollAText(t *testing.T) {
	e := kittest.New(t)
	text := widget.NewLabel(strings.Repeat("line\n", 200))
	scroll := container.NewVScroll(text)
	e.Show(kit.Column(0, kit.Line("head"), kit.Grow(scroll)))
	for _, c := range []struct {
		key fyne.KeyName
		at  func(y float32) bool
	}{
		{fyne.KeyDown, func(y float32) bool { return y > 0 && y < 100 }},
		{fyne.KeyPageDown, func(y float32) bool { return y > 500 }},
		{fyne.KeyEnd, func(y float32) bool { return y == text.MinSize().Height-scroll.Size().Height }},
		{fyne.KeyHome, func(y float32) bool { return y == 0 }},
	} {
		if !kit.ScrollWith(c.key, e.Window.Content()) || !c.at(scroll.Offset.Y) {
			t.Errorf("%s scrolls to %v", c.key, scroll.Offset.Y)
		}
	}
	if kit.ScrollWith(fyne.KeyTab, e.Window.Content()) {
		t.Error("Tab scrolls")
	}
}

// A choice or a box with a name of any length stays within the window, and within its card.
func TestLongNamesStayInside(t *testing.T) {
	e := kittest.New(t)
	name := strings.Repeat("Kundinnen-und-Kunden", 12)
	s, check := kit.NewSelect([]string{"All", name}, nil), kit.NewCheck(name, nil).Cuttable()
	e.Show(kit.PadXY(20, 20, kit.Column(kit.SpaceM, s, kit.Tiles(200, kit.SpaceM, check, kit.Line("beside")))))
	e.Resize(640, 400)
	e.Window.Canvas().Focus(s)
	e.Space()
	inside := func(what string) {
		long := 0
		for _, text := range e.Texts() {
			if strings.HasPrefix(text, "Kundinnen") {
				long++
				if w := fyne.MeasureText(text, theme.TextSize(), fyne.TextStyle{}).Width; w > 600 || !strings.HasSuffix(text, "…") {
					t.Errorf("%s: %q is %v wide", what, text, w)
				}
			}
		}
		if long == 0 {
			t.Errorf("%s: the long name is not shown: %q", what, e.Texts())
		}
	}
	inside("the menu and the box")
	if w := fyne.MeasureText(check.Text, theme.TextSize(), fyne.TextStyle{}).Width; w > 290 {
		t.Errorf("the box says %q, %v wide", check.Text, w)
	}
}
