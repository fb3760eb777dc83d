//go:build unix

package contactfile

import (
	"errors"
	"path/filepath"
	"syscall"
	"testing"

	"evenpost/mailing"
)

// Nobody ever writes to the pipe: who opened it would wait for ever, and could not even be stopped.
func TestPipesAreRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "contacts.csv")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Skip(err)
	}
	if _, err := OpenFile(path); !errors.Is(err, mailing.ErrUnreadable) {
		t.Errorf("a pipe: %v", err)
	}
}
