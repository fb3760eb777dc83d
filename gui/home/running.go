package home

import (
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"evenpost/gui/kit"
	"evenpost/mailing"
)

// runningList shows the campaigns that are under way.
type runningList struct {
	widget.BaseWidget
	ui     *kit.UI
	pause  func(id int64, pause bool, done func())
	column *fyne.Container
	cards  map[int64]*runningCard
	order  []int64
}

func newRunningList(ui *kit.UI, pause func(int64, bool, func())) *runningList {
	l := &runningList{ui: ui, pause: pause, column: kit.Column(kit.SpaceM), cards: map[int64]*runningCard{}}
	l.ExtendBaseWidget(l)
	l.Hide()
	return l
}

// Inside implements kit.Holder.
func (l *runningList) Inside() fyne.CanvasObject { return l.column }

// CreateRenderer implements fyne.Widget.
func (l *runningList) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(l.column)
}

func (l *runningList) set(rows []runningView, now time.Time) {
	var order []int64
	for _, r := range rows {
		id := r.campaign.ID
		order = append(order, id)
		if l.cards[id] == nil {
			l.cards[id] = newRunningCard(l.ui, id, l.pause)
		}
		l.cards[id].set(r, now)
	}
	if !slices.Equal(order, l.order) {
		l.order = order
		l.column.Objects = nil
		for _, id := range order {
			l.column.Add(l.cards[id].object)
		}
	}
	if len(rows) == 0 {
		l.Hide()
		return
	}
	l.Show()
	l.Refresh()
}

// pressFirst presses Pause or Resume of the first campaign.
func (l *runningList) pressFirst() bool {
	if len(l.order) == 0 || l.cards[l.order[0]].button.Disabled() {
		return false
	}
	l.cards[l.order[0]].press()
	return true
}

// runningCard is one campaign under way.
type runningCard struct {
	id       int64
	object   fyne.CanvasObject
	name     *kit.Text
	pill     *kit.Pill
	progress *kit.Progress
	number   *kit.Text
	words    *kit.Para
	button   *kit.Button
	paused   bool
	pause    func(id int64, pause bool, done func())
}

func newRunningCard(ui *kit.UI, id int64, pause func(int64, bool, func())) *runningCard {
	c := &runningCard{
		id: id, name: kit.Heading("").Cuttable(), pill: kit.NewPill("", kit.Neutral), number: kit.Muted(""), words: kit.Hint(""), pause: pause,
	}
	open := func(s mailing.DeliveryState) { ui.Navigate(kit.PageCampaigns, kit.OpenCampaign{ID: id, State: s}) }
	c.progress = kit.NewProgress(open)
	c.button = kit.Secondary("", nil, c.press)
	details := kit.Quiet(kit.T("Open"), nil, func() { open("") })
	head := kit.Row(kit.SpaceM, kit.Grow(c.name), c.pill, details, c.button)
	c.object = kit.Card(kit.Column(kit.SpaceS, head, c.progress, kit.Row(kit.SpaceS, kit.Grow(c.words), c.number)))
	return c
}

func (c *runningCard) press() {
	kit.Enable(c.button, false)
	c.pause(c.id, !c.paused, func() { kit.Enable(c.button, true) })
}

func (c *runningCard) set(r runningView, now time.Time) {
	m := r.campaign
	c.name.SetText(m.Name)
	c.pill.Set(kit.CampaignWord(m.State), kit.CampaignTone(m.State))
	c.progress.Set(m.Counts)
	if m.Counts.Total > 0 {
		c.number.SetText(kit.T("{{.Done}} of {{.Total}}", kit.M{"Done": m.Counts.Done(), "Total": m.Counts.Total}))
	} else {
		c.number.SetText("")
	}
	c.words.SetText(runningWords(r, now))
	c.paused = m.State == mailing.Paused
	if c.paused {
		c.button.SetText(kit.T("Resume"))
		c.button.SetIcon(kit.IconPlay)
	} else {
		c.button.SetText(kit.T("Pause"))
		c.button.SetIcon(kit.IconPause)
	}
}

// runningWords says speed and forecast, or what the campaign waits for.
func runningWords(r runningView, now time.Time) string {
	m := r.campaign
	join := func(a, b string) string {
		if a == "" || b == "" {
			return a + b
		}
		return a + " · " + b
	}
	if waits := mailing.CampaignWaitingFor(m, r.standing); waits.Why != mailing.WhyNothing {
		words := kit.WaitingWords(waits, now)
		if m.State == mailing.Paused && m.Reason != "" {
			words = m.Reason
		}
		if waits.Why == mailing.WhyLimit || waits.Why == mailing.WhyHeld {
			words = join(words, kit.FinishWords(r.forecast, now))
		}
		return words
	}
	speed := ""
	if r.pace >= 1 {
		speed = kit.N("{{.N}} mail a minute", "{{.N}} mails a minute", int(r.pace+.5))
	}
	f := r.forecast
	words := join(join(speed, kit.DaysWords(f, now)), kit.FinishWords(f, now))
	if tone, why := kit.PaceWords(r.standing, now); tone == kit.Resting { // what is as usual need not be explained here
		words = join(words, why)
	}
	return words
}

// lastCard tells how the newest campaign came out, for the days when none is under way; nil without one.
func lastCard(ui *kit.UI, c *mailing.Campaign) fyne.CanvasObject {
	if c == nil {
		return nil
	}
	now := ui.Now().In(ui.Zone)
	open := func(s mailing.DeliveryState) { ui.Navigate(kit.PageCampaigns, kit.OpenCampaign{ID: c.ID, State: s}) }
	progress := kit.NewProgress(open)
	progress.Set(c.Counts)
	head := kit.Row(kit.SpaceM, kit.Grow(kit.Heading(c.Name).Cuttable()), kit.NewPill(kit.CampaignWord(c.State), kit.CampaignTone(c.State)),
		kit.Secondary(kit.T("Open"), nil, func() { open("") }))
	return kit.Card(kit.Column(kit.SpaceS, kit.Small(kit.T("Last campaign")), head, progress, kit.Muted(kit.T("Finished {{.When}}", kit.M{"When": kit.When(c.FinishedAt, now)}))))
}
