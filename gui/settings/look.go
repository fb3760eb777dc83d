package settings

import (
	"context"

	"fyne.io/fyne/v2"

	"evenpost/gui/kit"
)

// lookCard is how the window looks and speaks.
type lookCard struct {
	page     *Page
	object   fyne.CanvasObject
	saved    *savedSign
	language *chooser
	mode     *chooser
	scale    *chooser
}

// chooser is a choice of one setting.
type chooser struct {
	*kit.Select

	values []string
}

func newChooser(values, names []string, chosen func(value string)) *chooser {
	c := &chooser{values: values}
	c.Select = kit.NewSelect(names, nil)
	c.SetSelectedIndex(0)
	c.OnChanged = func(string) { chosen(values[max(0, c.SelectedIndex())]) }
	return c
}

// show chooses without telling.
func (c *chooser) show(value string) {
	told := c.OnChanged
	c.OnChanged = nil
	c.SetSelectedIndex(0)
	for i, v := range c.values {
		if v == value {
			c.SetSelectedIndex(i)
		}
	}
	c.OnChanged = told
}

func newLookCard(p *Page) *lookCard {
	c := &lookCard{page: p, saved: newSavedSign()}
	c.language = newChooser([]string{"", string(kit.English), string(kit.German)},
		[]string{kit.T("Like this computer"), "English", "Deutsch"}, func(v string) { c.keep(kit.SettingLanguage, v) })
	c.mode = newChooser([]string{"", string(kit.Light), string(kit.Dark)},
		[]string{kit.T("Like this computer"), kit.T("Light"), kit.T("Dark")}, func(v string) { c.keep(kit.SettingMode, v) })
	c.scale = newChooser([]string{"", "0.9", "1.15", "1.3", "1.5"},
		[]string{kit.T("Normal"), kit.T("Small"), kit.T("Large"), kit.T("Larger"), kit.T("Very large")}, func(v string) { c.keep(kit.SettingTextScale, v) })
	c.object = kit.CardTitled(kit.T("The window"), c.saved, kit.Tiles(190, kit.SpaceM,
		kit.Field(kit.T("Language"), "", c.language.Select),
		kit.Field(kit.T("Colours"), "", c.mode.Select),
		kit.Field(kit.T("Size of text"), "", c.scale.Select)))
	return c
}

func (c *lookCard) show(k kept) {
	scale := k.scale
	if scale == "1" {
		scale = ""
	}
	c.language.show(k.language)
	c.mode.show(k.mode)
	c.scale.show(scale)
}

// keep stores a setting and puts it on at once.
func (c *lookCard) keep(key, value string) {
	p := c.page
	kit.Run(p.ui, nil, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, p.deps.Store.SetSetting(ctx, key, value)
	}, func(_ struct{}, err error) {
		if err != nil {
			c.saved.failed()
			p.slot.Fail(p.ui, err)
			return
		}
		c.saved.done()
		p.ui.Changed()
	})
}
