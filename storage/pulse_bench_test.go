package storage

import (
	"testing"
	"time"

	"evenpost/mailing"
)

// BenchmarkCampaignPage is what the page of a campaign reads ten times a second: it must be as quick for a million
// deliveries as for a thousand.
func BenchmarkCampaignPage(b *testing.B) {
	const size, minutes = 1_000_000, 33_000
	w := newWorld(b)
	w.people("p", size)
	id := w.started("Easter", everyone())
	w.ok(w.inTx(b.Context(), func(q execer) error {
		if _, err := q.ExecContext(b.Context(), `INSERT INTO attempts (campaign_id, delivery_id, account_id, at, took_us, stage, code, kind, scope)
			SELECT campaign_id, id, ?, ?, 400000 + id % 1000, 'dot', 250, 'accepted', 'recipient' FROM deliveries`, w.account, millis(w.now)); err != nil {
			return err
		}
		_, err := q.ExecContext(b.Context(), `WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
			INSERT INTO pulse (campaign_id, minute, account_id, sent, answers, took_us) SELECT ?2, ?3 - i, ?4, 30, 30, 12000000 FROM n`, minutes, id, minuteOf(w.now), w.account)
		return err
	}))
	began := w.now.Add(-minutes * time.Minute)
	for name, read := range map[string]func() error{
		"campaign": func() error { _, err := w.Campaign(b.Context(), id); return err },
		"pulse": func() error {
			_, err := w.Pulse(b.Context(), id, began, mailing.SpeedStep(w.now.Sub(began), 90))
			return err
		},
		"answers":         func() error { _, err := w.CampaignAnswers(b.Context(), id, 200); return err },
		"account-answers": func() error { _, err := w.AccountAnswers(b.Context(), w.account, 200); return err },
		"incidents":       func() error { _, err := w.Incidents(b.Context(), w.account, 0, 50); return err },
		"attempts":        func() error { _, err := w.RecentAttempts(b.Context(), id, 12); return err },
		"next-due":        func() error { _, _, err := w.NextDue(b.Context(), w.account); return err },
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				w.ok(read())
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/1000/float64(b.N), "ms")
		})
	}
}
