package kit_test

import (
	"image/color"
	"math"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"evenpost/gui/kit"
	"evenpost/gui/kit/kittest"
	"evenpost/mailing"
)

// Every text can be read on every ground it stands on: contrast at least 4.5 (WCAG 2, AA).
func TestContrast(t *testing.T) {
	grounds := []fyne.ThemeColorName{theme.ColorNameBackground, kit.ColorCard, kit.ColorSidebar, theme.ColorNameOverlayBackground, theme.ColorNameMenuBackground, theme.ColorNameInputBackground, theme.ColorNameHeaderBackground, theme.ColorNameSelection}
	states := []fyne.ThemeColorName{kit.ColorSent, kit.ColorWaiting, kit.ColorFailed, kit.ColorDoubt, kit.ColorPaused}
	type pair struct{ text, ground fyne.ThemeColorName }
	var pairs []pair
	for _, g := range grounds {
		pairs = append(pairs, pair{theme.ColorNameForeground, g}, pair{kit.ColorMuted, g})
	}
	for _, g := range []fyne.ThemeColorName{theme.ColorNameBackground, kit.ColorCard, kit.ColorSidebar, theme.ColorNameOverlayBackground} {
		for _, s := range append(states, theme.ColorNamePrimary, theme.ColorNameError, theme.ColorNameWarning, theme.ColorNameSuccess, theme.ColorNameHyperlink) {
			pairs = append(pairs, pair{s, g})
		}
	}
	for _, s := range append(states, kit.ColorMuted) {
		pairs = append(pairs, pair{s, kit.SoftOf(s)}, pair{theme.ColorNameForeground, kit.SoftOf(s)}, pair{kit.ColorMuted, kit.SoftOf(s)})
	}
	pairs = append(pairs, pair{theme.ColorNameForeground, theme.ColorNameButton}, pair{theme.ColorNamePlaceHolder, theme.ColorNameInputBackground},
		pair{theme.ColorNameForegroundOnPrimary, theme.ColorNamePrimary}, pair{theme.ColorNameForegroundOnError, theme.ColorNameError},
		pair{theme.ColorNameForegroundOnWarning, theme.ColorNameWarning}, pair{theme.ColorNameForegroundOnSuccess, theme.ColorNameSuccess})
	for _, mode := range []kit.Mode{kit.Light, kit.Dark} {
		th := kit.NewTheme(mode, 1)
		for _, p := range pairs {
			if c := contrast(th.Color(p.text, theme.VariantLight), th.Color(p.ground, theme.VariantLight)); c < 4.5 {
				t.Errorf("%s: %s on %s has a contrast of %.2f", mode, p.text, p.ground, c)
			}
		}
	}
}

func contrast(a, b color.Color) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + .05) / (min(x, y) + .05)
}

func luminance(c color.Color) float64 {
	n := color.NRGBAModel.Convert(c).(color.NRGBA)
	line := func(v uint8) float64 {
		s := float64(v) / 255
		if s <= .04045 {
			return s / 12.92
		}
		return math.Pow((s+.055)/1.055, 2.4)
	}
	return .2126*line(n.R) + .7152*line(n.G) + .0722*line(n.B)
}

func TestThemeFollowsTheSystemAndTheScale(t *testing.T) {
	follow := kit.NewTheme(kit.FollowSystem, 1.5)
	if follow.Color(kit.ColorCard, theme.VariantLight) == follow.Color(kit.ColorCard, theme.VariantDark) {
		t.Error("light and dark are the same")
	}
	dark := kit.NewTheme(kit.Dark, 9)
	if dark.Color(kit.ColorCard, theme.VariantLight) != follow.Color(kit.ColorCard, theme.VariantDark) {
		t.Error("dark was not forced")
	}
	if follow.Size(theme.SizeNameText) != 21 || dark.Size(theme.SizeNameText) > 26 {
		t.Errorf("sizes %v and %v", follow.Size(theme.SizeNameText), dark.Size(theme.SizeNameText))
	}
}

func one(w kit.Window) kit.Quota { return kit.Quota{Name: "a", Windows: []kit.Window{w}} }

func TestMeterSaysItInWords(t *testing.T) {
	e := kittest.New(t)
	for _, c := range []struct {
		quota kit.Quota
		want  string
	}{
		{one(kit.Window{Used: 312, Limit: 500, Left: 188, Over: "24 h", MoreAt: e.Now.Add(4*time.Hour + 10*time.Minute)}), "312 of 500|188 left · 24 h|more at 14:10"},
		{one(kit.Window{Used: 455, Limit: 500, Left: 45, Over: "24 h"}), "455 of 500|only 45 left · 24 h"},
		{one(kit.Window{Used: 2000, Limit: 1500, Over: "today", MoreAt: e.Now.Add(14 * time.Hour)}), "2,000 of 1,500|limit reached · today|more tomorrow 00:00"},
		{kit.Quota{Name: "a", Windows: []kit.Window{{Used: 4, Limit: 500, Left: 496}}, Held: "stopped: login refused"}, "4 of 500|stopped: login refused"},
		{kit.Quota{Name: "a", Day: 4}, "4 sent in 24 hours|no limit is entered"},
		{
			kit.Quota{Name: "a", Windows: []kit.Window{{Used: 40, Limit: 100, Left: 60, Over: "1 h"}, {Used: 90, Limit: 500, Left: 310, Over: "24 h"}}, Pace: "36 a minute"},
			"40 of 100|60 left · 1 h|36 a minute|90 of 500 · 24 h",
		},
	} {
		m := kit.NewMeter(true, nil)
		m.Set(c.quota, e.Now)
		e.Show(m)
		if got := strings.Join(e.Texts()[1:], "|"); got != c.want {
			t.Errorf("the meter says %q, want %q", got, c.want)
		}
	}
}

func TestMeterShowsWhatIsKeptAndWhatWentElsewhere(t *testing.T) {
	e := kittest.New(t)
	m := kit.NewMeter(false, nil)
	m.Set(kit.Quota{Name: "a", Windows: []kit.Window{
		{Used: 312, Limit: 500, Left: 88, Over: "24 h", MoreAt: e.Now.Add(time.Hour), Reserved: 100, Elsewhere: 40},
		{Used: 100, Limit: 100, Over: "1 h", MoreAt: e.Now.Add(20 * time.Minute)},
	}}, e.Now)
	e.Show(m)
	want := "a|312|of 500|88 left · 24 h|more at 11:00|100 kept for everyday mail · 40 sent from elsewhere|100 of 100 · limit reached · more at 10:20|1 h"
	if got := strings.Join(e.Texts(), "|"); got != want {
		t.Errorf("the meter says %q, want %q", got, want)
	}
}

func TestNumbersAndTimesInBothLanguages(t *testing.T) {
	now := time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC) // a Tuesday
	at := func(days, h, m int) time.Time { return time.Date(2026, 11, 24+days, h, m, 0, 0, time.UTC) }
	for _, c := range []struct {
		got             func() string
		english, german string
	}{
		{func() string { return kit.Number(1234567) }, "1,234,567", "1.234.567"},
		{func() string { return kit.Number(-999) }, "−999", "−999"},
		{func() string { return kit.Decimal(3.14159, 1) }, "3.1", "3,1"},
		{func() string { return kit.Bytes(3_200_000) }, "3.2 MB", "3,2 MB"},
		{func() string { return kit.When(at(0, 14, 10), now) }, "today 14:10", "heute 14:10"},
		{func() string { return kit.When(at(1, 9, 0), now) }, "tomorrow 09:00", "morgen 09:00"},
		{func() string { return kit.When(at(2, 11, 20), now) }, "Thu 11:20", "Do 11:20"},
		{func() string { return kit.When(at(9, 11, 20), now) }, "3 Dec 11:20", "3. Dez 11:20"},
		{func() string { return kit.When(at(60, 11, 20), now) }, "23 Jan 2027 11:20", "23. Jan 2027 11:20"},
		{func() string { return kit.Span(24 * time.Hour) }, "24 h", "24 Std."},
		{func() string { return kit.Span(90 * time.Minute) }, "1 h 30 min", "1 Std. 30 Min."},
		{func() string { return kit.N("{{.N}} campaign", "{{.N}} campaigns", 1) }, "1 campaign", "1 Aussendung"},
		{func() string { return kit.N("{{.N}} campaign", "{{.N}} campaigns", 1200) }, "1,200 campaigns", "1.200 Aussendungen"},
		{func() string { return kit.T("of {{.Limit}}", kit.M{"Limit": 1500}) }, "of 1,500", "von 1.500"},
		{func() string { return kit.T("Stopped: {{.What}}", kit.M{"What": "{{.What}}"}) }, "Stopped: {{.What}}", "Angehalten: {{.What}}"},
		{func() string { return kit.T("not a known string") }, "not a known string", "not a known string"},
	} {
		for language, want := range map[kit.Language]string{kit.English: c.english, kit.German: c.german} {
			if err := kit.UseLanguage(language); err != nil {
				t.Fatal(err)
			}
			if got := c.got(); got != want {
				t.Errorf("%s: %q, want %q", language, got, want)
			}
		}
	}
}

func TestProgressCountsEveryState(t *testing.T) {
	e := kittest.New(t)
	var asked mailing.DeliveryState
	p := kit.NewProgress(func(s mailing.DeliveryState) { asked = s })
	p.Set(mailing.Counts{Total: 620, Sent: 400, Failed: 12, Waiting: 208})
	e.Show(p)
	if got := strings.Join(e.Texts(), " "); got != "400 sent 12 failed 208 waiting" {
		t.Errorf("it says %q", got)
	}
	e.Tap("failed")
	if asked != mailing.Failed {
		t.Errorf("asked for %q", asked)
	}
}

func TestIconsAreDrawnInTheColourOfTheTheme(t *testing.T) {
	kittest.New(t)
	for _, icon := range []fyne.Resource{kit.IconHome, kit.IconRetry, kit.IconPractice, kit.IconQuestion} {
		red := string(theme.NewColoredResource(icon, kit.ColorFailed).Content())
		if strings.Contains(red, "#000000") || !strings.Contains(strings.ToLower(red), "ab2f26") {
			t.Errorf("%s keeps its own colour", icon.Name())
		}
	}
}

// With large letters the actions of a head stand below its title, and the head never makes the window wider.
func TestHeadWithLargeLetters(t *testing.T) {
	for _, c := range []struct {
		scale float32
		below bool
	}{{1, false}, {1.5, true}} {
		e := kittest.New(t, kittest.InSize(c.scale))
		var buttons []fyne.CanvasObject
		for _, name := range []string{"What does this line mean?", "Save as CSV", "Try all again…"} {
			buttons = append(buttons, kit.Secondary(name, nil, func() {}))
		}
		title := kit.PageHeader("Attention", "3 need you", buttons...)
		page := kit.PageBody(title, kit.Line("body"))
		e.Show(page)
		e.Resize(740, 500)
		if w := page.MinSize().Width; w > 740 {
			t.Errorf("in size %v the head asks for a width of %v", c.scale, w)
		}
		at := func(o fyne.CanvasObject) fyne.Position { return e.App.Driver().AbsolutePositionForObject(o) }
		words, _ := kittest.Find(e, func(x *kit.Text) bool { return x.Text == "Attention" })
		if below := at(buttons[0]).Y > at(words).Y+words.Size().Height; below != c.below {
			t.Errorf("in size %v the actions stand below the title: %v", c.scale, below)
		}
		for _, b := range buttons {
			if right := at(b).X + b.Size().Width; right > 740 {
				t.Errorf("in size %v a button ends at %v", c.scale, right)
			}
		}
		body, _ := kittest.Find(e, func(x *kit.Text) bool { return x.Text == "body" })
		if last := at(buttons[2]); last.Y+buttons[2].Size().Height > at(body).Y {
			t.Errorf("in size %v the actions lie on the page", c.scale)
		}
	}
}
