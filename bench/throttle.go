package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"evenpost/e2e/postfix"
	"evenpost/e2e/throttle"
	"evenpost/e2e/window"
)

const (
	throttledPeople = 6000
	settling        = 5 * time.Minute // until the pace has found what is permitted
	settled         = 5 * time.Minute // what is measured
	permitted       = 5               // messages a second
)

// throttled measures how much is used of what servers permit that take so much and no more, and how often they have to say
// so. All of them are sent to at once: they are idle most of the time.
func throttled(ctx context.Context, r *rig) error {
	p := r.table.part("Servers that throttle")
	p.note("Each takes %d messages a second on average. The first %v are for finding that out; the %v that follow are measured.", permitted, settling, settled)
	bucket := throttle.Options{PerSecond: permitted, Burst: 60}
	told := bucket
	told.Refusal = throttle.RateLimit.Until(10 * time.Second)
	hangsUp := bucket
	hangsUp.Refusal, hangsUp.PerConnection, hangsUp.Connections = throttle.SlowDown, 100, 3
	contestants := []*throttling{
		{what: "a bucket of 60 that says “450 … too much mail”", server: &bucketServer{opts: bucket}},
		{what: "a bucket of 60 that says how long to wait", server: &bucketServer{opts: told}},
		{what: "a bucket of 60 that hangs up, takes 100 messages on a connection, and 3 connections", server: &bucketServer{opts: hangsUp}},
		{what: "Postfix, 300 messages in a window of anvil's, a minute", server: &postfixServer{limits: postfix.Limits{Every: time.Minute, Messages: 60 * permitted}}},
	}
	ended := make(chan error)
	for _, c := range contestants {
		go func() { ended <- c.run(ctx, r) }()
	}
	var errs []error
	for range contestants {
		errs = append(errs, <-ended)
	}
	for _, c := range contestants {
		if c.tally.Permitted == 0 {
			continue
		}
		p.row("**"+c.what+"**: used of what is permitted", "", atLeast(.85), c.tally.Used())
		p.row("replies that ask to go slower", "%", target{most: 1}, 100*c.tally.Wasted())
		p.row("used from the first message on, the settling included", "", target{}, c.all.Used())
	}
	return errors.Join(errs...)
}

// throttling is a campaign to one such server.
type throttling struct {
	what       string
	server     throttlingServer
	tally, all throttle.Tally // once the pace has settled, and in all
}

// throttlingServer is a server that can be asked what came of a stretch of time.
type throttlingServer interface {
	start(t window.T) (host string, port int)
	// mark begins a stretch; what is returned ends it.
	mark() (end func() throttle.Tally)
}

func (c *throttling) run(ctx context.Context, r *rig) error {
	people, err := r.prepared(ctx, throttledPeople)
	if err != nil {
		return err
	}
	p, err := people.copied(r)
	if err != nil {
		return err
	}
	defer p.remove()
	return window.Script(ctx, func(t window.T) {
		host, port := c.server.start(t)
		err := p.do(ctx,
			[]string{
				"accounts", "add", "--name", "a", "--host", host, "--port", fmt.Sprint(port), "--security", "none",
				"--from", "Shop <shop@example.at>", "--connections", "4",
			},
			[]string{"campaigns", "create", "--name", "c", "--template", "news", "--account", "a", "--list", "all", "--not-bulk"},
			[]string{"campaigns", "start", "c"})
		if err != nil {
			t.Fatalf("%v", err)
		}
		engine, err := p.start(ctx, "run", "--max-wait", "2h")
		if err != nil {
			t.Fatalf("%v", err)
		}
		whole := c.server.mark()
		pass(ctx, settling)
		stretch := c.server.mark()
		pass(ctx, settled)
		c.tally, c.all = stretch(), whole()
		if _, err := engine.interrupt(); err != nil {
			t.Errorf("%v", err)
		}
	})
}

func pass(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

type bucketServer struct {
	opts throttle.Options
	*throttle.Server
}

func (s *bucketServer) start(t window.T) (string, int) {
	var err error
	if s.Server, err = throttle.Start(t.Context(), s.opts); err != nil {
		t.Fatalf("%v", err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("%v", err)
		}
	})
	return "127.0.0.1", s.Port()
}

func (s *bucketServer) mark() func() throttle.Tally {
	from := time.Now()
	return func() throttle.Tally { return s.Tally(from, time.Now()) }
}

type postfixServer struct {
	limits postfix.Limits
	*postfix.Server
}

func (s *postfixServer) start(t window.T) (string, int) {
	known := make([]string, throttledPeople)
	for i := range known {
		known[i] = recipient(i).Email
	}
	s.Server = postfix.Start(t, postfix.Options{Known: known, Limits: &s.limits})
	return s.Host(), s.Port()
}

func (s *postfixServer) mark() func() throttle.Tally {
	from, queued, refused := time.Now(), s.Queued(), s.Refusals()
	return func() throttle.Tally {
		return throttle.Tally{Permitted: s.limits.Permitted(time.Since(from)), Took: s.Queued() - queued, Refused: s.Refusals() - refused}
	}
}
