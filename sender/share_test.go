package sender

import (
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"evenpost/mailing"
)

// TestAccountsShareByWhatIsLeft: two lanes send a campaign that fits in what both have left today in proportion to that,
// whatever their servers are like, as long as nobody holds back for too long; a larger one is through as early as if
// nobody ever did.
func TestAccountsShareByWhatIsLeft(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		left := [2]int{rapid.IntRange(1, 120).Draw(rt, "first"), rapid.IntRange(1, 120).Draw(rt, "second")}
		people := rapid.IntRange(1, 260).Draw(rt, "people")
		took := func(name string) time.Duration {
			return time.Duration(rapid.SampledFrom([]int{1, 20, 100, 400, 3000}).Draw(rt, name)) * time.Millisecond
		}
		slow := [2]time.Duration{took("first took"), took("second took")}
		connections := rapid.IntRange(1, 3).Draw(rt, "connections")
		synctest.Test(t, func(t *testing.T) {
			m := newMemory(people, func(a *mailing.Account) { a.Limits, a.Connections = []mailing.Limit{days(left[0])}, connections })
			m.helped(func(a *mailing.Account) { a.Limits = []mailing.Limit{days(left[1])} })
			s := &server{took: 50 * time.Millisecond, tookAt: map[string]time.Duration{m.account.Host: slow[0], m.second.Host: slow[1]}}
			began := time.Now()
			_, stop := start(t, m, s)
			time.Sleep(20 * time.Minute)
			first, second := m.byAccount()
			if people >= left[0]+left[1] {
				if first != left[0] || second != left[1] {
					rt.Errorf("%d and %d on the first day, want all that was left: %v", first, second, left)
				}
				stop()
				return
			}
			stop()
			if first+second != people {
				rt.Errorf("%d and %d sent of %d", first, second, people)
			}
			took := s.gotAt[len(s.gotAt)-1].Sub(began)
			if most := alone(left, slow, connections, people) + mailing.MostHeld; took > most {
				rt.Errorf("through after %v, want %v at most", took, most)
			}
			if took > mailing.MostHeld/2 {
				return // perhaps somebody held back for as long as is permitted
			}
			want := people * left[0] / (left[0] + left[1])
			if few := 6 + perConn*connections; first < want-few || first > want+few {
				rt.Errorf("%d and %d sent of %d with %v left, want %d from the first", first, second, people, left, want)
			}
		})
	})
}

// alone is when a campaign could be through if both sent as fast as they can.
func alone(left [2]int, slow [2]time.Duration, connections, people int) time.Duration {
	const dialled = 3 * time.Second // and the rest of the beginning
	var at [2]time.Duration
	for ; people > 0; people-- {
		who := 0
		if left[0] == 0 || left[1] > 0 && at[1] < at[0] {
			who = 1
		}
		left[who]--
		at[who] += slow[who] / time.Duration(connections)
	}
	return max(at[0], at[1]) + dialled + perConn*max(slow[0], slow[1])
}

// TestShareGoesOnAlone: an account whose server fails does not keep the other one waiting.
func TestShareGoesOnAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := newMemory(100, func(a *mailing.Account) { a.Limits = []mailing.Limit{days(120)} })
		m.helped(func(a *mailing.Account) { a.Limits = []mailing.Limit{days(1000)} })
		s := &server{took: 10 * time.Millisecond}
		_, stop := start(t, m, s)
		time.Sleep(400 * time.Millisecond)
		if first, second := m.byAccount(); first == 0 || second < 3*first {
			t.Errorf("%d and %d while both send", first, second)
		}
		m.mu.Lock()
		hold := mailing.Hold{Since: time.Now(), Until: time.Now().Add(time.Hour), Verdict: mailing.Verdict{Kind: mailing.Network}}
		m.second.Hold = &hold
		m.changed()
		m.mu.Unlock()
		time.Sleep(3 * time.Second)
		if c := m.counts(); c.Sent != 100 {
			t.Errorf("%+v: the first account waits for the second", c)
		}
		stop()
	})
}
