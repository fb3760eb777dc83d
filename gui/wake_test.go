package gui

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	"evenpost/gui/kit"
)

// The window is painted anew after a time in which it could not paint, more than once, and at no other time.
func TestPaintedAnewAfterAStall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		queue := make(chan func(), 100)
		ui := &kit.UI{Ctx: ctx, Do: func(f func()) { queue <- f }}
		painted := 0
		watchForStalls(ui, func() { painted++ })
		work := func(d time.Duration) { // the window's goroutine, as long as the computer is awake
			for end := time.After(d); ; {
				select {
				case f := <-queue:
					f()
				case <-end:
					return
				}
			}
		}
		work(time.Minute)
		if painted != 0 {
			t.Fatalf("painted anew %d times while nothing was wrong", painted)
		}
		time.Sleep(20 * time.Second) // nobody works off what is to be done: the lid is closed
		work(5 * time.Second)
		if painted != 3 {
			t.Errorf("painted anew %d times after a stall, want at once and twice more", painted)
		}
		work(time.Minute)
		if painted != 3 {
			t.Errorf("painted anew %d times a minute later", painted)
		}
		cancel()
	})
}
