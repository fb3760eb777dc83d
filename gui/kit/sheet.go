package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
)

// sheet is a filled rectangle in one opaque colour, with round corners or without. Where the processor makes the picture, the
// shaders of rectangles are dear, above all that of round corners: one over the whole window costs 7 ms, with round corners 11.
// A large sheet is therefore a thick line, which costs 1, with small rectangles along its rim, so that its edges are exact.
type sheet struct {
	core                     *canvas.Line // nil when only the rim is seen
	top, bottom, left, right *canvas.Rectangle
}

const (
	sheetRim  = 3 // of the rim, where there are no round corners
	largeSide = 4 * sheetRim
	largeArea = 150 * 150 // smaller ones are not worth five objects
)

func newSheet() *sheet {
	s := newRim()
	s.core = canvas.NewLine(nil)
	return s
}

// newRim makes a sheet of which another one covers all but the rim.
func newRim() *sheet {
	s := &sheet{}
	for _, r := range []**canvas.Rectangle{&s.top, &s.bottom, &s.left, &s.right} {
		*r = canvas.NewRectangle(nil)
	}
	return s
}

func (s *sheet) objects() []fyne.CanvasObject {
	rim := []fyne.CanvasObject{s.top, s.bottom, s.left, s.right}
	if s.core == nil {
		return rim
	}
	return append([]fyne.CanvasObject{s.core}, rim...)
}

// paint changes the colour.
func (s *sheet) paint(c color.Color) {
	if s.core != nil {
		s.core.StrokeColor = c
	}
	for _, r := range []*canvas.Rectangle{s.top, s.bottom, s.left, s.right} {
		r.FillColor = c
	}
}

// lay gives the sheet its place.
func (s *sheet) lay(at fyne.Position, size fyne.Size, radius float32) {
	rim := max(radius, sheetRim)
	large := min(size.Width, size.Height) > 2*rim+largeSide && size.Width*size.Height > largeArea
	for _, o := range s.objects() {
		if o == s.top || large {
			o.Show()
		} else {
			o.Hide()
		}
	}
	s.top.CornerRadius, s.top.TopLeftCornerRadius, s.top.TopRightCornerRadius = radius, 0, 0
	s.top.Move(at)
	if !large {
		s.top.Resize(size)
		return
	}
	s.top.CornerRadius, s.top.TopLeftCornerRadius, s.top.TopRightCornerRadius = 0, radius, radius
	s.bottom.BottomLeftCornerRadius, s.bottom.BottomRightCornerRadius = radius, radius
	s.top.Resize(fyne.NewSize(size.Width, rim))
	s.bottom.Move(at.AddXY(0, size.Height-rim))
	s.bottom.Resize(fyne.NewSize(size.Width, rim))
	side := fyne.NewSize(sheetRim, size.Height-2*rim)
	s.left.Move(at.AddXY(0, rim))
	s.left.Resize(side)
	s.right.Move(at.AddXY(size.Width-sheetRim, rim))
	s.right.Resize(side)
	if s.core == nil {
		return
	}
	// It reaches one pixel under the rim, so that there is no gap however positions are rounded; and it goes from the top to
	// the bottom, because a page that scrolls leaves out what is above and below by where it begins and ends.
	s.core.StrokeWidth = size.Width - 2*(sheetRim-1)
	middle := at.X + size.Width/2
	s.core.Position1, s.core.Position2 = fyne.NewPos(middle, at.Y+rim-1), fyne.NewPos(middle, at.Y+size.Height-rim+1)
}

// opaque says whether nothing shines through a colour.
func opaque(c color.Color) bool {
	if c == nil {
		return false
	}
	_, _, _, a := c.RGBA()
	return a == 0xffff
}
