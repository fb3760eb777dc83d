// Package instance makes sure that only one program works on a data folder at a time, and lets a second start bring
// the window of the first to the front.
package instance

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"evenpost/mailing"
)

const (
	lockName  = "evenpost.lock"
	raiseName = "evenpost.raise"
)

// FileLock is a lock on a file. The system lets go of it when the program ends, however it ends.
type FileLock struct{ f *os.File }

// LockFile takes the lock on the file, making it when it is not there, and waits for another program to let go of it
// until ctx ends or half a minute is over. The error then wraps mailing.ErrInUse.
func LockFile(ctx context.Context, path string) (*FileLock, error) {
	const patience, pause = 30 * time.Second, 20 * time.Millisecond
	ctx, stop := context.WithTimeout(ctx, patience)
	defer stop()
	for {
		l, err := TryLockFile(path)
		if !errors.Is(err, mailing.ErrInUse) {
			return l, err
		}
		select {
		case <-ctx.Done():
			return nil, err
		case <-time.After(pause):
		}
	}
}

// TryLockFile is LockFile for who does not want to wait.
func TryLockFile(path string) (*FileLock, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if errors.Is(err, fs.ErrPermission) {
		return nil, fmt.Errorf("%w: %w", mailing.ErrReadOnly, err)
	} else if err != nil {
		return nil, err
	}
	if err := lock(f); err != nil {
		return nil, errors.Join(fmt.Errorf("lock %s: %w", filepath.Base(path), err), f.Close())
	}
	return &FileLock{f: f}, nil
}

// Release lets go of the lock. The file stays: removing it would let two programs lock two files of the same name.
func (l *FileLock) Release() error { return l.f.Close() }

// Lock is the right to send from a data folder and to show its window.
type Lock struct {
	dir  string
	file *FileLock

	mu     sync.Mutex
	listen *listener
}

// Acquire takes the lock of the data folder, making the folder when it is not there. The error wraps mailing.ErrInUse
// when another program has it.
func Acquire(dir string) (*Lock, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("instance: %w: %w", mailing.ErrReadOnly, err)
	}
	f, err := TryLockFile(filepath.Join(dir, lockName))
	if err != nil {
		return nil, fmt.Errorf("instance: %w", err)
	}
	return &Lock{dir: dir, file: f}, nil
}

// Release ends listening and lets go of the lock.
func (l *Lock) Release() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	var err error
	if l.listen != nil {
		err = l.listen.close()
		l.listen = nil
	}
	return errors.Join(err, l.file.Release())
}
