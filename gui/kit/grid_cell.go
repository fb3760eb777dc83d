package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
)

func (r *gridRenderer) placeCell(c *gridCell, v Cell, align fyne.TextAlign, x, y, w, h float32) {
	if w <= 0 {
		c.text.Hide()
		c.hidePill()
		c.hideIcon()
		return
	}
	changed := c.stale || c.cell != v || c.width != w
	c.cell, c.width, c.stale = v, w, false
	inset, size := float32(0), r.look.size
	icon := v.Icon
	if v.Pill {
		inset, size = 22, r.look.small
		icon = v.Tone.Icon()
	} else if icon != nil {
		inset = 24
	}
	room := w - SpaceM - inset
	if v.Pill {
		room -= SpaceS
	}
	if changed {
		r.writeCell(c, v, align, room, size)
	}
	left := x + SpaceS
	if v.Pill && v.Text != "" {
		text := fyne.MeasureText(c.text.Text, size, c.text.TextStyle)
		height := text.Height + 4
		c.pill.Show()
		c.pill.Move(fyne.NewPos(left, y+(h-1-height)/2))
		c.pill.Resize(fyne.NewSize(text.Width+inset+SpaceS, height))
	} else {
		c.hidePill()
	}
	if icon != nil && (v.Text != "" || !v.Pill) {
		side, shift := float32(18), float32(0)
		if v.Pill {
			side, shift = 13, 6
		}
		c.icon.Show()
		c.icon.Move(fyne.NewPos(left+shift, y+(h-1-side)/2))
		c.icon.Resize(fyne.NewSquareSize(side))
	} else {
		c.hideIcon()
	}
	c.text.Show()
	c.text.Move(fyne.NewPos(left+inset, y))
	c.text.Resize(fyne.NewSize(max(0, room), h-1))
}

// writeCell puts text, colours and pictures in place; it runs only when the cell shows something else than before.
func (r *gridRenderer) writeCell(c *gridCell, v Cell, align fyne.TextAlign, room, size float32) {
	t := c.text
	t.TextStyle.Bold = v.Bold || v.Pill
	t.TextSize, t.Alignment, t.Color = size, align, r.look.ink
	icon, tint := v.Icon, ColorMuted
	if v.Tone != Neutral {
		tint = v.Tone.Color()
	}
	switch {
	case v.Pill:
		t.Alignment = fyne.TextAlignLeading
		t.Color = theme.ColorForWidget(v.Tone.Color(), r.g)
		icon, tint = v.Tone.Icon(), v.Tone.Color()
		if c.pill == nil {
			c.pill = canvas.NewRectangle(nil)
			c.pill.CornerRadius = 9
			r.addBefore(c.pill, t)
		}
		c.pill.FillColor = theme.ColorForWidget(v.Tone.Ground(), r.g)
		c.pill.Refresh()
	case v.Dim:
		t.Color = r.look.muted
	}
	if icon != nil {
		if c.icon == nil {
			c.icon = canvas.NewImageFromResource(nil)
			r.addBefore(c.icon, t)
		}
		setImage(c.icon, theme.NewColoredResource(icon, tint))
	}
	t.Text = ellipsis(v.Text, room, size, t.TextStyle)
	t.Refresh()
}

// addBefore puts an object below the text it belongs to.
func (r *gridRenderer) addBefore(o, text fyne.CanvasObject) {
	for i, x := range r.body.Objects {
		if x == text {
			r.body.Objects = append(r.body.Objects[:i], append([]fyne.CanvasObject{o}, r.body.Objects[i:]...)...)
			return
		}
	}
}

func (c *gridCell) hidePill() {
	if c.pill != nil {
		c.pill.Hide()
	}
}

func (c *gridCell) hideIcon() {
	if c.icon != nil {
		c.icon.Hide()
	}
}
