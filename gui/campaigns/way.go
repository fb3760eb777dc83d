package campaigns

import (
	"time"

	"fyne.io/fyne/v2"

	"evenpost/gui/kit"
	"evenpost/mailing"
)

// way says what makes a campaign as fast as it is: its speed now and why, how fast the server answers, and the meters of its
// accounts.
type way struct {
	ui      *kit.UI
	card    fyne.CanvasObject
	title   *kit.Text
	speed   *kit.Text
	label   *kit.Text
	reason  *kit.Reason
	answers *kit.Reason
	slow    *kit.Reason
	meters  *fyne.Container
	rows    []*kit.Meter
	of      []int64 // whose the meters are
}

func newWay(ui *kit.UI) *way {
	w := &way{ui: ui, title: kit.Heading("").Cuttable(), speed: kit.BigNumber(""), label: kit.Small("").Cuttable(), reason: kit.NewReason(), answers: kit.NewReason(), slow: kit.NewReason(), meters: kit.Column(kit.SpaceXS)}
	number := kit.Column(0, w.speed, w.label)
	w.card = kit.Card(kit.Column(kit.SpaceS, w.title, number, w.reason, w.answers, w.slow, kit.Outdent(w.meters)))
	return w
}

func (w *way) set(s situation, now time.Time) {
	running := s.campaign.State.Running()
	perMinute, connections := s.live.PerMinute, s.live.Connections
	if s.second != nil {
		perMinute, connections = perMinute+s.second.live.PerMinute, connections+s.second.live.Connections
	}
	if s.waitsFor().Why != mailing.WhyNothing {
		perMinute, connections = 0, 0 // the last half minute is over
	}
	visible(w.speed, running)
	visible(w.label, running)
	w.title.SetText(kit.T("The mail server"))
	if running {
		w.title.SetText(kit.T("Right now"))
		w.speed.SetText(perMinuteNumber(perMinute))
		w.label.SetText(connectionWords(connections))
	}
	w.reason.Set(whyWords(s, now))
	words := kit.AnswerWords(s.answers)
	if words != "" {
		words = kit.T("The server answers {{.Time}}.", kit.M{"Time": words})
	}
	w.answers.Set(kit.Neutral, words)
	slow := ""
	if running {
		slow = kit.SlowWords(s.answers)
	}
	w.slow.Set(kit.Doubtful, slow)
	w.setMeters(s, running, now)
}

// whyWords says why it is as fast as it is; what it waits for stands in the notice on top already.
func whyWords(s situation, now time.Time) (kit.Tone, string) {
	if !s.campaign.State.Running() {
		return kit.Neutral, ""
	}
	if w := s.waitsFor(); w.Why != mailing.WhyNothing {
		return kit.Neutral, ""
	}
	return kit.PaceWords(s.standing, now)
}

func (w *way) setMeters(s situation, running bool, now time.Time) {
	var accounts []helper
	if running && s.account.ID != 0 {
		accounts = append(accounts, helper{s.standing, s.live})
		if s.second != nil {
			accounts = append(accounts, *s.second)
		}
	}
	for len(w.rows) < len(accounts) {
		i := len(w.rows)
		m := kit.NewMeter(true, func() { w.ui.Navigate(kit.PageAccounts, kit.OpenAccount{ID: w.of[i]}) })
		w.rows, w.of = append(w.rows, m), append(w.of, 0)
		w.meters.Add(m)
	}
	for i, m := range w.rows {
		visible(m, i < len(accounts))
		if i < len(accounts) {
			w.of[i] = accounts[i].standing.Account.ID
			m.Set(kit.QuotaOf(accounts[i].standing, accounts[i].live.PerMinute), now)
		}
	}
	visible(w.meters, len(accounts) > 0)
}

// perMinuteNumber writes a speed: "36", "2.5", "0".
func perMinuteNumber(f float64) string {
	if f > 0 && f < 10 {
		return kit.Decimal(f, 1)
	}
	return kit.Number(int(f + .5))
}

func connectionWords(n int) string {
	if n == 0 {
		return kit.T("messages a minute")
	}
	return kit.N("messages a minute on {{.N}} connection", "messages a minute on {{.N}} connections", n)
}
