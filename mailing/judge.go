package mailing

import (
	"strings"
	"time"
)

// Judge says what a reply means: what it is about, whose trouble it is, and whether it passes by itself. It looks at
// the text before the stage and the code, because servers use the same codes for different things. now is when it was
// said, for texts that name a time; h is what the account has heard lately, with r as its newest where r was about a
// recipient.
func Judge(r Reply, now time.Time, h History) Verdict {
	v := judge(r, now)
	if h.everybody(r) {
		return v.forAll()
	}
	return v
}

func judge(r Reply, now time.Time) Verdict {
	switch {
	case r.Code >= 200 && r.Code < 300 && r.Stage == StageDot:
		return Verdict{Kind: Accepted, Scope: Recipient}
	case r.HandedOver:
		return Verdict{Kind: Doubt, Scope: Recipient}
	case r.Stage == StageCompose:
		return Verdict{Kind: Content, Scope: MessageScope, Permanent: true}
	}
	text := plainText(r.Text)
	read := r.read(text)
	if read.code == 0 && read.at&elsewhere == 0 {
		return read.silence()
	}
	for i, all := 0, table(); i < len(all); i++ {
		if all[i].fits(&read) {
			v := read.verdict(&all[i])
			v.learn(&read, text, now)
			return v
		}
	}
	return Verdict{Kind: Soft, Scope: RecipientServer, Permanent: r.Code >= 500}
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

// read takes a reply apart; text is its plain text.
func (r Reply) read(text string) reading {
	out := reading{says: book().read(text), at: placeOf(r.Stage), code: r.Code, subject: -1, detail: -1, empty: text == "", original: r}
	enhanced := r.Enhanced
	if enhanced == "" {
		enhanced = firstEnhanced(text)
	}
	if isEnhanced(enhanced) {
		subject, detail, _ := strings.Cut(enhanced[2:], ".")
		out.subject, out.detail = number(subject), number(detail)
		if out.code == 0 && r.Stage != StageConnect {
			out.code = int(enhanced[0]-'0') * 100
		}
	}
	if out.subject < 0 {
		out.subject, out.detail = oldCode(out.code)
	}
	out.hear()
	if list := listNamed(text); list != "" {
		out.says.add(saysListed)
		if list == "SURBL" || list == "URIBL" { // they list what links lead to
			out.says.add(saysBadLink)
		}
	}
	if out.at == nowhere && out.code != 0 && out.says.has(saysOwnServer) {
		out.at = inContent
	}
	return out
}

// oldCode is the enhanced code that servers squeeze into three digits, "571" for 5.7.1; only what is no code of RFC 5321 is read so.
func oldCode(code int) (subject, detail int) {
	switch code {
	case 511, 512, 516, 517, 518, 522, 523, 571:
		return code / 10 % 10, code % 10
	}
	return -1, -1
}

// silence is the verdict where no reply came: the connection failed, and the text is what this computer says of it.
func (r *reading) silence() Verdict {
	switch user := (Verdict{Scope: AccountScope, Permanent: true, NeedsUser: true}); {
	case r.at == inLogin && r.says.any(a(saysLogin, saysLoginFirst, saysTLS, saysNoWay)):
		user.Kind = Auth
		return user
	case r.at == inTLS && r.says.any(a(saysTLS, saysNoWay)):
		user.Kind = TLS
		return user
	case r.at == inTLS:
		return Verdict{Kind: TLS, Scope: Server}
	default:
		return Verdict{Kind: Network, Scope: Server}
	}
}

// verdict is what a rule makes of a reply.
func (r *reading) verdict(u *rule) Verdict {
	v := Verdict{Kind: u.kind, Scope: u.scope}
	switch u.holds {
	case stays:
		v.Permanent = v.Kind != Content || r.code == 0 || r.code >= 500 // a temporary no to what is in a message is one all the same
	case byCode:
		v.Permanent = r.code >= 500 && !r.says.has(saysLater)
	}
	if early := r.at&(inGreeting|inTLS|inLogin) != 0; early && !v.Scope.OfAccount() || r.at == inMail && v.Scope != MessageScope && !v.Scope.OfAccount() {
		v.Scope = Server // nobody has been named yet, so nobody is to blame
	}
	v.NeedsUser = v.Permanent && v.Scope.OfAccount()
	return v
}

// learn adds what the text states: when it is over, and what it tells of limits.
func (v *Verdict) learn(r *reading, text string, now time.Time) {
	if v.Kind == Quota || v.Kind == Throttle || r.says.has(saysQuota) && v.Kind == Blocked {
		v.Teaches = lessonIn(text, r)
		v.Reconnect = r.says.has(saysPerSession)
		v.Fewer = r.says.has(saysConnections) && !v.Reconnect
	}
	s := statedIn(text, r, now)
	v.Wait, v.Until = s.wait, s.until
	if v.Wait > 0 || !v.Until.IsZero() {
		return
	}
	switch {
	case v.Kind == Quota && r.says.has(saysPerMinutes):
		v.Wait = minutelyWait
	case v.Kind == Quota && v.Teaches.Window <= time.Hour && (r.says.has(saysHourly) || r.says.has(saysManyRecipients)):
		v.Wait = hourlyWait
	case v.Kind == Quota:
		v.Wait = quotaWait
	case v.Kind == MailboxFull && v.Scope == AccountScope, v.Kind == Soft && v.Scope == Server && r.says.has(saysDisk):
		v.Wait = mailboxesFull
	}
}

// firstEnhanced is the first enhanced code in a text.
func firstEnhanced(text string) string {
	for i := 0; i+5 <= len(text); i++ {
		if text[i+1] != '.' || text[i] != '4' && text[i] != '5' || i > 0 && (isDigit(text[i-1]) || text[i-1] == '.') {
			continue
		}
		end := i + 2
		for end < len(text) && end < i+9 && (isDigit(text[end]) || text[end] == '.') {
			end++
		}
		if code := strings.TrimRight(text[i:end], "."); isEnhanced(code) {
			return code
		}
	}
	return ""
}

// number reads digits; it is for those that were seen to be few.
func number(s string) int {
	n := 0
	for _, c := range []byte(s) {
		if !isDigit(c) || n > 1e12 {
			break
		}
		n = n*10 + int(c-'0')
	}
	return n
}

// says says whether a reply says one of these, in whatever words.
func (r Reply) says(of ...saying) bool {
	said := book().read(plainText(r.Text))
	return said.any(of)
}
