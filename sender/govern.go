package sender

import (
	"context"
	"errors"
	"math"
	"slices"
	"time"

	"golang.org/x/time/rate"

	"evenpost/mailing"
	"evenpost/sender/smtp"
)

// leave is what a lane may do now.
type leave struct {
	begin int           // so many deliveries
	on    int           // on at most so many connections
	ahead bool          // a connection that is busy may have the next one already
	wait  time.Duration // before asking again when nothing happens
}

// leave says how many deliveries may be begun now, on how many connections, and when more otherwise.
func (l *lane) leave(ctx context.Context, now time.Time) leave {
	may := leave{on: l.account.Connections, ahead: l.rate.Limit() == rate.Inf, wait: pausedRecheck}
	if n := l.gov.pace.Connections; n > 0 {
		may.on = min(may.on, n)
	}
	if l.gov.probe {
		may.on, may.ahead = 1, false
	}
	if h := l.account.Hold; h != nil {
		if !h.Over(now) {
			l.rest(h.Until, now)
			l.brings(0, now)
			if !h.Until.IsZero() {
				may.wait = h.Until.Sub(now)
			}
			return may
		}
		may.on, may.ahead = 1, false // the first message after a hold is a probe
	}
	room := l.room(may.on, may.ahead)
	if room <= 0 {
		return may
	}
	if l.backlog <= 0 {
		due, waiting, err := l.e.Store.NextDue(ctx, l.accountID)
		switch {
		case err != nil:
			l.cannotRead(ctx, err)
			may.wait = storeRetry
			return may
		case waiting == 0:
			l.leaveShares()
			clear(l.gov.helping)
			if len(l.done) == 0 {
				l.trouble(nil) // there is nothing that could not be written
			}
			return may
		case due.After(now):
			l.brings(0, now)
			may.wait = due.Sub(now)
			return may
		}
		if err := l.serve(ctx); err != nil {
			l.cannotRead(ctx, err)
			may.wait = storeRetry
			return may
		}
		l.backlog = waiting
	}
	room = min(room, l.backlog)
	free, next := mailing.Room(l.account, l.ledger, now)
	if free > 0 {
		l.gov.rests = time.Time{}
	} else {
		l.rest(next, now)
		l.brings(0, now)
	}
	switch {
	case free == 0 && next.IsZero():
		return may
	case free == 0:
		may.wait = max(time.Millisecond, next.Sub(now))
		return may
	}
	if room = min(room, l.fair(free, now)); room == 0 {
		may.wait = lookAgain
		return may
	}
	if l.rate.Limit() != rate.Inf {
		tokens := l.rate.TokensAt(now)
		if tokens < 1 {
			missing := (1 - tokens) / float64(l.rate.Limit()) * float64(time.Second)
			may.wait = time.Duration(math.Ceil(missing))
			return may
		}
		room = min(room, int(tokens))
	}
	if h := l.account.Hold; h != nil && !l.gov.probed.Equal(h.Since) {
		l.gov.probed = h.Since
		l.tell(mailing.Incident{What: mailing.Probing, Verdict: h.Verdict}, now)
	}
	may.begin = room
	return may
}

// rest notes that the account cannot send until a moment, the zero time for one that nobody knows: a second account may.
func (l *lane) rest(until, now time.Time) {
	g := &l.gov
	switch {
	case until.IsZero():
		until = now.AddDate(100, 0, 0).Truncate(24 * time.Hour) // the same for a whole day: it is written when it changes
		if g.rests.After(now.AddDate(99, 0, 0)) {
			return
		}
	case until.Sub(now) < shortRest:
		g.rests = time.Time{}
		return
	}
	g.rests, g.resting = until, true
}

// helps tells when a campaign's second account takes over, and when its first one sends again.
func (l *lane) helps(c *mailing.Campaign, now time.Time) {
	g := &l.gov
	switch {
	case c.Sharing != mailing.TakesOver || c.SecondID == 0:
	case c.SecondID == l.accountID && !g.helping[c.ID]:
		if g.helping == nil {
			g.helping = make(map[int64]bool)
		}
		g.helping[c.ID] = true
		l.tell(mailing.Incident{What: mailing.SecondTookOver, CampaignID: c.ID, Name: l.account.Name}, now)
	case c.AccountID == l.accountID && g.resting:
		l.tell(mailing.Incident{What: mailing.FirstTookBack, CampaignID: c.ID, Name: l.account.Name}, now)
	}
	g.resting = g.resting && c.AccountID != l.accountID
}

// parked puts a delivery back whose domain asked to go slower, and says whether it did.
func (l *lane) parked(job *mailing.Job, now time.Time) bool {
	at, ok := l.gov.domains.May(mailing.Domain(job.Delivery.Address), now)
	if !ok {
		l.done = append(l.done, mailing.Settlement{Attempt: mailing.Attempt{DeliveryID: job.Delivery.ID}, State: mailing.Waiting, DueAt: at})
	}
	return !ok
}

// settle decides what becomes of a delivery that was tried. It is written with the next turn.
func (l *lane) settle(ctx context.Context, f *flight, out smtp.Outcome) {
	ended := l.ended(out)
	a := mailing.Attempt{DeliveryID: f.job.Delivery.ID, At: out.Began, Took: out.Took, Reply: out.Reply}
	var s mailing.Settlement
	switch {
	case f.unnoted != nil:
		l.cannotWrite(ctx, f.unnoted, ended)
		l.putBack(f)
		return
	case errors.Is(out.Unmade, errCampaign), // the campaign cannot go on and is paused
		errors.Is(out.Unmade, errRefusal),
		out.Stale, // the connection had died before; nothing of this message is with the server
		ctx.Err() != nil && out.Unmade == nil && out.Reply.Code == 0 && !out.Reply.HandedOver: // it was cut to stop
		l.putBack(f)
		return
	case out.Unmade != nil:
		a.Reply = mailing.Reply{Stage: mailing.StageCompose, Text: out.Unmade.Error()}
		a.Verdict = mailing.Judge(a.Reply, ended, mailing.History{})
		s = mailing.Settlement{Attempt: a, State: mailing.Failed, Tried: true}
		if errors.Is(out.Unmade, mailing.ErrEmptyField) {
			s.State, s.Tried = mailing.Skipped, false
		}
	default:
		if f.job.Delivery.Tries == 0 || out.Accepted { // people who wait for another try come in a row by themselves
			l.gov.history = l.gov.history.Hear(f.job.Delivery.Address, a.Reply)
		}
		a.Verdict = mailing.Judge(a.Reply, ended, l.gov.history)
		s = l.e.Schedule.Settle(f.job.Delivery, a, l.account.Hold, ended)
		l.follow(ctx, f, a, &s, ended)
		if s.State == mailing.Sent {
			l.sent.add(ended)
			if h := l.account.Hold; h != nil && h.Over(out.Began) {
				l.account.Hold = nil // the probe got through
			}
		}
	}
	if !s.Counts {
		l.ledger.Remove(f.claimed)
	}
	l.done = append(l.done, s)
}

// ended is when an attempt was over, by the clock on the wall as it is now: it may have been set meanwhile.
func (l *lane) ended(out smtp.Outcome) time.Time {
	now, at := l.e.Now(), out.Began.Add(out.Took)
	if now.Round(0).Sub(at.Round(0)).Abs() >= mailing.LeastSet {
		return now
	}
	return at
}

// follow draws from a delivery's outcome what follows for the account: its pace, its hold, what was learned.
func (l *lane) follow(ctx context.Context, f *flight, a mailing.Attempt, s *mailing.Settlement, now time.Time) {
	job := f.job
	g, v, domain := &l.gov, a.Verdict, mailing.Domain(job.Delivery.Address)
	switch {
	case v.Kind == mailing.Accepted:
		l.took(ctx, domain, a.At, now)
	case v.Kind == mailing.Throttle && v.Reconnect && f.nth > 1:
		l.reconnects(v, f.nth-1, now)
		s.Hold = nil // the next connection is another one
	case v.Kind == mailing.Throttle && v.Scope.OfAccount():
		if !l.throttled(ctx, v, a.Reply, len(l.conns)-1, a.At, now) {
			s.Hold = nil
		}
	case v.Kind == mailing.Throttle && v.Scope == mailing.RecipientServer:
		until := g.domains.Slow(domain, v, now)
		l.tell(mailing.Incident{What: mailing.DomainSlowed, CampaignID: job.Campaign.ID, Name: domain, Until: until, Reply: a.Reply, Verdict: v}, now)
	}
	l.learn(ctx, v, a.Reply, now)
	switch {
	case v.ForAll:
		l.unburn(a.Reply, now)
	case s.Tried:
		g.burned = append(g.burned, burned{a.DeliveryID, a.Reply})
		g.burned = g.burned[max(0, len(g.burned)-mostBurned):]
	}
	if s.Hold != nil && !l.hold(s.Hold) {
		s.Hold = nil
	}
	if g.pace.Breakers.Came(v, a.Reply) != "" {
		l.trip(a.Reply, now)
	}
}

// learn notes the limit that a reply taught.
func (l *lane) learn(ctx context.Context, v mailing.Verdict, r mailing.Reply, now time.Time) {
	if l.account.Hold != nil && !l.account.Hold.Over(now) {
		return // another connection has heard it already
	}
	learned := mailing.Learn(l.account, v, r, l.sentSince(ctx, now), now)
	if learned == nil {
		return
	}
	l.gov.learned = learned
	l.tell(mailing.Incident{What: mailing.LimitLearned, Limit: learned.Limit, Reply: r}, now)
}

// unburn lets those wait again who failed or used up a try for a line that turned out to be said of everybody.
func (l *lane) unburn(r mailing.Reply, now time.Time) {
	g := &l.gov
	n := 1
	for _, b := range g.burned {
		if b.reply.SameLine(r) {
			g.again = append(g.again, b.delivery)
			n++
		}
	}
	g.burned = nil
	if n > 1 {
		line := r
		g.pace.Breakers.Line = &line
		g.changed, g.urgent = true, true
		l.tell(mailing.Incident{What: mailing.SameReply, N: n, Reply: r}, now)
	}
}

// trip stops the account by the breaker that has tripped.
func (l *lane) trip(r mailing.Reply, now time.Time) {
	b := l.gov.pace.Breakers
	h := b.Hold(r, now)
	l.gov.changed, l.gov.urgent = true, true
	l.tell(mailing.Incident{What: mailing.BreakerTripped, Verdict: h.Verdict, Reply: r, N: b.Count()}, now)
	if l.hold(h) {
		l.done = append(l.done, mailing.Settlement{State: mailing.Waiting, Hold: h})
	}
}

// putBack lets a delivery wait again that nobody has tried to send. It is written with the next turn.
func (l *lane) putBack(f *flight) {
	l.ledger.Remove(f.claimed)
	due := f.job.Delivery.DueAt
	if now := l.e.Now(); due.After(now) {
		due = now // it was due: the clock was set back since
	}
	l.done = append(l.done, mailing.Settlement{Attempt: mailing.Attempt{DeliveryID: f.job.Delivery.ID}, State: mailing.Waiting, DueAt: due})
}

// dialFailed holds the account: no recipient has been touched. The hold is written with the next turn.
func (l *lane) dialFailed(ctx context.Context, err error, now time.Time) {
	reply := mailing.Reply{Stage: mailing.StageConnect, Text: err.Error()}
	said, atStage := ServerReply(err)
	switch {
	case errors.Is(err, errStopped):
		return
	case atStage:
		reply = said
	case errors.Is(err, mailing.ErrNoPassword) || errors.Is(err, mailing.ErrNoKeychain):
		reply = mailing.Reply{Stage: mailing.StageLogin, Text: "password needed"}
	}
	a := mailing.Attempt{At: now, Reply: reply, Verdict: mailing.Judge(reply, now, mailing.History{})}
	if !a.Verdict.Scope.OfAccount() {
		a.Verdict.Scope = mailing.Server // before any recipient is named it is never a recipient's trouble
	}
	if v := a.Verdict; v.Kind == mailing.Throttle {
		v.Fewer = v.Fewer || len(l.conns) > 0 && (reply.Stage == mailing.StageConnect || reply.Stage == mailing.StageGreeting)
		if !l.throttled(ctx, v, reply, len(l.conns), now, now) {
			return // those that are open go on
		}
	}
	l.learn(ctx, a.Verdict, reply, now)
	if h := l.e.Schedule.Settle(mailing.Delivery{}, a, l.account.Hold, now).Hold; l.hold(h) {
		l.done = append(l.done, mailing.Settlement{State: mailing.Waiting, Hold: h})
	}
	if reply.Stage == mailing.StageLogin && reply.Code != 0 && !a.Verdict.NeedsUser && l.gov.pace.Breakers.LoginFailed() != "" {
		l.trip(reply, now)
	}
}

// hold makes h the account's hold unless a stronger one is in force, and says whether it did. What the connections have
// not begun with is taken back.
func (l *lane) hold(h *mailing.Hold) bool {
	if h == nil {
		return false
	}
	l.proven = false
	for _, c := range l.conns {
		l.takeBack(c)
	}
	if mailing.Stronger(l.account.Hold, h, h.Since) != h {
		return false
	}
	l.account.Hold = h
	if h.Verdict.Kind != l.gov.pace.Breakers.Tripped { // a breaker tells that it tripped
		l.tell(mailing.Incident{What: mailing.AccountHeld, Reply: h.Reply, Verdict: h.Verdict, Until: h.Until}, h.Since)
	}
	l.e.Log.Warn("account held", "account", l.accountID, "kind", h.Verdict.Kind, "stage", h.Reply.Stage, "code", h.Reply.Code, "until", h.Until)
	return true
}

// pendingHold is a hold that is decided but not yet written.
func (l *lane) pendingHold() *mailing.Hold {
	for _, s := range slices.Backward(l.done) {
		if s.Hold != nil {
			return s.Hold
		}
	}
	return nil
}
