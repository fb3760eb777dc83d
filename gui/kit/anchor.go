package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// anchor is a place, not to be seen, from which the focus goes on to what follows it. Tab passes it by.
type anchor struct {
	widget.BaseWidget
	open bool
}

func newAnchor() *anchor {
	a := &anchor{}
	a.ExtendBaseWidget(a)
	return a
}

// next puts the focus on the first thing after the anchor that can have it.
func (a *anchor) next(c fyne.Canvas) {
	a.open = true
	c.Focus(a)
	c.FocusNext()
	a.open = false
}

// CreateRenderer implements fyne.Widget.
func (*anchor) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(&fyne.Container{})
}

// Disabled implements fyne.Disableable: what is disabled cannot have the focus.
func (a *anchor) Disabled() bool { return !a.open }

// Disable implements fyne.Disableable.
func (*anchor) Disable() {}

// Enable implements fyne.Disableable.
func (*anchor) Enable() {}

// FocusGained implements fyne.Focusable.
func (*anchor) FocusGained() {}

// FocusLost implements fyne.Focusable.
func (*anchor) FocusLost() {}

// TypedRune implements fyne.Focusable.
func (*anchor) TypedRune(rune) {}

// TypedKey implements fyne.Focusable.
func (*anchor) TypedKey(*fyne.KeyEvent) {}
