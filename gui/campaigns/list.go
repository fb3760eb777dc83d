package campaigns

import (
	"context"
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"evenpost/gui/kit"
	"evenpost/mailing"
)

// listMost is how many campaigns are shown at first; more on demand.
const listMost = 50

// list is all campaigns: first those under way, within each kind the newest first.
type list struct {
	page    *Page
	root    *fyne.Container
	head    *kit.Header
	slot    *kit.Slot
	column  *fyne.Container
	empty   fyne.CanvasObject
	full    fyne.CanvasObject
	body    *fyne.Container
	more    *kit.Button
	live    *kit.Live[overview]
	rows    map[int64]*row
	order   []int64
	most    int
	started bool // something was read
}

// overview is what the list shows.
type overview struct {
	campaigns []mailing.Campaign
	standings map[int64]mailing.Standing // by account
	accounts  map[int64]string
	forecasts map[int64]mailing.Forecast // by campaign
}

func newList(p *Page) *list {
	l := &list{page: p, rows: map[int64]*row{}, most: listMost}
	l.live = kit.NewLive(p.ui, l.begin, l.refresh)
	l.root = container.NewStack(l.content())
	return l
}

func (l *list) content() fyne.CanvasObject {
	newOne := kit.Primary(kit.T("New campaign"), theme.ContentAddIcon(), l.page.OnNew)
	newOne.SetToolTip(kit.T("Ctrl+N"))
	l.head = kit.PageHeader(kit.T("Campaigns"), kit.T("Each mailing, how far it is and when it will be through"), newOne)
	l.slot, l.column = kit.NewSlot(), kit.Column(kit.SpaceS)
	l.more = kit.Quiet(kit.T("Show older ones"), nil, l.onMore)
	l.more.Hide()
	l.full = kit.PageBody(l.head, kit.Column(kit.SpaceM, l.slot, l.column, container.NewCenter(l.more)))
	l.empty = kit.PageFill(kit.PageHeader(kit.T("Campaigns"), ""), kit.EmptyState(kit.IconEnvelope, kit.T("No campaign yet"),
		kit.T("A campaign sends one message to many people, at the pace your mailbox allows. It takes five short steps."),
		kit.Primary(kit.T("New campaign"), theme.ContentAddIcon(), l.page.OnNew)))
	l.body = container.NewStack(l.full)
	return l.body
}

func (l *list) onMore() {
	l.most += listMost
	l.live.Ask()
}

func (l *list) begin() func(context.Context) (overview, error) {
	store, engine := l.page.deps.Store, l.page.deps.Engine
	return func(ctx context.Context) (overview, error) {
		o := overview{standings: map[int64]mailing.Standing{}, accounts: map[int64]string{}, forecasts: map[int64]mailing.Forecast{}}
		var err error
		if o.campaigns, err = store.Campaigns(ctx); err != nil {
			return o, err
		}
		accounts, err := store.Accounts(ctx)
		if err != nil {
			return o, err
		}
		for _, a := range accounts {
			o.accounts[a.ID] = kit.AccountName(a)
			if slices.ContainsFunc(o.campaigns, func(c mailing.Campaign) bool { return c.AccountID == a.ID && c.State.Running() }) {
				if o.standings[a.ID], err = engine.Standing(ctx, a); err != nil {
					return o, err
				}
			}
		}
		for _, c := range o.campaigns {
			if c.State.Running() && c.AccountID != 0 {
				if o.forecasts[c.ID], err = engine.Forecast(ctx, c, 0); err != nil {
					return o, err
				}
			}
		}
		return o, nil
	}
}

func (l *list) refresh(o overview, err error) {
	if err != nil {
		l.slot.Fail(l.page.ui, err)
		return
	}
	l.slot.Put(nil)
	l.started = true
	show := l.full
	if len(o.campaigns) == 0 {
		show = l.empty
	}
	if l.body.Objects[0] != show {
		l.body.Objects[0] = show
		l.body.Refresh()
	}
	now := l.page.ui.Now().In(l.page.ui.Zone)
	slices.SortStableFunc(o.campaigns, func(a, b mailing.Campaign) int { return rank(a.State) - rank(b.State) })
	shown := o.campaigns[:min(len(o.campaigns), l.most)]
	var order []int64
	for _, c := range shown {
		r := l.rows[c.ID]
		if r == nil {
			r = newRow(l, c.ID)
			l.rows[c.ID] = r
		}
		r.set(c, o, now)
		order = append(order, c.ID)
	}
	if !slices.Equal(order, l.order) {
		l.order = order
		l.column.Objects = nil
		for _, id := range order {
			l.column.Add(l.rows[id].card)
		}
		l.column.Refresh()
	}
	if len(o.campaigns) > l.most {
		l.more.Show()
	} else {
		l.more.Hide()
	}
	l.head.SetSubtitle(subtitle(o.campaigns))
}

// rank puts first what is under way, then what is planned, what is not begun, and what is done.
func rank(s mailing.CampaignState) int {
	switch s {
	case mailing.CampaignSending, mailing.Paused:
		return 0
	case mailing.Scheduled:
		return 1
	case mailing.Draft:
		return 2
	}
	return 3
}

func subtitle(all []mailing.Campaign) string {
	sending := 0
	for _, c := range all {
		if c.State.Running() {
			sending++
		}
	}
	if sending == 0 {
		return kit.N("{{.N}} campaign, none is sending now", "{{.N}} campaigns, none is sending now", len(all))
	}
	return kit.N("{{.N}} campaign is sending", "{{.N}} campaigns are sending", sending)
}

func (l *list) focusFirst() bool {
	if len(l.order) == 0 {
		return false
	}
	l.page.ui.Window.Canvas().Focus(l.rows[l.order[0]].tap)
	return true
}

// step moves the focus from one row to another.
func (l *list) step(id int64, by int) {
	if i := slices.Index(l.order, id) + by; i >= 0 && i < len(l.order) {
		l.page.ui.Window.Canvas().Focus(l.rows[l.order[i]].tap)
	}
}

// row is one campaign in the list.
type row struct {
	list     *list
	campaign mailing.Campaign
	card     fyne.CanvasObject
	tap      *kit.Tappable
	name     *kit.Text
	pill     *kit.Pill
	status   *kit.Para
	bar      *kit.ProgressBar
	counts   *kit.Para
}

func newRow(l *list, id int64) *row {
	r := &row{
		list: l, name: kit.Heading("").Cuttable(), pill: kit.NewPill("", kit.Neutral), status: kit.Hint(""),
		bar: kit.NewProgressBar(8), counts: kit.Hint(""),
	}
	r.counts.Size_ = kit.SizeSmall
	words := kit.Column(kit.SpaceXS, kit.Titled(r.name, r.pill), r.status)
	progress := kit.AtLeast(240, 0, kit.Column(6, r.bar, r.counts))
	body := kit.Row(kit.SpaceL, kit.Grow(words), progress, kit.Picture(kit.IconNext, 20, kit.ColorMuted))
	r.tap = kit.NewTappable(kit.PadXY(kit.SpaceM, 14, body), func() { r.onOpen() })
	r.tap.OnKey = func(k fyne.KeyName) bool {
		switch k {
		case fyne.KeyDown:
			l.step(id, 1)
		case fyne.KeyUp:
			l.step(id, -1)
		case fyne.KeyDelete:
			l.page.deleteCampaign(r.campaign, func() { l.live.Ask() })
		default:
			return false
		}
		return true
	}
	r.card = container.NewStack(kit.NewSurface(kit.ColorCard, kit.ColorRule, 10), r.tap)
	return r
}

func (r *row) set(c mailing.Campaign, o overview, now time.Time) {
	r.campaign = c
	r.name.SetText(c.Name)
	r.pill.Set(kit.CampaignWord(c.State), kit.CampaignTone(c.State))
	s := o.standings[c.AccountID]
	line := statusLine(c, s, o.forecasts[c.ID], now)
	if a := o.accounts[c.AccountID]; a != "" && (c.State == mailing.Finished || c.State == mailing.CampaignCancelled) {
		line += " · " + a
	}
	r.status.SetText(line)
	r.bar.Set(c.Counts)
	if c.Counts.Total == 0 {
		r.counts.SetText("")
		r.bar.Hide()
		return
	}
	r.bar.Show()
	r.counts.SetText(countsLine(c.Counts))
}

func (r *row) onOpen() {
	if r.campaign.State == mailing.Draft {
		r.list.page.openWizard(r.campaign)
		return
	}
	r.list.page.openCampaign(r.campaign.ID)
}
