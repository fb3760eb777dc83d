package sender

import (
	"context"
	"errors"
	"slices"
	"time"

	"evenpost/mailing"
	"evenpost/sender/smtp"
)

const (
	// perConn is how many deliveries are claimed for one connection: one that the server has, and the next one, so that the
	// line is never idle while the store commits.
	perConn = 2
	// mostPerConn is how many it may be for one that is so quick that it hands them over within aheadFor: turns with many
	// in them cost little for each. They are what a power cut can put in doubt; of a process that is killed only those that the
	// server has, as the store notes what is handed over.
	mostPerConn = 48
	aheadFor    = 30 * time.Millisecond
	// slowMail is a message that takes so long that claiming the next one early gains nothing.
	slowMail = time.Second
)

// conn is one connection of a lane. Its goroutine dials, hands over what comes through letters, and reports by events; the
// fields belong to the lane.
type conn struct {
	letters chan *smtp.Letter // nil once no more come
	flights []*flight         // claimed for it and not done, in their order
	dialled bool
	old     bool // the account was changed since: to be closed
	usedAt  time.Time
	given   int           // messages
	took    time.Duration // of the latest messages, the latest most; 0 before the first
}

// depth is how many deliveries a connection may have, the one that the server has included.
func (l *lane) depth(c *conn, ahead bool) int {
	switch {
	case !ahead || c.took == 0 || c.took >= slowMail:
		return 1
	case !l.noted:
		return perConn
	}
	return min(max(perConn, int(aheadFor/c.took)), mostPerConn)
}

// flight is a claimed delivery on its way.
type flight struct {
	job     *mailing.Job
	claimed time.Time
	nth     int // on its connection, from 1
	letter  smtp.Letter
	unnoted error // why it could not be noted that it is handed over, so it was not
	refusal bool  // counted among the lane's
}

// event is what a connection's goroutine reports to its lane.
type event struct {
	conn    *conn
	dialled bool  // it was dialled, or could not be: err
	err     error // why not
	flight  *flight
	outcome smtp.Outcome // of the flight
	over    bool         // it has ended; what it has not taken lies in its letters
}

// flying is how many deliveries are claimed and not done.
func (l *lane) flying() (n int) {
	for _, c := range l.conns {
		n += len(c.flights)
	}
	return n
}

// busy says whether events are to come.
func (l *lane) busy() bool {
	return slices.ContainsFunc(l.conns, func(c *conn) bool { return len(c.flights) > 0 || !c.dialled || c.letters == nil })
}

// seats are the connections that can take a delivery now, those that have nothing to do first; one that can take two
// stands there twice. Claiming ahead is for connections that have shown to be quick.
func (l *lane) seats(ahead bool) (all []*conn) {
	for n := range mostPerConn {
		for _, c := range l.conns {
			if !c.dialled || c.letters == nil || len(c.flights) > n || l.perConnection() > 0 && c.given+n-len(c.flights) >= l.perConnection() {
				continue
			}
			if n < l.depth(c, ahead) {
				all = append(all, c)
			}
		}
	}
	return all
}

// room is how many more deliveries may be claimed for n connections, those that are yet to be opened included.
func (l *lane) room(n int, ahead bool) int {
	room := max(0, n-len(l.conns))
	for _, c := range l.conns[:min(n, len(l.conns))] {
		room += l.depth(c, ahead)
	}
	return room - l.flying()
}

// errRefusal is a message that was not made because the server has just refused the account another one: what follows from that
// is for the lane to say, before anything else goes out.
var errRefusal = errors.New("the account was refused")

// errStopped is a dial that was given up because the lane stops.
var errStopped = errors.New("stopped")

// dial opens up to n more connections; only one until a login has worked, so that a wrong password is tried once. It is
// given up as soon as ctx ends: nobody's message is in it.
func (l *lane) dial(ctx, work context.Context, n int, now time.Time) {
	if n <= 0 {
		return
	}
	if !l.proven {
		if l.busy() {
			return
		}
		n = 1
	}
	account, stepByStep := l.account, now.Before(l.stepByStep)
	for range n {
		letters := make(chan *smtp.Letter, mostPerConn)
		c := &conn{letters: letters}
		l.conns = append(l.conns, c)
		l.closing.Go(func() {
			session, err := l.e.login(ctx, account)
			if err != nil && ctx.Err() != nil {
				err = errStopped
			}
			l.events <- event{conn: c, dialled: true, err: err}
			if err != nil {
				return
			}
			if stepByStep {
				session.StepByStep()
			}
			session.Stream(work, letters)
			l.events <- event{conn: c, over: true}
			session.Close() // QUIT is a courtesy that the lane does not wait for; the socket is closed whatever the server says
		})
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

// give hands a claimed delivery to a connection.
func (l *lane) give(ctx context.Context, c *conn, job *mailing.Job, claimed time.Time) {
	f := &flight{job: job, claimed: claimed}
	comp, err := l.composer(ctx, job.Campaign)
	if err != nil {
		l.settle(ctx, f, smtp.Outcome{Unmade: err, Began: claimed})
		return
	}
	made := func(buf []byte) ([]byte, error) {
		if l.refusals.Load() > 0 {
			return buf, errRefusal
		}
		return comp.compose(buf, job, l.e.Now())
	}
	f.letter = smtp.Letter{
		From: l.account.From.Address, To: job.Delivery.Address,
		Make: made,
		HandOver: func() error {
			f.unnoted = l.e.Store.HandedOver(job.Delivery.ID)
			return f.unnoted
		},
		Done: func(o smtp.Outcome) {
			if o.Accepted {
				l.e.Store.Accepted(job.Delivery.ID, o.Reply, o.Took)
			} else if o.Reply.Code != 0 && mailing.Judge(o.Reply, l.e.Now(), mailing.History{}).Scope.OfAccount() {
				f.refusal = true
				l.refusals.Add(1)
			}
			l.events <- event{conn: c, flight: f, outcome: o}
		},
	}
	c.given++
	f.nth = c.given
	c.flights = append(c.flights, f)
	c.letters <- &f.letter // there is room: mostPerConn
}

// perConnection is how many messages the server takes on one connection; 0: any number.
func (l *lane) perConnection() int {
	told, n := l.gov.pace.PerConn, l.account.PerConnection
	if told > 0 && (n == 0 || told < n) {
		return told
	}
	return n
}

// takeBack puts the deliveries back that a connection has not begun with.
func (l *lane) takeBack(c *conn) {
	for {
		select {
		case letter, open := <-c.letters:
			if !open {
				return
			}
			i := slices.IndexFunc(c.flights, func(f *flight) bool { return &f.letter == letter })
			l.putBack(c.flights[i])
			c.flights = slices.Delete(c.flights, i, i+1)
		default:
			return
		}
	}
}

// retire lets a connection finish what it has begun and end.
func (l *lane) retire(c *conn) {
	if c.letters == nil {
		return
	}
	l.takeBack(c)
	close(c.letters)
	c.letters = nil
}

// closeIdle closes connections that have had nothing to do for the time given.
func (l *lane) closeIdle(now time.Time, unused time.Duration) {
	for _, c := range l.conns {
		if c.dialled && len(c.flights) == 0 && now.Sub(c.usedAt) >= unused {
			l.retire(c)
		}
	}
}

// outdate closes all connections, those that are busy once they no longer are: the account is another one now.
func (l *lane) outdate() {
	for _, c := range l.conns {
		c.old = true
		if c.dialled {
			l.retire(c)
		}
	}
}

// collect takes the events that are there already or come soon, so that their settlements share one commit. Waiting
// for as long as a commit takes never costs more than it saves, nor does waiting while all connections have enough to do.
func (l *lane) collect(ctx context.Context) {
	soon := time.NewTimer(l.patience())
	defer soon.Stop()
	for l.busy() && l.supplied() {
		select {
		case ev := <-l.events:
			l.take(ctx, ev)
		case <-soon.C:
			return
		}
	}
}

// patience is how long a turn waits for company at most.
func (l *lane) patience() time.Duration {
	for _, c := range l.conns {
		if l.depth(c, true) > perConn {
			return aheadFor / 2
		}
	}
	return min(l.commit, mostShared)
}

// quickTo is how many commits a message may take on a connection that is waited for until it has few left: half as many
// turns, each with twice as much in it, are cheaper than a connection that is never idle.
const quickTo = 4

// supplied says whether more than half of the connections have as many deliveries as they should have when the next turn
// begins, or one of them has yet to show how quick it is.
func (l *lane) supplied() bool {
	full := 0
	for _, c := range l.conns {
		enough := perConn
		if c.took < quickTo*l.commit {
			enough = max(1, l.depth(c, true)/4)
		}
		switch {
		case !c.dialled, len(c.flights) > 0 && c.took == 0:
			return true
		case len(c.flights) >= enough:
			full++
		}
	}
	return full > len(l.conns)/2
}

// take is the only place that acts on events.
func (l *lane) take(ctx context.Context, ev event) {
	now, c := l.e.Now(), ev.conn
	if err := l.keepTime(ctx, now); err != nil {
		l.cannotWrite(ctx, err, now)
	}
	switch {
	case ev.dialled:
		c.dialled, c.usedAt = true, now
		switch {
		case ev.err != nil:
			l.forget(c)
			if !c.old { // how it went says nothing about the account as it is now
				l.dialFailed(ctx, ev.err, now)
			}
		case c.old:
			l.retire(c)
		default:
			l.proven = true
			l.gov.pace.Breakers.LoginWorked()
		}
	case ev.over:
		l.retire(c)
		l.forget(c)
	default:
		c.usedAt = now
		if c.took == 0 {
			c.took = ev.outcome.Took
		}
		c.took = (c.took + ev.outcome.Took) / 2
		c.flights = slices.DeleteFunc(c.flights, func(f *flight) bool { return f == ev.flight })
		if ev.outcome.Confused {
			l.confused(now)
		}
		l.settle(ctx, ev.flight, ev.outcome)
		if ev.flight.refusal {
			l.refusals.Add(-1) // what follows from it is decided
		}
		if n := l.perConnection(); n > 0 && c.given >= n && len(c.flights) == 0 {
			l.retire(c) // the server takes no more on this one
		}
	}
}

func (l *lane) forget(c *conn) {
	l.conns = slices.DeleteFunc(l.conns, func(other *conn) bool { return other == c })
}

// stepByStepFor is how long a server that mistook commands that travelled together gets them one by one.
const stepByStepFor = 24 * time.Hour

// confused makes the lane speak to its server step by step.
func (l *lane) confused(now time.Time) {
	if now.Before(l.stepByStep) {
		return
	}
	l.stepByStep = now.Add(stepByStepFor)
	l.e.Log.Warn("the server offers pipelining and mistakes it; it is spoken to step by step", "account", l.accountID, "until", l.stepByStep)
	l.tell(mailing.Incident{What: mailing.StepByStep}, now)
	for _, c := range l.conns {
		l.retire(c) // they would go on as they do
	}
}

// stop lets messages in the server's hands come to an end, cuts what does not, and writes how they came out.
func (l *lane) stop(work context.Context, cut context.CancelFunc) {
	grace := time.AfterFunc(stopGrace, cut)
	defer grace.Stop()
	for _, c := range l.conns {
		if c.dialled {
			l.retire(c)
		} else {
			c.old = true
		}
	}
	for len(l.conns) > 0 {
		l.take(work, <-l.events)
	}
	defer l.closing.Wait()
	l.stopping = true
	for try := 0; (len(l.done) > 0 || l.gov.changed || l.gov.news()) && try < 3; try++ {
		if _, err := l.turn(context.WithoutCancel(work), 0, l.e.Now()); err == nil {
			return
		}
		time.Sleep(storeRetry / 4)
	}
}
