package sender

import (
	"context"
	"net"
	"strings"
	"time"

	"golang.org/x/time/rate"

	"evenpost/mailing"
)

// governor is what a lane knows of its server's mood: how fast it may go, what counts towards stopping in time, and what
// is to be written of it with the next turn.
type governor struct {
	pace    mailing.Pace
	history mailing.History
	burned  []burned // who failed, or used up a try, since the server took a message: newest last
	domains mailing.Domains

	learned *mailing.Learned   // written with the next turn, as the rest here
	again   []int64            // deliveries to let wait again
	told    []mailing.Incident // what happened
	changed bool               // the pace is not as it is written
	urgent  bool               // and that cannot wait
	savedAt time.Time

	rests   time.Time // until when the account is full or stopped; zero: it is not
	rested  time.Time // as it is written
	probed  time.Time // the hold, by its beginning, whose probe was told
	helping map[int64]bool
	probe   bool // the user let the account go on: one message first
	resting bool // the account was full or stopped since it last sent
}

// burned is a delivery that failed or used up a try, and for what.
type burned struct {
	delivery int64
	reply    mailing.Reply
}

const (
	mostBurned = 16               // as far back as a line can be found to concern everybody, and what several connections add
	saveEvery  = 30 * time.Second // how often, at most, a pace is written that changes with every message
	shortRest  = 2 * time.Minute  // a second account does not take over for less
	dayAndMore = 25 * time.Hour
)

// ownServer says whether an account's server is on this computer: nobody there minds full speed.
func ownServer(a mailing.Account) bool {
	if a.Practice || strings.EqualFold(a.Host, "localhost") {
		return true
	}
	ip := net.ParseIP(a.Host)
	return ip != nil && ip.IsLoopback()
}

// meet takes over what is known of the account's server: at the start of a lane, and when the account got another server
// or login.
func (l *lane) meet(a mailing.Account, now time.Time) {
	g := &l.gov
	switch {
	case l.loadedAt.IsZero() && a.Pace.Why != mailing.PaceUnmet:
		g.pace = a.Pace
	default:
		g.pace, g.changed = mailing.NewPace(ownServer(a), now), true
	}
	g.history, g.burned, g.domains = mailing.History{}, nil, mailing.Domains{}
	if g.pace.Breakers.Line != nil {
		g.history = g.history.Excuse(*g.pace.Breakers.Line)
	}
}

// released notices that the user let the account go on: what would stop it counts from the beginning.
func (l *lane) released(now *mailing.Hold) {
	g, before := &l.gov, l.account.Hold
	if now == nil && before != nil { // what ended by itself is forgotten with the message that got through
		g.probe = true
	}
	ended := before != nil && before.Until.IsZero() || g.pace.Breakers.Tripped != ""
	if now != nil || !ended {
		return
	}
	g.probe = true
	g.pace.Breakers = g.pace.Breakers.Anew()
	if g.pace.Breakers.Line != nil {
		g.history = mailing.History{}.Excuse(*g.pace.Breakers.Line)
	}
	g.changed, g.urgent = true, true
}

// tell keeps what happened for the next turn.
func (l *lane) tell(e mailing.Incident, now time.Time) {
	e.At, e.AccountID = now, l.accountID
	l.gov.told = append(l.gov.told, e)
}

// news is what the next turn writes beside deliveries.
func (g *governor) news() bool {
	return g.urgent || len(g.told) > 0 || len(g.again) > 0 || g.learned != nil || !g.rests.Equal(g.rested)
}

// fill puts it into a turn; written forgets it, once it is durable.
func (g *governor) fill(t *mailing.Turn, now time.Time, last bool) {
	t.Incidents, t.Again, t.Learned = g.told, g.again, g.learned
	if !g.rests.Equal(g.rested) {
		t.Rests = &g.rests
	}
	if g.urgent || g.changed && (last || now.Sub(g.savedAt) >= saveEvery) {
		pace := g.pace
		t.Pace = &pace
	}
}

func (g *governor) written(t mailing.Turn, now time.Time) {
	g.told, g.again, g.learned = nil, nil, nil
	if t.Rests != nil {
		g.rested = *t.Rests
	}
	if t.Pace != nil {
		g.changed, g.urgent, g.savedAt = false, false, now
	}
}

// sent counts what went out through the account since a moment, what is on its way not. It is asked rarely, so it asks the
// store, which knows further back than the limits reach.
func (l *lane) sentSince(ctx context.Context, now time.Time) func(time.Time) int {
	var all *mailing.Ledger
	return func(since time.Time) int {
		if all == nil {
			var err error
			if all, err = l.e.Store.Ledger(ctx, l.accountID, mailing.Reach{Span: dayAndMore}, now); err != nil {
				l.e.Log.Error("what went out could not be counted", "account", l.accountID, "error", err)
				all = mailing.NewLedger(nil)
			}
		}
		return max(0, all.Since(since)-l.flying()-1)
	}
}

// took says that the server took a message that was begun at began.
func (l *lane) took(ctx context.Context, domain string, began, now time.Time) {
	g := &l.gov
	was := g.pace
	late := l.account.Hold != nil && !l.account.Hold.Over(began) // it was on its way already
	if late {
		g.pace.TookLate()
	} else {
		g.pace.Took(l.account.Connections, l.sentSince(ctx, now), now)
	}
	g.burned, g.probe = g.burned[:0], false
	g.domains.Took(domain)
	if h := l.account.Hold; h != nil && !late {
		what := mailing.AccountGoesOn
		if h.Verdict.Kind == mailing.Network {
			what = mailing.Reconnected
		}
		l.tell(mailing.Incident{What: what, Verdict: h.Verdict}, now)
	}
	l.paceChanged(was, now)
}

// throttled acts on a reply that asks to go slower, and says whether the account must be left alone for a while.
func (l *lane) throttled(ctx context.Context, v mailing.Verdict, r mailing.Reply, open int, began, now time.Time) (wait bool) {
	g := &l.gov
	if h := l.account.Hold; h != nil && h.Verdict.Kind == mailing.Throttle && began.Before(h.Until) {
		return false // begun before the wait was over, so it is no probe: another connection had been told the same
	}
	was := g.pace
	defer func() { l.paceChanged(was, now) }()
	if n := v.Teaches.Connections; n > 0 {
		open = min(open, n)
	}
	if v.Fewer {
		g.pace.Fewer(r, open, l.account.Connections, now)
		return open == 0 // then others have them all
	}
	g.pace.Throttled(v, r, l.sentSince(ctx, now), began, now)
	return true
}

// reconnects notes after how many messages the server wants another connection: it says how many, or has just shown it.
func (l *lane) reconnects(v mailing.Verdict, taken int, now time.Time) {
	n := taken
	if told := v.Teaches.PerConnection; told > 0 {
		n = told
	}
	p := &l.gov.pace
	if p.PerConn > 0 && p.PerConn <= n {
		return // the other connections were as far when it was said
	}
	was := *p
	p.PerConn = n
	l.paceChanged(was, now)
}

// paceChanged makes the new pace the lane's, and tells what people can notice of it.
func (l *lane) paceChanged(was mailing.Pace, now time.Time) {
	g := &l.gov
	p := g.pace
	g.changed = true
	if p.Why != was.Why || p.Connections != was.Connections && p.Why != mailing.PaceCareful || p.PerConn != was.PerConn {
		g.urgent = true
	}
	if p.Gap != was.Gap {
		l.setRate(now)
	}
	slow := func(p mailing.Pace) bool { return p.Gap > 0 && p.Why != mailing.PaceCareful }
	switch {
	case slow(p) && (!slow(was) || p.Gap > was.Gap):
		l.tell(mailing.Incident{What: mailing.PaceLowered, N: p.PerHour(), Reply: p.Reply}, now)
	case slow(p) && p.Gap < was.Gap && p.Why != mailing.PaceTrying:
		l.tell(mailing.Incident{What: mailing.PaceRaised, N: p.PerHour()}, now)
	case p.Why == mailing.PaceFullSpeed && was.Why != mailing.PaceFullSpeed:
		l.tell(mailing.Incident{What: mailing.PaceFull}, now)
	}
	switch {
	case p.Connections == was.Connections || p.Why == mailing.PaceCareful || was.Why == mailing.PaceCareful && p.Connections == 0:
	case p.Connections > 0 && (was.Connections == 0 || p.Connections < was.Connections):
		l.tell(mailing.Incident{What: mailing.FewerAtOnce, N: p.Connections, Reply: p.Reply}, now)
	default:
		n := p.Connections
		if n == 0 {
			n = l.account.Connections
		}
		l.tell(mailing.Incident{What: mailing.MoreAtOnce, N: n}, now)
	}
	if g.urgent && p.Gap != was.Gap {
		l.e.Log.Info("pace", "account", l.accountID, "why", p.Why, "an hour", p.PerHour(), "connections", p.Connections, "code", p.Reply.Code)
	}
}

// setRate paces the lane by the slower of what the account and its pace say.
func (l *lane) setRate(now time.Time) {
	gap := max(l.account.Gap, l.gov.pace.Gap)
	limit, burst := rate.Inf, 1
	if gap > 0 {
		limit = rate.Every(gap)
		burst = 1 + int(sharedCommit/gap)
	}
	if l.account.Gap == 0 {
		burst++ // a turn that comes late makes up for what it missed; a gap that the user asked for is kept exactly
	}
	if l.rate == nil {
		l.rate = rate.NewLimiter(limit, burst)
	}
	l.rate.SetBurstAt(now, burst)
	l.rate.SetLimitAt(now, limit)
}

// sharedCommit is the time whose messages may go out together, so that they share one commit of the store.
const sharedCommit = 10 * time.Millisecond
