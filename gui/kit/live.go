package kit

import (
	"context"
	"time"
)

// Live keeps something that is read from the store up to date on the screen. However often it is asked, one reading is
// under way at a time, at most ten are painted a second, and the last one always is.
type Live[T any] struct {
	ui      *UI
	begin   func() func(context.Context) (T, error)
	show    func(T, error)
	cancel  context.CancelFunc
	busy    bool
	again   bool
	resting bool
}

// NewLive makes one. begin copies on the window's goroutine what is to be read and returns the reading, which runs off it;
// show runs on it again.
func NewLive[T any](ui *UI, begin func() func(context.Context) (T, error), show func(T, error)) *Live[T] {
	return &Live[T]{ui: ui, begin: begin, show: show}
}

// Ask reads anew: now, or as soon as what is under way is done. Call it on the window's goroutine.
func (l *Live[T]) Ask() {
	if l.busy || l.resting {
		l.again = true
		return
	}
	l.busy, l.again = true, false
	ctx, cancel := context.WithCancel(l.ui.Ctx)
	l.cancel = cancel
	began := time.Now()
	Run(l.ui, ctx, l.begin(), func(v T, err error) {
		cancel()
		l.busy, l.cancel = false, nil
		l.rest(max(paintGap, 2*time.Since(began)))
		l.show(v, err)
	})
}

// rest keeps the pace of painting, and leaves a busy store time for its work.
func (l *Live[T]) rest(d time.Duration) {
	l.resting = true
	time.AfterFunc(d, func() {
		if l.ui.Ctx.Err() != nil {
			return
		}
		l.ui.Do(func() {
			l.resting = false
			if l.again {
				l.Ask()
			}
		})
	})
}

// Restart drops what is under way, because something else is to be read now, and reads at once.
func (l *Live[T]) Restart() {
	l.Stop()
	l.resting = false
	l.Ask()
}

// Stop drops what is under way; nothing is shown until Ask is called again.
func (l *Live[T]) Stop() {
	if l.cancel != nil {
		l.cancel()
	}
	l.cancel, l.busy, l.again = nil, false, false
}

// Every runs f on the window's goroutine each time d has passed, until the function it returns is called: for what changes with
// the clock alone.
func Every(ui *UI, d time.Duration, f func()) (stop func()) {
	ctx, cancel := context.WithCancel(ui.Ctx)
	go func() {
		tick := time.NewTicker(d)
		defer tick.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
				ui.Do(func() {
					if ctx.Err() == nil {
						f()
					}
				})
			}
		}
	}()
	return cancel
}
