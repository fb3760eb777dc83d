// Package storagetest gives tests a real store on a file of their own.
package storagetest

import (
	"testing"

	"evenpost/storage"
)

// Open returns an empty store that is closed when the test ends.
func Open(tb testing.TB) *storage.Store {
	tb.Helper()
	s, err := storage.Open(tb.Context(), tb.TempDir())
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := s.Close(); err != nil {
			tb.Error(err)
		}
	})
	return s
}
