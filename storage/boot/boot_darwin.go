package boot

import (
	"time"

	"golang.org/x/sys/unix"
)

// ID is what the kernel calls this start.
func ID() string {
	id, err := unix.Sysctl("kern.bootsessionuuid")
	if err != nil {
		return ""
	}
	return id
}

// Passed is the clock CLOCK_MONOTONIC_RAW, which goes on while the computer sleeps.
func Passed() func() time.Duration {
	return func() time.Duration {
		var t unix.Timespec
		if unix.ClockGettime(unix.CLOCK_MONOTONIC_RAW, &t) != nil {
			return 0 // every macOS that Go supports has it
		}
		return time.Duration(t.Nano())
	}
}
