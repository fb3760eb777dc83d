package mailing

// Advice is a verdict or an error in plain words: what happened, whose problem it is, what to do. The texts are
// English; the window translates them by these very strings.
type Advice struct {
	Title string // what happened, one sentence
	Whose string // whose problem it is
	Do    string // what the user should do
	Self  string // what Evenpost does by itself, or ""
	Notes []Note // what the server's line says beyond that
}

// Note is a sentence that holds something of the server's line. Text has it as {{.Name}}; what stands for it is plain text,
// never markup.
type Note struct {
	Text  string
	Facts map[string]any
}

// Whose problem something is.
const (
	WhoseYours        = "Yours"
	WhoseComputer     = "This computer's"
	WhoseProvider     = "Your mail provider's"
	WhoseRecipient    = "The recipient's"
	WhoseTheirServer  = "The recipient's mail provider's"
	WhoseNetwork      = "The internet connection's"
	WhoseNobodysKnown = "Not known yet"
)

// What Evenpost does by itself.
const (
	selfStopped = "Evenpost has stopped the account; the recipients stay waiting."
	selfTries   = "Evenpost tries again by itself; the recipients stay waiting."
	selfWaits   = "Evenpost waits and goes on by itself."
	selfInTime  = "Evenpost has stopped in time and goes on by itself; the recipients stay waiting."
	selfAgain   = "Evenpost tries again: after 5 minutes, 15 minutes, 1 hour and 4 hours."
	selfSoon    = "Evenpost tries again after a few minutes."
	selfFailed  = "Evenpost lists it as failed and does not try again by itself."
	selfDoubt   = "Evenpost never sends it again by itself, so that nobody gets it twice."
)

// Advise says a verdict in plain words.
func Advise(v Verdict) Advice {
	if a, ok := adviseBreaker(v.Kind); ok {
		return a
	}
	a := adviceTexts(v.Kind).of(v.Scope)
	if v.Kind == Soft && v.Permanent && !v.Scope.OfAccount() { // it was tried for long enough
		a.Do = doLater
	}
	if v.ForAll {
		a.Title = "The mail server gives the same answer for everybody, so it is about your account."
		a.Whose, a.Do = WhoseProvider, "Read the server's own words behind “Details” and ask your provider. Go on when it is settled."
	}
	a.Self = selfOf(v)
	return a
}

func selfOf(v Verdict) string {
	own := v.Scope.OfAccount()
	switch {
	case v.Kind == Accepted:
		return ""
	case v.Kind == Doubt:
		return selfDoubt
	case own && v.NeedsUser:
		return selfStopped
	case own && v.Kind == Quota:
		return selfInTime
	case own && v.Kind == Throttle:
		return selfWaits
	case own:
		return selfTries
	case v.Permanent:
		return selfFailed
	case v.Kind == Greylist:
		return selfSoon
	default:
		return selfAgain
	}
}

// AdviseOn says a verdict together with the reply it was made from: the same, but closer to what the server's own words are
// about, and with what they name.
func AdviseOn(v Verdict, r Reply) Advice {
	a := Advise(v)
	if r.Text == "" || v.Kind == Accepted || v.Kind == Doubt {
		return a
	}
	text := plainText(r.Text)
	said := book().read(text)
	if closer, ok := closerAdvice(v, said, r.Stage == StageBounce); ok && !v.ForAll {
		closer.Self = a.Self
		a = closer
	}
	a.Notes = notesOn(v, said, r.Text, text)
	return a
}

// closerAdvice is for causes that kind and scope do not tell apart.
func closerAdvice(v Verdict, said sayings, bounced bool) (Advice, bool) {
	own := v.Scope.OfAccount()
	switch {
	case v.Kind == Auth && said.has(saysSendAs):
		return say("The sender address does not belong to this login.", WhoseYours, "Use the address of this mailbox as the sender in the account, or ask your provider to allow the other one."), true
	case v.Kind == Auth && own && said.has(saysSwitchedOff):
		return say("Mail programs may not send from this mailbox yet.", WhoseYours, "Allow it in the settings of the mailbox on your provider's web page (often called SMTP, “POP3 and IMAP” or “other programs”), then go on."), true
	case v.Kind == Auth && said.has(saysRelay):
		return say("The mail server passes on mail only for those who have logged in.", WhoseYours, "Enter user name and password in the account, and your provider's outgoing server."), true
	case v.Kind == Policy && said.has(saysDomainAuth):
		return adviceTexts(Policy).message, true
	case v.Kind == Policy && said.any(a(saysReverse, saysHello)):
		return say("The server that your mails go out through is not set up as other servers expect it.", WhoseProvider, doAskOwn), true
	case v.Kind == Policy && said.has(saysForm):
		return say("The message is not written as the mail standards want it.", WhoseYours, "Check the sender's name and address in the account. If they are right, send the details to us."), true
	case v.Kind == Policy && !own && said.has(saysByRecipient):
		return say("The recipient takes no mail from you.", WhoseRecipient, "Reach the person another way, or ask them to allow your address. Do not mail them again unasked."), true
	case v.Kind == Content && said.has(saysSize):
		return say("The message is too large.", WhoseYours, "Make it smaller: smaller pictures, or a link instead of an attachment. Then try again."), true
	case v.Kind == Content && said.has(saysVirus):
		return say("The server refused an attachment.", WhoseYours, "Take the attachment out and put a link in its place, then try again."), true
	case v.Kind == Content && said.any(a(saysSpam, saysIsSpam)):
		return say("The server takes the message for spam.", WhoseYours, "Write it differently: fewer links, no words that shout, a text as long as the pictures. Then try again with a few people first."), true
	case v.Kind == HardBounce && said.has(saysDisabled) && !said.has(saysUnknown):
		return say("The mailbox has been closed or is no longer used.", WhoseRecipient, "Reach the person another way and ask for the new address, or never mail it again."), true
	case v.Kind == HardBounce && said.has(saysDomain) && !said.has(saysUnknown):
		return adviceTexts(HardBounce).theirs, true
	case v.Kind == Soft && said.has(saysResolver):
		return say("The recipient's server asked a block list in a way that the list does not answer, and took that for a no.", WhoseTheirServer,
			"Tell the recipient another way: their server is set up wrongly, and your address is not on the list."), true
	case v.Kind == Blocked && bounced:
		return adviceTexts(Blocked).theirs, true
	case v.Kind == Blocked && own && said.has(saysSendingBlocked):
		return say("Your provider has blocked sending from your account.", WhoseProvider, "Change the password if you did not send what they complain of. Then ask your provider to open the account again, and start slowly."), true
	case v.Kind == Throttle && own && said.has(saysConnections):
		return say("The mail server takes fewer connections at once.", WhoseProvider, "Nothing. If it happens often, allow fewer connections at once in the account."), true
	}
	return Advice{}, false
}
