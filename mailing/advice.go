package mailing

// Advice is a verdict or an error in plain words: what happened, whose problem it is, what to do. The texts are
// English; the window translates them by these very strings.
type Advice struct {
	Title string // what happened, one sentence
	Whose string // whose problem it is
	Do    string // what the user should do
	Self  string // what Evenpost does by itself, or ""
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

// Advise says a verdict in plain words.
func Advise(v Verdict) Advice {
	if a, ok := adviseBreaker(v.Kind); ok {
		return a
	}
	switch v.Kind {
	case Accepted:
		return Advice{Title: "The mail server took the message.", Whose: "Nobody's", Do: "Nothing."}
	case Doubt:
		return Advice{
			Title: "The connection broke before the server answered, so nobody knows whether it arrived.", Whose: WhoseNetwork,
			Do:   "Look in your Sent folder or ask the recipient, then say “It arrived” or “Send again”.",
			Self: "Evenpost never sends it again by itself, so that nobody gets it twice.",
		}
	case HardBounce:
		return Advice{
			Title: "The address does not exist.", Whose: WhoseRecipient,
			Do: "Check the spelling and correct the address, or never mail it again.",
		}
	case Greylist:
		return Advice{
			Title: "The recipient's server asks unknown senders to come back later.", Whose: WhoseTheirServer,
			Do: "Nothing. This is usual and passes.", Self: "Evenpost tries again after a few minutes.",
		}
	case Network:
		return Advice{
			Title: "The mail server could not be reached.", Whose: WhoseNetwork,
			Do:   "Check the internet connection. If it works, check the server's name and port in the account.",
			Self: "Evenpost tries again by itself; nobody is lost.",
		}
	case TLS:
		return Advice{
			Title: "A protected connection to the mail server was not possible.", Whose: WhoseProvider,
			Do: "Check the server's name and the kind of security in the account; the name must be the one in the server's certificate.",
		}
	case Auth:
		return Advice{
			Title: "The mail server refused the login.", Whose: WhoseYours,
			Do:   "Check user name and password. Many providers want an app password here, not the one for the web page.",
			Self: "Evenpost has stopped the account; the recipients stay waiting.",
		}
	case Quota:
		return Advice{
			Title: "The sending limit of your account is used up.", Whose: WhoseProvider,
			Do:   "Wait. If it happens again, enter this limit in the account.",
			Self: "Evenpost has stopped in time and goes on by itself; the recipients stay waiting.",
		}
	case Throttle:
		return Advice{
			Title: "The mail server asks to go slower.", Whose: WhoseProvider,
			Do: "Nothing. If it happens often, enter a lower limit per hour in the account.", Self: "Evenpost waits and goes on by itself.",
		}
	}
	return adviseByScope(v)
}

// adviseByScope is for kinds whose advice depends on whose trouble it is.
func adviseByScope(v Verdict) Advice {
	own := v.Scope.OfAccount()
	switch {
	case v.Kind == Blocked && own:
		return Advice{
			Title: "The mail server has blocked your account or your internet address.", Whose: WhoseProvider,
			Do: "Do not go on sending. Ask your provider why, and start again slowly.", Self: "Evenpost has stopped the account; the recipients stay waiting.",
		}
	case v.Kind == MailboxFull && own:
		return Advice{Title: "Your own mailbox is full, so the server takes no mail from you.", Whose: WhoseYours, Do: "Delete old mail in your mailbox, then go on."}
	case v.Kind == MailboxFull:
		return Advice{Title: "The recipient's mailbox is full.", Whose: WhoseRecipient, Do: "Try again in a few days, or reach the person another way."}
	case v.Kind == Policy && own:
		return Advice{
			Title: "The mail server does not allow you to send from this address.", Whose: WhoseYours,
			Do: "Use the sender address that belongs to this account, or ask your provider to allow the other one.",
		}
	case v.Kind == Policy || v.Kind == Blocked:
		return Advice{Title: "The recipient's server does not want this mail.", Whose: WhoseTheirServer, Do: "Read the server's own words behind “Details”. Reach the person another way, or ask them to allow your address."}
	case v.Kind == Content:
		return Advice{Title: "The server refused the message for what is in it.", Whose: WhoseYours, Do: "Make it smaller or write it differently (links, attachments, words that look like spam), then try again."}
	case own:
		return Advice{Title: "The mail server has trouble of its own just now.", Whose: WhoseProvider, Do: "Nothing.", Self: "Evenpost tries again by itself; the recipients stay waiting."}
	case v.Permanent:
		return Advice{Title: "The recipient's server could not take the mail.", Whose: WhoseTheirServer, Do: "Try again tomorrow, or reach the person another way."}
	default:
		return Advice{Title: "The recipient's server could not take the mail just now.", Whose: WhoseTheirServer, Do: "Nothing.", Self: "Evenpost tries again: after 5 minutes, 15 minutes, 1 hour and 4 hours."}
	}
}
