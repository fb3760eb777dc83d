package storage

import (
	"slices"
	"testing"
	"time"

	"evenpost/mailing"
)

func TestPulse(t *testing.T) {
	w := newWorld(t)
	w.people("p", 6)
	id := w.started("Easter", everyone())
	jobs := w.turn(6)
	w.turn(0, w.came(jobs[0], accepted), w.came(jobs[1], unknown), w.came(jobs[2], busy), w.came(jobs[3], lost))
	// Given back without a try: nothing came out of it.
	w.turn(0, mailing.Settlement{Attempt: mailing.Attempt{DeliveryID: jobs[5].Delivery.ID}, State: mailing.Waiting})
	first := w.now.Truncate(time.Minute)
	w.now = w.now.Add(2 * time.Minute)
	w.turn(0, w.came(jobs[4], accepted))

	want := []mailing.Pulse{
		{Minute: first, AccountID: w.account, Sent: 1, Failed: 1, InDoubt: 1, PutBack: 1},
		{Minute: first.Add(2 * time.Minute), AccountID: w.account, Sent: 1},
	}
	if got, err := w.Pulse(t.Context(), id, time.Time{}, time.Minute); err != nil || !slices.EqualFunc(got, want, samePulse) {
		t.Errorf("pulse %+v, %v; want %+v", got, err, want)
	}
	if got, err := w.Pulse(t.Context(), id, w.now, time.Minute); err != nil || !slices.EqualFunc(got, want[1:], samePulse) {
		t.Errorf("since now: %+v, %v", got, err)
	}
	if got, err := w.Pulse(t.Context(), id, time.Time{}, 24*time.Hour); err != nil || len(got) != 1 || got[0].Sent != 2 || got[0].Tried() != 5 {
		t.Errorf("in one step: %+v, %v", got, err)
	}
	// Settled twice counts once.
	w.turn(0, w.came(jobs[4], accepted))
	if got, err := w.Pulse(t.Context(), id, w.now, time.Minute); err != nil || len(got) != 1 || got[0].Tried() != 1 {
		t.Errorf("settled twice: %+v, %v", got, err)
	}
	// What an earlier run left half done belongs to the account that claimed it.
	w.turn(1)
	w.now = w.now.Add(time.Minute)
	if _, err := w.Recover(t.Context(), w.now); err != nil {
		t.Fatal(err)
	}
	recovered := mailing.Pulse{Minute: first.Add(3 * time.Minute), AccountID: w.account, InDoubt: 1}
	if got, err := w.Pulse(t.Context(), id, w.now, time.Minute); err != nil || len(got) != 1 || !samePulse(got[0], recovered) {
		t.Errorf("recovered: %+v, %v; want %+v", got, err, recovered)
	}
	w.ok(w.CancelCampaign(t.Context(), id))
	w.ok(w.DeleteCampaign(t.Context(), id))
	if got, err := w.Pulse(t.Context(), id, time.Time{}, time.Minute); err != nil || len(got) != 0 {
		t.Errorf("after the campaign is deleted: %+v, %v", got, err)
	}
}

func samePulse(a, b mailing.Pulse) bool {
	same := a.Minute.Equal(b.Minute)
	a.Minute = b.Minute
	return same && a == b
}

func TestAnswerTimes(t *testing.T) {
	w := newWorld(t)
	w.people("p", 140)
	id := w.started("Easter", everyone())
	if a, err := w.AccountAnswers(t.Context(), w.account, 40); err != nil || a != (mailing.Answers{}) {
		t.Errorf("before the first mail: %+v, %v", a, err)
	}
	took := func(n int, each time.Duration, r mailing.Reply) {
		t.Helper()
		var done []mailing.Settlement
		for _, j := range w.turn(n) {
			s := w.came(j, r)
			s.Attempt.Took = each
			done = append(done, s)
		}
		w.turn(0, done...)
	}
	took(60, 200*time.Millisecond, accepted)
	if a, err := w.CampaignAnswers(t.Context(), id, 40); err != nil || a.N != 40 || a.Median != 200*time.Millisecond || a.Usual != 0 || a.Slow() {
		t.Errorf("nothing earlier to compare with: %+v, %v", a, err)
	}
	w.now = w.now.Add(time.Hour)
	took(30, 3*time.Second, accepted)
	took(20, time.Millisecond, unknown) // refused early: says nothing of the time that a mail takes
	a, err := w.CampaignAnswers(t.Context(), id, 25)
	if err != nil || a.N != 25 || a.Median != 3*time.Second || a.P95 != 3*time.Second || a.Usual != 200*time.Millisecond || !a.Slow() {
		t.Errorf("an hour later: %+v, %v", a, err)
	}
	if of, err := w.AccountAnswers(t.Context(), w.account, 25); err != nil || of != a {
		t.Errorf("of the account %+v, %v; want %+v", of, err, a)
	}
	if of, err := w.AccountAnswers(t.Context(), w.newAccount("Other"), 25); err != nil || of.N != 0 {
		t.Errorf("of an account that never sent: %+v, %v", of, err)
	}
}
