package gui

import (
	"context"
	"time"

	"evenpost/gui/kit"
)

// Close closes the window, after the page agreed, and after the user was told that mails still wait.
func (w *Window) Close() {
	leave := w.askToLeave
	if p := w.pages[w.current]; p != nil {
		if l, ok := p.Page.(kit.Leaver); ok {
			l.BeforeLeave(leave)
			return
		}
	}
	leave()
}

// closePatience is how long closing waits for the store to say who still waits for a mail. A window must close in any case.
const closePatience = 2 * time.Second

// askToLeave reads who still waits before it asks: what the frame shows may be a moment old.
func (w *Window) askToLeave() {
	read := w.readStatus()
	w.closing.Run(w.ui, func(ctx context.Context) (status, error) {
		ctx, stop := context.WithTimeout(ctx, closePatience)
		defer stop()
		return read(ctx)
	}, func(s status, err error) {
		if err != nil {
			w.ui.Log.Warn("reading before the window closes", "error", err)
			s = w.last
		}
		if s.waiting == 0 {
			w.leave()
			return
		}
		w.askAbout(s.waiting)
	})
}

func (w *Window) askAbout(waiting int) {
	if w.asking != nil {
		w.asking.Close() // asked before, and not answered
	}
	w.asking = kit.Confirm(w.ui, kit.Question{
		Title: kit.T("Close while mails are waiting?"),
		Text: kit.N(
			"{{.N}} person still waits for a mail. It is sent when Evenpost is open again; nobody is forgotten and nobody gets it twice.",
			"{{.N}} people still wait for a mail. They are sent when Evenpost is open again; nobody is forgotten and nobody gets one twice.",
			waiting),
		Yes: kit.T("Close Evenpost"),
	}, w.leave)
}

// Leave closes the window without a question. It may be called on any goroutine.
func (w *Window) Leave() { w.ui.Do(w.leave) }

// leave remembers the size and goes.
func (w *Window) leave() {
	if p := w.pages[w.current]; p != nil {
		p.Hidden()
	}
	size := w.win.Canvas().Size()
	w.app.Preferences().SetFloat(prefWidth, float64(size.Width))
	w.app.Preferences().SetFloat(prefHeight, float64(size.Height))
	w.cancel()
	w.win.SetCloseIntercept(nil)
	w.win.Close()
	if w.deps.OnClosed != nil {
		w.deps.OnClosed()
	}
}
