package campaigns

import (
	"context"
	"fmt"
	"maps"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"evenpost/gui/kit"
	"evenpost/mailing"
	"evenpost/sender"
	"evenpost/storage"
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
	spread  *fyne.Container // days and pace
	days    *kit.Text
	end     *kit.Text
	pace    *kit.Text
	events  *events
	facts   *fyne.Container
	known   string // what stands in facts
	acts    string // for which actions stand in the head
}

// situation is all that is read about a campaign at one moment.
type situation struct {
	campaign mailing.Campaign
	others   []mailing.Campaign
	account  mailing.Account
	standing mailing.Standing
	live     sender.Live
	events   []storage.Event
	lists    map[int64]string
	people   int // whom it would reach now, when it has not started
}

const eventsShown = 10

func newDetail(p *Page) *detail {
	d := &detail{page: p, stats: map[mailing.DeliveryState]*kit.Stat{}, events: newEvents(p.ui)}
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
	d.done, d.pace, d.end, d.days = kit.Line("").Cuttable(), kit.Muted(""), kit.Strong(""), kit.Muted("").Cuttable()
	d.spread = kit.Row(kit.SpaceS, kit.Grow(d.days), d.pace)
	d.numbers = kit.Card(kit.Column(kit.SpaceM,
		kit.Tiles(110, kit.SpaceS, tiles...),
		kit.PadXY(kit.SpaceS, 0, d.bar),
		kit.PadXY(kit.SpaceS, 0, kit.Column(2, kit.Row(kit.SpaceS, kit.Grow(d.done), d.end), d.spread)),
	))
	d.facts = container.NewStack()
	below := kit.TwoParts(.6, 290, kit.CardTitled(kit.T("Latest events"), nil, d.events.root), kit.CardTitled(kit.T("About this campaign"), nil, d.facts))
	return kit.PageBody(d.head, kit.Column(kit.SpaceM, d.slot, d.numbers, below))
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

func (d *detail) begin() func(context.Context) (situation, error) {
	id, deps := d.id, d.page.deps
	return func(ctx context.Context) (s situation, err error) {
		if s.campaign, err = deps.Store.Campaign(ctx, id); err != nil {
			return s, err
		}
		if s.events, err = deps.Store.RecentAttempts(ctx, id, eventsShown); err != nil {
			return s, err
		}
		if s.others, err = deps.Store.Campaigns(ctx); err != nil {
			return s, err
		}
		lists, err := deps.Store.Lists(ctx)
		if err != nil {
			return s, err
		}
		s.lists = make(map[int64]string, len(lists))
		for _, l := range lists {
			s.lists[l.ID] = l.Name
		}
		if s.campaign.Counts.Total == 0 {
			people, suppressed, err := deps.Store.CountAudience(ctx, s.campaign.Audience)
			if err != nil {
				return s, err
			}
			s.people = people - suppressed
		}
		if s.campaign.AccountID == 0 {
			return s, nil
		}
		if s.account, err = deps.Store.Account(ctx, s.campaign.AccountID); err != nil {
			return s, err
		}
		s.live = deps.Engine.Live(s.account.ID)
		s.standing, err = deps.Engine.Standing(ctx, s.account)
		return s, err
	}
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
	d.showPace()
	d.events.set(s.events, now)
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

// showPace says how fast it goes, how it is spread over the days and when it ends.
func (d *detail) showPace() {
	s, now := d.now, d.page.ui.Now().In(d.page.ui.Zone)
	days, end, pace := "", "", ""
	switch c := s.campaign; {
	case c.State.Running():
		f := forecast(c, s.others, s.standing)
		days, end = kit.DaysWords(f, now), upper(kit.FinishWords(f, now))
		if mailing.CampaignWaitingFor(c, s.standing).Why == mailing.WhyNothing {
			pace = speedWords(s.live.PerMinute)
		}
	case c.State == mailing.Finished:
		end = kit.T("Finished {{.When}}", kit.M{"When": kit.At(c.FinishedAt, now)})
	case c.State == mailing.CampaignCancelled:
		end = kit.T("Cancelled {{.When}}", kit.M{"When": kit.At(c.FinishedAt, now)})
	}
	visible(d.spread, days+pace != "")
	d.days.SetText(days)
	d.end.SetText(end)
	d.pace.SetText(pace)
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
		kit.KV(kit.T("To"), audienceWords(c.Audience, s.lists)),
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
	if c.NotBulk {
		lines = append(lines, kit.KV(kit.T("Kind"), kit.T("Not bulk mail")))
	}
	key := fmt.Sprint(c.Message.Subject, c.Audience, maps.Clone(s.lists), s.account.From, started, c.NotBulk, s.people)
	if key == d.known {
		return
	}
	d.known = key
	d.facts.Objects = []fyne.CanvasObject{kit.KeyValues(lines...)}
	d.facts.Refresh()
}
