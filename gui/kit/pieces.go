package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Header is the head of a page: title, one line below it, actions on the right.
type Header struct {
	box
	title, subtitle *Text
}

// PageHeader makes the head of a page. Actions come in reading order; the primary one stands last.
func PageHeader(title, subtitle string, actions ...fyne.CanvasObject) *Header {
	h := &Header{title: Title(title).Cuttable(), subtitle: Muted(subtitle).Cuttable()}
	if subtitle == "" {
		h.subtitle.Hide()
	}
	words := Column(2, h.title, h.subtitle)
	h.fillWith(h, container.New(&headerLayout{title: h.title}, words, Flow(SpaceS, SpaceXS, actions...)))
	return h
}

// SetTitle changes the title.
func (h *Header) SetTitle(s string) { h.title.SetText(s) }

// SetSubtitle changes the line below the title; "" hides it.
func (h *Header) SetSubtitle(s string) {
	h.subtitle.SetText(s)
	if (s != "") != h.subtitle.Visible() {
		if s == "" {
			h.subtitle.Hide()
		} else {
			h.subtitle.Show()
		}
		h.Refresh()
	}
}

// headerLayout has the same height with and without subtitle, so that pages do not jump. Where the title would be cut, as with large
// letters, the actions stand below it.
type headerLayout struct {
	title *Text
	lead  func() float32 // what stands before and right behind the title; may be nil
	width float32
}

const headerHeight = 86

// below says whether the actions stand below the title.
func (l *headerLayout) below(o []fyne.CanvasObject, width float32) bool {
	actions := actionsWidth(o[1])
	most := 12 * theme.SizeForWidget(theme.SizeNameHeadingText, l.title) // of a long title, which is cut
	title := fyne.MeasureText(l.title.Text, theme.SizeForWidget(l.title.Size_, l.title), l.title.style()).Width
	lead := float32(0)
	if l.lead != nil {
		lead = l.lead()
	}
	return actions > 0 && width > 0 && lead+min(title, most)+SpaceM+actions > width
}

// actionsWidth is how wide the actions of a head are in one line.
func actionsWidth(o fyne.CanvasObject) float32 {
	c, ok := o.(*fyne.Container)
	if !ok || len(c.Objects) == 0 {
		return 0
	}
	row := lineLayout{gap: SpaceS}
	return row.MinSize(c.Objects).Width + .5 // rounding must not begin another line
}

func (l *headerLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	a, b := o[0].MinSize(), o[1].MinSize()
	least := fyne.NewSize(max(a.Width, b.Width), headerHeight)
	if l.below(o, l.width) {
		least.Height += b.Height
	}
	return least
}

func (l *headerLayout) Layout(o []fyne.CanvasObject, s fyne.Size) {
	words, right := o[0], o[1]
	l.width = s.Width
	under := l.below(o, s.Width)
	width := actionsWidth(right)
	if under {
		width = s.Width
	}
	right.Resize(fyne.NewSize(width, headerHeight)) // the width first: the height depends on it
	height := right.MinSize().Height
	right.Resize(fyne.NewSize(width, height))
	room := s
	if under {
		right.Move(fyne.NewPos(0, s.Height-height-SpaceS))
		room.Height -= height
	} else {
		right.Move(fyne.NewPos(s.Width-width, (s.Height-height)/2))
		room.Width -= width + SpaceM
	}
	w := words.MinSize()
	words.Move(fyne.NewPos(0, (room.Height-w.Height)/2))
	words.Resize(fyne.NewSize(room.Width, w.Height))
}

// EmptyState says on an empty page what to do first. The button may be nil.
func EmptyState(icon fyne.Resource, title, sentence string, button fyne.CanvasObject) *fyne.Container {
	words := Hint(sentence)
	words.Align = fyne.TextAlignCenter
	parts := []fyne.CanvasObject{
		container.NewCenter(sized(46, theme.NewColoredResource(icon, ColorMuted))),
		Heading(title).Aligned(fyne.TextAlignCenter),
		container.NewCenter(AtLeast(380, 0, words)),
	}
	if button != nil {
		parts = append(parts, AtLeast(0, SpaceXS, Line("")), container.NewCenter(button))
	}
	return container.NewCenter(AtLeast(420, 0, Column(SpaceS, parts...)))
}

// sized is a picture of a fixed size.
func sized(size float32, res fyne.Resource) fyne.CanvasObject {
	return container.NewGridWrap(fyne.NewSquareSize(size), widget.NewIcon(res))
}

// Picture is an icon of the given size in a colour of the theme.
func Picture(res fyne.Resource, size float32, color fyne.ThemeColorName) fyne.CanvasObject {
	return sized(size, theme.NewColoredResource(res, color))
}

// Stat is a large number with a word below it; it may be pressed.
type Stat struct {
	Tappable
	number, label *Text
}

// NewStat makes a Stat. tapped may be nil.
func NewStat(number, label string, tone Tone, tapped func()) *Stat {
	s := &Stat{number: BigNumber(number), label: Small(label)}
	if tone != Neutral {
		s.number.Color = tone.Color()
	}
	s.wrap(s, PadXY(SpaceS, SpaceXS, Column(0, s.number, s.label)), tapped)
	return s
}

// Set changes number and label.
func (s *Stat) Set(number, label string) {
	s.number.SetText(number)
	s.label.SetText(label)
}

// SetTone changes the tone of the number.
func (s *Stat) SetTone(tone Tone) {
	if tone == Neutral {
		s.number.SetColor(theme.ColorNameForeground)
		return
	}
	s.number.SetColor(tone.Color())
}

// Pill is a word in a coloured field with a picture, for a state.
type Pill struct {
	box
	ground *Surface
	icon   *widget.Icon
	text   *Text
}

// NewPill makes a pill.
func NewPill(text string, tone Tone) *Pill {
	p := &Pill{ground: NewSurface("", "", 10), icon: widget.NewIcon(nil), text: Small("")}
	p.text.Bold = true
	p.fillWith(p, container.NewStack(p.ground, container.New(&pillLayout{}, p.icon, p.text)))
	p.Set(text, tone)
	return p
}

// Set changes word and tone.
func (p *Pill) Set(text string, tone Tone) {
	p.ground.Set(tone.Ground(), "")
	p.icon.SetResource(theme.NewColoredResource(tone.Icon(), tone.Color()))
	p.text.SetText(text)
	p.text.SetColor(tone.Color())
}

type pillLayout struct{}

func (pillLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	t := o[1].MinSize()
	return fyne.NewSize(t.Width+30, t.Height+4)
}

func (pillLayout) Layout(o []fyne.CanvasObject, s fyne.Size) {
	t := o[1].MinSize()
	o[0].Resize(fyne.NewSquareSize(13))
	o[0].Move(fyne.NewPos(7, (s.Height-13)/2))
	o[1].Resize(t)
	o[1].Move(fyne.NewPos(23, (s.Height-t.Height)/2))
}

// Pair is one row of KeyValues.
type Pair struct {
	Key   string
	Value fyne.CanvasObject
}

// KV makes a Pair with text as its value.
func KV(key, value string) Pair { return Pair{key, Sentence(value)} }

// KeyValues shows names on the left and values beside them, in two columns.
func KeyValues(pairs ...Pair) *fyne.Container {
	var objects []fyne.CanvasObject
	for _, p := range pairs {
		objects = append(objects, Muted(p.Key), p.Value)
	}
	return container.New(&pairLayout{}, objects...)
}

type pairLayout struct{}

func (pairLayout) keyWidth(o []fyne.CanvasObject) float32 {
	w := float32(0)
	for i := 0; i < len(o); i += 2 {
		w = max(w, o[i].MinSize().Width)
	}
	return w + SpaceM
}

func (l pairLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	h, w := float32(0), float32(0)
	for i := 0; i+1 < len(o); i += 2 {
		v := o[i+1].MinSize()
		h += max(o[i].MinSize().Height, v.Height) + 6
		w = max(w, v.Width)
	}
	return fyne.NewSize(l.keyWidth(o)+w, max(0, h-6))
}

func (l pairLayout) Layout(o []fyne.CanvasObject, s fyne.Size) {
	key := l.keyWidth(o)
	y := float32(0)
	for i := 0; i+1 < len(o); i += 2 {
		k, v := o[i], o[i+1]
		v.Resize(fyne.NewSize(s.Width-key, v.MinSize().Height))
		km, vm := k.MinSize(), v.MinSize()
		h := max(km.Height, vm.Height)
		k.Move(fyne.NewPos(0, y))
		k.Resize(km)
		v.Move(fyne.NewPos(key, y))
		v.Resize(fyne.NewSize(s.Width-key, vm.Height))
		y += h + 6
	}
}

// Field is an input with its name above it and perhaps a hint below.
func Field(label, hint string, input fyne.CanvasObject) *fyne.Container {
	name := Strong(label).Cuttable()
	if hint == "" {
		return Column(SpaceXS, name, input)
	}
	h := Hint(hint)
	h.Size_ = SizeSmall
	return Column(SpaceXS, name, input, h)
}
