package kit

import (
	"cmp"
	"slices"
	"time"

	"evenpost/mailing"
)

// QuotaOf is what a meter shows of an account: every window, the tightest first, and why it does not send, if so. perMinute is
// its speed.
func QuotaOf(s mailing.Standing, perMinute float64) Quota {
	q := Quota{Name: AccountName(s.Account), Day: s.Day}
	for _, use := range s.Allowance.Windows {
		q.Windows = append(q.Windows, WindowOf(use))
	}
	// Of windows that are as tight, the longer one: it is what the user waits for.
	slices.SortStableFunc(q.Windows, func(a, b Window) int {
		return cmp.Or(cmp.Compare(a.Left, b.Left), cmp.Compare(b.span, a.span))
	})
	if perMinute >= 1 {
		q.Pace = T("{{.N}} a minute", M{"N": int(perMinute + .5)})
	}
	if h := s.Account.Hold; h != nil && !h.Over(s.At) {
		q.Held, q.GoesOn = HoldWords(*h), h.Until
	}
	return q
}

// WindowOf is one window as a meter shows it.
func WindowOf(use mailing.WindowUse) Window {
	w := Window{Used: use.Used, Limit: use.N, Left: use.Free, Over: WindowWords(use.Limit), MoreAt: use.MoreAt, Reserved: use.Kept, Elsewhere: use.Elsewhere, span: use.Limit.Span}
	switch use.Limit.Kind {
	case mailing.CalendarDay:
		w.span = 24 * time.Hour
	case mailing.CalendarHour:
		w.span = time.Hour
	case mailing.Rolling, mailing.AfterLast, mailing.Refill:
	}
	return w
}

// AccountName is how an account is called in the window: by its address, unless it was given a name of its own.
func AccountName(a mailing.Account) string {
	switch {
	case a.Practice:
		return T("Practice mailbox")
	case a.Name != "":
		return a.Name
	}
	return a.From.Address
}

// WindowWords says what a limit counts over: "24 h", "1 h", "today".
func WindowWords(l mailing.Limit) string {
	switch l.Kind {
	case mailing.CalendarDay:
		return T("today")
	case mailing.CalendarHour:
		return T("this hour")
	case mailing.AfterLast:
		return T("until {{.Span}} pass without a mail", M{"Span": Span(l.Span)})
	case mailing.Refill:
		return T("refills over {{.Span}}", M{"Span": Span(l.Span)})
	case mailing.Rolling:
	}
	return Span(l.Span)
}

// HoldWords says in two or three words why an account does not send; the sentence is mailing.Advise's.
func HoldWords(h mailing.Hold) string {
	switch h.Verdict.Kind {
	case mailing.Auth:
		return T("stopped: login refused")
	case mailing.Quota:
		return T("stopped: limit reached")
	case mailing.Throttle:
		return T("slowed down by the server")
	case mailing.Blocked:
		return T("stopped: blocked by the server")
	case mailing.Network:
		return T("server cannot be reached")
	case mailing.TLS:
		return T("stopped: connection not protected")
	case mailing.ManyBounces, mailing.ManyRefusals, mailing.ManyLogins:
		return T("stopped in time: look at it")
	}
	return T("stopped: trouble with the server")
}
