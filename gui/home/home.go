package home

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"evenpost/gui/kit"
	"evenpost/mailing"
)

// Page is the first page.
type Page struct {
	ui    *kit.UI
	store Store
	live  *kit.Live[view]
	seen  []runningView // what was painted last

	header  *kit.Header
	create  *kit.Button
	lower   fyne.CanvasObject
	problem *kit.Slot
	steps   *checklist
	running *runningList
	last    *kit.Slot
	bars    *kit.Bars
	history *kit.Slot
	groups  *kit.Slot
	content fyne.CanvasObject
}

// Engine is what this page needs of the engine.
type Engine interface {
	// Forecast says when a campaign that runs will have gone out.
	Forecast(ctx context.Context, c mailing.Campaign, people int) (mailing.Forecast, error)
}

// New makes the page. pace tells the present speed of an account in messages a minute; it may be nil.
func New(ui *kit.UI, store Store, engine Engine, pace func(accountID int64) float64) *Page {
	p := &Page{ui: ui, store: store, problem: kit.NewSlot(), bars: kit.NewBars(), history: kit.NewSlot(), groups: kit.NewSlot(), last: kit.NewSlot()}
	p.live = kit.NewLive(ui, func() func(context.Context) (view, error) {
		return reader{store: store, engine: engine, pace: pace, now: ui.Now().In(ui.Zone), before: p.seen}.read
	}, p.show)
	p.steps = newChecklist(ui, p.hideSteps)
	p.running = newRunningList(ui, p.setPaused)
	p.create = kit.Primary(kit.T("New campaign"), theme.ContentAddIcon(), p.OnNew)
	p.header = kit.PageHeader(p.Title(), " ", p.create)
	p.lower = kit.Tiles(380, kit.SpaceM,
		kit.CardTitled(kit.T("Last 14 days"), kit.BarsLegend(), kit.AtLeast(0, 160, p.history)),
		kit.CardTitled(kit.T("Needs attention"), nil, p.groups),
	)
	p.content = kit.PageBody(p.header, kit.Column(kit.SpaceM, p.problem, p.steps, p.running, p.last, p.lower))
	return p
}

// Title implements kit.Page.
func (p *Page) Title() string { return kit.T("Home") }

// Content implements kit.Page.
func (p *Page) Content() fyne.CanvasObject { return p.content }

// Shown implements kit.Page.
func (p *Page) Shown() { p.live.Restart() }

// Hidden implements kit.Page.
func (p *Page) Hidden() { p.live.Stop() }

// Refresh implements kit.Page.
func (p *Page) Refresh() { p.live.Ask() }

// OnNew implements kit.Newer.
func (p *Page) OnNew() { p.ui.Navigate(kit.PageCampaigns, kit.OpenNew{}) }

func (p *Page) show(v view, err error) {
	if err != nil {
		p.problem.Fail(p.ui, err)
		return
	}
	p.problem.Put(nil)
	p.seen = v.running
	p.header.SetSubtitle(p.summary(v))
	p.steps.set(v)
	p.running.set(v.running, p.ui.Now().In(p.ui.Zone))
	p.last.Put(lastCard(p.ui, v.last))
	p.showHistory(v)
	// One main action on a page: while there is a first step to take, it is that one.
	importance := widget.HighImportance
	if v.checklist {
		importance = widget.MediumImportance
	}
	if p.create.Importance != importance {
		p.create.Importance = importance
		p.create.Refresh()
	}
	p.groups.Put(groupList(p.ui, v))
	p.content.Refresh()
}

// summary is the one sentence under the title.
func (p *Page) summary(v view) string {
	now := p.ui.Now().In(p.ui.Zone)
	date := kit.LongWeekday(now) + ", " + kit.Date(now, now)
	sending := 0
	for _, r := range v.running {
		if r.campaign.State.Running() {
			sending++
		}
	}
	if sending == 0 {
		return date
	}
	return date + " · " + kit.N("{{.N}} campaign is being sent", "{{.N}} campaigns are being sent", sending)
}

func (p *Page) showHistory(v view) {
	empty := true
	for _, d := range v.days {
		empty = empty && d.Sent == 0 && d.Failed == 0 && d.InDoubt == 0
	}
	if v.checklist && empty && len(v.groups) == 0 {
		p.lower.Hide() // a new user has nothing to look back on
		return
	}
	p.lower.Show()
	if empty {
		p.history.Put(container.NewCenter(kit.Muted(kit.T("Nothing was sent in these days."))))
		return
	}
	p.bars.Set(v.days)
	p.history.Put(p.bars)
}

func (p *Page) hideSteps() {
	set := func(value string, done func()) {
		kit.Run(p.ui, nil, func(ctx context.Context) (struct{}, error) {
			return struct{}{}, p.store.SetSetting(ctx, settingChecklist, value)
		}, func(_ struct{}, err error) {
			if err != nil {
				p.problem.Fail(p.ui, err)
				return
			}
			p.live.Ask()
			if done != nil {
				done()
			}
		})
	}
	set("hidden", func() {
		p.ui.Toast(kit.T("The first steps are hidden"), func() { set("", nil) })
	})
}

func (p *Page) setPaused(id int64, pause bool, done func()) {
	kit.Run(p.ui, nil, func(ctx context.Context) (struct{}, error) {
		if pause {
			return struct{}{}, p.store.PauseCampaign(ctx, id, "")
		}
		return struct{}{}, p.store.ResumeCampaign(ctx, id)
	}, func(_ struct{}, err error) {
		done()
		if err != nil {
			p.problem.Fail(p.ui, err)
			return
		}
		p.live.Ask()
	})
}

// TakeKey implements kit.KeyTaker: Ctrl+P pauses or resumes the first campaign that is under way.
func (p *Page) TakeKey(key fyne.KeyName, mod fyne.KeyModifier) bool {
	if key == fyne.KeyP && mod == fyne.KeyModifierShortcutDefault {
		return p.running.pressFirst()
	}
	return false
}
