package kit

import (
	"strconv"
	"strings"
	"time"

	"evenpost/mailing"
)

// Day names a day as people say it inside a sentence: "today", "tomorrow", "on Thursday", "on 3 Dec".
func Day(t, now time.Time) string {
	t = t.In(now.Location())
	switch d := dayNumber(t) - dayNumber(now); {
	case d == 0:
		return T("today")
	case d == 1:
		return T("tomorrow")
	case d == -1:
		return T("yesterday")
	case d > -7 && d < 7:
		return T("on {{.Day}}", M{"Day": LongWeekday(t)})
	}
	return T("on {{.Day}}", M{"Day": Date(t, now)})
}

// At says a moment inside a sentence: "today at 14:10", "on Thursday at 11:20".
func At(t, now time.Time) string {
	return T("{{.Day}} at {{.Time}}", M{"Day": Day(t, now), "Time": Clock(t.In(now.Location()))})
}

// About says a moment that is not known to the minute: "on Thursday about 11:20".
func About(t, now time.Time) string {
	return T("{{.Day}} about {{.Time}}", M{"Day": Day(t, now), "Time": Clock(t.In(now.Location()))})
}

// LongWeekday writes Monday, Tuesday …
func LongWeekday(t time.Time) string {
	return [...]string{T("Sunday"), T("Monday"), T("Tuesday"), T("Wednesday"), T("Thursday"), T("Friday"), T("Saturday")}[t.Weekday()]
}

// LimitWords says a limit: "500 per 24 h", "100 per hour", "500 per day".
func LimitWords(l mailing.Limit) string {
	n, span := M{"N": l.N}, M{"Span": Span(l.Span)}
	switch {
	case l.Kind == mailing.CalendarDay:
		return T("{{.N}} per day", n)
	case l.Kind == mailing.CalendarHour:
		return T("{{.N}} per full hour", n)
	case l.Kind == mailing.AfterLast:
		return T("{{.N}} until {{.Span}} pass without a mail", n, span)
	case l.Kind == mailing.Refill:
		return T("{{.N}}, refilled over {{.Span}}", n, span)
	case l.Span == time.Hour:
		return T("{{.N}} per hour", n)
	case l.Span == time.Minute:
		return T("{{.N}} per minute", n)
	}
	return T("{{.N}} per {{.Span}}", n, span)
}

// WaitingWords says what a campaign or an account waits for; "" when it waits for nothing.
func WaitingWords(w mailing.WaitingFor, now time.Time) string {
	goesOn := func() string {
		if w.Until.IsZero() {
			return T("It goes on as soon as you say so.")
		}
		return T("Goes on by itself {{.When}}.", M{"When": At(w.Until, now)})
	}
	switch w.Why {
	case mailing.WhyLimit:
		return T("Waiting: the limit of {{.Limit}} is used up.", M{"Limit": LimitWords(w.Limit)}) + " " + goesOn()
	case mailing.WhyHours:
		return T("Waiting for the sending hours.") + " " + goesOn()
	case mailing.WhyHeld:
		return T(mailing.Advise(w.Verdict).Title) + " " + goesOn()
	case mailing.WhyUser:
		return T("Stopped: {{.What}}", M{"What": T(mailing.Advise(w.Verdict).Title)})
	case mailing.WhyRetry:
		return T("Waiting: the last ones are tried again {{.When}}.", M{"When": At(w.Until, now)})
	case mailing.WhyPaused:
		return T("Paused. Nothing is sent until you resume.")
	case mailing.WhySchedule:
		return T("Starts by itself {{.When}}.", M{"When": At(w.Until, now)})
	}
	return ""
}

// FinishWords says when a forecast ends: "finished on Thursday about 11:20"; "" when it cannot be known.
func FinishWords(f mailing.Forecast, now time.Time) string {
	switch {
	case f.Finish.IsZero():
		return ""
	case f.Finish.Sub(now) < time.Minute:
		return T("finished in less than a minute")
	}
	return T("finished {{.When}}", M{"When": About(f.Finish, now)})
}

// DaysWords says how a forecast is spread: "180 today, 440 tomorrow". Many days become "180 today, then up to 500 a day until 3 Dec".
func DaysWords(f mailing.Forecast, now time.Time) string {
	const most = 4
	var parts []string
	if len(f.Days) <= most {
		for _, d := range f.Days {
			parts = append(parts, T("{{.N}} {{.Day}}", M{"N": d.Count, "Day": Day(d.Day, now)}))
		}
		return strings.Join(parts, ", ")
	}
	usual := 0
	for _, d := range f.Days[1:] {
		usual = max(usual, d.Count)
	}
	last := f.Days[len(f.Days)-1].Day
	return T("{{.N}} {{.Day}}", M{"N": f.Days[0].Count, "Day": Day(f.Days[0].Day, now)}) + ", " +
		T("then up to {{.N}} a day until {{.Last}}", M{"N": usual, "Last": Date(last, now)})
}

// AdviceOf is a verdict as an Explanation, with the server's own words behind "Details".
func AdviceOf(v mailing.Verdict, r mailing.Reply) Explanation {
	a := mailing.AdviseOn(v, r)
	todo := T(a.Do)
	if notes := NoteWords(a.Notes); notes != "" {
		todo += " " + notes
	}
	if a.Self != "" {
		todo += " " + T(a.Self)
	}
	return Explanation{What: T(a.Title), Whose: T("Whose problem: {{.Whose}}", M{"Whose": T(a.Whose)}), Todo: todo, Raw: ReplyWords(r)}
}

// NoteWords are the sentences that hold something of the server's line.
func NoteWords(notes []mailing.Note) string {
	var sentences []string
	for _, n := range notes {
		sentences = append(sentences, T(n.Text, n.Facts))
	}
	return strings.Join(sentences, " ")
}

// ReplyWords writes a reply as the server said it: "550 5.1.1 No such user here".
func ReplyWords(r mailing.Reply) string {
	var parts []string
	if r.Code != 0 {
		parts = append(parts, strconv.Itoa(r.Code))
	}
	if r.Enhanced != "" {
		parts = append(parts, r.Enhanced)
	}
	if text := strings.TrimSpace(r.Text); text != "" {
		parts = append(parts, text)
	}
	return strings.Join(parts, " ")
}

// StageWords says at which part of a delivery something happened.
func StageWords(s mailing.Stage) string {
	switch s {
	case mailing.StageCompose:
		return T("while the message was made")
	case mailing.StageConnect:
		return T("while connecting")
	case mailing.StageGreeting:
		return T("at the server's greeting")
	case mailing.StageTLS:
		return T("while protecting the connection")
	case mailing.StageLogin:
		return T("at the login")
	case mailing.StageMail:
		return T("when the sender was named")
	case mailing.StageRcpt:
		return T("when the recipient was named")
	case mailing.StageData:
		return T("while the message was handed over")
	case mailing.StageDot:
		return T("after the whole message was handed over")
	}
	return ""
}
