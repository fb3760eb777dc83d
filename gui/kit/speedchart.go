package kit

import (
	"image/color"
	"math"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"evenpost/mailing"
)

// SpeedSteps is in how many steps SpeedChart draws at most.
const SpeedSteps = 90

// SpeedChart shows how fast a campaign went over time, in messages a minute, and below the line where something failed or had to
// wait.
type SpeedChart struct {
	widget.BaseWidget
	speeds []mailing.Speed
	zone   *time.Location
}

// NewSpeedChart makes the chart; times are written in the zone.
func NewSpeedChart(zone *time.Location) *SpeedChart {
	c := &SpeedChart{zone: zone}
	c.ExtendBaseWidget(c)
	return c
}

// Set shows speeds, oldest first.
func (c *SpeedChart) Set(speeds []mailing.Speed) {
	c.speeds = speeds
	c.Refresh()
}

// SpeedLegend explains the marks below the line; nil when there is none.
func SpeedLegend(speeds []mailing.Speed) fyne.CanvasObject {
	var sum mailing.Pulse
	for _, s := range speeds {
		sum.Failed, sum.InDoubt, sum.PutBack = sum.Failed+s.Failed, sum.InDoubt+s.InDoubt, sum.PutBack+s.PutBack
	}
	var entries []fyne.CanvasObject
	for _, e := range []struct {
		n    int
		tone Tone
		word string
	}{{sum.PutBack, Pending, T("tried again later")}, {sum.Failed, Bad, T("failed")}, {sum.InDoubt, Doubtful, T("in doubt")}} {
		if e.n > 0 {
			entries = append(entries, legendEntry(e.tone, e.word))
		}
	}
	if entries == nil {
		return nil
	}
	return Row(SpaceM, entries...)
}

// CreateRenderer implements fyne.Widget.
func (c *SpeedChart) CreateRenderer() fyne.WidgetRenderer {
	r := &speedRenderer{c: c}
	r.Refresh()
	return r
}

type speedRenderer struct {
	c       *SpeedChart
	objects []fyne.CanvasObject

	small, line   float32 // size and height of the small print
	left, top     float32 // where the drawing begins …
	right, ground float32 // … and ends
	most          float64 // messages a minute at the top
}

func (r *speedRenderer) Destroy()                     {}
func (r *speedRenderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *speedRenderer) MinSize() fyne.Size           { return fyne.NewSize(240, 130) }
func (r *speedRenderer) Layout(fyne.Size)             { r.build() }

func (r *speedRenderer) Refresh() {
	r.build()
	canvas.Refresh(r.c)
}

const troubleLane = 6 // below the ground: where something did not go well

// build draws anew: some two hundred rectangles, and only when the numbers or the size change.
func (r *speedRenderer) build() {
	c, size := r.c, r.c.Size()
	r.objects = r.objects[:0]
	if size.Width <= 0 {
		return
	}
	r.small = theme.SizeForWidget(SizeSmall, c)
	r.line = fyne.MeasureText("0", r.small, fyne.TextStyle{}).Height
	fastest := 0.0
	for _, s := range c.speeds {
		fastest = max(fastest, s.PerMinute)
	}
	r.most = niceTop(fastest)
	r.left = fyne.MeasureText(axisNumber(r.most), r.small, fyne.TextStyle{}).Width + SpaceS
	r.right, r.top, r.ground = size.Width, r.line*1.5+3, size.Height-r.line-troubleLane-SpaceXS
	r.text(T("messages a minute"), fyne.TextAlignLeading, 0, 0, size.Width)
	r.rule(r.top)
	r.rule(r.height(r.most / 2))
	if len(c.speeds) > 0 {
		r.speed()
		r.times()
	}
	r.rule(r.ground)
	r.numbers()
}

func (r *speedRenderer) rule(y float32) {
	rule := canvas.NewLine(theme.ColorForWidget(ColorRule, r.c))
	rule.StrokeWidth = 1
	rule.Position1, rule.Position2 = fyne.NewPos(r.left, y), fyne.NewPos(r.right, y)
	r.objects = append(r.objects, rule)
}

// numbers writes what the three hairlines mean.
func (r *speedRenderer) numbers() {
	for _, f := range []float64{0, r.most / 2, r.most} {
		if f != .5 {
			r.text(axisNumber(f), fyne.TextAlignTrailing, 0, r.height(f)-r.line/2, r.left-SpaceS)
		}
	}
}

// speed draws the ground below the line, the line in steps, and the marks of trouble.
func (r *speedRenderer) speed() {
	step := (r.right - r.left) / float32(len(r.c.speeds))
	ink, wash := theme.ColorForWidget(ColorSent, r.c), theme.ColorForWidget(SoftOf(ColorSent), r.c)
	before := r.ground
	for i, s := range r.c.speeds {
		x, y := r.left+step*float32(i), r.height(s.PerMinute)
		if s.PerMinute > 0 {
			y = min(y, r.ground-2) // whatever is not nothing can be seen
			r.rect(wash, x, y, step, r.ground-y)
			r.rect(ink, x, y-1, step, 2)
		}
		if high, low := min(before, y), max(before, y); i > 0 && low-high > 2 {
			r.rect(ink, x-.75, high-1, 1.5, low-high+min(1, r.ground-low)+1)
		}
		before = y
		r.trouble(s, x, step)
	}
}

func (r *speedRenderer) trouble(s mailing.Speed, x, step float32) {
	var color fyne.ThemeColorName
	switch {
	case s.Failed > 0:
		color = ColorFailed
	case s.InDoubt > 0:
		color = ColorDoubt
	case s.PutBack > 0:
		color = ColorWaiting
	default:
		return
	}
	w := min(step, troubleLane-2)
	r.rect(theme.ColorForWidget(color, r.c), x+(step-w)/2, r.ground+3, w, troubleLane-2)
}

// times writes when the picture begins and ends, and what lies between where there is room.
func (r *speedRenderer) times() {
	speeds := r.c.speeds
	first, last := speeds[0].From.In(r.c.zone), speeds[len(speeds)-1]
	end := last.From.Add(last.Step).In(r.c.zone)
	words := func(t time.Time) string {
		if end.Sub(first) > 20*time.Hour {
			return Weekday(t) + " " + Clock(t)
		}
		return Clock(t)
	}
	y, width := r.ground+troubleLane+2, (r.right-r.left)/3
	r.text(words(first), fyne.TextAlignLeading, r.left, y, width)
	if len(speeds) > 2 {
		r.text(words(first.Add(end.Sub(first)/2)), fyne.TextAlignCenter, r.left+width, y, width)
	}
	r.text(words(end), fyne.TextAlignTrailing, r.right-width, y, width)
}

func (r *speedRenderer) height(perMinute float64) float32 {
	return r.ground - float32(min(perMinute/r.most, 1))*(r.ground-r.top)
}

func (r *speedRenderer) text(s string, align fyne.TextAlign, x, y, w float32) {
	t := canvas.NewText(s, theme.ColorForWidget(ColorMuted, r.c))
	t.TextSize, t.Alignment = r.small, align
	t.Move(fyne.NewPos(x, y))
	t.Resize(fyne.NewSize(w, r.line))
	r.objects = append(r.objects, t)
}

func (r *speedRenderer) rect(fill color.Color, x, y, w, h float32) {
	o := canvas.NewRectangle(fill)
	o.Move(fyne.NewPos(x, y))
	o.Resize(fyne.NewSize(w, h))
	r.objects = append(r.objects, o)
}

// niceTop is the next number above f that people like to count to.
func niceTop(f float64) float64 {
	if f <= 1 {
		return 1
	}
	size := math.Pow(10, math.Floor(math.Log10(f)))
	for _, step := range []float64{1, 2, 4, 6, 8, 10} {
		if f <= step*size {
			return step * size
		}
	}
	return f
}

func axisNumber(f float64) string {
	if f < 10 && f != math.Trunc(f) {
		return Decimal(f, 1)
	}
	return shortNumber(int(f + .5))
}
