//go:build shots

package gui_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"evenpost/gui"
	"evenpost/gui/home"
	"evenpost/gui/kit"
	"evenpost/gui/kit/kittest"
)

// Pictures of the window for review: CGO_ENABLED=0 go test -tags shots ./gui -run Shots, then look into dist/states.

func shots() string {
	if d := os.Getenv("SHOTS"); d != "" {
		return d
	}
	return filepath.Join("..", "dist", "states")
}

func TestShots(t *testing.T) {
	for name, store := range map[string]*fakeStore{"new": newUser(), "busy": busyUser(), "quiet": quietUser()} {
		for _, mode := range []kit.Mode{kit.Light, kit.Dark} {
			for _, language := range []kit.Language{kit.English, kit.German} {
				if language == kit.German && mode == kit.Dark {
					continue
				}
				t.Run(name+"-"+string(mode)+"-"+string(language), func(t *testing.T) {
					shoot(t, "home-"+name, store, mode, language)
				})
			}
		}
	}
}

func shoot(t *testing.T, name string, store *fakeStore, mode kit.Mode, language kit.Language) {
	store.settings[kit.SettingMode], store.settings[kit.SettingLanguage] = string(mode), string(language)
	e := kittest.New(t)
	e.UI.Zone = time.UTC
	w, err := gui.New(t.Context(), e.App, gui.Deps{
		Store: store, Do: e.UI.Do, Now: func() time.Time { return e.Now }, Pace: func(int64) float64 { return 36 },
		Pages: []gui.Entry{{ID: kit.PageHome, New: func(ui *kit.UI) kit.Page {
			return home.New(ui, store, store, func(int64) float64 { return 36 })
		}}, stub(kit.PageContacts), stub(kit.PageTemplates), stub(kit.PageCampaigns), stub(kit.PageAttention), stub(kit.PageAccounts), stub(kit.PageSettings), stub(kit.PagePractice)},
	})
	if err != nil {
		t.Fatal(err)
	}
	e.Adopt(w.Fyne())
	e.Settle()
	for _, size := range []struct {
		name string
		w, h float32
	}{{"1200", 1200, 780}, {"960", 960, 640}} {
		e.Resize(size.w, size.h)
		e.Capture(filepath.Join(shots(), name+"-"+size.name+"-"+string(mode)+"-"+string(language)+".png"))
	}
}

// stub registers a page that these pictures do not show.
func stub(id kit.PageID) gui.Entry {
	return gui.Entry{ID: id, New: func(*kit.UI) kit.Page { return nil }}
}
