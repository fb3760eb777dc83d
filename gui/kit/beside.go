package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// TwoParts sets two objects side by side: the first gets the given share of the width, the second the rest. Where that would
// leave either with less than least, they stand one below the other.
func TwoParts(share, least float32, first, second fyne.CanvasObject) *fyne.Container {
	return container.New(&partsLayout{share: share, least: least}, first, second)
}

type partsLayout struct{ share, least, width float32 }

// split is the width of the first of two that stand side by side, 0 when they stand one below the other.
func (l *partsLayout) split(width float32) float32 {
	first := (width - SpaceM) * l.share
	if min(first, width-SpaceM-first) < l.least {
		return 0
	}
	return first
}

func (l *partsLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	a, b := o[0].MinSize(), o[1].MinSize()
	if l.width > 0 && l.split(l.width) == 0 {
		return fyne.NewSize(max(a.Width, b.Width), a.Height+SpaceM+b.Height)
	}
	return fyne.NewSize(l.least, max(a.Height, b.Height))
}

func (l *partsLayout) Layout(o []fyne.CanvasObject, s fyne.Size) {
	l.width = s.Width
	first := l.split(s.Width)
	o[0].Move(fyne.NewPos(0, 0))
	if first > 0 {
		o[0].Resize(fyne.NewSize(first, s.Height))
		o[1].Move(fyne.NewPos(first+SpaceM, 0))
		o[1].Resize(fyne.NewSize(s.Width-first-SpaceM, s.Height))
		return
	}
	o[0].Resize(fyne.NewSize(s.Width, o[0].MinSize().Height)) // the width first: heights of text depend on it
	h := o[0].MinSize().Height
	o[0].Resize(fyne.NewSize(s.Width, h))
	o[1].Move(fyne.NewPos(0, h+SpaceM))
	o[1].Resize(fyne.NewSize(s.Width, max(o[1].MinSize().Height, s.Height-h-SpaceM)))
}

// WithPanel sets a panel at the right of the body; while the panel is hidden it takes no room at all.
func WithPanel(body, panel fyne.CanvasObject) *fyne.Container {
	return container.New(panelLayout{}, body, panel)
}

type panelLayout struct{}

func (panelLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	s := o[0].MinSize()
	if o[1].Visible() {
		s = fyne.NewSize(s.Width+SpaceM+o[1].MinSize().Width, max(s.Height, o[1].MinSize().Height))
	}
	return s
}

func (panelLayout) Layout(o []fyne.CanvasObject, s fyne.Size) {
	room := s.Width
	if o[1].Visible() {
		w := o[1].MinSize().Width
		room -= w + SpaceM
		o[1].Move(fyne.NewPos(room+SpaceM, 0))
		o[1].Resize(fyne.NewSize(w, s.Height))
	}
	o[0].Move(fyne.NewPos(0, 0))
	o[0].Resize(fyne.NewSize(room, s.Height))
}

// Outdent lets what has room of its own at its sides, such as a meter that is pressed, begin where other things begin.
func Outdent(o fyne.CanvasObject) fyne.CanvasObject { return container.New(outdent{}, o) }

type outdent struct{}

func (outdent) MinSize(o []fyne.CanvasObject) fyne.Size {
	return o[0].MinSize().SubtractWidthHeight(2*SpaceS, 0)
}

func (outdent) Layout(o []fyne.CanvasObject, s fyne.Size) {
	o[0].Move(fyne.NewPos(-SpaceS, 0))
	o[0].Resize(s.AddWidthHeight(2*SpaceS, 0))
}

// ScrollBody scrolls what may be higher than its room, without cutting the borders of what stands at its edges.
func ScrollBody(o fyne.CanvasObject) fyne.CanvasObject {
	return container.New(bleedLayout{}, container.NewVScroll(Pad(bleed, o)))
}

const bleed = 4

type bleedLayout struct{}

func (bleedLayout) MinSize(o []fyne.CanvasObject) fyne.Size { return o[0].MinSize() }

func (bleedLayout) Layout(o []fyne.CanvasObject, s fyne.Size) {
	o[0].Move(fyne.NewPos(-bleed, -bleed))
	o[0].Resize(s.AddWidthHeight(2*bleed, 2*bleed))
}

// PartTitle is a page or step with a heading on top and a body that takes the room.
func PartTitle(title string, body fyne.CanvasObject) fyne.CanvasObject {
	return Between(container.New(belowLayout{}, Heading(title).Cuttable()), nil, body)
}

// belowLayout keeps room below a heading.
type belowLayout struct{}

func (belowLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	return o[0].MinSize().AddWidthHeight(0, SpaceS)
}

func (belowLayout) Layout(o []fyne.CanvasObject, s fyne.Size) {
	o[0].Resize(fyne.NewSize(s.Width, o[0].MinSize().Height))
}
