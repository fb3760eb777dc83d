package kit

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
)

// Toasts is the layer of short messages at the bottom of the window. They go by themselves; a click on Undo takes back what
// they tell.
type Toasts struct {
	box
	do    Dispatcher
	stack *fyne.Container
}

// NewToasts makes the layer; lay it over the content of the window.
func NewToasts(do Dispatcher) *Toasts {
	t := &Toasts{do: do, stack: Column(SpaceS)}
	t.fillWith(t, container.New(&cornerLayout{}, t.stack))
	return t
}

// Say shows a message. Undo may be nil.
func (t *Toasts) Say(text string, undo func()) {
	stay := 5 * time.Second
	parts := []fyne.CanvasObject{sized(18, theme.NewColoredResource(IconTick, ColorSent)), Grow(Line(text))}
	var toast *fyne.Container
	gone := func() {
		t.stack.Remove(toast)
		t.Refresh()
	}
	if undo != nil {
		stay = 10 * time.Second
		parts = append(parts, Quiet(T("Undo"), theme.ContentUndoIcon(), func() { gone(); undo() }))
	}
	parts = append(parts, IconButton(theme.CancelIcon(), T("Close"), gone))
	toast = container.NewStack(NewSurface(theme.ColorNameMenuBackground, theme.ColorNameInputBorder, 8), PadXY(SpaceM, SpaceXS, Row(SpaceS, parts...)))
	if len(t.stack.Objects) > 2 {
		t.stack.Remove(t.stack.Objects[0])
	}
	t.stack.Add(toast)
	t.Refresh()
	time.AfterFunc(stay, func() { t.do(gone) })
}

// cornerLayout keeps the messages at the bottom in the middle, as small as they are.
type cornerLayout struct{}

func (cornerLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(0, 0) }

func (cornerLayout) Layout(o []fyne.CanvasObject, s fyne.Size) {
	m := o[0].MinSize()
	o[0].Resize(m)
	o[0].Move(fyne.NewPos((s.Width-m.Width)/2, s.Height-m.Height-SpaceL))
}
