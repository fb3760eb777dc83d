package gui

import (
	"fmt"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"evenpost/gui/kit"
)

// Trouble makes the small window that says why the program cannot open its data. Who starts it by a double click never
// sees what is written to a terminal.
func Trouble(app fyne.App, err error) (fyne.Window, error) {
	if err := kit.UseLanguage(kit.SystemLanguage()); err != nil {
		return nil, fmt.Errorf("gui: %w", err)
	}
	app.Settings().SetTheme(kit.NewTheme(kit.FollowSystem, 1))
	w := app.NewWindow("Evenpost")
	closing := kit.Primary(kit.T("Close"), nil, w.Close)
	body := container.NewBorder(nil, kit.Row(kit.SpaceS, kit.Fill(), closing), nil, nil,
		kit.ScrollBody(kit.Column(kit.SpaceM, kit.Title(kit.T("Evenpost cannot open")), kit.NewNotice(kit.Bad, kit.Explain(err)))))
	w.SetContent(container.NewStack(kit.NewSurface(theme.ColorNameBackground, "", 0), kit.Pad(kit.SpaceL, body)))
	w.SetPadded(false)
	w.Resize(fyne.NewSize(560, 340))
	w.CenterOnScreen()
	return w, nil
}
