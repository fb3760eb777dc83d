// Package soak says how long a test is to go on: a moment in every run, and long where somebody has asked for it with
// EVENPOST_SOAK=1 (make soak).
package soak

import "os"

// On says whether the long versions of tests were asked for.
func On() bool { return os.Getenv("EVENPOST_SOAK") != "" }

// Times is how often a test does something.
func Times(usually, long int) int {
	if On() {
		return long
	}
	return usually
}
