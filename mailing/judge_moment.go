package mailing

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Moments as servers write them, in a plain text: "tue, 21 mar 2023 08:38:42 utc", "2023-03-21t08:38:42z",
// "21.03.2023 um 08:38 uhr", "until 15:20 cet".
var (
	dayMonthSaid = regexp.MustCompile(`\b(\d{1,2})[.\s-]+(?:de\s+)?(` + monthWords + `)[a-z]*[.\s-]+(?:de\s+)?(\d{4})[,\s]*(?:um|at|a las|a|alle|om|o)?\s*(?:(\d{1,2}):(\d{2})(?::(\d{2}))?)?`)
	monthDaySaid = regexp.MustCompile(`\b(` + monthWords + `)[a-z]*\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(?:(\d{4})[,\s]*)?(?:at\s+)?(?:(\d{1,2}):(\d{2})(?::(\d{2}))?)?(?:\s*[a-z+0-9]*\s+(\d{4}))?`)
	isoSaid      = regexp.MustCompile(`\b(\d{4})-(\d{2})-(\d{2})(?:[t\s]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?`)
	dottedSaid   = regexp.MustCompile(`\b(\d{1,2})[./](\d{1,2})[./](\d{4})(?:,?\s*(?:um|at|a las|a|alle|om|o)?\s*(\d{1,2}):(\d{2})(?::(\d{2}))?)?`)
	zoneSaid     = regexp.MustCompile(`^\s*(?:uhr|h)?\s*\(?(z|utc|gmt|[a-z]{3,4})?\s*([+-]\d{2}):?(\d{2})?`)
	zoneWord     = regexp.MustCompile(`^\s*(?:uhr|h)?\s*[(\[]?([a-z]{1,4})\b`)
	untilSaid    = regexp.MustCompile(`(?:^|[^\p{L}])(after|until|till|at|on|by|before|bis|nach|ab|um|zum|am|jusquau|jusqua|jusqu|apres|a partir|partir|hasta|despues|fino|dopo|tot|na|do|po|ate|apos|expires?|ends?|retry|again)[\s:,(]*(?:the|dem|den|zum|um|a|al|au|le|las|el|du)?[\s:,(]*(?:(?:mon|tue|wed|thu|fri|sat|sun|mo|di|mi|do|fr|sa|so|lun|mar|mer|jeu|ven|sam|dim)[a-z]{0,7})?[\s,.]*$`)
)

const monthWords = `jan|feb|mar|mrz|apr|mai|may|maj|jun|jul|aug|sep|okt|oct|nov|dez|dec|ene|abr|ago|dic|fev|avr|juin|juil|aou|gen|mag|giu|lug|set|ott`

// months by their first letters in a plain text.
func monthOf(word string) time.Month {
	switch word {
	case "jan", "ene", "gen":
		return time.January
	case "feb", "fev":
		return time.February
	case "mar", "mrz":
		return time.March
	case "apr", "abr", "avr":
		return time.April
	case "mai", "may", "maj", "mag":
		return time.May
	case "jun", "juin", "giu":
		return time.June
	case "jul", "juil", "lug":
		return time.July
	case "aug", "ago", "aou":
		return time.August
	case "sep", "set":
		return time.September
	case "okt", "oct", "ott":
		return time.October
	case "nov":
		return time.November
	default:
		return time.December
	}
}

// zones that have one meaning in mail.
func zoneOf(word string) (*time.Location, bool) {
	hours, ok := map[string]int{
		"z": 0, "utc": 0, "gmt": 0, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
		"wet": 0, "west": 1, "bst": 1, "cet": 1, "cest": 2, "mez": 1, "mesz": 2, "eet": 2, "eest": 3, "msk": 3, "jst": 9,
	}[word]
	return time.FixedZone(strings.ToUpper(word), hours*3600), ok
}

// momentIn finds the moment at which a text says that it is over. One in the past is believed too; one too far ahead is not.
func momentIn(text string, now time.Time) (time.Time, bool) {
	t, ok := dateIn(text, now)
	if !ok {
		t, ok = clockIn(text, now)
	}
	if !ok || !now.IsZero() && t.After(now.Add(longestWait)) {
		return time.Time{}, false
	}
	return t, true
}

// dateIn finds a whole date.
func dateIn(text string, now time.Time) (time.Time, bool) {
	part := func(at []int, group int) string {
		if at[2*group] < 0 {
			return ""
		}
		return text[at[2*group]:at[2*group+1]]
	}
	for _, form := range []struct {
		text                   *regexp.Regexp
		year, month, day, hour int
	}{{dayMonthSaid, 3, 2, 1, 4}, {isoSaid, 1, 2, 3, 4}, {dottedSaid, 3, 2, 1, 4}, {monthDaySaid, 3, 1, 2, 4}} {
		for _, at := range form.text.FindAllStringSubmatchIndex(text, 4) {
			if !untilSaid.MatchString(justBefore(text, at[0])) {
				continue
			}
			year := number(part(at, form.year))
			if year == 0 && form.text == monthDaySaid {
				if year = number(part(at, 7)); year == 0 {
					year = now.Year()
				}
			}
			month := time.Month(number(part(at, form.month)))
			if month == 0 {
				month = monthOf(part(at, form.month))
			}
			day, hour, minute, second := number(part(at, form.day)), number(part(at, form.hour)), number(part(at, form.hour+1)), number(part(at, form.hour+2))
			if year < 1990 || year > 2200 || month > 12 || day < 1 || day > 31 || hour > 24 || minute > 59 || second > 60 {
				continue
			}
			return time.Date(year, month, day, hour, minute, second, 0, zoneAfter(text[at[1]:min(len(text), at[1]+24)], now)), true
		}
	}
	return time.Time{}, false
}

// clockIn finds a time of day, the next one.
func clockIn(text string, now time.Time) (time.Time, bool) {
	for _, at := range clockSaid.FindAllStringSubmatchIndex(text, 4) {
		if now.IsZero() || !untilSaid.MatchString(justBefore(text, at[0])) {
			continue
		}
		hour, minute := number(text[at[2]:at[3]]), number(text[at[4]:at[5]])
		if hour > 24 || minute > 59 {
			continue
		}
		here := now.In(zoneAfter(text[at[1]:min(len(text), at[1]+24)], now))
		t := time.Date(here.Year(), here.Month(), here.Day(), hour, minute, 0, 0, here.Location())
		if !t.After(now) {
			t = t.AddDate(0, 0, 1)
		}
		return t, true
	}
	return time.Time{}, false
}

// zoneAfter is the zone that stands behind a time; without one it is taken for the user's own.
func zoneAfter(rest string, now time.Time) *time.Location {
	if at := zoneSaid.FindStringSubmatch(rest); at != nil {
		hours, err := strconv.Atoi(at[2])
		if err == nil && hours >= -14 && hours <= 14 {
			minutes := number(at[3])
			if hours < 0 || at[2][0] == '-' {
				minutes = -minutes
			}
			return time.FixedZone("", hours*3600+minutes%60*60)
		}
	}
	if at := zoneWord.FindStringSubmatch(rest); at != nil {
		if zone, ok := zoneOf(at[1]); ok {
			return zone
		}
	}
	return now.Location()
}
