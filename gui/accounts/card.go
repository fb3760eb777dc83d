package accounts

import (
	"fmt"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"evenpost/gui/kit"
	"evenpost/mailing"
)

// card is one account: who it sends as, a meter for each of its limits, whether it is well, and what can be done.
type card struct {
	page   *Page
	now    seen
	object fyne.CanvasObject
	name   *kit.Text
	sender *kit.Text
	pill   *kit.Pill
	meters *fyne.Container
	shown  []*kit.Meter
	facts  *kit.Text
	slot   *kit.Slot
	said   string // what the notice says, so that opened details stay open
	offer  *kit.Slot
	taught string // which limit is offered
	inbox  *kit.Slot
	unread string // why answers are not read, as it is shown
	well   *wellbeing
	edit   *kit.Button
}

func newCard(p *Page, a mailing.Account) *card {
	c := &card{
		page: p, name: kit.Heading("").Cuttable(), sender: kit.Muted("").Cuttable(), pill: kit.NewPill("", kit.Neutral),
		meters: kit.Tiles(230, kit.SpaceL), facts: kit.Small("").Cuttable(), slot: kit.NewSlot(), offer: kit.NewSlot(), inbox: kit.NewSlot(), well: newWellbeing(),
	}
	icon := kit.IconKey
	if a.Practice {
		icon = kit.IconPractice
	}
	badge := container.NewStack(kit.AtLeast(40, 40, kit.NewSurface(theme.ColorNameSelection, "", 20)), container.NewCenter(kit.Picture(icon, 22, theme.ColorNamePrimary)))
	head := kit.RowTop(kit.SpaceM, kit.NewTop(kit.PadXY(0, 2, badge)), kit.Grow(kit.Column(2, c.name, c.sender, c.facts)), kit.NewTop(c.pill))
	c.edit = kit.Secondary(kit.T("Edit"), kit.IconPencil, func() { p.change(c.now.Account.ID) })
	buttons := []fyne.CanvasObject{kit.Secondary(kit.T("Test connection"), kit.IconTick, c.onTest), c.edit}
	if !a.Practice {
		elsewhere := kit.Quiet(kit.T("Sent elsewhere…"), kit.IconEnvelope, c.onElsewhere)
		elsewhere.SetToolTip(kit.T("Mail that you sent without Evenpost counts at your provider as well"))
		buttons = append(buttons, elsewhere)
	}
	if a.Practice {
		buttons = append([]fyne.CanvasObject{
			kit.Secondary(kit.T("Open practice mailbox"), kit.IconPractice, func() { p.ui.Navigate(kit.PagePractice, nil) }),
		}, buttons...)
	}
	remove := kit.Quiet(kit.T("Delete"), theme.DeleteIcon(), c.onDelete)
	foot := kit.RowTop(kit.SpaceS, kit.Grow(kit.Flow(kit.SpaceS, kit.SpaceXS, buttons...)), kit.NewTop(remove))
	c.object = kit.Card(kit.Column(kit.SpaceM, head, c.slot, c.inbox, c.offer, c.meters, c.well.object, foot))
	return c
}

func (c *card) set(s seen) {
	c.now = s
	a, now := s.Account, c.page.ui.Now().In(c.page.ui.Zone)
	c.name.SetText(kit.AccountName(a))
	c.sender.SetText(senderWords(a))
	c.pill.Set(c.health())
	c.setMeters(now)
	facts := strings.Join(c.factWords(), "  ·  ")
	c.facts.SetText(facts)
	if (facts != "") != c.facts.Visible() {
		c.facts.Hidden = facts == ""
		c.facts.Refresh()
	}
	c.showTrouble()
	c.showInbox()
	c.showLearned()
	c.well.set(s, now)
}

func (c *card) setMeters(now time.Time) {
	windows := c.now.Allowance.Windows
	n := max(1, len(windows))
	for len(c.shown) < n {
		m := kit.NewMeter(false, nil)
		c.shown = append(c.shown, m)
		c.meters.Add(m)
	}
	for i, m := range c.shown {
		if i >= n {
			m.Hide()
			continue
		}
		m.Show()
		if len(windows) == 0 {
			m.Set(kit.Quota{Name: limitTitle(mailing.Limit{Kind: mailing.Rolling, Span: 24 * time.Hour}), Day: c.now.Day}, now)
			continue
		}
		w := kit.WindowOf(windows[i])
		w.Over = windowWords(windows[i].Limit)
		m.Set(kit.Quota{Name: limitTitle(windows[i].Limit), Windows: []kit.Window{w}}, now)
	}
	c.meters.Refresh()
}

// health says in two or three words how the account is.
func (c *card) health() (string, kit.Tone) {
	s := c.now
	h := s.Account.Hold
	switch {
	case h != nil && !h.Over(s.At) && h.Until.IsZero():
		return kit.T("stopped"), kit.Bad
	case h != nil && !h.Over(s.At):
		return kit.T("waits until {{.Time}}", kit.M{"Time": kit.ShortWhen(h.Until, s.At)}), kit.Resting
	case s.live.PerMinute >= 1:
		return kit.T("sending, {{.N}} a minute", kit.M{"N": int(s.live.PerMinute + .5)}), kit.Pending
	case s.Allowance.Closed:
		return kit.T("sends from {{.Time}} on", kit.M{"Time": kit.ShortWhen(s.Allowance.Until, s.At)}), kit.Resting
	case s.Allowance.Free == 0:
		return kit.T("limit reached"), kit.Doubtful
	}
	return kit.T("ready"), kit.Good
}

// factWords are the small print of the card.
func (c *card) factWords() []string {
	s := c.now
	a := s.Account
	var facts []string
	if s.Waiting > 0 {
		facts = append(facts, kit.N("{{.N}} mail is waiting", "{{.N}} mails are waiting", s.Waiting))
	}
	if !a.Practice {
		facts = append(facts, fmt.Sprintf("%s:%d", a.Host, a.Port), securityShort(a.Security))
		if at := s.inbox.ReadAt; a.ReadsAnswers() && s.inbox.Trouble == nil && !at.IsZero() {
			facts = append(facts, kit.T("answers read {{.When}}", kit.M{"When": kit.At(at, s.At)}))
		}
	}
	return facts
}

// showTrouble says why the account does not send, whose problem that is and what to do.
func (c *card) showTrouble() {
	h := c.now.Account.Hold
	if h == nil || h.Over(c.now.At) {
		c.said = ""
		c.slot.Put(nil)
		return
	}
	key := fmt.Sprint(h.Since.UnixMilli(), h.Until.UnixMilli(), h.Verdict, h.Reply)
	if key == c.said {
		return
	}
	c.said = key
	e := kit.AdviceOf(h.Verdict, h.Reply)
	e.Whose += " · " + kit.T("since {{.When}}", kit.M{"When": kit.When(h.Since, c.now.At)})
	goOn := kit.Secondary(kit.T("Go on sending"), kit.IconPlay, c.onGoOn)
	switch {
	case !h.Until.IsZero():
		e.What += " " + kit.T("Goes on by itself {{.When}}.", kit.M{"When": kit.At(h.Until, c.now.At)})
		c.slot.Put(kit.NewNotice(kit.Doubtful, e, kit.Secondary(kit.T("Try now"), kit.IconRetry, c.onGoOn)))
	case h.Verdict.Kind == mailing.ManyBounces || h.Verdict.Kind == mailing.ManyRefusals:
		look := kit.Secondary(kit.T("Look at what failed"), kit.IconAttend, func() { c.page.ui.Navigate(kit.PageAttention, nil) })
		c.slot.Put(kit.NewNotice(kit.Bad, e, look, goOn))
	case h.Verdict.Kind == mailing.Auth || h.Verdict.Kind == mailing.ManyLogins:
		c.slot.Put(kit.NewNotice(kit.Bad, e, kit.Primary(kit.T("Enter password…"), kit.IconKey, c.onPassword), goOn))
	default:
		c.slot.Put(kit.NewNotice(kit.Bad, e, goOn))
	}
}
