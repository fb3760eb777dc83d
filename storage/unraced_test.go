//go:build !race

package storage

// raced says that the race detector watches.
const raced = false
