package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Choice is one of several things of which one is chosen.
type Choice struct {
	ID    int64
	Title string
	About string            // a line below the title, or ""
	Extra fyne.CanvasObject // below that, or nil
}

// Choices shows things one below the other, of which one is chosen: with the mouse, or with the arrow keys and Space.
type Choices struct {
	box
	OnChosen func(id int64)
	list     *fyne.Container
	options  []Choice
	rows     []*Tappable
	marks    []*widget.Icon
	chosen   int64
}

// NewChoices makes the list. Nothing is chosen at first.
func NewChoices(chosen func(id int64), options ...Choice) *Choices {
	c := &Choices{OnChosen: chosen, list: Column(SpaceXS)}
	c.fillWith(c, c.list)
	c.Set(options...)
	return c
}

// Set shows other options; what is chosen stays.
func (c *Choices) Set(options ...Choice) {
	c.options, c.rows, c.marks, c.list.Objects = options, nil, nil, nil
	for i, o := range options {
		mark := widget.NewIcon(nil)
		words := []fyne.CanvasObject{Strong(o.Title).Cuttable()}
		if o.About != "" {
			words = append(words, Small(o.About).Cuttable())
		}
		if o.Extra != nil {
			words = append(words, o.Extra)
		}
		side := NewTop(AtLeast(20, 20, mark))
		row := NewTappable(PadXY(SpaceS, SpaceS, RowTop(SpaceS, side, Grow(Column(2, words...)))), func() { c.pick(i) })
		row.OnKey = func(k fyne.KeyName) bool { return c.step(i, k) }
		c.rows, c.marks = append(c.rows, row), append(c.marks, mark)
		c.list.Add(row)
	}
	c.show()
}

// NewTop keeps an object at the top of the room it is given, as high as it needs to be.
func NewTop(o fyne.CanvasObject) fyne.CanvasObject { return Column(0, o) }

// Choose chooses without telling.
func (c *Choices) Choose(id int64) {
	c.chosen = id
	c.show()
}

// Chosen is the id of what is chosen, 0 for nothing.
func (c *Choices) Chosen() int64 { return c.chosen }

func (c *Choices) pick(i int) {
	c.chosen = c.options[i].ID
	c.show()
	if c.OnChosen != nil {
		c.OnChosen(c.chosen)
	}
}

func (c *Choices) step(i int, k fyne.KeyName) bool {
	switch k {
	case fyne.KeyDown:
		i++
	case fyne.KeyUp:
		i--
	default:
		return false
	}
	if i >= 0 && i < len(c.rows) {
		if canvas := fyne.CurrentApp().Driver().CanvasForObject(c.rows[i]); canvas != nil {
			canvas.Focus(c.rows[i])
		}
		c.pick(i)
	}
	return true
}

func (c *Choices) show() {
	for i, o := range c.options {
		on := o.ID == c.chosen
		icon := theme.NewColoredResource(theme.RadioButtonIcon(), ColorMuted)
		if on {
			icon = theme.NewColoredResource(theme.RadioButtonCheckedIcon(), theme.ColorNamePrimary)
		}
		c.marks[i].SetResource(icon)
		c.rows[i].SetChosen(on)
	}
	c.Refresh()
}
