package inbox

import (
	"regexp"
	"strings"

	"evenpost/mailing"
)

// report is what a delivery report says of the recipient it is about (RFC 3464).
type report struct {
	action string // failed, delayed, delivered, relayed, expanded
	about  string // the address that the server tried
	reply  mailing.Reply
}

// reportOf reads the part of a report that is for programs. Of several recipients the one counts for whom it went worst; what
// we send has one, who may have passed it on.
func reportOf(raw []byte) (worst report, ok bool) {
	rank := map[string]int{"failed": 3, "delayed": 2, "relayed": 1, "delivered": 1, "expanded": 1}
	for range mostParts {
		var h header
		if h, raw = parseHeader(raw); len(h) > 0 {
			r := report{action: word(h.get("Action"))}
			if rank[r.action] > rank[worst.action] {
				r.about = addressOf(h.get("Final-Recipient"))
				if r.about == "" {
					r.about = addressOf(h.get("Original-Recipient"))
				}
				r.reply = replyOf(h.get("Diagnostic-Code"), h.get("Status"))
				worst, ok = r, true
			}
		}
		if len(raw) == 0 {
			break
		}
	}
	return worst, ok
}

// word is the first word of a field, in small letters and without a comment.
func word(s string) string {
	s, _, _ = strings.Cut(s, "(")
	if fields := strings.Fields(strings.ToLower(s)); len(fields) > 0 {
		return fields[0]
	}
	return ""
}

// addressOf reads "rfc822; anna@example.com".
func addressOf(field string) string {
	_, text, found := strings.Cut(field, ";")
	if !found {
		text = field
	}
	text = strings.Trim(strings.TrimSpace(text), "<>")
	address, err := mailing.ParseAddress(text)
	if err != nil {
		return ""
	}
	return address
}

var (
	smtpLine  = regexp.MustCompile(`\b([245]\d\d)(?:[ -]+#?([245]\.\d{1,3}\.\d{1,3}))?\b`)
	codeAlone = regexp.MustCompile(`\b([45]\.\d{1,3}\.\d{1,3})\b`)
)

const mostDiagnostic = 600 // runes

// replyOf is what the other server said. status is that of the server which wrote the report.
func replyOf(diagnostic, status string) mailing.Reply {
	r := mailing.Reply{Stage: mailing.StageBounce}
	kind, text, found := strings.Cut(diagnostic, ";")
	if !found || strings.ContainsAny(strings.TrimSpace(kind), " \t") {
		text = diagnostic
	}
	r.Text = plainLine(text, mostDiagnostic)
	readCodes(&r)
	if own := codeAlone.FindString(status); own != "" && r.Enhanced == "" {
		r.Enhanced = own
	}
	if r.Text == "" && r.Enhanced != "" {
		r.Text = r.Enhanced
	}
	return r
}

// readCodes takes the codes out of the beginning of what was said.
func readCodes(r *mailing.Reply) {
	const within = 120 // later numbers are others
	begin := r.Text[:min(len(r.Text), within)]
	if at := smtpLine.FindStringSubmatchIndex(begin); at != nil && begin[at[2]] != '2' {
		r.Code = digits(begin[at[2]:at[3]])
		if at[4] >= 0 {
			r.Enhanced = begin[at[4]:at[5]]
		}
		if at[0] == 0 {
			r.Text = strings.TrimLeft(r.Text[at[1]:], " -:")
		}
	}
	if r.Enhanced == "" {
		r.Enhanced = codeAlone.FindString(begin)
	}
}

func digits(s string) (n int) {
	for _, c := range []byte(s) {
		n = n*10 + int(c-'0')
	}
	return n
}

// Ways in which reports for people say what the other server answered: most of them quote it.
var (
	quotedReply = regexp.MustCompile(`(?i)(?:^|\b(?:said|error|response|responded|answered|replied|returned|smtp|code|diagnostic)\b[^\n]{0,60}?|#|<)\s*[:;]?\s*#?<?([45]\d\d[ -]+(?:#?[45]\.\d{1,3}\.\d{1,3}\b)?[^\n]*)`)
	plainReply  = regexp.MustCompile(`(?m)^[ \t>]*([45]\d\d[ -][^\n]*)`)
	withStatus  = regexp.MustCompile(`(?m)^[^\n]*[#( ]([45]\.\d{1,3}\.\d{1,3})\b[^\n]*`)
	afterWhom   = regexp.MustCompile(`(?m)^[ \t]*<?[^\s<>@:]{1,64}@[^\s<>:]{1,250}>?:?[ \t]*\r?\n((?:[ \t]*[^\s-][^\n]*\n?){1,4})`)
	stillTried  = regexp.MustCompile(`(?i)(has not been delivered yet|not yet been delivered|delivery (?:is |has been )?delayed|will be retried|will (?:keep|continue) trying|still trying|no action is required|verzögert|wird weiter versucht|noch nicht zugestellt)`)
	givenUp     = regexp.MustCompile(`(?i)(permanent|could not be delivered|couldn.t be delivered|wasn.t delivered|was not delivered|undeliver|delivery (?:has )?failed|giving up|given up|returned to sender|does not exist|doesn.t exist|no such (?:user|mailbox|recipient)|unzustellbar|nicht zugestellt|konnte nicht|non remis)`)
)

// replyIn finds in a report for people what was said of the mail; delayed is that it is still being tried.
func replyIn(text string) (r mailing.Reply, delayed, failed bool) {
	r.Stage = mailing.StageBounce
	text = strings.ReplaceAll(text, "\r\n", "\n")
	delayed, failed = stillTried.MatchString(text), givenUp.MatchString(text)
	line := ""
	switch {
	case first(quotedReply, text, &line), first(plainReply, text, &line):
		at := strings.Index(text, line)
		line = paragraph(text[at:])
	case first(afterWhom, text, &line):
	case withStatus.MatchString(text):
		line = withStatus.FindString(text)
	default:
		line = firstWords(text)
	}
	r.Text = plainLine(line, mostDiagnostic)
	readCodes(&r)
	failed = failed || r.Code >= 500 || strings.HasPrefix(r.Enhanced, "5.")
	return r, delayed && r.Code < 500, failed
}

func first(re *regexp.Regexp, text string, into *string) bool {
	found := re.FindStringSubmatch(text)
	if found != nil {
		*into = found[1]
	}
	return found != nil
}

// paragraph is a text up to its first empty line, of at most a few lines.
func paragraph(text string) string {
	const most = 6
	lines := strings.SplitN(text, "\n", most+1)
	for i, line := range lines {
		if strings.TrimSpace(line) == "" || i == most {
			return strings.Join(lines[:i], "\n")
		}
	}
	return strings.Join(lines, "\n")
}

// firstWords are the first lines that say something.
func firstWords(text string) string {
	for block := range strings.SplitSeq(text, "\n\n") {
		if strings.TrimSpace(block) != "" {
			return block
		}
	}
	return text
}
