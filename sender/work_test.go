package sender

import (
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"evenpost/mailing"
	"evenpost/sender/smtp"
)

// work is Work for everything that is due when campaign is 0.
func work(t *testing.T, m *memory, s *server, campaign int64, maxWait time.Duration) (Rest, time.Duration, error) {
	t.Helper()
	e := New(Deps{Store: m, Dial: s.Dial, Secrets: s})
	began := time.Now()
	rest, err := e.Work(t.Context(), campaign, maxWait, nil)
	return rest, time.Since(began), err
}

func TestWorkUntilDone(t *testing.T) {
	for _, campaign := range []int64{0, 1} {
		synctest.Test(t, func(t *testing.T) {
			m := newMemory(20, func(a *mailing.Account) { a.Limits = []mailing.Limit{{N: 5, Kind: mailing.Rolling, Span: time.Hour}} })
			s := &server{took: time.Second}
			rest, took, err := work(t, m, s, campaign, 2*time.Hour)
			if c := m.counts(); err != nil || !rest.Done || c.Sent != 20 || took > 4*time.Hour {
				t.Errorf("%+v, %v after %v: %+v", rest, err, took, c)
			}
		})
	}
}

func TestWorkEndsRatherThanWait(t *testing.T) {
	for _, campaign := range []int64{0, 1} {
		synctest.Test(t, func(t *testing.T) {
			m := newMemory(20, func(a *mailing.Account) { a.Limits = []mailing.Limit{days(5)}; a.Connections = 2 })
			s := &server{took: 20 * time.Second}
			rest, took, err := work(t, m, s, campaign, time.Hour)
			if c := m.counts(); err != nil || rest.Done || rest.Waiting.Why != mailing.WhyLimit || c.Sent != 5 || c.Sending != 0 || took > 2*time.Minute {
				t.Errorf("%+v, %v after %v: %+v", rest, err, took, c)
			}
		})
	}
}

func TestWorkTellsOfAPause(t *testing.T) {
	for _, campaign := range []int64{0, 1} {
		synctest.Test(t, func(t *testing.T) {
			m := newMemory(20, nil)
			m.campaign.Message.Body = "Dear {{ first_name" // no message can be made of it
			s := &server{took: time.Second}
			rest, _, err := work(t, m, s, campaign, time.Hour)
			if err != nil || rest.Done || rest.Waiting.Why != mailing.WhyPaused || rest.Campaign.Reason == "" || len(s.got) > 0 {
				t.Errorf("%+v, %v", rest, err)
			}
		})
	}
}

func TestWorkEndsWhenNothingCanBeWritten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory(200, func(a *mailing.Account) { a.Connections = 2 })
		s := &server{took: time.Second}
		time.AfterFunc(10*time.Second, func() { m.breakDown(mailing.ErrDiskFull) })
		time.AfterFunc(20*time.Second, func() { m.breakDown(nil) })
		time.AfterFunc(30*time.Second, func() { m.breakDown(mailing.ErrDiskFull) })
		rest, took, err := work(t, m, s, 1, time.Minute)
		if !errors.Is(err, mailing.ErrDiskFull) || took < 40*time.Second || took > time.Minute {
			t.Errorf("%+v, %v after %v", rest, err, took)
		}
	})
}

func TestWorkWaitsForANextTry(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory(3, nil)
		s := &server{took: time.Second, answer: func(n int, _ string) smtp.Outcome {
			if n == 1 {
				return smtp.Outcome{Reply: mailing.Reply{Stage: mailing.StageRcpt, Code: 450, Text: "later"}}
			}
			return smtp.Outcome{}
		}}
		rest, took, err := work(t, m, s, 0, 10*time.Minute)
		if err != nil || !rest.Done || took > 10*time.Minute || m.counts().Sent != 3 {
			t.Errorf("%+v, %v after %v", rest, err, took)
		}
	})
}
