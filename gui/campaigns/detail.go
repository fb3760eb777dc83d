package campaigns

import (
	"fmt"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"evenpost/gui/kit"
	"evenpost/mailing"
)

// detail is one campaign, live while it is sending.
type detail struct {
	page *Page
	id   int64
	now  situation
	live *kit.Live[situation]

	root    *fyne.Container
	head    *kit.SubHeader
	slot    *kit.Slot // what it waits for
	numbers *fyne.Container
	said    string // what is in the slot
	stats   map[mailing.DeliveryState]*kit.Stat
	bar     *kit.ProgressBar
	done    *kit.Text
	days    *kit.Text // how it is spread over the days
	end     *kit.Text
	course  *fyne.Container // the speed, and what makes it
	speed   *fyne.Container
	chart   *kit.SpeedChart
	legend  *kit.Slot
	way     *way
	feed    *kit.Feed
	facts   *fyne.Container
	known   string // what stands in facts
	acts    string // for which actions stand in the head
}

func newDetail(p *Page) *detail {
	d := &detail{page: p, stats: map[mailing.DeliveryState]*kit.Stat{}}
	d.live = kit.NewLive(p.ui, d.begin, d.refresh)
	d.root = container.NewStack(d.content())
	return d
}

func (d *detail) content() fyne.CanvasObject {
	d.head = kit.NewSubHeader(kit.T("All campaigns"), d.page.showList, "", "")
	d.slot = kit.NewSlot()
	var tiles []fyne.CanvasObject
	for _, s := range []mailing.DeliveryState{mailing.Sent, mailing.Waiting, mailing.Failed, mailing.InDoubt, mailing.Skipped, mailing.Cancelled} {
		stat := kit.NewStat("0", kit.StateWord(s), kit.Neutral, func() { d.page.openRows(d.id, s) })
		d.stats[s] = stat
		tiles = append(tiles, stat)
	}
	d.bar = kit.NewProgressBar(12)
	d.done, d.end, d.days = kit.Line("").Cuttable(), kit.Strong(""), kit.Muted("").Cuttable()
	d.numbers = kit.Card(kit.Column(kit.SpaceM,
		kit.Tiles(110, kit.SpaceS, tiles...),
		kit.PadXY(kit.SpaceS, 0, d.bar),
		kit.PadXY(kit.SpaceS, 0, kit.Column(2, kit.Row(kit.SpaceS, kit.Grow(d.done), d.end), d.days)),
	))
	d.facts = container.NewStack()
	d.chart, d.legend = kit.NewSpeedChart(d.page.ui.Zone), kit.NewSlot()
	d.speed = kit.CardTitled(kit.T("Speed over time"), d.legend, kit.AtLeast(0, 170, d.chart))
	d.way = newWay(d.page.ui)
	d.feed = kit.NewFeed(feedLines, kit.T("Nothing has happened yet."))
	d.course = kit.TwoParts(.6, 290, d.speed, d.way.card)
	below := kit.TwoParts(.6, 290, kit.CardTitled(kit.T("What happened"), nil, d.feed), kit.CardTitled(kit.T("About this campaign"), nil, d.facts))
	return kit.PageBody(d.head, kit.Column(kit.SpaceM, d.slot, d.numbers, d.course, below))
}

func (d *detail) open(id int64) {
	if id != d.id {
		d.id, d.now, d.said, d.known, d.acts = id, situation{}, "", "", ""
		d.head.SetTitle("")
		d.head.SetState("", kit.Neutral)
		d.slot.Put(nil)
		d.head.SetActions()
	}
	d.live.Restart()
}

// refresh paints what was read.
func (d *detail) refresh(s situation, err error) {
	if err != nil {
		d.said = "error"
		d.slot.Fail(d.page.ui, err)
		return
	}
	d.now = s
	c := s.campaign
	now := d.page.ui.Now().In(d.page.ui.Zone)
	d.head.SetTitle(c.Name)
	d.head.SetState(kit.CampaignWord(c.State), kit.CampaignTone(c.State))
	d.head.SetSubtitle(plainSubject(c.Message.Subject))
	d.showActions(c)
	d.showWaiting()
	for state, stat := range d.stats {
		n := c.Counts.Of(state)
		if state == mailing.Waiting {
			n += c.Counts.Sending
		}
		stat.Set(kit.Number(n), kit.StateWord(state))
		tone := kit.Neutral
		if n > 0 && state != mailing.Waiting && state != mailing.Cancelled {
			tone = kit.ToneOf(state)
		}
		stat.SetTone(tone)
	}
	visible(d.numbers, c.Counts.Total > 0)
	visible(d.stats[mailing.Cancelled], c.State == mailing.CampaignCancelled)
	d.bar.Set(c.Counts)
	d.done.SetText(kit.T("{{.Done}} of {{.Total}} people are through", kit.M{"Done": c.Counts.Done(), "Total": c.Counts.Total}))
	d.showForecast()
	d.showCourse(now)
	d.showFacts()
}

// visible shows or hides an object.
func visible(o fyne.CanvasObject, on bool) {
	if on == o.Visible() {
		return
	}
	if on {
		o.Show()
	} else {
		o.Hide()
	}
}

// showForecast says how it is spread over the days and when it ends.
func (d *detail) showForecast() {
	s, now := d.now, d.page.ui.Now().In(d.page.ui.Zone)
	days, end := "", ""
	switch c := s.campaign; {
	case c.State.Running():
		days, end = kit.DaysWords(s.forecast, now), upper(kit.FinishWords(s.forecast, now))
	case c.State == mailing.Finished:
		end = kit.T("Finished {{.When}}", kit.M{"When": kit.At(c.FinishedAt, now)})
	case c.State == mailing.CampaignCancelled:
		end = kit.T("Cancelled {{.When}}", kit.M{"When": kit.At(c.FinishedAt, now)})
	}
	visible(d.days, days != "")
	d.days.SetText(days)
	d.end.SetText(end)
}

// showCourse shows how it has gone so far: the speed, what makes it so, and what happened.
func (d *detail) showCourse(now time.Time) {
	s := d.now
	visible(d.course, len(s.speeds) > 0)
	d.chart.Set(s.speeds)
	d.legend.Put(kit.SpeedLegend(s.speeds))
	d.way.set(s, now)
	entries := make([]kit.FeedEntry, 0, len(s.feed))
	for _, h := range s.feed {
		entries = append(entries, h.entry(now))
	}
	d.feed.Set(entries, now)
}

func (d *detail) showActions(c mailing.Campaign) {
	key := fmt.Sprint(c.State, c.Counts.Failed+c.Counts.InDoubt > 0)
	if key == d.acts {
		return
	}
	d.acts = key
	cancel := kit.Quiet(kit.T("Cancel campaign…"), nil, d.onCancel)
	remove := kit.Quiet(kit.T("Delete…"), theme.DeleteIcon(), func() { d.page.deleteCampaign(d.now.campaign, d.page.showList) })
	work := kit.Primary(kit.T("Look at what failed"), kit.IconAttend, func() {
		d.page.ui.Navigate(kit.PageAttention, kit.OpenGroup{CampaignID: d.id})
	})
	var actions []fyne.CanvasObject
	switch c.State {
	case mailing.CampaignSending:
		pause := kit.Primary(kit.T("Pause"), kit.IconPause, d.onPause)
		pause.SetToolTip(kit.T("P"))
		actions = append(actions, cancel, pause)
	case mailing.Scheduled:
		actions = append(actions, cancel, kit.Primary(kit.T("Pause"), kit.IconPause, d.onPause))
	case mailing.Paused:
		actions = append(actions, cancel, kit.Primary(kit.T("Resume"), kit.IconPlay, d.onResume))
	default:
		actions = append(actions, remove)
		if c.Counts.Failed+c.Counts.InDoubt > 0 {
			actions = append(actions, work)
		}
	}
	d.head.SetActions(actions...)
}

// showFacts says what does not change while it sends.
func (d *detail) showFacts() {
	s, now := d.now, d.page.ui.Now().In(d.page.ui.Zone)
	c := s.campaign
	lines := []kit.Pair{
		kit.KV(kit.T("Subject"), plainSubject(c.Message.Subject)),
		kit.KV(kit.T("To"), audienceWords(c.Audience, s.named)),
		kit.KV(kit.T("From"), s.account.From.String()),
	}
	if s.people > 0 {
		lines = append(lines, kit.KV(kit.T("People"), kit.T("{{.N}} at present", kit.M{"N": s.people})))
	}
	started := ""
	switch {
	case !c.StartedAt.IsZero():
		started = kit.When(c.StartedAt, now)
		lines = append(lines, kit.KV(kit.T("Started"), started))
	case !c.StartAt.IsZero():
		started = kit.When(c.StartAt, now)
		lines = append(lines, kit.KV(kit.T("Starts"), started))
	}
	if s.second != nil {
		lines = append(lines, kit.KV(kit.T("Second account"), sharingWords(c.Sharing, s.second.standing.Account)))
	}
	if c.NotBulk {
		lines = append(lines, kit.KV(kit.T("Kind"), kit.T("Not bulk mail")))
	}
	if words := cameWords(s.came); words != "" {
		lines = append(lines, kit.KV(kit.T("Answers"), words))
	}
	key := fmt.Sprint(s.came, c.Message.Subject, c.Audience, s.named, s.account.From, c.SecondID, c.Sharing, started, c.NotBulk, s.people)
	if key == d.known {
		return
	}
	d.known = key
	d.facts.Objects = []fyne.CanvasObject{kit.KeyValues(lines...)}
	d.facts.Refresh()
}
