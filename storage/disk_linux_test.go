package storage

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"evenpost/mailing"
)

// onTinyDisk is a folder that is a disk of its own.
func onTinyDisk(t *testing.T, size int64) string {
	t.Helper()
	if os.Getuid() != 0 {
		t.Skip("needs root to mount a tiny disk")
	}
	dir := t.TempDir()
	if err := syscall.Mount("evenpost-test", dir, "tmpfs", 0, fmt.Sprint("size=", size)); err != nil {
		t.Skipf("a tiny disk cannot be mounted here: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, 0); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// Where the copy before an update does not fit on the disk nothing is changed, nothing is left of it, and with room it goes on.
func TestDiskFullWhileTheCopyBeforeAnUpdateIsMade(t *testing.T) {
	old := oldFolder(t, 20_000)
	text, err := os.ReadFile(filepath.Join(old, databaseFile))
	ok(t, err)
	size := int64(len(text))
	dir := onTinyDisk(t, size+size/2)
	ok(t, os.WriteFile(filepath.Join(dir, databaseFile), text, 0o600))
	for range 2 { // as often as the user tries
		_, err := Open(t.Context(), dir)
		if !errors.Is(err, mailing.ErrDiskFull) {
			t.Fatalf("%v", err)
		}
		left, err := filepath.Glob(filepath.Join(dir, backupFolder, "*"))
		if err != nil || len(left) > 0 {
			t.Errorf("left over: %q, %v", left, err)
		}
	}
	ok(t, syscall.Mount("evenpost-test", dir, "tmpfs", syscall.MS_REMOUNT, fmt.Sprint("size=", 6*size)))
	s, err := Open(t.Context(), dir)
	ok(t, err)
	if n := strings.Count(addresses(t, s), "@"); n != 20_000 {
		t.Errorf("%d contacts", n)
	}
	ok(t, s.Examine(t.Context()))
	mustClose(t, s)
}
