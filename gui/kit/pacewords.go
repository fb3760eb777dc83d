package kit

import (
	"strings"
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
		words = T("Not faster than one message every {{.Gap}}, as the account's settings say.", M{"Gap": gapWords(a.Gap)})
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

// BecauseWords says what makes so many messages take as long as they do: "Because of the limit of 500 per 24 h and the sending
// hours."; "" when they go out at once.
func BecauseWords(s mailing.Standing, messages int) string {
	var reasons []string
	tightest := Window{Left: messages}
	for _, use := range s.Allowance.Windows {
		if w := WindowOf(use); use.N-use.Kept < messages || use.Free < min(messages, tightest.Left) {
			tightest = w
			reasons = append(reasons, T("the limit of {{.Limit}}", M{"Limit": LimitWords(use.Limit)}))
		}
	}
	a := s.Account
	if a.Reserve > 0 && len(reasons) > 0 {
		reasons = append(reasons, T("the {{.N}} percent kept for everyday mail", M{"N": a.Reserve}))
	}
	if !a.Hours.Always() {
		reasons = append(reasons, T("the sending hours"))
	}
	if gap := max(a.Gap, a.Pace.Gap); gap >= time.Second {
		reasons = append(reasons, T("a pace of one message every {{.Gap}}", M{"Gap": gapWords(gap)}))
	}
	switch n := len(reasons); n {
	case 0:
		return ""
	case 1:
		return T("Because of {{.Reason}}.", M{"Reason": reasons[0]})
	default:
		return T("Because of {{.Reasons}} and {{.Last}}.", M{"Reasons": strings.Join(reasons[:n-1], ", "), "Last": reasons[n-1]})
	}
}

// gapWords writes the time between two messages: "0.5 s", "12 s", "2 min".
func gapWords(d time.Duration) string {
	if d < time.Minute && d%time.Second != 0 {
		return seconds(d)
	}
	return Span(d)
}
