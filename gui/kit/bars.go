package kit

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// DayBar is one day of Bars.
type DayBar struct {
	Day                   time.Time
	Sent, Failed, InDoubt int
}

func (d DayBar) total() int { return d.Sent + d.Failed + d.InDoubt }

// Bars shows what was sent, failed and stayed in doubt on each of some days.
type Bars struct {
	widget.BaseWidget
	days []DayBar
}

// NewBars makes the chart.
func NewBars() *Bars {
	b := &Bars{}
	b.ExtendBaseWidget(b)
	return b
}

// Set shows days, oldest first.
func (b *Bars) Set(days []DayBar) {
	b.days = days
	b.Refresh()
}

// BarsLegend explains the colours of Bars.
func BarsLegend() fyne.CanvasObject {
	return Row(SpaceM, legendEntry(Good, T("sent")), legendEntry(Bad, T("failed")), legendEntry(Doubtful, T("in doubt")))
}

func legendEntry(tone Tone, word string) fyne.CanvasObject {
	return Row(6, AtLeast(10, 10, NewSurface(tone.Color(), "", 3)), Small(word))
}

// CreateRenderer implements fyne.Widget.
func (b *Bars) CreateRenderer() fyne.WidgetRenderer {
	r := &barsRenderer{b: b, base: canvas.NewLine(nil)}
	r.Refresh()
	return r
}

type barsRenderer struct {
	b       *Bars
	base    *canvas.Line
	objects []fyne.CanvasObject
}

func (r *barsRenderer) Destroy()                     {}
func (r *barsRenderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *barsRenderer) MinSize() fyne.Size           { return fyne.NewSize(280, 150) }
func (r *barsRenderer) Layout(fyne.Size)             { r.build() }

func (r *barsRenderer) Refresh() {
	r.build()
	canvas.Refresh(r.b)
}

// build draws anew: it is at most some sixty rectangles, and only when the numbers or the size change.
func (r *barsRenderer) build() {
	b, size := r.b, r.b.Size()
	r.objects = r.objects[:0]
	if len(b.days) == 0 || size.Width <= 0 {
		return
	}
	small := theme.SizeForWidget(SizeSmall, b)
	lineHeight := fyne.MeasureText("0", small, fyne.TextStyle{}).Height
	ground := size.Height - lineHeight*2 - 4
	top := lineHeight + 2
	most := 1
	for _, d := range b.days {
		most = max(most, d.total())
	}
	text := func(s string, color fyne.ThemeColorName, bold bool, x, y, w float32) {
		t := canvas.NewText(s, theme.ColorForWidget(color, b))
		t.TextSize, t.TextStyle.Bold, t.Alignment = small, bold, fyne.TextAlignCenter
		t.Move(fyne.NewPos(x, y))
		t.Resize(fyne.NewSize(w, lineHeight))
		r.objects = append(r.objects, t)
	}
	step := size.Width / float32(len(b.days))
	width := min(step*.62, 40)
	for i, d := range b.days {
		x := step * float32(i)
		y := ground
		for _, part := range []struct {
			n     int
			color fyne.ThemeColorName
		}{{d.Sent, ColorSent}, {d.Failed, ColorFailed}, {d.InDoubt, ColorDoubt}} {
			if part.n == 0 {
				continue
			}
			h := max(float32(part.n)/float32(most)*(ground-top), 3)
			rect := canvas.NewRectangle(theme.ColorForWidget(part.color, b))
			rect.CornerRadius = 2
			y -= h
			rect.Move(fyne.NewPos(x+(step-width)/2, y))
			rect.Resize(fyne.NewSize(width, h-1))
			r.objects = append(r.objects, rect)
		}
		if d.total() > 0 {
			text(shortNumber(d.total()), theme.ColorNameForeground, true, x, y-lineHeight, step)
		}
		color := ColorMuted
		if i == len(b.days)-1 {
			color = theme.ColorNameForeground
		}
		text(Weekday(d.Day), color, false, x, ground+3, step)
		text(dayOfMonth(d.Day), color, false, x, ground+3+lineHeight-2, step)
	}
	r.base.StrokeColor, r.base.StrokeWidth = theme.ColorForWidget(ColorRule, b), 1
	r.base.Position1, r.base.Position2 = fyne.NewPos(0, ground), fyne.NewPos(size.Width, ground)
	r.objects = append(r.objects, r.base)
}

func dayOfMonth(t time.Time) string {
	if CurrentLanguage() == German {
		return t.Format("2.")
	}
	return t.Format("2")
}

// shortNumber writes what fits above a bar or beside an axis: 940, 1.2k, 2k, 14k.
func shortNumber(n int) string {
	tenths := (n + 50) / 100 // of a thousand
	switch {
	case n < 1000:
		return Number(n)
	case tenths < 100 && tenths%10 != 0:
		return Decimal(float64(tenths)/10, 1) + "k"
	}
	return Number(max(n/1000, tenths/10)) + "k"
}
