package deliveries

import "strings"

// wellKnown are mail domains that many people have and some misspell.
var wellKnown = [...]string{
	"gmail.com", "googlemail.com", "outlook.com", "hotmail.com", "live.com", "msn.com", "yahoo.com", "icloud.com", "me.com", "aol.com", "proton.me",
	"gmx.at", "gmx.de", "gmx.net", "gmx.ch", "web.de", "t-online.de", "freenet.de", "posteo.de", "mailbox.org", "outlook.de", "hotmail.de", "yahoo.de",
	"aon.at", "a1.net", "chello.at", "outlook.at", "hotmail.at", "bluewin.ch", "orange.fr", "libero.it", "hotmail.co.uk", "yahoo.co.uk", "btinternet.com",
}

// Suggest offers the address that was probably meant when the domain looks like a misspelt well-known one: gmial.com.
func Suggest(address string) (better string, ok bool) {
	at := strings.LastIndexByte(address, '@')
	if at <= 0 {
		return "", false
	}
	domain := strings.ToLower(strings.TrimRight(strings.TrimSpace(address[at+1:]), ".,;"))
	best, least := "", 3
	for _, known := range wellKnown {
		if domain == known {
			return "", false
		}
		most := 1 // short domains differ from each other by two letters anyway
		if len(known) >= 8 {
			most = 2
		}
		if d := distance(domain, known); d <= most && d < least {
			best, least = known, d
		}
	}
	if best == "" {
		return "", false
	}
	return address[:at+1] + best, true
}

// distance is the number of letters to put in, leave out, change or swap with their neighbour to get from a to b.
func distance(a, b string) int {
	if len(a)-len(b) > 2 || len(b)-len(a) > 2 {
		return 3
	}
	var before []int // the row before the last
	last := make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row := make([]int, len(b)+1)
		row[0] = i
		for j := 1; j <= len(b); j++ {
			change := 1
			if a[i-1] == b[j-1] {
				change = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+change)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last = last, row
	}
	return last[len(b)]
}
