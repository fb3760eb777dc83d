package kit

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// span is one part of a bar: its share of the whole and its colour.
type span struct {
	share   float64
	color   fyne.ThemeColorName
	outline bool // drawn as a frame
	gap     bool // room that stays empty
}

// bar is a horizontal bar of coloured parts on a track.
type bar struct {
	widget.BaseWidget
	height float32
	spans  []span
}

func newBar(height float32) *bar {
	b := &bar{height: height}
	b.ExtendBaseWidget(b)
	return b
}

func (b *bar) set(spans ...span) {
	if !slices.Equal(spans, b.spans) {
		b.spans = spans
		b.Refresh()
	}
}

// CreateRenderer implements fyne.Widget.
func (b *bar) CreateRenderer() fyne.WidgetRenderer {
	r := &barRenderer{b: b, track: canvas.NewRectangle(nil)}
	r.Refresh()
	return r
}

type barRenderer struct {
	b     *bar
	track *canvas.Rectangle
	parts []*canvas.Rectangle
}

func (r *barRenderer) Destroy()           {}
func (r *barRenderer) MinSize() fyne.Size { return fyne.NewSize(40, r.b.height) }
func (r *barRenderer) Objects() []fyne.CanvasObject {
	o := []fyne.CanvasObject{r.track}
	for _, p := range r.parts {
		o = append(o, p)
	}
	return o
}

func (r *barRenderer) Layout(s fyne.Size) {
	h := r.b.height
	y := (s.Height - h) / 2
	r.track.Move(fyne.NewPos(0, y))
	r.track.Resize(fyne.NewSize(s.Width, h))
	drawn := 0
	for _, p := range r.b.spans {
		if p.share > 0 && !p.gap {
			drawn++
		}
	}
	x := float32(0)
	for i, p := range r.b.spans {
		part := r.parts[i]
		if p.gap {
			part.Hide()
			x += float32(min(max(p.share, 0), 1)) * s.Width
			continue
		}
		if p.share <= 0 {
			part.Hide()
			continue
		}
		// Whatever is not nothing can be seen, however small its share.
		w := min(max(float32(min(p.share, 1))*s.Width, h), s.Width-x)
		if p.outline {
			w = s.Width - x
		}
		part.Show()
		part.Move(fyne.NewPos(x, y))
		part.Resize(fyne.NewSize(max(0, w-1), h))
		if drawn == 1 {
			part.CornerRadius = h / 2
		} else {
			part.CornerRadius = 2
		}
		x += w
	}
}

func (r *barRenderer) Refresh() {
	r.track.FillColor = theme.ColorForWidget(ColorTrack, r.b)
	r.track.CornerRadius = r.b.height / 2
	for len(r.parts) < len(r.b.spans) {
		r.parts = append(r.parts, canvas.NewRectangle(nil))
	}
	r.parts = r.parts[:len(r.b.spans)]
	for i, p := range r.b.spans {
		part := r.parts[i]
		part.FillColor, part.StrokeWidth = theme.ColorForWidget(p.color, r.b), 0
		if p.outline {
			part.FillColor = theme.ColorForWidget(ColorCard, r.b)
			part.StrokeColor, part.StrokeWidth = theme.ColorForWidget(p.color, r.b), 1
		}
	}
	r.Layout(r.b.Size())
	canvas.Refresh(r.b)
}
