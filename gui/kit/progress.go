package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"evenpost/mailing"
)

// Progress shows how far a campaign is: a bar stacked by state and, below it, the number in each state. A state may be pressed.
type Progress struct {
	box
	bar     *bar
	legend  *fyne.Container
	OnState func(mailing.DeliveryState) // nil: numbers cannot be pressed
	counts  mailing.Counts
	shown   bool
}

// NewProgress makes a progress bar with its legend. onState may be nil.
func NewProgress(onState func(mailing.DeliveryState)) *Progress {
	p := &Progress{bar: newBar(10), legend: Flow(SpaceXS, SpaceXS), OnState: onState}
	var legend fyne.CanvasObject = p.legend
	if onState != nil {
		legend = container.New(flush{legendInset}, p.legend) // the words, not their hover ground, stand in line with the bar
	}
	p.fillWith(p, Column(SpaceS, p.bar, legend))
	return p
}

// Set shows the counts.
func (p *Progress) Set(c mailing.Counts) {
	if p.shown && c == p.counts {
		return
	}
	p.counts, p.shown = c, true
	p.legend.Objects = nil
	for _, s := range []mailing.DeliveryState{mailing.Sent, mailing.Failed, mailing.InDoubt, mailing.Skipped, mailing.Cancelled, mailing.Sending, mailing.Waiting} {
		n := c.Of(s)
		if n == 0 {
			continue
		}
		p.legend.Add(p.entry(s, n))
	}
	p.bar.set(stateSpans(c)...)
	p.Refresh()
}

func (p *Progress) entry(s mailing.DeliveryState, n int) fyne.CanvasObject {
	tone := ToneOf(s)
	icon := sized(14, theme.NewColoredResource(tone.Icon(), tone.Color()))
	row := Row(SpaceXS, icon, Strong(Number(n)), Muted(StateWord(s)))
	if p.OnState == nil {
		return PadXY(0, 2, container.New(trailing{SpaceS}, row))
	}
	return NewTappable(PadXY(legendInset, 2, row), func() { p.OnState(s) })
}

const legendInset = 6

// flush moves its content a little to the left.
type flush struct{ by float32 }

func (f flush) MinSize(o []fyne.CanvasObject) fyne.Size { return o[0].MinSize() }

func (f flush) Layout(o []fyne.CanvasObject, s fyne.Size) {
	o[0].Move(fyne.NewPos(-f.by, 0))
	o[0].Resize(s.AddWidthHeight(f.by, 0))
}

// trailing keeps room on the right.
type trailing struct{ room float32 }

func (t trailing) MinSize(o []fyne.CanvasObject) fyne.Size {
	return o[0].MinSize().AddWidthHeight(t.room, 0)
}

func (t trailing) Layout(o []fyne.CanvasObject, s fyne.Size) {
	o[0].Resize(s.SubtractWidthHeight(t.room, 0))
}

// Flow puts objects beside each other and wraps like words do.
func Flow(gapX, gapY float32, objects ...fyne.CanvasObject) *fyne.Container {
	return container.New(&flowLayout{x: gapX, y: gapY}, objects...)
}

type flowLayout struct{ x, y, width float32 }

func (l *flowLayout) walk(o []fyne.CanvasObject, width float32, place func(fyne.CanvasObject, fyne.Position, fyne.Size)) float32 {
	var x, y, line float32
	for _, c := range o {
		if !c.Visible() {
			continue
		}
		m := c.MinSize()
		if x > 0 && x+m.Width > width {
			x, y, line = 0, y+line+l.y, 0
		}
		place(c, fyne.NewPos(x, y), m)
		x += m.Width + l.x
		line = max(line, m.Height)
	}
	return y + line
}

func (l *flowLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	widest := float32(0)
	for _, c := range o {
		if c.Visible() {
			widest = max(widest, c.MinSize().Width)
		}
	}
	width := l.width
	if width <= 0 {
		width = 600 // not laid out yet
	}
	return fyne.NewSize(widest, l.walk(o, width, func(fyne.CanvasObject, fyne.Position, fyne.Size) {}))
}

func (l *flowLayout) Layout(o []fyne.CanvasObject, s fyne.Size) {
	l.width = s.Width
	l.walk(o, s.Width, func(c fyne.CanvasObject, at fyne.Position, m fyne.Size) {
		c.Move(at)
		c.Resize(m)
	})
}
