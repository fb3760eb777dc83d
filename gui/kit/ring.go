package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
)

// ringed is the renderer of a widget of Fyne's with a ring of ours, which says that it has the focus: Fyne's change of the ground alone
// is not seen on a ground that is coloured already, nor by everybody.
type ringed struct {
	fyne.WidgetRenderer
	of    fyne.Widget
	ring  *canvas.Rectangle
	inset float32
	// look is how the ring is drawn now; with no width it is not.
	look func() (color fyne.ThemeColorName, width float32)
}

func newRinged(of fyne.Widget, in fyne.WidgetRenderer, inset float32, look func() (fyne.ThemeColorName, float32)) *ringed {
	r := &ringed{WidgetRenderer: in, of: of, ring: canvas.NewRectangle(nil), inset: inset, look: look}
	r.paint()
	return r
}

func (r *ringed) Objects() []fyne.CanvasObject { return append(r.WidgetRenderer.Objects(), r.ring) }

func (r *ringed) Layout(s fyne.Size) {
	r.WidgetRenderer.Layout(s)
	r.ring.Move(fyne.NewSquareOffsetPos(r.inset))
	r.ring.Resize(s.SubtractWidthHeight(2*r.inset, 2*r.inset))
}

func (r *ringed) Refresh() {
	r.paint()
	r.WidgetRenderer.Refresh()
}

func (r *ringed) paint() {
	color, width := r.look()
	r.ring.StrokeColor, r.ring.StrokeWidth = theme.ColorForWidget(color, r.of), width
	r.ring.CornerRadius = theme.SizeForWidget(theme.SizeNameInputRadius, r.of) - r.inset
	Show(r.ring, width > 0)
}
