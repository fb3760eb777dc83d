package storage

import (
	"fmt"
	"testing"
	"time"

	"evenpost/mailing"
)

// BenchmarkTurn is what the store takes for each mail: settle one, claim the next, for a number of connections that
// share the commit. It must cost the same at every size of the campaign.
func BenchmarkTurn(b *testing.B) {
	for _, size := range []int{1000, 100_000, 1_000_000} {
		for _, connections := range []int{1, 10} {
			b.Run(fmt.Sprintf("waiting=%d/connections=%d", size, connections), func(b *testing.B) {
				w := newWorld(b)
				w.people("p", size)
				w.started("Easter", everyone())
				jobs := w.turn(connections)
				mails := 0
				for b.Loop() {
					done := make([]mailing.Settlement, len(jobs))
					for i, j := range jobs {
						done[i] = w.came(j, accepted)
					}
					if mails += len(jobs); mails >= size/2 && size == 1000 {
						// Too few for a whole run: begin again outside the measured time.
						b.StopTimer()
						if _, err := w.w.ExecContext(b.Context(), `UPDATE deliveries SET state = 'waiting' WHERE state = 'sent'`); err != nil {
							b.Fatal(err)
						}
						if _, err := w.w.ExecContext(b.Context(), `UPDATE campaigns SET n_waiting = n_waiting + n_sent, n_sent = 0`); err != nil {
							b.Fatal(err)
						}
						mails = 0
						b.StartTimer()
					}
					jobs = w.turn(connections, done...)
				}
				b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*connections), "µs/mail")
			})
		}
	}
}

// BenchmarkMillion is what users wait for at a million recipients.
func BenchmarkMillion(b *testing.B) {
	w := newWorld(b)
	w.people("p", 1_000_000)
	took := func(what string, f func() error) {
		b.Helper()
		start := time.Now()
		if err := f(); err != nil {
			b.Fatal(what, err)
		}
		b.ReportMetric(float64(time.Since(start).Microseconds())/1000, "ms/"+what)
	}
	for b.Loop() {
		id := w.draft("Easter", everyone())
		took("start", func() error { return w.StartCampaign(b.Context(), id, mailing.Message{Subject: "Bread"}, w.now) })
		longest, start := time.Duration(0), time.Now()
		for more := true; more; {
			slice := time.Now()
			m, err := w.FillCampaigns(b.Context())
			if more = m; err != nil {
				b.Fatal(err)
			}
			longest = max(longest, time.Since(slice))
		}
		b.ReportMetric(float64(time.Since(start).Microseconds())/1000, "ms/fill")
		b.ReportMetric(float64(longest.Microseconds())/1000, "ms/longest-slice")
		took("count-audience", func() error { _, _, err := w.CountAudience(b.Context(), everyone()); return err })
		took("next-due", func() error { _, _, err := w.NextDue(b.Context(), w.account); return err })
		took("deliveries-page", func() error {
			_, err := w.Deliveries(b.Context(), DeliveryQuery{CampaignID: id, Limit: 50, Offset: 900_000})
			return err
		})
		took("failure-groups", func() error { _, err := w.FailureGroups(b.Context(), 0); return err })
		took("cancel", func() error { return w.CancelCampaign(b.Context(), id) })
		took("delete", func() error { return w.DeleteCampaign(b.Context(), id) })
		took("ledger", func() error { _, err := w.Ledger(b.Context(), w.account, ever, w.now); return err })
	}
}
