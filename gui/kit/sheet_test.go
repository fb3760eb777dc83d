package kit

import (
	"image/color"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/software"
	"fyne.io/fyne/v2/test"
)

// A sheet looks like one rectangle whatever its size and place are: no gap between its parts, nothing beside it.
func TestSheetLooksLikeARectangle(t *testing.T) {
	test.NewTempApp(t)
	ink := color.NRGBA{0x1f, 0x6f, 0x45, 0xff}
	for _, size := range []fyne.Size{{Width: 40, Height: 12}, {Width: 5, Height: 200}, {Width: 200, Height: 160}, {Width: 301, Height: 177}, {Width: 250.4, Height: 199.6}} {
		for _, radius := range []float32{0, 7, 10} {
			for _, at := range []fyne.Position{{X: 10, Y: 10}, {X: 13.3, Y: 7.5}} {
				s := newSheet()
				s.paint(ink)
				s.lay(at, size, radius)
				r := canvas.NewRectangle(ink)
				r.CornerRadius = radius
				r.Move(at)
				r.Resize(size)
				if n := differing(t, container.NewWithoutLayout(s.objects()...), container.NewWithoutLayout(r)); n > 0 {
					t.Errorf("%v at %v with corners of %v: %d pixels differ", size, at, radius, n)
				}
			}
		}
	}
}

// differing counts the pixels in which two pictures differ by more than the softness of an edge.
func differing(t *testing.T, a, b fyne.CanvasObject) (n int) {
	t.Helper()
	const side, soft = 360, 0x3000
	var pictures [2]interface{ At(x, y int) color.Color }
	for i, o := range []fyne.CanvasObject{a, b} {
		c := software.NewCanvas()
		c.SetPadded(false)
		c.SetContent(o)
		c.Resize(fyne.NewSquareSize(side))
		pictures[i] = c.Capture()
	}
	for y := range side {
		for x := range side {
			r1, g1, b1, _ := pictures[0].At(x, y).RGBA()
			r2, g2, b2, _ := pictures[1].At(x, y).RGBA()
			for _, d := range []int{int(r1) - int(r2), int(g1) - int(g2), int(b1) - int(b2)} {
				if d > soft || d < -soft {
					n++
					break
				}
			}
		}
	}
	return n
}
