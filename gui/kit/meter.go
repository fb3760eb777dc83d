package kit

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Quota is what a meter shows: one window of one account.
type Quota struct {
	Name   string    // the account
	Used   int       // recipients counted in the window
	Limit  int       // 0: no limit is known
	Window string    // "24 h", "today", from Span or in words
	MoreAt time.Time // when more is free; zero: nothing to say
	Pace   string    // the speed now, in words, or ""
	Held   string    // why the account does not send now, in words, or ""
}

// Left is how many are free.
func (q Quota) Left() int { return max(0, q.Limit-q.Used) }

type level int

const (
	fine level = iota
	near       // four fifths are used
	full
	held
)

func (q Quota) level() level {
	switch {
	case q.Held != "":
		return held
	case q.Limit > 0 && q.Used >= q.Limit:
		return full
	case q.Limit > 0 && q.Used*5 >= q.Limit*4:
		return near
	}
	return fine
}

// Meter shows how much of an account's limit is used: bar, numbers, when more is free. It says by a picture and by words, not
// only by colour, when little is left.
type Meter struct {
	Tappable
	compact          bool
	name             *Text
	sign             *widget.Icon
	bar              *bar
	used, left, more *Text
	number, of       *Text
	q                Quota
}

// NewMeter makes a meter, compact for the sidebar or large for a page. tapped may be nil.
func NewMeter(compact bool, tapped func()) *Meter {
	m := &Meter{
		compact: compact, name: Strong("").Cuttable(), sign: widget.NewIcon(nil), bar: newBar(7),
		used: Small(""), left: Small("").Cuttable(), more: Small("").Cuttable(),
		number: BigNumber(""), of: Muted("").Cuttable(),
	}
	m.sign.Hide()
	head := Row(SpaceXS, Grow(m.name), container.NewGridWrap(fyne.NewSquareSize(16), m.sign))
	var body fyne.CanvasObject
	if compact {
		m.name.Size_ = SizeSmall
		m.used.Color = theme.ColorNameForeground
		body = Column(3, head, m.bar, m.used, m.left, m.more)
	} else {
		m.bar.height = 10
		m.left.Size_, m.more.Size_ = theme.SizeNameText, theme.SizeNameText
		m.left.Color = theme.ColorNameForeground
		number := container.New(&baseLayout{}, m.number, m.of)
		body = Column(6, head, number, m.bar, Column(2, m.left, m.more))
	}
	inner := PadXY(SpaceS, SpaceS, body)
	if !compact {
		inner = Pad(0, body) // it lives in a card
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

// Set shows a quota as seen at the moment now.
func (m *Meter) Set(q Quota, now time.Time) {
	m.q = q
	tone, sign := theme.ColorNamePrimary, fyne.Resource(nil)
	switch q.level() {
	case near:
		tone, sign = ColorDoubt, IconAlert
	case full:
		tone, sign = ColorFailed, IconBlock
	case held:
		tone, sign = ColorPaused, IconPause
	}
	m.name.SetText(q.Name)
	if sign == nil {
		m.sign.Hide()
	} else {
		m.sign.SetResource(theme.NewColoredResource(sign, tone))
		m.sign.Show()
	}
	share := 0.0
	if q.Limit > 0 {
		share = float64(q.Used) / float64(q.Limit)
	}
	m.bar.set(span{share, tone})
	used, of, left, more := q.words(now)
	m.used.SetText(used + " " + of)
	m.number.SetText(used)
	m.of.SetText(of)
	show(m.left, left)
	show(m.more, more)
	leftTone := ColorMuted
	if !m.compact {
		leftTone = theme.ColorNameForeground
	}
	if q.level() != fine {
		leftTone = tone
	}
	m.left.SetColor(leftTone)
	m.Refresh()
}

func show(t *Text, s string) {
	t.SetText(s)
	if s == "" {
		t.Hide()
	} else {
		t.Show()
	}
}

func (q Quota) words(now time.Time) (used, of, left, more string) {
	used = Number(q.Used)
	if q.Limit > 0 {
		of = T("of {{.Limit}}", M{"Limit": q.Limit})
	} else {
		of = T("sent, no limit known")
	}
	with := func(s string) string {
		if q.Window != "" {
			return s + " · " + q.Window
		}
		return s
	}
	switch q.level() {
	case held:
		left = q.Held
	case full:
		left = with(T("limit reached"))
	case near:
		left = with(T("only {{.Left}} left", M{"Left": q.Left()}))
	default:
		if q.Limit > 0 {
			left = with(T("{{.Left}} left", M{"Left": q.Left()}))
		} else {
			left = q.Window
		}
	}
	switch {
	case !q.MoreAt.IsZero() && q.level() == held:
		more = T("goes on {{.Time}}", M{"Time": When(q.MoreAt, now)})
	case !q.MoreAt.IsZero() && q.Used > 0:
		more = moreAt(q.MoreAt, now)
	case q.Pace != "":
		more = q.Pace
	}
	return used, of, left, more
}

func moreAt(at, now time.Time) string {
	if dayNumber(at.In(now.Location())) == dayNumber(now) {
		return T("more at {{.Time}}", M{"Time": Clock(at.In(now.Location()))})
	}
	return T("more {{.Time}}", M{"Time": When(at, now)})
}
