package sender

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"evenpost/mailing"
	"evenpost/sender/smtp"
)

func TestHoldEndsWhenTheUserSaysSo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory(3, func(a *mailing.Account) {
			a.Hold = &mailing.Hold{Verdict: mailing.Verdict{Kind: mailing.Auth, Scope: mailing.AccountScope, NeedsUser: true}, Since: time.Now()}
		})
		s := &server{took: 10 * time.Millisecond}
		_, stop := start(t, m, s)
		time.Sleep(10 * time.Second)
		// Two commits shortly after each other: the account as it was corrected, then the end of the hold.
		m.edit(func(a *mailing.Account) { a.Name = "office" })
		time.Sleep(20 * time.Millisecond)
		m.edit(func(a *mailing.Account) { a.Hold = nil })
		time.Sleep(time.Second)
		if c := m.counts(); c.Sent != 3 {
			t.Errorf("a second after the hold was ended: %+v", c)
		}
		stop()
	})
}

func TestStoreCannotBeReadForAWhile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory(40, func(a *mailing.Account) { a.Connections = 4 })
		s := &server{took: time.Second}
		e, stop := start(t, m, s)
		time.Sleep(3500 * time.Millisecond)
		m.cannotBeRead(errors.New("too many open files"))
		time.Sleep(time.Minute)
		if c := m.counts(); c.Sending != 0 {
			t.Errorf("%+v: what was on its way came out and is not written", c)
		}
		if e.Live(1).Trouble == nil {
			t.Error("nobody is told")
		}
		m.cannotBeRead(nil)
		time.Sleep(time.Minute)
		if c := m.counts(); c.Sent != 40 || len(s.got) != 40 {
			t.Errorf("%+v, the server took %d", c, len(s.got))
		}
		if err := e.Live(1).Trouble; err != nil {
			t.Errorf("still in trouble: %v", err)
		}
		stop()
		if s.open != 0 || s.atOnce() > 4 {
			t.Errorf("%d connections left open, %d at once", s.open, s.atOnce())
		}
	})
}

func TestAccountDeletedInMidDial(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory(4, nil)
		s := &server{took: time.Second}
		_, stop := start(t, m, s)
		time.Sleep(500 * time.Millisecond)
		if err := m.PauseCampaign(t.Context(), 1, ""); err != nil {
			t.Fatal(err)
		}
		m.cannotBeRead(mailing.ErrNotFound)
		time.Sleep(time.Hour)
		stop()
		if s.open != 0 || len(s.got) != 0 {
			t.Errorf("%d connections left open, %d messages", s.open, len(s.got))
		}
	})
}

func TestEditedAccountLeavesItsOldServer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory(60, func(a *mailing.Account) { a.Connections = 3 })
		s := &server{took: time.Second}
		_, stop := start(t, m, s)
		time.Sleep(4500 * time.Millisecond)
		m.edit(func(a *mailing.Account) { a.Host = "new.example.at" })
		before := s.taken()
		time.Sleep(2 * time.Minute)
		stop()
		late := 0
		for _, host := range s.hosts[before:] {
			if host != "new.example.at" {
				late++
			}
		}
		if late > 3 { // those that were on their way
			t.Errorf("%d messages went to the old server after the change", late)
		}
		if c := m.counts(); c.Sent != 60 || s.open != 0 {
			t.Errorf("%+v, %d connections open", c, s.open)
		}
	})
}

func TestRefusedLoginIsRememberedWithoutTheStore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory(4, func(a *mailing.Account) { a.Username = "info" })
		s := &server{took: time.Second, refuse: func(int) error {
			return refusal(mailing.Reply{Stage: mailing.StageLogin, Code: 535, Enhanced: "5.7.8", Text: "Authentication failed"})
		}}
		m.breakDown(mailing.ErrDiskFull)
		_, stop := start(t, m, s)
		for range 60 {
			time.Sleep(time.Minute)
			m.edit(func(*mailing.Account) {}) // something changes now and then
		}
		s.mu.Lock()
		if s.logins != 1 {
			t.Errorf("%d logins with a refused password", s.logins)
		}
		s.mu.Unlock()
		m.breakDown(nil)
		time.Sleep(2 * time.Second)
		if m.hold() == nil {
			t.Error("the hold was never written")
		}
		stop()
	})
}

// TestStoreThatGivesNothing: what the lane believes and what the store says may differ for a moment (a clock was set
// back, say). The lane looks again, but not at full speed.
func TestStoreThatGivesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory(4, nil)
		s := &server{took: time.Second}
		s.refuse = func(n int) error {
			m.mu.Lock()
			defer m.mu.Unlock()
			if n == 1 {
				m.account.Hold = &mailing.Hold{Until: time.Now().Add(time.Hour)} // and nobody is told
			}
			return nil
		}
		_, stop := start(t, m, s)
		time.Sleep(30 * time.Minute)
		m.mu.Lock()
		if m.turns > 100 {
			t.Errorf("%d turns in half an hour", m.turns)
		}
		m.mu.Unlock()
		time.Sleep(time.Hour)
		if c := m.counts(); c.Sent != 4 {
			t.Errorf("%+v", c)
		}
		stop()
	})
}

// TestOneRecipientDoesNotHoldUpTheOthers: a reply that is about one recipient may read like trouble of the account.
func TestOneRecipientDoesNotHoldUpTheOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory(30, func(a *mailing.Account) { a.Connections = 2 })
		s := &server{took: time.Second, answer: func(_ int, to string) smtp.Outcome {
			if to == "p2@example.com" {
				return smtp.Outcome{Reply: mailing.Reply{Stage: mailing.StageRcpt, Code: 450, Text: "host mx.far.example said: too many connections"}}
			}
			return smtp.Outcome{}
		}}
		_, stop := start(t, m, s)
		time.Sleep(10 * time.Minute)
		if c := m.counts(); c.Sent != 29 {
			t.Errorf("%+v after ten minutes", c)
		}
		stop()
	})
}

func TestTestMailsKeepTheLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory(20, func(a *mailing.Account) { a.Limits = []mailing.Limit{days(10)}; a.Connections = 2 })
		s := &server{took: 3 * time.Second}
		e, stop := start(t, m, s)
		time.Sleep(10 * time.Second)
		results := make(chan error, 12)
		for range 12 {
			go func() {
				_, err := e.SendTest(t.Context(), 1, m.campaign.Message, mailing.Contact{FirstName: "Anna"}, "me@baker.example")
				results <- err
			}()
		}
		for range 12 {
			if err := <-results; err != nil && !errors.Is(err, mailing.ErrWrongState) {
				t.Error(err)
			}
		}
		time.Sleep(time.Hour)
		stop()
		if len(s.got) != 10 {
			t.Errorf("%d went out in a day, the limit is 10", len(s.got))
		}
	})
}

func TestStopWhileTheServerIsAway(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory(4, nil)
		s := &server{took: 30 * time.Second}
		_, stop := start(t, m, s)
		time.Sleep(time.Second)
		began := time.Now()
		stop()
		if took := time.Since(began); took > time.Second || m.hold() != nil {
			t.Errorf("stopped after %v, hold %+v", took, m.hold())
		}
	})
}

func TestTroubleIsOverWhenNothingIsLeftToWrite(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory(4, nil)
		s := &server{took: time.Second}
		m.breakDown(mailing.ErrDiskFull)
		e, stop := start(t, m, s)
		time.Sleep(10 * time.Second)
		if e.Live(1).Trouble == nil {
			t.Error("no trouble")
		}
		if err := m.PauseCampaign(t.Context(), 1, ""); err != nil {
			t.Fatal(err)
		}
		time.Sleep(5 * time.Second)
		if err := e.Live(1).Trouble; err != nil {
			t.Errorf("with the only campaign paused: %v", err)
		}
		stop()
	})
}

func TestUnreadableStoreDoesNotPauseACampaign(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory(10, func(a *mailing.Account) { a.Connections = 3 })
		m.noFields = errors.New("too many open files")
		s := &server{took: time.Second}
		_, stop := start(t, m, s)
		time.Sleep(time.Minute)
		m.mu.Lock()
		if m.campaign.State != mailing.CampaignSending || m.turns > 300 {
			t.Errorf("%s, %d turns in a minute", m.campaign.State, m.turns)
		}
		m.noFields = nil
		m.mu.Unlock()
		time.Sleep(time.Minute)
		if c := m.counts(); c.Sent != 10 || len(s.got) != 10 {
			t.Errorf("%+v", c)
		}
		stop()
	})
}
