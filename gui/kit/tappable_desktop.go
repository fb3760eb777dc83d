package kit

import "fyne.io/fyne/v2/driver/desktop"

var (
	_ desktop.Hoverable  = (*Tappable)(nil)
	_ desktop.Cursorable = (*Tappable)(nil)
)

// MouseIn implements desktop.Hoverable.
func (t *Tappable) MouseIn(*desktop.MouseEvent) { t.hover(true) }

// MouseMoved implements desktop.Hoverable.
func (t *Tappable) MouseMoved(*desktop.MouseEvent) {}

// MouseOut implements desktop.Hoverable.
func (t *Tappable) MouseOut() { t.hover(false) }

// Cursor implements desktop.Cursorable.
func (t *Tappable) Cursor() desktop.Cursor {
	if t.OnTapped == nil {
		return desktop.DefaultCursor
	}
	return desktop.PointerCursor
}
