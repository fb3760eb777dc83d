//go:build !ci

package main

import (
	"context"
	"runtime"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"
	"github.com/go-gl/glfw/v3.4/glfw"

	"evenpost/gui/kit"
)

// rest lets the window's loop sleep while nothing happens. By itself it looks sixty times a second whether there is something to do,
// which is what a laptop's battery is spent on while a window just stays open. When nobody has touched the window for a moment and
// no work has brought a result, the loop is given a piece of work that waits for the system's next event; whatever comes ends it at
// once. So a key, the pointer and a result are as fast as ever, and what moves by itself, such as a cursor that blinks, moves less
// smoothly until something is touched.
type rest struct {
	app     fyne.App
	results atomic.Int64 // that were handed to the window
	dozes   atomic.Bool  // the loop waits, or is about to
}

// do is the window's dispatcher: it wakes the loop for f.
func (r *rest) do(f func()) {
	r.results.Add(1)
	kit.OnWindow(f)
	if r.dozes.Load() {
		r.wake()
	}
}

const (
	touched  = time.Second           // the loop stays awake for so long after somebody touched the window: menus open, buttons fade
	painting = 50 * time.Millisecond // and after a result, which is to be painted
	looking  = time.Millisecond      // and between two naps
	untried  = time.Hour             // and where it is not to rest at all

	// The naps. What others than this program's pages hand to the window waits for so long at most.
	nap      = time.Second
	blinking = 250 * time.Millisecond // while a cursor blinks
	turning  = 60 * time.Millisecond  // while a dialog is open, in which a wheel may turn
)

// whileIdle goes on until ctx ends. It does nothing where it has not been tried: that was X11 alone. Under Wayland the system says
// when the next picture may be shown, and nobody knows what becomes of that while the loop waits.
func (r *rest) whileIdle(ctx context.Context) {
	if runtime.GOOS != "linux" {
		return
	}
	for stay := touched; ; {
		timer := time.NewTimer(stay)
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-timer.C:
		}
		seen := r.results.Load()
		next := make(chan time.Duration, 1)
		kit.OnWindow(func() { next <- r.doze(seen) })
		select {
		case <-ctx.Done():
			return
		case stay = <-next:
		}
	}
}

// doze waits on the window's goroutine, and says how long the loop is to stay awake then. seen are the results that had come when it
// was asked for.
func (r *rest) doze(seen int64) (awake time.Duration) {
	defer func() {
		r.dozes.Store(false)
		if recover() != nil { // the window is gone, and with it all that could be waited for
			awake = touched
		}
	}()
	if glfw.GetPlatform() != glfw.PlatformX11 {
		return untried
	}
	r.dozes.Store(true)
	if r.results.Load() != seen {
		return painting
	}
	began, most := time.Now(), r.most()
	glfw.WaitEventsTimeout(most.Seconds())
	switch {
	case r.results.Load() != seen:
		return painting
	case time.Since(began) >= most-5*time.Millisecond:
		return looking
	default:
		return touched
	}
}

// most is how long a nap may last.
func (r *rest) most() time.Duration {
	d := nap
	for _, w := range r.app.Driver().AllWindows() {
		switch c := w.Canvas(); {
		case c.Overlays().Top() != nil:
			d = min(d, turning)
		case c.Focused() != nil:
			d = min(d, blinking)
		}
	}
	return d
}

// wake ends a nap.
func (r *rest) wake() {
	defer func() { _ = recover() }() // the window was closed just now
	glfw.PostEmptyEvent()
}
