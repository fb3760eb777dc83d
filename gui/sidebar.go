package gui

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"evenpost/assets"
	"evenpost/gui/kit"
)

// sidebar holds the ways to the pages and, at the bottom, the quota meters.
type sidebar struct {
	w      *Window
	object fyne.CanvasObject
	items  []*navItem
	meters *fyne.Container
	rows   map[int64]*kit.Meter
	order  []int64
	whole  *kit.Meter // in the sheet beside the meter on which the pointer rests
	over   int64      // the account of that meter, 0 for none
}

func newSidebar(w *Window) *sidebar {
	s := &sidebar{w: w, meters: kit.Column(kit.SpaceXS), whole: kit.NewMeter(false, nil), rows: map[int64]*kit.Meter{}}
	logo := canvas.NewImageFromResource(fyne.NewStaticResource("evenpost.png", assets.IconPNG))
	logo.FillMode = canvas.ImageFillContain
	brand := kit.Row(10, container.NewGridWrap(fyne.NewSquareSize(28), logo), kit.Heading("Evenpost"))
	ways := []fyne.CanvasObject{kit.PadXY(10, 14, brand)}
	for _, e := range w.deps.Pages {
		n := newNavItem(pageName(e.ID), pageIcon(e.ID), func() { w.Navigate(e.ID, nil) })
		n.id = e.ID
		s.items = append(s.items, n)
		ways = append(ways, n)
		if e.ID == kit.PagePractice {
			n.Hide() // until there is a practice account
		}
	}
	scroll := container.NewVScroll(s.meters)
	s.object = container.NewStack(
		kit.NewSurface(kit.ColorSidebar, "", 0),
		container.New(sidebarLayout{}, kit.PadXY(8, 8, kit.Column(2, ways...)), scroll, kit.NewSurface(kit.ColorRule, "", 0)),
	)
	return s
}

// sidebarLayout: pages from the top; meters at the bottom, as high as they are while there is room; a hairline at the right.
type sidebarLayout struct{}

func (sidebarLayout) MinSize(o []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(sidebarWidth, o[0].MinSize().Height+90)
}

func (sidebarLayout) Layout(o []fyne.CanvasObject, s fyne.Size) {
	top := o[0].MinSize().Height
	o[0].Resize(fyne.NewSize(s.Width, top))
	wanted := float32(0)
	if scroll, ok := o[1].(*container.Scroll); ok {
		wanted = scroll.Content.MinSize().Height
	}
	h := min(wanted, s.Height-top-kit.SpaceS)
	o[1].Move(fyne.NewPos(kit.SpaceS, s.Height-h-kit.SpaceS))
	o[1].Resize(fyne.NewSize(s.Width-2*kit.SpaceS, h))
	o[2].Move(fyne.NewPos(s.Width-1, 0))
	o[2].Resize(fyne.NewSize(1, s.Height))
}

// mark shows which page is the current one.
func (s *sidebar) mark(id kit.PageID) {
	for _, n := range s.items {
		n.setCurrent(n.id == id)
	}
}

// set shows what was read.
func (s *sidebar) set(st status) {
	for _, n := range s.items {
		switch n.id {
		case kit.PageAttention:
			n.setBadge(st.attention)
		case kit.PagePractice:
			if st.practice || s.w.current == kit.PagePractice {
				n.Show()
			} else {
				n.Hide()
			}
		}
	}
	var order []int64
	for _, m := range st.meters {
		order = append(order, m.accountID)
		meter := s.rows[m.accountID]
		if meter == nil {
			id := m.accountID
			meter = kit.NewMeter(true, func() {
				s.hover(id, false) // the page says it all
				s.w.Navigate(kit.PageAccounts, kit.OpenAccount{ID: id})
			})
			meter.OnHover = func(in bool) { s.hover(id, in) }
			s.rows[id] = meter
		}
		meter.Set(m.quota, s.w.ui.Now())
		if s.over == m.accountID {
			s.whole.Set(m.quota, s.w.ui.Now())
		}
	}
	if !slices.Equal(order, s.order) {
		s.order = order
		s.meters.Objects = nil
		for i, id := range order {
			if i == 0 {
				s.meters.Add(kit.Rule())
			}
			s.meters.Add(s.rows[id])
		}
	}
	s.object.Refresh()
}

// hover shows all of an account's windows while the pointer rests on its meter.
func (s *sidebar) hover(account int64, in bool) {
	if !in {
		s.over = 0
		s.w.popover.Leave()
		return
	}
	s.over = account
	for _, m := range s.w.last.meters {
		if m.accountID == account {
			s.whole.Set(m.quota, s.w.ui.Now())
			s.w.popover.Rest(s.rows[account], s.whole)
		}
	}
}

func pageName(id kit.PageID) string {
	switch id {
	case kit.PageHome:
		return kit.T("Home")
	case kit.PageContacts:
		return kit.T("Contacts")
	case kit.PageTemplates:
		return kit.T("Templates")
	case kit.PageCampaigns:
		return kit.T("Campaigns")
	case kit.PageAttention:
		return kit.T("Attention")
	case kit.PageAccounts:
		return kit.T("Accounts")
	case kit.PageSettings:
		return kit.T("Settings")
	case kit.PagePractice:
		return kit.T("Practice mailbox")
	}
	return string(id)
}

func pageIcon(id kit.PageID) fyne.Resource {
	switch id {
	case kit.PageHome:
		return kit.IconHome
	case kit.PageContacts:
		return kit.IconPeople
	case kit.PageTemplates:
		return kit.IconPencil
	case kit.PageCampaigns:
		return kit.IconEnvelope
	case kit.PageAttention:
		return kit.IconAttend
	case kit.PageAccounts:
		return kit.IconKey
	case kit.PageSettings:
		return kit.IconGear
	case kit.PagePractice:
		return kit.IconPractice
	}
	return theme.QuestionIcon()
}
