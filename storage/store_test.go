package storage

import (
	"testing"

	"evenpost/storage/emptytest"
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

// emptyFolder is a data folder with nobody in it.
func emptyFolder(tb testing.TB) string {
	tb.Helper()
	dir := tb.TempDir()
	if err := emptyFolders.Make(tb.Context(), dir); err != nil {
		tb.Fatal(err)
	}
	return dir
}

var emptyFolders = emptytest.Folders[*Store]{Open: Open}
