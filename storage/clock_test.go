package storage

import (
	"context"
	"errors"
	"testing"
	"time"

	"evenpost/mailing"
)

// waits are three deliveries: one that nobody has tried, one that came due a minute ago, and one that waits for an hour more.
func waits(w *world) (campaign int64, ids [3]int64) {
	w.people("p", 3)
	campaign = w.started("Easter", everyone())
	jobs := w.turn(3)
	put := func(i int, due time.Time) mailing.Settlement {
		return mailing.Settlement{Attempt: mailing.Attempt{DeliveryID: jobs[i].Delivery.ID}, State: mailing.Waiting, DueAt: due}
	}
	w.turn(0, put(0, time.Time{}), put(1, w.now.Add(-time.Minute)), put(2, w.now.Add(time.Hour)))
	for i, j := range jobs {
		ids[i] = j.Delivery.ID
	}
	return campaign, ids
}

func (w *world) due(id int64) time.Time {
	w.tb.Helper()
	all, err := w.Deliveries(w.tb.Context(), DeliveryQuery{IDs: []int64{id}})
	w.ok(err)
	return all[0].DueAt
}

func TestKeepTime(t *testing.T) {
	const began = 7 * time.Hour // since the computer was started
	for name, c := range map[string]struct {
		boot    string
		passes  time.Duration
		set     time.Duration
		by      time.Duration
		earlier bool // nothing was noted of the clocks before
	}{
		"nothing happened":                   {boot: "one", passes: 20 * time.Minute},
		"set right a little":                 {boot: "one", passes: 20 * time.Minute, set: -time.Minute},
		"set back":                           {boot: "one", passes: 20 * time.Minute, set: -5 * time.Hour, by: -5 * time.Hour},
		"set back by less than it waits":     {boot: "one", passes: 20 * time.Minute, set: -10 * time.Minute, by: -10 * time.Minute},
		"set forward":                        {boot: "one", passes: 20 * time.Minute, set: 5 * time.Hour, by: 5 * time.Hour},
		"set forward by less than it waits":  {boot: "one", passes: 20 * time.Minute, set: 10 * time.Minute, by: 10 * time.Minute},
		"started anew":                       {boot: "two", passes: 20 * time.Minute},
		"started anew, set back":             {boot: "two", passes: 20 * time.Minute, set: -5 * time.Hour, by: 20*time.Minute - 5*time.Hour},
		"started anew, set forward":          {boot: "two", passes: 20 * time.Minute, set: 5 * time.Hour},
		"an older version was there before":  {boot: "one", passes: 20 * time.Minute, set: -5 * time.Hour, by: 20*time.Minute - 5*time.Hour, earlier: true},
		"the computer slept for three weeks": {boot: "one", passes: 21 * 24 * time.Hour},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			campaign, ids := waits(w)
			h := mailing.Hold{Reply: mailing.Reply{Code: 451, Text: "later"}, Since: w.now, Until: w.now.Add(time.Hour)}
			w.ok(w.SetHold(t.Context(), w.account, &h))
			if !c.earlier {
				by, err := w.KeepTime(t.Context(), mailing.Clocks{Wall: w.now, Passed: began, Boot: "one"})
				if err != nil || by != 0 {
					t.Fatalf("at first %v, %v", by, err)
				}
			}
			_, err := w.AddElsewhere(t.Context(), w.account, 7, w.now.Add(-30*time.Minute))
			w.ok(err)
			if _, err := w.Ledger(t.Context(), w.account, mailing.Reach{Span: time.Hour}, w.now); err != nil {
				t.Fatal(err) // from now on it is kept in memory
			}
			now := mailing.Clocks{Wall: w.now.Add(c.passes + c.set), Passed: began + c.passes, Boot: c.boot}
			if c.boot == "two" {
				now.Passed = time.Minute
			}
			for i, want := range []time.Duration{c.by, 0} {
				if by, err := w.KeepTime(t.Context(), now); err != nil || by != want {
					t.Fatalf("call %d: %v, %v; want %v", i+1, by, err, want)
				}
			}
			if !w.due(ids[0]).IsZero() || w.due(ids[1]).After(now.Wall) {
				t.Errorf("what was due is due at %v and %v, now it is %v", w.due(ids[0]), w.due(ids[1]), now.Wall)
			}
			if due, want := w.due(ids[2]), w.now.Add(time.Hour+c.by); !due.Equal(want) {
				t.Errorf("what waits is due at %v, want %v", due, want)
			}
			a, err := w.Account(t.Context(), w.account)
			if err != nil || !a.Hold.Since.Equal(h.Since.Add(c.by)) || !a.Hold.Until.Equal(h.Until.Add(c.by)) {
				t.Errorf("%+v, %v", a.Hold, err)
			}
			l, err := w.Ledger(t.Context(), w.account, mailing.Reach{Span: 100 * 24 * time.Hour}, now.Wall)
			if at := w.now.Add(c.by - 30*time.Minute); err != nil || l.Since(at) != 7 || l.Since(at.Add(time.Millisecond)) != 0 {
				t.Errorf("%d went out since %v, %d later, %v", l.Since(at), at, l.Since(at.Add(time.Millisecond)), err)
			}
			if c := w.campaign(campaign); c.Counts.Waiting != 3 {
				t.Errorf("%+v", c.Counts)
			}
		})
	}
}

// TestKeepTimeAllOrNothing: a process that dies in between leaves everything as it was, and the next one sees the same.
func TestKeepTimeAllOrNothing(t *testing.T) {
	w := newWorld(t)
	_, ids := waits(w)
	if _, err := w.KeepTime(t.Context(), mailing.Clocks{Wall: w.now, Boot: "one"}); err != nil {
		t.Fatal(err)
	}
	set := mailing.Clocks{Wall: w.now.Add(-5 * time.Hour), Boot: "one"}
	ended, end := context.WithCancel(t.Context())
	end()
	if _, err := w.KeepTime(ended, set); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	if due := w.due(ids[2]); !due.Equal(w.now.Add(time.Hour)) {
		t.Errorf("due at %v", due)
	}
	if by, err := w.KeepTime(t.Context(), set); err != nil || by != -5*time.Hour {
		t.Errorf("%v, %v", by, err)
	}
}

// What was noted before the computer was started is not made older by a clock that was wrong when it was started and is set right
// afterwards: no limit is free too early, no hold ends too early.
func TestKeepTimeOfWhatWasNotedBefore(t *testing.T) {
	const wrong = 2 * time.Hour
	w := newWorld(t)
	w.ok(w.SetHold(t.Context(), w.account, &mailing.Hold{Since: w.now, Until: w.now.Add(9 * time.Hour)}))
	enter := func(n int, at time.Time) {
		_, err := w.AddElsewhere(t.Context(), w.account, n, at)
		w.ok(err)
	}
	enter(1, w.now)
	keep := func(wall time.Time, passed time.Duration) time.Duration {
		t.Helper()
		by, err := w.KeepTime(t.Context(), mailing.Clocks{Wall: wall, Passed: passed, Boot: "two"})
		w.ok(err)
		return by
	}
	if by := keep(w.now.Add(time.Hour+wrong), 0); by != 0 {
		t.Fatalf("by %v", by)
	}
	enter(2, w.now.Add(time.Hour+30*time.Second+wrong))
	for i, c := range []struct{ wrong, by, before time.Duration }{
		{0, -wrong, 0}, // set right: what was noted before was right
		{4 * time.Hour, 4 * time.Hour, 4 * time.Hour},
		{time.Hour, -3 * time.Hour, time.Hour},
		{-time.Hour, -2 * time.Hour, 0},
		{0, time.Hour, time.Hour}, // one hour too much, to be sure
	} {
		passed := time.Duration(i+1) * time.Minute
		if by := keep(w.now.Add(time.Hour+passed+c.wrong), passed); by != c.by {
			t.Fatalf("%d: by %v, want %v", i, by, c.by)
		}
		a, err := w.Account(t.Context(), w.account)
		if err != nil || !a.Hold.Until.Equal(w.now.Add(9*time.Hour+c.before)) {
			t.Errorf("%d: the hold ends at %v, %v; want %v later", i, a.Hold.Until, err, c.before)
		}
		l, err := w.Ledger(t.Context(), w.account, mailing.Reach{Span: 100 * 24 * time.Hour}, w.now)
		w.ok(err)
		for n, at := range map[int]time.Time{1: w.now.Add(c.before), 2: w.now.Add(time.Hour + 30*time.Second + c.wrong)} {
			if found := l.Since(at) - l.Since(at.Add(time.Millisecond)); found != n {
				t.Errorf("%d: %d at %v, want %d", i, found, at, n)
			}
		}
	}
}
