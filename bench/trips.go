package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// trips measures one connection over lines on which an answer takes its time, by turns with a loop around go-mail.
func trips(ctx context.Context, r *rig) error {
	port, stop, err := smtpSink(ctx)
	if err != nil {
		return err
	}
	defer stop()
	p := r.table.part("Round trips")
	p.note("One connection through a relay that adds to the time of a round trip and nothing else; the server offers PIPELINING. A trip is the time of a message divided by the time of a round trip.")
	lines := []*line{
		{rtt: 20 * time.Millisecond, messages: 400, loop: 100},
		{rtt: 100 * time.Millisecond, messages: 120, loop: 30},
	}
	for _, l := range lines {
		if l.relay, err = newRelay(ctx, port, l.rtt); err != nil {
			return err
		}
		defer l.relay.close()
	}
	// The lines are idle nearly all the time, so both are measured at once; the contestants on one of them take turns.
	var all sync.WaitGroup
	errs := make([]error, len(lines))
	rounds := min(r.rounds, 3)
	for i, l := range lines {
		all.Go(func() { errs[i] = l.measure(ctx, r, rounds) })
	}
	all.Wait()
	for _, l := range lines {
		p.row(fmt.Sprintf("**%v**: Evenpost", l.rtt), "/s", target{}, l.ours...)
		p.row("loop around go-mail", "/s", target{}, l.theirs...)
		p.row("rate: Evenpost ÷ loop around go-mail", "", atLeast(6), by(l.ours, l.theirs)...)
		p.row("round trips of a message: Evenpost", "", target{}, l.trips(l.ours)...)
		p.row("round trips of a message: loop around go-mail", "", target{}, l.trips(l.theirs)...)
	}
	return errors.Join(errs...)
}

type line struct {
	rtt            time.Duration
	messages, loop int
	relay          *relay
	ours, theirs   []float64
}

func (l *line) trips(rates []float64) []float64 {
	var t []float64
	for _, rate := range rates {
		t = append(t, 1/rate/l.rtt.Seconds())
	}
	return t
}

func (l *line) measure(ctx context.Context, r *rig, rounds int) error {
	people, err := r.prepared(ctx, l.messages)
	if err != nil {
		return err
	}
	for range rounds {
		_, took, err := runLoop(ctx, r, l.relay.port(), 1, l.loop)
		if err != nil {
			return err
		}
		l.theirs = append(l.theirs, float64(l.loop)/took.Seconds())
		if err := l.evenpost(ctx, r, people); err != nil {
			return err
		}
	}
	return nil
}

func (l *line) evenpost(ctx context.Context, r *rig, people program) error {
	p, err := people.copied(r)
	if err != nil {
		return err
	}
	defer p.remove()
	if err := p.campaign(ctx, l.relay.port(), 1); err != nil {
		return err
	}
	if err := p.do(ctx, []string{"campaigns", "start", "c"}, []string{"run", "--max-wait", "1m"}); err != nil {
		return err
	}
	sent, took, err := p.settled(ctx)
	if err == nil && sent != l.messages {
		err = fmt.Errorf("%d of %d messages are recorded as sent", sent, l.messages)
	}
	l.ours = append(l.ours, float64(sent-1)/took.Seconds()) // the first one's time is not in it
	return err
}
