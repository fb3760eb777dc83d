package settings

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"evenpost/gui/kit"
)

// savedSign says quietly, in the head of a card, that what was changed is kept.
type savedSign struct {
	widget.BaseWidget
	icon *widget.Icon
	text *kit.Text
	row  *fyne.Container
}

func newSavedSign() *savedSign {
	s := &savedSign{icon: widget.NewIcon(theme.NewColoredResource(kit.IconTick, kit.ColorSent)), text: kit.Small("")}
	s.row = kit.Row(kit.SpaceXS, container.NewGridWrap(fyne.NewSquareSize(16), s.icon), s.text)
	s.ExtendBaseWidget(s)
	s.Hide()
	return s
}

// CreateRenderer implements fyne.Widget.
func (s *savedSign) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(s.row) }

func (s *savedSign) busy() {
	s.icon.Hide()
	s.say(kit.T("Saving …"))
}

func (s *savedSign) done() {
	s.icon.Show()
	s.say(kit.T("Saved"))
}

func (s *savedSign) failed() {
	s.icon.Hide()
	s.say(kit.T("Not saved"))
}

func (s *savedSign) say(words string) {
	s.text.SetText(words)
	s.Show()
	s.Refresh()
}
