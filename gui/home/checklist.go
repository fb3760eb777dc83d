package home

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"evenpost/gui/kit"
)

// The first steps, in their order.
const (
	stepAccount = iota
	stepContacts
	stepMessage
	stepTest
	stepSend
	stepCount
)

// checklist leads through the first steps until there is an account and the first campaign was sent.
type checklist struct {
	widget.BaseWidget
	ui    *kit.UI
	hide  func()
	slot  *kit.Slot
	shown bool
	done  [stepCount]bool
}

func newChecklist(ui *kit.UI, hide func()) *checklist {
	c := &checklist{ui: ui, hide: hide, slot: kit.NewSlot()}
	c.ExtendBaseWidget(c)
	c.Hide()
	return c
}

// Inside implements kit.Holder.
func (c *checklist) Inside() fyne.CanvasObject { return c.slot }

// CreateRenderer implements fyne.Widget.
func (c *checklist) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(c.slot) }

func (c *checklist) set(v view) {
	if !v.checklist {
		c.Hide()
		c.shown = false
		return
	}
	if c.shown && c.done == v.done {
		return
	}
	c.shown, c.done = true, v.done
	c.slot.Put(c.build())
	c.Show()
	c.Refresh()
}

type step struct {
	title, hint, button string
	icon                fyne.Resource
	do                  func()
}

func (c *checklist) build() fyne.CanvasObject {
	goTo := func(page kit.PageID, arg any) func() { return func() { c.ui.Navigate(page, arg) } }
	steps := [stepCount]step{
		stepAccount:  {kit.T("Enter your mail account"), kit.T("Your address and its password are enough. Evenpost finds the rest."), kit.T("Add account"), kit.IconKey, goTo(kit.PageAccounts, kit.OpenNew{})},
		stepContacts: {kit.T("Bring your contacts"), kit.T("From a spreadsheet, from your mail program, or one by one."), kit.T("Import contacts"), kit.IconUpload, goTo(kit.PageContacts, kit.OpenImport{})},
		stepMessage:  {kit.T("Write your message"), kit.T("Begin with one of the templates and see it as your contacts will."), kit.T("Write"), kit.IconPencil, goTo(kit.PageTemplates, kit.OpenNew{})},
		stepTest:     {kit.T("Send yourself a test"), kit.T("Look at it on your phone before anyone else does."), kit.T("Choose a message"), theme.MailSendIcon(), goTo(kit.PageTemplates, nil)},
		stepSend:     {kit.T("Send your first campaign"), kit.T("Evenpost keeps the pace your mailbox allows and tells when it is done."), kit.T("New campaign"), kit.IconEnvelope, goTo(kit.PageCampaigns, kit.OpenNew{})},
	}
	next := stepCount
	for i := stepCount - 1; i >= 0; i-- {
		if !c.done[i] {
			next = i
		}
	}
	rows := []fyne.CanvasObject{}
	for i, s := range steps {
		rows = append(rows, stepRow(i, s, c.done[i], i == next))
	}
	rows = append(rows, kit.Rule(), kit.Row(kit.SpaceS,
		kit.Picture(kit.IconPractice, 18, kit.ColorMuted),
		kit.Grow(kit.Hint(kit.T("You can try everything with the practice mailbox first: its mails stay on this computer.")))))
	return kit.CardTitled(kit.T("First steps"), kit.Quiet(kit.T("Hide"), nil, c.hide), kit.Column(kit.SpaceS, rows...))
}

func stepRow(i int, s step, done, next bool) fyne.CanvasObject {
	title, hint := kit.Strong(s.title).Cuttable(), kit.Small(s.hint).Cuttable()
	if done {
		title.Bold, title.Color = false, kit.ColorMuted
	}
	var right fyne.CanvasObject
	switch {
	case done:
		right = kit.NewPill(kit.T("done"), kit.Good)
	case next:
		right = kit.Primary(s.button, s.icon, s.do)
	default:
		right = kit.Quiet(s.button, nil, s.do)
	}
	return kit.AtLeast(0, 46, kit.Row(kit.SpaceM, stepMark(i, done, next), kit.Grow(kit.Column(1, title, hint)), right))
}

func stepMark(i int, done, next bool) fyne.CanvasObject {
	fill, stroke := fyne.ThemeColorName(""), kit.ColorMuted
	number := kit.Strong(strconv.Itoa(i + 1)).In(kit.ColorMuted)
	var inner fyne.CanvasObject = number
	switch {
	case done:
		fill, stroke = kit.SoftOf(kit.ColorSent), ""
		inner = kit.Picture(kit.IconTick, 16, kit.ColorSent)
	case next:
		fill, stroke = theme.ColorNamePrimary, ""
		number.Color = theme.ColorNameForegroundOnPrimary
	}
	return container.NewGridWrap(fyne.NewSquareSize(30), container.NewStack(kit.NewSurface(fill, stroke, 15), container.NewCenter(inner)))
}
