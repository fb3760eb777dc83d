package gui

import "evenpost/gui/kit"

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

func (w *Window) askToLeave() {
	if w.last.waiting == 0 {
		w.leave()
		return
	}
	kit.Confirm(w.ui, kit.Question{
		Title: kit.T("Close while mails are waiting?"),
		Text: kit.N(
			"{{.N}} person still waits for a mail. It is sent when Evenpost is open again; nobody is forgotten and nobody gets it twice.",
			"{{.N}} people still wait for a mail. They are sent when Evenpost is open again; nobody is forgotten and nobody gets one twice.",
			w.last.waiting),
		Yes: kit.T("Close Evenpost"),
	}, w.leave)
}

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
