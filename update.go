package main

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"evenpost/gui"
	"evenpost/gui/kit"
	"evenpost/mailing"
	"evenpost/storage"
	"evenpost/storage/instance"
)

// patience is how long an older database may be brought up to date before a window says so.
const patience = 500 * time.Millisecond

// opened is what came of opening a data folder.
type opened struct {
	store *storage.Store
	err   error
}

// openInSight opens a data folder. When an older database has to be brought up to date and that takes a while, a small window shows
// it; shown says whether there was one.
func openInSight(ctx context.Context, dir string) (store *storage.Store, shown bool, err error) {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	begun, steps, done := make(chan struct{}), make(chan storage.Update, 1), make(chan opened, 1)
	go func() {
		s, err := storage.OpenTelling(ctx, dir, func(u storage.Update) {
			if u.Done == 0 {
				close(begun)
			}
			select {
			case <-steps: // nobody has looked at the one before
			default:
			}
			steps <- u
		})
		done <- opened{s, err}
	}()
	select {
	case o := <-done:
		return o.store, false, o.err
	case <-begun:
	}
	select {
	case o := <-done:
		return o.store, false, o.err
	case <-time.After(patience):
	}
	return showUpdating(ctx, stop, steps, done)
}

// showUpdating shows how an older database is brought up to date until that has ended and the window is closed.
func showUpdating(ctx context.Context, stop func(), steps <-chan storage.Update, done <-chan opened) (*storage.Store, bool, error) {
	a := newApp(slog.Default())
	w, err := gui.NewUpdating(ctx, a, kit.OnWindow, stop)
	if err != nil {
		stop()
		o := <-done
		return o.store, true, errors.Join(err, o.err)
	}
	startHook(a, kit.OnWindow)
	result := make(chan opened, 1)
	go func() {
		for {
			select {
			case s := <-steps:
				w.Step(s)
			case o := <-done:
				result <- o
				w.Ended(o.err)
				return
			}
		}
	}()
	shown := displayed(w.Fyne().ShowAndRun)
	stop() // when it was closed from outside
	o := <-result
	return o.store, true, errors.Join(shown, o.err)
}

// updated is what follows after a window was shown while data were brought up to date: Evenpost is opened anew, as a window's driver
// can be used once. What is damaged is said by the one that opens then.
func updated(ctx context.Context, dir string, lock *instance.Lock, store *storage.Store, err error) error {
	if store != nil {
		err = errors.Join(err, store.Close())
	}
	stopped := errors.Is(err, context.Canceled)
	damaged := errors.Is(err, mailing.ErrDamaged)
	if stopped || damaged {
		err = nil
	}
	again := err == nil && !stopped && ctx.Err() == nil
	if err = errors.Join(err, lock.Release()); again {
		err = errors.Join(err, startAgain(dir, false))
	}
	return err
}
