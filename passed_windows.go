package main

import (
	"time"

	"golang.org/x/sys/windows"
)

// passed is the time since the computer was started, its sleep included.
func passed() func() time.Duration { return windows.DurationSinceBoot }
