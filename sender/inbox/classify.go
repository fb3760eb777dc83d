package inbox

import (
	"crypto/sha256"
	"encoding/hex"
	"regexp"
	"slices"
	"strings"
	"time"

	"evenpost/mailing"
)

const (
	mostBody    = 256 << 10 // bytes of a mail that are looked at
	mostNames   = 20
	mostExcerpt = 300 // runes
)

var (
	daemonName    = regexp.MustCompile(`(?i)^(mailer[-_.]?daemon|mail[-_.]?daemon|postmaster|mail[-_.]?delivery([-_.]?(sub)?system)?|bounces?)@`)
	failedSubject = regexp.MustCompile(`(?i)(undeliver|delivery (status|failure|has failed|incomplete|notification|report)|mail delivery|failure notice|returned mail|could not be delivered|unzustellbar|nicht zugestellt|zustellung|non remis|retourné)`)
	outSubject    = regexp.MustCompile(`(?i)^\s*(?:(?:re|aw|fwd?|wg)\s*:\s*)*(?:unsubscribe|abmelden|abmeldung)(?:[\s:]+<?([^\s<>]+@[^\s<>]+)>?)?\s*$`)
	outWords      = regexp.MustCompile(`(?i)^\s*(?:please |bitte )?(?:unsubscribe(?: me)?|remove me|abmelden|abmeldung|austragen|stop)(?: please| bitte)?[\s.!]*$`)
	awaySubject   = regexp.MustCompile(`(?i)^\s*(?:automatic reply|auto[- ]?reply|automatische antwort|automatisch|out of (?:the )?office|abwesen|réponse automatique|absence|risposta automatica|respuesta automática)`)
	oneName       = regexp.MustCompile(`<[^<>\s]{3,300}>`)
	ourName       = regexp.MustCompile(`[A-Za-z2-7]{32}@[A-Za-z0-9.-]{1,253}`)
)

// concerns says by its header whether a mail can be an answer, so that it is worth its body.
func concerns(h header) bool {
	kind, _ := h.kind()
	return len(namesIn(h)) > 0 || kind == "multipart/report" || daemonName.MatchString(h.from()) || h.get("X-Failed-Recipients") != "" ||
		h.get("Return-Path") == "<>" && failedSubject.MatchString(h.text("Subject")) || outSubject.MatchString(h.text("Subject"))
}

// namesIn are the Message-IDs of ours that a mail says it answers, the one that it answers first.
func namesIn(h header) []string {
	var all []string
	for _, field := range []string{h.get("In-Reply-To"), h.get("References")} {
		found := oneName.FindAllString(field, -1)
		slices.Reverse(found) // the last of the references is what was answered
		for _, id := range found {
			addName(&all, id)
		}
	}
	return all
}

func addName(all *[]string, id string) {
	id = strings.ToLower(strings.Trim(id, "<>"))
	if _, ours := mailing.ParseMessageID(id); ours && len(*all) < mostNames && !slices.Contains(*all, id) {
		*all = append(*all, id)
	}
}

// Read says what a mail is, when it can be an answer to one of ours. raw may be cut off. own are the addresses that the user
// writes from: what they wrote themselves is no answer. Whether the delivery exists is for the store to say.
func Read(raw []byte, at time.Time, own ...string) (mailing.Arrival, bool) {
	raw = raw[:min(len(raw), mostBody)]
	h, body := parseHeader(raw)
	a := mailing.Arrival{Answer: mailing.Answer{At: at, From: h.from()}, Key: keyOf(h, raw)}
	all := parts(h, body)
	a.Names = namesIn(h)
	switch {
	case complaint(&a, all):
	case delivered(&a, h, all):
	case optedOut(&a, h, all):
	case replied(&a, h, all, own):
	}
	// Whoever wrote it: what names no mail of ours is no answer to one.
	return a, a.Kind != "" && (len(a.Names) > 0 || a.Kind == mailing.AnswerUnsubscribe)
}

// keyOf is the same for the same mail, whatever number its server gives it.
func keyOf(h header, raw []byte) string {
	sum := sha256.New()
	for _, name := range []string{"Message-Id", "Date", "From", "Subject"} {
		sum.Write([]byte(h.get(name) + "\n"))
	}
	if h.get("Message-Id") == "" {
		sum.Write(raw)
	}
	return hex.EncodeToString(sum.Sum(nil)[:16])
}

// complaint reads what providers send when somebody presses "This is spam" (RFC 5965).
func complaint(a *mailing.Arrival, all []part) bool {
	i := slices.IndexFunc(all, func(p part) bool { return p.kind == "message/feedback-report" })
	if i < 0 {
		return false
	}
	h, _ := parseHeader(all[i].decoded())
	switch word(h.get("Feedback-Type")) {
	case "not-spam", "auth-failure", "dmarc": // about something else
		return true
	case "opt-out", "opt-out-list":
		a.Kind = mailing.AnswerUnsubscribe
	default:
		a.Kind = mailing.AnswerComplaint
	}
	a.Names = append(namesOfOriginal(all), a.Names...)
	a.Excerpt = plainLine(h.get("Feedback-Type"), mostExcerpt)
	return true
}

// namesOfOriginal finds the Message-ID of the mail that a report is about: in what is enclosed of it, else anywhere.
func namesOfOriginal(all []part) (names []string) {
	for _, p := range all {
		switch p.kind {
		case "message/rfc822", "message/global", "text/rfc822-headers", "message/global-headers", "message/rfc822-headers":
			h, _ := parseHeader(p.decoded())
			addName(&names, h.get("Message-Id"))
		}
	}
	for _, p := range all {
		if len(names) > 0 {
			return names
		}
		for _, id := range ourName.FindAllString(string(p.decoded()), mostNames) {
			addName(&names, id)
		}
	}
	return names
}

// delivered reads what servers say of a mail that they could not deliver, in one of the many ways in which they say it.
func delivered(a *mailing.Arrival, h header, all []part) bool {
	kind, params := h.kind()
	status := slices.IndexFunc(all, func(p part) bool {
		return p.kind == "message/delivery-status" || p.kind == "message/global-delivery-status"
	})
	if status < 0 {
		if kind == "multipart/report" && params["report-type"] == "disposition-notification" {
			return false // that it was read
		}
		return oldBounce(a, h, all)
	}
	r, ok := reportOf(all[status].decoded())
	switch {
	case !ok:
		return oldBounce(a, h, all)
	case r.action == "failed":
		a.Kind = mailing.AnswerBounce
	case r.action == "delayed":
		a.Kind = mailing.AnswerDelayed
	default:
		return true // it arrived
	}
	a.Names = append(namesOfOriginal(all), a.Names...)
	if r.reply.Text == "" || r.reply.Text == r.reply.Enhanced { // the words are in the part for people
		if said, _, _ := replyIn(say(all)); said.Text != "" {
			r.reply.Text = said.Text
			if r.reply.Code == 0 {
				r.reply.Code = said.Code
			}
			if r.reply.Enhanced == "" || strings.HasSuffix(r.reply.Enhanced, ".0.0") && said.Enhanced != "" {
				r.reply.Enhanced = said.Enhanced
			}
		}
	}
	if r.about != "" {
		a.About = []string{r.about}
	}
	judge(a, r.reply)
	return true
}

// judge says what the words of the other server mean.
func judge(a *mailing.Arrival, r mailing.Reply) {
	a.Reply, a.Verdict = r, mailing.Judge(r, a.At, mailing.History{})
	a.Excerpt = plainLine(r.Text, mostExcerpt)
}

// oldBounce reads what comes from a mail server and is no report as the standard has it: qmail's, Exchange's, those of web hosts.
func oldBounce(a *mailing.Arrival, h header, all []part) bool {
	kind, _ := h.kind()
	failed := failedSubject.MatchString(h.text("Subject"))
	if !daemonName.MatchString(a.From) && h.get("X-Failed-Recipients") == "" && kind != "multipart/report" && (h.get("Return-Path") != "<>" || !failed) {
		return false
	}
	names := append(namesOfOriginal(all), a.Names...)
	reply, delayed, givenUp := replyIn(cutOriginal(say(all)))
	switch {
	case len(names) == 0:
		return false
	case delayed:
		a.Kind = mailing.AnswerDelayed
	case givenUp || failed:
		a.Kind = mailing.AnswerBounce
	default:
		return false // a postmaster may be away, too
	}
	a.Names = names
	for _, field := range strings.Split(h.get("X-Failed-Recipients"), ",") {
		if address := addressOf(field); address != "" {
			a.About = append(a.About, address)
		}
	}
	judge(a, reply)
	return true
}

var originalBegins = regexp.MustCompile(`(?mi)^-{2,}[^\n]*(original|copy|message header|returned message|nachricht)[^\n]*$|^---+ *below this line|^(?:return-path|received|message-id|dkim-signature): `)

// cutOriginal is a report for people without the mail that is quoted behind it.
func cutOriginal(text string) string {
	if at := originalBegins.FindStringIndex(text); at != nil && strings.TrimSpace(text[:at[0]]) != "" {
		return text[:at[0]]
	}
	return text
}

// optedOut reads that somebody wants no more mailings: the mail that our own link writes, or an answer that says nothing else.
func optedOut(a *mailing.Arrival, h header, all []part) bool {
	found := outSubject.FindStringSubmatch(h.text("Subject"))
	if found == nil {
		if len(a.Names) == 0 || automatic(h) || !outWords.MatchString(ownWords(say(all))) {
			return false
		}
		a.Kind = mailing.AnswerUnsubscribe
		return true
	}
	if address, err := mailing.ParseAddress(found[1]); err == nil {
		a.About = []string{address}
	}
	if len(a.About) == 0 && len(a.Names) == 0 {
		return true // nobody knows whom
	}
	a.Kind = mailing.AnswerUnsubscribe
	return true
}

// replied reads that somebody wrote back, or their program did.
func replied(a *mailing.Arrival, h header, all []part, own []string) bool {
	if len(a.Names) == 0 || a.From == "" || slices.ContainsFunc(own, func(o string) bool { return o != "" && mailing.AddressKey(o) == mailing.AddressKey(a.From) }) {
		return false
	}
	a.Kind = mailing.AnswerReply
	if automatic(h) {
		a.Kind = mailing.AnswerAuto
	}
	if a.Excerpt = plainLine(ownWords(say(all)), mostExcerpt); a.Excerpt == "" {
		a.Excerpt = h.text("Subject")
	}
	return true
}

// automatic says whether a program wrote the mail (RFC 3834, and the ways that are older).
func automatic(h header) bool {
	if auto := word(strings.TrimSuffix(h.get("Auto-Submitted"), ";")); auto != "" && auto != "no" {
		return true
	}
	for _, name := range []string{"X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-Auto-Reply", "X-Mail-Autoreply"} {
		if value := h.get(name); value != "" && !strings.EqualFold(value, "no") {
			return true
		}
	}
	switch word(h.get("Precedence")) {
	case "auto_reply", "auto-reply", "bulk", "junk":
		return true
	}
	kind, params := h.kind()
	return kind == "multipart/report" && params["report-type"] == "disposition-notification" || h.get("Return-Path") == "<>" || awaySubject.MatchString(h.text("Subject"))
}

var (
	quoteBegins = regexp.MustCompile(`(?mi)^\s*(?:>|-{2,} ?(?:original message|ursprüngliche nachricht|forwarded message|weitergeleitete nachricht)|_{10,}|(?:on|am|le|il|el) [^\n]{4,120}(?:\n[^\n]{0,120})?(?:wrote|schrieb|a écrit|ha scritto|escribió)[^\n]{0,80}:|(?:from|von|de|da): [^\n]+@)`)
	signature   = regexp.MustCompile(`(?m)^-- ?\r?$`)
)

// ownWords is a reply without what it quotes, and without its signature.
func ownWords(text string) string {
	for _, end := range []*regexp.Regexp{quoteBegins, signature} {
		if at := end.FindStringIndex(text); at != nil {
			if strings.TrimSpace(text[:at[0]]) != "" {
				text = text[:at[0]]
			}
		}
	}
	return text
}
