// Package emptytest gives tests data folders with nobody in them. It does not know the store, so that the tests of package storage can
// use it as well as everybody else's (package storagetest).
package emptytest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
)

// Folders makes data folders. Their tables are a copy of the first one's: making them is most of what opening a new one costs.
type Folders[S io.Closer] struct {
	Open func(ctx context.Context, dir string) (S, error) // makes the first one

	once     sync.Once
	name     string
	database []byte
	err      error
}

// Make makes a folder a data folder with nobody in it.
func (f *Folders[S]) Make(ctx context.Context, dir string) error {
	f.once.Do(func() { f.err = f.first(context.WithoutCancel(ctx)) })
	if f.err != nil {
		return f.err
	}
	return os.WriteFile(filepath.Join(dir, f.name), f.database, 0o600)
}

func (f *Folders[S]) first(ctx context.Context) (err error) {
	dir, err := os.MkdirTemp("", "evenpost-empty-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	s, err := f.Open(ctx, dir)
	if err == nil {
		err = s.Close()
	}
	if err != nil {
		return err
	}
	found, err := filepath.Glob(filepath.Join(dir, "*.db"))
	if err != nil || len(found) != 1 {
		return fmt.Errorf("databases %q: %w", found, err)
	}
	f.name = filepath.Base(found[0])
	f.database, err = os.ReadFile(found[0])
	return err
}
