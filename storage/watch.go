package storage

import (
	"context"
	"sync"
	"time"
)

const pollEvery = 250 * time.Millisecond

// watchers are those who want to hear of commits.
type watchers struct {
	mu     sync.Mutex
	all    map[chan struct{}]context.CancelFunc
	closed bool
	polls  sync.WaitGroup
}

// Watch returns a channel that ticks after commits, this program's own at once and those of other programs with the
// same data folder within a quarter of a second. Ticks that nobody has taken yet melt into one. The channel is closed
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
	ctx, stop := context.WithCancel(ctx)
	if w.all == nil {
		w.all = make(map[chan struct{}]context.CancelFunc)
	}
	w.all[c] = stop
	w.polls.Go(func() {
		s.poll(ctx, c)
		stop()
		w.mu.Lock()
		defer w.mu.Unlock()
		delete(w.all, c)
		close(c)
	})
	return c
}

// poll asks the writer connection whether others have committed: its data_version does not change with its own commits.
func (s *Store) poll(ctx context.Context, c chan struct{}) {
	clock := time.NewTicker(pollEvery)
	defer clock.Stop()
	seen := int64(-1) // so the first look always ticks: what was committed just before it is not missed
	for {
		var version int64
		if err := s.w.QueryRowContext(ctx, "PRAGMA data_version").Scan(&version); err == nil {
			if version != seen {
				notify(c)
			}
			seen = version
		}
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

func (w *watchers) close() {
	w.mu.Lock()
	w.closed = true
	for _, stop := range w.all {
		stop()
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
