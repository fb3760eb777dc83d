package storage

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
)

func TestWhatCanWaitWaitsForACalmMoment(t *testing.T) {
	// send sends n mails a second, and the last of them now.
	send := func(traffic *traffic, n int, lasts time.Duration) {
		for range int(lasts / time.Second) {
			time.Sleep(time.Second)
			traffic.went(n, time.Now())
		}
	}
	for name, c := range map[string]struct {
		do   func(ctx context.Context, stop func(), t *traffic)
		want time.Duration // of waiting
		ok   bool
	}{
		"nothing is sent":  {func(context.Context, func(), *traffic) {}, 0, true},
		"slowly":           {func(_ context.Context, _ func(), t *traffic) { send(t, 10, time.Minute) }, 0, true},
		"a single burst":   {func(_ context.Context, _ func(), t *traffic) { send(t, 90, time.Second) }, 0, true},
		"until it is over": {func(_ context.Context, _ func(), t *traffic) { send(t, 500, time.Minute) }, 6 * time.Second, true},
		"not for ever": {func(ctx context.Context, _ func(), t *traffic) {
			send(t, 500, time.Minute)
			go func() {
				for ctx.Err() == nil {
					send(t, 500, time.Second)
				}
			}()
		}, time.Minute, true},
		"somebody is in a hurry": {func(_ context.Context, _ func(), t *traffic) {
			send(t, 500, time.Minute)
			time.AfterFunc(3*time.Second, t.hurryUp)
		}, 3 * time.Second, true},
		"the end": {func(_ context.Context, stop func(), t *traffic) {
			send(t, 500, time.Minute)
			time.AfterFunc(2*time.Second, stop)
		}, 2 * time.Second, false},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				ctx, stop := context.WithCancel(t.Context())
				traffic := newTraffic()
				c.do(ctx, stop, traffic)
				began := time.Now()
				ok := traffic.calm(ctx, time.Minute)
				if took := time.Since(began); ok != c.ok || took < c.want-time.Second || took > c.want+time.Second {
					t.Errorf("it waited for %v and said %v, want %v and %v", took, ok, c.want, c.ok)
				}
				stop()
				time.Sleep(2 * time.Second) // whoever still sends sees it
			})
		})
	}
}
