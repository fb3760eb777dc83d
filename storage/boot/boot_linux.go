package boot

import (
	"os"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// ID is what the kernel calls this start.
func ID() string {
	id, err := os.ReadFile("/proc/sys/kernel/random/boot_id")
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(id))
}

// Passed is the clock CLOCK_BOOTTIME.
func Passed() func() time.Duration {
	return func() time.Duration {
		var t unix.Timespec
		if unix.ClockGettime(unix.CLOCK_BOOTTIME, &t) != nil {
			return 0 // no Linux that Go supports lacks it
		}
		return time.Duration(t.Nano())
	}
}
