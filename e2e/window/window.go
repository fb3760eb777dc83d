// Package window drives the real program in a window as a person does: it looks for what can be read on the screen, moves
// the pointer there, presses keys, and takes pictures. The screen is an Xvfb of its own, so that tests can run at the same
// time and need no display. What stands where is asked of the program, which must be built with the tag e2e.
package window

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

// T is what the package needs of a *testing.T; the demonstration brings its own.
type T interface {
	Helper()
	Logf(format string, args ...any)
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
	Failed() bool
	Cleanup(f func())
	TempDir() string
	Context() context.Context
}

// Options say how the program is started.
type Options struct {
	Args     []string
	Env      []string // added to a small environment of its own; nothing is inherited
	Width    int      // of the screen; 0: 1200
	Height   int      // 0: 780
	Dark     bool
	Language string   // such as "de_DE.UTF-8"; "": English
	Desktop  bool     // on the desktop of the person who watches, instead of a screen of its own
	Files    []string // copied into the home folder, where file dialogs begin
	Pictures string   // folder for the pictures of failures; "": testdata/failed
}

// App is the running program and the screen it is on.
type App struct {
	t       T
	options Options
	x       surface
	hook    *http.Client
	cmd     *exec.Cmd
	log     string
	exited  chan struct{} // closed when the process has ended
	waitErr error         // how, once exited is closed
	Started time.Duration // from the start of the process until the first painted frame
}

// Patience is how long Eventually waits for something to become true.
const Patience = 20 * time.Second

// Launch starts the program bin on a screen of its own and waits for its first frame. Both end with the test, which
// fails when the program's log tells of a data race, a panic, or a widget touched from a wrong goroutine.
func Launch(t T, bin string, o Options) *App {
	t.Helper()
	if o.Width == 0 || o.Height == 0 {
		o.Width, o.Height = 1200, 780
	}
	if o.Pictures == "" {
		o.Pictures = filepath.Join("testdata", "failed")
	}
	home := t.TempDir()
	socket := filepath.Join(home, "hook")
	a := &App{t: t, options: o, exited: make(chan struct{}), hook: &http.Client{
		Timeout: 10 * time.Second, Transport: &http.Transport{
			DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
				var d net.Dialer
				return d.DialContext(ctx, "unix", socket)
			},
		},
	}}
	if o.Desktop {
		a.x = &desktop{ctx: t.Context(), hook: a.hook}
	} else {
		x, err := openScreen(t.Context(), o.Width, o.Height)
		if err != nil {
			t.Fatalf("a screen (packaging/deps.sh window): %v", err)
		}
		a.x = x
	}
	t.Cleanup(a.x.close)
	a.start(bin, home, socket)
	return a
}

func (a *App) start(bin, home, socket string) {
	a.t.Helper()
	if err := os.MkdirAll(filepath.Join(home, ".cache"), 0o700); err != nil {
		a.t.Fatalf("%v", err)
	}
	a.log = filepath.Join(home, "log")
	for _, f := range a.options.Files {
		text, err := os.ReadFile(f)
		if err == nil {
			err = os.WriteFile(filepath.Join(home, filepath.Base(f)), text, 0o600)
		}
		if err != nil {
			a.t.Fatalf("%v", err)
		}
	}
	log, err := os.Create(a.log)
	if err != nil {
		a.t.Fatalf("%v", err)
	}
	defer log.Close() //nolint:errcheck // the program has its own copy
	// The program must outlive the test's context: how it ends is decided by Close, Kill and the clean-up.
	a.cmd = exec.CommandContext(context.WithoutCancel(a.t.Context()), bin, a.options.Args...)
	a.cmd.Env = slices.Concat(environment(a.options, home, socket), a.x.environment(), a.options.Env)
	a.cmd.Stdout, a.cmd.Stderr = log, log
	began := time.Now()
	if err := a.cmd.Start(); err != nil {
		a.t.Fatalf("starting %s: %v", bin, err)
	}
	go func() {
		a.waitErr = a.cmd.Wait()
		close(a.exited)
	}()
	a.t.Cleanup(a.cleanUp)
	a.Eventually("the first frame", func() bool {
		tree, err := a.tree()
		return err == nil && len(tree) > 5 && a.x.painted()
	})
	a.Started = time.Since(began)
	a.x.fit()
	a.Eventually("a window of the screen's size", func() bool {
		tree, err := a.tree()
		return err == nil && (a.options.Desktop || tree[0].W <= float32(a.options.Width) && tree[0].H <= float32(a.options.Height))
	})
}

func environment(o Options, home, socket string) []string {
	theme, language := "light", "en_US.UTF-8"
	if o.Dark {
		theme = "dark"
	}
	if o.Language != "" {
		language = o.Language
	}
	return []string{
		"HOME=" + home, "TMPDIR=" + home, "E2E_SOCK=" + socket,
		"PATH=" + home, // no programs of the desktop's: file dialogs are then the window's own, which can be driven
		"FYNE_SCALE=1", "FYNE_THEME=" + theme, "LANG=" + language,
		"DBUS_SESSION_BUS_ADDRESS=disabled:", // else each start leaves a dbus-daemon behind
	}
}

// Eventually waits until ok says true, and fails with a picture when it does not.
func (a *App) Eventually(what string, ok func() bool) {
	a.t.Helper()
	a.Within(Patience, what, ok)
}

// Within is Eventually with another patience.
func (a *App) Within(patience time.Duration, what string, ok func() bool) {
	a.t.Helper()
	tick := time.NewTicker(15 * time.Millisecond)
	defer tick.Stop()
	end := time.NewTimer(patience)
	defer end.Stop()
	for !ok() {
		select {
		case <-tick.C:
		case <-a.exited:
			a.fail("waiting for %s: the program has ended (%v)", what, a.waitErr)
		case <-end.C:
			a.fail("%s did not come within %v", what, patience)
		}
	}
}

func (a *App) fail(format string, args ...any) {
	a.t.Helper()
	picture := filepath.Join(a.options.Pictures, strings.NewReplacer("/", "_", " ", "_").Replace(fmt.Sprintf(format, args...))+".png")
	if err := os.MkdirAll(filepath.Dir(picture), 0o750); err == nil {
		a.Shot(picture)
	}
	a.t.Fatalf("%s\npicture: %s\non the screen: %q\nlog:\n%s", fmt.Sprintf(format, args...), picture, a.Texts(), a.Log())
}

// Log is what the program wrote to its standard output and error.
func (a *App) Log() string {
	text, err := os.ReadFile(a.log)
	if err != nil {
		return err.Error()
	}
	return string(text)
}

// AskToClose presses the X button of the window. The program may have something to ask before it ends.
func (a *App) AskToClose() { a.x.closeWindow() }

// Close presses the X button of the window and waits until the program has ended.
func (a *App) Close() {
	a.t.Helper()
	a.AskToClose()
	a.AwaitEnd()
}

// ClickUntilEnd clicks on what ends the program, once more when nothing came of it: on a busy machine without a graphics
// card the first frames of a dialog take so long that a click can fall between two of them.
func (a *App) ClickUntilEnd(text string) {
	a.t.Helper()
	const again = 5 * time.Second
	for range 3 {
		a.Click(text)
		select {
		case <-a.exited:
			return
		case <-time.After(again):
		}
		if !a.Sees(text) {
			return
		}
	}
}

// AwaitEnd waits until the program has ended by itself.
func (a *App) AwaitEnd() {
	a.t.Helper()
	select {
	case <-a.exited:
		if a.waitErr != nil {
			a.t.Errorf("the program ended with %v after its window was closed\n%s", a.waitErr, a.Log())
		}
	case <-time.After(Patience):
		a.fail("the program did not end after its window was closed")
	}
}

// Kill ends the program as a power cut does.
func (a *App) Kill() {
	a.t.Helper()
	if err := a.cmd.Process.Kill(); err != nil && !errors.Is(err, os.ErrProcessDone) {
		a.t.Fatalf("killing the program: %v", err)
	}
	<-a.exited
}

// Ended says whether the program has ended.
func (a *App) Ended() bool {
	select {
	case <-a.exited:
		return true
	default:
		return false
	}
}

func (a *App) cleanUp() {
	a.t.Helper()
	if !a.Ended() {
		a.cmd.Process.Signal(syscall.SIGTERM) //nolint:errcheck // it may just have ended
		select {
		case <-a.exited:
		case <-time.After(5 * time.Second):
			a.Kill() // a window that hangs does not listen to SIGTERM
			a.t.Errorf("the program did not end on SIGTERM")
		}
	}
	log := a.Log()
	for _, bad := range []string{"Error in Fyne call thread", "DATA RACE", "panic:", "fatal error:"} {
		if strings.Contains(log, bad) {
			a.t.Errorf("the program's log says %q:\n%s", bad, log)
			return
		}
	}
	if a.t.Failed() {
		a.t.Logf("the program's log:\n%s", log)
	}
}

func (a *App) tree() ([]Node, error) {
	request, err := http.NewRequestWithContext(a.t.Context(), http.MethodGet, "http://hook/tree", nil)
	if err != nil {
		return nil, err
	}
	reply, err := a.hook.Do(request)
	if err != nil {
		return nil, err
	}
	defer reply.Body.Close()
	var nodes []Node
	return nodes, json.NewDecoder(reply.Body).Decode(&nodes)
}

// PID is the number of the program's process.
func (a *App) PID() int { return a.cmd.Process.Pid }

// Display is the name of the program's screen, for another program on it.
func (a *App) Display() string {
	for _, v := range a.x.environment() {
		if name, ok := strings.CutPrefix(v, "DISPLAY="); ok {
			return name
		}
	}
	return ""
}
