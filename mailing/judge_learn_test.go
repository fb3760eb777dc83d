package mailing

import (
	"testing"
	"time"
)

// TestLessons: what texts tell of limits.
func TestLessons(t *testing.T) {
	day := 24 * time.Hour
	for _, c := range []struct {
		text string
		want Lesson
	}{
		{"Message would take you over your relay quota of 500 Current quota used: 487", Lesson{Limit: 500, Used: 487}},
		{"User anna@b.at has exceeded its 24-hour sending limit. Messages to 25 recipients out of 25 allowed have been sent.", Lesson{Limit: 25, Used: 25, Window: day}},
		{"Sending limit of 30 reached, already 28 sent", Lesson{Limit: 30, Used: 28}},
		{"too many messages, max 100 per hour", Lesson{Limit: 100, Window: time.Hour}},
		{"only 5 recipients per 5 minutes allowed", Lesson{Limit: 5, Window: 5 * time.Minute}},
		{"Domain b.at has exceeded the max emails per hour (150/100 (150%)) allowed. Message discarded.", Lesson{Limit: 100, Used: 150, Window: time.Hour}},
		{"Sie haben Ihr stündliches Versandlimit von 200 E-Mails erreicht. Bitte versuchen Sie es in 45 Minuten erneut.", Lesson{Limit: 200, Window: time.Hour}},
		{"Vous avez dépassé la limite de 1.000 messages par jour", Lesson{Limit: 1000, Window: day}},
		{"Ha superado el límite de 100 correos por hora", Lesson{Limit: 100, Window: time.Hour}},
		{"U heeft de limiet van 250 e-mails per uur bereikt", Lesson{Limit: 250, Window: time.Hour}},
		{"Daily user sending limit exceeded.", Lesson{Window: day}},
		{"Max 10 messages per connection", Lesson{PerConnection: 10}},
		{"Too many connections, maximum 3", Lesson{Connections: 3}},
		{"Data command rejected: only 10 messages per day", Lesson{Limit: 10, Window: day}},
	} {
		v := Judge(Reply{Stage: StageDot, Code: 550, Text: c.text}, time.Time{}, History{})
		if v.Teaches != c.want {
			t.Errorf("%s:\n\t%s/%s teaches %+v, want %+v", c.text, v.Kind, v.Scope, v.Teaches, c.want)
		}
	}
}

// TestWaits: when texts say that it is over.
func TestWaits(t *testing.T) {
	vienna := time.FixedZone("CET", 3600)
	now := time.Date(2026, 3, 10, 14, 0, 0, 0, vienna)
	for text, want := range map[string]any{
		"Greylisted for 300 seconds":                                                       300 * time.Second,
		"greylisted for 60 seconds by ZEROSPAM":                                            time.Minute,
		"Too many messages, try again in 2 hours":                                          2 * time.Hour,
		"422 try again in 15 seconds.":                                                     15 * time.Second,
		"Liste grise, veuillez réessayer dans 5 minutes":                                   5 * time.Minute,
		"Lista gris activa, vuelva a intentarlo en 300 segundos":                           300 * time.Second,
		"Versandlimit erreicht, bitte versuchen Sie es in einer Stunde erneut":             time.Hour,
		"Your account is blocked for 24 hours":                                             24 * time.Hour,
		"greylisted, please retry in 00:04:59":                                             4*time.Minute + 59*time.Second,
		"slow down, please try again in a few minutes":                                     5 * time.Minute,
		"rate limited, retry-after: 120":                                                   2 * time.Minute,
		"发送过快,请10分钟后再试":                                                                    10 * time.Minute,
		"request limit exceeded, try again after Tue, 21 Mar 2023 08:38:42 UTC":            time.Date(2023, 3, 21, 8, 38, 42, 0, time.UTC),
		"sending blocked until 2026-03-10T18:00:00Z":                                       time.Date(2026, 3, 10, 18, 0, 0, 0, time.UTC),
		"Versand gesperrt bis 11.03.2026 um 08:30 Uhr":                                     time.Date(2026, 3, 11, 8, 30, 0, 0, vienna),
		"Limit reached. Try again after 15:20 CET":                                         time.Date(2026, 3, 10, 15, 20, 0, 0, vienna),
		"Limit reached. Try again after 09:00":                                             time.Date(2026, 3, 11, 9, 0, 0, 0, vienna),
		"Sending limit reached, please try again tomorrow":                                 time.Date(2026, 3, 11, 0, 5, 0, 0, vienna),
		"Límite de envío diario excedido, inténtelo de nuevo mañana":                       time.Date(2026, 3, 11, 0, 5, 0, 0, vienna),
		"Tageslimit überschritten, Versand wieder möglich, warten Sie bis 23. März 2026":   time.Date(2026, 3, 23, 0, 0, 0, 0, vienna),
		"Tageslimit überschritten, bitte versuchen Sie es in 9999999 Tagen erneut":         longestWait,
		"Limit exceeded, blocked until Mon Mar 16 2026 10:00:00 +0100":                     time.Date(2026, 3, 16, 10, 0, 0, 0, vienna),
		"You have sent more than 500 messages in 24 hours":                                 quotaWait,
		"exceeded the limit of 100 messages per hour":                                      hourlyWait,
		"only 5 recipients per 5 minutes allowed":                                          time.Duration(0),
		"sending limit exceeded. 5 messages in the last 30 minutes were sent, retry later": quotaWait,
	} {
		v := Judge(Reply{Stage: StageDot, Code: 451, Text: text}, now, History{})
		switch want := want.(type) {
		case time.Duration:
			if v.Wait != want || !v.Until.IsZero() {
				t.Errorf("%s: wait %v until %v, want %v", text, v.Wait, v.Until, want)
			}
		case time.Time:
			if !v.Until.Equal(want) || v.Wait != 0 {
				t.Errorf("%s: until %v wait %v, want %v", text, v.Until, v.Wait, want)
			}
		}
	}
}

func BenchmarkJudge(b *testing.B) {
	r := Reply{Stage: StageDot, Code: 550, Enhanced: "5.7.1", Text: "Service unavailable, Client host [192.0.2.7] blocked using Spamhaus. To request removal from this list see https://www.spamhaus.org/query/ip/192.0.2.7 (AS16012611)"}
	now := time.Unix(1.8e9, 0)
	for b.Loop() {
		Judge(r, now, History{})
	}
}

func BenchmarkJudgeAccepted(b *testing.B) {
	r := Reply{Stage: StageDot, Code: 250, Enhanced: "2.0.0", Text: "Ok: queued as 4XyZ12"}
	for b.Loop() {
		Judge(r, time.Time{}, History{})
	}
}
