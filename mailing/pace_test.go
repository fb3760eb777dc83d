package mailing

import (
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// permission is what a simulated server permits.
type permission interface {
	take(now time.Time) bool
	perSecond() float64
}

// bucket refills gradually.
type bucket struct {
	rate, burst, tokens float64
	at                  time.Time
}

func (b *bucket) take(now time.Time) bool {
	b.tokens = min(b.burst, b.tokens+now.Sub(b.at).Seconds()*b.rate)
	b.at = now
	if b.tokens < 1 {
		return false
	}
	b.tokens--
	return true
}

func (b *bucket) perSecond() float64 { return b.rate }

// fixed counts, refused ones too, in a window that begins with the first message, as Postfix's anvil does.
type fixed struct {
	n, count int
	span     time.Duration
	start    time.Time
}

func (f *fixed) take(now time.Time) bool {
	if now.Sub(f.start) >= f.span {
		f.start, f.count = now, 0
	}
	f.count++
	return f.count <= f.n
}

func (f *fixed) perSecond() float64 { return float64(f.n) / f.span.Seconds() }

// anvil is Postfix's: it counts in windows too, by whole seconds, and begins the next one when more than the span has passed.
type anvil struct {
	n, count int
	span     int64
	start    int64
}

func (a *anvil) take(now time.Time) bool {
	if a.start+a.span < now.Unix() {
		a.start, a.count = now.Unix(), 0
	}
	a.count++
	return a.count <= a.n
}

func (a *anvil) perSecond() float64 { return float64(a.n) / float64(a.span+1) }

// changing permits something else from a moment on.
type changing struct {
	before, after permission
	at            time.Time
	changed       bool
}

func (c *changing) take(now time.Time) bool {
	if c.changed = c.changed || now.After(c.at); c.changed {
		return c.after.take(now)
	}
	return c.before.take(now)
}

func (c *changing) perSecond() float64 {
	if c.changed {
		return c.after.perSecond()
	}
	return c.before.perSecond()
}

// rolling counts what was taken within the last span.
type rolling struct {
	n    int
	span time.Duration
	at   []time.Time
}

func (r *rolling) take(now time.Time) bool {
	for len(r.at) > 0 && now.Sub(r.at[0]) >= r.span {
		r.at = r.at[1:]
	}
	if len(r.at) >= r.n {
		return false
	}
	r.at = append(r.at, now)
	return true
}

func (r *rolling) perSecond() float64 { return float64(r.n) / r.span.Seconds() }

// both permits what all of its parts permit.
type both []permission

func (b both) take(now time.Time) bool {
	ok := true
	for _, p := range b {
		ok = p.take(now) && ok
	}
	return ok
}

func (b both) perSecond() float64 {
	least := b[0].perSecond()
	for _, p := range b {
		least = min(least, p.perSecond())
	}
	return least
}

// play sends for a time through a pace to a server, as a lane does, and tells what came of it. Nothing else slows the
// messages but the server's latency and the number of connections. Answers overtake each other: what was begun before the
// server said no may be taken after it.
type play struct {
	pace    Pace
	server  permission
	latency time.Duration // on average
	told    time.Duration // to wait; 0: the server does not say
	most    int
	atOnce  int // connections that the server takes; 0: any number
	now     time.Time
	hold    *Hold
	sent    []int64 // when, in nanoseconds: there are millions
	flights []flying
	begun   time.Time // the latest one
	rnd     *rand.Rand

	from           time.Time // figures count from here
	taken, refused int
	events         int
}

// flying is a message on its way.
type flying struct {
	began, ends, heard time.Time // the lane hears of the answer a moment later, and begins with others meanwhile
	taken              bool
}

func (p *play) conns() int {
	if p.pace.Connections > 0 {
		return min(p.pace.Connections, p.most)
	}
	return p.most
}

func (p *play) run(until time.Time) {
	for p.now.Before(until) {
		first := -1 // whose answer comes first
		for i, f := range p.flights {
			if first < 0 || f.heard.Before(p.flights[first].heard) {
				first = i
			}
		}
		begin, may := p.next()
		if first >= 0 && (!may || !p.flights[first].heard.After(begin)) {
			f := p.flights[first]
			p.flights = slices.Delete(p.flights, first, first+1)
			p.now = f.heard
			p.answered(f)
			continue
		}
		p.now = begin
		if p.atOnce > 0 && len(p.flights) >= p.atOnce {
			p.count(&p.refused)
			p.pace.Fewer(Reply{Stage: StageGreeting, Code: 421}, p.atOnce, p.most, p.now)
			continue
		}
		p.begun = p.now
		ends := p.now.Add(p.latency/2 + time.Duration(p.rnd.Int64N(int64(p.latency)+1)))
		p.flights = append(p.flights, flying{p.now, ends, ends.Add(time.Duration(p.rnd.IntN(4)) * time.Millisecond), p.server.take(p.now)})
	}
}

// next is when the next message may be begun, if that does not depend on an answer.
func (p *play) next() (time.Time, bool) {
	at, room := p.now, p.conns()
	if p.hold != nil {
		room = 1
		if p.hold.Until.After(at) {
			at = p.hold.Until
		}
	}
	if soonest := p.begun.Add(p.pace.Gap); soonest.After(at) {
		at = soonest
	}
	return at, len(p.flights) < room
}

func (p *play) answered(f flying) {
	if f.taken {
		p.sent = append(p.sent, p.now.UnixNano())
		if p.hold != nil && p.hold.Over(f.began) {
			p.hold = nil
		}
		p.count(&p.taken)
		if p.hold != nil {
			p.pace.TookLate()
		} else {
			p.pace.Took(p.most, p.since, f.ends)
		}
		return
	}
	p.count(&p.refused)
	if p.hold != nil && f.began.Before(p.hold.Until) {
		return // it was on its way already
	}
	p.count(&p.events)
	refusal := Reply{Stage: StageMail, Code: 450, Enhanced: "4.7.1", Text: "Error: too much mail"}
	verdict := Verdict{Kind: Throttle, Scope: AccountScope, Wait: p.told}
	p.hold = Schedule{}.Settle(Delivery{}, Attempt{Reply: refusal, Verdict: verdict}, p.hold, f.ends).Hold
	p.pace.Throttled(verdict, refusal, p.since, f.began, f.ends)
}

func (p *play) since(moment time.Time) (n int) {
	first := moment.UnixNano()
	for _, t := range slices.Backward(p.sent) {
		if t < first {
			break
		}
		n++
	}
	return n
}

func (p *play) count(n *int) {
	if p.now.After(p.from) {
		*n++
	}
}

// randomServer permits something between 30 messages an hour and 40 a second.
func randomServer(rnd *rand.Rand, start time.Time) (permission, string) {
	perHour := func(least, most float64) float64 { // spread evenly over magnitudes
		return least * math.Pow(most/least, rnd.Float64())
	}
	switch rnd.IntN(6) {
	case 0:
		rate, burst := perHour(60, 100_000)/3600, float64(1+rnd.IntN(200))
		return &bucket{rate: rate, burst: burst, tokens: burst, at: start}, fmt.Sprintf("bucket of %.0f, %.0f an hour", burst, rate*3600)
	case 1:
		n, span := 5+rnd.IntN(600), []time.Duration{10 * time.Second, 30 * time.Second, time.Minute, 10 * time.Minute}[rnd.IntN(4)]
		return &fixed{n: n, span: span}, fmt.Sprintf("%d in %v", n, span)
	case 2:
		n, span := 30+rnd.IntN(600), []int64{10, 30, 60, 60, 60, 600, 3600}[rnd.IntN(7)]
		return &anvil{n: n, span: span}, fmt.Sprintf("Postfix's %d in %d seconds", n, span)
	case 3:
		n := 5 + rnd.IntN(600)
		return &rolling{n: n, span: time.Minute}, fmt.Sprintf("%d in the last minute", n)
	case 4:
		n := 50 + rnd.IntN(4000)
		return &rolling{n: n, span: time.Hour}, fmt.Sprintf("%d in the last hour", n)
	default:
		n := 10 + rnd.IntN(100)
		h := n * (10 + rnd.IntN(40))
		return both{&rolling{n: n, span: time.Minute}, &rolling{n: h, span: time.Hour}}, fmt.Sprintf("%d in a minute and %d in an hour", n, h)
	}
}

// scaled is a server of the same kind that permits so many times as much.
func scaled(p permission, by float64) permission {
	times := func(n int) int { return max(1, int(float64(n)*by)) }
	switch p := p.(type) {
	case *bucket:
		return &bucket{rate: p.rate * by, burst: p.burst, at: p.at}
	case *fixed:
		return &fixed{n: times(p.n), span: p.span}
	case *anvil:
		return &anvil{n: times(p.n), span: p.span}
	case *rolling:
		return &rolling{n: times(p.n), span: p.span}
	case both:
		var b both
		for _, part := range p {
			b = append(b, scaled(part, by))
		}
		return b
	}
	return p
}

const (
	settling = 4 * time.Hour  // for finding out what a server permits
	again    = 12 * time.Hour // and once more after that has changed behind the sender's back
)

// randomPlay is a server that is met, with what it is like.
func randomPlay(rnd *rand.Rand, start time.Time) (p *play, words string) {
	server, words := randomServer(rnd, start)
	if rnd.IntN(6) == 0 {
		by := math.Pow(4, 2*rnd.Float64()-1)
		server, words = &changing{before: server, after: scaled(server, by), at: start.Add(settling)}, fmt.Sprintf("%s, then %.2f times that", words, by)
	}
	p = &play{server: server, latency: time.Duration(5+rnd.IntN(200)) * time.Millisecond, most: 1 + rnd.IntN(10), now: start, pace: NewPace(false, start), from: start.Add(settling), rnd: rnd}
	if c, ok := server.(*changing); ok {
		p.from = c.at.Add(again)
	}
	if rnd.IntN(4) == 0 {
		p.atOnce = 1 + rnd.IntN(p.most)
	}
	if rnd.IntN(4) == 0 {
		p.told = time.Duration(1+rnd.IntN(120)) * time.Second
	}
	return p, fmt.Sprintf("%s, %d of %d connections, %v, told %v", words, p.atOnce, p.most, p.latency, p.told)
}

// permitted is how many messages a second can be sent to the server.
func (p *play) permitted() float64 {
	most := p.most
	if p.atOnce > 0 {
		most = min(most, p.atOnce)
	}
	return min(p.server.perSecond(), float64(most)/p.latency.Seconds())
}

// TestPaceUsesWhatIsPermitted: with whatever server, once the pace has settled at least 85 % of what it permits is used,
// and under 1 % of its replies ask to go slower. One in a hundred may be read wrong for longer: a limit that has just been
// changed, or one that is just as much as the connections can carry.
func TestPaceUsesWhatIsPermitted(t *testing.T) {
	servers := 12
	if os.Getenv("EVENPOST_SOAK") != "" {
		servers = 1000
	}
	var uses, shares []float64
	missed := 0
	var settled []time.Duration
	start := time.Unix(1e9, 0)
	for i := range servers {
		p, words := randomPlay(rand.New(rand.NewPCG(11, uint64(i))), start)
		right := func() bool {
			r := min(p.pace.rate(), float64(p.conns())/p.latency.Seconds())
			return r > .85*p.permitted() && r < 1.05*p.permitted()
		}
		for p.now.Before(p.from) && !right() {
			p.run(p.now.Add(10 * time.Second))
		}
		settled = append(settled, p.now.Sub(start))
		p.run(p.from.Add(8 * time.Hour))
		use := float64(p.taken) / (p.permitted() * p.now.Sub(p.from).Seconds())
		share := float64(p.refused) / float64(max(1, p.refused+p.taken))
		uses, shares = append(uses, use), append(shares, share)
		if use < .85 || share > .01 {
			missed++
			t.Logf("%d: %s: used %.3f, refused %.4f (%d of %d, %d times), %s, %d an hour", i, words, use, share, p.refused, p.taken, p.events, p.pace.Why, p.pace.PerHour())
		}
	}
	if missed*100 > servers {
		t.Errorf("%d of %d servers", missed, servers)
	}
	sum := 0.0
	for _, use := range uses {
		sum += use
	}
	slices.Sort(uses)
	slices.Sort(shares)
	slices.Sort(settled)
	t.Logf("used: least %.3f, mean %.4f, median %.3f; asked to go slower: median %.5f, most %.5f; at the right rate after: median %v, 90 %% %v, most %v",
		uses[0], sum/float64(len(uses)), uses[len(uses)/2], shares[len(shares)/2], shares[len(shares)-1], settled[len(settled)/2], settled[len(settled)*9/10], settled[len(settled)-1])
}

// TestPaceOfServersThatAreEasilyMisread: one whose window is used up soon after a longer run, by chance as fast as a bucket
// would let it be; two slow ones that permit three times as much all at once, one that permits a quarter; and one that counts by
// the minute and, a little less, by the hour.
func TestPaceOfServersThatAreEasilyMisread(t *testing.T) {
	for _, i := range []uint64{501, 506, 603, 628, 693} {
		p, words := randomPlay(rand.New(rand.NewPCG(11, i)), time.Unix(1e9, 0))
		p.run(p.from.Add(8 * time.Hour))
		if use := float64(p.taken) / (p.permitted() * p.now.Sub(p.from).Seconds()); use < .85 || p.refused*100 > p.taken {
			t.Errorf("%s: used %.3f, refused %d of %d", words, use, p.refused, p.refused+p.taken)
		}
	}
}

// TestPaceSettlesWithinMinutes: with servers that are far quicker than they permit, what is permitted is known after five
// minutes.
func TestPaceSettlesWithinMinutes(t *testing.T) {
	start := time.Unix(1e9, 0)
	servers := map[string]func() permission{
		"5 a second, 60 saved":   func() permission { return &bucket{rate: 5, burst: 60, tokens: 60, at: start} },
		"5 a second, 600 saved":  func() permission { return &bucket{rate: 5, burst: 600, tokens: 600, at: start} },
		"10 a second, 20 saved":  func() permission { return &bucket{rate: 10, burst: 20, tokens: 20, at: start} },
		"300 in a window":        func() permission { return &fixed{n: 300, span: 61 * time.Second} },
		"60 in a window":         func() permission { return &fixed{n: 60, span: time.Minute} },
		"300 in the last minute": func() permission { return &rolling{n: 300, span: time.Minute} },
	}
	for name, server := range servers {
		for _, latency := range []time.Duration{2 * time.Millisecond, 10 * time.Millisecond, 40 * time.Millisecond} {
			for _, told := range []time.Duration{0, 10 * time.Second} {
				s := server()
				p := &play{server: s, latency: latency, told: told, most: 4, now: start, pace: NewPace(true, start), from: start.Add(5 * time.Minute), rnd: rand.New(rand.NewPCG(5, 5))}
				p.run(start.Add(10 * time.Minute))
				use := float64(p.taken) / (s.perSecond() * p.now.Sub(p.from).Seconds())
				if use < .85 || p.refused*100 > p.taken {
					t.Errorf("%s, %v, told %v: used %.3f, refused %d of %d, %s, %d an hour", name, latency, told, use, p.refused, p.taken+p.refused, p.pace.Why, p.pace.PerHour())
				}
			}
		}
	}
}

// TestFullSpeedWithinSeconds: a server that takes everything is not kept waiting.
func TestFullSpeedWithinSeconds(t *testing.T) {
	start := time.Unix(1e9, 0)
	for _, latency := range []time.Duration{time.Millisecond, 50 * time.Millisecond, 500 * time.Millisecond} {
		p := &play{server: &bucket{rate: 1e9, burst: 1e9, tokens: 1e9, at: start}, latency: latency, most: 10, now: start, pace: NewPace(false, start), rnd: rand.New(rand.NewPCG(5, 5))}
		p.run(start.Add(15 * time.Second))
		if p.pace.Why != PaceFullSpeed || p.pace.Gap != 0 || p.pace.Connections != 0 {
			t.Errorf("at %v: %+v", latency, p.pace)
		}
		five := 0
		for _, at := range p.sent {
			if at < start.Add(10*time.Second).UnixNano() {
				five++
			}
		}
		if most := 10 * float64(time.Second) / float64(latency) * 10; five < min(500, int(most/2)) {
			t.Errorf("at %v: %d in ten seconds", latency, five)
		}
	}
	if p := NewPace(true, start); p.Gap != 0 || p.Connections != 0 {
		t.Errorf("a server on this computer: %+v", p)
	}
}

// TestPaceIsSane plays random servers' moods: a reply that asks to go slower never makes the account faster, what several
// connections meet at once counts once, and what is kept over a restart goes on as if there had been none.
func TestPaceIsSane(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now := time.Unix(1e9, 0).UTC()
		most := rapid.IntRange(1, 20).Draw(t, "connections")
		p := NewPace(rapid.Bool().Draw(t, "own"), now)
		sent := func(time.Time) int { return 100 }
		for range rapid.IntRange(1, 300).Draw(t, "steps") {
			now = now.Add(time.Duration(rapid.IntRange(0, 100_000).Draw(t, "ms")) * time.Millisecond)
			was := p
			switch rapid.IntRange(0, 12).Draw(t, "what") {
			case 0:
				news := p.Throttled(Verdict{Kind: Throttle, Scope: AccountScope}, Reply{Code: 450}, sent, now, now)
				if p.rate() > was.rate() {
					t.Fatalf("faster after being asked to go slower: %+v, %+v", was, p)
				}
				again := p
				if news && again.Throttled(Verdict{Kind: Throttle, Scope: AccountScope}, Reply{Code: 450}, sent, now, now.Add(time.Second)) {
					t.Fatal("the same trouble counted twice")
				}
			case 1:
				p.Fewer(Reply{Code: 421}, rapid.IntRange(1, 20).Draw(t, "open"), most, now)
				if was.Connections != 0 && p.Connections > was.Connections {
					t.Fatalf("more connections after being asked for fewer: %+v, %+v", was, p)
				}
			case 2:
				var kept Pace
				if b, err := json.Marshal(p); err != nil || json.Unmarshal(b, &kept) != nil || !reflect.DeepEqual(kept, p) {
					t.Fatalf("%v: %+v became %+v", err, p, kept)
				}
			default:
				p.Took(most, sent, now)
			}
			if p.Gap < 0 || p.Gap > longestGap || p.Connections < 0 || p.Connections > most || p.Why == PaceUnmet {
				t.Fatalf("%+v", p)
			}
		}
	})
}

func TestServerNamesItsRate(t *testing.T) {
	now := time.Unix(1e9, 0)
	p := NewPace(true, now)
	for range 50 {
		now = now.Add(10 * time.Millisecond)
		p.Took(5, nil, now)
	}
	v := Verdict{Kind: Throttle, Scope: AccountScope, Teaches: Lesson{Limit: 60, Window: time.Minute}}
	p.Throttled(v, Reply{Code: 450, Text: "60 messages per minute"}, nil, now, now)
	if p.PerHour() < 3300 || p.PerHour() > 3600 || p.Why != PaceSettled {
		t.Errorf("%d an hour, %s", p.PerHour(), p.Why)
	}
}
