package sender

import (
	"context"
	"sync"
	"time"

	"evenpost/mailing"
)

// share is a campaign that the lanes of two accounts send, each as much as it has left.
type share struct {
	mu      sync.Mutex
	balance mailing.Balance
	waiting int      // recipients, as one of the lanes has last seen it, less what they have begun with since
	lanes   [2]*lane // the campaign's first account and its second; nil: it does not send at the moment
}

// lookAgain is how soon a lane that holds back looks again, should nobody tell it.
const lookAgain = 50 * time.Millisecond

// serve learns which campaigns the lane's account sends, and which of them another account sends as well.
func (l *lane) serve(ctx context.Context) error {
	serving, err := l.e.Store.Serving(ctx, l.accountID)
	if err != nil {
		return err
	}
	shares := make(map[int64]*share)
	for _, c := range serving {
		if c.SecondID != 0 && c.Sharing == mailing.Shares {
			shares[c.ID] = l.e.share(c, l)
		}
	}
	for id, s := range l.shares {
		if shares[id] == nil {
			l.e.unshare(id, s, l)
		}
	}
	l.serving, l.shares = serving, shares
	return nil
}

// share finds the share of a campaign, and enters the lane in it.
func (e *Engine) share(c mailing.Campaign, l *lane) *share {
	e.mu.Lock()
	defer e.mu.Unlock()
	s := e.shares[c.ID]
	if s == nil {
		s = new(share)
		e.shares[c.ID] = s
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.waiting = c.Counts.Waiting
	who := 0
	if c.SecondID == l.accountID {
		who = 1
	}
	s.lanes[who] = l
	return s
}

// unshare takes the lane out of a share.
func (e *Engine) unshare(campaignID int64, s *share, l *lane) {
	e.mu.Lock()
	defer e.mu.Unlock()
	s.brings(l, 0)
	s.mu.Lock()
	defer s.mu.Unlock()
	for who := range s.lanes {
		if s.lanes[who] == l {
			s.lanes[who] = nil
		}
	}
	if s.lanes == [2]*lane{} {
		delete(e.shares, campaignID)
	}
}

// brings says what the lane's account has left, 0 when it cannot send at the moment.
func (s *share) brings(l *lane, left int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.balance.Brings(s.who(l), left)
	if left == 0 {
		s.nudge(1 - s.who(l))
	}
}

func (s *share) who(l *lane) int {
	if s.lanes[1] == l {
		return 1
	}
	return 0
}

// nudge lets a lane look again at once when it holds back.
func (s *share) nudge(who int) {
	if other := s.lanes[who]; other != nil && s.balance.Holds(who) {
		select {
		case other.nudged <- struct{}{}:
		default:
		}
	}
}

// may is how many of the campaign the lane may begin with.
func (s *share) may(l *lane, now time.Time) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.balance.May(s.who(l), s.waiting, now)
}

// began says that the lane has begun with one of the campaign.
func (s *share) began(l *lane) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.waiting--
	s.balance.Began(s.who(l), 1)
	s.nudge(1 - s.who(l))
}

// brings says in all shares what the account has left of the free recipients that its limits leave it.
func (l *lane) brings(free int, now time.Time) {
	for id, s := range l.shares {
		others, waiting := 0, 0
		for _, c := range l.serving {
			if c.ID != id {
				others, waiting = others+1, waiting+c.Counts.Waiting
			}
		}
		left := 0
		if free > 0 && l.connected() {
			left = l.account.Spare(l.ledger, free, others, waiting, now)
		}
		s.brings(l, left)
	}
}

// fair is how many deliveries the lane may begin with, as far as other accounts are concerned. It never holds back when it
// has another campaign to send: its turns are shared fairly between the two.
func (l *lane) fair(free int, now time.Time) int {
	l.brings(free, now)
	if len(l.serving) != 1 || len(l.shares) != 1 {
		return free
	}
	return min(free, l.shares[l.serving[0].ID].may(l, now))
}

// connected says whether the account has a connection that works.
func (l *lane) connected() bool {
	for _, c := range l.conns {
		if c.dialled {
			return true
		}
	}
	return false
}

// leaveShares is for a lane that ends.
func (l *lane) leaveShares() {
	for id, s := range l.shares {
		l.e.unshare(id, s, l)
	}
	l.shares, l.serving = nil, nil
}
