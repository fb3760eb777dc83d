package campaigns

import (
	"context"
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"evenpost/gui/kit"
	"evenpost/mailing"
)

// stateTitle is the name of a list of deliveries in one state.
func stateTitle(s mailing.DeliveryState) string {
	switch s {
	case mailing.Waiting, mailing.Sending:
		return kit.T("Waiting")
	case mailing.Sent:
		return kit.T("Sent")
	case mailing.Failed:
		return kit.T("Failed")
	case mailing.InDoubt:
		return kit.T("In doubt")
	case mailing.Skipped:
		return kit.T("Skipped")
	case mailing.Cancelled:
		return kit.T("Cancelled")
	}
	return kit.StateWord(s)
}

// audienceNames are the names of what audiences point to.
type audienceNames struct{ lists, segments map[int64]string }

func readAudienceNames(ctx context.Context, store Store) (audienceNames, error) {
	named := audienceNames{map[int64]string{}, map[int64]string{}}
	lists, err := store.Lists(ctx)
	if err != nil {
		return named, err
	}
	for _, l := range lists {
		named.lists[l.ID] = l.Name
	}
	segments, err := store.Segments(ctx)
	for _, g := range segments {
		named.segments[g.ID] = g.Name
	}
	return named, err
}

// audienceWords says who a campaign is for.
func audienceWords(a mailing.Audience, named audienceNames) string {
	if a.Everyone {
		return kit.T("All contacts")
	}
	var names []string
	for _, id := range a.ListIDs {
		if name := named.lists[id]; name != "" {
			names = append(names, name)
		}
	}
	for _, id := range a.SegmentIDs {
		if name := named.segments[id]; name != "" {
			names = append(names, name)
		}
	}
	for _, tag := range a.Tags {
		names = append(names, kit.T("tag {{.Tag}}", kit.M{"Tag": tag}))
	}
	return strings.Join(names, ", ")
}

// statusLine says in one line what a campaign is doing. While it sends, its end; else why it does not.
func statusLine(c mailing.Campaign, s mailing.Standing, finish mailing.Forecast, now time.Time) string {
	switch c.State {
	case mailing.Draft:
		return kit.T("Not started yet. Open it to go on.")
	case mailing.Finished:
		return kit.T("Finished {{.When}}.", kit.M{"When": kit.At(c.FinishedAt, now)})
	case mailing.CampaignCancelled:
		return kit.T("Cancelled {{.When}}.", kit.M{"When": kit.At(c.FinishedAt, now)})
	case mailing.Paused:
		if c.Reason != "" {
			return kit.T("Paused by itself: something in the message needs you.")
		}
	}
	if w := kit.WaitingWords(mailing.CampaignWaitingFor(c, s), now); w != "" {
		return w
	}
	return sendingWords(finish, now)
}

func sendingWords(f mailing.Forecast, now time.Time) string {
	if end := kit.FinishWords(f, now); end != "" {
		return kit.T("Sending, {{.Finished}}.", kit.M{"Finished": end})
	}
	return kit.T("Sending.")
}

// countsLine says how far a campaign is: "312 of 620 sent, 3 failed, 1 in doubt".
func countsLine(c mailing.Counts) string {
	parts := []string{kit.T("{{.Sent}} of {{.Total}} sent", kit.M{"Sent": c.Sent, "Total": c.Total})}
	for _, s := range []mailing.DeliveryState{mailing.Failed, mailing.InDoubt, mailing.Cancelled} {
		if n := c.Of(s); n > 0 {
			parts = append(parts, kit.Number(n)+"\u00a0"+kit.StateWord(s))
		}
	}
	return strings.Join(parts, ", ")
}

var fieldText = regexp.MustCompile(`\{\{\s*(\w+)[^}]*\}\}|\{%[^%]*%\}`)

// plainSubject is a subject for reading: a field stands as its name in brackets.
func plainSubject(s string) string {
	return fieldText.ReplaceAllStringFunc(s, func(f string) string {
		if m := fieldText.FindStringSubmatch(f); m[1] != "" {
			return "[" + strings.ReplaceAll(m[1], "_", " ") + "]"
		}
		return ""
	})
}

// upper makes the first letter of a sentence large.
func upper(s string) string {
	if s == "" {
		return ""
	}
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[size:]
}

// sharingWords says how a second account helps.
func sharingWords(s mailing.Sharing, a mailing.Account) string {
	if s == mailing.Shares {
		return kit.T("{{.Account}} sends too, as much as it has left", kit.M{"Account": kit.AccountName(a)})
	}
	return kit.T("{{.Account}} takes over while the first one is full or stopped", kit.M{"Account": kit.AccountName(a)})
}
