package sender

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"evenpost/mailing"
	"evenpost/sender/smtp"
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
		"back and forward":            {func(w *wrong) { w.set(-3 * time.Hour); time.Sleep(time.Hour); w.set(9 * time.Hour) }, 20 * time.Hour, 5},
		"back and forward, a day on":  {func(w *wrong) { w.set(-3 * time.Hour); time.Sleep(time.Hour); w.set(9 * time.Hour) }, 23 * time.Hour, 10},
		"set back, a day later":       {func(w *wrong) { w.set(-30 * time.Hour) }, 23 * time.Hour, 10},
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

// TestClockSetMovesNoWait: whatever the clock on the wall is set to, a second try and the end of a hold come when the time has
// passed that they were to wait, also when the program was ended and started again meanwhile; after another start of the
// computer a clock that was set back makes nobody wait longer than they were to from then on.
func TestClockSetMovesNoWait(t *testing.T) {
	grey := mailing.Reply{Stage: mailing.StageRcpt, Code: 450, Enhanced: "4.2.0", Text: "Greylisted, please try again in 50 minutes"}
	slow := mailing.Reply{Stage: mailing.StageMail, Code: 451, Enhanced: "4.7.0", Text: "Too many messages, try again in 50 minutes"}
	const wait, early = 50 * time.Minute, 10 * time.Minute
	for name, c := range map[string]struct {
		sets    []time.Duration // what the clock is ahead, one after another
		ends    bool            // the program is ended before and started afterwards
		boots   bool            // so is the computer
		latest  time.Duration   // until the second try
		atLeast time.Duration
	}{
		"nothing":                   {nil, false, false, wait, wait},
		"back":                      {[]time.Duration{-5 * time.Hour}, false, false, wait, wait},
		"back by less":              {[]time.Duration{-5 * time.Minute}, false, false, wait, wait},
		"forward":                   {[]time.Duration{5 * time.Hour}, false, false, wait, wait},
		"forward by less":           {[]time.Duration{20 * time.Minute}, false, false, wait, wait},
		"forward and right":         {[]time.Duration{40 * time.Hour, 0}, false, false, wait, wait},
		"back and right":            {[]time.Duration{-40 * time.Hour, 0}, false, false, wait, wait},
		"back while it was ended":   {[]time.Duration{-5 * time.Hour}, true, false, wait, wait},
		"ahead while it was ended":  {[]time.Duration{5 * time.Hour}, true, false, wait, wait},
		"twice while it was ended":  {[]time.Duration{5 * time.Hour, -5 * time.Hour}, true, false, wait, wait},
		"back and started anew":     {[]time.Duration{-5 * time.Hour}, true, true, wait + early, wait},
		"forward and started anew":  {[]time.Duration{5 * time.Hour}, true, true, wait, early},
		"a little and started anew": {[]time.Duration{time.Minute}, true, true, wait, wait - time.Minute},
	} {
		for what, reply := range map[string]mailing.Reply{"try": grey, "hold": slow} {
			t.Run(name+", "+what, func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					m := newMemory(1, nil)
					s := &server{answer: func(n int, _ string) smtp.Outcome {
						if n == 1 {
							return said(reply)
						}
						return smtp.Outcome{}
					}}
					w, began := &wrong{}, time.Now()
					run := func(boot string) (stop func()) {
						e := New(Deps{Store: m, Dial: s.Dial, Secrets: s, Now: w.now, Passed: w.wall(began), Boot: boot})
						ctx, cancel := context.WithCancel(t.Context())
						ended := make(chan error, 1)
						go func() { ended <- e.Run(ctx) }()
						return func() {
							cancel()
							if err := <-ended; err != nil {
								t.Error(err)
							}
						}
					}
					stop := run("first")
					time.Sleep(early)
					boot := "first"
					if c.boots {
						boot = "second"
					}
					if c.ends {
						stop()
					}
					for _, by := range c.sets {
						w.set(by)
						time.Sleep(time.Second)
					}
					if c.ends {
						stop = run(boot)
					}
					for hour := 0; hour < 8 && m.counts().Waiting > 0; hour++ {
						time.Sleep(time.Hour)
					}
					stop()
					if len(s.gotAt) != 2 {
						t.Fatalf("%d tries", len(s.gotAt))
					}
					const slack = 15 * time.Minute // a wait is made longer by up to a fifth
					if took := s.gotAt[1].Sub(s.gotAt[0]); took < c.atLeast || took > c.latest+slack {
						t.Errorf("the second try came after %v, want %v to %v", took, c.atLeast, c.latest)
					}
				})
			})
		}
	}
}
