package mailing

import (
	"regexp"
	"strings"
	"time"
)

// Waits for account trouble whose reply names no time of its own.
const (
	quotaWait     = 4 * time.Hour // going on against a quota lengthens the ban with several providers
	hourlyWait    = time.Hour
	mailboxesFull = 30 * time.Minute // the server's own disk, or the account's own mailbox
)

// Judge says what a reply means: what it is about, whose trouble it is, and whether it passes by itself. It looks at
// the text before the stage and the code, because servers use the same codes for different things. now is when it was
// said, for texts that name a time; h is what the account has heard lately, with r as its newest where r was about a
// recipient.
func Judge(r Reply, now time.Time, h History) Verdict {
	v := judge(r)
	if h.everybody(r) {
		return v.forAll()
	}
	return v
}

// forAll is the verdict on a line that everybody gets, whatever it says: nobody fails for it.
func (v Verdict) forAll() Verdict {
	if v.Scope.OfAccount() {
		return v
	}
	v.Scope, v.ForAll = AccountScope, true
	if v.Permanent {
		v.NeedsUser = true
	} else {
		v.Kind = Throttle
	}
	return v
}

func judge(r Reply) Verdict {
	if r.Code >= 200 && r.Code < 300 && r.Stage == StageDot {
		return Verdict{Kind: Accepted, Scope: Recipient}
	}
	if r.Code == 0 || r.HandedOver {
		return judgeSilence(r)
	}
	if v, ok := judgeText(r); ok {
		return v
	}
	switch r.Stage {
	case StageConnect, StageGreeting:
		return judgeGreeting(r)
	case StageTLS:
		return Verdict{Kind: TLS, Scope: AccountScope, Permanent: r.permanent(), NeedsUser: r.permanent()}
	case StageLogin:
		return judgeLogin(r)
	case StageMail:
		return judgeMail(r)
	case StageRcpt:
		return judgeRcpt(r)
	default:
		return judgeContent(r)
	}
}

func (r Reply) permanent() bool { return r.Code >= 500 }

// judgeSilence is for connections that failed without a reply, or with one that does not say what became of the message.
func judgeSilence(r Reply) Verdict {
	switch {
	case r.HandedOver:
		return Verdict{Kind: Doubt, Scope: Recipient}
	case r.Stage == StageCompose:
		return Verdict{Kind: Content, Scope: MessageScope, Permanent: true}
	case r.Stage == StageLogin && loginImpossible.MatchString(r.Text):
		return Verdict{Kind: Auth, Scope: AccountScope, Permanent: true, NeedsUser: true}
	case r.Stage == StageTLS && certificateTrouble.MatchString(r.Text):
		return Verdict{Kind: TLS, Scope: AccountScope, Permanent: true, NeedsUser: true}
	case r.Stage == StageTLS:
		return Verdict{Kind: TLS, Scope: Server}
	default:
		return Verdict{Kind: Network, Scope: Server}
	}
}

var (
	loginImpossible    = regexp.MustCompile(`(?i)password|no (supported|usable) (auth|mechanism)|not supported|unencrypted`)
	certificateTrouble = regexp.MustCompile(`(?i)certificate|x509|starttls|not (supported|offered)|would not be protected`)

	// A sending limit, not a full mailbox: what is counted is sent, or the count is by time.
	quotaText = regexp.MustCompile(`(?i)(sending|send|message|e-?mail|recipients?|relay|hourly|daily|versand|sende)[ -]*(quota|limit|kontingent)|submission ?quota|` +
		`(quota|limit)[^.]{0,40}(per|pro|par) (hour|day|stunde|tag|heure|jour)|credits? exceeded|` +
		`too many (messages|mails|e-?mails|recipients)[^.]{0,40}(hour|day|today|24)|` +
		`exceeded[^.]{0,60}(messages|e-?mails|recipients|sending|hour|daily|day)|zu viele (nachrichten|e-?mails|empfänger)`)
	hourText     = regexp.MustCompile(`(?i)hour|stunde|heure|hora|minute`)
	throttleText = regexp.MustCompile(`(?i)throttl|rate[ -]?limit|(sending|message|connection) rate|too fast|slow(ing)? down|too many (concurrent |simultaneous )?(connections|sessions|messages|mails|e-?mails|recipients)|` +
		`too much mail|concurren|zu schnell|langsamer|deferred due to (unexpected volume|user complaints)`)
	blockText = regexp.MustCompile(`(?i)spamhaus|spamcop|barracudacentral|block ?list|black ?list|deny ?list|\b(rbl|dnsbl)\b|\b(ip|host|client|sender|account|address|user)\b[^.]{0,60}(blocked|blacklisted|banned|suspended|disabled|locked|gesperrt|bloqu)`)
	// Many servers say only after RCPT, and some only after the dot, what they have against the client or the sender.
	clientText = regexp.MustCompile(`(?i)client host .{0,80}(rejected|blocked)|client host rejected|helo command rejected|bad outbound sender`)
	senderText = regexp.MustCompile(`(?i)sender address (is )?(rejected|refused|not )|sender verif(y|ication) failed|sendas ?denied|send as this (sender|user)|` +
		`not (allowed|permitted|authori[sz]ed) to send (mail |e-?mail |messages )?(as|from|on behalf)|not owned by|e-?mail address is not verified`)
	greyText  = regexp.MustCompile(`(?i)gr[ea]y-?list|postgrey`)
	fullText  = regexp.MustCompile(`(?i)mailbox (is )?full|over ?quota|quota exceeded|out of storage|insufficient (disk|storage)|postfach (ist )?voll|bo[iî]te[^.]{0,20}pleine|lleno`)
	relayText = regexp.MustCompile(`(?i)relay(ing)? (access )?(denied|not permitted|not allowed)|(authentication|auth|login|sign in) (is )?(required|needed)|must (issue a )?(authenticate|starttls)|not logged in`)
	bigText   = regexp.MustCompile(`(?i)too (big|large|long)|size (limit|exceed)|exceeds[^.]{0,30}size|zu groß`)
	// "Error: open resolver" beside a blocklist name is the recipient's broken DNS, not a listing.
	resolverText = regexp.MustCompile(`(?i)open resolver|query refused`)
)

// judgeText knows what texts say whatever their code.
func judgeText(r Reply) (Verdict, bool) {
	ownSide := r.Stage != StageRcpt || r.Enhanced == "5.4.5" || r.Enhanced == "4.5.3" || r.Enhanced == "5.5.3"
	switch {
	case r.Stage == StageRcpt && resolverText.MatchString(r.Text):
		return Verdict{Kind: Soft, Scope: RecipientServer}, true
	case r.Enhanced == "5.4.5" || quotaText.MatchString(r.Text):
		wait := quotaWait
		if hourText.MatchString(r.Text) {
			wait = hourlyWait
		}
		return Verdict{Kind: Quota, Scope: AccountScope, Wait: wait}, true
	case greyText.MatchString(r.Text):
		return Verdict{Kind: Greylist, Scope: Recipient}, true
	case throttleText.MatchString(r.Text):
		return Verdict{Kind: Throttle, Scope: AccountScope}, true
	case ownSide && blockText.MatchString(r.Text):
		return Verdict{Kind: Blocked, Scope: AccountScope, Permanent: r.permanent(), NeedsUser: r.permanent()}, true
	case clientText.MatchString(r.Text):
		return Verdict{Kind: Blocked, Scope: AccountScope, Permanent: r.permanent(), NeedsUser: r.permanent()}, true
	case r.Stage != StageLogin && (senderText.MatchString(r.Text) || strings.HasSuffix(r.Enhanced, ".1.7") || strings.HasSuffix(r.Enhanced, ".1.8")):
		return Verdict{Kind: Policy, Scope: AccountScope, Permanent: r.permanent(), NeedsUser: r.permanent()}, true
	case r.Stage != StageLogin && relayText.MatchString(r.Text):
		return Verdict{Kind: Auth, Scope: AccountScope, Permanent: true, NeedsUser: true}, true
	case r.Stage != StageLogin && bigText.MatchString(r.Text):
		return Verdict{Kind: Content, Scope: MessageScope, Permanent: true}, true
	case r.Stage == StageRcpt && (fullText.MatchString(r.Text) || strings.HasSuffix(r.Enhanced, ".2.2")):
		return Verdict{Kind: MailboxFull, Scope: Recipient, Permanent: r.permanent()}, true
	case r.Stage == StageMail || r.Stage == StageDot || r.Stage == StageData:
		// Nobody has been named to the server yet, or everybody: the full mailbox is the sender's own.
		if strings.HasSuffix(r.Enhanced, ".2.2") || fullText.MatchString(r.Text) {
			return Verdict{Kind: MailboxFull, Scope: AccountScope, Wait: mailboxesFull, NeedsUser: r.permanent()}, true
		}
	}
	return Verdict{}, false
}

func judgeGreeting(r Reply) Verdict {
	if r.permanent() {
		return Verdict{Kind: Blocked, Scope: AccountScope, Permanent: true, NeedsUser: true}
	}
	return Verdict{Kind: Throttle, Scope: Server}
}

func judgeLogin(r Reply) Verdict {
	if !r.permanent() {
		return Verdict{Kind: Soft, Scope: Server} // 454: the server cannot look up passwords now (RFC 4954 §4)
	}
	return Verdict{Kind: Auth, Scope: AccountScope, Permanent: true, NeedsUser: true}
}

func judgeMail(r Reply) Verdict {
	switch {
	case r.Code == 530:
		return Verdict{Kind: Auth, Scope: AccountScope, Permanent: true, NeedsUser: true}
	case r.Code == 421:
		return Verdict{Kind: Throttle, Scope: Server}
	case r.Code == 552:
		return Verdict{Kind: Content, Scope: MessageScope, Permanent: true}
	case r.permanent():
		return Verdict{Kind: Policy, Scope: AccountScope, Permanent: true, NeedsUser: true}
	default:
		return Verdict{Kind: Soft, Scope: Server}
	}
}

func judgeRcpt(r Reply) Verdict {
	subject, _, _ := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(r.Enhanced, "5."), "4."), ".")
	switch {
	case r.Code == 421:
		return Verdict{Kind: Throttle, Scope: Server}
	case r.Code == 530:
		return Verdict{Kind: Auth, Scope: AccountScope, Permanent: true, NeedsUser: true}
	case strings.HasSuffix(r.Enhanced, ".5.3"):
		return Verdict{Kind: Throttle, Scope: AccountScope} // too many recipients (RFC 3463)
	case !r.permanent():
		return Verdict{Kind: Soft, Scope: Recipient}
	case subject == "7":
		return Verdict{Kind: Policy, Scope: Recipient, Permanent: true}
	case subject == "3" || subject == "4":
		return Verdict{Kind: Soft, Scope: RecipientServer, Permanent: true}
	case r.Code == 552:
		return Verdict{Kind: MailboxFull, Scope: Recipient, Permanent: true}
	case r.Code == 554 && subject != "1":
		return Verdict{Kind: Policy, Scope: Recipient, Permanent: true}
	default:
		return Verdict{Kind: HardBounce, Scope: Recipient, Permanent: true}
	}
}

// judgeContent is for DATA and for the reply after the final dot.
func judgeContent(r Reply) Verdict {
	switch {
	case r.Code == 421:
		return Verdict{Kind: Throttle, Scope: Server}
	case r.Code == 452 || strings.HasSuffix(r.Enhanced, ".3.1"):
		return Verdict{Kind: Soft, Scope: Server, Wait: mailboxesFull}
	case strings.HasPrefix(r.Enhanced, "4.3."):
		return Verdict{Kind: Soft, Scope: Server} // trouble of the mail system itself (RFC 3463 §3.4), such as its queue
	case !r.permanent():
		return Verdict{Kind: Soft, Scope: Recipient}
	case strings.HasPrefix(r.Enhanced, "5.1."):
		return Verdict{Kind: HardBounce, Scope: Recipient, Permanent: true}
	default:
		return Verdict{Kind: Content, Scope: MessageScope, Permanent: true}
	}
}
