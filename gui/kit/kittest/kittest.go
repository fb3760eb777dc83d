// Package kittest helps to test pages without a display: an app with the kit's theme and words, a queue in place of the
// window's goroutine that the test drains itself, and searching by what one sees.
package kittest

import (
	"context"
	"image/png"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"evenpost/gui/kit"
)

// Env is a window under test.
type Env struct {
	T       testing.TB
	App     fyne.App
	Window  fyne.Window
	UI      *kit.UI
	Now     time.Time // what UI.Now says
	Toasts  []string  // what was toasted
	Undo    func()    // of the last toast, or nil
	Visited []Visit   // what was navigated to
	Picked  string    // what the file dialogs answer; "" answers nothing
	Closed  bool      // the adopted window has closed

	queue chan func()
}

// Visit is one call of UI.Navigate.
type Visit struct {
	Page kit.PageID
	Arg  any
}

// Option changes how New makes the Env.
type Option func(*settings)

type settings struct {
	language kit.Language
	mode     kit.Mode
	scale    float32
}

// In chooses the language; English without it.
func In(l kit.Language) Option { return func(s *settings) { s.language = l } }

// Looking chooses light or dark; light without it.
func Looking(m kit.Mode) Option { return func(s *settings) { s.mode = m } }

// InSize chooses the size of text; 1 without it.
func InSize(scale float32) Option { return func(s *settings) { s.scale = scale } }

// New makes a window of 1200 × 780 and what a page needs. Everything is gone when the test ends.
func New(t testing.TB, options ...Option) *Env {
	t.Helper()
	s := settings{language: kit.English, mode: kit.Light, scale: 1}
	for _, o := range options {
		o(&s)
	}
	if err := kit.UseLanguage(s.language); err != nil {
		t.Fatal(err)
	}
	app := test.NewTempApp(t)
	app.Settings().SetTheme(kit.NewTheme(s.mode, s.scale))
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	e := &Env{
		T: t, App: app, Window: test.NewTempWindow(t, nil), queue: make(chan func(), 4096),
		Now: time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC), // a Tuesday
	}
	e.Window.Resize(fyne.NewSize(1200, 780))
	e.UI = &kit.UI{
		Window: e.Window, Ctx: ctx, Zone: time.UTC, Log: slog.New(slog.DiscardHandler),
		Do: func(f func()) {
			select {
			case e.queue <- f:
			case <-ctx.Done(): // the test is over
			}
		},
		Now:      func() time.Time { return e.Now },
		Navigate: func(p kit.PageID, arg any) { e.Visited = append(e.Visited, Visit{p, arg}) },
		Explain:  func(err error) kit.Explanation { return kit.Explanation{What: err.Error(), Raw: err.Error()} },
		Toast:    func(text string, undo func()) { e.Toasts, e.Undo = append(e.Toasts, text), undo },
		Changed:  func() {},
		Files:    picker{e},
	}
	return e
}

type picker struct{ e *Env }

func (p picker) answer(done func(string)) {
	if p.e.Picked != "" {
		done(p.e.Picked)
	}
}
func (p picker) Open(_ string, _ []kit.FileKind, done func(string))    { p.answer(done) }
func (p picker) Save(_, _ string, _ []kit.FileKind, done func(string)) { p.answer(done) }
func (p picker) Folder(_ string, done func(string))                    { p.answer(done) }

// Show puts content into the window.
func (e *Env) Show(o fyne.CanvasObject) {
	e.Window.SetContent(o)
	e.Window.SetPadded(false)
	e.Layout()
}

// Adopt looks at another window than the one that New made.
func (e *Env) Adopt(w fyne.Window) {
	e.Window = w
	w.SetOnClosed(func() { e.Closed = true })
	e.T.Cleanup(func() {
		if !e.Closed { // Fyne's test driver panics at the second time
			w.Close()
		}
	})
	e.Layout()
}

// Settle runs what comes back from work until nothing has come for a moment. It is for pictures; tests wait with Until.
func (e *Env) Settle() {
	for {
		select {
		case f := <-e.queue:
			f()
		case <-time.After(300 * time.Millisecond):
			return
		}
	}
}

// Resize gives the window another size.
func (e *Env) Resize(w, h float32) {
	e.Window.Resize(fyne.NewSize(w, h))
	e.Layout()
}

// Layout lays out until heights that depend on widths are settled, as the real window does from frame to frame.
func (e *Env) Layout() {
	size := e.Window.Canvas().Size()
	for range 3 {
		e.Window.Resize(size.SubtractWidthHeight(1, 1))
		e.Window.Resize(size)
		walk(e.Window.Content(), func(o fyne.CanvasObject) {
			if c, ok := o.(*fyne.Container); ok && c.Layout != nil {
				c.Layout.Layout(c.Objects, c.Size())
			}
		})
	}
}

// Until runs what comes back from work until the condition holds.
func (e *Env) Until(ok func() bool) {
	e.T.Helper()
	for end := time.After(5 * time.Second); !ok(); {
		select {
		case f := <-e.queue:
			f()
		case <-end:
			e.T.Fatalf("the condition never came true; the window shows:\n%s", strings.Join(e.Texts(), "\n"))
		}
	}
}

// UntilText runs what comes back from work until a text is visible.
func (e *Env) UntilText(text string) {
	e.T.Helper()
	e.Until(func() bool { return e.Sees(text) })
}

// Drain runs what has come back already.
func (e *Env) Drain() {
	for {
		select {
		case f := <-e.queue:
			f()
		default:
			return
		}
	}
}

// Texts is every visible text, in the order of the tree; overlays last.
func (e *Env) Texts() []string {
	var all []string
	e.Each(func(o fyne.CanvasObject) {
		if s := textOf(o); s != "" {
			all = append(all, s)
		}
	})
	return all
}

// Sees says whether a text that contains s is visible.
func (e *Env) Sees(s string) bool {
	for _, t := range e.Texts() {
		if strings.Contains(t, s) {
			return true
		}
	}
	return false
}

// Tap presses the button, tappable or link with this text; the topmost one when there are several.
func (e *Env) Tap(text string) {
	e.T.Helper()
	var hit fyne.Tappable
	e.Each(func(o fyne.CanvasObject) {
		if t, ok := o.(fyne.Tappable); ok && says(o, text) {
			hit = t
		}
	})
	if hit == nil {
		e.T.Fatalf("nothing to press says %q; the window shows:\n%s", text, strings.Join(e.Texts(), "\n"))
	}
	if d, ok := hit.(fyne.Disableable); ok && d.Disabled() {
		e.T.Fatalf("%q is disabled", text)
	}
	hit.Tapped(&fyne.PointEvent{})
}

// Type writes into the entry with this placeholder.
func (e *Env) Type(placeholder, text string) {
	e.T.Helper()
	entry, ok := Find(e, func(f fyne.Focusable) bool {
		return entryOf(f) != nil && entryOf(f).PlaceHolder == placeholder
	})
	if !ok {
		e.T.Fatalf("no field with placeholder %q", placeholder)
	}
	entryOf(entry).SetText("")
	test.Type(entry, text)
}

func entryOf(o any) *widget.Entry {
	switch v := o.(type) {
	case *widget.Entry:
		return v
	case *kit.Entry:
		return &v.Entry
	case *kit.Search:
		return &v.Entry.Entry
	}
	return nil
}

// Find is the topmost visible object of a type that matches.
func Find[O any](e *Env, ok func(O) bool) (hit O, found bool) {
	e.Each(func(o fyne.CanvasObject) {
		if v, is := o.(O); is && ok(v) {
			hit, found = v, true
		}
	})
	return hit, found
}

// ClickRow clicks a row of a table, as with the mouse, with Shift or Ctrl when asked.
func ClickRow(g *kit.Grid, row int, mod fyne.KeyModifier) {
	at := g.RowPosition(row)
	g.MouseDown(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: at}, Button: desktop.MouseButtonPrimary, Modifier: mod})
	g.MouseUp(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: at}, Button: desktop.MouseButtonPrimary, Modifier: mod})
}

// Capture writes a picture of the window.
func (e *Env) Capture(path string) {
	e.T.Helper()
	e.Layout()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		e.T.Fatal(err)
	}
	f, err := os.Create(path)
	if err != nil {
		e.T.Fatal(err)
	}
	if err := png.Encode(f, e.Window.Canvas().Capture()); err != nil {
		e.T.Error(err)
	}
	if err := f.Close(); err != nil {
		e.T.Error(err)
	}
}

// Each visits everything that is shown, what lies over the rest last.
func (e *Env) Each(f func(fyne.CanvasObject)) {
	walk(e.Window.Canvas().Content(), f)
	for _, o := range e.Window.Canvas().Overlays().List() {
		walk(o, f)
	}
}

// Space presses the space bar as Fyne tells of it: as a key, then as what it types, to whatever has the focus then.
func (e *Env) Space() {
	c := e.Window.Canvas()
	if f := c.Focused(); f != nil {
		f.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
	}
	if f := c.Focused(); f != nil {
		f.TypedRune(' ')
	}
}

func walk(o fyne.CanvasObject, f func(fyne.CanvasObject)) {
	if o == nil || !o.Visible() {
		return
	}
	f(o)
	for _, c := range children(o) {
		walk(c, f)
	}
}

func children(o fyne.CanvasObject) []fyne.CanvasObject {
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

func textOf(o fyne.CanvasObject) string {
	switch v := o.(type) {
	case *canvas.Text:
		return v.Text
	case *kit.Text, *kit.Para:
		return "" // their canvas texts are seen
	}
	return ""
}

// says: the object itself or anything in it has this text.
func says(o fyne.CanvasObject, text string) bool {
	found := false
	walk(o, func(c fyne.CanvasObject) {
		if v, ok := c.(*kit.Text); ok && v.Text == text {
			found = true
		}
		if t, ok := c.(*canvas.Text); ok && t.Text == text {
			found = true
		}
		if t, ok := c.(interface{ ToolTip() string }); ok && t.ToolTip() == text {
			found = true
		}
	})
	return found
}
