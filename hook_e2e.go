//go:build e2e

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"reflect"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"evenpost/gui/kit"
)

// A hookNode is one thing in the window as a test sees it, in canvas units from the window's upper left corner. The field
// names are those of e2e/window.Node.
type hookNode struct {
	Type, Text        string
	X, Y, W, H        float32
	VX, VY, VW, VH    float32 // the part that is not scrolled or cut away
	Parent            int     // index; -1 for a root
	Tappable, Field   bool
	Visible           bool // shown, not wholly cut away, and under no dialog
	Focused, Disabled bool
	Box, Set          bool // a box to tick, and ticked
}

// startHook serves what the program's windows show, over the unix socket that E2E_SOCK names. Only tests build it in.
func startHook(app fyne.App, do kit.Dispatcher) {
	path := os.Getenv("E2E_SOCK")
	if path == "" {
		return
	}
	ln, err := (&net.ListenConfig{}).Listen(context.Background(), "unix", path)
	if err != nil {
		slog.Error("test hook", "err", err)
		return
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /tree", func(w http.ResponseWriter, _ *http.Request) {
		var tree []hookNode
		onWindow(do, func() { tree, _ = hookTree(app) })
		if err := json.NewEncoder(w).Encode(tree); err != nil {
			slog.Error("test hook", "err", err)
		}
	})
	hookActs(app, do, mux)
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 10 * time.Second}
	go func() {
		if err := server.Serve(ln); err != nil {
			slog.Error("test hook", "err", err)
		}
	}()
}

// onWindow waits until f was done on the window's goroutine.
func onWindow(do kit.Dispatcher, f func()) {
	done := make(chan struct{})
	do(func() {
		defer close(done)
		f()
	})
	<-done
}

// hookTree returns what the windows show, and the objects that the nodes stand for.
func hookTree(app fyne.App) ([]hookNode, []fyne.CanvasObject) {
	var nodes []hookNode
	var objects []fyne.CanvasObject
	for _, w := range app.Driver().AllWindows() {
		c := w.Canvas()
		screen := rect{max: fyne.NewPos(c.Size().Width, c.Size().Height)}
		walk := hookWalk{nodes: &nodes, objects: &objects, focused: c.Focused()}
		overlays := c.Overlays().List()
		content := w.Content()
		walk.covered = len(overlays) > 0
		walk.visit(content, app.Driver().AbsolutePositionForObject(content), screen, -1)
		for i, o := range overlays {
			walk.covered = i < len(overlays)-1
			walk.visit(o, o.Position(), screen, -1)
		}
	}
	return nodes, objects
}

type rect struct{ min, max fyne.Position }

func (r rect) cut(s rect) rect {
	return rect{
		fyne.NewPos(max(r.min.X, s.min.X), max(r.min.Y, s.min.Y)), fyne.NewPos(min(r.max.X, s.max.X), min(r.max.Y, s.max.Y)),
	}
}

type hookWalk struct {
	nodes   *[]hookNode
	objects *[]fyne.CanvasObject
	focused fyne.Focusable
	covered bool
}

func (h hookWalk) visit(o fyne.CanvasObject, at fyne.Position, clip rect, parent int) {
	if o == nil || !o.Visible() {
		return
	}
	seen := rect{at, at.Add(o.Size())}.cut(clip)
	n := hookNode{
		Type: strings.TrimPrefix(fmt.Sprintf("%T", o), "*"), Text: hookText(o), Parent: parent,
		X: at.X, Y: at.Y, W: o.Size().Width, H: o.Size().Height,
		VX: seen.min.X, VY: seen.min.Y, VW: max(0, seen.max.X-seen.min.X), VH: max(0, seen.max.Y-seen.min.Y),
	}
	n.Visible = !h.covered && n.VW >= 1 && n.VH >= 1
	_, taps := o.(fyne.Tappable)
	_, presses := o.(desktop.Mouseable)
	n.Tappable = taps || presses
	if f, ok := o.(fyne.Focusable); ok {
		n.Focused = f == h.focused
	}
	if d, ok := o.(fyne.Disableable); ok {
		n.Disabled = d.Disabled()
	}
	switch v := hookBase(o).(type) {
	case *widget.Check:
		n.Box, n.Set = true, v.Checked
	case *widget.Entry, *widget.SelectEntry, *widget.Select:
		n.Field = true
	}
	index := len(*h.nodes)
	*h.nodes = append(*h.nodes, n)
	*h.objects = append(*h.objects, o)
	switch o.(type) {
	case *container.Scroll, *container.Clip:
		clip = seen
	}
	for _, child := range hookChildren(o) {
		h.visit(child, at.Add(child.Position()), clip, index)
	}
}

func hookChildren(o fyne.CanvasObject) []fyne.CanvasObject {
	switch v := o.(type) {
	case *fyne.Container:
		return v.Objects
	case *kit.Grid:
		all := test.WidgetRenderer(v).Objects()
		for _, t := range v.Written() {
			all = append(all, t)
		}
		return all
	case fyne.Widget:
		return test.WidgetRenderer(v).Objects()
	}
	return nil
}

// hookBase is the widget of Fyne's that one of ours, or of the tooltip library, embeds; else the object itself.
func hookBase(o fyne.CanvasObject) any {
	v := reflect.Indirect(reflect.ValueOf(o))
	if v.Kind() != reflect.Struct {
		return o
	}
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if !f.Anonymous || f.Type.Kind() != reflect.Struct || !f.IsExported() || f.Name == "BaseWidget" || f.Name == "DisableableWidget" {
			continue
		}
		if inner, ok := v.Field(i).Addr().Interface().(fyne.Widget); ok {
			return hookBase(inner)
		}
	}
	return o
}

// hookText is what a person reads on a thing; widgets of our own are read by the canvas texts that they are made of.
func hookText(o fyne.CanvasObject) string {
	switch v := hookBase(o).(type) {
	case *canvas.Text:
		return v.Text
	case *widget.Button:
		return v.Text
	case *widget.Label:
		return v.Text
	case *widget.Hyperlink:
		return v.Text
	case *widget.Check:
		return v.Text
	case *widget.RichText:
		return v.String()
	case *widget.Select:
		if v.Selected == "" {
			return v.PlaceHolder
		}
		return v.Selected
	case *widget.Entry:
		return hookEntry(v)
	case *widget.SelectEntry:
		return hookEntry(&v.Entry)
	case *widget.ProgressBar:
		return fmt.Sprintf("%.0f%%", 100*(v.Value-v.Min)/(v.Max-v.Min))
	}
	return ""
}

func hookEntry(e *widget.Entry) string {
	if e.Text == "" {
		return e.PlaceHolder
	}
	return e.Text
}
