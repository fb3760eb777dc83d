package mailing

import (
	"regexp"
	"strings"
	"time"
)

// longestWait is the longest that a text is believed. What says more is a mistake or a ban, which the user decides about.
const longestWait = 31 * 24 * time.Hour

// Waits for account trouble whose reply names no time of its own.
const (
	quotaWait     = 4 * time.Hour // going on against a quota lengthens the ban with several providers
	hourlyWait    = time.Hour
	minutelyWait  = 5 * time.Minute
	mailboxesFull = 30 * time.Minute // the server's own disk, or the account's own mailbox
)

// A text states a wait as a number of something after a word such as "in" or "for", and only where it also says that
// something is to be tried again, or is shut for so long: "500 messages in 24 hours" is none.
var (
	spanSaid = regexp.MustCompile(`(\d{1,7}|\b(?:an?|one|eine[mnr]?|une?|una|uno|half an|few|einigen|paar|quelques|unos|algunos|alguns|qualche|enkele|kilka))[ \t-]*` +
		`(seconds?|secs?|s|sekunden?|secondes?|segundos?|secondi|sekund|minutes?|mins?|m|minuten?|minutos?|minuti|minuto|minuut|minuty|minut|hours?|hrs?|h|stunden?|std|heures?|horas?|or[ae]|uur|uren|godzin[ye]?|days?|tage?n?|jours?|dias?|giorn[io]|dag(?:en)?|dni)\b`)
	clockSaid  = regexp.MustCompile(`\b(\d{1,2}):(\d{2})(?::(\d{2}))?\b`)
	hanSaid    = regexp.MustCompile(`(\d{1,7})\s*(秒|分钟|分鐘|小时|小時|天)\s*(?:之)?(?:后|後|内|再)`)
	bareSaid   = regexp.MustCompile(`retry[- _]?(?:after|in)?[=: ]+(\d{1,7})\b`)
	againSaid  = regexp.MustCompile(`again|retr|wait|\btry\b|come back|resume|later|next attempt|until|erneut|nochmal|warten|versuch|spater|reess|patient|attend|tard|intent|esper|nuevo|reintent|riprov|opnieuw|wacht|ponow|prob|poczek|tente|aguard|novamente|повтор|попроб|grey|gray|block|suspend|gesperrt|sperr|locked|bloque|bloc|delay|defer|banned|throttl|disabled|expire|lift`)
	beforeSaid = regexp.MustCompile(`(?:^|[^\p{L}])(in|after|for|next|wait|nach|fur|fuer|um|dans|apres|pendant|pour|en|despues|durante|por|tra|fra|dopo|over|na|za|po|przez|apos|daqui|через|about|ca|etwa|approx|approximately|least|mindestens|environ|timeout|delay|delayed|warten|sie|retry|another|noch|further|attendre|espere|attendi|attendere|aguarde|wacht)[\s.:=(,]*$`)
	laterSaid  = regexp.MustCompile(`^[\s,.)]*(later|spater|warten|plus tard|mas tarde|dopo|remaining|left|before|bevor|avant|antes)`)
	sinceSaid  = regexp.MustCompile(`(?:^|[^\p{L}])(last|past|per|pro|every|each|je|within|letzten|vergangenen|derniere?s?|dernier|ultim[aio]s?|ostatni\w*|laatste)[\s.:=(]*$`)
	morrowSaid = regexp.MustCompile(`\b(tomorrow|morgen|demain|manana|domani|amanha|jutro|next day|nachsten tag|midnight|mitternacht|minuit|medianoche|mezzanotte|meia-?noite)\b|завтра|明天|次日`)
)

// stated is what a plain text says of when to come back.
type stated struct {
	wait  time.Duration
	until time.Time
}

func statedIn(text string, now time.Time) (s stated) {
	if !againSaid.MatchString(text) && !strings.ContainsAny(text, "秒分小天再") {
		return s
	}
	if until, ok := momentIn(text, now); ok {
		s.until = until
		return s
	}
	s.wait = min(spanIn(text), longestWait)
	if s.wait == 0 && morrowSaid.MatchString(text) && !now.IsZero() {
		y, m, d := now.Date()
		s.until = time.Date(y, m, d+1, 0, 5, 0, 0, now.Location())
	}
	return s
}

// spanIn is the length of time that a text states, the longest where it states several.
func spanIn(text string) (longest time.Duration) {
	if !strings.ContainsAny(text, "0123456789") && !strings.Contains(text, "hour") && !strings.Contains(text, "stunde") && !strings.Contains(text, "minut") && !strings.Contains(text, "or") && !strings.Contains(text, "heure") {
		return 0
	}
	for _, at := range spanSaid.FindAllStringSubmatchIndex(text, 8) {
		before, after := text[:at[0]], text[at[1]:]
		if sinceSaid.MatchString(before) || !beforeSaid.MatchString(before) && !laterSaid.MatchString(after) {
			continue
		}
		longest = max(longest, span(text[at[2]:at[3]], text[at[4]:at[5]]))
	}
	if at := hanSaid.FindStringSubmatch(text); at != nil {
		unit := map[string]time.Duration{"秒": time.Second, "分钟": time.Minute, "分鐘": time.Minute, "小时": time.Hour, "小時": time.Hour, "天": 24 * time.Hour}[at[2]]
		longest = max(longest, times(number(at[1]), unit))
	}
	if longest > 0 {
		return longest
	}
	for _, at := range clockSaid.FindAllStringSubmatchIndex(text, 4) { // "retry in 00:05:00"
		if at[6] < 0 || !strings.HasSuffix(strings.TrimSpace(text[:at[0]]), " in") {
			continue
		}
		return time.Duration(number(text[at[2]:at[3]]))*time.Hour + time.Duration(number(text[at[4]:at[5]]))*time.Minute + time.Duration(number(text[at[6]:at[7]]))*time.Second
	}
	if at := bareSaid.FindStringSubmatch(text); at != nil {
		return times(number(at[1]), time.Second)
	}
	return 0
}

func span(count, unit string) time.Duration {
	n := number(count)
	few := 1
	switch count {
	case "few", "einigen", "paar", "quelques", "unos", "algunos", "alguns", "qualche", "enkele", "kilka":
		few = 5
	}
	if n == 0 && !isDigit(count[0]) {
		n = few
	}
	one := 24 * time.Hour
	switch {
	case unit[0] == 's' && unit != "std" && !strings.HasPrefix(unit, "stund"):
		one = time.Second
	case unit[0] == 'm':
		one = time.Minute
	case unit[0] == 'h', unit[0] == 'g' && strings.HasPrefix(unit, "godz"), unit[0] == 'u', strings.HasPrefix(unit, "or"), strings.HasPrefix(unit, "st"):
		one = time.Hour
	}
	if count == "half an" {
		return one / 2
	}
	return times(n, one)
}

// times is n of a unit, but no more than is believed.
func times(n int, unit time.Duration) time.Duration {
	if unit <= 0 || time.Duration(n) > longestWait/unit {
		return longestWait
	}
	return time.Duration(n) * unit
}
