package sender

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"evenpost/mailing"
	"evenpost/sender/smtp"
)

var (
	tooFast   = mailing.Reply{Stage: mailing.StageMail, Code: 450, Enhanced: "4.7.1", Text: "Error: too much mail from 192.0.2.1"}
	usedUp    = mailing.Reply{Stage: mailing.StageDot, Code: 550, Enhanced: "5.4.5", Text: "Daily sending quota exceeded"}
	noSuchOne = mailing.Reply{Stage: mailing.StageRcpt, Code: 550, Enhanced: "5.1.1", Text: "No such user here"}
)

func said(r mailing.Reply) smtp.Outcome { return smtp.Outcome{Reply: r} }

// unmet makes the account one whose server has not been met.
func unmet(a *mailing.Account) { a.Pace = mailing.Pace{} }

func TestCarefulAtANewServerAndSoonAtFullSpeed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory(500, func(a *mailing.Account) { unmet(a); a.Connections = 5 })
		s := &server{took: 50 * time.Millisecond}
		_, stop := start(t, m, s)
		time.Sleep(300 * time.Millisecond)
		if n := s.taken(); n > 3 || s.atOnce() > 2 {
			t.Errorf("%d messages over %d connections at once in the first moment", n, s.atOnce())
		}
		time.Sleep(20 * time.Second)
		if c := m.counts(); c.Sent != 500 || s.atOnce() != 5 {
			t.Errorf("%d of 500 after 20 seconds, over %d connections", c.Sent, s.atOnce())
		}
		stop()
		if p := m.account.Pace; p.Why != mailing.PaceFullSpeed || !slices.Contains(m.kinds(), mailing.PaceFull) {
			t.Errorf("%+v, %v", p, m.kinds())
		}
	})
}

// TestThrottled: the account halves and waits, tries with one message, and the pace survives a restart.
func TestThrottled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory(3000, func(a *mailing.Account) { a.Connections = 4 })
		var refusedAt []time.Time
		window, n := time.Now(), 0
		s := &server{took: 100 * time.Millisecond}
		s.answer = func(int, string) smtp.Outcome { // sixty a minute
			if time.Since(window) >= time.Minute {
				window, n = time.Now(), 0
			}
			if n++; n > 60 {
				refusedAt = append(refusedAt, time.Now())
				return said(tooFast)
			}
			return smtp.Outcome{}
		}
		_, stop := start(t, m, s)
		time.Sleep(10 * time.Second)
		h := m.hold()
		if h == nil || h.Verdict.Kind != mailing.Throttle || h.Until.Sub(h.Since) < time.Minute {
			t.Fatalf("hold %+v", h)
		}
		if c := m.counts(); c.Failed != 0 || c.Sending != 0 {
			t.Errorf("%+v", c)
		}
		before := s.taken()
		time.Sleep(time.Until(h.Until) - time.Second)
		if s.taken() != before {
			t.Error("something was sent before the wait was over")
		}
		time.Sleep(time.Second + 150*time.Millisecond) // the connection was closed meanwhile
		if c := m.counts(); c.Sending != 1 {
			t.Errorf("%d on their way as the probe", c.Sending)
		}
		time.Sleep(10 * time.Minute)
		stop()
		p := m.account.Pace
		if p.Why != mailing.PaceSettled && p.Why != mailing.PaceThrottled && p.Why != mailing.PaceTrying || p.PerHour() < 3000 || p.PerHour() > 3900 {
			t.Errorf("%s, %d an hour; 3,600 are permitted", p.Why, p.PerHour())
		}
		for _, kind := range []mailing.IncidentKind{mailing.AccountHeld, mailing.PaceLowered, mailing.Probing, mailing.AccountGoesOn} {
			if !slices.Contains(m.kinds(), kind) {
				t.Errorf("%s was not told: %v", kind, m.kinds())
			}
		}

		refused, sent := len(refusedAt), m.counts().Sent
		_, stop = start(t, m, s) // the computer was restarted
		time.Sleep(20 * time.Minute)
		stop()
		if got := m.counts().Sent - sent; got < 20*60*85/100 {
			t.Errorf("%d in twenty minutes after the restart, %d are permitted", got, 20*60)
		}
		if more := len(refusedAt) - refused; more > 8 {
			t.Errorf("refused %d times after the restart", more)
		}
		if c := m.counts(); c.Failed != 0 || c.InDoubt != 0 {
			t.Errorf("%+v", c)
		}
	})
}

// Several connections are refused one after the other when a bucket is empty, the messages that follow on them too. What flows
// in is found all the same, and used.
func TestBucketOverSeveralConnections(t *testing.T) {
	for _, latency := range latencies() {
		t.Run(latency.String(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				m := newMemory(4000, func(a *mailing.Account) { a.Connections = 4 })
				const burst, perSecond = 50, 5
				saved, at, refused := float64(burst), time.Now(), 0
				s := &server{took: latency}
				s.answer = func(int, string) smtp.Outcome {
					saved, at = min(burst, saved+perSecond*time.Since(at).Seconds()), time.Now()
					if saved < 1 {
						refused++
						return said(tooFast)
					}
					saved--
					return smtp.Outcome{}
				}
				_, stop := start(t, m, s)
				time.Sleep(5 * time.Minute)
				sent, before := m.counts().Sent, refused
				time.Sleep(5 * time.Minute)
				stop()
				n := m.counts().Sent - sent
				if n < 5*60*perSecond*85/100 || refused-before > n/100 {
					t.Errorf("%d of %d that were permitted in five minutes, %d refused; %+v", n, 5*60*perSecond, refused-before, m.account.Pace)
				}
			})
		})
	}
}

// A server that counts in windows refuses at once, while messages that it has let in are still on their way: that they are
// taken afterwards says nothing of the time after the window.
func TestWindowOverSeveralConnections(t *testing.T) {
	for _, latency := range latencies() {
		t.Run(latency.String(), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				m := newMemory(4000, func(a *mailing.Account) { a.Connections = 4 })
				const window = 300 // in a minute
				began, n, refused := time.Now(), 0, 0
				s := &server{took: latency, atMail: func() mailing.Reply {
					if time.Since(began) > time.Minute {
						began, n = time.Now(), 0
					}
					if n++; n > window {
						refused++
						return tooFast
					}
					return mailing.Reply{}
				}}
				_, stop := start(t, m, s)
				time.Sleep(5 * time.Minute)
				sent, before := m.counts().Sent, refused
				time.Sleep(5 * time.Minute)
				stop()
				if n := m.counts().Sent - sent; n < 5*window*85/100 || refused-before > n/100 {
					t.Errorf("%d of %d that were permitted in five minutes, %d refused; %+v", n, 5*window, refused-before, m.account.Pace)
				}
				held, wentOn := 0, 0
				for _, kind := range m.kinds() {
					switch kind {
					case mailing.AccountHeld:
						held++
					case mailing.AccountGoesOn:
						wentOn++
					}
				}
				if held == 0 || wentOn != held {
					t.Errorf("held %d times, and told %d times that the account goes on", held, wentOn)
				}
			})
		})
	}
}

func TestAuthStopsAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory(50, func(a *mailing.Account) { a.Connections = 4; a.Username = "info" })
		s := &server{took: 100 * time.Millisecond, refuse: func(int) error {
			return refusal(mailing.Reply{Stage: mailing.StageLogin, Code: 535, Enhanced: "5.7.8", Text: "Authentication failed"})
		}}
		_, stop := start(t, m, s)
		time.Sleep(24 * time.Hour)
		stop()
		if c := m.counts(); c.Waiting != 50 || s.logins != 1 || m.hold() == nil || !m.hold().Until.IsZero() {
			t.Errorf("%+v after %d logins, hold %+v", c, s.logins, m.hold())
		}
	})
}

func TestThreeFailedLoginsAskTheUser(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory(5, func(a *mailing.Account) { a.Username = "info" })
		s := &server{took: 100 * time.Millisecond, refuse: func(int) error {
			return refusal(mailing.Reply{Stage: mailing.StageLogin, Code: 454, Enhanced: "4.7.0", Text: "Temporary authentication failure"})
		}}
		_, stop := start(t, m, s)
		time.Sleep(24 * time.Hour)
		if h := m.hold(); s.logins != 3 || h == nil || h.Verdict.Kind != mailing.ManyLogins {
			t.Fatalf("%d logins, hold %+v", s.logins, h)
		}
		m.goOn(t)
		time.Sleep(24 * time.Hour)
		stop()
		if s.logins != 6 {
			t.Errorf("%d logins after going on: it counts anew", s.logins)
		}
	})
}

func TestTooManyBounces(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory(200, nil)
		s := &server{took: time.Second, answer: func(n int, to string) smtp.Outcome {
			if n%4 == 0 {
				return said(noSuchOne)
			}
			return smtp.Outcome{}
		}}
		_, stop := start(t, m, s)
		for round := 1; round <= 2; round++ {
			time.Sleep(time.Hour)
			c, h := m.counts(), m.hold()
			if h == nil || h.Verdict.Kind != mailing.ManyBounces || c.Failed != 6*round || c.Sending != 0 {
				t.Fatalf("round %d: %+v, hold %+v", round, c, h)
			}
			m.goOn(t)
		}
		stop()
	})
}

func TestGoingOnBeginsWithOneMessage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory(50, func(a *mailing.Account) {
			a.Connections = 4
			a.Hold = &mailing.Hold{Verdict: mailing.Verdict{Kind: mailing.Blocked, Scope: mailing.AccountScope, NeedsUser: true}, Since: time.Now()}
		})
		s := &server{took: time.Second}
		_, stop := start(t, m, s)
		time.Sleep(10 * time.Second)
		m.goOn(t)
		time.Sleep(1900 * time.Millisecond)
		if c := m.counts(); c.Sending+c.Sent > 1 {
			t.Errorf("%+v: one message is tried first", c)
		}
		time.Sleep(time.Minute)
		stop()
		if c := m.counts(); c.Sent != 50 || s.atOnce() != 4 {
			t.Errorf("%+v over %d connections", c, s.atOnce())
		}
	})
}

// TestSameLineForAll: a line that three recipients get in a row is about the account, and nobody has failed for it, also
// when several connections hear it at once. Once the user goes on, it is taken for what it says.
func TestSameLineForAll(t *testing.T) {
	for _, conns := range []int{1, 5} {
		t.Run(fmt.Sprint(conns), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				m := newMemory(40, func(a *mailing.Account) { a.Connections = conns })
				var broken atomic.Bool
				s := &server{took: time.Second, answer: func(_ int, to string) smtp.Outcome {
					if broken.Load() {
						return said(mailing.Reply{Stage: mailing.StageRcpt, Code: 550, Text: "Requested action not taken: mailbox unavailable <" + to + ">"})
					}
					return smtp.Outcome{}
				}}
				_, stop := start(t, m, s)
				time.Sleep(3500 * time.Millisecond)
				broken.Store(true)
				time.Sleep(time.Hour)
				c := m.counts()
				if c.Failed != 0 || c.Sending != 0 || c.Waiting == 0 || m.hold() == nil || !m.hold().Until.IsZero() {
					t.Fatalf("%+v, hold %+v", c, m.hold())
				}
				for _, d := range m.deliveries {
					if d.State == mailing.Waiting && d.Tries != 0 {
						t.Errorf("a try of %d was used up", d.ID)
					}
				}
				if !slices.Contains(m.kinds(), mailing.SameReply) {
					t.Errorf("not told: %v", m.kinds())
				}
				stop()
				m.goOn(t) // while the program is closed
				_, stop = start(t, m, s)
				time.Sleep(time.Hour)
				stop()
				if c := m.counts(); c.Failed == 0 {
					t.Errorf("%+v: the user wanted it so", c)
				}
			})
		})
	}
}

func TestFewerConnections(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory(300, func(a *mailing.Account) { a.Connections = 6 })
		s := &server{took: time.Second}
		s.refuse = func(int) error {
			if s.open >= 2 {
				return refusal(mailing.Reply{Stage: mailing.StageGreeting, Code: 421, Enhanced: "4.7.0", Text: "Too many connections from your IP"})
			}
			return nil
		}
		_, stop := start(t, m, s)
		time.Sleep(20 * time.Second)
		if c := m.counts(); c.Sent < 25 || s.atOnce() != 2 {
			t.Errorf("%+v over %d connections, hold %+v", c, s.atOnce(), m.hold())
		}
		time.Sleep(5 * time.Minute)
		stop()
		if c := m.counts(); c.Sent != 300 || s.logins > 10 {
			t.Errorf("%+v after %d logins", c, s.logins)
		}
		if m.account.Pace.Connections != 2 || !slices.Contains(m.kinds(), mailing.FewerAtOnce) {
			t.Errorf("%+v, %v", m.account.Pace, m.kinds())
		}
	})
}

func TestPerConnection(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory(100, func(a *mailing.Account) { a.Connections = 3; a.PerConnection = 10 })
		s := &server{took: 100 * time.Millisecond}
		_, stop := start(t, m, s)
		time.Sleep(time.Minute)
		stop()
		if c := m.counts(); c.Sent != 100 || s.logins < 10 || s.logins > 12 || s.most > 10 {
			t.Errorf("%+v after %d logins, at most %d on one", c, s.logins, s.most)
		}
	})
}

// A server that wants another connection says so without a number, to several at once. That is no reason to wait, and is
// provoked once.
func TestPerConnectionIsLearned(t *testing.T) {
	for name, text := range map[string]string{
		"hangs up": "Max message per connection reached, closing transmission channel", "stays": "Requested action aborted: Mails per session limit",
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				m := newMemory(200, func(a *mailing.Account) { a.Connections = 3 })
				s := &server{took: 100 * time.Millisecond, onConnection: func(n int) smtp.Outcome {
					if n <= 10 {
						return smtp.Outcome{}
					}
					return smtp.Outcome{Reply: mailing.Reply{Stage: mailing.StageMail, Code: 451, Text: text}, Broken: name == "hangs up"}
				}}
				_, stop := start(t, m, s)
				time.Sleep(30 * time.Second)
				stop()
				if c := m.counts(); c.Sent != 200 || s.logins > 24 || len(s.got) > 206 {
					t.Errorf("%+v after %d logins and %d answers", c, s.logins, len(s.got))
				}
				if m.account.Pace.PerConn != 10 || slices.Contains(m.kinds(), mailing.AccountHeld) {
					t.Errorf("%+v, %v", m.account.Pace, m.kinds())
				}
			})
		})
	}
}

func TestSlowDomainWaitsAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory(60, func(a *mailing.Account) { a.Connections = 2 })
		for i := range m.deliveries {
			if i%2 == 0 {
				m.deliveries[i].Address = strings.Replace(m.deliveries[i].Address, "example.com", "far.example", 1)
			}
		}
		met := 0
		began := time.Now()
		s := &server{took: time.Second, answer: func(_ int, to string) smtp.Outcome {
			if strings.HasSuffix(to, "far.example") && time.Since(began) < 4*time.Minute {
				met++
				return said(mailing.Reply{Stage: mailing.StageRcpt, Code: 450, Enhanced: "4.7.28", Text: "host mx.far.example[192.0.2.9] said: 450 4.7.28 our system has detected an unusual rate of mail from your IP address, rate limited"})
			}
			return smtp.Outcome{}
		}}
		_, stop := start(t, m, s)
		time.Sleep(3 * time.Minute)
		if v := m.verdictOf("far.example"); v.Scope != mailing.RecipientServer {
			t.Skipf("this line is read as %s of %s", v.Kind, v.Scope)
		}
		if c := m.counts(); c.Sent != 30 || met > 4 {
			t.Errorf("%+v, met %d times", c, met)
		}
		time.Sleep(3 * time.Hour)
		stop()
		if c := m.counts(); c.Sent != 60 {
			t.Errorf("%+v", c)
		}
	})
}

func TestQuotaIsLearnedAndKept(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory(200, func(a *mailing.Account) { a.Connections = 3 })
		var tries []time.Time
		s := &server{took: time.Second, answer: func(n int, _ string) smtp.Outcome {
			if n > 80 && n < 90 {
				tries = append(tries, time.Now())
				return said(usedUp)
			}
			return smtp.Outcome{}
		}}
		_, stop := start(t, m, s)
		for day := 0; day < 8 && m.counts().Waiting > 0; day++ {
			time.Sleep(24 * time.Hour)
		}
		stop()
		if l := m.account.Learned; l == nil || l.Limit.N < 75 || l.Limit.N > 85 || l.Limit.Span != 24*time.Hour {
			t.Errorf("learned %+v", l)
		}
		if c := m.counts(); c.Sent != 200 || c.Failed != 0 {
			t.Errorf("%+v", c)
		}
		for i := 3; i < len(tries); i++ {
			if gap := tries[i].Sub(tries[i-1]); gap < time.Hour && gap > 2*time.Second {
				t.Errorf("tried again %v after a quota", gap)
			}
		}
	})
}

func TestAFullAccountSaysSo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory(10, func(a *mailing.Account) { a.Limits = []mailing.Limit{days(5)} })
		s := &server{took: time.Second}
		_, stop := start(t, m, s)
		time.Sleep(time.Minute)
		m.mu.Lock()
		rests := m.rests
		m.mu.Unlock()
		if d := time.Until(rests); d < 23*time.Hour || d > 24*time.Hour {
			t.Errorf("rests for %v", d)
		}
		time.Sleep(25 * time.Hour)
		stop()
		if !m.rests.IsZero() {
			t.Errorf("it still rests until %v", m.rests)
		}
	})
}

// TestAccountTroubleFailsNobody plays random servers and stops, with limits: whatever the account meets, no recipient
// fails for it, no limit is exceeded, and while a quota holds the account nothing goes out.
func TestAccountTroubleFailsNobody(t *testing.T) {
	rounds(t, 40)
	rapid.Check(t, func(rt *rapid.T) {
		people := rapid.IntRange(1, 20).Draw(rt, "people")
		conns := rapid.IntRange(1, 5).Draw(rt, "connections")
		limit := rapid.IntRange(3, 20).Draw(rt, "limit")
		moods := rapid.SliceOfN(rapid.IntRange(0, 24), 30, 30).Draw(rt, "moods")
		stops := rapid.SliceOfN(rapid.IntRange(1, 4000), 0, 3).Draw(rt, "stops")
		synctest.Test(t, func(t *testing.T) {
			m := newMemory(people, func(a *mailing.Account) {
				unmet(a)
				a.Connections, a.Limits = conns, []mailing.Limit{{N: limit, Kind: mailing.Rolling, Span: time.Hour}}
			})
			s := &server{took: time.Second}
			quotaAt, released := time.Time{}, time.Time{}
			against := 0
			var at []time.Time
			s.answer = func(n int, _ string) smtp.Outcome {
				if !quotaAt.IsZero() && !released.After(quotaAt) && time.Since(quotaAt) > 3*time.Second && time.Since(quotaAt) < time.Hour {
					against++
				}
				switch moods[n%len(moods)] {
				case 0:
					return said(tooFast)
				case 1:
					quotaAt = time.Now()
					return said(usedUp)
				case 2:
					return smtp.Outcome{Reply: mailing.Reply{Stage: mailing.StageMail, Code: 421, Text: "Service shutting down"}, Broken: true}
				case 3:
					return smtp.Outcome{Reply: mailing.Reply{Stage: mailing.StageMail, Text: "connection reset"}, Broken: true}
				case 4:
					return said(mailing.Reply{Stage: mailing.StageMail, Code: 550, Enhanced: "5.7.1", Text: "Your account has been suspended"})
				}
				at = append(at, time.Now())
				return smtp.Outcome{}
			}
			s.refuse = func(n int) error {
				if moods[n%len(moods)] == 5 {
					return refusal(mailing.Reply{Stage: mailing.StageGreeting, Code: 421, Text: "Too many connections"})
				}
				return nil
			}
			for _, seconds := range stops {
				_, stop := start(t, m, s)
				time.Sleep(time.Duration(seconds) * time.Second)
				stop()
			}
			_, stop := start(t, m, s)
			for range 2000 {
				if c := m.counts(); c.Waiting == 0 && c.Sending == 0 {
					break
				}
				time.Sleep(time.Hour)
				if m.goOn(t) {
					released = time.Now()
				}
			}
			stop()
			c := m.counts()
			if c.Failed != 0 || c.Sent != people {
				rt.Fatalf("%+v, hold %+v, pace %+v", c, m.hold(), m.account.Pace)
			}
			for i := limit; i < len(at); i++ {
				if gap := at[i].Sub(at[i-limit]); gap < time.Hour-2*time.Second {
					rt.Fatalf("%d within %v", limit+1, gap)
				}
			}
			if against > 0 {
				rt.Fatalf("%d were sent while a quota held the account", against)
			}
		})
	})
}

// latencies are how long servers take in tests of the pace; in every run one of them, since they play ten minutes each.
func latencies() []time.Duration {
	if os.Getenv("EVENPOST_SOAK") != "" {
		return []time.Duration{2 * time.Millisecond, 20 * time.Millisecond, 200 * time.Millisecond}
	}
	return []time.Duration{200 * time.Millisecond}
}
