package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// With the keyboard one goes up from the first row into the head of the table: there one chooses a column and sorts by it, as a click
// does, or ticks the box for all rows.

// Where the keyboard is in the head: a column, or one of these.
const (
	notInHead = -2
	headBox   = -1
)

// headStops are the places of the head from left to right.
func (g *Grid) headStops() []int {
	var stops []int
	if !g.NoChecks && g.rows() > 0 {
		stops = append(stops, headBox)
	}
	for i, w := range g.widths() {
		if w > 0 {
			stops = append(stops, i)
		}
	}
	return stops
}

func (g *Grid) enterHead() {
	for _, at := range g.headStops() {
		sorted := at >= 0 && g.cols[at].Key != "" && g.cols[at].Key == g.sortKey
		if g.head < 0 || sorted { // the first column, or the one that is sorted by
			g.head = at
		}
	}
	g.Refresh()
}

func (g *Grid) leaveHead() {
	if g.head != notInHead {
		g.head = notInHead
		g.Refresh()
	}
}

// headKey takes a key while the keyboard is in the head; false for those that mean the rows or the window.
func (g *Grid) headKey(key fyne.KeyName) bool {
	const step = 16 // of a width
	switch key {
	case fyne.KeyLeft, fyne.KeyRight:
		by := 1
		if key == fyne.KeyLeft {
			by = -1
		}
		if g.shift && g.head >= 0 {
			g.widen(g.head, float32(by*step))
			return true
		}
		g.headStep(by)
	case fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter:
		if g.head == headBox {
			g.setAll(g.SelectedCount() < g.rows())
		} else {
			g.sortBy(g.head)
		}
	case fyne.KeyHome, fyne.KeyEnd:
		g.headStep(len(g.cols) * map[fyne.KeyName]int{fyne.KeyHome: -1, fyne.KeyEnd: 1}[key])
	case fyne.KeyDown, fyne.KeyEscape:
		g.leaveHead()
	case fyne.KeyPageUp, fyne.KeyPageDown:
		g.leaveHead()
		return false
	default:
		return key != fyne.KeyF1
	}
	return true
}

func (g *Grid) headStep(by int) {
	stops := g.headStops()
	for i, s := range stops {
		if s == g.head {
			g.head = stops[max(0, min(i+by, len(stops)-1))]
			break
		}
	}
	g.Refresh()
}

func (g *Grid) widen(col int, by float32) {
	g.cols[col].user = max(50, g.widths()[col]+by)
	g.Refresh()
}

// layoutRing puts the ring around the place of the head where the keyboard is.
func (r *gridRenderer) layoutRing() {
	g := r.g
	h := g.headHeight()
	r.ring.StrokeColor, r.ring.StrokeWidth, r.ring.CornerRadius = r.look.focus, 1.5, 3
	Show(r.ring, g.focused && g.head != notInHead)
	if g.head == headBox {
		r.ring.Move(fyne.NewPos(8, (h-28)/2))
		r.ring.Resize(fyne.NewSquareSize(28))
		return
	}
	x := g.checkWidth()
	for i, w := range r.widths {
		if i == g.head {
			r.ring.Move(fyne.NewPos(x+2, 3))
			r.ring.Resize(fyne.NewSize(w-4, h-7))
		}
		x += w
	}
}

// paintRim shows on the border of the table whether it has the focus: its row may be scrolled away, or there is none.
func (r *gridRenderer) paintRim() {
	color := r.look.rule
	if r.g.focused {
		color = theme.ColorForWidget(theme.ColorNamePrimary, r.g)
	}
	r.border.paint(color)
}
