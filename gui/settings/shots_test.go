//go:build shots

package settings_test

import (
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"evenpost/gui/kit"
	"evenpost/gui/kit/kittest"
	"evenpost/gui/settings"
	"evenpost/mailing"
)

// Pictures for review: CGO_ENABLED=0 go test -tags shots ./gui/settings -run Shots, then look into dist/states.

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
				k.Capture(filepath.Join(shots(), "settings-"+name+"-"+look.name+".png"))
			}
			k.Show(inFrame(k.page.Content()))
			k.Resize(look.w, look.h)
			k.page.Shown()
			shot("empty")
			k.Type(kit.T("the sender's own address"), "info@")
			shot("wrong")
			full := mailing.Identity{Business: "Bäckerei Huber", PostalAddress: "Hauptplatz 3\n8010 Graz", UnsubscribeURL: "https://baeckerei-huber.example/abmelden?wer={{ email }}"}
			if err := k.store.SetIdentity(t.Context(), full); err != nil {
				t.Fatal(err)
			}
			k.backups = []settings.Backup{
				{Path: "/data/backups/before-schema-3-20261120-081500.000.db", At: k.Now.AddDate(0, 0, -4), Size: 8_300_000},
				{Path: "/data/backups/before-schema-2-20260930-071500.000.db", At: k.Now.AddDate(0, -2, 0), Size: 5_100_000},
			}
			k.Type(kit.T("the sender's own address"), "")
			k.Settle()
			k.page.Refresh()
			shot("full")
			k.Resize(look.w, 1500)
			shot("long")
			k.Resize(look.w, look.h)
			k.Tap(kit.T("Works of others"))
			shot("libraries")
			k.UI.CloseTop()
			k.Tap(kit.T("Licence"))
			shot("licence")
		})
	}
}
