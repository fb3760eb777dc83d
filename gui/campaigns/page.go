package campaigns

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"evenpost/gui/deliveries"
	"evenpost/gui/kit"
	"evenpost/mailing"
	"evenpost/storage"
)

// Page is the page of campaigns.
type Page struct {
	ui     *kit.UI
	deps   Deps
	root   *fyne.Container
	list   *list
	detail *detail
	wizard *wizard // nil while no campaign is being made
	rows   *rowsView
	at     view
	shown  bool
	ticks  func() // stops what repaints with the clock

	opening bool // something was asked for, and is shown next
}

// view is what the page shows at the moment.
type view int

const (
	viewList view = iota
	viewDetail
	viewRows
	viewWizard
)

// New makes the page.
func New(ui *kit.UI, deps Deps) *Page {
	p := &Page{ui: ui, deps: deps, root: container.NewStack()}
	p.list = newList(p)
	p.detail = newDetail(p)
	p.rows = newRowsView(p)
	p.show(viewList)
	return p
}

// Title implements kit.Page.
func (p *Page) Title() string { return kit.T("Campaigns") }

// Content implements kit.Page.
func (p *Page) Content() fyne.CanvasObject { return p.root }

// Shown implements kit.Page.
func (p *Page) Shown() {
	if p.shown && p.at != viewWizard && !p.opening { // pressed in the sidebar once more: back to the list
		p.showList()
	}
	p.opening = false
	if p.shown {
		return
	}
	p.shown = true
	if p.at == viewWizard {
		p.wizard.returned()
	}
	p.ticks = kit.Every(p.ui, time.Second, p.Refresh) // speed and times change without the store
	p.Refresh()
}

// Hidden implements kit.Page.
func (p *Page) Hidden() {
	p.shown = false
	p.ticks()
	p.list.live.Stop()
	p.detail.live.Stop()
	p.rows.view.Stop()
}

// Refresh implements kit.Page.
func (p *Page) Refresh() {
	switch p.at {
	case viewList:
		p.list.live.Ask()
	case viewDetail:
		p.detail.live.Ask()
	case viewRows:
		p.rows.view.Reread()
	case viewWizard:
		p.wizard.refresh()
	}
}

// OnNew implements kit.Newer.
func (p *Page) OnNew() {
	if p.at != viewWizard {
		p.openWizard(mailing.Campaign{})
	}
}

// FocusSearch implements kit.Searcher.
func (p *Page) FocusSearch() {
	if p.at == viewRows {
		p.rows.view.FocusSearch()
	}
}

// TakeKey implements kit.KeyTaker.
func (p *Page) TakeKey(key fyne.KeyName, _ fyne.KeyModifier) bool {
	switch p.at {
	case viewDetail:
		switch key {
		case fyne.KeyEscape:
			p.showList()
			return true
		case fyne.KeyP:
			return p.detail.onPauseKey()
		case fyne.KeyDelete:
			return p.detail.onDeleteKey()
		}
	case viewRows:
		return p.rows.view.TakeKey(key)
	case viewWizard:
		if key == fyne.KeyEscape {
			p.wizard.onCancel()
			return true
		}
	case viewList:
		if key == fyne.KeyDown {
			return p.list.focusFirst()
		}
	}
	return false
}

// Open implements kit.Opener.
func (p *Page) Open(arg any) {
	p.opening = true
	switch a := arg.(type) {
	case kit.OpenNew:
		p.OnNew()
	case kit.OpenNewCampaign:
		p.openWizard(mailing.Campaign{Audience: a.Audience, TemplateID: a.TemplateID})
	case kit.OpenCampaign:
		p.openCampaign(a.ID)
		if a.State != "" {
			p.openRows(a.ID, a.State)
		}
	}
}

func (p *Page) show(v view) {
	p.at = v
	var o fyne.CanvasObject
	switch v {
	case viewList:
		o = p.list.root
	case viewDetail:
		o = p.detail.root
	case viewRows:
		o = p.rows.root
	case viewWizard:
		o = p.wizard.root
	}
	p.ui.Turn(p.root, o)
}

func (p *Page) showList() {
	p.wizard = nil
	p.detail.live.Stop()
	p.show(viewList)
	p.list.live.Restart()
}

func (p *Page) openCampaign(id int64) {
	p.wizard = nil
	p.rows.view.Stop()
	p.detail.open(id)
	p.show(viewDetail)
}

func (p *Page) openRows(id int64, s mailing.DeliveryState) {
	p.rows.open(id, s)
	p.show(viewRows)
	p.rows.view.Focus()
}

func (p *Page) openWizard(c mailing.Campaign) {
	p.wizard = newWizard(p, c)
	p.show(viewWizard)
	p.wizard.kit.Begin(p.ui.Window.Canvas())
}

// rowsView is the deliveries of one campaign in one state.
type rowsView struct {
	page *Page
	root *fyne.Container
	head *kit.SubHeader
	view *deliveries.View
	name kit.Latest[mailing.Campaign]
	id   int64
}

func newRowsView(p *Page) *rowsView {
	r := &rowsView{page: p, view: deliveries.NewView(p.ui, p.deps.Store, true)}
	r.view.OnBack = r.onBack
	r.head = kit.NewSubHeader(kit.T("Back to the campaign"), r.onBack, "", "")
	r.root = container.NewStack(kit.PageFill(r.head, r.view.Content()))
	return r
}

func (r *rowsView) onBack() { r.page.openCampaign(r.id) }

func (r *rowsView) open(id int64, s mailing.DeliveryState) {
	r.id = id
	r.head.SetTitle(stateTitle(s))
	r.head.SetSubtitle("")
	p := r.page
	r.name.Run(p.ui, func(ctx context.Context) (mailing.Campaign, error) { return p.deps.Store.Campaign(ctx, id) }, func(c mailing.Campaign, err error) {
		if err == nil {
			r.head.SetSubtitle(c.Name)
		}
	})
	states := []mailing.DeliveryState{s}
	if s == mailing.Waiting { // what is on its way is not worth a number of its own
		states = append(states, mailing.Sending)
	}
	r.view.Show(storage.DeliveryQuery{CampaignID: id, States: states})
}
