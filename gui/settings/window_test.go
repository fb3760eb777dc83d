package settings_test

import (
	"testing"
	"time"

	"evenpost/gui"
	"evenpost/gui/kit"
	"evenpost/gui/kit/kittest"
	"evenpost/gui/settings"
	"evenpost/storage/storagetest"
)

// TestLanguageChangesTheWholeWindow chooses German in the real frame: everything is written anew, and the page stays.
func TestLanguageChangesTheWholeWindow(t *testing.T) {
	e, store := kittest.New(t), storagetest.Open(t)
	deps := settings.Deps{
		Store: store, Footer: footer, Backups: func() ([]settings.Backup, error) { return nil, nil }, Libraries: libraries,
		Open: func(string) error { return nil },
	}
	if err := store.SetSetting(t.Context(), kit.SettingLanguage, "en"); err != nil {
		t.Fatal(err)
	}
	w, err := gui.New(t.Context(), e.App, gui.Deps{Store: store, Do: e.UI.Do, Now: func() time.Time { return e.Now }, Pages: []gui.Entry{
		{ID: kit.PageSettings, New: func(ui *kit.UI) kit.Page { return settings.New(ui, deps) }},
	}})
	if err != nil {
		t.Fatal(err)
	}
	e.Adopt(w.Fyne())
	e.UntilText("Who you are")
	e.Type("Huber Bakery", "Huber")
	e.UntilText("Saved")
	choose(e, "Deutsch")
	e.UntilText("Wer Sie sind")
	e.UntilText("Einstellungen")
	e.UntilText("Huber") // what was typed is there again
	choose(e, "Dunkel")
	e.Until(func() bool {
		mode, err := store.Setting(t.Context(), kit.SettingMode)
		return err == nil && mode == "dark"
	})
	e.UntilText("Gespeichert")
	e.Drain()
	if r, _, _, _ := e.App.Settings().Theme().Color("background", 1).RGBA(); r > 0x4000 {
		t.Error("dark was chosen, and the window is light")
	}
}
