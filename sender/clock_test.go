package sender

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"evenpost/mailing"
)

// wrong is a computer whose clock on the wall is set by hand, and that may sleep.
type wrong struct{ by atomic.Int64 }

func (w *wrong) now() time.Time       { return time.Now().Add(time.Duration(w.by.Load())) }
func (w *wrong) set(by time.Duration) { w.by.Store(int64(by)) }
func (w *wrong) wall(since time.Time) func() time.Duration {
	return func() time.Duration { return time.Since(since) }
}

// TestClockSetForwardFreesNothing: a rolling limit is free when its time has passed, whatever the clock is set to, and after
// the computer has slept for that long.
func TestClockSetForwardFreesNothing(t *testing.T) {
	for name, c := range map[string]struct {
		sets func(w *wrong) // after two hours
		then time.Duration  // time that passes
		sent int
	}{
		"set forward":                 {func(w *wrong) { w.set(30 * time.Hour) }, 20 * time.Hour, 5},
		"set forward, a day later":    {func(w *wrong) { w.set(30 * time.Hour) }, 23 * time.Hour, 10},
		"set forward a little":        {func(w *wrong) { w.set(time.Minute) }, 23 * time.Hour, 10},
		"twice":                       {func(w *wrong) { w.set(10 * time.Hour); time.Sleep(time.Hour); w.set(30 * time.Hour) }, 20 * time.Hour, 5},
		"set forward and back":        {func(w *wrong) { w.set(30 * time.Hour); time.Sleep(time.Hour); w.set(0) }, 20 * time.Hour, 5},
		"forward and back, a day on":  {func(w *wrong) { w.set(30 * time.Hour); time.Sleep(time.Hour); w.set(0) }, 23 * time.Hour, 10},
		"it slept, which is time too": {func(*wrong) {}, 23 * time.Hour, 10},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				m := newMemory(12, func(a *mailing.Account) { a.Limits = []mailing.Limit{days(5)} })
				s := &server{took: time.Second}
				w := &wrong{}
				e := New(Deps{Store: m, Dial: s.Dial, Secrets: s, Now: w.now, Passed: w.wall(time.Now())})
				ctx, cancel := context.WithCancel(t.Context())
				ended := make(chan error, 1)
				go func() { ended <- e.Run(ctx) }()
				time.Sleep(2 * time.Hour)
				c.sets(w)
				time.Sleep(c.then)
				if n := m.counts().Sent; n != c.sent {
					t.Errorf("%d sent, want %d", n, c.sent)
				}
				a, _ := m.Account(t.Context(), 1)
				standing, err := e.Standing(t.Context(), a)
				if used := standing.Allowance.Windows[0].Used; err != nil || used != 5 {
					t.Errorf("%d are said to be used, %v", used, err)
				}
				cancel()
				if err := <-ended; err != nil {
					t.Error(err)
				}
			})
		})
	}
}
