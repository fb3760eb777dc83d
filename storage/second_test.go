package storage

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"pgregory.net/rapid"

	"evenpost/mailing"
)

// helped starts a campaign to n people with a second account.
func (w *world) helped(n int, how mailing.Sharing) (campaign, second int64) {
	w.tb.Helper()
	w.people("h", n)
	second = w.newAccount("Second")
	return w.helpedBy(second, "Helped", how), second
}

func (w *world) helpedBy(second int64, name string, how mailing.Sharing) int64 {
	w.tb.Helper()
	id, err := w.CreateCampaign(w.tb.Context(), mailing.Campaign{Name: name, AccountID: w.account, SecondID: second, Sharing: how, Audience: everyone()})
	w.ok(err)
	w.ok(w.StartCampaign(w.tb.Context(), id, mailing.Message{Subject: "Bread"}, w.now))
	return id
}

func (w *world) turnOf(account int64, ask mailing.Turn) []mailing.Job {
	w.tb.Helper()
	ask.AccountID = account
	jobs, err := w.Turn(w.tb.Context(), ask, w.now)
	w.ok(err)
	return jobs
}

func (w *world) usedBy(account int64) int {
	w.tb.Helper()
	l, err := w.Ledger(w.tb.Context(), account, mailing.Reach{Span: 24 * time.Hour}, w.now)
	w.ok(err)
	return l.Since(w.now.Add(-24 * time.Hour))
}

func TestSecondTakesOverWhileTheFirstRests(t *testing.T) {
	w := newWorld(t)
	w.now = time.Now().Truncate(time.Millisecond) // NextDue goes by the clock
	campaign, second := w.helped(10, mailing.TakesOver)
	if jobs := w.turnOf(second, mailing.Turn{Want: 3}); len(jobs) != 0 {
		t.Fatalf("the second sends %d though the first does", len(jobs))
	}
	if _, n, err := w.NextDue(t.Context(), second); err != nil || n != 0 {
		t.Fatalf("%d due for the second, %v", n, err)
	}
	if ids, err := w.AccountsWithWork(t.Context()); err != nil || len(ids) != 2 {
		t.Fatalf("%v, %v: both have a lane", ids, err)
	}
	first := w.turnOf(w.account, mailing.Turn{Want: 2})
	until := w.now.Add(time.Hour)
	w.turnOf(w.account, mailing.Turn{Rests: &until})
	if _, n, err := w.NextDue(t.Context(), second); err != nil || n != 8 {
		t.Fatalf("%d due for the second, %v", n, err)
	}
	jobs := w.turnOf(second, mailing.Turn{Want: 3})
	if len(jobs) != 3 || jobs[0].Campaign.ID != campaign {
		t.Fatalf("%d jobs while the first is full", len(jobs))
	}
	if w.usedBy(w.account) != 2 || w.usedBy(second) != 3 {
		t.Errorf("%d and %d are charged; 2 and 3 were claimed", w.usedBy(w.account), w.usedBy(second))
	}
	w.now = until
	if more := w.turnOf(second, mailing.Turn{Want: 3, Done: []mailing.Settlement{w.came(jobs[0], accepted)}}); len(more) != 0 {
		t.Errorf("the second sends %d though the first rests no longer", len(more))
	}
	if more := w.turnOf(w.account, mailing.Turn{Want: 99, Done: []mailing.Settlement{w.came(first[0], accepted)}}); len(more) != 5 {
		t.Errorf("%d left for the first, want 5", len(more))
	}
	if err := w.DeleteAccount(t.Context(), second); !errors.Is(err, mailing.ErrAccountInUse) {
		t.Errorf("the second account was deleted under way: %v", err)
	}
}

// TestBothShareWithoutMeeting: two lanes on one campaign never claim the same recipient, and each is charged for its own.
func TestBothShareWithoutMeeting(t *testing.T) {
	w := newWorld(t)
	second := w.newAccount("Second")
	w.people("h", 25)
	rounds := 0
	rapid.Check(t, func(rt *rapid.T) {
		rounds++
		people := 25
		campaign := w.helpedBy(second, fmt.Sprint("Shared ", rounds), mailing.Shares)
		before := map[int64]int{w.account: w.usedBy(w.account), second: w.usedBy(second)}
		accounts := []int64{w.account, second}
		seen, charged := map[int64]bool{}, map[int64]int{}
		flying := map[int64][]mailing.Settlement{}
		for len(seen) < people {
			a := rapid.SampledFrom(accounts).Draw(rt, "account")
			for _, j := range w.turnOf(a, mailing.Turn{Want: rapid.IntRange(1, 5).Draw(rt, "want"), Done: flying[a]}) {
				if seen[j.Delivery.ID] {
					rt.Fatal("claimed twice")
				}
				seen[j.Delivery.ID] = true
				charged[a]++
				flying[a] = append(flying[a], w.came(j, accepted))
			}
		}
		for _, a := range accounts {
			w.turnOf(a, mailing.Turn{Done: flying[a]})
			if n := w.usedBy(a) - before[a]; n != charged[a] {
				rt.Fatalf("%d charged, %d claimed", n, charged[a])
			}
		}
		if c := w.campaign(campaign); c.Counts.Sent != people || c.State != mailing.Finished {
			rt.Fatalf("%+v %s", c.Counts, c.State)
		}
	})
}

// TestCampaignsShareFairly: of several campaigns on one account none is ever ahead by more than one while all have somebody
// to send to, whatever number of connections they share.
func TestCampaignsShareFairly(t *testing.T) {
	w := newWorld(t)
	w.people("p", 400)
	campaigns := []int64{w.started("First", everyone()), w.started("Second", everyone()), w.started("Third", everyone())}
	w.fill()
	got := map[int64]int{}
	var done []mailing.Settlement
	rnd := rand.New(rand.NewPCG(1, 1))
	for {
		jobs := w.turn(1+rnd.IntN(7), done...)
		done = nil
		for _, j := range jobs {
			got[j.Campaign.ID]++
			done = append(done, w.came(j, accepted))
		}
		least, most := 400, 0
		for _, id := range campaigns {
			least, most = min(least, got[id]), max(most, got[id])
		}
		if most == 400 {
			return
		}
		if most-least > 1 {
			t.Fatalf("%v", got)
		}
	}
}

// TestAccountTroubleUndone: who failed for what turned out to be the account's trouble waits again, as if nothing had
// been tried, also when the campaign has finished meanwhile; what the user has cancelled stays so.
func TestAccountTroubleUndone(t *testing.T) {
	for name, cancelled := range map[string]bool{"finished": false, "cancelled": true} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.people("p", 3)
			id := w.started("Easter", everyone())
			jobs := w.turn(3)
			refused := mailing.Reply{Stage: mailing.StageRcpt, Code: 550, Enhanced: "5.1.1", Text: "unknown"}
			w.turn(0, w.came(jobs[0], refused), w.came(jobs[1], refused))
			if cancelled {
				w.ok(w.CancelCampaign(t.Context(), id))
			}
			w.turn(0, w.came(jobs[2], refused))
			again := []int64{jobs[0].Delivery.ID, jobs[1].Delivery.ID, jobs[2].Delivery.ID, 999}
			w.turnOf(w.account, mailing.Turn{Again: again})
			w.turnOf(w.account, mailing.Turn{Again: again}) // once more changes nothing
			c := w.campaign(id)
			if cancelled {
				if c.Counts.Failed != 3 || c.State != mailing.CampaignCancelled {
					t.Errorf("%+v %s", c.Counts, c.State)
				}
				return
			}
			if c.Counts.Waiting != 3 || c.Counts.Failed != 0 || c.State != mailing.CampaignSending {
				t.Errorf("%+v %s", c.Counts, c.State)
			}
			if d := w.delivery(again[0]); d.Tries != 0 || d.State != mailing.Waiting {
				t.Errorf("%+v", d)
			}
		})
	}
}

func TestLearnedLimitIsDecidedByTheUser(t *testing.T) {
	w := newWorld(t)
	l := mailing.Learned{Limit: mailing.Limit{N: 437, Kind: mailing.Rolling, Span: 24 * time.Hour}, At: w.now, Counted: true}
	for _, accept := range []bool{false, true} {
		w.turnOf(w.account, mailing.Turn{Learned: &l})
		w.ok(w.SettleLearned(t.Context(), w.account, accept))
		a, err := w.Account(t.Context(), w.account)
		w.ok(err)
		if a.Learned != nil || (len(a.Limits) == 1) != accept {
			t.Errorf("accept %v: %+v, %+v", accept, a.Limits, a.Learned)
		}
	}
	if err := w.SettleLearned(t.Context(), w.account, true); !errors.Is(err, mailing.ErrWrongState) {
		t.Errorf("%v", err)
	}
}
