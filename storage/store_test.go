package storage

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
)

// openTest returns an empty store on a file of its own.
func openTest(tb testing.TB) *Store {
	tb.Helper()
	s, err := Open(tb.Context(), emptyFolder(tb))
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { mustClose(tb, s) })
	return s
}

// emptyFolder is a data folder with nobody in it. Its tables are a copy of the first one's: making them is most of what opening a
// new one costs.
func emptyFolder(tb testing.TB) string {
	tb.Helper()
	database, err := emptyDatabase()
	if err != nil {
		tb.Fatal(err)
	}
	dir := tb.TempDir()
	if err := os.WriteFile(filepath.Join(dir, databaseFile), database, 0o600); err != nil {
		tb.Fatal(err)
	}
	return dir
}

var emptyDatabase = sync.OnceValues(func() (database []byte, err error) {
	dir, err := os.MkdirTemp("", "evenpost-empty-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	s, err := Open(context.Background(), dir)
	if err == nil {
		err = s.Close()
	}
	if err != nil {
		return nil, err
	}
	return os.ReadFile(filepath.Join(dir, databaseFile))
})
