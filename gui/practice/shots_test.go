//go:build shots

package practice_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"evenpost/gui/kit"
	"evenpost/gui/kit/kittest"
)

// Pictures for review: CGO_ENABLED=0 go test -tags shots ./gui/practice -run Shots, then look into dist/states.

func shots() string {
	if d := os.Getenv("SHOTS"); d != "" {
		return d
	}
	return filepath.Join("..", "..", "dist", "states")
}

// inFrame gives a page the room it has in the window: the sidebar takes 220.
func inFrame(o fyne.CanvasObject) fyne.CanvasObject {
	side := kit.AtLeast(220, 0, kit.NewSurface(kit.ColorSidebar, "", 0))
	return container.NewStack(kit.NewSurface(theme.ColorNameBackground, "", 0), container.NewBorder(nil, nil, side, nil, o))
}

var looks = []struct {
	name     string
	w, h     float32
	mode     kit.Mode
	language kit.Language
}{
	{"1200-light-en", 1200, 780, kit.Light, kit.English},
	{"960-dark-de", 960, 640, kit.Dark, kit.German},
	{"1200-dark-de", 1200, 780, kit.Dark, kit.German},
	{"960-light-en", 960, 640, kit.Light, kit.English},
}

func TestShots(t *testing.T) {
	for _, look := range looks {
		t.Run(look.name, func(t *testing.T) {
			k := open(t, kittest.In(look.language), kittest.Looking(look.mode))
			shot := func(name string) {
				k.Settle()
				k.Capture(filepath.Join(shots(), "practice-"+name+"-"+look.name+".png"))
			}
			k.Show(inFrame(k.page.Content()))
			k.Resize(look.w, look.h)
			k.page.Shown()
			t.Cleanup(k.page.Hidden)
			shot("empty")
			for i := range 40 {
				k.send(fmt.Sprintf("customer.%d@example.com", i+1), "Our Advent market opens on Friday, dear friends of the bakery")
			}
			k.send("slow@example.com", "Winter opening hours")
			shot("full")
			k.Tap(kit.T("Show the raw message"))
			shot("raw")
			k.UI.CloseTop()
			k.Tap(kit.T("Clear"))
			shot("clear")
		})
	}
}
