package kit

import (
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"evenpost/mailing"
)

// The inputs of Fyne's that have the focus keep every key to themselves. These hand on what they do not know, so that Escape
// closes dialogs and keys of a page work whatever has the focus.

// Select is a choice of one of several.
type Select struct {
	widget.Select
	focused bool
}

// NewSelect makes a choice. changed may be nil.
func NewSelect(options []string, changed func(string)) *Select {
	s := &Select{}
	s.Options, s.OnChanged, s.PlaceHolder = options, changed, T("Choose…")
	s.ExtendBaseWidget(s)
	return s
}

// CreateRenderer implements fyne.Widget. A choice has the border of a text field: on a white card it could not be told from words.
func (s *Select) CreateRenderer() fyne.WidgetRenderer {
	return newRinged(s, s.Select.CreateRenderer(), 0, s.ring)
}

func (s *Select) ring() (fyne.ThemeColorName, float32) {
	switch {
	case s.Disabled():
		return ColorRule, 1
	case s.focused:
		return theme.ColorNamePrimary, 2
	}
	return theme.ColorNameInputBorder, 1
}

// FocusGained implements fyne.Focusable.
func (s *Select) FocusGained() {
	s.focused = true
	s.Select.FocusGained()
	reveal(s)
}

// FocusLost implements fyne.Focusable.
func (s *Select) FocusLost() {
	s.focused = false
	s.Select.FocusLost()
}

// Tapped implements fyne.Tappable.
func (s *Select) Tapped(*fyne.PointEvent) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(s); c != nil && !s.Disabled() {
		c.Focus(s)
		s.offer()
	}
}

// offer shows what there is to choose. Unlike Fyne's, a choice with a long name is cut to the room that the window has.
func (s *Select) offer() {
	driver := fyne.CurrentApp().Driver()
	c := driver.CanvasForObject(s)
	if c == nil || s.Disabled() {
		return
	}
	const most = 480
	room := min(most, c.Size().Width-4*SpaceL)
	var items []*fyne.MenuItem
	for i, option := range s.Options {
		shown := ellipsis(option, room, theme.SizeForWidget(theme.SizeNameText, s), fyne.TextStyle{})
		items = append(items, fyne.NewMenuItem(shown, func() { s.SetSelectedIndex(i) }))
	}
	menu := PopUp(c, items, driver.AbsolutePositionForObject(s).AddXY(0, s.Size().Height))
	menu.Resize(fyne.NewSize(s.Size().Width, menu.MinSize().Height))
}

// TypedKey implements fyne.Focusable.
func (s *Select) TypedKey(k *fyne.KeyEvent) {
	switch k.Name {
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeySpace:
		Presses(k, s.offer)
	case fyne.KeyUp, fyne.KeyDown, fyne.KeyLeft, fyne.KeyRight:
		s.Select.TypedKey(k)
	default:
		PassOn(s, k)
	}
}

// TypedRune implements fyne.Focusable.
func (s *Select) TypedRune(r rune) { PressesRune(r, s.offer) }

// Check is a box to tick.
type Check struct {
	widget.Check
	whole string // what it says where there is room, when it may be cut
}

// NewCheck makes a box to tick. changed may be nil.
func NewCheck(text string, changed func(bool)) *Check {
	c := &Check{}
	c.Text, c.OnChanged = text, changed
	c.ExtendBaseWidget(c)
	return c
}

// FocusGained implements fyne.Focusable.
func (c *Check) FocusGained() {
	c.Check.FocusGained()
	reveal(c)
}

// Cuttable lets the box be narrower than its text, and returns it.
func (c *Check) Cuttable() *Check {
	c.whole = c.Text
	return c
}

// MinSize implements fyne.CanvasObject.
func (c *Check) MinSize() fyne.Size {
	least := c.Check.MinSize()
	if c.whole != "" {
		least.Width = min(least.Width, 6*theme.SizeForWidget(theme.SizeNameText, c))
	}
	return least
}

// Resize implements fyne.CanvasObject.
func (c *Check) Resize(s fyne.Size) {
	if c.whole != "" {
		size := theme.SizeForWidget(theme.SizeNameText, c)
		box := theme.SizeForWidget(theme.SizeNameInlineIcon, c) + 4*theme.SizeForWidget(theme.SizeNameInnerPadding, c)
		if text := ellipsis(c.whole, s.Width-box, size, fyne.TextStyle{}); text != c.Text {
			c.Text = text
			c.Refresh()
		}
	}
	c.Check.Resize(s)
}

// TypedKey implements fyne.Focusable. Space is a rune, and ticks.
func (c *Check) TypedKey(k *fyne.KeyEvent) {
	if k.Name != fyne.KeySpace {
		PassOn(c, k)
	}
}

// DateEntry is a field for a day, with a calendar.
type DateEntry struct{ widget.DateEntry }

// NewDateEntry makes an empty field for a day.
func NewDateEntry() *DateEntry {
	d := &DateEntry{}
	oneLine(&d.Entry)
	d.ExtendBaseWidget(d)
	return d
}

// Day is the day that is entered in a zone; zero for none. It is not ok when what is written is no day. Fyne's own Date knows one form alone,
// and stays what it was when another is written.
func (d *DateEntry) Day(zone *time.Location) (day time.Time, ok bool) {
	text := strings.TrimSpace(d.Text)
	switch {
	case text == "":
		return time.Time{}, true
	case d.Date != nil && dayText(*d.Date) == text:
		day = *d.Date
	default:
		r := mailing.Reading{Kind: mailing.KindDate, Spelling: mailing.Spelling{MonthFirst: strings.HasPrefix(dayText(time.Date(2000, 11, 22, 0, 0, 0, 0, time.UTC)), "11")}}
		value, fits := r.Read(text)
		var err error
		if day, err = time.Parse(time.DateOnly, value); !fits || err != nil {
			return time.Time{}, fits && value == ""
		}
	}
	return time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, zone), true
}

// dayText is a day as Fyne writes it.
func dayText(day time.Time) string {
	var e widget.DateEntry
	e.SetDate(&day)
	return e.Text
}

// CreateRenderer implements fyne.Widget.
func (d *DateEntry) CreateRenderer() fyne.WidgetRenderer {
	return pastWheel(d, d.DateEntry.CreateRenderer())
}

// FocusGained implements fyne.Focusable.
func (d *DateEntry) FocusGained() {
	d.DateEntry.FocusGained()
	reveal(d)
}

// TypedKey implements fyne.Focusable.
func (d *DateEntry) TypedKey(k *fyne.KeyEvent) {
	if windowsOwn(k.Name) {
		PassOn(d, k)
		return
	}
	d.DateEntry.TypedKey(k)
}

// SelectEntry is a text field with a list to choose from.
type SelectEntry struct{ widget.SelectEntry }

// NewSelectEntry makes a field.
func NewSelectEntry(options []string) *SelectEntry {
	e := &SelectEntry{}
	oneLine(&e.Entry)
	e.ExtendBaseWidget(e)
	e.SetOptions(options)
	return e
}

// CreateRenderer implements fyne.Widget.
func (e *SelectEntry) CreateRenderer() fyne.WidgetRenderer {
	return pastWheel(e, e.SelectEntry.CreateRenderer())
}

// FocusGained implements fyne.Focusable.
func (e *SelectEntry) FocusGained() {
	e.SelectEntry.FocusGained()
	reveal(e)
}

// TypedKey implements fyne.Focusable.
func (e *SelectEntry) TypedKey(k *fyne.KeyEvent) {
	if windowsOwn(k.Name) {
		PassOn(e, k)
		return
	}
	e.SelectEntry.TypedKey(k)
}
