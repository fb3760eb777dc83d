package sender

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"evenpost/mailing"
)

// Deps is what an Engine works with. All but Schedule, Language, Upkeep, Now and Log are needed.
type Deps struct {
	Store    Store
	Dial     Dial
	Secrets  Secrets
	Schedule mailing.Schedule // of further tries; the zero value is the real one
	// Language is that of the footer under bulk mail, "en" or "de"; it is asked whenever a message is prepared.
	Language func(context.Context) string
	// Upkeep runs beside the sending, until its ctx ends: copies of the data. When it returns an error nothing is sent any more.
	Upkeep func(context.Context) error
	// Now is the clock on the wall, time.Now unless something else is wanted. People set it back and forward.
	Now func() time.Time
	// Passed is the time since some moment, the computer's sleep included, that nobody can set; nil: none is known.
	Passed func() time.Duration
	// Boot tells which start of the computer Passed counts from; "": it is known only while the engine lives.
	Boot string
	Log  *slog.Logger
}

// Engine sends what is due. Run works until its ctx ends; everything else may be called at any time, also without Run.
type Engine struct {
	Deps
	mu     sync.Mutex
	lanes  map[int64]*lane
	gates  map[int64]*gate
	shares map[int64]*share // by campaign
	clock  clock
	timing sync.Mutex              // while what waits is moved by a clock that was set
	halt   context.CancelCauseFunc // of the Run that works
}

// New makes an engine; nothing happens before Run.
func New(d Deps) *Engine {
	if d.Log == nil {
		d.Log = slog.New(slog.DiscardHandler)
	}
	if d.Now == nil {
		d.Now = time.Now
	}
	if d.Language == nil {
		d.Language = func(context.Context) string { return "en" }
	}
	if d.Boot == "" {
		d.Boot = rand.Text()
	}
	return &Engine{Deps: d, lanes: make(map[int64]*lane), gates: make(map[int64]*gate), shares: make(map[int64]*share)}
}

const (
	scheduleTick = 2 * time.Second        // how often campaigns with a start time are looked at
	attendEvery  = 100 * time.Millisecond // how often, at most, new work is looked for: every mail that goes out is a change too
)

// Run recovers what an earlier run left, then sends what is due until ctx ends. It returns when every message that was
// in a server's hands is settled, at the latest after the grace of stopping. Only one Run may work on a data folder.
func (e *Engine) Run(ctx context.Context) error {
	ctx, halt := context.WithCancelCause(ctx)
	defer halt(nil)
	e.mu.Lock()
	e.halt = halt
	e.mu.Unlock()
	if n, err := e.Store.Recover(ctx, e.Now()); err != nil {
		return fmt.Errorf("sender: recover: %w", err)
	} else if n > 0 {
		e.Log.Warn("deliveries found in doubt after a stop in mid-send", "count", n)
	}
	now := e.Now()
	if err := e.keepTime(ctx, now); err != nil && ctx.Err() == nil {
		e.Log.Warn("what was noted could not be moved by the clock", "error", err)
	} else if err := e.Store.ForgetLedger(ctx, now); err != nil && ctx.Err() == nil {
		e.Log.Warn("old entries of the ledger", "error", err)
	}
	changed := e.Store.Watch(ctx)
	var lanes sync.WaitGroup
	defer lanes.Wait()
	if e.Upkeep != nil {
		lanes.Go(func() {
			if err := e.Upkeep(ctx); err != nil {
				halt(err)
			}
		})
	}
	next := time.NewTimer(0)
	defer next.Stop()
	var due, attended time.Time // zero: at once
	for {
		select {
		case <-ctx.Done():
			return e.halted(ctx)
		case <-next.C:
			if err := e.attend(ctx, &lanes); err != nil && ctx.Err() == nil {
				e.Log.Error("looking for work", "error", err)
				e.mind(err)
			}
			attended = time.Now()
			due = attended.Add(scheduleTick)
			next.Reset(scheduleTick)
		case _, open := <-changed:
			if !open {
				changed = nil // the store is closed
			}
			for _, l := range e.running() {
				l.wake()
			}
			if soon := attended.Add(attendEvery); soon.Before(due) {
				due = soon
				next.Reset(time.Until(due))
			}
		}
	}
}

// mind ends Run when the data cannot be trusted any more: with a damaged database somebody could get a mail twice.
func (e *Engine) mind(err error) {
	if !errors.Is(err, mailing.ErrDamaged) {
		return
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.halt(err)
}

// halted is why Run ended by itself, or nil when it was told to.
func (e *Engine) halted(ctx context.Context) error {
	why := context.Cause(ctx)
	if errors.Is(why, context.Canceled) || errors.Is(why, context.DeadlineExceeded) {
		return nil
	}
	e.Log.Error("nothing is sent any more", "error", why)
	return fmt.Errorf("sender: nothing is sent any more: %w", why)
}

// attend fills started campaigns, starts scheduled ones, and gives every account with work a lane.
func (e *Engine) attend(ctx context.Context, lanes *sync.WaitGroup) error {
	now := e.Now()
	if err := e.keepTime(ctx, now); err != nil && ctx.Err() == nil {
		e.Log.Error("what waits could not be seen to", "error", err) // the lanes try again before they do anything
	}
	if _, err := e.Store.StartScheduled(ctx, now); err != nil {
		return err
	}
	for more := true; more && ctx.Err() == nil; {
		accounts, err := e.Store.AccountsWithWork(ctx)
		if err != nil {
			return err
		}
		for _, id := range accounts {
			e.open(ctx, id, lanes)
		}
		if more, err = e.Store.FillCampaigns(ctx); err != nil {
			return err
		}
	}
	return nil
}

// open starts a lane for an account that has none.
func (e *Engine) open(ctx context.Context, accountID int64, lanes *sync.WaitGroup) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if _, running := e.lanes[accountID]; running {
		return
	}
	l := newLane(e, accountID, e.gateLocked(accountID))
	e.lanes[accountID] = l
	lanes.Go(func() {
		defer func() {
			e.mu.Lock()
			delete(e.lanes, accountID)
			e.mu.Unlock()
		}()
		if err := l.run(ctx); err != nil && !errors.Is(err, mailing.ErrNotFound) {
			e.Log.Error("lane ended", "account", accountID, "error", err)
		}
	})
}

// gate lets one at a time decide what an account's limits allow: its lane, or a test mail.
type gate struct {
	mu    sync.Mutex
	tests []testMail // that the lane has not heard of
}

// testMail is a test mail that counts against the limits, or does so no longer.
type testMail struct {
	at   time.Time
	back bool
}

// tell enters the test mails in the lane's ledger; nil when it was read anew and has them already.
func (g *gate) tell(l *mailing.Ledger) {
	for _, test := range g.tests {
		switch {
		case l == nil:
		case test.back:
			l.Remove(test.at)
		default:
			l.Add(test.at)
		}
	}
	g.tests = nil
}

// gate is the one of an account.
func (e *Engine) gate(accountID int64) *gate {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.gateLocked(accountID)
}

func (e *Engine) gateLocked(accountID int64) *gate {
	if e.gates[accountID] == nil {
		e.gates[accountID] = new(gate)
	}
	return e.gates[accountID]
}

func (e *Engine) running() []*lane {
	e.mu.Lock()
	defer e.mu.Unlock()
	all := make([]*lane, 0, len(e.lanes))
	for _, l := range e.lanes {
		all = append(all, l)
	}
	return all
}

// Live is what only the running engine knows of an account; everything else is read from the store.
type Live struct {
	Connections int
	PerMinute   float64 // messages taken by the server, over the last half minute
	Trouble     error   // the store could not be written, or nil
}

// Live reports on an account's lane; the zero value when none is running.
func (e *Engine) Live(accountID int64) Live {
	e.mu.Lock()
	l := e.lanes[accountID]
	e.mu.Unlock()
	if l == nil {
		return Live{}
	}
	return l.live()
}

// Standing derives where an account stands now from what is stored.
func (e *Engine) Standing(ctx context.Context, a mailing.Account) (mailing.Standing, error) {
	s, err := mailing.ReadStanding(ctx, e.Store, a, e.Now())
	if err != nil {
		return s, fmt.Errorf("sender: %w", err)
	}
	return s, nil
}
