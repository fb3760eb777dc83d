package window

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"slices"
)

// script is a T for programs that are no tests, such as the demonstration.
type script struct {
	ctx     context.Context
	cleanup []func()
	errs    []error
}

// Script runs f as a test would, outside of one: Fatalf ends f, the clean-up runs in any case, and what went wrong is
// returned.
func Script(ctx context.Context, f func(T)) error {
	s := &script{ctx: ctx}
	done := make(chan struct{})
	// A goroutine of its own, so that Fatalf can end it as a test's does.
	go func() {
		defer close(done)
		defer func() {
			for _, clean := range slices.Backward(s.cleanup) {
				clean()
			}
		}()
		f(s)
	}()
	<-done
	return errors.Join(s.errs...)
}

func (s *script) Helper() {}

func (s *script) Logf(format string, args ...any) { fmt.Fprintf(os.Stderr, format+"\n", args...) }

func (s *script) Errorf(format string, args ...any) {
	s.errs = append(s.errs, fmt.Errorf(format, args...))
}

func (s *script) Fatalf(format string, args ...any) {
	s.Errorf(format, args...)
	runtime.Goexit()
}

func (s *script) Failed() bool { return len(s.errs) > 0 }

func (s *script) Cleanup(f func()) { s.cleanup = append(s.cleanup, f) }

func (s *script) Context() context.Context { return s.ctx }

func (s *script) TempDir() string {
	dir, err := os.MkdirTemp("", "evenpost-")
	if err != nil {
		s.Fatalf("%v", err)
	}
	s.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			s.Logf("%v", err)
		}
	})
	return dir
}
