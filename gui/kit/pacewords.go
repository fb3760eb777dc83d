package kit

import (
	"time"

	"evenpost/mailing"
)

// PaceWords says in a sentence why an account is as fast or as slow as it is; "" when there is nothing to say.
func PaceWords(s mailing.Standing, now time.Time) (Tone, string) {
	a, p := s.Account, s.Account.Pace
	slowest := max(a.Gap, p.Gap)
	switch {
	case p.Gap > a.Gap:
		return Resting, T("Slower than it could be: one message every {{.Gap}}, because the server asked for it.", M{"Gap": gapWords(slowest)})
	case p.Connections > 0 && p.Connections < a.Connections:
		return Resting, N("On {{.N}} connection only, because the server does not take more.", "On {{.N}} connections only, because the server does not take more.", p.Connections)
	case a.Gap > 0:
		return Neutral, T("Not faster than one message every {{.Gap}}, as you set it.", M{"Gap": gapWords(a.Gap)})
	}
	return Neutral, T("As fast as the server takes them.")
}

// gapWords writes the time between two messages: "0.5 s", "12 s", "2 min".
func gapWords(d time.Duration) string {
	if d < time.Minute {
		return seconds(d)
	}
	return Span(d)
}
