package storage

import (
	"context"
	"sync"
	"time"
)

// How often it is looked whether other programs have committed: while they do, and when none has for a while. Each look wakes a
// processor that could rest.
const (
	pollEvery  = 250 * time.Millisecond
	pollAtRest = time.Second
	restAfter  = 20 * time.Second
)

// watchers are those who want to hear of commits. As long as there is one, it is looked whether other programs commit.
type watchers struct {
	mu     sync.Mutex
	all    map[chan struct{}]func() bool // and what keeps them from leaving when their ctx ends
	stop   context.CancelFunc            // of the poll that goes on
	closed bool
	polls  sync.WaitGroup
}

// Watch returns a channel that ticks after commits, this program's own at once and those of other programs with the
// same data folder within a quarter of a second, the first after a while within a second. Ticks that nobody has taken yet melt into one. The channel is closed
// when ctx ends or the store is closed.
func (s *Store) Watch(ctx context.Context) <-chan struct{} {
	c := make(chan struct{}, 1)
	w := &s.watchers
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		close(c)
		return c
	}
	notify(c) // what was committed just before is not missed
	if len(w.all) == 0 {
		w.all = make(map[chan struct{}]func() bool)
		var poll context.Context
		poll, w.stop = context.WithCancel(context.WithoutCancel(ctx))
		w.polls.Go(func() { s.poll(poll) })
	}
	w.all[c] = context.AfterFunc(ctx, func() { w.leave(c) })
	return c
}

// poll asks the writer connection whether others have committed: its data_version does not change with its own commits.
func (s *Store) poll(ctx context.Context) {
	clock := time.NewTimer(pollEvery)
	defer clock.Stop()
	changed := time.Now()
	seen := int64(-1) // so the first look ticks: what others committed before it is not missed
	for {
		var version int64
		if err := s.w.QueryRowContext(ctx, "PRAGMA data_version").Scan(&version); err == nil {
			if version != seen {
				s.watchers.tick()
				changed = time.Now()
			}
			seen = version
		}
		every := pollEvery
		if time.Since(changed) > restAfter {
			every = pollAtRest
		}
		clock.Reset(every)
		select {
		case <-ctx.Done():
			return
		case <-clock.C:
		}
	}
}

func (w *watchers) tick() {
	w.mu.Lock()
	defer w.mu.Unlock()
	for c := range w.all {
		notify(c)
	}
}

func (w *watchers) leave(c chan struct{}) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if _, watches := w.all[c]; !watches {
		return
	}
	delete(w.all, c)
	close(c)
	if len(w.all) == 0 {
		w.stop()
	}
}

func (w *watchers) close() {
	w.mu.Lock()
	w.closed = true
	for c, stay := range w.all {
		stay()
		delete(w.all, c)
		close(c)
	}
	if w.stop != nil {
		w.stop()
	}
	w.mu.Unlock()
	w.polls.Wait()
}

func notify(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}
