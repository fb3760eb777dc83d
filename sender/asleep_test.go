package sender

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"evenpost/mailing"
	"evenpost/sender/smtp"
)

// laptop is a computer that is put to sleep, and whose clock is set. While it sleeps no timer runs, and the clock on the wall goes on.
type laptop struct {
	began time.Time

	mu     sync.Mutex
	slept  time.Duration
	wrong  time.Duration // by which the clock on the wall is ahead
	sleeps int
}

// now is the true time, which nobody on the computer knows.
func (l *laptop) now() time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	return time.Now().Add(l.slept)
}

func (l *laptop) wall() time.Time {
	l.mu.Lock()
	defer l.mu.Unlock()
	return time.Now().Add(l.slept + l.wrong)
}

// passed is what the system counts since its start, its sleep included.
func (l *laptop) passed() time.Duration { return l.now().Sub(l.began) }

func (l *laptop) sleep(d time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.slept += d
	l.sleeps++
}

func (l *laptop) set(by time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.wrong += by
}

func (l *laptop) times() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.sleeps
}

// dozing is a server as a laptop sees it: a connection that was open when it fell asleep is dead when it wakes.
type dozing struct {
	server
	laptop *laptop
	takes  bool        // what was on its way when the computer fell asleep had arrived
	taken  []string    // by whom, one for each message
	at     []time.Time // and when, in true time
}

func (d *dozing) Dial(ctx context.Context, a mailing.Account, password string) (Session, error) {
	before := d.laptop.times()
	s, err := d.server.Dial(ctx, a, password)
	if err == nil && d.laptop.times() != before {
		s.Close()
		return nil, refusal(mailing.Reply{Stage: mailing.StageGreeting, Text: "connection reset by peer"})
	}
	return dozingSession{s, d, before}, err
}

func (d *dozing) take(to string, at time.Time) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.taken, d.at = append(d.taken, to), append(d.at, at)
}

type dozingSession struct {
	Session
	server *dozing
	at     int // how often the computer had slept when the connection was made
}

func (c dozingSession) Stream(ctx context.Context, letters <-chan *smtp.Letter) {
	for letter := range letters {
		began, truly := c.server.laptop.wall(), c.server.laptop.now()
		if c.server.laptop.times() != c.at {
			letter.Done(smtp.Outcome{Stale: true, Broken: true, Began: began, Reply: mailing.Reply{Stage: mailing.StageMail, Text: "connection reset by peer"}})
			return
		}
		msg, err := letter.Make(nil)
		out := smtp.Outcome{}
		if err == nil {
			out = c.Send(ctx, letter.From, letter.To, msg)
		}
		out.Unmade, out.Began, out.Took = err, began, c.server.took
		asleep := c.server.laptop.times() != c.at
		if out.Reply.Code == 250 && (!asleep || c.server.takes) {
			c.server.take(letter.To, truly)
		}
		if asleep {
			out = smtp.Outcome{Broken: true, Began: began, Reply: mailing.Reply{Stage: mailing.StageDot, Text: "connection reset by peer", HandedOver: true}}
		}
		letter.Done(out)
		if out.Broken {
			return
		}
	}
}

// TestAsleepAndClocksSet plays campaigns on computers that sleep for minutes or days and whose clocks are set back and forward by
// hours, at any moment. Everybody gets one mail, or is in doubt when it was on its way at that moment; the provider never sees more
// than it permits within the time that really passed; and the campaign comes to its end.
func TestAsleepAndClocksSet(t *testing.T) {
	rounds(t, 5)
	rapid.Check(t, func(rt *rapid.T) {
		conns := rapid.IntRange(1, 3).Draw(rt, "connections")
		limit := mailing.Limit{N: rapid.IntRange(2, 10).Draw(rt, "limit"), Kind: mailing.Rolling, Span: rapid.SampledFrom([]time.Duration{time.Hour, 24 * time.Hour}).Draw(rt, "span")}
		people := rapid.IntRange(1, 3*limit.N).Draw(rt, "people")
		grey := fmt.Sprintf("p%d@example.com", rapid.IntRange(0, people).Draw(rt, "greylisted"))
		arrives := rapid.Bool().Draw(rt, "arrives")
		type happening struct{ after, sleeps, set time.Duration }
		minutes := func(least, most int, name string) time.Duration {
			return time.Duration(rapid.IntRange(least, most).Draw(rt, name)) * time.Minute
		}
		var all []happening
		for range rapid.IntRange(1, 4).Draw(rt, "happenings") {
			h := happening{after: time.Duration(rapid.IntRange(0, 4000).Draw(rt, "seconds")) * time.Second}
			if rapid.Bool().Draw(rt, "asleep") {
				h.sleeps = minutes(1, 36*60, "sleeps")
			} else {
				h.set = minutes(-12*60, 12*60, "set")
			}
			all = append(all, h)
		}
		problem := ""
		synctest.Test(t, func(t *testing.T) {
			wrong := func(format string, args ...any) {
				if problem == "" {
					problem = fmt.Sprintf(format, args...)
				}
			}
			l := &laptop{began: time.Now()}
			m := newMemory(people, func(a *mailing.Account) { a.Connections, a.Limits = conns, []mailing.Limit{limit} })
			s := &dozing{laptop: l, takes: arrives}
			s.took = time.Second
			tries := map[string]int{}
			s.answer = func(_ int, to string) smtp.Outcome {
				if tries[to]++; tries[to] == 1 && to == grey {
					return said(mailing.Reply{Stage: mailing.StageRcpt, Code: 450, Enhanced: "4.7.1", Text: "Greylisted, please try again"})
				}
				return smtp.Outcome{}
			}
			e := New(Deps{Store: m, Dial: s.Dial, Secrets: s, Now: l.wall, Passed: l.passed})
			ctx, cancel := context.WithCancel(t.Context())
			ended := make(chan error, 1)
			go func() { ended <- e.Run(ctx) }()
			for _, h := range all {
				time.Sleep(h.after + 500*time.Millisecond)
				if h.sleeps > 0 {
					l.sleep(h.sleeps)
				} else {
					l.set(h.set)
				}
			}
			last := l.now()
			for range 24 * 60 {
				if c := m.counts(); c.Waiting == 0 && c.Sending == 0 {
					break
				}
				time.Sleep(15 * time.Minute)
			}
			took := l.now().Sub(last)
			cancel()
			if err := <-ended; err != nil {
				wrong("%v", err)
			}
			c := m.counts()
			if c.Failed != 0 || c.Sent+c.InDoubt != people || c.InDoubt > l.times()*conns {
				wrong("%+v after %d sleeps", c, l.times())
			}
			slack := mailing.LeastSet * time.Duration(len(all)) // a clock that is set by less is not noticed
			// An hour for what waits for a network or a second try.
			if most := time.Duration(people/limit.N+1)*limit.Span + slack + time.Hour; took > most {
				wrong("it took %v more, at most %v was to be expected", took, most)
			}
			at := slices.SortedFunc(slices.Values(s.at), time.Time.Compare)
			for i := limit.N; i < len(at); i++ {
				if gap := at[i].Sub(at[i-limit.N]); gap < limit.Span-5*time.Second-slack {
					wrong("%d within %v", limit.N+1, gap)
				}
			}
			if each := slices.Compact(slices.Sorted(slices.Values(s.taken))); len(each) != len(s.taken) {
				wrong("somebody got two: %v", s.taken)
			}
		})
		if problem != "" {
			rt.Fatal(problem)
		}
	})
}
