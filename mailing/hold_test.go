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

// A wait that the server states is kept to. When it was too short twice, another limit is used up than the one that the server
// speaks of, and the waits grow as those without a statement do.
func TestStatedWaitsThatAreTooShort(t *testing.T) {
	now := time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)
	said := Attempt{Reply: Reply{Code: 450}, Verdict: Verdict{Kind: Throttle, Scope: AccountScope, Wait: 100 * time.Second}}
	var hold *Hold
	for i, least := range []time.Duration{100 * time.Second, 100 * time.Second, 2 * time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour, time.Hour} {
		hold = Schedule{}.Settle(Delivery{}, said, hold, now).Hold
		wait := hold.Until.Sub(now)
		if wait < least || wait > least*6/5 || i < 2 && wait != least {
			t.Errorf("after %d refusals: %v, want %v", i+1, wait, least)
		}
		now = hold.Until
	}
	said.Verdict.Wait = 3 * time.Hour
	if hold = (Schedule{}).Settle(Delivery{}, said, hold, now).Hold; hold.Until.Sub(now) != 3*time.Hour {
		t.Errorf("a longer wait than ours is not kept to: %v", hold.Until.Sub(now))
	}
}
