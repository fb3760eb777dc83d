package gui

import (
	"time"

	"evenpost/gui/kit"
)

const (
	heartbeat = 2 * time.Second
	// stalled is less than the time for which Fyne remembers what it has painted; kit/env sets that.
	stalled = 6 * time.Second
)

// watchForStalls paints everything anew after a time in which nothing could be painted, such as that of a laptop with its lid closed.
// Fyne forgets what was not painted for a while and measures that with the clock on the wall, so the first painting after such a time
// can make it forget all that is on the screen: it would not be painted any more until the window is resized.
func watchForStalls(ui *kit.UI, paintAnew func()) {
	last := time.Now().UnixMilli() // not the monotonic clock, which stands still while a computer sleeps
	kit.Every(ui, heartbeat, func() {
		now := time.Now().UnixMilli()
		if now-last > stalled.Milliseconds() {
			paintAnew()
			// The frame in which Fyne forgets may be still to come.
			for _, later := range []time.Duration{heartbeat / 10, heartbeat / 2} {
				time.AfterFunc(later, func() { ui.Do(paintAnew) })
			}
		}
		last = now
	})
}

// paintAnew asks the canvas itself, which needs no memory of what it shows.
func (w *Window) paintAnew() {
	if w.ui.Ctx.Err() != nil {
		return
	}
	c := w.win.Canvas()
	c.Refresh(w.win.Content())
	for _, o := range c.Overlays().List() {
		c.Refresh(o)
	}
}
