package mailing

import (
	"fmt"
	"testing"
	"time"
)

// BenchmarkRoom asks, notes and asks again, as a lane does for every mail, with so many moments in the ledger.
func BenchmarkRoom(b *testing.B) {
	now := time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)
	limit := func(s string) Limit {
		l, err := ParseLimit(s)
		if err != nil {
			b.Fatal(err)
		}
		return l
	}
	hours, err := ParseHours("Mon-Fri 06:00-22:00 Europe/Vienna")
	if err != nil {
		b.Fatal(err)
	}
	accounts := map[string]Account{
		"rolling": {Limits: []Limit{limit("90000000/24h"), limit("50000000/hour"), limit("1000000/minute")}},
		"every kind": {Limits: []Limit{
			limit("90000000/24h"), limit("50000000/day@Europe/Vienna"), limit("50000000/hour@Asia/Kolkata"), limit("60000000/24h,after-last"),
			limit("70000000/25h,refill"), limit("5000000<3d,80000000/24h,since:2026-01-01"),
		}, Reserve: 10, Hours: hours},
	}
	for name, a := range accounts {
		for _, n := range []int{1000, 1_000_000} {
			b.Run(fmt.Sprintf("%s/%d", name, n), func(b *testing.B) {
				l := NewLedger(nil)
				for i := range n {
					l.Add(now.Add(-time.Duration(n-i) * 20 * time.Millisecond))
				}
				began := time.Now()
				Room(a, l, now) // the first question after a start works the whole ledger out
				first := time.Since(began)
				for i := 0; b.Loop(); i++ {
					at := now.Add(time.Duration(i/8) * time.Millisecond)
					if free, _ := Room(a, l, at); free == 0 {
						b.Fatal("nothing is free")
					}
					l.Add(at)
				}
				b.ReportMetric(float64(first.Microseconds()), "µs-first")
			})
		}
	}
}
