package window

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
)

// A surface is what the program is shown on, with a way to act on it.
type surface interface {
	environment() []string
	click(at point, button byte)
	turn(button byte) // of the wheel, where the last click was
	move(to point)
	hold(down bool)
	tap(key Key, held []Key) error
	shot(path string) error
	painted() bool
	fit() // makes the window as large as the test wants it
	closeWindow()
	close()
}

var (
	_ surface = (*screen)(nil)
	_ surface = (*desktop)(nil)
)

// desktop is the desktop of the person who watches. Their pointer and keyboard are left alone: clicks and keys are handed to the
// program from inside.
type desktop struct {
	ctx  context.Context
	hook *http.Client
	last point
}

// environment is that of the person's session.
func (d *desktop) environment() []string {
	var env []string
	for _, name := range []string{"DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY", "XDG_RUNTIME_DIR", "XDG_SESSION_TYPE"} {
		if v, ok := os.LookupEnv(name); ok {
			env = append(env, name+"="+v)
		}
	}
	return env
}

func (d *desktop) click(at point, button byte) {
	d.last = at
	switch button {
	case wheelUp, wheelDown:
		d.turn(button)
	default:
		d.act("click", d.place()) //nolint:errcheck // what a click does is looked for afterwards
	}
}

func (d *desktop) turn(button byte) {
	v := d.place()
	v.Set("down", strconv.FormatBool(button == wheelDown))
	d.act("wheel", v) //nolint:errcheck // what a turn does is looked for afterwards
}

func (d *desktop) place() url.Values {
	return url.Values{"x": {strconv.Itoa(int(d.last.x))}, "y": {strconv.Itoa(int(d.last.y))}}
}

func (d *desktop) tap(key Key, held []Key) error {
	names := map[Key]string{
		KeyBackSpace: "BackSpace", KeyTab: "Tab", KeyReturn: "Return", KeyEscape: "Escape", KeyUp: "Up", KeyDown: "Down", KeyDelete: "Delete",
	}
	switch name := names[key]; {
	case slices.Contains(held, KeyCtrl) && key == 'a':
		return d.act("all", nil)
	case len(held) > 0:
		return fmt.Errorf("no way to press %v with %q on a desktop", held, rune(key))
	case name != "":
		return d.act("key", url.Values{"name": {name}})
	}
	return d.act("type", url.Values{"text": {string(rune(key))}})
}

func (d *desktop) act(what string, v url.Values) error {
	r, err := http.NewRequestWithContext(d.ctx, http.MethodPost, "http://hook/"+what+"?"+v.Encode(), nil)
	if err != nil {
		return err
	}
	reply, err := d.hook.Do(r)
	if err != nil {
		return err
	}
	return reply.Body.Close()
}

func (d *desktop) shot(path string) error {
	r, err := http.NewRequestWithContext(d.ctx, http.MethodGet, "http://hook/shot", nil)
	if err != nil {
		return err
	}
	reply, err := d.hook.Do(r)
	if err != nil {
		return err
	}
	defer reply.Body.Close()
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return err
	}
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, reply.Body)
	return errors.Join(err, f.Close())
}

func (d *desktop) painted() bool { return true }

func (d *desktop) fit() {} // the window is as large as its person likes it

func (d *desktop) closeWindow() { d.act("close", nil) } //nolint:errcheck // the program may be gone before it answers

func (d *desktop) close() {}

// move and hold do nothing: the pointer belongs to the person who watches.
func (d *desktop) move(point) {}
func (d *desktop) hold(bool)  {}
