package mailing

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// What texts tell of limits, in a plain text. They are looked at only where a limit or the speed is meant, so a number of
// anything else is not taken for one.
const (
	countWords = `(\d{1,3}(?:[.,]\d{3})+|\d{1,7})`
	thingWords = `(?:messages?|msgs?|e?mails?|recipients?|rcpts?|nachrichten|empfanger|empfaenger|courriels?|destinataires?|correos?|mensajes?|destinatarios?|messaggi|destinatari|berichten|ontvangers|wiadomosci|odbiorcow|mensagens)`
)

var (
	slashTaught   = regexp.MustCompile(countWords + ` ?/ ?` + countWords + `\b`)
	outOfTaught   = regexp.MustCompile(countWords + ` ?(?:` + thingWords + ` )?(?:out of|of|von|sur|de|di|van|z)(?: the| den| maximum| max)? ` + countWords + `\b`)
	limitTaught   = regexp.MustCompile(`(?:limite?|limits|quota|kontingent|limiet|maximum|maxim[oae]s?|max|only|allowed|nur|hochstens|at most|more than|less than|mehr als|plus de|mas de|piu di|meer dan|exceed(?:s|ed|ing)?|threshold|grenze|versandlimit|sendelimit|tageslimit|stundenlimit|cap)[^0-9/]{0,24}?\b` + countWords + `\b`)
	allowedTaught = regexp.MustCompile(countWords + ` (?:` + thingWords + `[^0-9.;]{0,16})?(?:allowed|permitted|maximum|max|limit|erlaubt|autoris|permitid|per|pro|par|por|je|al|all)\b`)
	usedTaught    = regexp.MustCompile(`(?:used|sent|already|current(?:ly)?|count|so far|bereits|bisher|schon|gesendet|deja|envoyes?|ya|enviados|gia|inviati|usage)[^0-9]{0,14}?\b` + countWords + `\b`)
	everyTaught   = regexp.MustCompile(`\b(?:per|pro|par|por|je|every|each|in|within|last|innerhalb|letzten|al|alle|over|na|w)(?: the| von| a| les| los)?[ -](?:last |letzten |dernieres |ultimas )?(?:(\d{1,4})[ -]?)?(seconds?|secs?|s|sekunden?|secondes?|segundos?|minutes?|mins?|minuten?|minutos?|minuti|minuto|minuut|minut|hours?|hrs?|h|stunden?|heures?|horas?|or[ae]|uur|godzin[ey]?|days?|tage?n?|jours?|dias?|giorn[io]|dag(?:en)?|dzien|dni)\b`)
	hourTaught    = regexp.MustCompile(`\bhourly\b|\bstundlich|\bstuendlich|stundenlimit|uurlimiet|/ ?(?:stunde|hour|h)\b|\ban hour\b|\bhoraire\b|\borari[oa]\b|\b(?:60|1)[ -]?(?:min|hour)`)
	dayTaught     = regexp.MustCompile(`\bdaily\b|\btaglich|\btaeglich|tageslimit|daglimiet|/ ?(?:tag|day)\b|\ba day\b|\bjournali|\bquotidien|\bdiari|\bgiornalier|\bdagelijks|\bdzienn|\btoday\b|\bheute\b|\bhoy\b|\boggi\b|24[ -]?h|24-hour|每日|当日|今天`)
)

// unitBehind is a unit of time right behind a number.
var unitBehind = regexp.MustCompile(`^[ -]?(?:seconds?|secs?|s|sekunden?|secondes?|segundos?|secondi|minutes?|mins?|minuten?|minutos?|minuti|minuut|minut|hours?|hrs?|h|stunden?|std|heures?|horas?|ore|uur|godzin[ey]?|days?|tage?n?|jours?|dias?|giorni|dagen|dni)\b`)

// notCounts are numbers in a text that count nothing: of addresses, dates and times.
var notCounts = regexp.MustCompile(`\S+@\S+|\b\d{1,3}(?:\.\d{1,3}){2,}|\b\d{4}-\d{2}-\d{2}|\b\d{1,2}[./]\d{1,2}[./]\d{4}|\b\d{1,2}[. -]+(?:` + monthWords + `)[a-z]*[. -]+\d{4}|\b(?:` + monthWords + `)[a-z]*[. ]+\d{1,2},? \d{4}|\b\d{1,2}:\d{2}(?::\d{2})?`)

// againBefore is what makes "in 45 minutes" a wait and not the window of a limit.
var againBefore = regexp.MustCompile(`again|retry|wait|later|\bes $|\bsie $|back|intent|reess|warten`)

// lessonIn is what a plain text tells of a limit.
func lessonIn(text string, r *reading) (l Lesson) {
	if strings.ContainsAny(text, "0123456789") {
		text = notCounts.ReplaceAllString(text, " ")
		if r.code > 0 { // a server that answers in several lines repeats it
			text = strings.ReplaceAll(" "+text, " "+strconv.Itoa(r.code)+" ", "  ")
		}
	}
	if r.says.has(saysPerSession) {
		l.PerConnection = firstNumber(text, limitTaught, allowedTaught)
		return l
	}
	l.Window = windowIn(text)
	if !strings.ContainsAny(text, "0123456789") {
		return l
	}
	if r.says.has(saysConnections) {
		l.Window = 0
		l.Connections = firstNumber(text, limitTaught, allowedTaught)
		return l
	}
	for _, pair := range []*regexp.Regexp{slashTaught, outOfTaught} {
		if at := pair.FindStringSubmatch(text); at != nil && counted(at[2]) > 0 && counted(at[1]) <= 2*counted(at[2]) {
			l.Used, l.Limit = counted(at[1]), counted(at[2])
			return l
		}
	}
	if l.Limit = firstNumber(text, limitTaught, allowedTaught); l.Limit > 0 {
		if at := usedTaught.FindStringSubmatch(text); at != nil && counted(at[1]) != l.Limit {
			l.Used = counted(at[1])
		}
	}
	return l
}

// firstNumber is the first number that one of the forms finds. A number of hours is no number of messages.
func firstNumber(text string, forms ...*regexp.Regexp) int {
	for _, form := range forms {
		for _, at := range form.FindAllStringSubmatchIndex(text, 4) {
			if !unitBehind.MatchString(text[at[3]:]) {
				return counted(text[at[2]:at[3]])
			}
		}
	}
	return 0
}

// counted reads "1,000" and "1.000".
func counted(s string) int { return number(strings.NewReplacer(",", "", ".", "").Replace(s)) }

// windowIn is how long the count of a limit runs.
func windowIn(text string) time.Duration {
	for _, at := range everyTaught.FindAllStringSubmatchIndex(text, 4) {
		count := "1"
		if at[2] >= 0 {
			count = text[at[2]:at[3]]
		}
		if before := justBefore(text, at[0]); at[2] >= 0 && strings.HasPrefix(text[at[0]:], "in ") && againBefore.MatchString(before) {
			continue // "try again in 45 minutes"
		}
		if d := span(count, text[at[4]:at[5]]); d > 0 && d <= longestWait {
			return d
		}
	}
	switch {
	case hourTaught.MatchString(text):
		return time.Hour
	case dayTaught.MatchString(text):
		return 24 * time.Hour
	}
	return 0
}
