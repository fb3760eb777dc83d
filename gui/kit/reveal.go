package kit

import (
	"reflect"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// Fyne moves the focus with Tab and does not scroll along, and has no way up from an object to what it stands in. Here the way down
// is searched: through containers, through what Fyne wraps things in, and through widgets of ours that say what is inside them.

// Holder is a widget made of other things that can have the focus.
type Holder interface {
	Inside() fyne.CanvasObject
}

// Inside implements Holder.
func (b *box) Inside() fyne.CanvasObject { return b.inner }

// Inside implements Holder.
func (t *Tappable) Inside() fyne.CanvasObject { return t.content }

// parts are the objects directly in another one.
func parts(o fyne.CanvasObject) []fyne.CanvasObject {
	switch o := o.(type) {
	case *fyne.Container:
		return o.Objects
	case Holder:
		return []fyne.CanvasObject{o.Inside()}
	}
	// A scroll, a clip, a pop-up and the overlay it lies on, whose type is Fyne's own, have a field of this name.
	v := reflect.Indirect(reflect.ValueOf(o))
	if v.Kind() != reflect.Struct {
		return nil
	}
	if f := v.FieldByName("Content"); f.IsValid() && f.CanInterface() {
		if inner, ok := f.Interface().(fyne.CanvasObject); ok {
			return []fyne.CanvasObject{inner}
		}
	}
	return nil
}

// wayTo is the way from an object down to another one, both included; nil when it is not seen there.
func wayTo(o, from fyne.CanvasObject) []fyne.CanvasObject {
	if from == nil || !from.Visible() {
		return nil
	}
	if from == o {
		return []fyne.CanvasObject{o}
	}
	for _, part := range parts(from) {
		if way := wayTo(o, part); way != nil {
			return append([]fyne.CanvasObject{from}, way...)
		}
	}
	return nil
}

// wayInWindow is the way from the window, or the dialog on top of it, to an object.
func wayInWindow(o fyne.CanvasObject) []fyne.CanvasObject {
	c := fyne.CurrentApp().Driver().CanvasForObject(o)
	if c == nil {
		return nil
	}
	if top := c.Overlays().Top(); top != nil {
		return wayTo(o, top)
	}
	return wayTo(o, c.Content())
}

// reveal scrolls whatever an object stands in so that it is seen, as when it gets the focus.
func reveal(o fyne.CanvasObject) {
	way := wayInWindow(o)
	at := fyne.Position{}
	for i := len(way) - 2; i >= 0; i-- {
		at = at.Add(way[i+1].Position())
		scroll, ok := way[i].(*container.Scroll)
		if !ok {
			continue
		}
		by := fyne.Position{}
		if scroll.Direction != container.ScrollHorizontalOnly {
			by.Y = beyond(at.Y, o.Size().Height, scroll.Size().Height)
		}
		if scroll.Direction != container.ScrollVerticalOnly {
			by.X = beyond(at.X, o.Size().Width, scroll.Size().Width)
		}
		if by.IsZero() {
			continue
		}
		before := scroll.Offset
		scroll.ScrollToOffset(before.Add(by))
		at = at.Subtract(scroll.Offset.Subtract(before))
	}
}

// beyond is how far something has to be moved back to be seen with a little room; its begin counts when it is larger than the room.
func beyond(at, size, room float32) float32 {
	const margin = SpaceL + SpaceS // the name of a field stands above it
	switch {
	case at < 0 || size > room:
		return at - min(margin, max(0, room-size))
	case at+size > room:
		return min(at+size-room+SpaceM, at)
	}
	return 0
}

// wheelPast lies over a field and takes the turns of the mouse's wheel, so that a page scrolls under it: a field of one line has
// nothing to scroll, and would keep them.
type wheelPast struct {
	box
	field fyne.CanvasObject
	own   *container.Scroll // the field's, which comes first where there is more than is seen
}

// pastWheel is the renderer of a field under a wheelPast.
func pastWheel(field fyne.CanvasObject, in fyne.WidgetRenderer) fyne.WidgetRenderer {
	w := &wheelPast{field: field}
	for _, o := range in.Objects() {
		if s, ok := o.(*container.Scroll); ok {
			w.own = s
		}
	}
	w.fillWith(w, container.NewWithoutLayout())
	return &underWheel{in, w}
}

// Scrolled implements fyne.Scrollable.
func (w *wheelPast) Scrolled(e *fyne.ScrollEvent) {
	if w.own != nil && w.own.Content != nil && w.own.Content.MinSize().Height > w.own.Size().Height+1 {
		w.own.Scrolled(e)
		return
	}
	way := wayInWindow(w.field)
	for i := len(way) - 1; i >= 0; i-- {
		if s, ok := way[i].(fyne.Scrollable); ok {
			s.Scrolled(e)
			return
		}
	}
}

// underWheel is the renderer of a field with a wheelPast over it.
type underWheel struct {
	fyne.WidgetRenderer
	over *wheelPast
}

func (u *underWheel) Objects() []fyne.CanvasObject { return append(u.WidgetRenderer.Objects(), u.over) }

func (u *underWheel) Layout(s fyne.Size) {
	u.WidgetRenderer.Layout(s)
	u.over.Resize(s)
}
