package gui

import (
	"fmt"
	"strconv"

	"evenpost/gui/kit"
)

// look reads language, theme and text size from the settings and puts them on.
func (w *Window) look() error {
	language, err := w.deps.Store.Setting(w.ui.Ctx, kit.SettingLanguage)
	if err != nil {
		return fmt.Errorf("window: language: %w", err)
	}
	mode, err := w.deps.Store.Setting(w.ui.Ctx, kit.SettingMode)
	if err != nil {
		return fmt.Errorf("window: theme: %w", err)
	}
	scale, err := w.deps.Store.Setting(w.ui.Ctx, kit.SettingTextScale)
	if err != nil {
		return fmt.Errorf("window: text size: %w", err)
	}
	size, err := strconv.ParseFloat(scale, 32)
	if err != nil {
		size = 1 // not chosen, or written by hand
	}
	chosen := kit.Language(language)
	if chosen != kit.English && chosen != kit.German {
		chosen = "" // not chosen: the computer's
	}
	if err := kit.UseLanguage(chosen); err != nil {
		return err
	}
	w.app.Settings().SetTheme(kit.NewTheme(kit.Mode(mode), float32(size)))
	return nil
}

// changed is called by a page that changed something the frame shows. Another language makes every page anew.
func (w *Window) changed() {
	before := kit.CurrentLanguage()
	if err := w.look(); err != nil {
		kit.ShowError(w.ui, err)
		return
	}
	if kit.CurrentLanguage() != before {
		if p := w.pages[w.current]; p != nil {
			p.Hidden()
		}
		clear(w.pages)
		w.build()
		return
	}
	w.status.Ask()
}
