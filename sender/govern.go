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
	may := leave{on: l.account.Connections, ahead: l.pace.Limit() == rate.Inf, wait: pausedRecheck}
	if h := l.account.Hold; h != nil {
		if !h.Over(now) {
			if !h.Until.IsZero() {
				may.wait = h.Until.Sub(now)
			}
			return may
		}
		may.on, may.ahead = 1, false // the first message after a hold is a probe
	}
	room := may.on
	if may.ahead {
		room *= perConn
	}
	if room -= l.flying(); room <= 0 {
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
			if len(l.done) == 0 {
				l.trouble(nil) // there is nothing that could not be written
			}
			return may
		case due.After(now):
			may.wait = due.Sub(now)
			return may
		}
		l.backlog = waiting
	}
	room = min(room, l.backlog)
	free, next := mailing.Room(l.account, l.ledger, now)
	switch {
	case free == 0 && next.IsZero():
		return may
	case free == 0:
		may.wait = max(time.Millisecond, next.Sub(now))
		return may
	}
	room = min(room, free)
	if l.pace.Limit() != rate.Inf {
		tokens := l.pace.TokensAt(now)
		if tokens < 1 {
			missing := (1 - tokens) / float64(l.pace.Limit()) * float64(time.Second)
			may.wait = time.Duration(math.Ceil(missing))
			return may
		}
		room = min(room, int(tokens))
	}
	may.begin = room
	return may
}

// settle decides what becomes of a delivery that was tried. It is written with the next turn.
func (l *lane) settle(ctx context.Context, f *flight, out smtp.Outcome) {
	ended := out.Began.Add(out.Took)
	a := mailing.Attempt{DeliveryID: f.job.Delivery.ID, At: out.Began, Took: out.Took, Reply: out.Reply}
	var s mailing.Settlement
	switch {
	case errors.Is(out.Unmade, errCampaign), // the campaign cannot go on and is paused
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
		a.Verdict = mailing.Judge(a.Reply, ended, mailing.History{})
		s = l.e.Schedule.Settle(f.job.Delivery, a, l.account.Hold, ended)
		if s.Hold != nil && !l.hold(s.Hold) {
			s.Hold = nil
		}
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

// putBack lets a delivery wait again that nobody has tried to send. It is written with the next turn.
func (l *lane) putBack(f *flight) {
	l.ledger.Remove(f.claimed)
	l.done = append(l.done, mailing.Settlement{Attempt: mailing.Attempt{DeliveryID: f.job.Delivery.ID}, State: mailing.Waiting, DueAt: f.job.Delivery.DueAt})
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
