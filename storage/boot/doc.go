// Package boot knows the present start of the computer: which one it is, and how long ago it was. What a process wrote is not lost
// with it as long as the computer goes on, and time since its start is a clock that nobody sets.
//
// Each system has a file with the same two functions. ID tells one start from another, "" where that is not known. Passed is
// the time since the start, the computer's sleep included, which Go's own clock leaves out; it is nil where no such clock is at hand.
package boot
