package pagetest

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"evenpost/gui/kit"
)

// InFrame gives a page the room it has in the window, whose sidebar takes 220.
func InFrame(page fyne.CanvasObject) fyne.CanvasObject {
	side := kit.AtLeast(220, 0, kit.NewSurface(kit.ColorSidebar, "", 0))
	return container.NewStack(kit.NewSurface(theme.ColorNameBackground, "", 0), container.NewBorder(nil, nil, side, nil, page))
}

// Look is how a picture is taken.
type Look struct {
	Name     string
	W, H     float32
	Mode     kit.Mode
	Language kit.Language
}

// Looks are the pictures that are taken of every page: both sizes, light and dark, both languages.
func Looks() []Look {
	return []Look{
		{"1200-light-en", 1200, 780, kit.Light, kit.English},
		{"960-light-de", 960, 640, kit.Light, kit.German},
		{"1200-dark-de", 1200, 780, kit.Dark, kit.German},
		{"960-dark-en", 960, 640, kit.Dark, kit.English},
	}
}
