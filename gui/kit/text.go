package kit

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Text is one line of text without padding, in colours and sizes of the theme. A line that may be cut ends in an ellipsis.
type Text struct {
	widget.BaseWidget
	Text  string
	Size_ fyne.ThemeSizeName
	Color fyne.ThemeColorName
	Bold  bool
	Mono  bool
	Align fyne.TextAlign
	Cut   bool // may be narrower than its text
}

func newText(s string, size fyne.ThemeSizeName, color fyne.ThemeColorName, bold bool) *Text {
	t := &Text{Text: s, Size_: size, Color: color, Bold: bold}
	t.ExtendBaseWidget(t)
	return t
}

// Title is the name of a page.
func Title(s string) *Text {
	return newText(s, theme.SizeNameHeadingText, theme.ColorNameForeground, true)
}

// Heading is the name of a part of a page.
func Heading(s string) *Text {
	return newText(s, theme.SizeNameSubHeadingText, theme.ColorNameForeground, true)
}

// Line is a line of ordinary text.
func Line(s string) *Text { return newText(s, theme.SizeNameText, theme.ColorNameForeground, false) }

// Strong is a line of bold text.
func Strong(s string) *Text { return newText(s, theme.SizeNameText, theme.ColorNameForeground, true) }

// Muted is a line of secondary text.
func Muted(s string) *Text { return newText(s, theme.SizeNameText, ColorMuted, false) }

// Small is a small line of secondary text.
func Small(s string) *Text { return newText(s, SizeSmall, ColorMuted, false) }

// BigNumber is a large true number.
func BigNumber(s string) *Text { return newText(s, SizeNumber, theme.ColorNameForeground, true) }

// Cuttable lets the line be narrower than its text, and returns it.
func (t *Text) Cuttable() *Text {
	t.Cut = true
	return t
}

// In sets the colour and returns the line.
func (t *Text) In(c fyne.ThemeColorName) *Text {
	t.Color = c
	return t
}

// Aligned sets the alignment and returns the line.
func (t *Text) Aligned(a fyne.TextAlign) *Text {
	t.Align = a
	return t
}

// SetText changes the text.
func (t *Text) SetText(s string) {
	if s != t.Text {
		t.Text = s
		t.Refresh()
	}
}

// SetColor changes the colour.
func (t *Text) SetColor(c fyne.ThemeColorName) {
	if c != t.Color {
		t.Color = c
		t.Refresh()
	}
}

func (t *Text) style() fyne.TextStyle { return fyne.TextStyle{Bold: t.Bold, Monospace: t.Mono} }

// CreateRenderer implements fyne.Widget.
func (t *Text) CreateRenderer() fyne.WidgetRenderer {
	r := &textRenderer{t: t, c: canvas.NewText("", nil)}
	r.Refresh()
	return r
}

type textRenderer struct {
	t *Text
	c *canvas.Text
}

func (r *textRenderer) Destroy()                     {}
func (r *textRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.c} }

func (r *textRenderer) MinSize() fyne.Size {
	size := theme.SizeForWidget(r.t.Size_, r.t)
	if r.t.Cut {
		return fyne.NewSize(size*2, fyne.MeasureText("X", size, r.t.style()).Height)
	}
	s := r.t.Text
	if s == "" {
		return fyne.NewSize(0, fyne.MeasureText("X", size, r.t.style()).Height)
	}
	return fyne.MeasureText(s, size, r.t.style())
}

func (r *textRenderer) Layout(s fyne.Size) {
	r.c.Resize(s)
	shown := r.t.Text
	if r.t.Cut {
		shown = ellipsis(shown, s.Width, r.c.TextSize, r.t.style())
	}
	if r.c.Text != shown {
		r.c.Text = shown
		r.c.Refresh()
	}
}

func (r *textRenderer) Refresh() {
	t := r.t
	r.c.Color = theme.ColorForWidget(t.Color, t)
	r.c.TextSize = theme.SizeForWidget(t.Size_, t)
	r.c.TextStyle = t.style()
	r.c.Alignment = t.Align
	r.c.Text = ""
	if !t.Cut {
		r.c.Text = t.Text
	}
	r.Layout(t.Size())
	r.c.Refresh()
}

// ellipsis cuts a line to a width.
func ellipsis(s string, width, size float32, style fyne.TextStyle) string {
	if s == "" || fyne.MeasureText(s, size, style).Width <= width {
		return s
	}
	letters := []rune(s)
	low, high := 0, len(letters)
	for low < high {
		middle := (low + high + 1) / 2
		if fyne.MeasureText(string(letters[:middle])+"…", size, style).Width <= width {
			low = middle
		} else {
			high = middle - 1
		}
	}
	return strings.TrimRight(string(letters[:low]), " ") + "…"
}

// Para is text of several lines without padding. Inside a Column it gets the height its width needs.
type Para struct {
	widget.BaseWidget
	Text  string
	Size_ fyne.ThemeSizeName
	Color fyne.ThemeColorName
	Bold  bool
	Align fyne.TextAlign
	lines []string
	width float32
}

// Sentence is ordinary text that wraps.
func Sentence(s string) *Para {
	p := &Para{Text: s, Size_: theme.SizeNameText, Color: theme.ColorNameForeground}
	p.ExtendBaseWidget(p)
	return p
}

// Hint is secondary text that wraps.
func Hint(s string) *Para {
	p := Sentence(s)
	p.Color = ColorMuted
	return p
}

// SetText changes the text.
func (p *Para) SetText(s string) {
	if s != p.Text {
		p.Text = s
		p.Refresh()
	}
}

// Resize wraps the text anew when the width has changed.
func (p *Para) Resize(s fyne.Size) {
	changed := s.Width != p.width
	p.BaseWidget.Resize(s)
	if changed {
		p.Refresh()
	}
}

// CreateRenderer implements fyne.Widget.
func (p *Para) CreateRenderer() fyne.WidgetRenderer {
	r := &paraRenderer{p: p}
	r.Refresh()
	return r
}

type paraRenderer struct {
	p       *Para
	texts   []*canvas.Text
	objects []fyne.CanvasObject
}

func (r *paraRenderer) Destroy()                     {}
func (r *paraRenderer) Objects() []fyne.CanvasObject { return r.objects }

func (r *paraRenderer) style() fyne.TextStyle { return fyne.TextStyle{Bold: r.p.Bold} }

func (r *paraRenderer) lineHeight() float32 {
	return fyne.MeasureText("Xg", theme.SizeForWidget(r.p.Size_, r.p), r.style()).Height + 1
}

func (r *paraRenderer) MinSize() fyne.Size {
	return fyne.NewSize(60, r.lineHeight()*float32(max(1, len(r.p.lines))))
}

func (r *paraRenderer) Layout(s fyne.Size) {
	h := r.lineHeight()
	for i, t := range r.texts {
		t.Move(fyne.NewPos(0, h*float32(i)))
		t.Resize(fyne.NewSize(s.Width, h))
	}
}

func (r *paraRenderer) Refresh() {
	p := r.p
	size := theme.SizeForWidget(p.Size_, p)
	p.width = p.Size().Width
	p.lines = wrap(p.Text, p.width, size, r.style())
	for len(r.texts) < len(p.lines) {
		r.texts = append(r.texts, canvas.NewText("", nil))
	}
	r.texts = r.texts[:len(p.lines)]
	r.objects = r.objects[:0]
	for i, t := range r.texts {
		t.Text, t.TextSize, t.TextStyle, t.Alignment = p.lines[i], size, r.style(), p.Align
		t.Color = theme.ColorForWidget(p.Color, p)
		r.objects = append(r.objects, t)
	}
	r.Layout(p.Size())
	canvas.Refresh(p)
}

// wrap breaks text at spaces; a word longer than the line is cut into pieces.
func wrap(s string, width, size float32, style fyne.TextStyle) []string {
	if width <= 0 {
		width = 400 // not laid out yet
	}
	measure := func(s string) float32 { return fyne.MeasureText(s, size, style).Width }
	var lines []string
	for paragraph := range strings.SplitSeq(s, "\n") {
		current := ""
		for _, word := range strings.Fields(paragraph) {
			with := word
			if current != "" {
				with = current + " " + word
			}
			if measure(with) <= width {
				current = with
				continue
			}
			if current != "" {
				lines = append(lines, current)
			}
			for measure(word) > width && len([]rune(word)) > 1 {
				letters := []rune(word)
				n := len(letters) - 1
				for n > 1 && measure(string(letters[:n])) > width {
					n--
				}
				lines = append(lines, string(letters[:n]))
				word = string(letters[n:])
			}
			current = word
		}
		lines = append(lines, current)
	}
	return lines
}
