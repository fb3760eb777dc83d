package mailing

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// TestClocksSet: however often a clock is set, what is known of it by looking now and then is by how much it is wrong now,
// but for small steps.
func TestClocksSet(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now := time.Unix(1_790_000_000, 0)
		wrong, known, looks := time.Duration(0), time.Duration(0), 0
		minutes := func(least, most int, name string) time.Duration {
			return time.Duration(rapid.IntRange(least, most).Draw(t, name)) * time.Minute
		}
		began := now
		last := Clocks{Wall: now, Boot: "b"}
		waits := Hold{Since: now, Until: now.Add(minutes(1, 3000, "wait"))}
		for range rapid.IntRange(1, 20).Draw(t, "steps") {
			now = now.Add(minutes(0, 600, "passes"))
			if rapid.Bool().Draw(t, "set") {
				wrong += minutes(-1000, 1000, "by")
			}
			if !rapid.Bool().Draw(t, "looked") {
				continue
			}
			c := Clocks{Wall: now.Add(wrong), Passed: now.Sub(began), Boot: "b"}
			if by := c.SetSince(last); by != 0 {
				known += by
				waits = *waits.ClockSet(by)
				last = c
			}
			looks++
			if off := (wrong - known).Abs(); off >= LeastSet {
				t.Fatalf("the clock is wrong by %v, known is %v", wrong, known)
			}
			if left := waits.Until.Sub(waits.Since); left < time.Minute || waits.Since.Sub(began.Add(known)) != 0 {
				t.Fatalf("it waits from %v until %v, the clock was set by %v", waits.Since, waits.Until, known)
			}
		}
	})
}

// A moment that a server named does not come earlier when the clock is set back: perhaps it was wrong before. It comes back when
// a clock that was set forward is set right.
func TestHoldUntilANamedMoment(t *testing.T) {
	now := time.Unix(1_790_000_000, 0)
	named := now.Add(6 * time.Hour)
	h := &Hold{Verdict: Verdict{Kind: Quota, Until: named}, Since: now, Until: named}
	if back := h.ClockSet(-5 * time.Hour); !back.Until.Equal(named) || !back.Since.Equal(now.Add(-5*time.Hour)) {
		t.Errorf("set back: %+v", back)
	}
	forward := h.ClockSet(5 * time.Hour)
	if !forward.Until.Equal(named.Add(5 * time.Hour)) {
		t.Errorf("set forward: %+v", forward)
	}
	if right := forward.ClockSet(-5 * time.Hour); !right.Until.Equal(named) {
		t.Errorf("and right again: %+v", right)
	}
	user := &Hold{Since: now}
	if set := user.ClockSet(time.Hour); !set.Until.IsZero() {
		t.Errorf("one that only the user ends ends by itself at %v", set.Until)
	}
}

func TestPaceClockSet(t *testing.T) {
	now := time.Unix(1_790_000_000, 0)
	p := NewPace(false, now)
	p.Memory.Steps = []PaceStep{{3, now}}
	set := p.ClockSet(-time.Hour)
	if !set.Since.Equal(now.Add(-time.Hour)) || !set.Memory.Steps[0].At.Equal(now.Add(-time.Hour)) || !set.Memory.ThrottledAt.IsZero() || set.Gap != p.Gap {
		t.Errorf("%+v", set)
	}
	if !p.Memory.Steps[0].At.Equal(now) {
		t.Error("the pace before has changed too")
	}
}
