package accounts

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

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
	window *widget.Select
	zone   *widget.SelectEntry
	amount *kit.Entry
	unit   *widget.Select
	extra  *fyne.Container
}

// The kinds of window, in the order of the choice.
const (
	per24h = iota
	perHour
	perMinute
	perDay
	perOther
)

func windowNames() []string {
	return []string{kit.T("24 hours"), kit.T("hour"), kit.T("minute"), kit.T("calendar day"), kit.T("other time")}
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
	r := &limitRow{count: kit.NewEntry(kit.T("number")), amount: kit.NewEntry("12"), unit: widget.NewSelect(unitNames(), nil), zone: widget.NewSelectEntry(append([]string{l.zone}, zones...))}
	if limit.N > 0 {
		r.count.SetText(strconv.Itoa(limit.N))
	}
	r.zone.SetText(limit.Zone)
	if limit.Zone == "" {
		r.zone.SetText(l.zone)
	}
	r.unit.SetSelectedIndex(1)
	r.extra = kit.RowTop(kit.SpaceS)
	r.window = widget.NewSelect(windowNames(), func(string) { r.show() })
	at := perOther
	switch {
	case limit.Kind == mailing.CalendarDay:
		at = perDay
	case limit.Span == 24*time.Hour:
		at = per24h
	case limit.Span == time.Hour:
		at = perHour
	case limit.Span == time.Minute:
		at = perMinute
	default:
		for i, u := range units {
			if limit.Span >= u && limit.Span%u == 0 {
				r.unit.SetSelectedIndex(i)
				r.amount.SetText(strconv.Itoa(int(limit.Span / u)))
			}
		}
		if r.amount.Text == "" { // a length that fits no unit is kept in minutes
			r.amount.SetText(strconv.Itoa(int(limit.Span / time.Minute)))
			r.unit.SetSelectedIndex(0)
		}
	}
	remove := kit.IconButton(theme.ContentRemoveIcon(), kit.T("Remove this limit"), func() { l.remove(r) })
	main := kit.Row(kit.SpaceS, kit.AtLeast(84, 0, r.count), kit.Line(kit.T("mails per")), kit.Grow(kit.Outlined(r.window)), remove)
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

// show offers what the kind of window needs besides.
func (r *limitRow) show() {
	switch r.window.SelectedIndex() {
	case perDay:
		r.extra.Objects = []fyne.CanvasObject{kit.NewTop(kit.AtLeast(84, 36, kit.Muted(kit.T("Midnight in")))), kit.Grow(r.zone)}
		r.extra.Show()
	case perOther:
		r.extra.Objects = []fyne.CanvasObject{kit.AtLeast(84, 0, r.amount), kit.Grow(kit.Outlined(r.unit))}
		r.extra.Show()
	default:
		r.extra.Hide()
	}
	if r.object != nil {
		r.object.Refresh()
	}
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
	}
	n, err := strconv.Atoi(strings.TrimSpace(r.amount.Text))
	if err != nil || n < 1 || n > 100_000 {
		return count + "/?"
	}
	return fmt.Sprintf("%s/%s", count, time.Duration(n)*units[max(0, r.unit.SelectedIndex())])
}

// values are the limits as entered; problem says in words which of them is wrong.
func (l *limitsEditor) values() (all []mailing.Limit, problem string, field *kit.Entry) {
	for i, r := range l.limits {
		limit, err := mailing.ParseLimit(r.text())
		if err == nil {
			all = append(all, limit)
			continue
		}
		n := kit.M{"N": i + 1}
		if count, err := strconv.Atoi(r.number()); err != nil || count < 1 || count > 100_000_000 {
			return nil, kit.T("Limit {{.N}}: enter how many mails, as a number like 500.", n), r.count
		}
		if r.window.SelectedIndex() == perDay {
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
		b.WriteString(r.text() + ";")
	}
	return b.String()
}
