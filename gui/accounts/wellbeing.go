package accounts

import (
	"context"
	"fmt"
	"time"

	"fyne.io/fyne/v2"

	"evenpost/gui/kit"
	"evenpost/mailing"
)

// wellbeing says how an account is: how fast it goes and why, how fast its server answers, how many addresses did not exist, and
// what happened to it last.
type wellbeing struct {
	object  *fyne.Container
	pace    *kit.Reason
	answers *kit.Reason
	bounces *kit.Reason
	last    *kit.Reason
}

func newWellbeing() *wellbeing {
	w := &wellbeing{pace: kit.NewReason(), answers: kit.NewReason(), bounces: kit.NewReason(), last: kit.NewReason()}
	w.object = kit.Tiles(360, kit.SpaceS, w.pace, w.answers, w.bounces, w.last)
	return w
}

func (w *wellbeing) set(s seen, now time.Time) {
	w.pace.Set(speedAndWhy(s, now))
	w.answers.Set(answerWords(s.answers))
	w.bounces.Set(bounceWords(s.Account.Pace.Breakers))
	words, tone := "", kit.Neutral
	if s.last != nil {
		tone = kit.IncidentTone(s.last.What)
		words = kit.T("{{.When}}: {{.What}}", kit.M{"When": kit.When(s.last.At, now), "What": kit.IncidentWords(*s.last, now)})
	}
	w.last.Set(tone, words)
	w.object.Refresh()
}

// speedAndWhy says how fast it goes on how many connections, and why.
func speedAndWhy(s seen, now time.Time) (kit.Tone, string) {
	tone, why := kit.PaceWords(s.Standing, now)
	if s.Allowance.Closed {
		return kit.Resting, kit.T("Outside of its sending hours until {{.When}}.", kit.M{"When": kit.At(s.Allowance.Next, now)})
	}
	if n := s.live.Connections; n > 0 && s.live.PerMinute >= 1 {
		speed := kit.N("{{.Speed}} a minute on {{.N}} connection.", "{{.Speed}} a minute on {{.N}} connections.", n, kit.M{"Speed": int(s.live.PerMinute + .5)})
		if why == "" {
			return kit.Pending, speed
		}
		return tone, speed + " " + why
	}
	return tone, why
}

func answerWords(a mailing.Answers) (kit.Tone, string) {
	if slow := kit.SlowWords(a); slow != "" {
		return kit.Doubtful, slow
	}
	if words := kit.AnswerWords(a); words != "" {
		return kit.Neutral, kit.T("The server answers {{.Time}}.", kit.M{"Time": words})
	}
	return kit.Neutral, ""
}

// bounceWords says how many of the newest addresses did not exist: too many, and providers block the sender.
func bounceWords(b mailing.Breakers) (kit.Tone, string) {
	seen, gone := b.Seen(), b.Bounces()
	switch {
	case seen == 0:
		return kit.Neutral, ""
	case gone == 0:
		return kit.Good, kit.N("The last address that was mailed exists.", "All of the last {{.N}} addresses exist.", seen)
	}
	tone := kit.Neutral
	if gone*100 > 3*seen && gone > 2 {
		tone = kit.Doubtful
	}
	return tone, kit.N("{{.N}} of the last {{.Seen}} addresses does not exist.", "{{.N}} of the last {{.Seen}} addresses do not exist.", gone, kit.M{"Seen": seen})
}

// showLearned offers a limit that the server taught.
func (c *card) showLearned() {
	l := c.now.Account.Learned
	if l == nil {
		c.taught = ""
		c.offer.Put(nil)
		return
	}
	key := fmt.Sprint(l.Limit, l.At.UnixMilli())
	if key == c.taught {
		return
	}
	c.taught = key
	n := kit.M{"N": l.Limit.N, "Span": kit.Span(l.Limit.Span)}
	what := kit.T("The server allows {{.N}} in {{.Span}}. Use this as the limit?", n)
	if l.Counted {
		what = kit.T("The server stopped you at {{.N}} in {{.Span}}. Use this as the limit?", n)
	}
	c.offer.Put(kit.NewNotice(kit.Doubtful, kit.Explanation{
		What: what, Todo: kit.T("Evenpost then stops in time by itself, and your mailbox is not blocked."), Raw: kit.ReplyWords(l.Reply),
	}, kit.Primary(kit.T("Use {{.N}}", n), kit.IconTick, func() { c.onLearned(true) }), kit.Secondary(kit.T("No"), nil, func() { c.onLearned(false) })))
}

func (c *card) onLearned(accept bool) {
	id, store := c.now.Account.ID, c.page.deps.Store
	told := kit.T("The limits stay as they are.")
	if accept {
		told = kit.T("The account's limit is {{.Limit}} now.", kit.M{"Limit": kit.LimitWords(c.now.Account.Learned.Limit)})
	}
	c.do(func(ctx context.Context) error { return store.SettleLearned(ctx, id, accept) }, told)
}

// lastTrouble is the newest incident that is worth a line on the card: what the user did himself is not.
func lastTrouble(all []mailing.Incident) *mailing.Incident {
	for i, e := range all {
		switch kit.IncidentTone(e.What) {
		case kit.Resting, kit.Bad, kit.Doubtful, kit.Pending, kit.Good:
			if e.CampaignID == 0 && e.What != mailing.AccountReleased && e.What != mailing.LimitAccepted && e.What != mailing.LimitLearned {
				return &all[i]
			}
		case kit.Neutral:
		}
	}
	return nil
}
