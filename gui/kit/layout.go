package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"
)

// The steps of space. Everything in the window is apart by one of these.
const (
	SpaceXS float32 = 4
	SpaceS  float32 = 8
	SpaceM  float32 = 16
	SpaceL  float32 = 24
)

// Grower marks an object that takes the room left over in a Row or Column.
type Grower struct{ box }

// Grow lets an object take the room left over in a Row (its width) or in a Column (its height).
func Grow(o fyne.CanvasObject) fyne.CanvasObject {
	g := &Grower{}
	g.fillWith(g, container.NewStack(o))
	return g
}

// Fill is empty room that pushes the rest of a Row or Column to the other end.
func Fill() fyne.CanvasObject { return Grow(layout.NewSpacer()) }

// Column puts objects below each other. Text that wraps gets the height its width needs.
func Column(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&lineLayout{gap: gap, vertical: true}, objects...)
}

// Row puts objects beside each other, centred on one line.
func Row(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&lineLayout{gap: gap}, objects...)
}

// RowTop is a Row whose objects hang from the top and fill the height.
func RowTop(gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&lineLayout{gap: gap, top: true}, objects...)
}

type lineLayout struct {
	gap           float32
	vertical, top bool
}

func (l *lineLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var along, across float32
	n := 0
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		n++
		m := o.MinSize()
		if l.vertical {
			along, across = along+m.Height, max(across, m.Width)
		} else {
			along, across = along+m.Width, max(across, m.Height)
		}
	}
	along += l.gap * float32(max(0, n-1))
	if l.vertical {
		return fyne.NewSize(across, along)
	}
	return fyne.NewSize(along, across)
}

func (l *lineLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	var growers float32
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		if _, ok := o.(*Grower); ok {
			growers++
		}
		if l.vertical && o.Size().Width != size.Width {
			// The width first: the height of text depends on it.
			o.Resize(fyne.NewSize(size.Width, o.MinSize().Height))
		}
	}
	least := l.MinSize(objects)
	room := size.Width - least.Width
	if l.vertical {
		room = size.Height - least.Height
	}
	share := float32(0)
	if growers > 0 {
		share = room / growers
	}
	at := float32(0)
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		m := o.MinSize()
		along := m.Width
		if l.vertical {
			along = m.Height
		}
		if _, ok := o.(*Grower); ok {
			along = max(0, along+share)
		}
		switch {
		case l.vertical:
			o.Move(fyne.NewPos(0, at))
			o.Resize(fyne.NewSize(size.Width, along))
		case l.top:
			o.Move(fyne.NewPos(at, 0))
			o.Resize(fyne.NewSize(along, size.Height))
		default:
			o.Move(fyne.NewPos(at, (size.Height-m.Height)/2))
			o.Resize(fyne.NewSize(along, m.Height))
		}
		at += along + l.gap
	}
}

// Tiles puts objects of equal width beside each other, as many as have at least the given width, and wraps.
func Tiles(least, gap float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&tileLayout{least: least, gap: gap}, objects...)
}

type tileLayout struct{ least, gap, width float32 }

func (l *tileLayout) columns(n int) int {
	if l.width <= 0 {
		return max(1, n)
	}
	return max(1, min(n, int((l.width+l.gap)/(l.least+l.gap))))
}

func (l *tileLayout) rows(objects []fyne.CanvasObject) (heights []float32, columns int) {
	shown := 0
	for _, o := range objects {
		if o.Visible() {
			shown++
		}
	}
	columns = l.columns(shown)
	i := 0
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		if i%columns == 0 {
			heights = append(heights, 0)
		}
		heights[len(heights)-1] = max(heights[len(heights)-1], o.MinSize().Height)
		i++
	}
	return heights, columns
}

func (l *tileLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	heights, _ := l.rows(objects)
	h := l.gap * float32(max(0, len(heights)-1))
	for _, x := range heights {
		h += x
	}
	return fyne.NewSize(l.least, h)
}

func (l *tileLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	_, columns := l.rows(objects)
	w := (size.Width - l.gap*float32(columns-1)) / float32(columns)
	for _, o := range objects {
		if o.Visible() && o.Size().Width != w {
			o.Resize(fyne.NewSize(w, o.MinSize().Height))
		}
	}
	heights, _ := l.rows(objects)
	i, y := 0, float32(0)
	for _, o := range objects {
		if !o.Visible() {
			continue
		}
		row, column := i/columns, i%columns
		if column == 0 && row > 0 {
			y += heights[row-1] + l.gap
		}
		o.Move(fyne.NewPos(float32(column)*(w+l.gap), y))
		o.Resize(fyne.NewSize(w, heights[row]))
		i++
	}
}

// Pad puts room around an object.
func Pad(room float32, o fyne.CanvasObject) *fyne.Container {
	return container.New(layout.NewCustomPaddedLayout(room, room, room, room), o)
}

// PadXY puts room beside and above and below an object.
func PadXY(x, y float32, o fyne.CanvasObject) *fyne.Container {
	return container.New(layout.NewCustomPaddedLayout(y, y, x, x), o)
}

// AtLeast gives an object a least size.
func AtLeast(w, h float32, o fyne.CanvasObject) *fyne.Container {
	return container.New(leastLayout{fyne.NewSize(w, h)}, o)
}

type leastLayout struct{ least fyne.Size }

func (l leastLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	s := l.least
	for _, o := range objects {
		s = s.Max(o.MinSize())
	}
	return s
}

func (l leastLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for _, o := range objects {
		o.Move(fyne.NewPos(0, 0))
		o.Resize(size)
	}
}

// PageBody is the frame of a page: its header stays, its body scrolls. All pages use it, so that all have the same margins.
func PageBody(header fyne.CanvasObject, body fyne.CanvasObject) fyne.CanvasObject {
	return Between(PadXY(SpaceL, 0, header), nil, container.NewVScroll(container.New(layout.NewCustomPaddedLayout(2, SpaceL, SpaceL, SpaceL), body)))
}

// Between puts a body between what is above and below it, either of which may be nil. Tab goes through them in this order, the
// one in which they are read; a Border of Fyne's begins with the body.
func Between(above, below, body fyne.CanvasObject) *fyne.Container {
	c := container.New(betweenLayout{above, below})
	for _, o := range []fyne.CanvasObject{above, body, below} {
		if o != nil {
			c.Add(o)
		}
	}
	return c
}

// betweenLayout is a border whose parts know their width before they are asked how high they are.
type betweenLayout struct{ above, below fyne.CanvasObject }

func (l betweenLayout) border() fyne.Layout {
	return layout.NewBorderLayout(l.above, l.below, nil, nil)
}

func (l betweenLayout) MinSize(o []fyne.CanvasObject) fyne.Size { return l.border().MinSize(o) }

func (l betweenLayout) Layout(o []fyne.CanvasObject, s fyne.Size) {
	for _, edge := range []fyne.CanvasObject{l.above, l.below} {
		if edge != nil && edge.Visible() && edge.Size().Width != s.Width {
			edge.Resize(fyne.NewSize(s.Width, edge.MinSize().Height))
		}
	}
	l.border().Layout(o, s)
}

// PageFill is the frame of a page whose body takes all the room and scrolls by itself, as a Grid does.
func PageFill(header fyne.CanvasObject, body fyne.CanvasObject) fyne.CanvasObject {
	return Between(PadXY(SpaceL, 0, header), nil, container.New(layout.NewCustomPaddedLayout(0, SpaceM, SpaceL, SpaceL), body))
}

// Rule is a hairline.
func Rule() fyne.CanvasObject { return widget.NewSeparator() }
