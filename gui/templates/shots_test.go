//go:build shots

package templates_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"evenpost/gui/kit"
	"evenpost/gui/kit/kittest"
	"evenpost/mailing"
)

// Pictures for review: CGO_ENABLED=0 go test -tags shots ./gui/campaigns -run Shots, then look into dist/states.

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
}

func TestShots(t *testing.T) {
	for _, look := range looks {
		t.Run(look.name, func(t *testing.T) {
			shot := func(b *bench, name string) {
				b.Settle()
				b.Capture(filepath.Join(shots(), "templates-"+name+"-"+look.name+".png"))
			}
			b := open(t, 5, kittest.In(look.language), kittest.Looking(look.mode))
			b.Show(inFrame(b.page.Content()))
			b.Resize(look.w, look.h)
			for _, name := range []string{"Winter opening hours", "A very long name for a message about the Easter market and everything around it"} {
				_, err := b.world.Store.AddTemplate(t.Context(), mailing.Template{Name: name, UpdatedAt: time.Now(), Message: mailing.Message{
					Subject: "We are open over Christmas, {{ first_name }}", Body: "# Open\n\nDear {{ first_name }}, from **Monday** on we bake for you again.", Format: mailing.Markdown,
				}})
				if err != nil {
					t.Fatal(err)
				}
			}
			b.page.Refresh()
			shot(b, "gallery")
			b.page.OnNew()
			shot(b, "starters")
			b.UI.CloseTop()
			b.page.Open(kit.OpenTemplate{ID: b.world.Template})
			shot(b, "editor")
			b.Type(kit.T("Subject"), "Hello {{ frist_name }}")
			shot(b, "wrong-field")
		})
	}
}
