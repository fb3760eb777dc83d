package kit

import (
	"image"
	"image/color"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
)

// CreateRenderer implements fyne.Widget.
func (g *Grid) CreateRenderer() fyne.WidgetRenderer {
	r := &gridRenderer{
		g: g, letters: &lettering{}, border: newRim(), sheet: newSheet(), head: canvas.NewRectangle(nil), rule: canvas.NewRectangle(nil),
		thumb: canvas.NewRectangle(nil), ring: canvas.NewRectangle(nil), allBox: canvas.NewImageFromResource(nil), arrow: canvas.NewImageFromResource(nil),
		body: container.NewWithoutLayout(),
	}
	r.clip = container.NewClip(r.body)
	r.thumb.CornerRadius = 4
	for range g.cols {
		t := canvas.NewText("", nil)
		t.TextStyle.Bold = true
		r.titles = append(r.titles, t)
	}
	g.r = r
	r.Refresh()
	return r
}

type gridRenderer struct {
	g                 *Grid
	border, sheet     *sheet
	head, rule, thumb *canvas.Rectangle
	ring              *canvas.Rectangle // around a place in the head
	allBox, arrow     *canvas.Image
	titles            []*canvas.Text
	rows              []*gridRow // pool: row n lives in slot n % len
	body              *fyne.Container
	clip              *container.Clip
	widths            []float32
	look              gridLook
	letters           *lettering
}

// gridLook is what is asked of the theme once per refresh instead of once per cell.
type gridLook struct {
	ink, muted, clear, hover, selected, rule, focus color.Color
	size, small                                     float32
	plain, bold                                     fyne.Resource
	line, smallLine                                 float32 // the heights of lines
}

// gridRow is one slot of the pool.
type gridRow struct {
	ground, rule *canvas.Rectangle
	box          *canvas.Image
	checked      bool
	cells        []*gridCell
	strip        *canvas.Raster // what the cells say
	picture      *image.RGBA    // of it, kept to be written again
}

func (r *gridRenderer) Destroy() {}

func (r *gridRenderer) Objects() []fyne.CanvasObject {
	o := append(r.border.objects(), r.sheet.objects()...)
	o = append(o, r.clip, r.head, r.rule)
	for _, t := range r.titles {
		o = append(o, t)
	}
	return append(o, r.allBox, r.arrow, r.ring, r.thumb)
}

func (r *gridRenderer) MinSize() fyne.Size { return fyne.NewSize(260, r.g.rowHeight()*4) }

func (r *gridRenderer) Refresh() {
	g := r.g
	in := func(n fyne.ThemeColorName) color.Color { return theme.ColorForWidget(n, g) }
	current := theme.CurrentForWidget(g)
	r.look = gridLook{
		ink: in(theme.ColorNameForeground), muted: in(ColorMuted), clear: color.Transparent, hover: in(theme.ColorNameHover),
		selected: in(theme.ColorNameSelection), rule: in(ColorRule), focus: in(theme.ColorNamePrimary),
		size: theme.SizeForWidget(theme.SizeNameText, g), small: theme.SizeForWidget(SizeSmall, g),
		plain: current.Font(fyne.TextStyle{}), bold: current.Font(fyne.TextStyle{Bold: true}),
	}
	r.look.line = fyne.MeasureText("X", r.look.size, fyne.TextStyle{}).Height
	r.look.smallLine = fyne.MeasureText("X", r.look.small, fyne.TextStyle{}).Height
	if t, ok := current.(*Theme); ok {
		r.letters = &t.letters
	}
	// Two sheets instead of one with a stroke: what scrolls is clipped to its size, and so would be half of the stroke.
	r.paintRim()
	r.sheet.paint(in(ColorCard))
	r.head.FillColor, r.head.TopLeftCornerRadius, r.head.TopRightCornerRadius = in(theme.ColorNameHeaderBackground), 7, 7
	r.rule.FillColor = r.look.rule
	r.thumb.FillColor = in(theme.ColorNameScrollBar)
	for _, row := range r.rows {
		row.rule.FillColor = r.look.rule
		row.box.Resource = nil
		for _, c := range row.cells {
			c.stale = true
		}
	}
	r.Layout(g.Size())
	canvas.Refresh(g)
}

func (r *gridRenderer) Layout(s fyne.Size) {
	g := r.g
	h := g.headHeight()
	r.border.lay(fyne.Position{}, s, 8)
	r.sheet.lay(fyne.NewPos(1, 1), s.SubtractWidthHeight(2, 2), 7)
	r.head.Move(fyne.NewPos(1, 1))
	r.head.Resize(fyne.NewSize(s.Width-2, h-2))
	r.rule.Move(fyne.NewPos(1, h-1))
	r.rule.Resize(fyne.NewSize(s.Width-2, 1))
	r.clip.Move(fyne.NewPos(2, h))
	r.clip.Resize(fyne.NewSize(max(0, s.Width-4), max(0, s.Height-h-2)))
	r.body.Resize(r.clip.Size())
	r.widths = g.widths()
	r.layoutHead()
	r.layoutRing()

	need := int(math.Ceil(g.visibleRows())) + 1
	if len(r.rows) < need {
		for len(r.rows) < need {
			r.rows = append(r.rows, r.newRow())
		}
		for _, row := range r.rows { // every slot may hold another row now
			for _, c := range row.cells {
				c.stale = true
			}
		}
	}
	r.fill()
}

func (r *gridRenderer) layoutHead() {
	g := r.g
	h := g.headHeight()
	r.allBox.Resize(fyne.NewSquareSize(20))
	r.allBox.Move(fyne.NewPos(12, (h-20)/2))
	if g.NoChecks || g.rows() == 0 {
		r.allBox.Hide()
	} else {
		r.allBox.Show()
		box := theme.CheckButtonIcon()
		switch n := g.SelectedCount(); {
		case n > 0 && n == g.rows():
			box = theme.NewPrimaryThemedResource(theme.CheckButtonCheckedIcon())
		case n > 0:
			box = theme.NewPrimaryThemedResource(theme.Current().Icon(theme.IconNameCheckButtonPartial))
		}
		setImage(r.allBox, box)
	}
	r.arrow.Hide()
	x := g.checkWidth()
	for i, t := range r.titles {
		c, w := g.cols[i], r.widths[i]
		room := w - SpaceM
		sorted := c.Key != "" && c.Key == g.sortKey && w > 0
		if sorted {
			room -= 18
		}
		t.Text = ellipsis(c.Title, room, r.look.small, t.TextStyle)
		t.TextSize, t.Color, t.Alignment = r.look.small, r.look.muted, c.Align
		if w <= 0 {
			t.Text = ""
		}
		left := x + SpaceS
		if sorted {
			t.Color = r.look.ink
			res := theme.MenuDropUpIcon()
			if g.desc {
				res = theme.MenuDropDownIcon()
			}
			setImage(r.arrow, res)
			r.arrow.Show()
			r.arrow.Resize(fyne.NewSquareSize(18))
			text := fyne.MeasureText(t.Text, r.look.small, t.TextStyle).Width
			if c.Align == fyne.TextAlignTrailing {
				r.arrow.Move(fyne.NewPos(left+room-text-2, (h-18)/2))
				left += 18
			} else {
				r.arrow.Move(fyne.NewPos(left+text+2, (h-18)/2))
			}
		}
		t.Move(fyne.NewPos(left, 0))
		t.Resize(fyne.NewSize(max(0, room), h))
		t.Refresh()
		x += w
	}
}

func (r *gridRenderer) newRow() *gridRow {
	row := &gridRow{ground: canvas.NewRectangle(nil), rule: canvas.NewRectangle(r.look.rule), box: canvas.NewImageFromResource(nil)}
	row.ground.CornerRadius = 3
	row.strip = canvas.NewRaster(func(w, h int) image.Image { return r.write(row, w, h) })
	row.strip.ScaleMode = canvas.ImageScalePixels
	for range r.g.cols {
		row.cells = append(row.cells, &gridCell{stale: true})
	}
	for _, o := range []fyne.CanvasObject{row.rule, row.ground, row.box, row.strip} {
		r.body.Add(o)
	}
	return row
}

// fill shows the visible rows in the pool. A row keeps its slot while it is visible, so scrolling by one rewrites one.
func (r *gridRenderer) fill() {
	g := r.g
	if len(r.rows) == 0 {
		return
	}
	n, first := g.rows(), int(math.Floor(g.top))
	for i := range r.rows {
		number := first + i
		row := r.rows[number%len(r.rows)]
		if number >= n {
			row.hide()
			continue
		}
		r.place(row, number)
	}
	at, length := g.thumb()
	if g.maxTop() == 0 {
		r.thumb.Hide()
	} else {
		r.thumb.Show()
		r.thumb.Move(fyne.NewPos(g.Size().Width-gridBar+3, g.headHeight()+at+2))
		r.thumb.Resize(fyne.NewSize(gridBar-6, length-4))
	}
	canvas.Refresh(r.body)
}

func (row *gridRow) hide() {
	row.ground.Hide()
	row.rule.Hide()
	row.box.Hide()
	row.strip.Hide()
	for _, c := range row.cells {
		c.hide()
		c.stale = true
	}
}

func (r *gridRenderer) place(row *gridRow, number int) {
	g := r.g
	h := g.rowHeight()
	y := float32(float64(number)-g.top) * h
	width := g.Size().Width - gridBar
	selected := g.Selected(number)
	row.ground.Show()
	row.ground.Move(fyne.NewPos(2, y+2))
	row.ground.Resize(fyne.NewSize(width-4, h-5))
	fill := r.look.clear
	switch {
	case selected:
		fill = r.look.selected
	case number == g.hover:
		fill = r.look.hover
	}
	ring := float32(0)
	if number == g.cur && g.focused && g.head == notInHead {
		ring = 1.5
	}
	if row.ground.FillColor != fill || row.ground.StrokeWidth != ring {
		row.ground.FillColor, row.ground.StrokeColor, row.ground.StrokeWidth = fill, r.look.focus, ring
		row.ground.Refresh()
	}
	row.rule.Show()
	row.rule.Move(fyne.NewPos(0, y+h-1))
	row.rule.Resize(fyne.NewSize(g.Size().Width, 1))
	if g.NoChecks {
		row.box.Hide()
	} else {
		row.box.Show()
		if row.box.Resource == nil || row.checked != selected {
			row.checked = selected
			if selected {
				setImage(row.box, theme.NewPrimaryThemedResource(theme.CheckButtonCheckedIcon()))
			} else {
				setImage(row.box, theme.NewColoredResource(theme.CheckButtonIcon(), ColorMuted))
			}
		}
		row.box.Move(fyne.NewPos(10, y+(h-20)/2))
		row.box.Resize(fyne.NewSquareSize(20))
	}
	x, changed := float32(0), false
	from := g.checkWidth() - 2 // the body begins 2 to the right
	for i, c := range row.cells {
		w := r.widths[i]
		changed = r.placeCell(row, c, g.CellAt(number, i), g.cols[i].Align, fyne.NewPos(from+x, y), w, h) || changed
		x += w
	}
	row.strip.Show()
	row.strip.Move(fyne.NewPos(from, y+(h-1-r.look.line)/2))
	row.strip.Resize(fyne.NewSize(x, r.look.line))
	if changed {
		row.strip.Refresh()
	}
}

func setImage(i *canvas.Image, res fyne.Resource) {
	if i.Resource != res {
		i.Resource, i.FillMode = res, canvas.ImageFillContain
		i.Refresh()
	}
}
