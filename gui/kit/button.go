package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
	tooltips "github.com/dweymouth/fyne-tooltip"
	tooltip "github.com/dweymouth/fyne-tooltip/widget"
)

// Button is a button that may have a tooltip (SetToolTip). With the keyboard Space or Enter presses it; other keys are the
// window's, so that Escape closes the dialog it stands in.
type Button struct {
	tooltip.Button
	focused bool
}

func newButton(label string, icon fyne.Resource, tapped func(), i widget.Importance) *Button {
	b := &Button{}
	b.Text, b.Icon, b.OnTapped, b.Importance = label, icon, tapped, i
	b.ExtendBaseWidget(b)
	return b
}

// TypedKey implements fyne.Focusable. A button that is pressed with the keyboard keeps the focus, so that Tab goes on from there, also
// after the dialog that it opens; pressed with the pointer it has none.
func (b *Button) TypedKey(k *fyne.KeyEvent) {
	if !Presses(k, b.press) {
		PassOn(b, k)
	}
}

// TypedRune implements fyne.Focusable.
func (b *Button) TypedRune(r rune) { PressesRune(r, b.press) }

func (b *Button) press() {
	if b.OnTapped != nil && !b.Disabled() && wayInWindow(b) != nil { // it may have been replaced while it had the focus
		b.OnTapped()
	}
}

// FocusGained implements fyne.Focusable.
func (b *Button) FocusGained() {
	b.focused = true
	b.Button.FocusGained()
	reveal(b)
}

// FocusLost implements fyne.Focusable.
func (b *Button) FocusLost() {
	b.focused = false
	b.Button.FocusLost()
}

// CreateRenderer implements fyne.Widget.
func (b *Button) CreateRenderer() fyne.WidgetRenderer {
	const inset = 2
	return newRinged(b, b.Button.CreateRenderer(), inset, b.ring)
}

func (b *Button) ring() (fyne.ThemeColorName, float32) {
	width := float32(0)
	if b.focused && !b.Disabled() {
		width = 2
	}
	switch b.Importance {
	case widget.HighImportance:
		return theme.ColorNameForegroundOnPrimary, width
	case widget.DangerImportance:
		return theme.ColorNameForegroundOnError, width
	}
	return theme.ColorNamePrimary, width
}

// Primary is the one main button of a page or dialog. The icon may be nil.
func Primary(label string, icon fyne.Resource, tapped func()) *Button {
	return newButton(label, icon, tapped, widget.HighImportance)
}

// Secondary is an ordinary button.
func Secondary(label string, icon fyne.Resource, tapped func()) *Button {
	return newButton(label, icon, tapped, widget.MediumImportance)
}

// Quiet is a button without a ground, for what is seldom wanted.
func Quiet(label string, icon fyne.Resource, tapped func()) *Button {
	return newButton(label, icon, tapped, widget.LowImportance)
}

// Danger is a button for what cannot be undone.
func Danger(label string, icon fyne.Resource, tapped func()) *Button {
	return newButton(label, icon, tapped, widget.DangerImportance)
}

// IconButton is a button with a picture only; the tooltip says what it does.
func IconButton(icon fyne.Resource, tip string, tapped func()) *Button {
	b := newButton("", icon, tapped, widget.LowImportance)
	b.SetToolTip(tip)
	return b
}

// WithTooltips lays the layer for tooltips over the content of a window.
func WithTooltips(content fyne.CanvasObject, c fyne.Canvas) fyne.CanvasObject {
	return tooltips.AddWindowToolTipLayer(content, c)
}

// Enable enables or disables a button or field.
func Enable(d fyne.Disableable, on bool) {
	if on == !d.Disabled() {
		return
	}
	if on {
		d.Enable()
	} else {
		d.Disable()
	}
}

// Show shows or hides an object.
func Show(o fyne.CanvasObject, on bool) {
	switch {
	case on == o.Visible():
	case on:
		o.Show()
	default:
		o.Hide()
	}
}
