package kit

import (
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Meter shows how much of an account's limits is used: the tightest window large with bar, numbers and when more is free, the
// others as thin lines. It says by a picture and by words, not only by colour, when little is left.
type Meter struct {
	Tappable
	compact          bool
	name             *Text
	sign             *widget.Icon
	bar              *bar
	used, left, more *Text
	aside            *Para
	number, of       *Text
	others           *fyne.Container
	lines            []*windowLine
}

// NewMeter makes a meter, compact for the sidebar or large for a page. tapped may be nil.
func NewMeter(compact bool, tapped func()) *Meter {
	m := &Meter{
		compact: compact, name: Strong("").Cuttable(), sign: widget.NewIcon(nil), bar: newBar(7),
		used: Small(""), left: Small("").Cuttable(), more: Small("").Cuttable(), aside: Hint(""),
		number: BigNumber(""), of: Muted("").Cuttable(), others: Column(6),
	}
	m.aside.Size_ = SizeSmall
	m.sign.Hide()
	m.others.Hide()
	head := Row(SpaceXS, Grow(m.name), container.NewGridWrap(fyne.NewSquareSize(16), m.sign))
	var inner fyne.CanvasObject
	if compact {
		m.name.Size_ = SizeSmall
		m.used.Color = theme.ColorNameForeground
		m.others = Column(3)
		m.others.Hide()
		inner = PadXY(SpaceS, SpaceS, Column(3, head, m.bar, m.used, m.left, m.more, m.others))
	} else {
		m.bar.height = 10
		m.left.Size_, m.more.Size_ = theme.SizeNameText, theme.SizeNameText
		m.left.Color = theme.ColorNameForeground
		number := container.New(&baseLayout{}, m.number, m.of)
		inner = Column(6, head, number, m.bar, Column(2, m.left, m.more, m.aside), m.others) // it lives in a card
	}
	m.wrap(m, inner, tapped)
	return m
}

// baseLayout sets a large number and small words on one line of writing.
type baseLayout struct{}

func (baseLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	a, b := o[0].MinSize(), o[1].MinSize()
	return fyne.NewSize(a.Width+SpaceXS+b.Width, a.Height)
}

func (baseLayout) Layout(o []fyne.CanvasObject, s fyne.Size) {
	a, b := o[0].MinSize(), o[1].MinSize()
	o[0].Resize(a)
	o[0].Move(fyne.NewPos(0, 0))
	o[1].Resize(fyne.NewSize(s.Width-a.Width-6, b.Height))
	o[1].Move(fyne.NewPos(a.Width+6, a.Height-b.Height-a.Height*.13))
}

// toneOf is the colour and the sign of a level; fine has no sign.
func toneOf(l level) (fyne.ThemeColorName, fyne.Resource) {
	switch l {
	case near:
		return ColorDoubt, IconAlert
	case full:
		return ColorFailed, IconBlock
	case held:
		return ColorPaused, IconPause
	case fine:
	}
	return theme.ColorNamePrimary, nil
}

// Set shows a quota as seen at the moment now.
func (m *Meter) Set(q Quota, now time.Time) {
	l, w := q.level(), q.tightest()
	tone, sign := toneOf(l)
	m.name.SetText(q.Name)
	setVisible(m.sign, sign != nil)
	if sign != nil {
		m.sign.SetResource(theme.NewColoredResource(sign, tone))
	}
	m.bar.set(w.spans(l)...)
	used, of, left, more := q.words(now)
	m.used.SetText(used + " " + of)
	m.number.SetText(used)
	m.of.SetText(of)
	show(m.left, left)
	show(m.more, more)
	m.aside.SetText(w.aside())
	setVisible(m.aside, w.aside() != "")
	leftTone := ColorMuted
	if !m.compact {
		leftTone = theme.ColorNameForeground
	}
	if l != fine {
		leftTone = tone
	}
	m.left.SetColor(leftTone)
	m.setOthers(q, now)
	m.Refresh()
}

// setOthers shows the windows that are not the tightest.
func (m *Meter) setOthers(q Quota, now time.Time) {
	var rest []Window
	if len(q.Windows) > 1 {
		rest = q.Windows[1:]
	}
	for len(m.lines) < len(rest) {
		l := newWindowLine(m.compact)
		m.lines = append(m.lines, l)
		m.others.Add(l.object)
	}
	for i, l := range m.lines {
		setVisible(l.object, i < len(rest))
		if i < len(rest) {
			l.set(rest[i], now)
		}
	}
	setVisible(m.others, len(rest) > 0)
}

func show(t *Text, s string) {
	t.SetText(s)
	setVisible(t, s != "")
}

// windowLine is a window that is not the tightest: what it counts over, a thin bar, and its numbers.
type windowLine struct {
	compact bool
	object  fyne.CanvasObject
	over    *Text
	bar     *bar
	words   *Text
}

func newWindowLine(compact bool) *windowLine {
	l := &windowLine{compact: compact, over: Small(""), bar: newBar(4), words: Small("").Cuttable()}
	if compact {
		l.object = Column(2, l.bar, l.words)
	} else {
		l.object = Column(2, Row(SpaceS, Grow(l.words), l.over), l.bar)
	}
	return l
}

func (l *windowLine) set(w Window, now time.Time) {
	level := w.level()
	l.bar.set(w.spans(level)...)
	used, of, left, more := w.words(level, now)
	if l.compact {
		l.words.SetText(joined(" · ", used+" "+of, w.Over))
		return
	}
	left, _, _ = strings.Cut(left, " · ")
	l.over.SetText(w.Over)
	l.words.SetText(joined(" · ", used+" "+of, left, more, w.aside()))
	color := ColorMuted
	if level != fine {
		color, _ = toneOf(level)
	}
	l.words.SetColor(color)
}
