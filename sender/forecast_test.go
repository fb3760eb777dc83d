package sender

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"testing/synctest"
	"time"

	"evenpost/mailing"
)

// TestForecastIsWhatHappens asks for a forecast while a campaign is under way, and lets the engine play the rest of it.
func TestForecastIsWhatHappens(t *testing.T) {
	for seed := range uint64(16) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) { foretell(t, rand.New(rand.NewPCG(seed, 7))) })
		})
	}
}

func foretell(t *testing.T, r *rand.Rand) {
	people, one := 150+r.IntN(250), time.Duration(20+r.IntN(4000))*time.Millisecond
	equip := func(a *mailing.Account) {
		a.Connections = 1 + r.IntN(4)
		if r.IntN(2) == 0 {
			a.Limits = append(a.Limits, days(60+r.IntN(400)))
		}
		if r.IntN(3) == 0 {
			a.Limits = append(a.Limits, mailing.Limit{N: 20 + r.IntN(100), Kind: mailing.Rolling, Span: time.Hour})
		}
		if r.IntN(3) == 0 {
			a.Gap = time.Duration(r.IntN(3000)) * time.Millisecond
		}
		if r.IntN(4) == 0 {
			a.Hours = mailing.Hours{From: 8 * time.Hour, To: 17 * time.Hour, Zone: "Europe/Vienna"}
		}
	}
	m := newMemory(people, equip)
	s := &server{took: one, tookAt: map[string]time.Duration{}}
	if r.IntN(3) == 0 {
		m.helped(equip)
		m.campaign.Sharing = mailing.Shares
		s.tookAt[m.second.Host] = time.Duration(20+r.IntN(4000)) * time.Millisecond
	}
	e, stop := start(t, m, s)
	defer stop()
	sent := func() int { c := m.counts(); return c.Total - c.Waiting - c.Sending }
	for sent() < 30 {
		time.Sleep(time.Second)
	}
	asked := time.Now()
	c, err := m.Campaign(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	f, err := e.Forecast(t.Context(), c, 0)
	if err != nil {
		t.Fatal(err)
	}
	for left := 60; sent() < people; left-- {
		if left == 0 {
			t.Fatalf("%d of %d sent after two months", sent(), people)
		}
		time.Sleep(24 * time.Hour)
	}
	ended := s.gotAt[len(s.gotAt)-1]
	took, wrong := ended.Sub(asked), f.Finish.Sub(ended)
	const moment = 10 * time.Second // one message more or less
	if wrong.Abs() > took/50 && wrong.Abs() > moment {
		t.Errorf("%d people, account %+v, second %+v, messages take %v and %v: ended after %v, forecast wrong by %v", people, m.account, m.second, one, s.tookAt, took, wrong)
	}
}
