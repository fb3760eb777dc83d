package mailing

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// TestAllowAgainstCounting compares Allow with a slow count that is right at a glance, over random histories.
func TestAllowAgainstCounting(t *testing.T) {
	zone := "Europe/Vienna"
	loc, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		// Histories lie around both changes of the clocks.
		base := rapid.SampledFrom([]time.Time{
			time.Date(2026, 3, 29, 0, 0, 0, 0, loc), time.Date(2026, 10, 25, 0, 0, 0, 0, loc), time.Date(2026, 6, 1, 0, 0, 0, 0, loc),
		}).Draw(t, "base")
		limits := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Limit {
			n := rapid.IntRange(1, 6).Draw(t, "n")
			if rapid.Bool().Draw(t, "calendar") {
				return Limit{N: n, Kind: CalendarDay, Zone: zone}
			}
			return Limit{N: n, Kind: Rolling, Span: time.Duration(rapid.IntRange(1, 36).Draw(t, "hours")) * time.Hour}
		}), 1, 3).Draw(t, "limits")
		now, ledger := base, NewLedger(nil)
		var sent []time.Time
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			now = now.Add(time.Duration(rapid.Int64Range(0, int64(5*time.Hour)).Draw(t, "step"))).Truncate(time.Millisecond)
			free := Unlimited
			for _, l := range limits {
				used := 0
				for _, at := range sent {
					if l.Kind == Rolling && now.Sub(at) < l.Span || l.Kind == CalendarDay && at.In(loc).Format(time.DateOnly) == now.In(loc).Format(time.DateOnly) {
						used++
					}
				}
				free = min(free, max(0, l.N-used))
			}
			a := Allow(Account{Limits: limits}, ledger, now)
			if a.Free != free {
				t.Fatalf("at %v: free %d, counted %d", now, a.Free, free)
			}
			if a.Free > 0 {
				sent = append(sent, now)
				ledger.Add(now)
				continue
			}
			if !a.Next.After(now) {
				t.Fatalf("nothing free and no later moment: %v at %v", a.Next, now)
			}
			if early := Allow(Account{Limits: limits}, ledger, a.Next.Add(-time.Millisecond)); early.Free != 0 {
				t.Fatalf("something was free before %v", a.Next)
			}
			if at := Allow(Account{Limits: limits}, ledger, a.Next); at.Free == 0 {
				t.Fatalf("nothing is free at %v", a.Next)
			}
		}
	})
}

func TestLedgerClockSetBack(t *testing.T) {
	at := time.UnixMilli(1_000_000)
	l := NewLedger([]time.Time{at, at.Add(time.Minute)})
	l.Add(at.Add(-time.Minute))
	if n := l.Since(at); n != 2 {
		t.Errorf("since: %d, want 2", n)
	}
	l.Remove(at)
	if n := l.Since(at.Add(-time.Hour)); n != 2 {
		t.Errorf("after removing one: %d, want 2", n)
	}
}

func TestAllowAfterAWrongClock(t *testing.T) {
	now := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	for _, limit := range []Limit{{N: 2, Kind: Rolling, Span: 24 * time.Hour}, {N: 2, Kind: CalendarDay, Zone: "UTC"}} {
		l := NewLedger(nil)
		for range 5 {
			l.Add(now.AddDate(4, 0, 0))
		}
		if a := Allow(Account{Limits: []Limit{limit}}, l, now); a.Free != 2 {
			t.Errorf("%v: mails of another year leave %d free", limit, a.Free)
		}
		l.Add(now.Add(-time.Hour))
		l.Add(now.Add(2 * time.Hour)) // the clock was set back by some hours: rather too careful
		a := Allow(Account{Limits: []Limit{limit}}, l, now)
		if later := Allow(Account{Limits: []Limit{limit}}, l, a.Next); a.Free != 0 || a.Next.After(now.Add(24*time.Hour)) || later.Free == 0 {
			t.Errorf("%v: %+v, then %+v", limit, a, later)
		}
	}
}

func TestParseLimit(t *testing.T) {
	for _, s := range []string{"500/24h", "100/hour", "30/minute", "500/day@Europe/Vienna", "20/90s", "7/36h"} {
		l, err := ParseLimit(s)
		if err != nil {
			t.Errorf("%s: %v", s, err)
			continue
		}
		if again, err := ParseLimit(l.String()); err != nil || !again.Equal(l) {
			t.Errorf("%s is written %s and read back as %v, %v", s, l, again, err)
		}
	}
	for _, s := range []string{"", "500", "0/24h", "-1/24h", "5/day", "5/day@Nowhere/Land", "x/24h", "5/fortnight", "5/1ns", "5/99999h"} {
		if l, err := ParseLimit(s); err == nil {
			t.Errorf("%q was taken as %v", s, l)
		}
	}
}

func TestPredict(t *testing.T) {
	loc, err := time.LoadLocation("Europe/Vienna")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 23, 10, 0, 0, 0, loc)
	used := NewLedger(nil)
	for i := range 320 {
		used.Add(now.Add(-23*time.Hour + time.Duration(i)*time.Second))
	}
	f := Predict(Outlook{
		Line: Line{Account: Account{Limits: []Limit{{N: 500, Kind: Rolling, Span: 24 * time.Hour}}, Gap: time.Second}, Ledger: used}, Now: now, Mine: Load{N: 620},
	})
	if f.On(now) != 500 || f.On(now.AddDate(0, 0, 1)) != 120 {
		t.Errorf("today %d, tomorrow %d; want the 180 and the 320 that come free today, then 120", f.On(now), f.On(now.AddDate(0, 0, 1)))
	}
	if want := now.Add(24*time.Hour + 119*time.Second); f.Finish.Sub(want).Abs() > time.Minute {
		t.Errorf("finish %v, want about %v", f.Finish, want)
	}
	if f := Predict(Outlook{Line: Line{Ledger: NewLedger(nil)}, Now: now, Mine: Load{N: 1_000_000}}); !f.Finish.Equal(now) {
		t.Errorf("without limits and gap it takes no time, got %v", f.Finish)
	}
}
