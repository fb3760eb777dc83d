package boot

import (
	"time"

	"golang.org/x/sys/windows"
)

// ID is not known here.
func ID() string { return "" }

// Passed counts interrupts, the ones of a sleep as well.
func Passed() func() time.Duration { return windows.DurationSinceBoot }
