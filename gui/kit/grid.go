package kit

import (
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// GridColumn is a column of a Grid.
type GridColumn struct {
	Key      string // what OnSort gets; "" cannot be sorted by
	Title    string
	Min      float32 // least width
	Weight   float32 // share of the width left over
	Align    fyne.TextAlign
	Optional bool // left out when the table is too narrow for all

	user float32 // width the user dragged it to, 0 none
}

// Cell is what a Grid shows in one place.
type Cell struct {
	Text string
	Tone Tone          // of Pill or Icon
	Pill bool          // Text as a coloured field with the picture of the tone
	Icon fyne.Resource // before the text
	Dim  bool          // secondary
	Bold bool
}

// Grid is a table that stays smooth and exact at a million rows: it keeps the number of the top row, never a height in
// pixels, and writes only the rows one sees. Rows are known to it by number, and to its selection by id.
type Grid struct {
	widget.BaseWidget

	Rows   func() int
	CellAt func(row, col int) Cell
	RowID  func(row int) int64 // needed for the selection

	OnSort   func(key string, desc bool)
	OnOpen   func(row int)                  // Enter or double click
	OnCursor func(row int)                  // the current row changed by hand
	OnSelect func()                         // the selection changed
	OnMenu   func(row int) []*fyne.MenuItem // context menu; the row is selected or current by then
	OnDelete func()                         // Delete
	OnKey    func(fyne.KeyName) bool        // other keys first; true when used
	NoChecks bool                           // no column of check boxes
	Dense    bool                           // lower rows

	cols    []GridColumn
	top     float64 // first visible row, with its fraction
	cur     int
	anchor  int
	sortKey string
	desc    bool
	sel     gridSelection

	head      int // where in the head the keyboard is; notInHead: in the rows
	focused   bool
	shift     bool
	hover     int
	dragCol   int
	dragThumb bool
	soon      bool    // the rows are to be shown before the next frame
	grip      float32 // where in the thumb it was taken
	cursor    desktop.Cursor
	r         *gridRenderer
}

// NewGrid makes a table.
func NewGrid(cols ...GridColumn) *Grid {
	g := &Grid{cols: cols, dragCol: -1, hover: -1, head: notInHead, cursor: desktop.DefaultCursor}
	g.ExtendBaseWidget(g)
	return g
}

// Reload shows the rows anew after they changed; place and selection stay.
func (g *Grid) Reload() {
	g.cur = min(g.cur, max(0, g.rows()-1))
	g.top = math.Min(g.top, g.maxTop())
	g.hover = -1
	g.Refresh()
}

// Top goes to the first row, as after a new search.
func (g *Grid) Top() {
	g.cur, g.anchor, g.top = 0, 0, 0
	g.Reload()
}

// SetSort shows by which column the rows are sorted.
func (g *Grid) SetSort(key string, desc bool) {
	g.sortKey, g.desc = key, desc
	g.Refresh()
}

// Current is the current row, -1 when there is none.
func (g *Grid) Current() int {
	if g.cur >= g.rows() {
		return -1
	}
	return g.cur
}

// SetCurrent makes a row the current one and brings it into view.
func (g *Grid) SetCurrent(row int) {
	g.cur = max(0, min(row, g.rows()-1))
	g.ScrollTo(g.cur)
}

// ScrollTo brings a row into view.
func (g *Grid) ScrollTo(row int) {
	switch {
	case float64(row) < g.top:
		g.setTop(float64(row))
	case float64(row+1) > g.top+g.visibleRows():
		g.setTop(float64(row+1) - g.visibleRows())
	default:
		g.paint()
	}
}

// Focus puts the keyboard into the table.
func (g *Grid) Focus() {
	if c := fyne.CurrentApp().Driver().CanvasForObject(g); c != nil {
		c.Focus(g)
	}
}

func (g *Grid) rows() int {
	if g.Rows == nil {
		return 0
	}
	return g.Rows()
}

func (g *Grid) rowHeight() float32 {
	h := theme.SizeForWidget(theme.SizeNameText, g) * 2.5
	if g.Dense {
		h *= .8
	}
	return float32(math.Round(float64(h)))
}

func (g *Grid) headHeight() float32  { return g.rowHeight() }
func (g *Grid) bodyHeight() float32  { return max(0, g.Size().Height-g.headHeight()) }
func (g *Grid) visibleRows() float64 { return float64(g.bodyHeight() / g.rowHeight()) }
func (g *Grid) maxTop() float64      { return math.Max(0, float64(g.rows())-g.visibleRows()) }
func (g *Grid) checkWidth() float32 {
	if g.NoChecks {
		return SpaceS
	}
	return 42
}

func (g *Grid) setTop(t float64) {
	g.top = math.Min(math.Max(0, t), g.maxTop())
	g.paintSoon()
}

// paintSoon shows the rows before the next frame, once, however often the wheel turned or the bar moved since the last one: on a
// busy machine the rows that nobody would see are neither read nor written.
func (g *Grid) paintSoon() {
	if g.soon {
		return
	}
	g.soon = true
	OnWindow(func() {
		g.soon = false
		g.paint()
	})
}

func (g *Grid) paint() {
	if g.r != nil {
		g.r.fill()
	}
}

const gridBar = 14 // width of the scroll bar

// widths shares the width of the table among the columns; a column that is left out has 0.
func (g *Grid) widths() []float32 {
	w := make([]float32, len(g.cols))
	room := g.Size().Width - g.checkWidth() - gridBar
	least := float32(0)
	for i, c := range g.cols {
		w[i] = max(c.Min, 50)
		if c.user > 0 {
			w[i] = c.user
		}
		least += w[i]
	}
	for i := len(w) - 1; i >= 0 && least > room; i-- {
		if g.cols[i].Optional {
			least -= w[i]
			w[i] = 0
		}
	}
	weights := float32(0)
	for i, c := range g.cols {
		if w[i] > 0 && c.user == 0 {
			weights += c.Weight
		}
	}
	if rest := room - least; weights > 0 && rest > 0 {
		for i, c := range g.cols {
			if w[i] > 0 && c.user == 0 {
				w[i] += rest * c.Weight / weights
			}
		}
	} else if rest < 0 && least > 0 {
		for i := range w {
			w[i] *= room / least
		}
	}
	return w
}

// rowAt is the row under a height in the widget, -1 for none.
func (g *Grid) rowAt(y float32) int {
	if y < g.headHeight() {
		return -1
	}
	row := int(math.Floor(g.top + float64((y-g.headHeight())/g.rowHeight())))
	if row < 0 || row >= g.rows() {
		return -1
	}
	return row
}

func (g *Grid) columnAt(x float32) int {
	at := g.checkWidth()
	for i, w := range g.widths() {
		if x >= at && x < at+w {
			return i
		}
		at += w
	}
	return -1
}

// edgeAt is the column whose right edge is under x, -1 for none.
func (g *Grid) edgeAt(x float32) int {
	at := g.checkWidth()
	widths := g.widths()
	for i, w := range widths[:max(0, len(widths)-1)] {
		at += w
		if w > 0 && x > at-5 && x < at+5 {
			return i
		}
	}
	return -1
}

// RowPosition is the middle of a visible row, past its check box, within the table.
func (g *Grid) RowPosition(row int) fyne.Position {
	y := g.headHeight() + (float32(float64(row)-g.top)+.5)*g.rowHeight()
	return fyne.NewPos(g.checkWidth()+SpaceM, y)
}
