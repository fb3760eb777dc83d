package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Surface is a filled rectangle in colours of the theme.
type Surface struct {
	widget.BaseWidget
	Fill, Stroke fyne.ThemeColorName // "" means none
	Radius       float32
	least        fyne.Size
}

// NewSurface makes a surface.
func NewSurface(fill, stroke fyne.ThemeColorName, radius float32) *Surface {
	s := &Surface{Fill: fill, Stroke: stroke, Radius: radius}
	s.ExtendBaseWidget(s)
	return s
}

// Set changes the colours.
func (s *Surface) Set(fill, stroke fyne.ThemeColorName) {
	if fill != s.Fill || stroke != s.Stroke {
		s.Fill, s.Stroke = fill, stroke
		s.Refresh()
	}
}

// CreateRenderer implements fyne.Widget.
func (s *Surface) CreateRenderer() fyne.WidgetRenderer {
	r := &surfaceRenderer{s: s, border: newRim(), sheet: newSheet(), rect: canvas.NewRectangle(nil)}
	r.Refresh()
	return r
}

// surfaceRenderer paints an opaque colour as a sheet, on another one when there is a stroke; anything else as one rectangle.
type surfaceRenderer struct {
	s             *Surface
	border, sheet *sheet
	rect          *canvas.Rectangle
}

func (r *surfaceRenderer) Destroy()           {}
func (r *surfaceRenderer) MinSize() fyne.Size { return r.s.least }

func (r *surfaceRenderer) Objects() []fyne.CanvasObject {
	switch {
	case !opaque(r.rect.FillColor):
		return []fyne.CanvasObject{r.rect}
	case r.s.Stroke == "":
		return r.sheet.objects()
	}
	return append(r.border.objects(), r.sheet.objects()...)
}

func (r *surfaceRenderer) Layout(size fyne.Size) {
	r.rect.Resize(size)
	if r.s.Stroke == "" {
		r.sheet.lay(fyne.Position{}, size, r.s.Radius)
		return
	}
	r.border.lay(fyne.Position{}, size, r.s.Radius)
	r.sheet.lay(fyne.NewPos(1, 1), size.SubtractWidthHeight(2, 2), max(0, r.s.Radius-1))
}

func (r *surfaceRenderer) Refresh() {
	s := r.s
	fill := s.Fill
	if fill == "" {
		fill = ColorClear
	}
	r.rect.FillColor = theme.ColorForWidget(fill, s)
	r.sheet.paint(r.rect.FillColor)
	r.rect.CornerRadius = s.Radius
	r.rect.StrokeWidth = 0
	if s.Stroke != "" {
		r.rect.StrokeColor, r.rect.StrokeWidth = theme.ColorForWidget(s.Stroke, s), 1
		r.border.paint(r.rect.StrokeColor)
	}
	r.Layout(s.Size())
	canvas.Refresh(s)
}

// Card is a white sheet with a thin border around its content.
func Card(content fyne.CanvasObject) *fyne.Container {
	return container.NewStack(NewSurface(ColorCard, ColorRule, 10), Pad(SpaceM, content))
}

// CardTitled is a Card with a heading and, on the right, perhaps a small action.
func CardTitled(title string, action fyne.CanvasObject, content fyne.CanvasObject) *fyne.Container {
	return Card(Column(SpaceM, sectionRow(title, action), Grow(content)))
}

func sectionRow(title string, action fyne.CanvasObject) fyne.CanvasObject {
	if action == nil {
		return Heading(title).Cuttable()
	}
	return Row(SpaceS, Grow(Heading(title).Cuttable()), action)
}

// Section is a heading with what belongs to it, without a card.
func Section(title string, action fyne.CanvasObject, content fyne.CanvasObject) *fyne.Container {
	return Column(SpaceS, sectionRow(title, action), content)
}

// Tappable makes any content one thing to press: with hover, focus ring, Enter and Space.
type Tappable struct {
	widget.BaseWidget
	self     fyne.CanvasObject // it, or what embeds it
	content  fyne.CanvasObject
	ground   *Surface
	OnTapped func()
	OnKey    func(fyne.KeyName) bool // sees keys first; true when it used the key
	OnHover  func(in bool)           // the pointer came or went, or nil
	focused  bool
	hovered  bool
	chosen   bool
}

// SetChosen marks it as the chosen one of several.
func (t *Tappable) SetChosen(on bool) {
	if on != t.chosen {
		t.chosen = on
		t.show()
	}
}

// NewTappable wraps content.
func NewTappable(content fyne.CanvasObject, tapped func()) *Tappable {
	t := &Tappable{}
	t.wrap(t, content, tapped)
	return t
}

// wrap makes self, which is or embeds t, a widget around content.
func (t *Tappable) wrap(self fyne.Widget, content fyne.CanvasObject, tapped func()) {
	t.self, t.content, t.OnTapped, t.ground = self, content, tapped, NewSurface("", "", 8)
	t.ExtendBaseWidget(self)
}

// CreateRenderer implements fyne.Widget.
func (t *Tappable) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(container.NewStack(t.ground, t.content))
}

// Tapped implements fyne.Tappable.
func (t *Tappable) Tapped(*fyne.PointEvent) { t.press() }

func (t *Tappable) press() {
	if t.OnTapped != nil {
		t.OnTapped()
	}
}

func (t *Tappable) hover(in bool) {
	t.hovered = in
	t.show()
	if t.OnHover != nil {
		t.OnHover(in)
	}
}

func (t *Tappable) show() {
	fill, stroke := fyne.ThemeColorName(""), fyne.ThemeColorName("")
	if t.chosen {
		fill = theme.ColorNameSelection
	}
	if t.hovered && t.OnTapped != nil && !t.chosen {
		fill = theme.ColorNameHover
	}
	if t.focused {
		stroke = theme.ColorNamePrimary
	}
	t.ground.Set(fill, stroke)
}

// FocusGained implements fyne.Focusable.
func (t *Tappable) FocusGained() {
	t.focused = true
	t.show()
	reveal(t.self)
}

// FocusLost implements fyne.Focusable.
func (t *Tappable) FocusLost() { t.focused = false; t.show() }

// TypedRune implements fyne.Focusable.
func (t *Tappable) TypedRune(r rune) { PressesRune(r, t.press) }

// TypedKey implements fyne.Focusable.
func (t *Tappable) TypedKey(e *fyne.KeyEvent) {
	if t.OnKey != nil && t.OnKey(e.Name) {
		return
	}
	if !Presses(e, t.press) {
		PassOn(t, e)
	}
}
