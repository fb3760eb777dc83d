package mailing

import (
	"regexp"
	"strings"
)

// longestLine bounds what is read of something pasted.
const longestLine = 16 << 10

var (
	// What stands before another server's words in bounces and logs.
	quotedLine = regexp.MustCompile(`(?i)diagnostic-code:\s*(?:smtp|x-[a-z-]+)\s*;|remote (?:server|host) (?:said|returned|responded)[:\s'"]|\bsaid:|the response (?:from the remote server )?was:|server (?:responded|antwortete|replied|response|error)[:\s]|mit der meldung:?|antwort des (?:remote-?)?servers(?: war)?:|smtp error from remote (?:mail )?server after [^:]*:(?:<[^>]*>:)?(?: ?host [^:]*(?:\[[^\]]*\])?:)?|r[ée]ponse du serveur[^:]*:|respuesta del servidor[^:]*:|with message:?\s*"`)
	// Only in what came back do others' words stand.
	bounceFrame = regexp.MustCompile(`(?i)diagnostic-code:|final-recipient:|remote-mta:|\bsaid:\s*[45]\d\d|remote (?:server|host) (?:said|returned|responded)|in reply to (?:the )?[a-z ]+ command|delivery temporarily suspended|connect to [^ ]+\[[^\]]*\]:25\b|smtp error from remote|status=(?:bounced|deferred)|the response (?:from the remote server )?was|undeliver|mail delivery (?:failed|subsystem)|unzustellbar`)
	nextHeader  = regexp.MustCompile(`(?m)\n(?:\s*\n|[A-Za-z][A-Za-z-]{2,40}:\s)`)
	codeInLine  = regexp.MustCompile(`(?:^|[\s"'(>:;,=\[#])([45]\d\d)(?:[ \-:]{1,2}(?:#?\(?([245]\.\d{1,3}\.\d{1,3}))?|\.?$)`)
	replyTo     = regexp.MustCompile(`(?i)\s*\(in reply to (?:the )?[a-z ]+ command\),?`)
	spaces      = regexp.MustCompile(`\s+`)
)

// ReadLine makes a reply of a line as people find it and copy it: out of an error message, a log, a mail that came back; in one
// line or several, with codes repeated or without any. The stage is guessed when it is not given.
func ReadLine(pasted string, stage Stage) Reply {
	if len(pasted) > longestLine {
		pasted = strings.ToValidUTF8(pasted[:longestLine], "")
	}
	text := strings.TrimSpace(strings.ReplaceAll(pasted, "\r\n", "\n"))
	framed := bounceFrame.MatchString(text)
	if at := quotedLine.FindStringIndex(text); at != nil && strings.TrimSpace(text[at[1]:]) != "" {
		text = text[at[1]:]
		if end := nextHeader.FindStringIndex(text); end != nil && strings.TrimSpace(text[:end[0]]) != "" {
			text = text[:end[0]]
		}
	}
	text = strings.Trim(spaces.ReplaceAllString(replyTo.ReplaceAllString(text, ""), " "), " \"'")
	r := Reply{Stage: stage}
	r.Code, r.Enhanced, r.Text = cutCodes(text)
	if r.Stage == "" {
		r.Stage = guessStage(r, framed)
	}
	return r
}

// cutCodes takes the codes out of a text: what stands before the first is of a log or a mail program, and a server that
// answers in several lines repeats it in each.
func cutCodes(text string) (code int, enhanced, rest string) {
	at := codeAt(text)
	if at == nil || at[2] > 200 {
		if e := firstEnhanced(text); e != "" && strings.HasPrefix(text, e) {
			return 0, e, strings.TrimLeft(text[len(e):], " -:")
		}
		return 0, "", text
	}
	digits := text[at[2]:at[3]]
	rest = strings.TrimLeft(text[at[3]:], " -:")
	if at[4] >= 0 {
		enhanced = text[at[4]:at[5]]
		rest = strings.TrimLeft(text[at[5]:], " -:)")
	}
	for _, again := range []string{digits + "-" + enhanced + " ", digits + " " + enhanced + " ", digits + "-"} {
		if enhanced != "" || again == digits+"-" {
			rest = strings.ReplaceAll(rest, " "+again, " ")
			rest = strings.TrimPrefix(rest, again)
		}
	}
	rest = strings.TrimPrefix(rest, digits+" ")
	return number(digits), enhanced, strings.TrimSpace(rest)
}

// codeAt is where the first code of a text stands. The ports on which mail is handed in look like codes, and are none.
func codeAt(text string) []int {
	for _, at := range codeInLine.FindAllStringSubmatchIndex(text, 3) {
		if port := text[at[2]:at[3]]; port != "465" && port != "587" {
			return at
		}
	}
	return nil
}

// guessStage is where a line was most likely said, or "" when its words alone must do.
func guessStage(r Reply, framed bool) Stage {
	said := book().read(plainText(r.Text))
	switch {
	case framed:
		return StageBounce
	case r.Code == 454 && said.has(saysTLS) && !said.has(saysLogin): // it answers STARTTLS and AUTH alone (RFC 3207, RFC 4954)
		return StageTLS
	case r.Code == 535 || r.Code == 534 || r.Code == 454 && said.has(saysLogin):
		return StageLogin
	case r.Code == 0 && r.Enhanced == "" && said.has(saysOwnTLS):
		return StageTLS
	case r.Code == 0 && r.Enhanced == "" && (said.has(saysOwnNetwork) || said.has(saysUnreachable) && !said.has(saysExpired)):
		return StageConnect
	case r.Code != 0 && said.has(saysOwnServer):
		return StageDot
	}
	return ""
}
