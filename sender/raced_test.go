//go:build race

package sender

// raced says that the race detector watches.
const raced = true
