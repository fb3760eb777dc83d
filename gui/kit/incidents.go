package kit

import (
	"time"

	"evenpost/mailing"
)

// IncidentWords says what happened in one sentence, seen from now.
func IncidentWords(e mailing.Incident, now time.Time) string {
	words := M{"N": e.N, "Name": e.Name, "Limit": LimitWords(e.Limit)}
	if !e.Until.IsZero() {
		words["When"] = At(e.Until, now)
	}
	if e.Verdict.Kind != "" {
		words["What"] = Word(mailing.Advise(e.Verdict).Title)
	}
	if e.Fault != "" {
		words["What"] = Word(e.Fault.Advise().Title)
	}
	return T(e.Sentence(), words)
}

// IncidentTone says by a sign whether what happened is good or bad news.
func IncidentTone(what mailing.IncidentKind) Tone {
	switch what {
	case mailing.AccountHeld, mailing.DomainSlowed, mailing.PaceLowered, mailing.FewerAtOnce, mailing.CampaignPaused, mailing.InboxFailed:
		return Resting
	case mailing.BreakerTripped, mailing.SameReply, mailing.CameBack, mailing.CalledItSpam:
		return Bad
	case mailing.LimitLearned:
		return Doubtful
	case mailing.AccountReleased, mailing.AccountGoesOn, mailing.Reconnected, mailing.PaceRaised, mailing.PaceFull, mailing.MoreAtOnce,
		mailing.CampaignResumed, mailing.CampaignEnded, mailing.FirstTookBack, mailing.InboxWorks, mailing.Answered:
		return Good
	case mailing.Probing, mailing.RecipientsRetried, mailing.SecondTookOver:
		return Pending
	}
	return Neutral
}

// AnswerWords says how long the server takes for an answer: "in 0.4 s, the slow ones in 1.2 s"; "" when nothing is known.
func AnswerWords(a mailing.Answers) string {
	switch {
	case a.N == 0:
		return ""
	case a.P95 < 100*time.Millisecond:
		return T("at once")
	}
	if a.N < 20 || seconds(a.Median) == seconds(a.P95) {
		return T("in {{.Usual}}", M{"Usual": seconds(a.Median)})
	}
	return T("in {{.Usual}}, one in twenty takes longer than {{.Slow}}", M{"Usual": seconds(a.Median), "Slow": seconds(a.P95)})
}

// SlowWords says that the server is slow today; "" when it is as fast as usual.
func SlowWords(a mailing.Answers) string {
	if !a.Slow() {
		return ""
	}
	return T("The server is slow today: it takes {{.Now}} for a message, usually {{.Usual}}.", M{"Now": seconds(a.Median), "Usual": seconds(a.Usual)})
}

// seconds writes a short time: "0.04 s", "0.4 s", "12 s".
func seconds(d time.Duration) string {
	s, digits := max(.01, d.Seconds()), 0
	switch {
	case s < .0995:
		digits = 2
	case s < 9.95:
		digits = 1
	}
	return T("{{.N}} s", M{"N": Decimal(s, digits)})
}
