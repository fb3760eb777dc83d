package attention

import (
	"context"
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"evenpost/gui/kit"
	"evenpost/mailing"
	"evenpost/storage"
)

// groups is all trouble by cause, the largest first.
type groups struct {
	page    *Page
	root    *fyne.Container
	head    *kit.Header
	slot    *kit.Slot
	stopped *stopped // accounts that only the user can let go on
	filter  *kit.Slot
	column  *fyne.Container
	skipped *skipped
	body    *fyne.Container // the groups, or that there are none
	full    fyne.CanvasObject
	empty   fyne.CanvasObject
	all     *kit.Button
	save    *kit.Button
	live    *kit.Live[trouble]
	cards   map[cause]*card
	order   []cause
	failed  int
	gone    int // failed because the address does not exist
}

// trouble is what is read for the page.
type trouble struct {
	groups  []storage.FailureGroup
	skipped int
	name    string // of the campaign, when only one is shown

	accounts []mailing.Account
}

func newGroups(p *Page) *groups {
	g := &groups{page: p, cards: map[cause]*card{}}
	g.live = kit.NewLive(p.ui, g.begin, g.refresh)
	g.root = container.NewStack(g.content())
	return g
}

func (g *groups) content() fyne.CanvasObject {
	g.all = kit.Secondary(kit.T("Try all again…"), kit.IconRetry, g.onAll)
	g.save = kit.Quiet(kit.T("Save as CSV"), kit.IconDownload, g.onExport)
	explain := kit.Quiet(kit.T("What does this line mean?"), kit.IconQuestion, func() { newExplainer(g.page.ui).show() })
	g.head = kit.PageHeader(kit.T("Attention"), "", explain, g.save, g.all)
	g.slot, g.filter, g.column = kit.NewSlot(), kit.NewSlot(), kit.Column(kit.SpaceM)
	g.stopped = newStopped(g.page.ui)
	g.skipped = newSkipped(func() {
		g.page.open(cause{state: mailing.Skipped}, mailing.Verdict{})
	})
	nothing := kit.EmptyState(kit.IconTick, kit.T("Nothing needs your attention."),
		kit.T("Mails that could not be delivered will stand here, sorted by cause, with what to do about each."), nil)
	g.empty = kit.AtLeast(0, 330, nothing)
	g.full = g.column
	g.body = container.NewStack(g.empty)
	return kit.PageBody(g.head, kit.Column(kit.SpaceM, g.slot, g.stopped.object, g.filter, g.body, g.skipped.object))
}

func (g *groups) begin() func(context.Context) (trouble, error) {
	store, campaign := g.page.deps.Store, g.page.campaign
	return func(ctx context.Context) (t trouble, err error) {
		if t.groups, err = store.FailureGroups(ctx, campaign); err != nil {
			return t, err
		}
		if t.accounts, err = store.Accounts(ctx); err != nil {
			return t, err
		}
		if t.skipped, err = store.CountDeliveries(ctx, storage.DeliveryQuery{CampaignID: campaign, States: []mailing.DeliveryState{mailing.Skipped}}); err != nil || campaign == 0 {
			return t, err
		}
		c, err := store.Campaign(ctx, campaign)
		t.name = c.Name
		return t, err
	}
}

func (g *groups) refresh(t trouble, err error) {
	if err != nil {
		g.slot.Fail(g.page.ui, err)
		return
	}
	g.slot.Put(nil)
	g.stopped.set(t.accounts, g.page.ui.Now().In(g.page.ui.Zone))
	if t.name == "" {
		g.filter.Put(nil)
	} else if g.page.campaign != 0 && !g.filter.Visible() {
		g.filter.Put(kit.Say(kit.Neutral, kit.T("Only the campaign “{{.Name}}”", kit.M{"Name": t.name}), kit.Quiet(kit.T("Show all campaigns"), nil, g.page.onAllCampaigns)))
	}
	now := g.page.ui.Now().In(g.page.ui.Zone)
	var order []cause
	total := 0
	g.failed, g.gone = 0, 0
	for _, group := range t.groups {
		c := cause{group.State, group.Kind, group.Scope}
		if g.cards[c] == nil {
			g.cards[c] = newCard(g, c, group.Sample.Verdict)
		}
		g.cards[c].set(group, now)
		order = append(order, c)
		total += group.Count
		if group.State == mailing.Failed {
			g.failed += group.Count
			if group.Kind == mailing.HardBounce {
				g.gone += group.Count
			}
		}
	}
	g.arrange(order)
	g.head.SetSubtitle("")
	if total > 0 {
		g.head.SetSubtitle(kit.N("{{.N}} mail needs you", "{{.N}} mails need you", total))
	}
	kit.Enable(g.all, g.failed > 0)
	kit.Show(g.all, total > 0)
	kit.Show(g.save, total > 0)
	g.skipped.set(t.skipped)
	g.root.Refresh()
}

// arrange puts the cards in order; cards that stay are kept, so that the focus stays too.
func (g *groups) arrange(order []cause) {
	show := g.full
	if len(order) == 0 {
		show = g.empty
	}
	g.body.Objects = []fyne.CanvasObject{show}
	if slices.Equal(order, g.order) {
		return
	}
	g.order = order
	g.column.Objects = nil
	for _, c := range order {
		g.column.Add(g.cards[c].object)
	}
}

func (g *groups) focusFirst() bool {
	if len(g.order) == 0 {
		return false
	}
	g.page.ui.Window.Canvas().Focus(g.cards[g.order[0]].tap)
	return true
}

// step moves the focus from one card to another.
func (g *groups) step(c cause, by int) {
	if i := slices.Index(g.order, c) + by; i >= 0 && i < len(g.order) {
		g.page.ui.Window.Canvas().Focus(g.cards[g.order[i]].tap)
	}
}

func (g *groups) onAll() {
	text := kit.T("Each of them is tried again at the pace your account allows. What is in doubt is not among them.")
	if g.gone > 0 {
		text = kit.N("{{.N}} of them goes to an address that does not exist; it will come back again unless you correct it first. What is in doubt is not among them.",
			"{{.N}} of them go to addresses that do not exist; they will come back again unless you correct them first. What is in doubt is not among them.", g.gone)
	}
	campaign := g.page.campaign
	kit.Confirm(g.page.ui, kit.Question{
		Title: kit.N("Try {{.N}} mail again?", "Try all {{.N}} mails again?", g.failed), Text: text, Yes: kit.T("Try all again"),
	}, func() {
		g.page.actions.Retry(storage.DeliveryQuery{CampaignID: campaign, States: []mailing.DeliveryState{mailing.Failed}})
	})
}

func (g *groups) onExport() {
	g.page.actions.Export(storage.DeliveryQuery{CampaignID: g.page.campaign, States: []mailing.DeliveryState{mailing.Failed, mailing.InDoubt}})
}

// skipped is the quiet last group.
type skipped struct {
	object *fyne.Container
	text   *kit.Text
}

func newSkipped(open func()) *skipped {
	s := &skipped{text: kit.Muted("").Cuttable()}
	row := kit.Row(kit.SpaceM, kit.Picture(kit.IconDash, 18, kit.ColorMuted), kit.Grow(s.text), kit.Picture(kit.IconNext, 18, kit.ColorMuted))
	s.object = container.NewStack(kit.NewTappable(kit.PadXY(kit.SpaceM, kit.SpaceS, row), open))
	s.object.Hide()
	return s
}

func (s *skipped) set(n int) {
	if n == 0 {
		s.object.Hide()
		return
	}
	s.text.SetText(kit.N("{{.N}} person was skipped: never mailed, or a field was empty", "{{.N}} people were skipped: never mailed, or a field was empty", n))
	s.object.Show()
}

// newest says when something happened last.
func newest(at, now time.Time) string { return kit.T("last {{.When}}", kit.M{"When": kit.At(at, now)}) }
