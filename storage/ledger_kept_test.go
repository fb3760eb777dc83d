package storage

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"evenpost/mailing"
)

// TestLedgerKeptIsTheLedger: however often the ledger is read in between, and whatever the clock does, it says what its
// rows say.
func TestLedgerKeptIsTheLedger(t *testing.T) {
	w := newWorld(t)
	w.people("p", 20)
	rounds := 0
	rapid.Check(t, func(rt *rapid.T) {
		rounds++
		account := w.newAccount(fmt.Sprint("Account ", rounds))
		_, err := w.CreateCampaign(t.Context(), mailing.Campaign{Name: fmt.Sprint("Kept ", rounds), AccountID: account, Audience: everyone()})
		w.ok(err)
		c, err := w.CampaignByName(t.Context(), fmt.Sprint("Kept ", rounds))
		w.ok(err)
		w.ok(w.StartCampaign(t.Context(), c.ID, mailing.Message{Subject: "Bread"}, w.now))
		w.fill()
		var flying []mailing.Job
		var tests []int64
		span := time.Duration(rapid.IntRange(1, 30).Draw(rt, "hours")) * time.Hour
		rt.Repeat(map[string]func(*rapid.T){
			"claim": func(rt *rapid.T) {
				flying = append(flying, w.turnOf(account, mailing.Turn{Want: rapid.IntRange(1, 4).Draw(rt, "want")})...)
			},
			"settle": func(rt *rapid.T) {
				if len(flying) == 0 {
					rt.SkipNow()
				}
				s := w.came(flying[0], accepted)
				if rapid.Bool().Draw(rt, "taken back") {
					s.State, s.Counts = mailing.Failed, false
				}
				w.turnOf(account, mailing.Turn{Done: []mailing.Settlement{s}})
				flying = flying[1:]
			},
			"test mail": func(rt *rapid.T) {
				id, err := w.ReserveTest(t.Context(), account, w.now)
				w.ok(err)
				tests = append(tests, id)
			},
			"no test mail": func(rt *rapid.T) {
				if len(tests) == 0 {
					rt.SkipNow()
				}
				w.ok(w.ReleaseTest(t.Context(), tests[0]))
				tests = tests[1:]
			},
			"elsewhere": func(rt *rapid.T) {
				_, err := w.AddElsewhere(t.Context(), account, rapid.IntRange(1, 9).Draw(rt, "n"), w.now.Add(-time.Hour))
				w.ok(err)
			},
			"time": func(rt *rapid.T) {
				w.now = w.now.Add(time.Duration(rapid.IntRange(1, 40).Draw(rt, "minutes")) * time.Minute)
			},
			"clock back": func(rt *rapid.T) {
				w.now = w.now.Add(-time.Duration(rapid.IntRange(1, 200).Draw(rt, "minutes")) * time.Minute)
			},
			"longer": func(rt *rapid.T) { span += time.Hour },
			"": func(rt *rapid.T) {
				reach := mailing.Reach{Span: span}
				if rapid.Bool().Draw(rt, "quiet") {
					reach.Quiet = 3 * time.Hour
				}
				l, err := w.Ledger(t.Context(), account, reach, w.now)
				w.ok(err)
				if !l.Reaches(reach, w.now) {
					rt.Fatal("it does not reach far enough")
				}
				for back := time.Duration(0); back <= span; back += 47 * time.Minute {
					var want int
					since := w.now.Add(-back)
					w.ok(w.r.QueryRowContext(t.Context(), `SELECT coalesce(sum(n), 0) FROM ledger WHERE account_id = ? AND at >= ?`, account, millis(since)).Scan(&want))
					if got := l.Since(since); got != want {
						rt.Fatalf("%d since %v, want %d", got, back, want)
					}
				}
			},
		})
		for _, j := range flying {
			w.turnOf(account, mailing.Turn{Done: []mailing.Settlement{w.came(j, accepted)}})
		}
		if w.campaign(c.ID).State != mailing.Finished {
			w.ok(w.CancelCampaign(t.Context(), c.ID))
		}
	})
}

// BenchmarkLedger reads a ledger with very many entries in its window, for the first time and again.
func BenchmarkLedger(b *testing.B) {
	w := newWorld(b)
	const entries = 1_000_000
	_, err := w.w.ExecContext(b.Context(), `WITH RECURSIVE entry(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM entry WHERE n < ?3)
		INSERT INTO ledger (account_id, at) SELECT ?1, ?2 - n * 80 FROM entry`, w.account, millis(w.now), entries)
	w.ok(err)
	reach := mailing.Reach{Span: 24 * time.Hour}
	for _, again := range []bool{false, true} {
		b.Run(map[bool]string{false: "first", true: "again"}[again], func(b *testing.B) {
			for b.Loop() {
				if !again {
					w.ledgers.forget(w.account, 0)
				}
				if l, err := w.Ledger(b.Context(), w.account, reach, w.now); err != nil || l.Since(w.now.Add(-24*time.Hour)) != entries {
					b.Fatal(l.Since(w.now.Add(-24*time.Hour)), err)
				}
			}
		})
	}
}
