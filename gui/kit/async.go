package kit

import (
	"context"
	"sync"
	"time"

	"fyne.io/fyne/v2"
)

// Dispatcher runs a function on the window's goroutine, later. Tests pass a queue they drain themselves.
type Dispatcher func(func())

// OnWindow is the Dispatcher of the running program, and what a menu does goes through it. It is the only place that names fyne.Do.
func OnWindow(f func()) { fyne.Do(f) }

// Run does work off the window's goroutine and hands the result to done on it. When ctx has ended by then, done is not
// called: whoever cancelled no longer wants the answer. A nil ctx means the window's own.
func Run[T any](ui *UI, ctx context.Context, work func(context.Context) (T, error), done func(T, error)) {
	if ctx == nil {
		ctx = ui.Ctx
	}
	go func() {
		v, err := work(ctx)
		if ctx.Err() != nil {
			return
		}
		ui.Do(func() {
			if ctx.Err() == nil {
				done(v, err)
			}
		})
	}()
}

// Task runs work that the user may cancel and always tells how it ended, cancelled or not. Cancel through the returned
// function, on any goroutine.
func Task[T any](ui *UI, work func(context.Context) (T, error), done func(T, error)) (cancel func()) {
	ctx, stop := context.WithCancel(ui.Ctx)
	go func() {
		v, err := work(ctx)
		stop()
		if ui.Ctx.Err() == nil {
			ui.Do(func() { done(v, err) })
		}
	}()
	return stop
}

// Latest runs requests of which only the newest counts: a newer one cancels the older, whose answer is dropped even if it
// comes later. The zero value is ready. Use it on the window's goroutine only.
type Latest[T any] struct{ cancel context.CancelFunc }

// Run starts work and cancels what was started before.
func (l *Latest[T]) Run(ui *UI, work func(context.Context) (T, error), done func(T, error)) {
	l.Cancel()
	ctx, cancel := context.WithCancel(ui.Ctx)
	l.cancel = cancel
	Run(ui, ctx, work, func(v T, err error) {
		cancel()
		done(v, err)
	})
}

// Cancel drops what is under way.
func (l *Latest[T]) Cancel() {
	if l.cancel != nil {
		l.cancel()
		l.cancel = nil
	}
}

// Painter shows progress at most ten times a second and always shows the last value. Set may be called from any goroutine.
type Painter[T any] struct {
	ui    *UI
	paint func(T)

	mu      sync.Mutex
	newest  T
	dirty   bool // newest was not painted yet
	waiting bool // a timer or a dispatched paint is under way
	last    time.Time
}

const paintGap = 100 * time.Millisecond

// NewPainter makes a painter whose paint function runs on the window's goroutine.
func NewPainter[T any](ui *UI, paint func(T)) *Painter[T] { return &Painter[T]{ui: ui, paint: paint} }

// Set gives the newest value.
func (p *Painter[T]) Set(v T) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.newest, p.dirty = v, true
	if p.waiting {
		return
	}
	p.waiting = true
	// The real clock on purpose: this is about frames on a screen, not about the time of mails.
	if rest := paintGap - time.Since(p.last); rest > 0 {
		time.AfterFunc(rest, func() { p.ui.Do(p.show) })
		return
	}
	p.ui.Do(p.show)
}

// Flush paints the newest value now, if it was not painted yet. Call it on the window's goroutine, for instance when the
// work has ended.
func (p *Painter[T]) Flush() { p.show() }

func (p *Painter[T]) show() {
	p.mu.Lock()
	v, dirty := p.newest, p.dirty
	p.dirty, p.waiting, p.last = false, false, time.Now()
	p.mu.Unlock()
	if dirty {
		p.paint(v)
	}
}
