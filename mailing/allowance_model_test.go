package mailing

import (
	"flag"
	"math/big"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// soak says whether the long runs are wanted.
func soak() bool { return os.Getenv("EVENPOST_SOAK") != "" }

// history counts what an account has sent slowly and so that it is right at a glance: it keeps every mail and looks at
// all of them each time.
type history struct {
	account Account
	sent    []time.Time // ascending
	zones   map[string]*time.Location
}

func (h *history) zone(name string) *time.Location {
	if h.zones[name] == nil {
		zone, err := time.LoadLocation(name)
		if err != nil {
			panic(err)
		}
		h.zones[name] = zone
	}
	return h.zones[name]
}

func (h *history) add(at time.Time, n int) {
	for range n {
		h.sent = append(h.sent, at)
	}
	slices.SortStableFunc(h.sent, time.Time.Compare)
}

// number is the limit's number at the moment t.
func (h *history) number(l Limit, t time.Time) int {
	age := -1 // days; not known
	if !l.Since.IsZero() && !t.Before(l.Since) {
		age = int(t.Sub(l.Since).Hours() / 24)
	}
	for _, s := range l.Steps {
		if age < s.Until {
			return s.N
		}
	}
	return l.N
}

func (h *history) used(l Limit, now time.Time) (used int) {
	var counted []time.Time
	for _, at := range h.sent {
		if at.Before(now.Add(max(48*time.Hour, l.Span))) {
			counted = append(counted, at)
		}
	}
	switch l.Kind {
	case Rolling:
		for _, at := range counted {
			if now.Sub(at) < l.Span {
				used++
			}
		}
	case CalendarDay:
		for _, at := range counted {
			if at.In(h.zone(l.Zone)).Format(time.DateOnly) >= now.In(h.zone(l.Zone)).Format(time.DateOnly) {
				used++
			}
		}
	case CalendarHour:
		began := now.In(h.zone(l.Zone)).Truncate(time.Minute)
		for began.Minute() != 0 {
			began = began.Add(-time.Minute)
		}
		for _, at := range counted {
			if !at.Before(began) {
				used++
			}
		}
	case AfterLast:
		last := time.Time{}
		for _, at := range counted {
			if at.After(now) {
				at = now // it goes out "just now" as long as the clock says so
			}
			if at.Sub(last) >= l.Span {
				used = 0
			}
			used++
			last = at
		}
		if now.Sub(last) >= l.Span {
			used = 0
		}
	case Refill:
		missing, last := new(big.Rat), now
		drain := func(until time.Time) {
			for last.Before(until) {
				next := until
				if !l.Since.IsZero() { // the rate changes by the day
					if midnight := last.Truncate(24 * time.Hour).Add(24 * time.Hour); midnight.Before(until) {
						next = midnight
					}
				}
				missing.Sub(missing, big.NewRat(int64(h.number(l, last))*next.Sub(last).Milliseconds(), l.Span.Milliseconds()))
				if missing.Sign() < 0 {
					missing.SetInt64(0)
				}
				last = next
			}
		}
		for i, at := range counted {
			if at.After(now) {
				at = now
			}
			if i == 0 {
				last = at
			}
			drain(at)
			missing.Add(missing, big.NewRat(1, 1))
			if most := big.NewRat(int64(h.number(l, at)), 1); missing.Cmp(most) > 0 {
				missing.Set(most)
			}
		}
		drain(now)
		whole := new(big.Int).Add(missing.Num(), new(big.Int).Sub(missing.Denom(), big.NewInt(1)))
		used = int(whole.Div(whole, missing.Denom()).Int64())
	}
	return used
}

func (h *history) open(now time.Time) bool {
	hours := h.account.Hours
	if len(hours.Days) == 0 && hours.From == hours.To {
		return true
	}
	local := now.In(h.zone(hours.zoneName()))
	clock := local.Format("15:04:05.000")
	from, to := time.UnixMilli(hours.From.Milliseconds()).UTC().Format("15:04:05.000"), time.UnixMilli(hours.To.Milliseconds()).UTC().Format("15:04:05.000")
	if hours.To == 24*time.Hour {
		to = "24"
	}
	on := func(d time.Weekday) bool { return len(hours.Days) == 0 || slices.Contains(hours.Days, d) }
	yesterday := local.Weekday() - 1
	if yesterday < 0 {
		yesterday = time.Saturday
	}
	if from < to {
		return on(local.Weekday()) && from <= clock && clock < to
	}
	return on(local.Weekday()) && from <= clock || on(yesterday) && clock < to
}

func (h *history) free(now time.Time) int {
	if !h.open(now) {
		return 0
	}
	free := Unlimited
	for _, l := range h.account.Limits {
		n := h.number(l, now)
		kept := 0
		if h.account.Reserve > 0 && (l.Kind == CalendarDay || l.Kind == CalendarHour || l.Span >= time.Hour) {
			for kept < n-1 && kept*100 < n*h.account.Reserve {
				kept++
			}
		}
		free = min(free, n-kept-h.used(l, now))
	}
	return max(0, free)
}

// Histories lie around changes of the clocks, at midnight, at two, by half an hour, and where there are none.
var changes = []struct{ zone, day string }{
	{"Europe/Vienna", "2026-03-28"},
	{"Europe/Vienna", "2026-10-24"},
	{"America/New_York", "2026-11-01"},
	{"Africa/Cairo", "2026-04-23"},
	{"America/Santiago", "2026-04-04"},
	{"America/Santiago", "2026-09-05"},
	{"America/Havana", "2026-11-01"},
	{"Australia/Lord_Howe", "2026-04-04"},
	{"Australia/Lord_Howe", "2026-10-03"},
	{"Asia/Kolkata", "2026-06-01"},
	{"UTC", "2026-12-31"},
}

func drawLimit(t *rapid.T, zone string, base time.Time) Limit {
	l := Limit{N: rapid.IntRange(1, 8).Draw(t, "n"), Kind: rapid.SampledFrom([]WindowKind{Rolling, CalendarDay, CalendarHour, AfterLast, Refill}).Draw(t, "kind")}
	if l.Calendar() {
		l.Zone = zone
	} else {
		unit := rapid.SampledFrom([]time.Duration{time.Second, time.Minute, time.Hour, time.Hour, time.Hour}).Draw(t, "unit")
		l.Span = time.Duration(rapid.IntRange(1, 40).Draw(t, "units")) * unit
	}
	if rapid.IntRange(0, 3).Draw(t, "grows") == 0 {
		n, until := 0, 0
		for range rapid.IntRange(1, 3).Draw(t, "steps") {
			n, until = rapid.IntRange(n, l.N).Draw(t, "step"), until+rapid.IntRange(1, 3).Draw(t, "days")
			l.Steps = append(l.Steps, Step{Until: until, N: max(1, n)})
		}
		if rapid.IntRange(0, 4).Draw(t, "age is known") > 0 {
			l.Since = base.UTC().Truncate(24*time.Hour).AddDate(0, 0, -rapid.IntRange(-1, 4).Draw(t, "age"))
		}
	}
	return l
}

func drawHours(t *rapid.T, zone string) Hours {
	h := Hours{Zone: zone}
	half := func(name string, most int) time.Duration {
		return time.Duration(rapid.IntRange(0, most).Draw(t, name)) * 30 * time.Minute
	}
	h.From, h.To = half("from", 47), half("to", 48)
	if h.To-h.From == 24*time.Hour {
		h.To = 0
	}
	if rapid.Bool().Draw(t, "some days") {
		h.Days = rapid.SliceOfNDistinct(rapid.Map(rapid.IntRange(0, 6), func(d int) time.Weekday { return time.Weekday(d) }), 1, 6, rapid.ID[time.Weekday]).Draw(t, "days")
	}
	return h
}

// TestAllowExactly compares what is free with the history, over campaigns, tests, mail from elsewhere and mails that were
// taken back, restarts, clocks that change and clocks that jump.
func TestAllowExactly(t *testing.T) {
	histories := uint64(2000)
	if soak() {
		histories = 1_000_000
	}
	histories = setFlag(t, "rapid.checks", histories)
	t.Logf("%d histories, -rapid.seed=%d", histories, setFlag(t, "rapid.seed", rand.Uint64()))
	zones, lived := map[string]*time.Location{}, uint64(0)
	rapid.Check(t, func(t *rapid.T) {
		liveThrough(t, zones)
		lived++
	})
	if lived < histories { // rapid ends early where the time of a test runs out
		t.Errorf("%d histories were lived through, want %d", lived, histories)
	}
}

// setFlag gives a flag of rapid a number for the time of this test, unless somebody has named one at the command line. It
// returns what holds.
func setFlag(t *testing.T, name string, n uint64) uint64 {
	t.Helper()
	f := flag.Lookup(name)
	named := false
	flag.Visit(func(f *flag.Flag) { named = named || f.Name == name })
	if !named {
		t.Cleanup(func() { f.Value.Set(f.DefValue) })
		if err := f.Value.Set(strconv.FormatUint(n, 10)); err != nil {
			t.Fatal(err)
		}
	}
	holds, err := strconv.ParseUint(f.Value.String(), 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return holds
}

func liveThrough(t *rapid.T, zones map[string]*time.Location) {
	h := &history{zones: zones}
	where := rapid.SampledFrom(changes).Draw(t, "where")
	now, err := time.ParseInLocation(time.DateOnly, where.day, h.zone(where.zone))
	if err != nil {
		t.Fatal(err)
	}
	h.account.Limits = rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Limit { return drawLimit(t, where.zone, now) }), 1, 3).Draw(t, "limits")
	if rapid.Bool().Draw(t, "hours") {
		h.account.Hours = drawHours(t, where.zone)
	}
	h.account.Reserve = rapid.SampledFrom([]int{0, 0, 10, 50, 90}).Draw(t, "reserve")
	reach, ledger := h.account.Reach(), NewLedger(nil)
	step := func(name string, most time.Duration) time.Duration {
		return time.Duration(rapid.Int64Range(0, most.Milliseconds()).Draw(t, name)) * time.Millisecond
	}
	for range rapid.IntRange(1, 50).Draw(t, "steps") {
		switch rapid.IntRange(0, 19).Draw(t, "what") {
		case 0: // a clock that jumps, by little or by years
			now = now.Add(step("back and forth", 60*time.Hour) - 30*time.Hour)
		case 1:
			now = now.AddDate(rapid.SampledFrom([]int{-1, 1}).Draw(t, "year"), 0, 0)
		case 2: // mail from elsewhere goes out whatever is free
			n := rapid.IntRange(1, 5).Draw(t, "elsewhere")
			h.add(now, n)
			ledger.AddN(now, n)
		case 3: // a mail that the server did not take, the newest or an older one
			if len(h.sent) > 0 {
				i := len(h.sent) - 1 - rapid.IntRange(0, min(3, len(h.sent)-1)).Draw(t, "taken back")
				ledger.Remove(h.sent[i])
				h.sent = slices.Delete(h.sent, i, i+1)
			}
		case 4: // a restart
			ledger = NewLedger(h.sent)
		case 5:
			ledger.prune(reach, ledger.from(now.Add(-reach.Span).UnixMilli()))
		case 6, 7, 8:
			now = now.Add(step("seconds", 2*time.Minute))
		case 9, 10, 11, 12:
			now = now.Add(step("hours", 5*time.Hour))
		case 13:
			now = now.Add(step("days", 60*time.Hour))
		default: // a campaign or a test sends
		}
		if !ledger.Reaches(reach, now) {
			ledger = NewLedger(h.sent)
		}
		free := h.free(now)
		a := Allow(h.account, ledger, now)
		if room, next := Room(h.account, ledger, now); a.Free != free || room != free || !next.Equal(a.Next) {
			t.Fatalf("%v %v at %v: free %d and %d until %v and %v, counted %d; sent %v", h.account.Limits, h.account.Hours, now, a.Free, room, next, a.Next, free, h.sent)
		}
		for i, w := range a.Windows {
			if used := h.used(h.account.Limits[i], now); used != w.Used {
				t.Fatalf("%v at %v: used %d, counted %d", w.Limit, now, w.Used, used)
			}
			if w.MoreAt.IsZero() != (w.Used == 0) || w.Used > 0 && !w.MoreAt.After(now) {
				t.Fatalf("%v at %v: more at %v with %d used", w.Limit, now, w.MoreAt, w.Used)
			}
		}
		if free > 0 {
			h.add(now, 1)
			ledger.Add(now)
			continue
		}
		if !a.Next.After(now) {
			t.Fatalf("%v %v: nothing free and no later moment: %v at %v", h.account.Limits, h.account.Hours, a.Next, now)
		}
		if h.free(a.Next) == 0 {
			t.Fatalf("%v %v at %v: nothing is free at %v; sent %v", h.account.Limits, h.account.Hours, now, a.Next, h.sent)
		}
		for _, early := range []time.Duration{time.Millisecond, step("early", a.Next.Sub(now))} {
			if at := a.Next.Add(-early); early > 0 && at.After(now) && h.free(at) != 0 {
				t.Fatalf("%v %v at %v: something is free at %v before %v; sent %v", h.account.Limits, h.account.Hours, now, at, a.Next, h.sent)
			}
		}
	}
}
