package kit

import "time"

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
	m.bar.set(q.tightest().spans(q.level())...)
	used, of, left, more := q.words(now)
	m.words.SetText(joined(" · ", used+" "+of, left, more))
}
