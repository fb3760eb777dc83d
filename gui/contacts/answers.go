package contacts

import (
	"time"

	"fyne.io/fyne/v2"

	"evenpost/gui/kit"
	"evenpost/mailing"
)

// answersMost is how many answers of one contact are shown.
const answersMost = 50

// answers are what came back from a contact: replies, bounces, opt-outs.
func (p *detail) answers(all []mailing.Answer) fyne.CanvasObject {
	now := p.people.ui.Now().In(p.people.ui.Zone)
	col := kit.Column(kit.SpaceS)
	for _, a := range all {
		col.Add(answerRow(a, now))
	}
	return col
}

func answerRow(a mailing.Answer, now time.Time) fyne.CanvasObject {
	tone, words := answerWords(a)
	when := kit.When(a.At, now)
	if a.Campaign != "" {
		when += " · " + a.Campaign
	}
	lines := kit.Column(0, kit.Line(words).Cuttable(), kit.Small(when).Cuttable())
	if said := answerText(a); said != "" {
		quote := kit.Hint(said)
		quote.Size_ = kit.SizeSmall
		lines.Add(quote)
	}
	return kit.PadXY(kit.SpaceXS, 0, kit.RowTop(kit.SpaceS, kit.NewTop(kit.PadXY(0, 2, kit.Picture(tone.Icon(), 16, tone.Color()))), kit.Grow(lines)))
}

// answerText is what the mail said, in its own words.
func answerText(a mailing.Answer) string {
	if a.Kind == mailing.AnswerUnsubscribe || a.Kind == mailing.AnswerComplaint {
		return ""
	}
	return a.Excerpt
}

// answerWords says in a few words what came in.
func answerWords(a mailing.Answer) (kit.Tone, string) {
	switch a.Kind {
	case mailing.AnswerReply:
		return kit.Good, kit.T("Reply")
	case mailing.AnswerAuto:
		return kit.Neutral, kit.T("Automatic reply")
	case mailing.AnswerBounce:
		return kit.Bad, kit.Word(mailing.AdviseOn(a.Verdict, a.Reply).Title)
	case mailing.AnswerDelayed:
		return kit.Pending, kit.T("The mail is late; their server still tries")
	case mailing.AnswerUnsubscribe:
		return kit.Resting, kit.T("Wants no more mailings")
	case mailing.AnswerComplaint:
		return kit.Bad, kit.T("Reported the mailing as spam")
	}
	return kit.Neutral, string(a.Kind)
}
