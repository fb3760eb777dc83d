package sender

import (
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"evenpost/mailing"
	"evenpost/sender/smtp"
)

func days(n int) mailing.Limit {
	return mailing.Limit{N: n, Kind: mailing.Rolling, Span: 24 * time.Hour}
}

func TestLimitStopsAndGoesOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory(12, func(a *mailing.Account) { a.Limits = []mailing.Limit{days(5)}; a.Connections = 3 })
		s := &server{took: time.Second}
		_, stop := start(t, m, s)
		time.Sleep(time.Hour)
		if c := m.counts(); c.Sent != 5 || c.Waiting != 7 {
			t.Errorf("after an hour: %+v, want 5 sent", c)
		}
		time.Sleep(24 * time.Hour)
		if c := m.counts(); c.Sent != 10 {
			t.Errorf("after a day: %+v, want 10 sent", c)
		}
		stop()
		_, stop = start(t, m, s) // closing the program does not hand out a fresh quota
		time.Sleep(time.Hour)
		if c := m.counts(); c.Sent != 10 {
			t.Errorf("after a restart: %+v, want 10 sent", c)
		}
		time.Sleep(24 * time.Hour)
		if c := m.counts(); c.Sent != 12 || m.campaign.State != mailing.Finished {
			t.Errorf("at the end: %+v, %s", c, m.campaign.State)
		}
		stop()
	})
}

func TestGapIsKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		// Messages take longer than the gap, so several must be under way at once to keep the pace.
		m := newMemory(20, func(a *mailing.Account) { a.Gap = 2 * time.Second; a.Connections = 5 })
		s := &server{took: 5 * time.Second}
		_, stop := start(t, m, s)
		time.Sleep(3 * time.Minute)
		stop()
		if len(s.got) != 20 {
			t.Fatalf("sent %d of 20", len(s.got))
		}
		for i := 1; i < len(s.gotAt); i++ {
			if gap := s.gotAt[i].Sub(s.gotAt[i-1]); gap < 2*time.Second-time.Millisecond {
				t.Errorf("only %v between two messages", gap)
			}
		}
		if whole := s.gotAt[19].Sub(s.gotAt[0]); whole > 60*time.Second {
			t.Errorf("took %v: the pace was not used", whole)
		}
	})
}

func TestRefusedLoginTouchesNobody(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory(8, func(a *mailing.Account) { a.Username = "info"; a.Connections = 4 })
		s := &server{took: time.Second, refuse: func(int) error {
			return refusal(mailing.Reply{Stage: mailing.StageLogin, Code: 535, Enhanced: "5.7.8", Text: "Authentication failed"})
		}}
		_, stop := start(t, m, s)
		time.Sleep(6 * time.Hour)
		if s.logins != 1 {
			t.Errorf("%d logins with a refused password, want 1", s.logins)
		}
		if c := m.counts(); c.Waiting != 8 {
			t.Errorf("%+v, want all waiting", c)
		}
		if h := m.hold(); h == nil || h.Verdict.Kind != mailing.Auth || !h.Until.IsZero() {
			t.Fatalf("hold %+v", h)
		}
		s.mu.Lock()
		s.refuse = nil
		s.mu.Unlock()
		if err := m.SetHold(t.Context(), 1, nil); err != nil { // the user entered the right one
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		if c := m.counts(); c.Sent != 8 {
			t.Errorf("%+v, want all sent", c)
		}
		stop()
	})
}

func TestServerAwayForAWhile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory(6, func(a *mailing.Account) { a.Connections = 2 })
		s := &server{took: time.Second, refuse: func(n int) error {
			if n < 6 {
				return refusal(mailing.Reply{Stage: mailing.StageConnect, Text: "connection refused"})
			}
			return nil
		}}
		_, stop := start(t, m, s)
		time.Sleep(3 * time.Hour)
		if c := m.counts(); c.Sent != 6 || s.logins > 8 {
			t.Errorf("%+v after %d logins", c, s.logins)
		}
		if m.hold() != nil {
			t.Errorf("still held: %+v", m.hold())
		}
		stop()
	})
}

func TestRecipientTroubleIsItsOwn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory(6, func(a *mailing.Account) { a.Connections = 2 })
		deferred := 0
		s := &server{took: time.Second, answer: func(_ int, to string) smtp.Outcome {
			switch to {
			case "p2@example.com":
				return smtp.Outcome{Reply: mailing.Reply{Stage: mailing.StageRcpt, Code: 550, Enhanced: "5.1.1", Text: "unknown"}}
			case "p3@example.com":
				if deferred++; deferred < 3 {
					return smtp.Outcome{Reply: mailing.Reply{Stage: mailing.StageRcpt, Code: 450, Text: "later"}}
				}
			case "p4@example.com":
				return smtp.Outcome{Reply: mailing.Reply{Stage: mailing.StageDot, HandedOver: true, Text: "EOF"}, Broken: true}
			}
			return smtp.Outcome{}
		}}
		_, stop := start(t, m, s)
		time.Sleep(10 * time.Minute)
		if c := m.counts(); c.Sent != 3 || c.Waiting != 1 {
			t.Errorf("%+v, want the deferred one waiting", c)
		}
		time.Sleep(24 * time.Hour)
		if c := m.counts(); c.Sent != 4 || c.Failed != 1 || c.InDoubt != 1 {
			t.Errorf("%+v", c)
		}
		if n := countOf(s.got, "p4@example.com"); n != 1 {
			t.Errorf("the one in doubt was sent %d times", n)
		}
		if s.open > 0 {
			t.Errorf("%d connections are still open a day after the last message", s.open)
		}
		stop()
	})
}

func countOf(all []string, one string) (n int) {
	for _, s := range all {
		if s == one {
			n++
		}
	}
	return n
}

func TestPauseActsWithinASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory(500, func(a *mailing.Account) { a.Connections = 3 })
		s := &server{took: 100 * time.Millisecond}
		_, stop := start(t, m, s)
		time.Sleep(2 * time.Second)
		if err := m.PauseCampaign(t.Context(), 1, ""); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		n := s.taken()
		time.Sleep(time.Hour)
		if s.taken() != n || m.counts().Sending != 0 {
			t.Errorf("%d went out after the pause, %d hang", s.taken()-n, m.counts().Sending)
		}
		m.resume()
		time.Sleep(time.Second)
		if s.taken() <= n {
			t.Error("nothing went out within a second of the resume")
		}
		time.Sleep(time.Minute)
		if c := m.counts(); c.Sent != 500 {
			t.Errorf("%+v", c)
		}
		if s.atOnce() > 3 || m.mostOpen > 3*perConn {
			t.Errorf("%d connections, %d deliveries in hand; 3 are allowed, with %d each", s.atOnce(), m.mostOpen, perConn)
		}
		stop()
	})
}

// A server that is quick gets many claimed ahead when what is handed over is noted, and they all wait again when it
// wants no more.
func TestManyAheadOfAQuickServer(t *testing.T) {
	for _, notes := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			const conns, people, limit = 3, 4000, 1500
			m := newMemory(people, func(a *mailing.Account) { a.Connections = conns })
			m.notes = notes
			s := &server{took: time.Millisecond}
			refused := 0
			s.answer = func(n int, _ string) smtp.Outcome {
				if n > limit {
					refused++
					return smtp.Outcome{Reply: mailing.Reply{Stage: mailing.StageMail, Code: 550, Enhanced: "5.4.5", Text: "Daily user sending quota exceeded."}}
				}
				return smtp.Outcome{}
			}
			_, stop := start(t, m, s)
			time.Sleep(time.Minute)
			if c := m.counts(); c.Sent != limit || c.Waiting != people-limit || c.Sending+c.Failed+c.InDoubt > 0 || m.hold() == nil {
				t.Errorf("notes %v: %+v, hold %+v", notes, c, m.hold())
			}
			if len(m.ledger) != limit {
				t.Errorf("notes %v: %d in the ledger", notes, len(m.ledger))
			}
			if most := m.mostOpen; notes && most <= 2*conns*perConn || !notes && most > conns*perConn || most > conns*mostPerConn {
				t.Errorf("notes %v: %d in hand on %d connections", notes, most, conns)
			}
			if refused == 0 || refused > conns*perConn {
				t.Errorf("notes %v: the server refused %d times", notes, refused)
			}
			stop()
		})
	}
}

func TestStopSettlesWhatIsInHand(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory(50, func(a *mailing.Account) { a.Connections = 4 })
		s := &server{took: 3 * time.Second}
		_, stop := start(t, m, s)
		time.Sleep(10 * time.Second)
		stop()
		c := m.counts()
		if c.Sending != 0 || c.InDoubt != 0 || c.Sent != len(s.got) {
			t.Errorf("%+v, the server took %d", c, len(s.got))
		}
		if s.open != 0 {
			t.Errorf("%d connections left open", s.open)
		}
	})
}

func TestStoreCannotBeWritten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory(40, func(a *mailing.Account) { a.Connections = 4 })
		s := &server{took: time.Second}
		e, stop := start(t, m, s)
		time.Sleep(3500 * time.Millisecond)
		m.breakDown(mailing.ErrDiskFull)
		time.Sleep(time.Hour)
		if len(s.got) > 20 {
			t.Errorf("%d went out while nothing could be written", len(s.got))
		}
		if !errors.Is(e.Live(1).Trouble, mailing.ErrDiskFull) {
			t.Errorf("trouble %v", e.Live(1).Trouble)
		}
		m.breakDown(nil)
		time.Sleep(5 * time.Minute)
		if c := m.counts(); c.Sent != 40 || len(s.got) != 40 {
			t.Errorf("%+v, the server took %d", c, len(s.got))
		}
		stop()
	})
}

func TestStaleConnectionIsNobodysTrouble(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory(10, nil)
		calls := 0
		s := &server{took: time.Second, answer: func(int, string) smtp.Outcome {
			if calls++; calls%3 == 0 {
				return smtp.Outcome{Stale: true, Broken: true}
			}
			return smtp.Outcome{}
		}}
		_, stop := start(t, m, s)
		time.Sleep(5 * time.Minute)
		if c := m.counts(); c.Sent != 10 || m.hold() != nil {
			t.Errorf("%+v, hold %+v", c, m.hold())
		}
		stop()
	})
}

// TestNobodyMissedNobodyTwice plays random servers, limits and stops: at the end everybody is at rest, what the server
// took is what the store says was sent or is in doubt, and no window ever held more than its limit.
func TestNobodyMissedNobodyTwice(t *testing.T) {
	rounds(t, 10)
	rapid.Check(t, func(rt *rapid.T) {
		people := rapid.IntRange(1, 30).Draw(rt, "people")
		conns := rapid.IntRange(1, 4).Draw(rt, "connections")
		limit := rapid.IntRange(1, 12).Draw(rt, "limit")
		answers := rapid.SliceOfN(rapid.IntRange(0, 9), 40, 40).Draw(rt, "answers")
		stops := rapid.SliceOfN(rapid.IntRange(1, 40), 0, 3).Draw(rt, "stops")
		synctest.Test(t, func(t *testing.T) {
			const span = 20 * time.Minute
			m := newMemory(people, func(a *mailing.Account) {
				a.Connections, a.Limits = conns, []mailing.Limit{{N: limit, Kind: mailing.Rolling, Span: span}}
			})
			var taken []string
			var at []time.Time
			m.notes = rapid.Bool().Draw(rt, "notes")
			s := &server{took: time.Second}
			s.answer = func(n int, to string) smtp.Outcome {
				take := func() { taken, at = append(taken, to), append(at, time.Now()) }
				switch answers[n%len(answers)] {
				case 0:
					return smtp.Outcome{Reply: mailing.Reply{Stage: mailing.StageRcpt, Code: 450, Text: "later"}}
				case 1:
					return smtp.Outcome{Reply: mailing.Reply{Stage: mailing.StageRcpt, Code: 550, Text: "no"}}
				case 2:
					return smtp.Outcome{Reply: mailing.Reply{Stage: mailing.StageMail, Code: 421, Text: "bye"}, Broken: true}
				case 3:
					take()
					return smtp.Outcome{Reply: mailing.Reply{Stage: mailing.StageDot, HandedOver: true, Text: "EOF"}, Broken: true}
				case 4:
					return smtp.Outcome{Reply: mailing.Reply{Stage: mailing.StageDot, Code: 550, Enhanced: "5.4.5", Text: "quota"}}
				}
				take()
				return smtp.Outcome{}
			}
			for _, seconds := range stops {
				_, stop := start(t, m, s)
				time.Sleep(time.Duration(seconds) * time.Second)
				stop()
			}
			_, stop := start(t, m, s)
			for range 300 {
				if c := m.counts(); c.Waiting == 0 && c.Sending == 0 {
					break
				}
				m.goOn(t)
				time.Sleep(time.Hour)
			}
			stop()
			c := m.counts()
			if c.Waiting != 0 || c.Sending != 0 {
				rt.Fatalf("not at rest: %+v, hold %+v", c, m.hold())
			}
			if len(taken) != c.Sent+c.InDoubt {
				rt.Fatalf("the server took %d, the store says %+v", len(taken), c)
			}
			slices.Sort(taken)
			if len(slices.Compact(taken)) != c.Sent+c.InDoubt {
				rt.Fatal("somebody got it twice")
			}
			for i := limit; i < len(at); i++ {
				// The claim is what counts; a message is in the server's hands at most a second later.
				if gap := at[i].Sub(at[i-limit]); gap < span-2*time.Second {
					rt.Fatalf("%d within %v", limit+1, gap)
				}
			}
			if m.mostOpen > conns*perConn {
				rt.Fatalf("%d in hand on %d connections", m.mostOpen, conns)
			}
		})
	})
}
