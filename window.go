package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"

	"evenpost/assets"
	"evenpost/cli"
	"evenpost/gui"
	"evenpost/gui/kit"
	"evenpost/mailing"
	"evenpost/storage"
	"evenpost/storage/instance"
)

// window opens the window of a data folder and returns when it is closed. While it is open it sends what is due. When
// another window has the folder, that one comes to the front instead.
func window(ctx context.Context, dir string) error {
	if !hasDisplay() {
		return noDisplay()
	}
	lock, err := instance.Acquire(dir)
	if errors.Is(err, mailing.ErrInUse) {
		if instance.Raise(ctx, dir) == nil {
			return nil
		}
	}
	if err != nil {
		_, broken := sayWhy(ctx, dir, err)
		return errors.Join(err, broken)
	}
	notPlaced := placeIfTold(ctx, dir)
	store, shown, err := openInSight(ctx, dir)
	if shown {
		return errors.Join(updated(ctx, dir, lock, store, err), notPlaced)
	}
	var p *program
	if err == nil {
		p, err = introduce(ctx, store)
	}
	if err == nil {
		if err = p.store.Examine(ctx); err != nil {
			err = errors.Join(err, p.close())
		}
	}
	if err != nil {
		then, broken := sayWhy(ctx, dir, err)
		if then == restored || then == restoredToOpen {
			err = nil
		}
		err = errors.Join(err, broken, lock.Release())
		if then == restoredToOpen {
			err = errors.Join(err, startAgain(dir, false))
		}
		return errors.Join(err, notPlaced)
	}
	slog.SetDefault(p.log)
	return p.end(p.show(ctx, lock, notPlaced), lock)
}

// end lets go of everything, and opens Evenpost again when there is a reason to. shown is how the window ended.
func (p *program) end(shown error, lock *instance.Lock) error {
	dir, err := p.store.Dir(), errors.Join(shown, p.close())
	place := p.place.Load()
	again := place || errors.Is(err, mailing.ErrDamaged) // found while it was open: the next start says it, and offers what can be done
	err = errors.Join(err, lock.Release())
	if again {
		err = errors.Join(err, startAgain(dir, place))
	}
	return err
}

// placeVariable is in the environment of a program that is started to put a saved file in the place of the data.
const placeVariable = "EVENPOST_PLACE"

// placeIfTold puts the saved file that was read in the place of the data, when the program was started again for that. What goes
// wrong is told by the window that opens then, with the data as they were.
func placeIfTold(ctx context.Context, dir string) error {
	if os.Getenv(placeVariable) == "" {
		return nil
	}
	err := os.Unsetenv(placeVariable) // one that is started by this one is not told
	if err == nil {
		_, err = storage.Place(ctx, dir, time.Now())
	}
	return err
}

// startAgain opens Evenpost anew, in a process of its own: a window's driver can be used once.
func startAgain(dir string, place bool) error {
	program, err := os.Executable()
	if err != nil {
		return fmt.Errorf("start again: %w", err)
	}
	again := exec.Command(program, "--data", dir) //nolint:gosec,noctx // this very program, and it outlives this one
	again.Stdout, again.Stderr = os.Stdout, os.Stderr
	if place {
		again.Env = append(os.Environ(), placeVariable+"=1")
	}
	if err := again.Start(); err != nil {
		return fmt.Errorf("start again: %w", err)
	}
	return again.Process.Release()
}

// hasDisplay says whether a window can be opened; without one Fyne panics.
func hasDisplay() bool {
	switch runtime.GOOS {
	case "windows", "darwin":
		return true
	}
	return os.Getenv("DISPLAY") != "" || os.Getenv("WAYLAND_DISPLAY") != ""
}

// ending is how the window that says why there is none was left.
type ending int

const (
	unchanged      ending = iota
	restored              // the database is whole again
	restoredToOpen        // and Evenpost is to be opened
)

// sayWhy shows why there is no window, in a small one, which can restore a damaged database. It is for whoever has the lock of
// the data folder, when that is not what is wrong.
func sayWhy(ctx context.Context, dir string, why error) (ending, error) {
	repair := gui.Repair{}
	var left atomic.Int32
	if errors.Is(why, mailing.ErrDamaged) {
		copies, err := storage.Backups(dir)
		if err != nil {
			return unchanged, err
		}
		if len(copies) > 0 {
			repair.Newest = copies[0].At
		}
		repair.Restore = func(ctx context.Context) (storage.Restored, error) {
			r, err := storage.Restore(ctx, dir, "", time.Now())
			if err == nil {
				left.Store(int32(restored))
			}
			return r, err
		}
		repair.Open = func() { left.Store(int32(restoredToOpen)) }
	}
	a := newApp(slog.Default())
	w, err := gui.Trouble(ctx, a, why, repair)
	if err != nil {
		return unchanged, err
	}
	startHook(a, kit.OnWindow)
	err = displayed(w.ShowAndRun)
	return ending(left.Load()), err
}

// newApp makes Fyne's app.
func newApp(log *slog.Logger) fyne.App {
	if cache, err := os.UserCacheDir(); err == nil {
		if err := os.MkdirAll(filepath.Clean(cache), 0o700); err != nil { // Fyne does not make it
			log.Warn("no folder for the window's cache", "error", err)
		}
	}
	app.SetMetadata(fyne.AppMetadata{
		ID: "org.evenpost.Evenpost", Name: "Evenpost", Version: version, Icon: fyne.NewStaticResource("icon.png", assets.IconPNG),
		Migrations: map[string]bool{"fyneDo": true},
	})
	return app.New()
}

// show runs the window and, beside it, the engine. notPlaced is why a saved file could not be put in the place of the data. When the window has closed, what is in a server's hands is settled.
func (p *program) show(ctx context.Context, lock *instance.Lock, notPlaced error) error {
	a := newApp(p.log)
	closed := make(chan struct{})
	idle := &rest{app: a}
	w, err := gui.New(ctx, a, gui.Deps{Do: idle.do, Store: p.store, Pages: p.pages(), Log: p.log, Pace: p.pace, Told: notPlaced, OnClosed: sync.OnceFunc(func() { close(closed) })})
	if err != nil {
		return fmt.Errorf("window: %w", err)
	}
	lock.OnRaise(ctx, w.Raise)
	p.leave = w.Leave

	run, stop := context.WithCancel(ctx)
	defer stop()
	engine := &running{ended: make(chan struct{})}
	go func() {
		defer close(engine.ended)
		if engine.err = p.engine.Run(run); errors.Is(engine.err, mailing.ErrDamaged) {
			w.Leave() // a window that cannot send any more and shows what may be wrong helps nobody
		}
	}()
	go idle.whileIdle(run)
	returned := make(chan struct{})
	go p.endAnyway(ctx, lock, closed, returned, engine, stop)
	startHook(a, idle.do)
	shown := displayed(w.Fyne().ShowAndRun)
	close(returned)
	stop()
	if <-engine.ended; !errors.Is(engine.err, context.Canceled) { // closed while it was still starting
		shown = errors.Join(shown, engine.err)
	}
	return shown
}

// running is the engine at work; err is there once ended is closed.
type running struct {
	ended chan struct{}
	err   error
}

// driverPatience is how long the window's driver has to return after its window was closed.
const driverPatience = 2 * time.Second

// endAnyway ends the program when the window is closed and Fyne's driver does not return: in 2.8.1 the event that says
// "stopped" can reach a queue that nobody reads any more, and the driver waits for it for ever. By then everything that
// was in a server's hands is settled; what remains is to let go of the data folder.
func (p *program) endAnyway(ctx context.Context, lock *instance.Lock, closed, returned <-chan struct{}, engine *running, stop func()) {
	select {
	case <-returned:
		return
	case <-closed:
	case <-ctx.Done():
	}
	stop()
	<-engine.ended
	select {
	case <-returned:
		return
	case <-time.After(driverPatience):
	}
	p.log.Warn("the window's driver did not return; ending without it")
	var ended error
	if errors.Is(engine.err, mailing.ErrDamaged) {
		ended = engine.err
	}
	if err := p.end(ended, lock); err != nil {
		fmt.Fprintln(os.Stderr, "evenpost:", err)
		os.Exit(1)
	}
	os.Exit(0)
}

// displayed runs the window. Where the display that the environment names is not there, Fyne's driver panics; that is an
// error like any other, for the user.
func displayed(show func()) (err error) {
	defer func() {
		switch r := recover(); {
		case r == nil:
		case strings.Contains(fmt.Sprint(r), "GLFW library is not initialized"):
			err = noDisplay()
		default:
			panic(r)
		}
	}()
	show()
	return nil
}

func noDisplay() error {
	return &cli.Problem{Title: "There is no display for the window.", Do: "Start Evenpost on a desktop, or use a command: “evenpost help” lists them."}
}
