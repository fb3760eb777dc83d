package gui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"evenpost/gui/kit"
)

// keyBinding is one shortcut of the window. They are kept in a table of our own because Fyne's test window has none.
type keyBinding struct {
	key fyne.KeyName
	run func()
}

// bindKeys sets the keyboard of the window: Ctrl (on a Mac Cmd) with 1…8 for pages, N, F, P, Z; Escape; F1, which shows kit.ShowKeys.
func (w *Window) bindKeys() {
	for i, e := range w.deps.Pages {
		if i < 9 {
			w.keys = append(w.keys, keyBinding{fyne.KeyName(rune('1' + i)), func() { w.Navigate(e.ID, nil) }})
		}
	}
	w.keys = append(w.keys,
		keyBinding{fyne.KeyN, func() {
			if p, ok := w.pages[w.current].Page.(kit.Newer); ok {
				p.OnNew()
			}
		}},
		keyBinding{fyne.KeyF, func() {
			if p, ok := w.pages[w.current].Page.(kit.Searcher); ok {
				p.FocusSearch()
			}
		}},
		keyBinding{fyne.KeyP, func() { w.give(fyne.KeyP, fyne.KeyModifierShortcutDefault) }},
	)
	for _, b := range w.keys {
		s := &desktop.CustomShortcut{KeyName: b.key, Modifier: fyne.KeyModifierShortcutDefault}
		w.win.Canvas().AddShortcut(s, func(fyne.Shortcut) { w.Press(s) })
	}
	// In a field Ctrl+Z is the field's, which sees it first.
	w.win.Canvas().AddShortcut(&fyne.ShortcutUndo{}, func(fyne.Shortcut) { w.Undo() })
	w.win.Canvas().SetOnTypedKey(w.Typed)
}

// Undo takes back what the newest message tells, but not behind an open dialog.
func (w *Window) Undo() {
	if w.win.Canvas().Overlays().Top() == nil {
		w.toasts.Undo()
	}
}

// Press runs a shortcut, but not behind an open dialog.
func (w *Window) Press(s *desktop.CustomShortcut) {
	if w.win.Canvas().Overlays().Top() != nil {
		return
	}
	for _, b := range w.keys {
		if b.key == s.KeyName && s.Modifier == fyne.KeyModifierShortcutDefault {
			b.run()
			return
		}
	}
}

// Typed takes a key that nothing with the focus wanted.
func (w *Window) Typed(e *fyne.KeyEvent) {
	if e.Name == fyne.KeyEscape && w.ui.CloseTop() {
		return
	}
	if top := w.win.Canvas().Overlays().Top(); top != nil {
		if e.Name == fyne.KeyEscape {
			w.win.Canvas().Overlays().Remove(top)
			return
		}
		kit.ScrollWith(e.Name, top)
		return
	}
	if e.Name == fyne.KeyF1 {
		kit.ShowKeys(w.ui)
		return
	}
	if !w.give(e.Name, 0) {
		kit.ScrollWith(e.Name, w.body)
	}
}

func (w *Window) give(key fyne.KeyName, mod fyne.KeyModifier) bool {
	p, ok := w.pages[w.current].Page.(kit.KeyTaker)
	return ok && p.TakeKey(key, mod)
}
