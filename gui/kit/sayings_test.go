package kit_test

import (
	"testing"
	"time"

	"evenpost/gui/kit"
	"evenpost/mailing"
)

func TestWaitingIsSaidInPlainWords(t *testing.T) {
	now := time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC) // a Tuesday
	limit := mailing.Limit{N: 500, Kind: mailing.Rolling, Span: 24 * time.Hour}
	at := now.Add(4*time.Hour + 10*time.Minute)
	for _, c := range []struct {
		language kit.Language
		waits    mailing.WaitingFor
		want     string
	}{
		{kit.English, mailing.WaitingFor{}, ""},
		{kit.English, mailing.WaitingFor{Why: mailing.WhyLimit, Limit: limit, Until: at}, "Waiting: the limit of 500 per 24 h is used up. Goes on by itself today at 14:10."},
		{kit.English, mailing.WaitingFor{Why: mailing.WhySchedule, Until: at.AddDate(0, 0, 2)}, "Starts by itself on Thursday at 14:10."},
		{kit.English, mailing.WaitingFor{Why: mailing.WhyHeld, Verdict: mailing.Verdict{Kind: mailing.Throttle, Scope: mailing.AccountScope}, Until: at}, "The mail server asks to go slower. Goes on by itself today at 14:10."},
		{kit.English, mailing.WaitingFor{Why: mailing.WhyPaused}, "Paused. Nothing is sent until you resume."},
	} {
		if err := kit.UseLanguage(c.language); err != nil {
			t.Fatal(err)
		}
		if got := kit.WaitingWords(c.waits, now); got != c.want {
			t.Errorf("%+v: %q, want %q", c.waits, got, c.want)
		}
	}
}

func TestForecastWords(t *testing.T) {
	if err := kit.UseLanguage(kit.English); err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC)
	day := func(n int) time.Time { return time.Date(2026, 11, 24+n, 0, 0, 0, 0, time.UTC) }
	f := mailing.Forecast{Days: []mailing.DayCount{{Day: day(0), Count: 180}, {Day: day(1), Count: 440}}, Finish: day(2).Add(11*time.Hour + 20*time.Minute)}
	if got := kit.DaysWords(f, now); got != "180 today, 440 tomorrow" {
		t.Error(got)
	}
	if got := kit.FinishWords(f, now); got != "finished on Thursday about 11:20" {
		t.Error(got)
	}
	f.Days = nil
	for i := range 12 {
		f.Days = append(f.Days, mailing.DayCount{Day: day(i), Count: 500 - 320*(1-min(i, 1))})
	}
	if got := kit.DaysWords(f, now); got != "180 today, then up to 500 a day until 5 Dec" {
		t.Error(got)
	}
	if got := kit.FinishWords(mailing.Forecast{}, now); got != "" {
		t.Error(got)
	}
}
