package kit

import (
	"strings"
	"time"

	"fyne.io/fyne/v2/theme"
)

// MeterLine is a meter for inside other things: a thin bar and one line of words.
type MeterLine struct {
	box
	bar   *bar
	words *Text
}

// NewMeterLine makes the line.
func NewMeterLine() *MeterLine {
	m := &MeterLine{bar: newBar(6), words: Small("").Cuttable()}
	m.fillWith(m, PadXY(0, SpaceXS, Column(SpaceXS, m.bar, m.words)))
	return m
}

// Set shows a quota as seen at the moment now.
func (m *MeterLine) Set(q Quota, now time.Time) {
	tone := theme.ColorNamePrimary
	switch q.level() {
	case near:
		tone = ColorDoubt
	case full:
		tone = ColorFailed
	case held:
		tone = ColorPaused
	}
	share := 0.0
	if q.Limit > 0 {
		share = float64(q.Used) / float64(q.Limit)
	}
	m.bar.set(span{share, tone})
	used, of, left, more := q.words(now)
	parts := []string{used + " " + of}
	for _, s := range []string{left, more} {
		if s != "" {
			parts = append(parts, s)
		}
	}
	m.words.SetText(strings.Join(parts, " · "))
}
