package accounts

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"evenpost/gui/kit"
	"evenpost/mailing"
)

// limitsEditor is the list of an account's limits, to be changed.
type limitsEditor struct {
	object fyne.CanvasObject
	rows   *fyne.Container
	limits []*limitRow
	none   *kit.Para
	zone   string // what a new calendar day counts in
}

// limitRow is one limit: so many per so long.
type limitRow struct {
	object fyne.CanvasObject
	count  *kit.Entry
	window *kit.Select
	zone   *kit.SelectEntry
	amount *kit.Entry
	unit   *kit.Select
	extra  *fyne.Container
	steps  []mailing.Step // how the number grows with the age of the account at its provider
	since  *kit.Entry     // the day from which that counts
}

// The kinds of window, in the order of the choice.
const (
	per24h = iota
	perHour
	perMinute
	perDay
	perClockHour
	perOther
	afterLast
	refill
)

func windowNames() []string {
	return []string{kit.T("24 hours"), kit.T("hour"), kit.T("minute"), kit.T("calendar day"), kit.T("full hour"), kit.T("other time"), kit.T("run of mails"), kit.T("refill")}
}

func unitNames() []string { return []string{kit.T("minutes"), kit.T("hours"), kit.T("days")} }

var units = [...]time.Duration{time.Minute, time.Hour, 24 * time.Hour}

// zones are usual ones to choose from; any other may be typed.
var zones = []string{"Europe/Vienna", "Europe/Berlin", "Europe/Zurich", "Europe/London", "UTC", "America/New_York", "America/Los_Angeles"}

func newLimitsEditor(limits []mailing.Limit, zone *time.Location) *limitsEditor {
	l := &limitsEditor{rows: kit.Column(kit.SpaceS), none: kit.Hint(kit.T("Without a limit Evenpost sends as fast as the server takes the mails. Most providers stop an account that does that.")), zone: zone.String()}
	if l.zone == "Local" || l.zone == "" {
		l.zone = "UTC"
	}
	add := kit.Quiet(kit.T("Add a limit"), theme.ContentAddIcon(), func() {
		l.add(mailing.Limit{Kind: mailing.Rolling, Span: time.Hour})
		l.object.Refresh()
	})
	l.object = kit.Column(kit.SpaceS, l.none, l.rows, kit.Row(0, add))
	for _, limit := range limits {
		l.add(limit)
	}
	l.sync()
	return l
}

func (l *limitsEditor) set(limits []mailing.Limit) {
	l.limits, l.rows.Objects = nil, nil
	for _, limit := range limits {
		l.add(limit)
	}
	l.sync()
}

func (l *limitsEditor) sync() {
	if len(l.limits) == 0 {
		l.none.Show()
	} else {
		l.none.Hide()
	}
	l.object.Refresh()
}

func (l *limitsEditor) add(limit mailing.Limit) {
	r := &limitRow{count: kit.NewEntry(kit.T("number")), amount: kit.NewEntry("12"), unit: kit.NewSelect(unitNames(), nil), zone: kit.NewSelectEntry(append([]string{l.zone}, zones...)), since: kit.NewEntry("2026-11-25")}
	if !limit.WarmingUp() { // which is chosen elsewhere
		r.steps = limit.Steps
	}
	if !limit.Since.IsZero() {
		r.since.SetText(limit.Since.Format(time.DateOnly))
	}
	if limit.N > 0 {
		r.count.SetText(strconv.Itoa(limit.N))
	}
	r.zone.SetText(limit.Zone)
	if limit.Zone == "" {
		r.zone.SetText(l.zone)
	}
	r.unit.SetSelectedIndex(1)
	r.extra = kit.Column(kit.SpaceXS)
	r.window = kit.NewSelect(windowNames(), func(string) { r.show() })
	at := perOther
	switch {
	case limit.Kind == mailing.CalendarDay:
		at = perDay
	case limit.Kind == mailing.CalendarHour:
		at = perClockHour
	case limit.Kind == mailing.AfterLast, limit.Kind == mailing.Refill:
		if at = afterLast; limit.Kind == mailing.Refill {
			at = refill
		}
		r.showSpan(limit.Span)
	case limit.Span == 24*time.Hour:
		at = per24h
	case limit.Span == time.Hour:
		at = perHour
	case limit.Span == time.Minute:
		at = perMinute
	default:
		r.showSpan(limit.Span)
	}
	remove := kit.IconButton(theme.ContentRemoveIcon(), kit.T("Remove this limit"), func() { l.remove(r) })
	main := kit.Row(kit.SpaceS, kit.AtLeast(84, 0, r.count), kit.Line(kit.T("mails per")), kit.Grow(r.window), remove)
	r.object = kit.Column(kit.SpaceXS, main, r.extra)
	r.window.SetSelectedIndex(at)
	l.limits = append(l.limits, r)
	l.rows.Add(r.object)
	l.sync()
}

func (l *limitsEditor) remove(r *limitRow) {
	for i, x := range l.limits {
		if x == r {
			l.limits = append(l.limits[:i:i], l.limits[i+1:]...)
			break
		}
	}
	l.rows.Remove(r.object)
	l.sync()
}

// showSpan writes a length into amount and unit.
func (r *limitRow) showSpan(span time.Duration) {
	for i, u := range units {
		if span >= u && span%u == 0 && (u != units[2] || span > u) {
			r.unit.SetSelectedIndex(i)
			r.amount.SetText(strconv.Itoa(int(span / u)))
		}
	}
	if r.amount.Text == "" { // a length that fits no unit is kept in minutes
		r.amount.SetText(strconv.Itoa(int(span / time.Minute)))
		r.unit.SetSelectedIndex(0)
	}
}

// show offers what the kind of window needs besides.
func (r *limitRow) show() {
	var lines []fyne.CanvasObject
	words := func(s string) fyne.CanvasObject { return kit.NewTop(kit.AtLeast(84, 36, kit.Muted(s))) }
	switch r.window.SelectedIndex() {
	case perDay:
		lines = append(lines, kit.Row(kit.SpaceS, words(kit.T("Midnight in")), kit.Grow(r.zone)))
	case perClockHour:
		lines = append(lines, kit.Row(kit.SpaceS, words(kit.T("Clock of")), kit.Grow(r.zone)))
	case perOther, afterLast, refill:
		lines = append(lines, kit.Row(kit.SpaceS, kit.AtLeast(84, 0, r.amount), kit.Grow(r.unit)))
		switch r.window.SelectedIndex() {
		case afterLast:
			lines = append(lines, small(kit.T("A run ends, and the count begins anew, once nothing was sent for so long.")))
		case refill:
			lines = append(lines, small(kit.T("What was used comes back evenly over this time.")))
		}
	}
	if len(r.steps) > 0 {
		lines = append(lines, small(r.stepWords()), kit.Row(kit.SpaceS, words(kit.T("Customer since")), kit.Grow(r.since)))
	}
	r.extra.Objects = lines
	r.extra.Hide()
	if len(lines) > 0 {
		r.extra.Show()
	}
	if r.object != nil {
		r.object.Refresh()
	}
}

// stepWords says how the number grows: "50 for the first 8 days, 100 until day 15, then the number above."
func (r *limitRow) stepWords() string {
	var parts []string
	for _, s := range r.steps {
		parts = append(parts, kit.T("{{.N}} until day {{.Day}}", kit.M{"N": s.N, "Day": s.Until}))
	}
	return kit.T("It grows with the age of the account at the provider: {{.Steps}}, then the number above.", kit.M{"Steps": strings.Join(parts, ", ")})
}

// number is the count without the marks between thousands.
func (r *limitRow) number() string {
	return strings.NewReplacer(".", "", ",", "", " ", "", "\u202f", "", "\u00a0", "").Replace(r.count.Text)
}

// text is the limit as ParseLimit reads it.
func (r *limitRow) text() string {
	count := r.number()
	switch r.window.SelectedIndex() {
	case per24h:
		return count + "/24h"
	case perHour:
		return count + "/hour"
	case perMinute:
		return count + "/minute"
	case perDay:
		return count + "/day@" + strings.TrimSpace(r.zone.Text)
	case perClockHour:
		return count + "/hour@" + strings.TrimSpace(r.zone.Text)
	}
	n, err := strconv.Atoi(strings.TrimSpace(r.amount.Text))
	if err != nil || n < 1 || n > 100_000 {
		return count + "/?"
	}
	kind := map[int]string{afterLast: ",after-last", refill: ",refill"}[r.window.SelectedIndex()]
	return fmt.Sprintf("%s/%s%s", count, time.Duration(n)*units[max(0, r.unit.SelectedIndex())], kind)
}

// grown is the limit with its steps, as far as they are below its number; ok is false when the day cannot be read.
func (r *limitRow) grown(l mailing.Limit) (_ mailing.Limit, ok bool) {
	for _, s := range r.steps {
		if s.N <= l.N {
			l.Steps = append(l.Steps, s)
		}
	}
	if text := strings.TrimSpace(r.since.Text); len(l.Steps) > 0 && text != "" {
		since, err := time.Parse(time.DateOnly, text)
		if err != nil {
			return l, false
		}
		l.Since = since
	}
	return l, true
}

// values are the limits as entered; problem says in words which of them is wrong.
func (l *limitsEditor) values() (all []mailing.Limit, problem string, field *kit.Entry) {
	for i, r := range l.limits {
		limit, err := mailing.ParseLimit(r.text())
		n := kit.M{"N": i + 1}
		if err == nil {
			grown, ok := r.grown(limit)
			if !ok {
				return nil, kit.T("Limit {{.N}}: write the day like 2026-11-25.", n), r.since
			}
			all = append(all, grown)
			continue
		}
		if count, err := strconv.Atoi(r.number()); err != nil || count < 1 || count > 100_000_000 {
			return nil, kit.T("Limit {{.N}}: enter how many mails, as a number like 500.", n), r.count
		}
		if at := r.window.SelectedIndex(); at == perDay || at == perClockHour {
			return nil, kit.T("Limit {{.N}}: the time zone is not known. Write it like Europe/Vienna.", n), r.count
		}
		return nil, kit.T("Limit {{.N}}: enter a time between one second and 31 days.", n), r.amount
	}
	return all, "", nil
}

// state is what was entered, to see whether something changed.
func (l *limitsEditor) state() string {
	var b strings.Builder
	for _, r := range l.limits {
		b.WriteString(r.text() + " " + r.since.Text + ";")
	}
	return b.String()
}
