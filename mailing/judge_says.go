package mailing

import "maps"

// What a text can say.
const (
	saysNothing        saying = iota
	saysQuota                 // a sending limit is used up: what is counted is sent, or the count is by hours and days
	saysSending               // …, in words that cannot mean a mailbox
	saysQuotaWord             // "quota exceeded", of what is not said
	saysHourly                // … by the hour
	saysPerMinutes            // … per minutes or seconds
	saysThrottle              // slow down
	saysConnections           // too many connections
	saysPerSession            // too many messages in one connection
	saysTooMany               // too many recipients or messages, in what time is not said
	saysReceives              // the recipient is getting too much
	saysToThisOne             // … from this sender
	saysGrey                  // greylisting
	saysResolver              // the server's own look-up in a blocklist is broken
	saysListed                // a blocklist
	saysAddressBlock          // the client's address is refused
	saysReputation            // …, for what it did before
	saysSenderBlock           // the sending account is blocked
	saysAbuse                 // …, for sending spam
	saysAccountShut           // an account is shut, whose is not said
	saysSenderRefuse          // this sender address is refused
	saysSendAs                // …, for it belongs to somebody else
	saysSenderDomain          // … for its domain cannot be found
	saysDomainAuth            // SPF, DKIM, DMARC
	saysReverse               // the client's address has no name
	saysHello                 // the client's name is refused
	saysForm                  // headers, line ends: not as the standards have it
	saysLogin                 // the login failed
	saysLoginFirst            // a login is wanted
	saysSwitchedOff           // mail programs may not use the mailbox
	saysRelay                 // no relaying
	saysTLS                   // encryption is wanted or failed
	saysUnknown               // no such recipient
	saysUnverified            // the server could not make sure of the recipient
	saysDisabled              // the recipient exists no longer
	saysGone                  // something is not used any longer
	saysUnavailable           // "mailbox unavailable", for whatever reason
	saysNotDone               // "requested action not taken", of what is not said
	saysDomain                // the recipient's domain does not exist or takes no mail
	saysRecipient             // it is the recipient('s address) that is refused
	saysByRecipient           // the recipient does not want it
	saysFull                  // the mailbox is full
	saysIsFull                // …, in words that cannot mean a sending limit
	saysTheirFull             // …, and whose: the recipient's
	saysSpam                  // looks like spam
	saysFilter                // refused by a filter for its content
	saysVirus                 // virus or attachment
	saysSize                  // too large
	saysPolicy                // a rule of the server
	saysDisk                  // the server's own storage
	saysLater                 // try again later
	saysTrouble               // the server's own trouble
	saysNoConnections         // the server takes no connections from the client
	saysUnreachable           // another server could not be reached
	saysOwnServer             // only one's own provider says such a thing
	saysNoWay                 // this computer's own words: the server cannot do what the account wants
	saysSendingBlocked        // the sending account is blocked, in words that cannot mean the recipient
	saysByPolicy              // a rule of the server, in so many words
	saysNotListed             // not listed: in a directory
	saysByTime                // something of hours or days
	saysSendFailure           // the server could not send
	saysComeBack              // in how many seconds or minutes to come back
	saysManyInOne             // too many recipients in one message
	saysManyRecipients        // too many recipients
	saysFromHere              // from this client
	saysDynamic               // the address of a dial-up line
	saysBlockWord             // blocked, what and why is not said
	saysIsSpam                // the message is spam
	saysAgain                 // something is over after a while, or is to be tried again
	saysUnit                  // a unit of time
	saysMorrow                // tomorrow
	saysNotStandard           // not as the standards have it, in so many words
	saysProgram               // a program failed on the way
	saysExpired               // it was tried for long enough
	saysTheirSenders          // the recipient takes mail of some senders alone
	saysBadLink               // a link in the message is on a blocklist
	saysOwnNetwork            // this computer's own words: its network does not reach the server
	saysOwnTLS                // …: the encryption failed
)

// phrases are what servers say, by meaning. Order does not matter; how phrases are written is at type phrase.
func phrases() map[saying]string {
	all := limitPhrases()
	maps.Copy(all, senderPhrases())
	maps.Copy(all, recipientPhrases())
	maps.Copy(all, messagePhrases())
	maps.Copy(all, serverPhrases())
	return all
}
