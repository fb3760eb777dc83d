package sender

import (
	"context"
	"errors"
	"slices"
	"time"

	"evenpost/mailing"
	"evenpost/sender/smtp"
)

// conn is one connection of a lane. Between start (or dial) and its event it belongs to the goroutine that works on it.
type conn struct {
	session Session
	busy    bool // dialling or sending
	old     bool // the account was changed since: to be closed
	usedAt  time.Time
}

// event is what a connection's goroutine reports to its lane.
type event struct {
	conn    *conn
	dialled bool // it was a dial: err says how it went
	session Session
	err     error
	settled *result
}

// result is a message that was tried, or could not be.
type result struct {
	job     mailing.Job
	claimed time.Time
	outcome smtp.Outcome
	compose error // why it could not be made
	began   time.Time
	ended   time.Time
}

func (l *lane) busy() (n int) {
	for _, c := range l.conns {
		if c.busy {
			n++
		}
	}
	return n
}

func (l *lane) ready() (idle []*conn) {
	for _, c := range l.conns {
		if !c.busy && c.session != nil {
			idle = append(idle, c)
		}
	}
	return idle
}

// errStopped is a dial that was given up because the lane stops.
var errStopped = errors.New("stopped")

// dial opens up to n more connections; only one until a login has worked, so that a wrong password is tried once. It is
// given up as soon as ctx ends: nobody's message is in it.
func (l *lane) dial(ctx context.Context, n int) {
	if n <= 0 {
		return
	}
	if !l.proven {
		if l.busy() > 0 {
			return
		}
		n = 1
	}
	for range min(n, l.account.Connections-len(l.conns)) {
		c := &conn{busy: true}
		l.conns = append(l.conns, c)
		account := l.account
		go func() {
			session, err := l.e.login(ctx, account)
			if err != nil && ctx.Err() != nil {
				err = errStopped
			}
			l.events <- event{conn: c, dialled: true, session: session, err: err}
		}()
	}
}

// login opens a session with the account's password.
func (e *Engine) login(ctx context.Context, a mailing.Account) (Session, error) {
	password := ""
	if a.Username != "" {
		var err error
		if password, err = e.Secrets.Password(ctx, a); err != nil {
			return nil, err
		}
	}
	return e.Dial(ctx, a, password)
}

// start sends a claimed delivery on a ready connection.
func (c *conn) start(work context.Context, l *lane, job mailing.Job, claimed time.Time) {
	c.busy = true
	from := l.account.From.Address
	comp, err := l.composer(work, job.Campaign)
	go func() {
		r := &result{job: job, claimed: claimed, compose: err, began: time.Now()}
		if err == nil {
			var message []byte
			if message, r.compose = comp.compose(job, r.began); r.compose == nil {
				r.outcome = c.session.Send(work, from, job.Delivery.Address, message)
			}
		}
		r.ended = time.Now()
		l.events <- event{conn: c, settled: r}
	}()
}

// collect takes the events that are there already or come soon, so that their settlements share one commit. Waiting
// for as long as a commit takes never costs more than it saves.
func (l *lane) collect(ctx context.Context) {
	soon := time.NewTimer(min(l.commit, mostShared))
	defer soon.Stop()
	for l.busy() > 0 {
		select {
		case ev := <-l.events:
			l.take(ctx, ev)
		case <-soon.C:
			return
		}
	}
}

// take is the only place that acts on events.
func (l *lane) take(ctx context.Context, ev event) {
	now := time.Now()
	switch {
	case ev.dialled:
		ev.conn.busy, ev.conn.session, ev.conn.usedAt = false, ev.session, now
		switch {
		case ev.conn.old: // how it went says nothing about the account as it is now
			l.drop(ev.conn)
		case ev.err != nil:
			l.drop(ev.conn)
			l.dialFailed(ev.err, now)
		default:
			l.proven = true
		}
	case ev.settled != nil:
		ev.conn.busy, ev.conn.usedAt = false, now
		if o := ev.settled.outcome; o.Broken || o.Stale || ev.conn.old {
			l.drop(ev.conn)
		}
		l.settle(ctx, *ev.settled)
	}
}

// drop closes a connection and forgets it. Closing may wait for a slow server, so the lane does not.
func (l *lane) drop(c *conn) {
	if c.session != nil {
		l.closing.Go(func() {
			c.session.Close() // QUIT is a courtesy; the socket is closed whatever the server says
		})
	}
	l.conns = slices.DeleteFunc(l.conns, func(other *conn) bool { return other == c })
}

// closeIdle closes connections that have had nothing to do for the time given.
func (l *lane) closeIdle(now time.Time, unused time.Duration) {
	for _, c := range slices.Clone(l.conns) {
		if !c.busy && now.Sub(c.usedAt) >= unused {
			l.drop(c)
		}
	}
}

// outdate closes all connections, those that are busy once they no longer are: the account is another one now.
func (l *lane) outdate(now time.Time) {
	for _, c := range l.conns {
		c.old = true
	}
	l.closeIdle(now, 0)
}

// dialFailed holds the account: no recipient has been touched. The hold is written with the next turn.
func (l *lane) dialFailed(err error, now time.Time) {
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
	if h := l.e.Schedule.Settle(mailing.Delivery{}, a, l.account.Hold, now).Hold; l.hold(h) {
		l.done = append(l.done, mailing.Settlement{State: mailing.Waiting, Hold: h})
	}
}

// hold makes h the account's hold unless a stronger one is in force, and says whether it did.
func (l *lane) hold(h *mailing.Hold) bool {
	if h == nil {
		return false
	}
	l.proven = false
	if mailing.Stronger(l.account.Hold, h, h.Since) != h {
		return false
	}
	l.account.Hold = h
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

// settle decides what becomes of a delivery that was tried. It is written with the next turn.
func (l *lane) settle(ctx context.Context, r result) {
	a := mailing.Attempt{DeliveryID: r.job.Delivery.ID, At: r.began, Took: r.outcome.Took, Reply: r.outcome.Reply}
	var s mailing.Settlement
	switch {
	case errors.Is(r.compose, errCampaign):
		// The campaign cannot go on and is paused; this recipient stays waiting.
		s = mailing.Settlement{Attempt: mailing.Attempt{DeliveryID: a.DeliveryID}, State: mailing.Waiting}
	case r.compose != nil:
		a.Reply = mailing.Reply{Stage: mailing.StageCompose, Text: r.compose.Error()}
		a.Verdict = mailing.Judge(a.Reply, r.ended, mailing.History{})
		s = mailing.Settlement{Attempt: a, State: mailing.Failed, Tried: true}
		if errors.Is(r.compose, mailing.ErrEmptyField) {
			s.State, s.Tried = mailing.Skipped, false
		}
	case r.outcome.Stale, ctx.Err() != nil && r.outcome.Reply.Code == 0 && !r.outcome.Reply.HandedOver:
		// The idle connection had died, or was cut to stop: nothing of this message is with the server.
		s = mailing.Settlement{Attempt: mailing.Attempt{DeliveryID: a.DeliveryID}, State: mailing.Waiting}
	default:
		a.Verdict = mailing.Judge(a.Reply, r.ended, mailing.History{})
		s = l.e.Schedule.Settle(r.job.Delivery, a, l.account.Hold, r.ended)
		if s.Hold != nil && !l.hold(s.Hold) {
			s.Hold = nil
		}
		if s.State == mailing.Sent {
			l.sent.add(r.ended)
			if h := l.account.Hold; h != nil && h.Over(r.began) {
				l.account.Hold = nil // the probe got through
			}
		}
	}
	if !s.Counts {
		l.ledger.Remove(r.claimed)
	}
	l.done = append(l.done, s)
}

// stop lets messages in the server's hands come to an end, cuts what does not, and writes how they came out.
func (l *lane) stop(work context.Context, cut context.CancelFunc) {
	grace := time.AfterFunc(stopGrace, cut)
	defer grace.Stop()
	for l.busy() > 0 {
		l.take(work, <-l.events)
	}
	l.closeIdle(time.Now(), 0)
	defer l.closing.Wait()
	for try := 0; len(l.done) > 0 && try < 3; try++ {
		if _, err := l.turn(context.WithoutCancel(work), 0, time.Now()); err == nil {
			return
		}
		time.Sleep(storeRetry / 4)
	}
}
