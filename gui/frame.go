// Package gui is the window of Evenpost: a frame with the pages on the left, the quota meters that never leave the screen, and
// one page at a time. The frame knows pages only as kit.Page; pages know the frame only as kit.UI.
package gui

import (
	"context"
	"log/slog"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"evenpost/gui/kit"
	"evenpost/mailing"
	"evenpost/storage"
)

// Store is what the frame itself needs of storage.
type Store interface {
	Watch(ctx context.Context) <-chan struct{}
	Accounts(ctx context.Context) ([]mailing.Account, error)
	mailing.Books
	CountDeliveries(ctx context.Context, q storage.DeliveryQuery) (int, error)
	Setting(ctx context.Context, key string) (string, error)
}

// Entry registers a page. The page is made when it is first shown.
type Entry struct {
	ID  kit.PageID
	New func(ui *kit.UI) kit.Page
}

// Deps is what the window needs from the rest of the program.
type Deps struct {
	Store Store
	Pages []Entry // in the order of the sidebar; pages that do not exist are not shown
	Log   *slog.Logger
	// Pace tells the present speed of an account in messages a minute, 0 when it does not send.
	Pace func(accountID int64) float64
	// Do and Now are replaced by tests.
	Do  kit.Dispatcher
	Now func() time.Time
	// OnClosed runs when the window has closed.
	OnClosed func()
	// Told is what went wrong before there was a window; may be nil.
	Told error
}

// Window is the window of the program.
type Window struct {
	ui      *kit.UI
	deps    Deps
	app     fyne.App
	win     fyne.Window
	cancel  context.CancelFunc
	pages   map[kit.PageID]*shownPage
	current kit.PageID

	sidebar *sidebar
	body    *fyne.Container
	toasts  *kit.Toasts
	popover *kit.Popover
	status  *kit.Live[status]
	last    status
	readAt  time.Time
	closing kit.Latest[status]
	asking  *kit.Dialog // whether to close, as it was asked last
	keys    []keyBinding
}

type shownPage struct {
	kit.Page
	content fyne.CanvasObject
	stale   bool // the store changed while it was not shown
}

const (
	prefWidth  = "window.width"
	prefHeight = "window.height"
)

// The window as it is at the first start, and how small it may be.
var (
	firstSize = fyne.NewSize(1200, 780)
	leastSize = fyne.NewSize(960, 640)
)

// New makes the window; its work ends with ctx, or when it is closed. Call ShowAndRun of the fyne.Window that Fyne returns, or Show in tests.
func New(ctx context.Context, app fyne.App, d Deps) (*Window, error) {
	if d.Do == nil {
		d.Do = kit.OnWindow
	}
	if d.Now == nil {
		d.Now = time.Now
	}
	if d.Log == nil {
		d.Log = slog.New(slog.DiscardHandler)
	}
	ctx, cancel := context.WithCancel(ctx)
	w := &Window{app: app, deps: d, cancel: cancel, pages: map[kit.PageID]*shownPage{}, win: app.NewWindow("Evenpost")}
	w.ui = &kit.UI{
		Window: w.win, Do: d.Do, Ctx: ctx, Now: d.Now, Zone: d.Now().Location(), Navigate: w.Navigate, Explain: kit.Explain,
		Toast: func(text string, undo func()) { w.toasts.Say(text, undo) }, Changed: w.changed, Log: d.Log,
	}
	w.ui.Files = kit.SystemFiles{UI: w.ui}
	w.status = kit.NewLive(w.ui, w.readStatus, w.showStatus)
	if err := w.look(); err != nil {
		cancel()
		return nil, err
	}
	w.bindKeys()
	w.build()
	prefs := app.Preferences()
	w.win.Resize(fyne.NewSize(
		max(leastSize.Width, float32(prefs.FloatWithFallback(prefWidth, float64(firstSize.Width)))),
		max(leastSize.Height, float32(prefs.FloatWithFallback(prefHeight, float64(firstSize.Height)))),
	))
	w.win.SetPadded(false)
	w.win.SetMaster()
	w.win.SetCloseIntercept(w.Close)
	w.win.SetOnDropped(func(_ fyne.Position, files []fyne.URI) { w.Drop(files) })
	if d.Told != nil {
		kit.ShowError(w.ui, d.Told)
	}
	go w.watch(ctx)
	kit.Every(w.ui, 15*time.Second, w.onClock)
	watchForStalls(w.ui, w.paintAnew)
	return w, nil
}

// onClock reads again what changes with the clock alone, which is what is free: seldom while nothing waits for it.
func (w *Window) onClock() {
	if w.last.waiting > 0 || w.ui.Now().Sub(w.readAt) >= time.Minute {
		w.status.Ask()
	}
}

// Fyne is the window as the toolkit knows it.
func (w *Window) Fyne() fyne.Window { return w.win }

// UI is what the pages of this window share.
func (w *Window) UI() *kit.UI { return w.ui }

// Raise brings the window to the front, as when the program is started a second time. It may be called on any goroutine.
func (w *Window) Raise() {
	w.ui.Do(func() {
		w.win.Show()
		w.win.RequestFocus()
	})
}

// build lays out the window, also after the language has changed.
func (w *Window) build() {
	w.body = container.NewStack()
	w.toasts = kit.NewToasts(w.deps.Do)
	w.popover = kit.NewPopover(w.deps.Do)
	w.sidebar = newSidebar(w)
	frame := container.NewStack(
		// The window is cleared in the colour of the background: a surface of it would only cost time.
		container.New(frameLayout{}, w.body, w.sidebar.object, w.toasts), // in this order: Tab begins on the page
		w.popover,
	)
	w.win.SetContent(kit.WithTooltips(kit.AtLeast(leastSize.Width, leastSize.Height, frame), w.win.Canvas()))
	if w.current == "" && len(w.deps.Pages) > 0 {
		w.current = w.deps.Pages[0].ID
	}
	w.show(w.current, nil)
	w.sidebar.set(w.last)
	w.status.Ask()
}

// frameLayout: the sidebar at the left, the page in the rest, no gap, and the messages over the page: the meter is always seen.
type frameLayout struct{}

const sidebarWidth = 220

func (frameLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	page, side := o[0].MinSize(), o[1].MinSize()
	return fyne.NewSize(sidebarWidth+page.Width, max(page.Height, side.Height))
}

func (frameLayout) Layout(o []fyne.CanvasObject, s fyne.Size) {
	page, side, messages := o[0], o[1], o[2]
	side.Move(fyne.NewPos(0, 0))
	side.Resize(fyne.NewSize(sidebarWidth, s.Height))
	for _, right := range []fyne.CanvasObject{page, messages} {
		right.Move(fyne.NewPos(sidebarWidth, 0))
		right.Resize(s.SubtractWidthHeight(sidebarWidth, 0))
	}
}

// Navigate shows a page, after the present one agreed to be left.
func (w *Window) Navigate(id kit.PageID, arg any) {
	leave := func() { w.show(id, arg) }
	if p := w.pages[w.current]; p != nil && id != w.current {
		if l, ok := p.Page.(kit.Leaver); ok {
			l.BeforeLeave(leave)
			return
		}
	}
	leave()
}

// show makes a page the current one.
func (w *Window) show(id kit.PageID, arg any) {
	page := w.page(id)
	if page == nil {
		w.ui.Log.Error("no such page", "page", id)
		return
	}
	if old := w.pages[w.current]; old != nil && w.current != id {
		old.Hidden()
	}
	w.current = id
	w.ui.Turn(w.body, page.content)
	w.win.SetTitle(page.Title() + " – Evenpost")
	w.sidebar.mark(id)
	if o, ok := page.Page.(kit.Opener); ok && arg != nil {
		o.Open(arg)
	}
	if page.stale {
		page.stale = false
		page.Refresh()
	}
	page.Shown()
}

// page returns a page, made when it is first asked for.
func (w *Window) page(id kit.PageID) *shownPage {
	if p := w.pages[id]; p != nil {
		return p
	}
	for _, e := range w.deps.Pages {
		if e.ID == id {
			p := &shownPage{Page: e.New(w.ui)}
			p.content = p.Content()
			w.pages[id] = p
			return p
		}
	}
	return nil
}

// watch waits for changes of the store, whoever made them.
func (w *Window) watch(ctx context.Context) {
	for range w.deps.Store.Watch(ctx) {
		w.ui.Do(func() {
			for id, p := range w.pages {
				p.stale = p.stale || id != w.current
			}
			w.status.Ask()
		})
	}
}

// Drop routes files that were dropped on the window to the current page, or to the contacts.
func (w *Window) Drop(files []fyne.URI) {
	var paths []string
	for _, f := range files {
		paths = append(paths, f.Path())
	}
	if len(paths) == 0 {
		return
	}
	if t, ok := w.pages[w.current].Page.(kit.FileTaker); ok {
		t.TakeFiles(paths)
		return
	}
	if p := w.page(kit.PageContacts); p != nil {
		if t, ok := p.Page.(kit.FileTaker); ok {
			w.Navigate(kit.PageContacts, nil)
			t.TakeFiles(paths)
		}
	}
}
