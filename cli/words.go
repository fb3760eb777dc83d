package cli

import (
	"fmt"
	"strings"
	"time"

	"evenpost/mailing"
)

// waitingJSON is what a campaign or an account waits for.
type waitingJSON struct {
	Why   string  `json:"why"`
	Until *string `json:"until"`
	Text  string  `json:"text"`
}

func waitingAsJSON(w mailing.WaitingFor, reason string, now time.Time) *waitingJSON {
	if w.Why == mailing.WhyNothing {
		return nil
	}
	return &waitingJSON{Why: string(w.Why), Until: stamp(w.Until), Text: waitingWords(w, reason, now)}
}

// waitingWords says what is waited for; reason is why a campaign was paused, if not by the user.
func waitingWords(w mailing.WaitingFor, reason string, now time.Time) string {
	switch w.Why {
	case mailing.WhyLimit:
		return fmt.Sprintf("the limit of %s is used up; more is free %s", w.Limit, at(w.Until, now))
	case mailing.WhyHours:
		return "it is outside the account's sending hours; they begin " + at(w.Until, now)
	case mailing.WhyHeld:
		return lower(strings.TrimSuffix(mailing.Advise(w.Verdict).Title, ".")) + "; it goes on " + at(w.Until, now) + said(w.Reply)
	case mailing.WhyUser:
		a := mailing.Advise(w.Verdict)
		return lower(strings.TrimSuffix(a.Title, ".")) + said(w.Reply) + ". " + a.Do
	case mailing.WhyRetry:
		return "the next try is due " + at(w.Until, now)
	case mailing.WhyPaused:
		if reason != "" {
			return "it is paused: " + reason
		}
		return "it is paused"
	case mailing.WhySchedule:
		return "it is to start " + at(w.Until, now)
	}
	return ""
}

func said(r mailing.Reply) string {
	words := strings.TrimSpace(strings.Join([]string{codes(r), r.Text}, " "))
	if words == "" {
		return ""
	}
	return " (" + plain(words) + ")"
}

func codes(r mailing.Reply) string {
	if r.Code == 0 {
		return ""
	}
	return strings.TrimSpace(fmt.Sprintf("%d %s", r.Code, r.Enhanced))
}

// at says when, with the preposition that fits.
func at(t, now time.Time) string {
	if t.IsZero() {
		return "once you have acted"
	}
	s := clock(t, now)
	if s[0] >= '0' && s[0] <= '9' && strings.Contains(s, ":") && !strings.Contains(s, " ") {
		return "at " + s
	}
	return "on " + s
}

func lower(s string) string {
	if s == "" {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}

// forecastJSON is when a campaign will be done.
type forecastJSON struct {
	Today    int     `json:"today"`
	Tomorrow int     `json:"tomorrow"`
	Finish   *string `json:"finish"`
}

func forecastAsJSON(f mailing.Forecast, now time.Time) *forecastJSON {
	if len(f.Days) == 0 {
		return nil
	}
	return &forecastJSON{Today: f.On(now), Tomorrow: f.On(now.AddDate(0, 0, 1)), Finish: stamp(f.Finish)}
}

// forecastWords says a forecast as in "180 today, 400 tomorrow, then up to 400 a day, finished Thursday 11:20".
func forecastWords(f mailing.Forecast, now time.Time) string {
	if len(f.Days) == 0 {
		return ""
	}
	tomorrow := now.AddDate(0, 0, 1)
	var parts []string
	usual, later := 0, 0
	for _, d := range f.Days {
		if d.Day.After(tomorrow) {
			usual, later = max(usual, d.Count), later+1
		}
	}
	if n := f.On(now); n > 0 {
		parts = append(parts, fmt.Sprintf("%d today", n))
	}
	if n := f.On(tomorrow); n > 0 {
		parts = append(parts, fmt.Sprintf("%d tomorrow", n))
	}
	switch last := f.Days[len(f.Days)-1]; {
	case later == 1:
		parts = append(parts, fmt.Sprintf("%d on %s", last.Count, dayWords(last.Day, now)))
	case later > 1:
		if len(parts) == 0 { // nothing before: a sentence does not begin with "then"
			first := f.Days[0]
			parts = append(parts, fmt.Sprintf("%d on %s", first.Count, dayWords(first.Day, now)))
		}
		parts = append(parts, fmt.Sprintf("then up to %d a day until %s", usual, dayWords(last.Day, now)))
	}
	switch {
	case f.Finish.IsZero():
		parts = append(parts, "not finished within a year")
	case f.Finish.Sub(now) > time.Minute:
		parts = append(parts, "finished "+strings.TrimPrefix(at(f.Finish, now), "on "))
	}
	return strings.Join(parts, ", ")
}

// dayWords names a day: Thursday, or 3 December 2026.
func dayWords(day, now time.Time) string {
	if day.Sub(now) < 6*24*time.Hour {
		return day.Format("Monday")
	}
	return day.Format("2 January 2006")
}
