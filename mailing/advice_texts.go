package mailing

// advised is what is said of one kind of trouble, by whose it is. A scope without a text of its own takes the one before
// it in the order account, server, recipient, recipient's server, message.
type advised struct{ account, server, recipient, theirs, message Advice }

func (a advised) of(s Scope) Advice {
	if s == "" {
		s = Recipient
	}
	text := a.account
	for _, next := range []struct {
		s    Scope
		text Advice
	}{{AccountScope, a.account}, {Server, a.server}, {Recipient, a.recipient}, {RecipientServer, a.theirs}, {MessageScope, a.message}} {
		if next.text.Title != "" {
			text = next.text
		}
		if next.s == s {
			break
		}
	}
	return text
}

func say(title, whose, do string) Advice { return Advice{Title: title, Whose: whose, Do: do} }

// What is to be done in more than one case.
const (
	doNothing    = "Nothing."
	doLater      = "Try again in a few days, or reach the person another way."
	doReach      = "Read the server's own words behind “Details”. Reach the person another way, or ask them to allow your address."
	doRewrite    = "Make it smaller or write it differently (links, attachments, words that look like spam), then try again."
	doAskStopped = "Do not go on sending. Ask your provider why, and start again slowly."
	doAskOwn     = "Ask your provider to settle it: send them the server's own words."
)

// adviceTexts says every kind of trouble, for somebody who has never heard of SMTP.
func adviceTexts(k Kind) advised {
	switch k {
	case Quota, Throttle, Blocked:
		return speedTexts(k)
	case Auth, TLS, Network, Doubt, Soft, Greylist:
		return connectionTexts(k)
	case HardBounce, MailboxFull:
		return mailboxTexts(k)
	case Policy:
		return advised{
			account:   say("The mail server does not allow you to send from this address.", WhoseYours, "Use the sender address that belongs to this account, or ask your provider to allow the other one."),
			server:    say("The mail server refuses you by one of its rules.", WhoseProvider, doAskOwn),
			recipient: say("The recipient's server does not want this mail.", WhoseTheirServer, doReach),
			theirs:    say("The recipient's server takes mail only from senders that keep its rules.", WhoseProvider, doAskOwn),
			message:   say("The recipient's server could not make sure that the mail is really from you.", WhoseYours, "Ask your provider, or whoever looks after your domain, to set up SPF, DKIM and DMARC for your sender address."),
		}
	case Content:
		return advised{
			account:   say("Your provider takes your messages for unwanted advertising.", WhoseYours, "Do not go on sending. Look at the message (links, attachments, words that look like spam) and ask your provider what is wrong with it."),
			recipient: say("The recipient's server refused the message for what is in it.", WhoseYours, doRewrite),
			theirs:    say("A filter of the recipient's server refused the message.", WhoseTheirServer, doReach),
			message:   say("The server refused the message for what is in it.", WhoseYours, doRewrite),
		}
	case Accepted:
		return advised{account: say("The mail server took the message.", "Nobody's", doNothing)}
	}
	return advised{account: say("The mail server said something that Evenpost does not know.", WhoseNobodysKnown, doReach)}
}

func speedTexts(k Kind) advised {
	switch k {
	case Quota:
		return advised{
			account:   say("The sending limit of your account is used up.", WhoseProvider, "Wait. If it happens again, enter this limit in the account."),
			server:    say("The mail server has reached its own sending limit.", WhoseProvider, "Wait. If it happens often, ask your provider whether your plan allows so many mails."),
			recipient: say("The recipient may not get more mail just now.", WhoseTheirServer, doLater),
			theirs:    say("The recipient's server takes no more mail from you today.", WhoseTheirServer, "Try again tomorrow, or reach the person another way."),
			message:   say("The message goes to more people than one message may.", WhoseYours, "Send it to fewer people at once."),
		}
	case Throttle:
		return advised{
			account:   say("The mail server asks to go slower.", WhoseProvider, "Nothing. If it happens often, enter a lower limit per hour in the account."),
			server:    say("The mail server is busy and asks to come back later.", WhoseProvider, "Nothing. If it happens often, allow fewer connections at once in the account."),
			recipient: say("This recipient gets too much mail from you in too short a time.", WhoseTheirServer, "Nothing. Write to this person less often."),
			theirs:    say("The recipient's server asks to go slower.", WhoseTheirServer, doNothing),
			message:   say("The server asks to send this message more slowly.", WhoseProvider, doNothing),
		}
	default:
		return advised{
			account:   say("The mail server has blocked your account or your internet address.", WhoseProvider, doAskStopped),
			server:    say("The mail server takes nothing from your internet address.", WhoseProvider, "Ask your provider, or try from another internet connection."),
			recipient: say("The recipient's server has blocked you.", WhoseTheirServer, doReach),
			theirs:    say("The recipient's server has blocked the server that your mails go out through.", WhoseProvider, doAskOwn),
			message:   say("Something in the message is on a block list, mostly a link.", WhoseYours, "Look at the links in the message. Take out those to sites that you do not know well, then try again."),
		}
	}
}

func connectionTexts(k Kind) advised {
	switch k {
	case Auth:
		return advised{
			account:   say("The mail server refused the login.", WhoseYours, "Check user name and password. Many providers want an app password here, not the one for the web page."),
			server:    say("The mail server cannot check logins just now.", WhoseProvider, doNothing),
			recipient: say("The server does not pass mail on to this recipient.", WhoseYours, "Check in the account that the server is your provider's outgoing one and that a user name is entered."),
			theirs:    say("The recipient's server takes mail for this address only from its own people.", WhoseTheirServer, doReach),
			message:   say("The server wants a login for this message.", WhoseYours, "Check user name and password in the account."),
		}
	case TLS:
		return advised{
			account:   say("A protected connection to the mail server was not possible.", WhoseProvider, "Check the server's name and the kind of security in the account; the name must be the one in the server's certificate."),
			server:    say("The mail server broke off while the connection was being protected.", WhoseProvider, "Nothing. If it stays, check the kind of security in the account."),
			recipient: say("The recipient's mail can only go over a protected connection, and none was possible.", WhoseTheirServer, doLater),
			theirs:    say("No protected connection to the recipient's server was possible.", WhoseTheirServer, doLater),
		}
	case Network:
		return advised{
			account:   say("The mail server could not be reached.", WhoseNetwork, "Check the internet connection. If it works, check the server's name and port in the account."),
			recipient: say("The recipient's server could not be reached.", WhoseTheirServer, "Check what stands behind the @ in the address. If it is right, try again tomorrow."),
			message:   say("The connection broke while the message was handed over.", WhoseNetwork, "Check the internet connection."),
		}
	case Doubt:
		return advised{account: say("The connection broke before the server answered, so nobody knows whether it arrived.", WhoseNetwork,
			"Look in your Sent folder or ask the recipient, then say “It arrived” or “Send again”.")}
	case Greylist:
		return advised{
			account:   say("The mail server asks you to come back later, as it does with everybody new.", WhoseProvider, "Nothing. This is usual and passes."),
			recipient: say("The recipient's server asks unknown senders to come back later.", WhoseTheirServer, "Nothing. This is usual and passes."),
		}
	default:
		return advised{
			account:   say("The mail server has trouble of its own just now.", WhoseProvider, doNothing),
			recipient: say("The recipient's server could not take the mail just now.", WhoseTheirServer, doNothing),
			theirs:    say("The recipient's server has trouble of its own.", WhoseTheirServer, doNothing),
			message:   say("The server could not work on this message just now.", WhoseProvider, doNothing),
		}
	}
}

func mailboxTexts(k Kind) advised {
	if k == HardBounce {
		return advised{
			account:   say("The mail server says of everybody that the address does not exist, so it is about your account.", WhoseProvider, doAskOwn),
			recipient: say("The address does not exist.", WhoseRecipient, "Check the spelling and correct the address, or never mail it again."),
			theirs:    say("There is no mail server for what stands behind the @.", WhoseRecipient, "Check the spelling behind the @ and correct the address, or never mail it again."),
			message:   say("The address does not exist.", WhoseRecipient, "Check the spelling and correct the address, or never mail it again."),
		}
	}
	return advised{
		account:   say("Your own mailbox is full, so the server takes no mail from you.", WhoseYours, "Delete old mail in your mailbox, then go on."),
		server:    say("The mail server has no room left.", WhoseProvider, "Nothing. If it stays, tell your provider."),
		recipient: say("The recipient's mailbox is full.", WhoseRecipient, doLater),
		theirs:    say("The recipient's server has no room left.", WhoseTheirServer, doLater),
		message:   say("The recipient's mailbox has no room for a message of this size.", WhoseRecipient, "Make the message smaller, or try again in a few days."),
	}
}
