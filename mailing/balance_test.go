package mailing

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

// split is what two accounts made of a campaign, one message after the other on each, whose server takes as long as each
// says for one.
type split struct {
	sent     [2]int
	finished time.Duration
}

func shared(b *Balance, left [2]int, each [2]time.Duration, people int) (p split) {
	start := time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)
	var at [2]time.Duration
	for people > 0 {
		who := 0
		if left[0] == 0 || left[1] > 0 && at[1] < at[0] {
			who = 1
		}
		if left[who] == 0 {
			return p
		}
		if b != nil {
			b.Brings(0, left[0])
			b.Brings(1, left[1])
			if b.May(who, people, start.Add(at[who])) == 0 {
				at[who] = min(max(at[who], at[1-who])+time.Millisecond, at[who]+b.Rest())
				continue
			}
			b.Began(who, 1)
		}
		left[who]--
		people--
		p.sent[who]++
		at[who] += each[who]
		p.finished = max(p.finished, at[who])
	}
	return p
}

// TestBalance: each account sends its part of a campaign that both could send alone or together, a campaign that needs all
// is as early as without, and no campaign is later by more than what was promised.
func TestBalance(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var left [2]int
		var each [2]time.Duration
		for i := range left {
			left[i] = rapid.IntRange(0, 2000).Draw(t, "left")
			each[i] = time.Duration(rapid.IntRange(1, 5000).Draw(t, "each")) * time.Millisecond
		}
		if left[0]+left[1] == 0 {
			return
		}
		people := rapid.IntRange(1, left[0]+left[1]).Draw(t, "people")
		b := &Balance{}
		got, alone := shared(b, left, each, people), shared(nil, left, each, people)
		if late := got.finished - alone.finished; late > MostHeld+max(each[0], each[1])+time.Second {
			t.Errorf("%v later than it could be", late)
		}
		if people == left[0]+left[1] && got != alone {
			t.Errorf("all is needed, so nobody holds back: %+v, want %+v", got, alone)
		}
		if b.Rest() == 0 || left[0] == 0 || left[1] == 0 {
			return
		}
		const few = 5
		for i := range left {
			if want := people * left[i] / (left[0] + left[1]); got.sent[i] < want-few || got.sent[i] > want+few {
				t.Errorf("account %d sent %d, want %d", i, got.sent[i], want)
			}
		}
	})
}

// TestBalanceAnew: who could not send for a while does not make up for it, and one without limits does not leave
// everything to itself.
func TestBalanceAnew(t *testing.T) {
	now := time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)
	b := &Balance{}
	b.Brings(0, 100)
	if n := b.May(0, 50, now); n != Unlimited {
		t.Fatalf("%d, though it is alone", n)
	}
	b.Began(0, 40)
	b.Brings(1, 100)
	if n := b.May(1, 10, now); n < 1 || n > 10 {
		t.Errorf("%d for the one that comes later", n)
	}
	if n := b.May(0, 10, now); n < 1 {
		t.Errorf("%d for the one that was there", n)
	}
	b.Began(0, 10)
	if n := b.May(0, 10, now); n != 0 || !b.Holds(0) {
		t.Errorf("%d, though it is ahead by ten", n)
	}
	b.Brings(1, Unlimited)
	if n := b.May(1, 30, now); n < 1 {
		t.Errorf("%d for one without limits", n)
	}
}

func TestSpare(t *testing.T) {
	now := time.Date(2026, 11, 25, 16, 30, 0, 0, time.UTC)
	hours, err := ParseHours("08:00-17:00 UTC")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		a                                Account
		now                              time.Time
		free, others, waiting, remaining int
	}{
		"alone":               {now: now, free: 100, remaining: 100},
		"a small other one":   {now: now, free: 100, others: 1, waiting: 20, remaining: 80},
		"a large other one":   {now: now, free: 100, others: 1, waiting: 20_000, remaining: 50},
		"three of them":       {now: now, free: 100, others: 3, waiting: 20_000, remaining: 25},
		"without limits":      {now: now, free: Unlimited, others: 1, waiting: 20, remaining: Unlimited},
		"soon outside hours":  {a: Account{Hours: hours}, now: now, free: 100, remaining: 0},
		"in the middle of it": {a: Account{Hours: hours}, now: now.Add(-4 * time.Hour), free: 100, remaining: 100},
	} {
		if n := c.a.Spare(NewLedger(nil), c.free, c.others, c.waiting, c.now); n != c.remaining {
			t.Errorf("%s: %d, want %d", name, n, c.remaining)
		}
	}
}
