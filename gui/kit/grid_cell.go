package kit

import (
	"image"
	"image/color"
	"iter"
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
)

type gridCell struct {
	cell  Cell
	width float32
	stale bool

	// What the cell says is a part of its row's strip; a text in letters that lettering does not know is one of its own.
	line  writing
	ink   color.Color
	left  float32      // of the line, in the cell
	down  float32      // and in the strip
	text  *canvas.Text // these three are made when first needed
	pill  *canvas.Rectangle
	icon  *canvas.Image
	alone bool // the text is shown by itself
}

// placeCell shows a cell at a place of the body, and says whether its row's strip is to be written anew.
func (r *gridRenderer) placeCell(row *gridRow, c *gridCell, v Cell, align fyne.TextAlign, at fyne.Position, w, h float32) (rewrite bool) {
	if w <= 0 {
		rewrite = c.width > 0
		c.width = w
		c.hide()
		return rewrite
	}
	if c.stale || c.cell != v || c.width != w {
		c.cell, c.width, c.stale = v, w, false
		r.set(row, c, align)
		rewrite = true
	}
	icon, inset := v.icon()
	left := at.X + SpaceS
	appear(c.pill, v.Pill && v.Text != "")
	if v.Pill && v.Text != "" {
		height := r.look.smallLine + 4
		c.pill.Move(fyne.NewPos(left, at.Y+(h-1-height)/2))
		c.pill.Resize(fyne.NewSize(c.shown(r)+inset+SpaceS, height))
	}
	shown := icon != nil && (v.Text != "" || !v.Pill)
	appear(c.icon, shown)
	if shown {
		side, shift := float32(18), float32(0)
		if v.Pill {
			side, shift = 13, 6
		}
		c.icon.Move(fyne.NewPos(left+shift, at.Y+(h-1-side)/2))
		c.icon.Resize(fyne.NewSquareSize(side))
	}
	appear(c.text, c.alone)
	if c.alone {
		c.text.Move(fyne.NewPos(left+inset, at.Y))
		c.text.Resize(fyne.NewSize(c.room(inset), h-1))
	}
	return rewrite
}

// icon is the picture before the text, and how much room it takes.
func (v Cell) icon() (icon fyne.Resource, inset float32) {
	switch {
	case v.Pill:
		return v.Tone.Icon(), 22
	case v.Icon != nil:
		return v.Icon, 24
	}
	return nil, 0
}

// room is how wide the text of a cell may be.
func (c *gridCell) room(inset float32) float32 {
	room := c.width - SpaceM - inset
	if c.cell.Pill {
		room -= SpaceS
	}
	return max(0, room)
}

// shown is how wide the text is.
func (c *gridCell) shown(r *gridRenderer) float32 {
	if c.alone {
		return fyne.MeasureText(c.text.Text, c.text.TextSize, c.text.TextStyle).Width
	}
	return c.line.width
}

// set makes ready what a cell shows; it runs only when that is something else than before.
func (r *gridRenderer) set(row *gridRow, c *gridCell, align fyne.TextAlign) {
	v := c.cell
	size, height, tint := r.look.size, r.look.line, ColorMuted
	c.ink = r.look.ink
	if v.Tone != Neutral {
		tint = v.Tone.Color()
	}
	switch {
	case v.Pill:
		size, height, tint, align = r.look.small, r.look.smallLine, v.Tone.Color(), fyne.TextAlignLeading
		c.ink = theme.ColorForWidget(tint, r.g)
		if c.pill == nil {
			c.pill = canvas.NewRectangle(nil)
			c.pill.CornerRadius = 9
			r.addBefore(c.pill, row.strip)
		}
		c.pill.FillColor = theme.ColorForWidget(v.Tone.Ground(), r.g)
		c.pill.Refresh()
	case v.Dim:
		c.ink = r.look.muted
	}
	icon, inset := v.icon()
	if icon != nil {
		if c.icon == nil {
			c.icon = canvas.NewImageFromResource(nil)
			r.addBefore(c.icon, row.strip)
		}
		setImage(c.icon, theme.NewColoredResource(icon, tint))
	}
	font := r.look.plain
	if v.Bold || v.Pill {
		font = r.look.bold
	}
	line, known := r.letters.set(v.Text, font, size, c.room(inset))
	if c.line, c.alone = line, !known; c.alone {
		r.setAlone(c, align, size, c.room(inset))
		return
	}
	c.left = SpaceS + inset
	switch spare := c.room(inset) - c.line.width; align {
	case fyne.TextAlignTrailing:
		c.left += spare
	case fyne.TextAlignCenter:
		c.left += spare / 2
	}
	c.down = (r.look.line - height) / 2
}

// setAlone shows what a cell says by a text of its own.
func (r *gridRenderer) setAlone(c *gridCell, align fyne.TextAlign, size, room float32) {
	if c.text == nil {
		c.text = canvas.NewText("", nil)
		r.body.Add(c.text)
	}
	t := c.text
	t.TextStyle.Bold = c.cell.Bold || c.cell.Pill
	t.TextSize, t.Alignment, t.Color = size, align, c.ink
	t.Text = ellipsis(c.cell.Text, room, size, t.TextStyle)
	t.Refresh()
}

// write makes the picture of what the cells of a row say.
func (r *gridRenderer) write(row *gridRow, w, h int) image.Image {
	if size := image.Rect(0, 0, w, h); row.picture == nil || row.picture.Rect != size {
		row.picture = image.NewRGBA(size)
	} else {
		clear(row.picture.Pix)
	}
	scale := float32(math.Round(float64(float32(w)/row.strip.Size().Width)*100) / 100)
	for x, c := range r.lines(row) {
		c.line.write(row.picture, image.Pt(pixel(x*scale), pixel(c.down*scale)), scale, c.ink)
	}
	return row.picture
}

// lines are the cells of a row that say something in its strip, each with where in it their line begins.
func (r *gridRenderer) lines(row *gridRow) iter.Seq2[float32, *gridCell] {
	return func(yield func(float32, *gridCell) bool) {
		x := float32(0)
		for i, c := range row.cells {
			if r.widths[i] > 0 && !c.alone && c.line.text != "" && !yield(x+c.left, c) {
				return
			}
			x += r.widths[i]
		}
	}
}

func pixel(v float32) int { return int(math.Round(float64(v))) }

// Written is what the rows say, and where in the table, for those who read the window without seeing it. Texts that stand by
// themselves are not among it.
func (g *Grid) Written() []*canvas.Text {
	if g.r == nil {
		return nil
	}
	var all []*canvas.Text
	for _, row := range g.r.rows {
		if !row.strip.Visible() {
			continue
		}
		for x, c := range g.r.lines(row) {
			t := canvas.NewText(c.line.text, c.ink)
			t.Move(g.r.clip.Position().Add(row.strip.Position()).AddXY(x, c.down))
			t.Resize(fyne.NewSize(c.line.width, g.r.look.line))
			all = append(all, t)
		}
	}
	return all
}

// addBefore puts an object below the one that covers it.
func (r *gridRenderer) addBefore(o, above fyne.CanvasObject) {
	for i, x := range r.body.Objects {
		if x == above {
			r.body.Objects = append(r.body.Objects[:i], append([]fyne.CanvasObject{o}, r.body.Objects[i:]...)...)
			return
		}
	}
}

func (c *gridCell) hide() {
	appear(c.text, false)
	appear(c.pill, false)
	appear(c.icon, false)
}

// appear shows or hides an object that may not have been made.
func appear[T interface {
	comparable
	fyne.CanvasObject
}](o T, shown bool) {
	var none T
	if o != none {
		Show(o, shown)
	}
}
