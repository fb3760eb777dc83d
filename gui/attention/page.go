// Package attention is the page where failed deliveries and those in doubt are worked through: grouped by cause, in plain words,
// with what can be done about each group and about each of its rows.
package attention

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"evenpost/gui/deliveries"
	"evenpost/gui/kit"
	"evenpost/mailing"
	"evenpost/storage"
)

// Store is what the page needs of storage.
type Store interface {
	deliveries.Store
	FailureGroups(ctx context.Context, campaignID int64) ([]storage.FailureGroup, error)
	Campaign(ctx context.Context, id int64) (mailing.Campaign, error)
	Accounts(ctx context.Context) ([]mailing.Account, error)
}

// Deps is what the page works with.
type Deps struct {
	Store Store
}

// Page is the page of failed deliveries and those in doubt.
type Page struct {
	ui       *kit.UI
	deps     Deps
	actions  *deliveries.Actions
	campaign int64 // only this one, 0 all
	root     *fyne.Container
	groups   *groups
	opened   *opened
	inGroup  bool
	shown    bool
	opening  bool // something was asked for, and is shown next
}

// New makes the page.
func New(ui *kit.UI, deps Deps) *Page {
	p := &Page{ui: ui, deps: deps, actions: &deliveries.Actions{UI: ui, Store: deps.Store}, root: container.NewStack()}
	p.groups, p.opened = newGroups(p), newOpened(p)
	p.showGroups()
	return p
}

// Title implements kit.Page.
func (p *Page) Title() string { return kit.T("Attention") }

// Content implements kit.Page.
func (p *Page) Content() fyne.CanvasObject { return p.root }

// Shown implements kit.Page.
func (p *Page) Shown() {
	if p.shown && !p.opening { // pressed in the sidebar once more
		p.campaign = 0
		p.showGroups()
	}
	p.opening, p.shown = false, true
	p.Refresh()
}

// Hidden implements kit.Page.
func (p *Page) Hidden() {
	p.shown = false
	p.groups.live.Stop()
	p.opened.view.Stop()
}

// Refresh implements kit.Page.
func (p *Page) Refresh() {
	if p.inGroup {
		p.opened.view.Reread()
		return
	}
	p.groups.live.Ask()
}

// FocusSearch implements kit.Searcher.
func (p *Page) FocusSearch() {
	if p.inGroup {
		p.opened.view.FocusSearch()
	}
}

// TakeKey implements kit.KeyTaker.
func (p *Page) TakeKey(key fyne.KeyName, _ fyne.KeyModifier) bool {
	switch {
	case p.inGroup:
		return p.opened.view.TakeKey(key)
	case key == fyne.KeyDown:
		return p.groups.focusFirst()
	case key == fyne.KeyEscape && p.campaign != 0:
		p.onAllCampaigns()
		return true
	}
	return false
}

// Open implements kit.Opener.
func (p *Page) Open(arg any) {
	a, ok := arg.(kit.OpenGroup)
	if !ok {
		return
	}
	p.opening = true
	p.campaign = a.CampaignID
	p.showGroups()
	if a.State != "" {
		p.open(cause{a.State, a.Kind, a.Scope}, mailing.Verdict{Kind: a.Kind, Scope: a.Scope})
	}
}

func (p *Page) showGroups() {
	p.inGroup = false
	p.opened.view.Stop()
	p.ui.Turn(p.root, p.groups.root)
	p.groups.live.Restart()
}

func (p *Page) onAllCampaigns() {
	p.campaign = 0
	p.groups.live.Restart()
}

// open shows the rows of a group.
func (p *Page) open(c cause, v mailing.Verdict) {
	p.groups.live.Stop()
	p.inGroup = true
	p.opened.show(c, v)
	p.ui.Turn(p.root, p.opened.root)
	p.opened.view.Focus()
}

// cause is what makes a group: deliveries in one state for one reason.
type cause struct {
	state mailing.DeliveryState
	kind  mailing.Kind
	scope mailing.Scope
}

// query chooses the deliveries of a group.
func (c cause) query(campaign int64) storage.DeliveryQuery {
	return storage.DeliveryQuery{CampaignID: campaign, States: []mailing.DeliveryState{c.state}, Kind: c.kind, Scope: c.scope}
}

// opened is one group with its rows.
type opened struct {
	page *Page
	root *fyne.Container
	head *kit.SubHeader
	todo *kit.Para
	view *deliveries.View
}

func newOpened(p *Page) *opened {
	o := &opened{page: p, view: deliveries.NewView(p.ui, p.deps.Store, false), todo: kit.Hint("")}
	o.view.OnBack = p.showGroups
	o.head = kit.NewSubHeader(kit.T("All causes"), p.showGroups, "", "")
	o.root = container.NewStack(kit.PageFill(o.head, kit.Between(kit.Column(0, o.todo), nil, o.view.Content())))
	return o
}

func (o *opened) show(c cause, v mailing.Verdict) {
	w := wordsOf(c, v)
	o.head.SetTitle(w.title)
	o.head.SetSubtitle(w.whose)
	o.todo.SetText(w.todo)
	o.view.Show(c.query(o.page.campaign))
}
