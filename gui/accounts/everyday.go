package accounts

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"evenpost/gui/kit"
	"evenpost/mailing"
)

// everyday is what an account keeps to besides its limits: a reserve for mail written by hand, hours, a careful beginning.
// Most people need none of it, so it is folded away.
type everyday struct {
	object   fyne.CanvasObject
	body     *fyne.Container
	more     *kit.Button
	summary  *kit.Text
	reserve  *kit.Entry
	within   *kit.Check
	times    *fyne.Container
	days     []*kit.Check // from Monday
	from, to *kit.Entry
	zone     *kit.SelectEntry
	warmUp   *kit.Check
	began    time.Time // when the warm-up began; zero: it begins when it is saved
	changed  func()
}

func small(s string) *kit.Para {
	p := kit.Hint(s)
	p.Size_ = kit.SizeSmall
	return p
}

var weekdays = [...]time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday, time.Sunday}

func newEveryday(zone *time.Location, changed func()) *everyday {
	name := zone.String()
	if name == "Local" || name == "" {
		name = "UTC"
	}
	m := &everyday{
		reserve: kit.NewEntry("0"), from: kit.NewEntry("08:00"), to: kit.NewEntry("18:00"), changed: changed,
		zone: kit.NewSelectEntry(append([]string{name}, zones...)), summary: kit.Small("").Cuttable(),
	}
	m.zone.SetText(name)
	m.warmUp = kit.NewCheck(kit.T("This mailbox is new"), func(bool) { m.label() })
	week := container.NewGridWithColumns(len(weekdays))
	for _, d := range weekdays {
		check := kit.NewCheck(shortDay(d), func(bool) { m.label() })
		m.days = append(m.days, check)
		week.Add(check)
	}
	m.times = kit.Column(kit.SpaceS, week, kit.Row(kit.SpaceS,
		kit.AtLeast(72, 0, m.from), kit.Line(kit.T("until")), kit.AtLeast(72, 0, m.to), kit.Grow(m.zone)))
	m.within = kit.NewCheck(kit.T("Send only at certain hours"), func(bool) { m.showTimes() })
	for _, entry := range []*kit.Entry{m.from, m.to, m.reserve} {
		entry.OnChanged = func(string) { m.label() }
	}
	m.body = kit.Column(12,
		kit.Field(kit.T("Percent kept for everyday mail"), kit.T("So much of every limit of an hour or longer stays free for the mails that you write yourself."), m.reserve),
		kit.Column(kit.SpaceXS, m.within, m.times, small(kit.T("Test mails go out at any hour."))),
		kit.Column(kit.SpaceXS, m.warmUp, small(kit.T("Providers watch new mailboxes closely. It begins with 50 a day and doubles that every day, up to the daily limit above."))),
	)
	m.more = kit.Quiet("", nil, m.onMore)
	m.more.IconPlacement = widget.ButtonIconTrailingText
	m.body.Hide()
	m.object = kit.Column(kit.SpaceS, kit.Row(kit.SpaceS, kit.Grow(kit.Column(2, kit.Strong(kit.T("Everyday mail and hours")).Cuttable(), m.summary)), m.more), m.body)
	m.showTimes()
	m.label()
	return m
}

func shortDay(d time.Weekday) string {
	return [...]string{kit.T("Sun"), kit.T("Mon"), kit.T("Tue"), kit.T("Wed"), kit.T("Thu"), kit.T("Fri"), kit.T("Sat")}[d]
}

// fill shows what an account keeps to.
func (m *everyday) fill(a mailing.Account) {
	m.reserve.SetText(strconv.Itoa(a.Reserve))
	h := a.Hours
	m.within.SetChecked(!h.Always())
	if h.Always() {
		h = mailing.Hours{Days: weekdays[:5], From: 8 * time.Hour, To: 18 * time.Hour, Zone: m.zone.Text}
	}
	for i, d := range weekdays {
		m.days[i].SetChecked(len(h.Days) == 0 || slices.Contains(h.Days, d))
	}
	m.from.SetText(clockText(h.From))
	m.to.SetText(clockText(h.To))
	if h.To == 0 {
		m.to.SetText("24:00")
	}
	if m.zone.SetText(h.Zone); h.Zone == "" {
		m.zone.SetText("UTC")
	}
	m.began = time.Time{}
	for _, l := range a.Limits {
		if l.WarmingUp() {
			m.began = l.Since
		}
	}
	m.warmUp.SetChecked(!m.began.IsZero())
	m.showTimes()
}

func clockText(d time.Duration) string {
	return fmt.Sprintf("%02d:%02d", int(d/time.Hour), int(d%time.Hour/time.Minute))
}

// hours are those that were entered.
func (m *everyday) hours() (mailing.Hours, error) {
	if !m.within.Checked {
		return mailing.Hours{}, nil
	}
	var days []string
	for i, check := range m.days {
		if check.Checked {
			days = append(days, weekdays[i].String())
		}
	}
	return mailing.ParseHours(strings.Join(days, ",") + " " + strings.TrimSpace(m.from.Text) + "-" + strings.TrimSpace(m.to.Text) + " " + strings.TrimSpace(m.zone.Text))
}

// apply enters what was said; problem says in words what is wrong.
func (m *everyday) apply(a *mailing.Account, now time.Time) (problem string, field *kit.Entry) {
	n, err := strconv.Atoi(strings.TrimSuffix(strings.TrimSpace(m.reserve.Text), "%"))
	if err != nil || n < 0 || n > 90 {
		return kit.T("What is kept for everyday mail is a number of percent from 0 to 90."), m.reserve
	}
	a.Reserve = n
	if m.within.Checked && !slices.ContainsFunc(m.days, func(c *kit.Check) bool { return c.Checked }) {
		return kit.T("Choose at least one day on which mails may go out."), m.from
	}
	if a.Hours, err = m.hours(); err != nil {
		return kit.T("Write the hours like 08:00 until 18:00, and the time zone like Europe/Vienna."), m.from
	}
	if !m.warmUp.Checked {
		return "", nil
	}
	best := -1
	for i, l := range a.Limits {
		if l.Length() >= 24*time.Hour && len(l.Steps) == 0 && (best < 0 || l.N < a.Limits[best].N) {
			best = i
		}
	}
	if best < 0 {
		return kit.T("A careful beginning needs a daily limit to lead up to. Add one above."), m.reserve
	}
	if m.began.IsZero() {
		m.began = now
	}
	a.Limits[best] = mailing.WarmUp(a.Limits[best], m.began)
	return "", nil
}

func (m *everyday) showTimes() {
	if m.within.Checked {
		m.times.Show()
	} else {
		m.times.Hide()
	}
	m.label()
}

func (m *everyday) onMore() {
	if m.body.Visible() {
		m.body.Hide()
	} else {
		m.body.Show()
	}
	m.label()
}

// label says in one line what was chosen.
func (m *everyday) label() {
	if m.body == nil || m.object == nil {
		return
	}
	var parts []string
	if n, err := strconv.Atoi(strings.TrimSpace(m.reserve.Text)); err == nil && n > 0 {
		parts = append(parts, kit.T("{{.N}} % kept for everyday mail", kit.M{"N": n}))
	}
	if h, err := m.hours(); err == nil && !h.Always() {
		parts = append(parts, hoursWords(h))
	}
	if m.warmUp.Checked {
		parts = append(parts, kit.T("careful beginning"))
	}
	if len(parts) == 0 {
		parts = append(parts, kit.T("nothing kept, at any hour"))
	}
	m.summary.SetText(strings.Join(parts, " · "))
	m.more.SetText(kit.T("More"))
	m.more.SetIcon(theme.MenuDropDownIcon())
	if m.body.Visible() {
		m.more.SetText(kit.T("Less"))
		m.more.SetIcon(theme.MenuDropUpIcon())
	}
	m.changed()
}

// hoursWords says hours: "Mon–Fri 08:00–18:00".
func hoursWords(h mailing.Hours) string {
	var days []string
	for i := 0; i < len(h.Days); i++ {
		j := i
		for j+1 < len(h.Days) && h.Days[j+1] == (h.Days[j]+1)%7 {
			j++
		}
		words := shortDay(h.Days[i])
		if j > i {
			words += "–" + shortDay(h.Days[j])
		}
		days = append(days, words)
		i = j
	}
	to := h.To
	if to == 0 {
		to = 24 * time.Hour
	}
	return strings.TrimSpace(strings.Join(days, ", ") + " " + clockText(h.From) + "–" + clockText(to))
}

func (m *everyday) state() string {
	h, err := m.hours()
	return fmt.Sprint(m.reserve.Text, "|", h, err != nil, "|", m.warmUp.Checked)
}
