package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
)

// Outlined draws the border of a text field around an input that has none, as a Select: on a white card it could not be told
// from words.
func Outlined(input fyne.CanvasObject) *fyne.Container {
	return container.NewStack(input, NewSurface("", theme.ColorNameInputBorder, 6))
}
