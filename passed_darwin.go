package main

import (
	"time"

	"golang.org/x/sys/unix"
)

// passed is the time since the computer was started, its sleep included: Go's own clock stands still while it sleeps.
func passed() func() time.Duration {
	return func() time.Duration {
		var t unix.Timespec
		if unix.ClockGettime(unix.CLOCK_MONOTONIC_RAW, &t) != nil {
			return 0 // every macOS that Go supports has it
		}
		return time.Duration(t.Nano())
	}
}
