package kit

import (
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2/theme"
)

// Quota is what a meter shows of one account.
type Quota struct {
	Name    string    // the account
	Windows []Window  // the tightest first; none: no limit is known
	Day     int       // without limits: recipients of the last 24 hours
	Pace    string    // the speed now, in words, or ""
	Held    string    // why the account does not send now, in words, or ""
	GoesOn  time.Time // when it does again by itself; zero: not known
}

// Window is how much of one limit is used.
type Window struct {
	Used      int       // recipients counted in the window
	Limit     int       // 0: no limit is known
	Left      int       // how many may go out now
	Over      string    // "24 h", "today"
	MoreAt    time.Time // when more is free; zero: nothing to say
	Reserved  int       // so many of Limit are kept for everyday mail
	Elsewhere int       // so many of Used were sent from elsewhere
	span      time.Duration
}

type level int

const (
	fine level = iota
	near       // four fifths are used
	full
	held
)

func (w Window) level() level {
	may := w.Limit - w.Reserved
	switch {
	case w.Limit > 0 && w.Left <= 0:
		return full
	case w.Limit > 0 && (may-w.Left)*5 >= may*4:
		return near
	}
	return fine
}

func (q Quota) tightest() Window {
	if len(q.Windows) == 0 {
		return Window{Used: q.Day}
	}
	return q.Windows[0]
}

func (q Quota) level() level {
	if q.Held != "" {
		return held
	}
	return q.tightest().level()
}

// spans are the parts of the window's bar: what mailings used, what was sent from elsewhere, and at its end what is kept.
func (w Window) spans(l level) []span {
	if w.Limit <= 0 {
		return nil
	}
	tone := theme.ColorNamePrimary
	switch l {
	case near:
		tone = ColorDoubt
	case full:
		tone = ColorFailed
	case held:
		tone = ColorPaused
	case fine:
	}
	share := func(n int) float64 { return float64(n) / float64(w.Limit) }
	spans := []span{{share: share(w.Used - w.Elsewhere), color: tone}, {share: share(w.Elsewhere), color: ColorWaiting}}
	if kept := min(w.Reserved, w.Limit-w.Used); kept > 0 {
		spans = append(spans, span{share: share(w.Limit - w.Used - kept), gap: true}, span{share: share(kept), color: ColorMuted, outline: true})
	}
	return spans
}

// words say what the bar shows: "312", "of 500", "188 left · 24 h", "more at 14:10".
func (q Quota) words(now time.Time) (used, of, left, more string) {
	w := q.tightest()
	used, of, left, more = w.words(q.level(), now)
	if q.Held != "" {
		left, more = q.Held, ""
		if !q.GoesOn.IsZero() {
			more = T("goes on {{.Time}}", M{"Time": When(q.GoesOn, now)})
		}
	}
	if more == "" {
		more = q.Pace
	}
	return used, of, left, more
}

func (w Window) words(l level, now time.Time) (used, of, left, more string) {
	used = Number(w.Used)
	if w.Limit <= 0 {
		return used, T("sent in 24 hours"), T("no limit is entered"), ""
	}
	of = T("of {{.Limit}}", M{"Limit": w.Limit})
	switch l {
	case full:
		left = T("limit reached")
	case near:
		left = T("only {{.Left}} left", M{"Left": w.Left})
	default:
		left = T("{{.Left}} left", M{"Left": w.Left})
	}
	if w.Over != "" {
		left += " · " + w.Over
	}
	if !w.MoreAt.IsZero() && w.Used > 0 {
		more = moreAt(w.MoreAt, now)
	}
	return used, of, left, more
}

// aside says what else counts: "100 kept for everyday mail · 40 sent from elsewhere"; "" for nothing.
func (w Window) aside() string {
	var parts []string
	if w.Reserved > 0 {
		parts = append(parts, T("{{.N}} kept for everyday mail", M{"N": w.Reserved}))
	}
	if w.Elsewhere > 0 {
		parts = append(parts, T("{{.N}} sent from elsewhere", M{"N": w.Elsewhere}))
	}
	return strings.Join(parts, " · ")
}

// joined puts together what is not empty.
func joined(with string, parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), with)
}

func moreAt(at, now time.Time) string {
	if dayNumber(at.In(now.Location())) == dayNumber(now) {
		return T("more at {{.Time}}", M{"Time": Clock(at.In(now.Location()))})
	}
	return T("more {{.Time}}", M{"Time": When(at, now)})
}
