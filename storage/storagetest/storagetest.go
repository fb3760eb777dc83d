// Package storagetest gives tests a real store on a file of their own.
package storagetest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"evenpost/storage"
)

// Open returns an empty store that is closed when the test ends.
func Open(tb testing.TB) *storage.Store {
	tb.Helper()
	dir, err := os.MkdirTemp("", "evenpost-store-") //nolint:usetesting // its removal has to be patient
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { remove(tb, dir) })
	database, err := empty()
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, database.name), database.bytes, 0o600)
	}
	if err != nil {
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

type file struct {
	name  string
	bytes []byte
}

// empty is the database of a store with nobody in it: making its tables is most of what opening a new one costs.
var empty = sync.OnceValues(func() (f file, err error) {
	dir, err := os.MkdirTemp("", "evenpost-empty-")
	if err != nil {
		return f, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	s, err := storage.Open(context.Background(), dir)
	if err == nil {
		err = s.Close()
	}
	if err != nil {
		return f, err
	}
	found, err := filepath.Glob(filepath.Join(dir, "*.db"))
	if err != nil || len(found) != 1 {
		return f, fmt.Errorf("databases %q: %w", found, err)
	}
	f.name = filepath.Base(found[0])
	f.bytes, err = os.ReadFile(found[0])
	return f, err
})

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
