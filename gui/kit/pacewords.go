package kit

import (
	"time"

	"evenpost/mailing"
)

// PaceWords says in a sentence or two why an account is as fast or as slow as it is; "" when nothing has been sent yet.
func PaceWords(s mailing.Standing, now time.Time) (Tone, string) {
	a, p := s.Account, s.Account.Pace
	tone, words := Neutral, ""
	hour := M{"N": p.PerHour(), "When": At(p.Since, now)}
	switch {
	case a.Gap > 0 && a.Gap >= p.Gap:
		words = T("Not faster than one message every {{.Gap}}, as you set it.", M{"Gap": gapWords(a.Gap)})
	case p.Why == mailing.PaceCareful:
		tone, words = Pending, T("Careful, because the server is new: a little faster with every message that it takes.")
	case p.Why == mailing.PaceFullSpeed:
		words = T("As fast as the server takes them.")
	case p.Why == mailing.PaceThrottled:
		tone, words = Resting, T("About {{.N}} messages an hour since {{.When}}, because the server asked to go slower.", hour)
	case p.Why == mailing.PaceSettled:
		tone, words = Resting, T("About {{.N}} messages an hour: a little below what the server permits.", hour)
		if p.Until.After(now) {
			words += " " + T("A little more is tried {{.When}}.", M{"When": At(p.Until, now)})
		}
	case p.Why == mailing.PaceTrying:
		tone, words = Pending, T("About {{.N}} messages an hour, to find out whether the server permits a little more.", hour)
	}
	if p.Why != mailing.PaceCareful && p.Connections > 0 && p.Connections < a.Connections {
		tone = Resting
		words = joined(" ", words, N("{{.N}} connection only: the server does not take more.", "{{.N}} connections only: the server does not take more.", p.Connections))
	}
	return tone, words
}

// gapWords writes the time between two messages: "0.5 s", "12 s", "2 min".
func gapWords(d time.Duration) string {
	if d < time.Minute {
		return seconds(d)
	}
	return Span(d)
}
