package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
)

// A key comes from Fyne twice: as the key, then as what it types, which goes to whatever has the focus by then. So what Space
// presses is pressed by the second; else the dialog that it opens would begin with a space in its first field.

// Presses presses with Enter, and says whether the key is one of those that do.
func Presses(k *fyne.KeyEvent, press func()) bool {
	switch k.Name {
	case fyne.KeyReturn, fyne.KeyEnter:
		press()
		return true
	case fyne.KeySpace:
		return true // PressesRune
	}
	return false
}

// PressesRune presses with Space.
func PressesRune(r rune, press func()) {
	if r == ' ' {
		press()
	}
}

// PopUp shows a menu. Fyne's menus know Space as a key alone: what they do is done after it has typed.
func PopUp(c fyne.Canvas, items []*fyne.MenuItem, at fyne.Position) *widget.PopUpMenu {
	for _, item := range items {
		if do := item.Action; do != nil {
			item.Action = func() { OnWindow(do) }
		}
	}
	menu := widget.NewPopUpMenu(fyne.NewMenu("", items...), c)
	menu.ShowAtPosition(at)
	return menu
}
