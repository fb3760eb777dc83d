package kit_test

import (
	"context"
	"errors"
	"sync"
	"testing"

	"evenpost/gui/kit"
	"evenpost/gui/kit/kittest"
)

func TestNewerRequestCancelsTheOlder(t *testing.T) {
	e := kittest.New(t)
	var latest kit.Latest[string]
	var got []string
	release := make(chan struct{})
	var cancelled sync.WaitGroup
	cancelled.Add(1)
	latest.Run(e.UI, func(ctx context.Context) (string, error) {
		<-ctx.Done() // the newer one ends it
		cancelled.Done()
		<-release // and its answer comes late
		return "old", nil
	}, func(s string, _ error) { got = append(got, s) })
	latest.Run(e.UI, func(context.Context) (string, error) { return "new", nil }, func(s string, _ error) { got = append(got, s) })
	cancelled.Wait()
	e.Until(func() bool { return len(got) == 1 })
	close(release)
	latest.Run(e.UI, func(context.Context) (string, error) { return "newest", nil }, func(s string, _ error) { got = append(got, s) })
	e.Until(func() bool { return len(got) == 2 })
	if got[0] != "new" || got[1] != "newest" {
		t.Fatalf("answers came as %q", got)
	}
}

func TestTaskTellsThatItWasCancelled(t *testing.T) {
	e := kittest.New(t)
	var got error
	ended := false
	cancel := kit.Task(e.UI, func(ctx context.Context) (int, error) {
		<-ctx.Done()
		return 0, ctx.Err()
	}, func(_ int, err error) { got, ended = err, true })
	cancel()
	e.Until(func() bool { return ended })
	if !errors.Is(got, context.Canceled) {
		t.Fatalf("it ended with %v", got)
	}
}

func TestPainterPaintsSeldomAndTheLast(t *testing.T) {
	e := kittest.New(t)
	var painted []int
	p := kit.NewPainter(e.UI, func(n int) { painted = append(painted, n) })
	for i := range 10_001 {
		p.Set(i)
	}
	e.Until(func() bool { return len(painted) > 0 && painted[len(painted)-1] == 10_000 })
	if len(painted) > 5 {
		t.Fatalf("painted %d times", len(painted))
	}
	p.Set(1)
	p.Flush()
	if painted[len(painted)-1] != 1 {
		t.Fatal("Flush did not paint the last value")
	}
}
