package sender

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/time/rate"

	"evenpost/mailing"
)

const (
	reloadEvery   = 200 * time.Millisecond // how often, at most, an account that changed is read again
	idleFor       = 20 * time.Second       // a connection with nothing to do is closed after this
	stopGrace     = 10 * time.Second       // how long a stopping lane waits for replies to what it handed over
	mostEvents    = 1024                   // of connections wait to be looked at: none of them is kept waiting while the store commits
	mostShared    = 5 * time.Millisecond   // how long, at most, what is done waits for company on its way to the store
	storeRetry    = time.Second            // before writing again when the store could not be written
	pausedRecheck = time.Minute            // how long a lane sleeps at most without looking at the clock again: computers sleep
)

// lane owns an account while the engine runs. All its fields but those under mu belong to the goroutine of run.
type lane struct {
	e         *Engine
	accountID int64
	woken     chan struct{}
	nudged    chan struct{} // the other account of a campaign has gone on
	events    chan event
	gate      *gate

	account    mailing.Account
	loadedAt   time.Time
	stale      bool // something changed since the account was read
	ledger     *mailing.Ledger
	moved      int           // how often everything was moved by a clock that was set, as far as the lane knows
	recount    bool          // and it does not know the latest
	rate       *rate.Limiter // of beginning with messages
	gov        governor
	conns      []*conn
	closing    sync.WaitGroup // of the connections' goroutines
	done       []mailing.Settlement
	backlog    int                // deliveries known to be waiting and perhaps due; 0: ask the store before the next turn
	commit     time.Duration      // how long the last turn took
	retryAt    time.Time          // the store could not be written: not before
	unread     bool               // the store could not be read
	serving    []mailing.Campaign // that the account sends, as far as shares need to know
	shares     map[int64]*share   // of them, those that another account sends as well
	composers  map[int64]composer
	proven     bool         // a login has worked since the last trouble: more connections may be opened
	refusals   atomic.Int32 // of the account, that the lane has not looked at yet
	noted      bool         // what is handed over is noted so that it outlives the process
	stopping   bool
	stepByStep time.Time // until then the server gets commands one by one, whatever it offers

	mu     sync.Mutex
	status Live
	sent   sentMeter
}

func newLane(e *Engine, accountID int64, g *gate) *lane {
	moved, _ := e.clock.moved(0)
	return &lane{
		e: e, accountID: accountID, woken: make(chan struct{}, 1), nudged: make(chan struct{}, 1), events: make(chan event, mostEvents), gate: g,
		stale: true, moved: moved, composers: make(map[int64]composer), noted: e.Store.NotesLast(),
	}
}

// wake says that something changed in the store. It never blocks.
func (l *lane) wake() {
	select {
	case l.woken <- struct{}{}:
	default:
	}
}

// run is the lane's loop: it alone claims, settles and decides; connections work in goroutines of their own and
// report by events.
func (l *lane) run(ctx context.Context) error {
	work, cut := context.WithCancel(context.WithoutCancel(ctx))
	defer cut()
	defer l.leaveShares()
	for ctx.Err() == nil {
		now, wait := l.e.Now(), storeRetry
		unkept := l.keepTime(ctx, now)
		switch err := l.reload(ctx, now); {
		case ctx.Err() != nil:
			continue
		case errors.Is(err, mailing.ErrNotFound), err != nil && l.ledger == nil:
			l.stop(work, cut) // the account was deleted, or nothing is known of it yet
			return err
		case err != nil:
			// What is under way belongs to this lane, so it stays. What is done can perhaps be written.
			if len(l.done) > 0 && !now.Before(l.retryAt) {
				_, _ = l.turn(ctx, 0, now) // it says so itself
			}
			l.cannotRead(ctx, err)
		case unkept != nil:
			l.cannotWrite(ctx, unkept, now)
		default:
			wait = l.step(ctx, work, now)
		}
		l.report()
		if wait <= 0 {
			l.collect(work)
			continue
		}
		if l.stale { // something changed again, too soon to be read again at once
			wait = min(wait, max(time.Millisecond, l.loadedAt.Add(reloadEvery).Sub(now)))
		}
		timer := time.NewTimer(min(wait, pausedRecheck))
		select {
		case <-ctx.Done():
		case ev := <-l.events:
			l.take(work, ev)
			l.collect(work)
		case <-l.woken:
			l.stale = true
		case <-l.nudged:
		case <-timer.C:
			l.stale = true
		}
		timer.Stop()
	}
	l.stop(work, cut)
	return nil
}

// step does what can be done now and says how long to wait for something to happen.
func (l *lane) step(ctx, work context.Context, now time.Time) time.Duration {
	l.closeIdle(now, idleFor)
	if now.Before(l.retryAt) {
		return l.retryAt.Sub(now)
	}
	l.gate.mu.Lock()
	defer l.gate.mu.Unlock()
	l.gate.tell(l.ledger)
	asked := l.backlog <= 0
	may := l.leave(ctx, now)
	seats := l.seats(may.ahead)
	claim := min(may.begin, len(seats))
	if claim == 0 && len(l.done) == 0 && !l.gov.news() {
		l.dial(ctx, work, min(may.begin-len(seats), may.on-len(l.conns)), now)
		return may.wait
	}
	jobs, err := l.turn(ctx, claim, now)
	if err != nil {
		return storeRetry
	}
	begun := 0
	for i := range jobs {
		job := &jobs[i]
		if l.parked(job, now) {
			continue
		}
		l.helps(job.Campaign, now)
		if s := l.shares[job.Campaign.ID]; s != nil {
			s.began(l)
		}
		l.ledger.Add(now)
		l.give(work, seats[begun], job, now)
		begun++
	}
	l.backlog = max(0, l.backlog-len(jobs))
	if len(jobs) < claim {
		l.backlog = 0 // learn when the next one is due
	}
	if begun > 0 {
		_ = l.rate.AllowN(now, begun)
	}
	if asked && claim > 0 && len(jobs) == 0 {
		// What the store says and what it gives differ: much was skipped, or the account was held behind our back.
		l.stale = true
		return reloadEvery
	}
	l.dial(ctx, work, min(may.begin-len(seats), may.on-len(l.conns)), now)
	if claim > 0 {
		return 0
	}
	return may.wait
}

// turn writes what is done and claims what is next, in one commit. What could not be written is kept.
func (l *lane) turn(ctx context.Context, want int, now time.Time) ([]mailing.Job, error) {
	ask := mailing.Turn{AccountID: l.accountID, Done: l.done, Want: want}
	l.gov.fill(&ask, now, l.stopping)
	jobs, err := l.e.Store.Turn(ctx, ask, now)
	if err != nil {
		l.cannotWrite(ctx, err, now)
		return nil, err
	}
	l.trouble(nil)
	l.commit = l.e.Now().Sub(now)
	l.done = l.done[:0]
	l.gov.written(ask, now)
	return jobs, nil
}

// cannotWrite says that the store could not be written, and waits.
func (l *lane) cannotWrite(ctx context.Context, err error, now time.Time) {
	if ctx.Err() == nil && l.live().Trouble == nil {
		l.e.Log.Error("the store could not be written; nothing is sent until it can", "account", l.accountID, "error", err)
	}
	l.retryAt = now.Add(storeRetry)
	l.trouble(err)
	l.e.mind(err)
}

// cannotRead says that the store could not be read.
func (l *lane) cannotRead(ctx context.Context, err error) {
	if ctx.Err() != nil {
		return
	}
	if l.live().Trouble == nil {
		l.e.Log.Error("the store could not be read; nothing is sent until it can", "account", l.accountID, "error", err)
	}
	l.unread = true
	l.trouble(err)
}

// reload reads the account, and its ledger when that can be trusted or limits reach further back.
func (l *lane) reload(ctx context.Context, now time.Time) error {
	if !l.stale || !l.recount && now.Sub(l.loadedAt) < reloadEvery && !l.loadedAt.IsZero() {
		return nil
	}
	a, err := l.e.Store.Account(ctx, l.accountID)
	if err != nil {
		return fmt.Errorf("sender: account: %w", err)
	}
	if err := l.reloadLedger(ctx, a.Reach(), now); err != nil {
		return err
	}
	a.Connections = max(1, a.Connections)
	if l.loadedAt.IsZero() || a.CreatedAt != l.account.CreatedAt || !sameLogin(a, l.account) {
		l.outdate()
		l.proven = false
		clear(l.composers)
		l.meet(a, now)
	}
	if pending := l.pendingHold(); pending != nil {
		a.Hold = pending
	}
	l.released(a.Hold)
	l.account, l.loadedAt, l.stale, l.backlog = a, now, false, 0
	if l.unread {
		l.unread = false
		l.trouble(nil)
	}
	l.setRate(now)
	return nil
}

func (l *lane) reloadLedger(ctx context.Context, reach mailing.Reach, now time.Time) error {
	if l.ledger != nil && !l.recount && l.ledger.Reaches(reach, now) && !l.quiet() {
		l.ledger.Prune(reach, now)
		elsewhere, err := l.e.Store.Elsewhere(ctx, l.accountID, now.Add(-reach.Span))
		if err != nil {
			return fmt.Errorf("sender: mail from elsewhere: %w", err)
		}
		l.ledger.SetElsewhere(elsewhere)
		return nil
	}
	l.gate.mu.Lock()
	defer l.gate.mu.Unlock()
	// Nothing of this lane is under way, so the store's ledger is the whole truth: tests and what was taken back included.
	ledger, err := l.e.Store.Ledger(ctx, l.accountID, reach, now)
	if err != nil {
		return fmt.Errorf("sender: ledger: %w", err)
	}
	l.ledger, l.recount = ledger, false
	l.gate.tell(nil)
	return nil
}

// quiet says that no delivery of this lane is claimed or unsettled.
func (l *lane) quiet() bool { return l.flying() == 0 && len(l.done) == 0 }

// sameLogin says whether open connections still fit the account.
func sameLogin(a, b mailing.Account) bool {
	return a.Host == b.Host && a.Port == b.Port && a.Security == b.Security && a.Username == b.Username && a.From == b.From && a.ReplyTo == b.ReplyTo
}
