package attention

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"evenpost/gui/kit"
	"evenpost/mailing"
	"evenpost/storage"
)

// card is one group: what happened, whose problem it is, what to do, how many, and the buttons.
type card struct {
	groups *groups
	cause  cause
	sample mailing.Verdict
	object fyne.CanvasObject
	tap    *kit.Tappable
	number *kit.Text
	where  *kit.Text
	count  int
	again  *kit.Button
}

func newCard(g *groups, c cause, v mailing.Verdict) *card {
	k := &card{groups: g, cause: c, sample: v, number: kit.BigNumber(""), where: kit.Small("").Cuttable()}
	k.number.Align = fyne.TextAlignTrailing
	k.number.SetColor(c.tone().Color())
	w := wordsOf(c, v)
	title := kit.Sentence(w.title)
	title.Bold, title.Size_ = true, theme.SizeNameSubHeadingText
	lines := []fyne.CanvasObject{k.where}
	if w.todo != "" {
		lines = append(lines, kit.PadXY(0, kit.SpaceXS, kit.Sentence(w.todo)))
	}
	lines = append(lines, kit.Flow(kit.SpaceS, kit.SpaceXS, k.buttons()...))
	icon := kit.NewTop(kit.PadXY(0, 2, kit.Picture(c.tone().Icon(), 22, c.tone().Color())))
	details := kit.Quiet(kit.T("Details"), kit.IconNext, k.onOpen)
	details.IconPlacement = widget.ButtonIconTrailingText
	head := kit.RowTop(kit.SpaceM, kit.Grow(kit.PadXY(0, 5, title)), kit.NewTop(kit.Row(kit.SpaceS, k.number, details)))
	body := kit.RowTop(kit.SpaceM, kit.PadXY(0, 5, icon), kit.Grow(kit.Column(2, head, kit.Column(3, lines...))))
	k.tap = kit.NewTappable(kit.PadXY(kit.SpaceM, 12, body), k.onOpen)
	k.tap.OnKey = func(key fyne.KeyName) bool {
		switch key {
		case fyne.KeyDown:
			g.step(c, 1)
		case fyne.KeyUp:
			g.step(c, -1)
		case fyne.KeyDelete:
			k.onNever()
		default:
			return false
		}
		return true
	}
	k.object = container.NewStack(kit.NewSurface(kit.ColorCard, kit.ColorRule, 10), k.tap)
	return k
}

func (k *card) set(group storage.FailureGroup, now time.Time) {
	k.count, k.sample = group.Count, group.Sample.Verdict
	k.number.SetText(kit.Number(group.Count))
	where := wordsOf(k.cause, k.sample).whose
	if group.Campaigns == 1 {
		where += " · " + group.Sample.Campaign
	} else {
		where += " · " + kit.N("{{.N}} campaign", "{{.N}} campaigns", group.Campaigns)
	}
	k.where.SetText(where + " · " + newest(group.NewestAt, now))
	k.again.SetText(k.againWord())
}

// againWord is the word on the button that sends again, with the number when there are several.
func (k *card) againWord() string {
	if k.cause.state == mailing.InDoubt {
		return kit.T("Send again")
	}
	return kit.N("Try it again", "Try these {{.N}} again", k.count)
}

// buttons of a group; the one that fits the cause best stands first.
func (k *card) buttons() []fyne.CanvasObject {
	a := k.groups.page.actions
	if k.cause.state == mailing.InDoubt {
		k.again = kit.Secondary(k.againWord(), kit.IconRetry, func() { a.SendAgain(k.query(), k.count) })
		return []fyne.CanvasObject{kit.Secondary(kit.T("It arrived"), kit.IconTick, func() { a.Arrived(k.query()) }), k.again}
	}
	k.again = kit.Secondary(k.againWord(), kit.IconRetry, func() { a.Retry(k.query()) })
	correct := kit.Secondary(kit.T("Edit addresses"), kit.IconPencil, func() { a.Correct(k.query()) })
	never := kit.Secondary(kit.T("Never mail these"), kit.IconBlock, k.onNever)
	if k.cause.kind == mailing.HardBounce {
		return []fyne.CanvasObject{correct, never, k.again}
	}
	return []fyne.CanvasObject{k.again, correct, never}
}

func (k *card) query() storage.DeliveryQuery { return k.cause.query(k.groups.page.campaign) }

func (k *card) onOpen() { k.groups.page.open(k.cause, k.sample) }

func (k *card) onNever() {
	if k.cause.state == mailing.Failed {
		k.groups.page.actions.Never(k.query(), k.count)
	}
}
