package mailing

import (
	"regexp"
	"strings"
)

// notesOn are the sentences about what a line names: the list, what stands on it, the numbers of a limit.
func notesOn(v Verdict, said sayings, original, text string) (notes []Note) {
	if list := listNamed(text); list != "" && !said.has(saysResolver) && (v.Kind == Blocked || v.Kind == Policy || v.Kind == Content) {
		notes = append(notes, Note{Text: "The block list is {{.List}}.", Facts: map[string]any{"List": list}})
		notes = append(notes, listedOn(original, text)...)
	}
	l := v.Teaches
	if l == (Lesson{}) && (v.Kind == Quota || v.Kind == Throttle) { // a verdict that was stored holds no lesson
		l = lessonIn(text, &reading{says: said})
	}
	switch {
	case l.Limit > 0 && l.Used > 0:
		notes = append(notes, Note{Text: "The server counts {{.Used}} of {{.Limit}}.", Facts: map[string]any{"Used": l.Used, "Limit": l.Limit}})
	case l.Limit > 0:
		notes = append(notes, Note{Text: "The server allows {{.Limit}}.", Facts: map[string]any{"Limit": l.Limit}})
	}
	if l.PerConnection > 0 {
		notes = append(notes, Note{Text: "The server takes {{.N}} messages in one connection.", Facts: map[string]any{"N": l.PerConnection}})
	}
	if l.Connections > 0 {
		notes = append(notes, Note{Text: "The server takes {{.N}} connections at once.", Facts: map[string]any{"N": l.Connections}})
	}
	return notes
}

var (
	ipNamed     = regexp.MustCompile(`(?:^|[^\d.])(\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3})(?:[^\d.]|\.?$|\.\s)`)
	domainNamed = regexp.MustCompile(`(?i)(?:domain|helo|url|link|from)\b[^a-z0-9]{0,4}(?:domain[^a-z0-9]{0,4})?([a-z0-9-]+(?:\.[a-z0-9-]+)+)`)
)

// listedOn says what of ours a list holds, and so who can have it taken off. An internet address is the provider's: mails of
// an account go out through the provider's server.
func listedOn(original, text string) []Note {
	switch {
	case strings.Contains(text, "helo") || strings.Contains(text, "ehlo"):
		return []Note{{Text: "What stands on it is the name that the sending server gives itself. Ask your provider."}}
	case strings.Contains(text, "mailfrom") || strings.Contains(text, "mail from") || strings.Contains(text, "sender domain") || strings.Contains(text, "from domain") || strings.Contains(text, "sending domain"):
		return []Note{{Text: "What stands on it is the domain of your sender address. Ask whoever looks after your domain."}}
	case strings.Contains(text, "url") || strings.Contains(text, "link") || strings.Contains(text, "surbl") || strings.Contains(text, "dbl"):
		if at := domainNamed.FindStringSubmatch(original); at != nil && listNamed(strings.ToLower(at[1])) == "" {
			return []Note{{Text: "What stands on it is {{.Domain}}, a link in the message.", Facts: map[string]any{"Domain": at[1]}}}
		}
		return []Note{{Text: "What stands on it is a domain, mostly one that a link in the message leads to."}}
	}
	if at := ipNamed.FindStringSubmatch(original); at != nil {
		return []Note{{Text: "What stands on it is the internet address {{.IP}}, most likely your provider's: ask your provider to have it taken off.", Facts: map[string]any{"IP": at[1]}}}
	}
	return []Note{{Text: "What stands on it is most likely an internet address of your provider: ask your provider to have it taken off."}}
}
