package gui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"evenpost/gui/kit"
)

// navItem is the way to one page: picture, name, perhaps a number that needs attention.
type navItem struct {
	widget.BaseWidget
	id      kit.PageID
	name    string
	icon    fyne.Resource
	tapped  func()
	badge   int
	current bool
	hovered bool
	focused bool
}

var (
	_ fyne.Tappable      = (*navItem)(nil)
	_ fyne.Focusable     = (*navItem)(nil)
	_ desktop.Hoverable  = (*navItem)(nil)
	_ desktop.Cursorable = (*navItem)(nil)
)

func newNavItem(name string, icon fyne.Resource, tapped func()) *navItem {
	n := &navItem{name: name, icon: icon, tapped: tapped}
	n.ExtendBaseWidget(n)
	return n
}

func (n *navItem) setCurrent(on bool) {
	if n.current != on {
		n.current = on
		n.Refresh()
	}
}

func (n *navItem) setBadge(count int) {
	if n.badge != count {
		n.badge = count
		n.Refresh()
	}
}

func (n *navItem) Tapped(*fyne.PointEvent) { n.tapped() }

func (n *navItem) FocusGained()     { n.focused = true; n.Refresh() }
func (n *navItem) FocusLost()       { n.focused = false; n.Refresh() }
func (n *navItem) TypedRune(r rune) { kit.PressesRune(r, n.tapped) }

func (n *navItem) TypedKey(e *fyne.KeyEvent) {
	if !kit.Presses(e, n.tapped) {
		kit.PassOn(n, e)
	}
}

func (n *navItem) MouseIn(*desktop.MouseEvent)    { n.hovered = true; n.Refresh() }
func (n *navItem) MouseMoved(*desktop.MouseEvent) {}
func (n *navItem) MouseOut()                      { n.hovered = false; n.Refresh() }
func (n *navItem) Cursor() desktop.Cursor         { return desktop.PointerCursor }

func (n *navItem) CreateRenderer() fyne.WidgetRenderer {
	r := &navRenderer{
		n: n, ground: canvas.NewRectangle(nil), mark: canvas.NewRectangle(nil), icon: widget.NewIcon(nil),
		text: canvas.NewText(n.name, nil), badge: canvas.NewRectangle(nil), count: canvas.NewText("", nil),
	}
	r.ground.CornerRadius, r.mark.CornerRadius, r.badge.CornerRadius = 7, 2, 9
	r.count.TextStyle.Bold, r.count.Alignment = true, fyne.TextAlignCenter
	r.Refresh()
	return r
}

type navRenderer struct {
	n           *navItem
	ground      *canvas.Rectangle
	mark, badge *canvas.Rectangle
	icon        *widget.Icon
	text, count *canvas.Text
	iconColor   fyne.ThemeColorName
}

func (r *navRenderer) Destroy() {}

func (r *navRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.ground, r.mark, r.icon, r.text, r.badge, r.count}
}

func (r *navRenderer) MinSize() fyne.Size {
	return fyne.NewSize(150, max(36, fyne.MeasureText("X", theme.SizeForWidget(theme.SizeNameText, r.n), fyne.TextStyle{}).Height+14))
}

func (r *navRenderer) Layout(s fyne.Size) {
	r.ground.Resize(s)
	r.mark.Move(fyne.NewPos(0, 9))
	r.mark.Resize(fyne.NewSize(3, s.Height-18))
	r.icon.Move(fyne.NewPos(13, (s.Height-20)/2))
	r.icon.Resize(fyne.NewSquareSize(20))
	r.text.Move(fyne.NewPos(44, 0))
	r.text.Resize(fyne.NewSize(s.Width-44, s.Height))
	w := max(24, r.count.MinSize().Width+12)
	r.badge.Move(fyne.NewPos(s.Width-w-8, (s.Height-18)/2))
	r.badge.Resize(fyne.NewSize(w, 18))
	r.count.Move(fyne.NewPos(s.Width-w-8, 0))
	r.count.Resize(fyne.NewSize(w, s.Height))
}

func (r *navRenderer) Refresh() {
	n := r.n
	in := func(name fyne.ThemeColorName) { r.text.Color = theme.ColorForWidget(name, n) }
	r.ground.FillColor, r.ground.StrokeWidth = theme.ColorForWidget(kit.ColorClear, n), 0
	iconColor := kit.ColorMuted
	in(theme.ColorNameForeground)
	r.mark.Hide()
	switch {
	case n.current:
		r.ground.FillColor = theme.ColorForWidget(theme.ColorNameSelection, n)
		iconColor = theme.ColorNamePrimary
		r.mark.Show()
	case n.hovered:
		r.ground.FillColor = theme.ColorForWidget(theme.ColorNameHover, n)
	}
	if n.focused {
		r.ground.StrokeColor, r.ground.StrokeWidth = theme.ColorForWidget(theme.ColorNamePrimary, n), 1
	}
	r.mark.FillColor = theme.ColorForWidget(theme.ColorNamePrimary, n)
	r.text.TextSize = theme.SizeForWidget(theme.SizeNameText, n)
	r.text.TextStyle.Bold = n.current
	if r.iconColor != iconColor { // a resource that is set is drawn anew, also when it is the same
		r.iconColor = iconColor
		r.icon.SetResource(theme.NewColoredResource(n.icon, iconColor))
	}
	r.count.TextSize = theme.SizeForWidget(kit.SizeSmall, n)
	r.count.Text = kit.Number(n.badge)
	r.count.Color = theme.ColorForWidget(theme.ColorNameForegroundOnError, n)
	r.badge.FillColor = theme.ColorForWidget(theme.ColorNameError, n)
	if n.badge > 0 {
		r.badge.Show()
		r.count.Show()
	} else {
		r.badge.Hide()
		r.count.Hide()
	}
	r.Layout(n.Size())
	canvas.Refresh(n)
}
