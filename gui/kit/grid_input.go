package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
)

var (
	_ fyne.Focusable         = (*Grid)(nil)
	_ fyne.Scrollable        = (*Grid)(nil)
	_ fyne.Draggable         = (*Grid)(nil)
	_ fyne.DoubleTappable    = (*Grid)(nil)
	_ fyne.SecondaryTappable = (*Grid)(nil)
	_ fyne.Shortcutable      = (*Grid)(nil)
	_ fyne.Tabbable          = (*Grid)(nil)
	_ desktop.Mouseable      = (*Grid)(nil)
	_ desktop.Hoverable      = (*Grid)(nil)
	_ desktop.Cursorable     = (*Grid)(nil)
	_ desktop.Keyable        = (*Grid)(nil)
)

// Scrolled implements fyne.Scrollable.
func (g *Grid) Scrolled(e *fyne.ScrollEvent) { g.setTop(g.top - float64(e.Scrolled.DY/g.rowHeight())) }

// FocusGained implements fyne.Focusable.
func (g *Grid) FocusGained() {
	g.focused = true
	g.Refresh()
}

// FocusLost implements fyne.Focusable.
func (g *Grid) FocusLost() {
	g.focused, g.shift, g.head = false, false, notInHead
	g.Refresh()
}

// AcceptsTab implements fyne.Tabbable: Tab leaves the table.
func (g *Grid) AcceptsTab() bool { return false }

// TypedRune implements fyne.Focusable.
func (g *Grid) TypedRune(rune) {}

// KeyDown implements desktop.Keyable: Shift with the arrows selects.
func (g *Grid) KeyDown(e *fyne.KeyEvent) {
	if e.Name == desktop.KeyShiftLeft || e.Name == desktop.KeyShiftRight {
		g.shift = true
	}
}

// KeyUp implements desktop.Keyable.
func (g *Grid) KeyUp(e *fyne.KeyEvent) {
	if e.Name == desktop.KeyShiftLeft || e.Name == desktop.KeyShiftRight {
		g.shift = false
	}
}

// TypedKey implements fyne.Focusable.
func (g *Grid) TypedKey(e *fyne.KeyEvent) {
	if g.OnKey != nil && g.OnKey(e.Name) {
		return
	}
	if g.head != notInHead && g.headKey(e.Name) {
		return
	}
	page := max(1, int(g.visibleRows())-1)
	switch e.Name {
	case fyne.KeyDown:
		g.step(g.cur + 1)
	case fyne.KeyUp:
		if g.cur == 0 && !g.shift {
			g.enterHead()
			return
		}
		g.step(g.cur - 1)
	case fyne.KeyPageDown:
		g.step(g.cur + page)
	case fyne.KeyPageUp:
		g.step(g.cur - page)
	case fyne.KeyHome:
		g.step(0)
	case fyne.KeyEnd:
		g.step(g.rows() - 1)
	case fyne.KeySpace:
		g.anchor = g.cur
		g.Select(g.cur, !g.Selected(g.cur))
	case fyne.KeyReturn, fyne.KeyEnter:
		g.open(g.cur)
	case fyne.KeyDelete:
		if g.OnDelete != nil {
			g.OnDelete()
		}
	case desktop.KeyMenu, fyne.KeyF10:
		if e.Name == desktop.KeyMenu || g.shift {
			g.menuOfCurrent()
		}
	case fyne.KeyEscape:
		if g.SelectedCount() > 0 {
			g.ClearSelection()
		} else {
			PassOn(g, e)
		}
	case fyne.KeyF1:
		PassOn(g, e)
	}
}

func (g *Grid) step(row int) {
	if g.rows() == 0 {
		return
	}
	g.SetCurrent(row)
	if g.shift {
		g.selectRange(g.anchor, g.cur)
	} else {
		g.anchor = g.cur
	}
	if g.OnCursor != nil {
		g.OnCursor(g.cur)
	}
}

// TypedShortcut implements fyne.Shortcutable: select all; everything else belongs to the window.
func (g *Grid) TypedShortcut(s fyne.Shortcut) {
	if _, ok := s.(*fyne.ShortcutSelectAll); ok {
		g.SelectAll()
		return
	}
	if c, ok := fyne.CurrentApp().Driver().CanvasForObject(g).(fyne.Shortcutable); ok {
		c.TypedShortcut(s)
	}
}

func (g *Grid) open(row int) {
	if g.OnOpen != nil && row >= 0 && row < g.rows() {
		g.OnOpen(row)
	}
}

// MouseIn implements desktop.Hoverable.
func (g *Grid) MouseIn(e *desktop.MouseEvent) { g.MouseMoved(e) }

// MouseMoved implements desktop.Hoverable.
func (g *Grid) MouseMoved(e *desktop.MouseEvent) {
	if e.Position.Y < g.headHeight() && g.edgeAt(e.Position.X) >= 0 {
		g.cursor = desktop.HResizeCursor
	} else {
		g.cursor = desktop.DefaultCursor
	}
	row := g.rowAt(e.Position.Y)
	if e.Position.X > g.Size().Width-gridBar {
		row = -1
	}
	if row != g.hover {
		g.hover = row
		g.paintSoon()
	}
}

// MouseOut implements desktop.Hoverable.
func (g *Grid) MouseOut() {
	g.cursor, g.hover = desktop.DefaultCursor, -1
	g.paintSoon()
}

// Cursor implements desktop.Cursorable.
func (g *Grid) Cursor() desktop.Cursor { return g.cursor }

// MouseDown implements desktop.Mouseable.
func (g *Grid) MouseDown(e *desktop.MouseEvent) {
	g.Focus()
	x, y := e.Position.X, e.Position.Y
	switch {
	case y < g.headHeight():
		g.dragCol = g.edgeAt(x)
	case x > g.Size().Width-gridBar:
		g.takeThumb(y - g.headHeight())
	default:
		g.pressRow(g.rowAt(y), x, e)
	}
}

func (g *Grid) pressRow(row int, x float32, e *desktop.MouseEvent) {
	if row < 0 {
		return
	}
	g.cur = row
	switch {
	case e.Button == desktop.MouseButtonSecondary:
	case e.Modifier&fyne.KeyModifierShift != 0:
		g.selectRange(g.anchor, row)
	case e.Modifier&fyne.KeyModifierShortcutDefault != 0, !g.NoChecks && x < g.checkWidth():
		g.anchor = row
		g.Select(row, !g.Selected(row))
	default:
		g.anchor = row
	}
	g.paint()
	if g.OnCursor != nil {
		g.OnCursor(row)
	}
}

// MouseUp implements desktop.Mouseable.
func (g *Grid) MouseUp(e *desktop.MouseEvent) {
	x, y := e.Position.X, e.Position.Y
	if y >= 0 && y < g.headHeight() && g.dragCol < 0 && !g.dragThumb && e.Button == desktop.MouseButtonPrimary {
		if x < g.checkWidth() && !g.NoChecks {
			g.setAll(g.SelectedCount() < g.rows())
		} else if c := g.columnAt(x); c >= 0 {
			g.sortBy(c)
		}
	}
	g.dragThumb = false
}

func (g *Grid) sortBy(col int) {
	key := g.cols[col].Key
	if key == "" {
		return
	}
	g.desc = key == g.sortKey && !g.desc
	g.sortKey = key
	g.cur, g.anchor, g.top = 0, 0, 0
	if g.OnSort != nil {
		g.OnSort(key, g.desc)
	}
	g.Refresh()
}

// Dragged implements fyne.Draggable: a column edge or the scroll bar.
func (g *Grid) Dragged(e *fyne.DragEvent) {
	switch {
	case g.dragThumb:
		g.moveThumb(e.Position.Y - g.headHeight() - g.grip)
	case g.dragCol >= 0:
		g.widen(g.dragCol, e.Dragged.DX)
	}
}

// DragEnd implements fyne.Draggable.
func (g *Grid) DragEnd() { g.dragCol, g.dragThumb = -1, false }

// thumb is the place and length of the scroll bar's thumb in the body.
func (g *Grid) thumb() (at, length float32) {
	n, body := float64(g.rows()), g.bodyHeight()
	if n == 0 || g.maxTop() == 0 {
		return 0, body
	}
	length = max(28, float32(g.visibleRows()/n)*body)
	return float32(g.top/g.maxTop()) * (body - length), length
}

func (g *Grid) takeThumb(y float32) {
	g.dragThumb = true
	at, length := g.thumb()
	if y < at || y > at+length {
		g.grip = length / 2
		g.moveThumb(y - g.grip)
		return
	}
	g.grip = y - at
}

func (g *Grid) moveThumb(at float32) {
	_, length := g.thumb()
	if way := g.bodyHeight() - length; way > 0 {
		g.setTop(float64(at/way) * g.maxTop())
	}
}

// DoubleTapped implements fyne.DoubleTappable.
func (g *Grid) DoubleTapped(e *fyne.PointEvent) {
	if e.Position.X >= g.checkWidth() && e.Position.X < g.Size().Width-gridBar {
		g.open(g.rowAt(e.Position.Y))
	}
}

// TappedSecondary implements fyne.SecondaryTappable.
func (g *Grid) TappedSecondary(e *fyne.PointEvent) {
	g.menuOf(g.rowAt(e.Position.Y), e.AbsolutePosition)
}

// menuOfCurrent opens the menu of the current row with the keyboard.
func (g *Grid) menuOfCurrent() {
	if row := g.Current(); row >= 0 {
		g.SetCurrent(row)
		g.menuOf(row, fyne.CurrentApp().Driver().AbsolutePositionForObject(g).Add(g.RowPosition(row)))
	}
}

func (g *Grid) menuOf(row int, at fyne.Position) {
	if row < 0 || g.OnMenu == nil {
		return
	}
	items := g.OnMenu(row)
	c := fyne.CurrentApp().Driver().CanvasForObject(g)
	if len(items) == 0 || c == nil {
		return
	}
	PopUp(c, items, at)
}
