//go:build e2e

package main

import (
	"image"
	"image/png"
	"log/slog"
	"net/http"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"evenpost/gui/kit"
)

// hookActs lets the demonstration act inside the program instead of with the pointer and the keyboard, which on a real desktop
// belong to the person who watches.
func hookActs(app fyne.App, do kit.Dispatcher, mux *http.ServeMux) {
	act := func(pattern string, f func(c fyne.Canvas, w fyne.Window, r *http.Request)) {
		mux.HandleFunc("POST "+pattern, func(_ http.ResponseWriter, r *http.Request) {
			onWindow(do, func() {
				w := app.Driver().AllWindows()[0]
				f(w.Canvas(), w, r)
			})
		})
	}
	act("/click", func(c fyne.Canvas, _ fyne.Window, r *http.Request) { hookClick(app, c, hookAt(r)) })
	act("/wheel", func(_ fyne.Canvas, _ fyne.Window, r *http.Request) {
		hookWheel(app, hookAt(r), r.FormValue("down") == "true")
	})
	act("/type", func(c fyne.Canvas, _ fyne.Window, r *http.Request) {
		if f := c.Focused(); f != nil {
			for _, letter := range r.FormValue("text") {
				f.TypedRune(letter)
			}
		}
	})
	act("/key", func(c fyne.Canvas, _ fyne.Window, r *http.Request) { hookKey(c, fyne.KeyName(r.FormValue("name"))) })
	act("/all", func(c fyne.Canvas, _ fyne.Window, _ *http.Request) {
		if f, ok := c.Focused().(fyne.Shortcutable); ok {
			f.TypedShortcut(&fyne.ShortcutSelectAll{})
		}
	})
	act("/close", func(_ fyne.Canvas, w fyne.Window, _ *http.Request) { w.Close() })
	mux.HandleFunc("GET /shot", func(w http.ResponseWriter, _ *http.Request) {
		var picture image.Image
		onWindow(do, func() { picture = app.Driver().AllWindows()[0].Canvas().Capture() })
		if err := png.Encode(w, picture); err != nil {
			slog.Error("test hook", "err", err)
		}
	})
}

func hookAt(r *http.Request) fyne.Position {
	x, errX := strconv.ParseFloat(r.FormValue("x"), 32)
	y, errY := strconv.ParseFloat(r.FormValue("y"), 32)
	if errX != nil || errY != nil {
		slog.Error("test hook: no position", "url", r.URL)
	}
	return fyne.NewPos(float32(x), float32(y))
}

// hookHit returns the topmost thing at a place that is wanted, and the place within it.
func hookHit(app fyne.App, at fyne.Position, wanted func(fyne.CanvasObject) bool) (fyne.CanvasObject, fyne.Position) {
	nodes, objects := hookTree(app)
	for i := len(nodes) - 1; i >= 0; i-- {
		n := nodes[i]
		inside := at.X >= n.VX && at.X < n.VX+n.VW && at.Y >= n.VY && at.Y < n.VY+n.VH
		if n.Visible && inside && wanted(objects[i]) {
			return objects[i], at.Subtract(fyne.NewPos(n.X, n.Y))
		}
	}
	return nil, at
}

func hookClick(app fyne.App, c fyne.Canvas, at fyne.Position) {
	o, within := hookHit(app, at, func(o fyne.CanvasObject) bool {
		_, taps := o.(fyne.Tappable)
		_, presses := o.(desktop.Mouseable)
		return taps || presses
	})
	if o == nil {
		return
	}
	if f, ok := o.(fyne.Focusable); ok {
		c.Focus(f)
	}
	e := fyne.PointEvent{AbsolutePosition: at, Position: within}
	if m, ok := o.(desktop.Mouseable); ok {
		m.MouseDown(&desktop.MouseEvent{PointEvent: e, Button: desktop.MouseButtonPrimary})
		m.MouseUp(&desktop.MouseEvent{PointEvent: e, Button: desktop.MouseButtonPrimary})
	}
	if t, ok := o.(fyne.Tappable); ok {
		t.Tapped(&e)
	}
}

func hookWheel(app fyne.App, at fyne.Position, down bool) {
	o, within := hookHit(app, at, func(o fyne.CanvasObject) bool {
		_, ok := o.(fyne.Scrollable)
		return ok
	})
	turn := fyne.NewDelta(0, 25)
	if down {
		turn = fyne.NewDelta(0, -25)
	}
	if s, ok := o.(fyne.Scrollable); ok {
		s.Scrolled(&fyne.ScrollEvent{PointEvent: fyne.PointEvent{AbsolutePosition: at, Position: within}, Scrolled: turn})
	}
}

func hookKey(c fyne.Canvas, name fyne.KeyName) {
	if f := c.Focused(); f != nil {
		f.TypedKey(&fyne.KeyEvent{Name: name})
		return
	}
	if typed := c.OnTypedKey(); typed != nil {
		typed(&fyne.KeyEvent{Name: name})
	}
}
