package kit

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// FeedEntry is one line of a Feed.
type FeedEntry struct {
	At    time.Time
	Tone  Tone
	Who   string // an address, on the left; "" gives the words the whole line
	Words string // what happened; a sentence when it stands alone
}

// Feed is what happened, newest on top. Its lines stay, only what stands in them changes, so that it may be set ten times a
// second.
type Feed struct {
	box
	lines []*feedLine
	none  *Para
}

type feedLine struct {
	root     *fyne.Container
	icon     *widget.Icon
	tone     Tone
	clock    *Text
	column   *fyne.Container // of the clock: as wide as those of the other lines
	who      *Text
	words    *Text
	sentence *Para
	pair     *fyne.Container
}

// How wide times are, with and without a day.
const (
	clockWidth = 38
	dayWidth   = 68
)

// NewFeed makes a feed of at most so many lines; nothing is what it says while there is none.
func NewFeed(lines int, nothing string) *Feed {
	f := &Feed{none: Hint(nothing)}
	column := Column(6, f.none)
	for range lines {
		l := &feedLine{icon: widget.NewIcon(nil), tone: -1, clock: Small(""), who: Line("").Cuttable(), words: Muted("").Cuttable(), sentence: Sentence("")}
		picture := container.NewGridWrap(fyne.NewSquareSize(14), l.icon)
		l.pair = container.New(feedPair{}, l.who, l.words)
		l.column = AtLeast(clockWidth, 0, l.clock)
		hanging := NewTop(PadXY(0, 3, Row(SpaceS, picture, l.column)))
		l.root = RowTop(SpaceS, hanging, Grow(Column(0, l.pair, l.sentence)))
		l.root.Hide()
		f.lines = append(f.lines, l)
		column.Add(l.root)
	}
	f.fillWith(f, column)
	return f
}

// feedPair sets an address and words beside each other.
type feedPair struct{}

func (feedPair) MinSize(o []fyne.CanvasObject) fyne.Size { return o[0].MinSize().Max(o[1].MinSize()) }

func (feedPair) Layout(o []fyne.CanvasObject, s fyne.Size) {
	who := (s.Width - SpaceS) * .5
	o[0].Move(fyne.NewPos(0, 0))
	o[0].Resize(fyne.NewSize(who, s.Height))
	o[1].Move(fyne.NewPos(who+SpaceS, 0))
	o[1].Resize(fyne.NewSize(s.Width-who-SpaceS, s.Height))
}

// Set shows the entries that have room, seen from now and in its zone.
func (f *Feed) Set(all []FeedEntry, now time.Time) {
	setVisible(f.none, len(all) == 0)
	all = all[:min(len(all), len(f.lines))]
	width := float32(clockWidth)
	for _, e := range all {
		if dayNumber(e.At.In(now.Location())) != dayNumber(now) {
			width = dayWidth
		}
	}
	for i, l := range f.lines {
		setVisible(l.root, i < len(all))
		if i < len(all) {
			l.column.Layout = leastLayout{fyne.NewSize(width, 0)}
			l.set(all[i], now)
		}
	}
	f.Refresh()
}

func (l *feedLine) set(e FeedEntry, now time.Time) {
	if e.Tone != l.tone {
		l.tone = e.Tone
		l.icon.SetResource(theme.NewColoredResource(e.Tone.Icon(), e.Tone.Color()))
	}
	at := e.At.In(now.Location())
	clock := Clock(at)
	if dayNumber(at) != dayNumber(now) {
		clock = Weekday(at) + " " + clock
	}
	l.clock.SetText(clock)
	setVisible(l.pair, e.Who != "")
	setVisible(l.sentence, e.Who == "")
	if e.Who == "" {
		l.sentence.SetText(e.Words)
		return
	}
	l.who.SetText(e.Who)
	l.words.SetText(e.Words)
}

// setVisible shows or hides an object, and leaves alone one that is so already.
func setVisible(o fyne.CanvasObject, on bool) {
	switch {
	case on == o.Visible():
	case on:
		o.Show()
	default:
		o.Hide()
	}
}
