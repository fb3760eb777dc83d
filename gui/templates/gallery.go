package templates

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"evenpost/assets/starters"
	"evenpost/gui/kit"
	"evenpost/mailing"
)

// gallery is all messages.
type gallery struct {
	page  *Page
	root  *fyne.Container
	head  *kit.Header
	slot  *kit.Slot
	tiles *fyne.Container
	full  fyne.CanvasObject
	empty fyne.CanvasObject
	live  *kit.Live[[]mailing.Template]
}

func newGallery(p *Page) *gallery {
	g := &gallery{page: p, slot: kit.NewSlot(), tiles: container.NewStack()}
	g.live = kit.NewLive(p.ui, g.begin, g.refresh)
	newOne := kit.Primary(kit.T("New message"), theme.ContentAddIcon(), p.OnNew)
	newOne.SetToolTip(kit.T("Ctrl+N"))
	g.head = kit.PageHeader(kit.T("Templates"), kit.T("The messages you send, ready to be used again"), newOne)
	g.full = kit.PageBody(g.head, kit.Column(kit.SpaceM, g.slot, g.tiles))
	g.empty = kit.PageFill(kit.PageHeader(kit.T("Templates"), ""), kit.EmptyState(kit.IconPencil, kit.T("No message yet"),
		kit.T("Begin with one of the starters, for example a newsletter or an invitation, and put in your own words."),
		kit.Primary(kit.T("New message"), theme.ContentAddIcon(), p.OnNew)))
	g.root = container.NewStack(g.full)
	return g
}

func (g *gallery) begin() func(context.Context) ([]mailing.Template, error) {
	return g.page.deps.Store.Templates
}

func (g *gallery) refresh(all []mailing.Template, err error) {
	if err != nil {
		g.slot.Fail(g.page.ui, err)
		return
	}
	g.slot.Put(nil)
	show := g.full
	if len(all) == 0 {
		show = g.empty
	}
	cards := make([]fyne.CanvasObject, 0, len(all))
	for _, t := range all {
		cards = append(cards, g.card(t))
	}
	for len(cards) < 3 { // one alone would be as wide as the page
		cards = append(cards, kit.NewSurface("", "", 0))
	}
	g.tiles.Objects = []fyne.CanvasObject{kit.Tiles(280, kit.SpaceM, cards...)}
	g.root.Objects = []fyne.CanvasObject{show}
	g.root.Refresh()
}

// card is one message: its name, its subject, the beginning of its text.
func (g *gallery) card(t mailing.Template) fyne.CanvasObject {
	now := g.page.ui.Now().In(g.page.ui.Zone)
	remove := kit.IconButton(theme.DeleteIcon(), kit.T("Delete"), func() { g.onDelete(t) })
	foot := kit.Row(kit.SpaceS, kit.Grow(kit.Small(kit.T("changed {{.When}}", kit.M{"When": kit.When(t.UpdatedAt, now)})).Cuttable()), remove)
	paper := container.NewStack(kit.NewSurface(theme.ColorNameInputBackground, "", 6),
		kit.Pad(kit.SpaceS, kit.AtLeast(0, 100, newExcerpt(t.Message.Body))))
	body := kit.Column(kit.SpaceS, paper, kit.Strong(t.Name).Cuttable(), kit.Muted(plainFields(t.Message.Subject)).Cuttable(), foot)
	tap := kit.NewTappable(kit.Pad(kit.SpaceM, body), func() { g.page.edit(t) })
	tap.OnKey = func(k fyne.KeyName) bool {
		if k == fyne.KeyDelete {
			g.onDelete(t)
			return true
		}
		return false
	}
	return container.NewStack(kit.NewSurface(kit.ColorCard, kit.ColorRule, 10), tap)
}

// onDelete deletes at once and offers to take it back.
func (g *gallery) onDelete(t mailing.Template) {
	store, ui := g.page.deps.Store, g.page.ui
	kit.Run(ui, nil, func(ctx context.Context) (struct{}, error) { return struct{}{}, store.DeleteTemplate(ctx, t.ID) }, func(_ struct{}, err error) {
		if err != nil {
			kit.ShowError(ui, err)
			return
		}
		g.live.Ask()
		ui.Toast(kit.T("“{{.Name}}” deleted", kit.M{"Name": t.Name}), func() {
			kit.Run(ui, nil, func(ctx context.Context) (int64, error) { return store.AddTemplate(ctx, t) }, func(_ int64, err error) {
				if err != nil {
					kit.ShowError(ui, err)
				}
				g.live.Ask()
			})
		})
	})
}

// onNew offers the starters.
func (p *Page) onNew() {
	all, err := p.deps.Starters(string(kit.CurrentLanguage()))
	if err != nil {
		p.ui.Log.Warn("starters", "error", err)
	}
	var d *kit.Dialog
	cards := []fyne.CanvasObject{p.starter(starters.Starter{Name: kit.T("Empty message"), About: kit.T("Begin with a white page")}, &d)}
	for _, s := range all {
		cards = append(cards, p.starter(s, &d))
	}
	d = kit.NewDialog(p.ui, kit.T("What would you like to write?"), kit.Tiles(250, kit.SpaceS, cards...), "", nil)
	d.Cancel.SetText(kit.T("Cancel"))
	d.Sized(580, 0).Show()
}

func (p *Page) starter(s starters.Starter, d **kit.Dialog) fyne.CanvasObject {
	tap := kit.NewTappable(kit.Pad(kit.SpaceM, kit.Column(kit.SpaceXS, kit.Strong(s.Name), kit.Hint(s.About))), func() {
		(*d).Close()
		t := mailing.Template{Message: mailing.Message{Subject: s.Subject, Preheader: s.Preheader, Body: s.Body, Format: mailing.Markdown}}
		if s.Body != "" {
			t.Name = s.Name
		}
		p.edit(t)
	})
	return container.NewStack(kit.NewSurface(kit.ColorCard, kit.ColorRule, 10), tap)
}
