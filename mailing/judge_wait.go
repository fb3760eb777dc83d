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
	beforeSaid = regexp.MustCompile(`(?:^|[^\p{L}])(in|after|for|next|wait|nach|fur|fuer|um|dans|apres|pendant|pour|en|despues|durante|por|tra|fra|dopo|over|na|za|po|przez|apos|daqui|через|about|ca|etwa|approx|approximately|least|mindestens|environ|timeout|delay|delayed|warten|warte|sie|retry|another|noch|further|patienter|patientez|attendre|attendez|espere|esperar|attendi|attendere|aspettare|aguarde|aguardar|wacht|wachten|poczekaj|odczekaj)[\s.:=(,]*(?:an?|the|ein(?:er|igen)?|den|les?|une?)?[\s.:=(,]*$`)
	laterSaid  = regexp.MustCompile(`^[\s,.)]*(later|spater|warten|plus tard|mas tarde|dopo|remaining|left|before|bevor|avant|antes)`)
	sinceSaid  = regexp.MustCompile(`(?:^|[^\p{L}])(last|past|per|pro|every|each|je|within|letzten|vergangenen|derniere?s?|dernier|ultim[aio]s?|ostatni\w*|laatste)[\s.:=(]*$`)
)

// stated is what a plain text says of when to come back.
type stated struct {
	wait  time.Duration
	until time.Time
}

func statedIn(text string, r *reading, now time.Time) (s stated) {
	han := strings.ContainsAny(text, "秒分小天")
	if !han && !r.says.has(saysAgain) {
		return s
	}
	numbers := look(text)
	if numbers.clock || numbers.year {
		if until, ok := momentIn(text, now); ok {
			s.until = until
			return s
		}
	}
	if han || numbers.clock || numbers.unit || r.says.has(saysUnit) || strings.Contains(text, "retry") {
		s.wait = min(spanIn(text), longestWait)
	}
	if s.wait == 0 && r.says.has(saysMorrow) && !now.IsZero() {
		y, m, d := now.Date()
		s.until = time.Date(y, m, d+1, 0, 5, 0, 0, now.Location())
	}
	return s
}

// looks is what numbers of a text look like. Looking first is cheap, and most texts have none of these.
type looks struct{ clock, year, unit bool }

func look(text string) (l looks) {
	for i := 1; i+1 < len(text); i++ {
		if !isDigit(text[i-1]) {
			continue
		}
		switch c, next := text[i], text[i+1]; {
		case c == ':' && isDigit(next):
			l.clock = true
		case c == 's' || c == 'm' || c == 'h' || c == 'd':
			l.unit = l.unit || !isLower(next) || strings.HasPrefix(text[i:], "min") || strings.HasPrefix(text[i:], "sec") || strings.HasPrefix(text[i:], "hour") || strings.HasPrefix(text[i:], "std")
		case i+2 < len(text) && (text[i-1] == '2' && c == '0' || text[i-1] == '1' && c == '9') && isDigit(next) && isDigit(text[i+2]) && (i == 1 || !isDigit(text[i-2])):
			l.year = true
		}
	}
	if n := len(text); n > 1 && isDigit(text[n-2]) && (text[n-1] == 's' || text[n-1] == 'm' || text[n-1] == 'h') {
		l.unit = true
	}
	return l
}

// justBefore is the end of what stands before a place: enough of it to see what is meant.
func justBefore(text string, at int) string { return text[max(0, at-64):at] }

// spanIn is the length of time that a text states, the longest where it states several.
func spanIn(text string) (longest time.Duration) {
	const longestAnd = len("(s) and ")
	last, end := time.Duration(0), -longestAnd-1 // of the length before
	for _, at := range spanSaid.FindAllStringSubmatchIndex(text, 8) {
		before, after := justBefore(text, at[0]), text[at[1]:min(len(text), at[1]+32)]
		if sinceSaid.MatchString(before) || at[0]-end > longestAnd && !beforeSaid.MatchString(before) && !laterSaid.MatchString(after) {
			continue
		}
		length := span(text[at[2]:at[3]], text[at[4]:at[5]])
		if at[0]-end <= longestAnd && length < last { // "1 hour(s) 25 minute(s)"
			length += last
		}
		longest, last, end = max(longest, length), length, at[1]
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
