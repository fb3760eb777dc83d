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

func TestBecauseWords(t *testing.T) {
	if err := kit.UseLanguage(kit.English); err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC)
	day := mailing.Limit{N: 500, Kind: mailing.Rolling, Span: 24 * time.Hour}
	for _, c := range []struct {
		account mailing.Account
		want    string
	}{
		{mailing.Account{}, ""},
		{mailing.Account{Limits: []mailing.Limit{{N: 1000, Kind: mailing.Rolling, Span: time.Hour}}}, ""},
		{mailing.Account{Limits: []mailing.Limit{day}}, "Because of the limit of 500 per 24 h."},
		{
			mailing.Account{Limits: []mailing.Limit{day}, Reserve: 20, Hours: mailing.Hours{From: 8 * time.Hour, To: 18 * time.Hour}, Gap: 3 * time.Second},
			"Because of the limit of 500 per 24 h, the 20 percent kept for everyday mail, the sending hours and a pace of one message every 3 s.",
		},
	} {
		s := mailing.NewStanding(c.account, mailing.NewLedger(nil), 0, time.Time{}, now)
		if got := kit.BecauseWords(s, 620); got != c.want {
			t.Errorf("%+v: %q, want %q", c.account, got, c.want)
		}
	}
}

func TestPaceIsExplained(t *testing.T) {
	if err := kit.UseLanguage(kit.English); err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		pace mailing.Pace
		gap  time.Duration
		want string
	}{
		{mailing.Pace{}, 0, ""},
		{mailing.Pace{}, 2 * time.Second, "Not faster than one message every 2 s, as the account's settings say."},
		{mailing.Pace{Why: mailing.PaceCareful, Gap: time.Second, Connections: 1}, 0, "Careful, because the server is new: a little faster with every message that it takes."},
		{mailing.Pace{Why: mailing.PaceThrottled, Gap: 10 * time.Second, Since: now.Add(-time.Hour)}, 0, "About 360 messages an hour since today at 09:00, because the server asked to go slower."},
		{
			mailing.Pace{Why: mailing.PaceSettled, Gap: 10 * time.Second, Until: now.Add(time.Hour), Connections: 1},
			0,
			"About 360 messages an hour: a little below what the server permits. A little more is tried today at 11:00. 1 connection only: the server does not take more.",
		},
		{mailing.Pace{Why: mailing.PaceFullSpeed}, 0, "As fast as the server takes them."},
	} {
		s := mailing.Standing{Account: mailing.Account{Pace: c.pace, Gap: c.gap, Connections: 4}, At: now}
		if _, got := kit.PaceWords(s, now); got != c.want {
			t.Errorf("%+v: %q, want %q", c.pace, got, c.want)
		}
	}
}

func TestAnswersInWords(t *testing.T) {
	if err := kit.UseLanguage(kit.English); err != nil {
		t.Fatal(err)
	}
	a := mailing.Answers{N: 100, Median: 400 * time.Millisecond, P95: 1200 * time.Millisecond, Usual: 380 * time.Millisecond}
	if got := kit.AnswerWords(a); got != "in 0.4 s, one in twenty takes longer than 1.2 s" {
		t.Error(got)
	}
	if got := kit.SlowWords(a); got != "" {
		t.Error(got)
	}
	a.Median = 14 * time.Second
	if got := kit.SlowWords(a); got != "The server is slow today: it takes 14 s for a message, usually 0.4 s." {
		t.Error(got)
	}
	if got := kit.AnswerWords(mailing.Answers{N: 3, Median: 40 * time.Millisecond, P95: 2 * time.Second}); got != "in 0.04 s" {
		t.Error(got)
	}
	if got := kit.AnswerWords(mailing.Answers{N: 300, Median: 2 * time.Millisecond, P95: 20 * time.Millisecond}); got != "at once" {
		t.Error(got)
	}
	if got := kit.AnswerWords(mailing.Answers{}); got != "" {
		t.Error(got)
	}
}
