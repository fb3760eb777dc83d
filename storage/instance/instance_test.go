package instance

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"evenpost/mailing"
)

func TestOneProgramPerFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "new")
	first, err := Acquire(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Acquire(dir); !errors.Is(err, mailing.ErrInUse) {
		t.Fatalf("second lock: %v, want ErrInUse", err)
	}
	if err := first.Release(); err != nil {
		t.Fatal(err)
	}
	again, err := Acquire(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := again.Release(); err != nil {
		t.Fatal(err)
	}
}

func TestLockFileWaitsUntilContextEnds(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.lock")
	l, err := LockFile(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer stop()
	if _, err := LockFile(ctx, path); !errors.Is(err, mailing.ErrInUse) {
		t.Fatalf("got %v, want ErrInUse", err)
	}
	go l.Release()
	second, err := LockFile(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	if err := second.Release(); err != nil {
		t.Fatal(err)
	}
}

func TestRaise(t *testing.T) {
	dir := t.TempDir()
	if err := Raise(t.Context(), dir); !errors.Is(err, mailing.ErrNotFound) {
		t.Fatalf("without a window: %v, want ErrNotFound", err)
	}
	l, err := Acquire(dir)
	if err != nil {
		t.Fatal(err)
	}
	var raised, replaced atomic.Int32
	l.OnRaise(t.Context(), func() { raised.Add(1) })
	info, err := os.Stat(filepath.Join(dir, raiseName))
	if err != nil || info.Mode().Perm()&0o077 != 0 && os.PathSeparator == '/' {
		t.Fatalf("token file: %v, %v", info.Mode(), err)
	}
	if err := Raise(t.Context(), dir); err != nil || raised.Load() != 1 {
		t.Fatalf("raise: %v, raised %d times", err, raised.Load())
	}
	l.OnRaise(t.Context(), func() { replaced.Add(1) })
	if err := Raise(t.Context(), dir); err != nil || raised.Load() != 1 || replaced.Load() != 1 {
		t.Fatalf("raise: %v, %d and %d", err, raised.Load(), replaced.Load())
	}
	token := filepath.Join(dir, raiseName)
	b, err := os.ReadFile(token)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(token, append(b[:len(b)-8], "guessed\n"...), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Raise(t.Context(), dir); err == nil || replaced.Load() != 1 {
		t.Fatal("a wrong token raised the window")
	}
	if err := l.Release(); err != nil {
		t.Fatal(err)
	}
	if err := Raise(t.Context(), dir); !errors.Is(err, mailing.ErrNotFound) {
		t.Fatalf("after Release: %v, want ErrNotFound", err)
	}
}
