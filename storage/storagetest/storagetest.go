// Package storagetest gives tests a real store on a file of their own.
package storagetest

import (
	"os"
	"testing"
	"time"

	"evenpost/storage"
	"evenpost/storage/emptytest"
)

// Open returns an empty store that is closed when the test ends.
func Open(tb testing.TB) *storage.Store {
	tb.Helper()
	dir, err := os.MkdirTemp("", "evenpost-store-") //nolint:usetesting // its removal has to be patient
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { remove(tb, dir) })
	if err := empty.Make(tb.Context(), dir); err != nil {
		tb.Fatal(err)
	}
	s, err := storage.Open(tb.Context(), dir)
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

var empty = emptytest.Folders[*storage.Store]{Open: storage.Open}

// remove waits for readers that were just being opened when the store was closed: they still make files.
func remove(tb testing.TB, dir string) {
	var err error
	for range 50 {
		if err = os.RemoveAll(dir); err == nil {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	tb.Error(err)
}
