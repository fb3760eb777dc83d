// Package soak says how long a test is to go on: a moment in every run, and long where somebody has asked for it with
// EVENPOST_SOAK=1 (make soak).
package soak

import (
	"context"
	"os"
	"time"
)

// On says whether the long versions of tests were asked for.
func On() bool { return os.Getenv("EVENPOST_SOAK") != "" }

// Times is how often a test does something.
func Times(usually, long int) int {
	if On() {
		return long
	}
	return usually
}

const beat = 100 * time.Millisecond

// Within is a context that ends when this process has run for so long. A test that takes half a night may be stopped for minutes,
// or its computer may sleep: that time is nobody's fault and does not count.
func Within(parent context.Context, d time.Duration) (context.Context, context.CancelFunc) {
	ctx, end := context.WithCancelCause(parent)
	go func() {
		tick := time.NewTicker(beat) // while nothing runs it ticks once
		defer tick.Stop()
		for left := d; left > 0; left -= beat {
			select {
			case <-tick.C:
			case <-ctx.Done():
				return
			}
		}
		end(context.DeadlineExceeded)
	}()
	return ctx, func() { end(context.Canceled) }
}
