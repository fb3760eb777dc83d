package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// box is what pieces made of other pieces are built on. Fyne draws widgets and plain containers only, so a struct that embeds a
// container would stay invisible.
type box struct {
	widget.BaseWidget
	inner *fyne.Container
}

// fillWith makes self, which embeds the box, a widget that shows inner.
func (b *box) fillWith(self fyne.Widget, inner *fyne.Container) {
	b.inner = inner
	b.ExtendBaseWidget(self)
}

// CreateRenderer implements fyne.Widget.
func (b *box) CreateRenderer() fyne.WidgetRenderer { return &boxRenderer{b} }

type boxRenderer struct{ b *box }

func (r *boxRenderer) Destroy()                     {}
func (r *boxRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.b.inner} }
func (r *boxRenderer) MinSize() fyne.Size           { return r.b.inner.MinSize() }
func (r *boxRenderer) Refresh()                     { r.b.inner.Refresh() }

func (r *boxRenderer) Layout(s fyne.Size) {
	r.b.inner.Move(fyne.NewPos(0, 0))
	r.b.inner.Resize(s)
}
