//go:build shots

package kit_test

import (
	"fmt"
	"os"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"

	"evenpost/gui/kit"
	"evenpost/gui/kit/kittest"
	"evenpost/mailing"
)

func shots() string {
	if d := os.Getenv("SHOTS"); d != "" {
		return d
	}
	return "../../dist/shots"
}

func TestGallery(t *testing.T) {
	for _, mode := range []kit.Mode{kit.Light, kit.Dark} {
		t.Run(string(mode), func(t *testing.T) {
			e := kittest.New(t, kittest.Looking(mode))
			e.Show(container.NewStack(kit.NewSurface(theme.ColorNameBackground, "", 0), pieces(e)))
			e.Capture(shots() + "/kit-pieces-" + string(mode) + ".png")
			g := grid()
			search := kit.NewSearch("Search 1,000,000 contacts", nil)
			panel := kit.NewSidePanel(300)
			panel.Put("Anna Huber", kit.KeyValues(kit.KV("Address", "anna@example.com"), kit.KV("Company", "Bäckerei Huber und Söhne Gesellschaft m.b.H."), kit.KV("Since", "3 Dec 2025")))
			e.Show(container.NewStack(kit.NewSurface(theme.ColorNameBackground, "", 0), kit.PageFill(
				kit.PageHeader("Contacts", "1,000,000 people", kit.Secondary("Import", kit.IconUpload, nil), kit.Primary("New contact", theme.ContentAddIcon(), nil)),
				container.NewBorder(kit.PadXY(0, 8, search), nil, nil, panel, g))))
			g.ScrollTo(999_999)
			g.SetCurrent(999_995)
			g.Select(999_994, true)
			g.Select(999_991, true)
			g.Focus()
			g.MouseMoved(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: g.RowPosition(999_990)}})
			e.Capture(shots() + "/kit-grid-" + string(mode) + ".png")
		})
	}
}

func grid() *kit.Grid {
	g := kit.NewGrid(
		kit.GridColumn{Key: "name", Title: "Name", Min: 140, Weight: 2},
		kit.GridColumn{Key: "email", Title: "Address", Min: 160, Weight: 3},
		kit.GridColumn{Key: "company", Title: "Company", Min: 100, Weight: 2, Optional: true},
		kit.GridColumn{Title: "State", Min: 110, Weight: 1},
		kit.GridColumn{Key: "n", Title: "Mails", Min: 70, Align: fyne.TextAlignTrailing},
	)
	states := []mailing.DeliveryState{mailing.Sent, mailing.Failed, mailing.InDoubt, mailing.Waiting, mailing.Skipped}
	g.Rows = func() int { return 1_000_000 }
	g.RowID = func(row int) int64 { return int64(row) }
	g.CellAt = func(row, col int) kit.Cell {
		switch col {
		case 0:
			return kit.Cell{Text: fmt.Sprintf("Anna Huber %d", row), Bold: true}
		case 1:
			return kit.Cell{Text: fmt.Sprintf("anna.huber.%d@a-rather-long-domain-name.example.com", row)}
		case 2:
			return kit.Cell{Text: "Bäckerei Huber", Dim: true}
		case 3:
			s := states[row%len(states)]
			return kit.Cell{Text: kit.StateWord(s), Pill: true, Tone: kit.ToneOf(s)}
		}
		return kit.Cell{Text: kit.Number(row % 5000)}
	}
	g.SetSort("name", false)
	return g
}

func pieces(e *kittest.Env) fyne.CanvasObject {
	now := e.Now
	meter := func(compact bool, q kit.Quota) fyne.CanvasObject {
		m := kit.NewMeter(compact, func() {})
		m.Set(q, now)
		return m
	}
	day := func(used, limit, left int, in time.Duration) kit.Window {
		return kit.Window{Used: used, Limit: limit, Left: left, Over: "24 h", MoreAt: now.Add(in)}
	}
	reserved := kit.Window{Used: 312, Limit: 500, Left: 88, Over: "24 h", MoreAt: now.Add(4 * time.Hour), Reserved: 100, Elsewhere: 40}
	quotas := []kit.Quota{
		{Name: "info@baker.at", Windows: []kit.Window{reserved, {Used: 12, Limit: 100, Left: 88, Over: "1 h", MoreAt: now.Add(20 * time.Minute)}, {Used: 2, Limit: 30, Left: 28, Over: "1 min"}}},
		{Name: "news@club.example", Windows: []kit.Window{day(455, 500, 45, 10*time.Minute)}, Pace: "36 a minute"},
		{Name: "praxis@dental.example", Windows: []kit.Window{{Used: 300, Limit: 300, Over: "today", MoreAt: now.Add(14 * time.Hour)}, {Used: 41, Limit: 100, Left: 59, Over: "1 h", MoreAt: now.Add(time.Hour)}}},
		{Name: "office@held.example", Windows: []kit.Window{day(40, 300, 260, time.Hour)}, Held: "login refused"},
	}
	var compact, large []fyne.CanvasObject
	for _, q := range quotas {
		compact = append(compact, meter(true, q))
		large = append(large, kit.Card(meter(false, q)))
	}
	p := kit.NewProgress(func(mailing.DeliveryState) {})
	p.Set(mailing.Counts{Total: 620, Sent: 400, Failed: 12, InDoubt: 2, Waiting: 204, Sending: 2})
	bars := kit.NewBars()
	var days []kit.DayBar
	for i := range 14 {
		days = append(days, kit.DayBar{Day: now.AddDate(0, 0, i-13), Sent: (i * 137) % 500 * (i % 3), Failed: i % 4 * 5, InDoubt: i % 5})
	}
	bars.Set(days)
	w := kit.NewWizard("Send", theme.MailSendIcon(), func() {}, func() {}, kit.Step{Title: "Who", Content: kit.Sentence("x")}, kit.Step{Title: "What", Content: kit.Sentence("What they get.")}, kit.Step{Title: "From and when", Content: kit.Line("")}, kit.Step{Title: "Checks", Content: kit.Line("")}, kit.Step{Title: "Review", Content: kit.Line("")})
	w.Go(1)
	left := kit.Column(16,
		kit.Tiles(230, 16, large...),
		kit.CardTitled("Spring newsletter", kit.NewPill("sending", kit.Pending), kit.Column(12, p, kit.Hint("36 a minute · finished Thu 11:20"))),
		kit.CardTitled("Last 14 days", kit.BarsLegend(), bars),
		kit.NewNotice(kit.Bad, kit.Explanation{What: "The server refused the password.", Whose: "It is about your account.", Todo: "Many providers want an app password here. Make one in your mailbox's settings and enter it.", Raw: "535 5.7.8 Authentication failed"}, kit.Secondary("Enter the password", nil, nil)),
		kit.Say(kit.Doubtful, "12 rows were left out."),
	)
	disabled := kit.Secondary("Disabled", nil, nil)
	disabled.Disable()
	right := kit.Column(12,
		kit.Column(0, compact...),
		kit.Row(8, kit.NewPill("sent", kit.Good), kit.NewPill("failed", kit.Bad), kit.NewPill("draft", kit.Neutral), kit.NewPill("paused", kit.Resting), kit.NewPill("in doubt", kit.Doubtful)),
		kit.Row(0, kit.NewStat("12,408", "sent", kit.Good, func() {}), kit.NewStat("31", "failed", kit.Bad, func() {}), kit.NewStat("2", "in doubt", kit.Doubtful, nil)),
		kit.Row(8, kit.Primary("Send", theme.MailSendIcon(), nil), kit.Secondary("Import", kit.IconUpload, nil), kit.Quiet("More", nil, nil), kit.Danger("Delete", theme.DeleteIcon(), nil), disabled),
		kit.Field("Name", "As people see it in their mail program.", kit.NewEntry("Bakery Huber")),
		kit.Row(6, icons()...),
		kit.AtLeast(0, 150, w),
	)
	return kit.Pad(24, container.New(twoColumns{}, left, right))
}

func icons() []fyne.CanvasObject {
	var o []fyne.CanvasObject
	for _, r := range []fyne.Resource{
		kit.IconHome, kit.IconPeople, kit.IconPencil, kit.IconEnvelope, kit.IconAttend, kit.IconKey, kit.IconGear, kit.IconPractice, kit.IconTag, kit.IconBlock, kit.IconClock,
		kit.IconTick, kit.IconCross, kit.IconPause, kit.IconQuestion, kit.IconAlert, kit.IconDash, kit.IconUpload, kit.IconDownload, kit.IconPhone, kit.IconDesktop, kit.IconRetry, kit.IconCircle,
	} {
		o = append(o, kit.Picture(r, 19, theme.ColorNameForeground))
	}
	return o
}

type twoColumns struct{}

func (twoColumns) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(600, 400) }
func (twoColumns) Layout(o []fyne.CanvasObject, s fyne.Size) {
	o[0].Resize(fyne.NewSize(560, s.Height))
	o[1].Move(fyne.NewPos(584, 0))
	o[1].Resize(fyne.NewSize(s.Width-584, s.Height))
}

func TestGalleryOfDialogs(t *testing.T) {
	for _, mode := range []kit.Mode{kit.Light, kit.Dark} {
		t.Run(string(mode), func(t *testing.T) {
			e := kittest.New(t, kittest.Looking(mode))
			toasts := kit.NewToasts(e.UI.Do)
			page := kit.PageFill(kit.PageHeader("Contacts", "", kit.Primary("New contact", theme.ContentAddIcon(), nil)),
				kit.EmptyState(kit.IconPeople, "No contacts yet", "Bring yours from a spreadsheet or your mail program, or drop a file anywhere in this window.", kit.Primary("Import contacts", kit.IconUpload, nil)))
			e.Show(container.NewStack(kit.NewSurface(theme.ColorNameBackground, "", 0), page, toasts))
			toasts.Say("12 contacts deleted", func() {})
			toasts.Say("Saved", nil)
			e.Capture(shots() + "/kit-empty-" + string(mode) + ".png")
			name := kit.NewEntry("Anna")
			d := kit.NewDialog(e.UI, "New contact", kit.Column(kit.SpaceM, kit.Field("First name", "", name), kit.Field("Address", "As in their own mail program.", kit.NewEntry("anna@example.com"))), "Save", func(d *kit.Dialog) {})
			d.Show()
			d.Problem("This is not an e-mail address: it has no @. Write it like anna@example.com.")
			e.Capture(shots() + "/kit-dialog-" + string(mode) + ".png")
			d.Close()
			kit.Confirm(e.UI, kit.Question{Title: "Delete 12 contacts?", Text: "Their history of mails stays in the campaigns. Whoever must never be mailed stays on that list.", Yes: "Delete 12 contacts", Danger: true}, func() {})
			e.Capture(shots() + "/kit-confirm-" + string(mode) + ".png")
		})
	}
}

// TestGalleryOfSpeed is what a campaign tells of its way.
func TestGalleryOfSpeed(t *testing.T) {
	for _, mode := range []kit.Mode{kit.Light, kit.Dark} {
		t.Run(string(mode), func(t *testing.T) {
			e := kittest.New(t, kittest.Looking(mode))
			chart := func(title string, speeds []mailing.Speed) fyne.CanvasObject {
				c := kit.NewSpeedChart(time.UTC)
				c.Set(speeds)
				return kit.CardTitled(title, kit.SpeedLegend(speeds), kit.AtLeast(0, 150, c))
			}
			feed := kit.NewFeed(8, "Nothing has happened yet.")
			feed.Set([]kit.FeedEntry{
				{At: e.Now, Tone: kit.Good, Who: "anna.huber@example.at", Words: "sent"},
				{At: e.Now.Add(-time.Minute), Tone: kit.Bad, Who: "josef.gruber.with.a.long.name@a-rather-long-domain.example", Words: "The address does not exist."},
				{At: e.Now.Add(-2 * time.Minute), Tone: kit.Resting, Words: "The mail server asks to go slower. The account goes on by itself today at 10:12, and after that at half the speed that it had before."},
				{At: e.Now.Add(-20 * time.Hour), Tone: kit.Neutral, Words: "The campaign began."},
			}, e.Now)
			empty := kit.NewFeed(3, "Nothing has happened yet.")
			reason := func(tone kit.Tone, words string) fyne.CanvasObject {
				l := kit.NewReason()
				l.Set(tone, words)
				return l
			}
			e.Show(container.NewStack(kit.NewSurface(theme.ColorNameBackground, "", 0), kit.Pad(24, kit.Column(16,
				kit.Tiles(480, 16, chart("Many points", speeds(e.Now, 75, 1)), chart("Three days", speeds(e.Now, 72, 60)), chart("One point", speeds(e.Now, 1, 1)), chart("No data", nil)),
				kit.Tiles(480, 16, kit.CardTitled("Feed", nil, feed), kit.Card(kit.Column(12, empty,
					reason(kit.Pending, "36 messages a minute on 2 connections."),
					reason(kit.Resting, "Slower: the server asked for it at 10:02. Faster again step by step, next at 10:20."),
					reason(kit.Bad, "Stopped: the mail server refused the login.")))),
			))))
			e.Capture(shots() + "/kit-speed-" + string(mode) + ".png")
		})
	}
}

func speeds(now time.Time, n, minutes int) []mailing.Speed {
	var all []mailing.Speed
	step := time.Duration(minutes) * time.Minute
	for i := range n {
		s := mailing.Speed{From: now.Add(time.Duration(i-n) * step), Step: step, PerMinute: 30 + float64(i*7%13)}
		switch {
		case i > n/2 && i < n/2+9:
			s.PerMinute = 0
		case i >= n/2+9:
			s.PerMinute /= 2
		}
		if i == n/2 {
			s.PutBack = 3
		}
		if i%17 == 8 {
			s.Failed = 1
		}
		all = append(all, s)
	}
	return all
}
