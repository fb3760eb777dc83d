package main

import (
	"context"
	"fmt"
	"time"

	"evenpost/mailing"
	"evenpost/sender"
	"evenpost/sender/smtp"
	"evenpost/storage"
)

// startPeople are on the list of a campaign whose start is measured.
const startPeople = 20_000

// starts measures how long it takes from “Send” until the server hears of the first message.
func starts(ctx context.Context, r *rig) error {
	people, err := r.prepared(ctx, startPeople)
	if err != nil {
		return err
	}
	var inside, outside, command []float64
	for range r.rounds {
		ms, err := inProcess(ctx, r, people)
		if err != nil {
			return err
		}
		inside = append(inside, ms)
		ms, whole, err := fromCommand(ctx, r, people)
		if err != nil {
			return err
		}
		outside, command = append(outside, ms), append(command, whole)
	}
	p := r.table.part("Start of a campaign")
	p.note("%d people on the list; an engine is running and has no connection open yet.", startPeople)
	p.row("Send pressed to the first MAIL at the server, in the engine's own process", "ms", atMost(250), inside...)
	p.row("the same, pressed in another process: from the start of `campaigns start`", "ms", target{}, outside...)
	p.row("`campaigns start` from start to end", "ms", target{}, command...)
	return nil
}

// noSecrets are those of a server that asks for none.
type noSecrets struct{}

func (noSecrets) Password(context.Context, mailing.Account) (string, error) {
	return "", mailing.ErrNoPassword
}

func newEngine(s *storage.Store) *sender.Engine {
	return sender.New(sender.Deps{Store: s, Dial: sender.Dialling(&smtp.Dialer{}), Secrets: noSecrets{}})
}

// inProcess starts a campaign as the window does.
func inProcess(ctx context.Context, r *rig, people program) (ms float64, err error) {
	p, err := people.copied(r)
	if err != nil {
		return 0, err
	}
	defer p.remove()
	s, err := newSink(ctx)
	if err != nil {
		return 0, err
	}
	defer s.close()
	if err := p.campaign(ctx, s.port(), 4); err != nil {
		return 0, err
	}
	err = p.open(ctx, func(store *storage.Store) error {
		c, err := store.CampaignByName(ctx, "c")
		if err != nil {
			return err
		}
		e := newEngine(store)
		work, stop := context.WithCancel(ctx)
		ended := make(chan error, 1)
		go func() { ended <- e.Run(work) }()
		rest(ctx) // it runs, and looks for work no more than usual
		began := time.Now()
		if err = e.Start(ctx, c.ID); err == nil {
			err = s.reach(ctx)
		}
		ms = milliseconds(s.first.Sub(began))
		stop()
		if runErr := <-ended; err == nil {
			err = runErr
		}
		return err
	})
	return ms, err
}

// fromCommand starts a campaign with a command, while another process sends.
func fromCommand(ctx context.Context, r *rig, people program) (ms, whole float64, err error) {
	p, err := people.copied(r)
	if err != nil {
		return 0, 0, err
	}
	defer p.remove()
	s, err := newSink(ctx)
	if err != nil {
		return 0, 0, err
	}
	defer s.close()
	if err := p.campaign(ctx, s.port(), 4); err != nil {
		return 0, 0, err
	}
	engine, err := p.engine(ctx)
	if err != nil {
		return 0, 0, err
	}
	rest(ctx)
	began := time.Now()
	u, err := p.run(ctx, "campaigns", "start", "c")
	if err == nil {
		err = s.reach(ctx)
	}
	if _, stopErr := engine.interrupt(); err == nil {
		err = stopErr
	}
	return milliseconds(s.first.Sub(began)), milliseconds(u.wall), err
}

// engine runs the program so that it stays although there is nothing to do yet: it waits for a campaign in an hour.
func (p program) engine(ctx context.Context) (*child, error) {
	later := time.Now().Add(time.Hour).Format(time.RFC3339)
	if err := p.do(ctx,
		[]string{"campaigns", "create", "--name", "later", "--template", "news", "--account", "a", "--list", "all", "--not-bulk", "--at", later},
		[]string{"campaigns", "start", "later"}); err != nil {
		return nil, err
	}
	return p.start(ctx, "run", "--max-wait", "2h")
}

// rest gives what was started the time to come to rest.
func rest(ctx context.Context) {
	select {
	case <-ctx.Done():
	case <-time.After(time.Second):
	}
}

func milliseconds(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// reach waits until a client has said MAIL.
func (s *sink) reach(ctx context.Context) error {
	select {
	case <-s.reached:
		return nil
	case <-time.After(time.Minute):
		return fmt.Errorf("no message came within a minute")
	case <-ctx.Done():
		return ctx.Err()
	}
}
