package kit

import (
	"slices"
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
	backs []*back // of the messages that are shown and can be taken back, the newest last
}

// back takes back what a message tells.
type back struct{ do func() }

// NewToasts makes the layer; lay it over the content of the window.
func NewToasts(do Dispatcher) *Toasts {
	t := &Toasts{do: do, stack: Column(SpaceS)}
	t.fillWith(t, container.New(&cornerLayout{}, t.stack))
	return t
}

// Say shows a message. Undo may be nil.
func (t *Toasts) Say(text string, undo func()) {
	stay := 5 * time.Second
	parts := []fyne.CanvasObject{sized(18, theme.NewColoredResource(IconTick, ColorSent)), Grow(said(text))}
	var toast *fyne.Container
	way := &back{}
	gone := func() {
		t.stack.Remove(toast)
		t.backs = slices.DeleteFunc(t.backs, func(b *back) bool { return b == way })
		t.Refresh()
	}
	if undo != nil {
		stay = 10 * time.Second
		way.do = func() { gone(); undo() }
		t.backs = append(t.backs, way)
		button := Quiet(T("Undo"), theme.ContentUndoIcon(), way.do)
		button.SetToolTip(T("Ctrl+Z"))
		parts = append(parts, button)
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

// said is a message: a line, or where that is too long, several.
func said(text string) fyne.CanvasObject {
	const most = 440 // beside a button there is room for it on the page of the smallest window
	line := Line(text)
	if line.MinSize().Width <= most {
		return line
	}
	several := Sentence(text)
	several.Resize(fyne.NewSize(most, 0)) // so that it knows its height
	return AtLeast(most, 0, several)
}

// Undo takes back what the newest message tells that can be, as its button does; false when there is none.
func (t *Toasts) Undo() bool {
	if len(t.backs) == 0 {
		return false
	}
	t.backs[len(t.backs)-1].do()
	return true
}

// cornerLayout keeps the messages at the bottom in the middle, as small as they are.
type cornerLayout struct{}

func (cornerLayout) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(0, 0) }

func (cornerLayout) Layout(o []fyne.CanvasObject, s fyne.Size) {
	m := o[0].MinSize()
	o[0].Resize(m)
	o[0].Move(fyne.NewPos((s.Width-m.Width)/2, s.Height-m.Height-SpaceL))
}
