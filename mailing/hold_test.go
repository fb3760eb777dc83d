package mailing

import (
	"testing"
	"time"
)

func TestHoldWhenTheClockIsSet(t *testing.T) {
	noon := time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)
	h := Hold{Since: noon, Until: noon.Add(15 * time.Minute)}
	for _, test := range []struct {
		now  time.Time
		over bool
	}{
		{noon, false},
		{noon.Add(14 * time.Minute), false},
		{noon.Add(15 * time.Minute), true},
		{noon.Add(-30 * time.Second), false}, // set right a little
		{noon.Add(-5 * time.Hour), true},     // set back: not five hours longer
		{noon.Add(5 * time.Hour), true},
	} {
		if got := h.Over(test.now); got != test.over {
			t.Errorf("at %s: over is %v", test.now.Format(time.TimeOnly), got)
		}
	}
	if (Hold{Since: noon}).Over(noon.Add(-5 * time.Hour)) {
		t.Error("one that only the user ends was ended by the clock")
	}
}
