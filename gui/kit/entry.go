package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Entry is a text field that passes Escape on to the window, so that it closes dialogs and panels.
type Entry struct {
	widget.Entry
	OnKey func(fyne.KeyName) bool // sees keys first; true when it used the key
}

// NewEntry makes a text field.
func NewEntry(placeholder string) *Entry {
	e := &Entry{}
	oneLine(&e.Entry)
	e.ExtendBaseWidget(e)
	e.SetPlaceHolder(placeholder)
	return e
}

// scrollsUnseen scrolls to the cursor as every direction does, but Fyne lays bars out only for those it knows: in a field of one line
// a bar would lie on the text.
const scrollsUnseen = fyne.ScrollDirection(-1)

// oneLine makes a field one of a line, which goes on beyond what is seen.
func oneLine(e *widget.Entry) { e.Wrapping, e.Scroll = fyne.TextWrapOff, scrollsUnseen }

// NewPassword makes a field for a password.
func NewPassword(placeholder string) *Entry {
	e := NewEntry(placeholder)
	e.Password = true
	return e
}

// NewTextArea makes a field of several lines.
func NewTextArea(placeholder string, rows int) *Entry {
	e := NewEntry(placeholder)
	e.MultiLine, e.Wrapping = true, fyne.TextWrapWord
	e.SetMinRowsVisible(rows)
	return e
}

// AcceptsTab implements fyne.Tabbable: Tab leaves the field, also one of several lines. There would be no way out of it with the
// keyboard otherwise.
func (e *Entry) AcceptsTab() bool { return false }

// CreateRenderer implements fyne.Widget.
func (e *Entry) CreateRenderer() fyne.WidgetRenderer {
	return pastWheel(e, e.Entry.CreateRenderer())
}

// FocusGained implements fyne.Focusable.
func (e *Entry) FocusGained() {
	e.Entry.FocusGained()
	reveal(e)
}

// TypedKey implements fyne.Focusable.
func (e *Entry) TypedKey(k *fyne.KeyEvent) {
	if e.OnKey != nil && e.OnKey(k.Name) {
		return
	}
	if windowsOwn(k.Name) {
		PassOn(e, k)
		return
	}
	e.Entry.TypedKey(k)
}

// TypedShortcut implements fyne.Shortcutable. A field that has the focus gets every shortcut first and keeps what it does not
// know to itself; those of the window (Ctrl+N, Ctrl+1 …) are handed on.
func (e *Entry) TypedShortcut(s fyne.Shortcut) {
	if c, ok := s.(*desktop.CustomShortcut); ok && windowKey(c.KeyName) {
		if canvas, ok := fyne.CurrentApp().Driver().CanvasForObject(e).(fyne.Shortcutable); ok {
			canvas.TypedShortcut(s)
			return
		}
	}
	e.Entry.TypedShortcut(s)
}

// windowKey says whether a key with Ctrl belongs to the window: letters and digits do, arrows are the field's.
func windowKey(k fyne.KeyName) bool { return len(k) == 1 }

// windowsOwn are the keys that are the window's, also while a field has the focus.
func windowsOwn(k fyne.KeyName) bool { return k == fyne.KeyEscape || k == fyne.KeyF1 }

// PassOn gives a key to the window as if nothing had the focus.
func PassOn(o fyne.CanvasObject, k *fyne.KeyEvent) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(o); c != nil && c.OnTypedKey() != nil {
		c.OnTypedKey()(k)
	}
}

// Search is a field that searches while one types. Give OnSearch work that goes through a Latest: a newer search cancels the
// older, so there is no waiting time to choose.
type Search struct {
	Entry
	OnSearch func(string)
	OnDown   func() // cursor down: usually focuses the table
}

// NewSearch makes a search field.
func NewSearch(placeholder string, search func(string)) *Search {
	s := &Search{OnSearch: search}
	oneLine(&s.Entry.Entry)
	s.ExtendBaseWidget(s)
	s.SetPlaceHolder(placeholder)
	s.Icon = theme.SearchIcon()
	wipe := IconButton(theme.CancelIcon(), T("Clear the search"), func() { s.SetText("") })
	wipe.Hide()
	s.ActionItem = wipe
	s.OnChanged = func(text string) {
		if text == "" {
			wipe.Hide()
		} else {
			wipe.Show()
		}
		if s.OnSearch != nil {
			s.OnSearch(text)
		}
	}
	s.OnKey = func(k fyne.KeyName) bool {
		switch {
		case k == fyne.KeyEscape && s.Text != "":
			s.SetText("")
			return true
		case k == fyne.KeyDown && s.OnDown != nil:
			s.OnDown()
			return true
		}
		return false
	}
	return s
}

// CreateRenderer implements fyne.Widget.
func (s *Search) CreateRenderer() fyne.WidgetRenderer {
	return pastWheel(s, s.Entry.Entry.CreateRenderer())
}

// FocusGained implements fyne.Focusable.
func (s *Search) FocusGained() {
	s.Entry.Entry.FocusGained()
	reveal(s)
}
