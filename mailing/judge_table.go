package mailing

import "sync"

// table is the rules in the order in which they are tried: what texts say first, then what codes say.
var table = sync.OnceValue(func() []rule { return append(textRules(), codeRules()...) })

// textRules know what texts say, whatever their code.
func textRules() []rule {
	// Words that leave no doubt that a sending limit is meant, or that none is.
	theirLimit := a(saysReceives, saysToThisOne)
	return []rule{
		{in: inRcpt | inContent | elsewhere, says: a(saysResolver), kind: Soft, scope: RecipientServer, holds: passes},
		{in: ^inLogin, says: a(saysGrey), kind: Greylist, scope: Recipient, holds: passes},

		// The recipient gets too much, from everybody or from us.
		{in: inRcpt | inContent | elsewhere, says: a(saysToThisOne), kind: Throttle, scope: Recipient, holds: passes},
		{in: inRcpt | inContent | elsewhere, says: a(saysReceives), kind: Soft, scope: Recipient, holds: passes},

		// Login.
		{in: inLogin, says: a(saysQuota, saysQuotaWord), kind: Quota, scope: AccountScope, holds: passes},
		{in: inLogin, says: a(saysConnections, saysThrottle), not: a(saysSendAs), kind: Throttle, scope: AccountScope, holds: passes},
		{in: inLogin, says: a(saysTLS), kind: TLS, scope: AccountScope},
		{in: inLogin, code: loginCode, says: a(saysAddressBlock), not: a(saysListed, saysReputation, saysSenderBlock), kind: Auth, scope: AccountScope, holds: stays},
		{in: inLogin, says: a(saysSenderBlock, saysListed, saysAddressBlock), not: a(saysLogin), kind: Blocked, scope: AccountScope},
		{in: inLogin, code: permanent, kind: Auth, scope: AccountScope, holds: stays},
		{in: inLogin, says: a(saysLogin), also: a(saysComeBack), not: a(saysTrouble), kind: Throttle, scope: AccountScope, holds: passes},
		{in: inLogin, says: a(saysLogin), not: a(saysTrouble, saysLater), kind: Auth, scope: AccountScope, holds: stays},
		{in: inLogin, kind: Soft, scope: Server, holds: passes}, // 454: the server cannot look up passwords now (RFC 4954 §4)

		// A block that is told with its reason: too much of what nobody wanted.
		{says: a(saysAddressBlock, saysListed), also: a(saysSpam, saysReputation, saysThrottle), not: a(saysConnections, saysIsSpam, saysBadLink, saysByRecipient), code: permanent, kind: Blocked, scope: AccountScope},

		{says: a(saysSendingBlocked), also: a(saysAbuse), kind: Blocked, scope: AccountScope},
		{in: own, says: a(saysSenderBlock), also: a(saysThrottle), not: a(saysQuota, saysQuotaWord, saysLater, saysComeBack, saysConnections, saysTooMany), kind: Blocked, scope: AccountScope},
		{says: a(saysSendingBlocked), also: a(saysThrottle), not: a(saysQuota, saysQuotaWord, saysLater, saysComeBack, saysConnections, saysTooMany), kind: Blocked, scope: AccountScope},

		// Sending limits, before full mailboxes: they share the word quota.
		{says: a(saysThrottle), also: a(saysSendAs), kind: Throttle, scope: AccountScope, holds: passes},
		{says: a(saysConnections, saysPerSession), not: a(saysLoginFirst, saysUnreachable), kind: Throttle, scope: AccountScope, holds: passes},
		{in: atTheirs, code: fullCode, says: a(saysQuotaWord), not: a(saysSending, saysByTime, saysPerMinutes, saysSize, saysThrottle), kind: MailboxFull, scope: Recipient},
		{says: a(saysQuota), also: a(saysPerMinutes), not: a(saysSize, saysHourly), kind: Throttle, scope: AccountScope, holds: passes},
		{in: inGreeting, says: a(saysReputation), kind: Blocked, scope: AccountScope},
		{says: a(saysThrottle), not: a(saysQuota, saysSize, saysLoginFirst), kind: Throttle, scope: AccountScope, holds: passes},
		{in: atTheirs, says: a(saysTheirFull), not: a(saysByTime, saysPerMinutes, saysThrottle), kind: MailboxFull, scope: Recipient},
		{says: a(saysSending), not: append(a(saysSize, saysIsFull, saysIsSpam), theirLimit...), kind: Quota, scope: AccountScope, holds: passes},
		{says: a(saysQuota), not: append(a(saysSize, saysForm, saysTrouble, saysFull), theirLimit...), kind: Quota, scope: AccountScope, holds: passes},
		{says: a(saysQuota), also: a(saysThrottle), kind: Throttle, scope: AccountScope, holds: passes},
		{code: limitCode, kind: Quota, scope: AccountScope, holds: passes},

		{in: own, says: a(saysManyInOne), kind: Policy, scope: AccountScope},
		{says: a(saysManyInOne), kind: Policy, scope: Recipient},
		{says: a(saysManyRecipients), not: a(saysSize, saysIsFull, saysFromHere, saysReputation), kind: Quota, scope: AccountScope, holds: passes},
		{says: a(saysTooMany), not: a(saysSize, saysIsFull, saysIsSpam, saysReputation), kind: Throttle, scope: AccountScope, holds: passes},

		// The disk of a server; content that is too large; full mailboxes.
		{in: own, says: a(saysDisk), kind: Soft, scope: Server, holds: passes},
		{in: atTheirs, code: fullCode, says: a(saysDisk), kind: MailboxFull, scope: Recipient},
		{in: atTheirs, says: a(saysDisk), kind: Soft, scope: RecipientServer, holds: passes},
		{in: inRcpt | inContent | elsewhere | inMail, says: a(saysSize), not: a(saysFull, saysForm, saysExpired, saysAddressBlock, saysUnreachable), kind: Content, scope: MessageScope, holds: stays},
		{in: inContent, says: a(saysTheirFull), kind: MailboxFull, scope: Recipient},
		{in: inMail | inContent, says: a(saysFull, saysIsFull), not: a(saysRecipient), kind: MailboxFull, scope: AccountScope},
		{in: inMail | inContent, says: a(saysQuotaWord), not: a(saysForm, saysTrouble, saysIsSpam), kind: Quota, scope: AccountScope, holds: passes},
		{in: atTheirs, says: a(saysFull, saysIsFull), kind: MailboxFull, scope: Recipient},
		{in: atTheirs, says: a(saysQuotaWord), also: a(saysTrouble), kind: Soft, scope: RecipientServer, holds: passes},
		{in: atTheirs, says: a(saysQuotaWord), not: a(saysForm, saysSenderBlock, saysIsSpam), kind: MailboxFull, scope: Recipient},

		// Encryption.
		{in: own | nowhere, says: a(saysTLS), code: authCode, kind: TLS, scope: AccountScope},
		{in: inBounce | inRcpt, says: a(saysTLS), kind: TLS, scope: RecipientServer},
		{in: nowhere, says: a(saysTLS), code: temporary | permanent, kind: TLS, scope: RecipientServer},
		{says: a(saysTLS), kind: TLS, scope: AccountScope},

		// Before anybody has said who they are, only the address can be meant.
		{in: inGreeting, says: a(saysListed, saysAddressBlock, saysReputation, saysAbuse), kind: Blocked, scope: AccountScope},
		{in: inGreeting, says: a(saysReverse, saysHello), kind: Policy, scope: AccountScope},
		{in: inGreeting, code: permanent, kind: Blocked, scope: AccountScope},

		// Who we are to them: sender and account.
		{code: temporary, says: a(saysLogin), also: a(saysTrouble), kind: Soft, scope: Server, holds: passes},
		{in: ^(inBounce | inTLS), code: loginCode, kind: Auth, scope: AccountScope, holds: stays},
		{in: inContent | elsewhere | inRcpt, says: a(saysNotStandard), not: a(saysListed), kind: Policy, scope: MessageScope},
		{says: a(saysDynamic), kind: Blocked, scope: AccountScope},
		{in: inRcpt | inContent | elsewhere, says: a(saysIsSpam), not: a(saysListed, saysReputation, saysAddressBlock, saysSendingBlocked, saysAbuse), kind: Content, scope: MessageScope, holds: stays},
		{in: own, says: a(saysDomainAuth), not: a(saysListed), kind: Policy, scope: AccountScope},
		{says: a(saysDomainAuth), not: a(saysListed), kind: Policy, scope: MessageScope},
		{in: atTheirs, says: a(saysUnknown), also: a(saysRelay), not: a(saysLoginFirst, saysLogin), kind: HardBounce, scope: Recipient},
		{says: a(saysRelay), not: a(saysListed, saysQuota, saysSending), kind: Auth, scope: AccountScope, holds: stays},
		{in: inBounce, says: a(saysByRecipient), also: a(saysSendAs), not: a(saysLoginFirst), kind: Policy, scope: Recipient},
		{says: a(saysSendAs), not: a(saysListed, saysForm, saysTheirSenders), kind: Auth, scope: AccountScope, holds: stays},
		{says: a(saysSendingBlocked), not: a(saysRecipient, saysByRecipient, saysTheirSenders, saysListed, saysVirus), kind: Blocked, scope: AccountScope},
		{in: own, says: a(saysSenderBlock), not: a(saysRecipient, saysByRecipient, saysTheirSenders, saysVirus), kind: Blocked, scope: AccountScope},
		{in: own, says: a(saysAccountShut), not: a(saysRecipient, saysByRecipient, saysTheirSenders, saysVirus), kind: Blocked, scope: AccountScope},
		{in: elsewhere, says: a(saysSenderBlock), not: a(saysRecipient, saysByRecipient, saysTheirSenders, saysVirus, saysDisabled, saysUnknown), kind: Blocked, scope: AccountScope},
		{in: inTLS, code: permanent, kind: TLS, scope: AccountScope},
		{in: inContent, says: a(saysVirus), not: a(saysLoginFirst), kind: Content, scope: MessageScope, holds: stays},
		{in: inMail, says: a(saysLoginFirst), kind: Auth, scope: AccountScope, holds: stays},
		{in: ^inGreeting, says: a(saysLoginFirst, saysLogin), not: a(saysDomainAuth, saysByRecipient, saysTheirSenders), kind: Auth, scope: AccountScope, holds: stays},

		// What is refused for who we are.
		{in: own, code: closing, says: a(saysHello), also: a(saysLater), kind: Throttle, scope: Server, holds: passes},
		{in: elsewhere, says: a(saysReverse), not: a(saysListed), kind: Policy, scope: RecipientServer},
		{in: elsewhere, says: a(saysHello), not: a(saysListed, saysUnreachable), kind: Policy, scope: RecipientServer},
		{says: a(saysReverse, saysHello), not: a(saysListed, saysUnreachable), kind: Policy, scope: AccountScope},
		{says: a(saysVirus), kind: Content, scope: MessageScope, holds: stays},
		{in: inRcpt, code: badAddress, says: a(saysForm), kind: HardBounce, scope: Recipient},
		{in: own, code: temporary, says: a(saysForm, saysSenderRefuse), also: a(saysTrouble), not: a(saysSenderDomain), kind: Soft, scope: Server, holds: passes},
		{in: elsewhere, code: temporary, says: a(saysForm), also: a(saysTrouble), kind: Soft, scope: RecipientServer, holds: passes},
		{says: a(saysForm), not: a(saysSenderDomain, saysListed, saysAddressBlock, saysUnknown), kind: Policy, scope: MessageScope},
		{in: inRcpt | inContent | elsewhere, says: a(saysBadLink), not: a(saysAddressBlock, saysReputation), kind: Content, scope: MessageScope, holds: stays},
		{says: a(saysListed, saysReputation), not: a(saysByRecipient, saysDisabled, saysNotListed), kind: Blocked, scope: AccountScope},
		{says: a(saysAddressBlock), kind: Blocked, scope: AccountScope},
		{says: a(saysAbuse), kind: Blocked, scope: AccountScope},

		// The recipient.
		{in: atTheirs | inContent, says: a(saysByRecipient, saysTheirSenders), kind: Policy, scope: Recipient},
		{in: atTheirs, code: temporary, says: a(saysDomain), also: a(saysTrouble, saysLater), not: a(saysSenderRefuse, saysSenderDomain), kind: Soft, scope: RecipientServer, holds: passes},
		{in: atTheirs | inContent, code: temporary, says: a(saysUnverified), not: a(saysSenderRefuse, saysSenderDomain), kind: Soft, scope: Recipient, holds: passes},
		{in: atTheirs | inContent, says: a(saysUnverified), not: a(saysSenderRefuse, saysSenderDomain), kind: HardBounce, scope: Recipient},
		{in: atTheirs | inContent, says: a(saysDisabled, saysUnknown, saysDomain), not: a(saysSenderRefuse, saysSenderDomain), kind: HardBounce, scope: Recipient},
		{says: a(saysUnavailable, saysNotDone), also: a(saysSendFailure), kind: Throttle, scope: AccountScope, holds: passes},
		{in: inContent, says: a(saysNotDone), also: a(saysFilter), not: a(saysUnavailable), code: permanent, kind: Content, scope: MessageScope, holds: stays},
		{in: inContent, says: a(saysUnavailable, saysNotDone), code: permanent, kind: HardBounce, scope: Recipient},
		{in: early, says: a(saysUnavailable, saysNotDone), kind: Quota, scope: AccountScope, holds: passes},

		{says: a(saysForm), not: a(saysSenderDomain), kind: Policy, scope: MessageScope},
		{in: atTheirs, code: noRoute, says: a(saysSenderDomain), not: a(saysSenderRefuse), kind: HardBounce, scope: Recipient},
		{code: temporary, says: a(saysSenderDomain), also: a(saysTrouble), in: atTheirs, kind: Soft, scope: RecipientServer, holds: passes},
		{in: elsewhere, says: a(saysSenderDomain, saysSenderRefuse), kind: Policy, scope: MessageScope},
		{says: a(saysSenderDomain, saysSenderRefuse), kind: Policy, scope: AccountScope},

		// A rule of theirs; of one's own provider it concerns everything that the account sends.
		{in: own, says: a(saysByPolicy), not: a(saysSpam, saysVirus, saysFilter), kind: Policy, scope: AccountScope},
		{in: atTheirs, says: a(saysByPolicy), not: a(saysSpam, saysVirus), kind: Policy, scope: Recipient},

		// The content.
		{in: inRcpt | inContent | elsewhere, code: temporary, says: a(saysFilter), also: a(saysLater, saysTrouble), not: a(saysSpam, saysIsSpam), kind: Soft, scope: Recipient, holds: passes},
		{in: inRcpt | inContent | elsewhere, says: a(saysSpam, saysFilter), not: a(saysUnreachable, saysExpired), kind: Content, scope: MessageScope, holds: stays},
		{in: early, says: a(saysSpam), kind: Blocked, scope: AccountScope},

		{in: own | inRcpt, says: a(saysNoConnections), code: systemOf, kind: Soft, scope: Server, holds: passes}, // the system as a whole (RFC 3463 §3.4)
		{says: a(saysNoConnections), not: a(saysUnreachable), kind: Blocked, scope: AccountScope},
		{in: atTheirs, says: a(saysUnavailable, saysNotDone), code: temporary, kind: Soft, scope: Recipient, holds: passes},
		{in: atTheirs, says: a(saysUnavailable, saysNotDone), code: fullCode, not: a(saysUnknown), kind: MailboxFull, scope: Recipient},
		{in: atTheirs, says: a(saysUnavailable, saysNotDone), kind: HardBounce, scope: Recipient},
		{in: atTheirs, says: a(saysGone, saysAccountShut), not: a(saysTrouble, saysLater), kind: HardBounce, scope: Recipient},
	}
}

// codeRules are for texts that say nothing that is known.
func codeRules() []rule {
	return []rule{
		{in: inGreeting, code: permanent, kind: Blocked, scope: AccountScope},
		{in: inGreeting, says: a(saysTrouble, saysUnreachable), kind: Soft, scope: Server, holds: passes},
		{in: inGreeting, code: systemOf, kind: Soft, scope: Server, holds: passes},
		{in: inGreeting, kind: Throttle, scope: Server, holds: passes},
		{in: inTLS, kind: TLS, scope: AccountScope},
		{code: authCode, in: own, kind: Auth, scope: AccountScope, holds: stays},
		{code: manyCode, kind: Throttle, scope: AccountScope, holds: passes},
		{in: atTheirs, code: temporary, says: a(saysRecipient), kind: Soft, scope: Recipient, holds: passes},
		{in: own | nowhere, says: a(saysSendFailure), kind: Soft, scope: Server, holds: passes},
		{in: own | inRcpt, code: closing, says: a(saysTrouble, saysLater, saysUnreachable), kind: Soft, scope: Server, holds: passes},
		{in: own | inRcpt, code: closing, kind: Throttle, scope: Server, holds: passes},
		{code: senderCode, kind: Policy, scope: AccountScope},

		{in: own, code: temporary, says: a(saysComeBack), kind: Throttle, scope: AccountScope, holds: passes},
		{in: inMail, code: fullCode, kind: Content, scope: MessageScope, holds: stays},
		{in: inMail, code: permanent, kind: Policy, scope: AccountScope},
		{in: inMail, kind: Soft, scope: Server, holds: passes},

		{code: noMail, kind: Blocked, scope: AccountScope},
		{in: inContent, code: mailboxTrouble, says: a(saysTrouble), kind: Soft, scope: Recipient, holds: passes},
		{in: own, code: temporary, says: a(saysTrouble, saysUnreachable), kind: Soft, scope: Server, holds: passes},
		{in: inContent, code: mailboxTrouble, kind: Soft, scope: Recipient, holds: passes},
		{in: inContent, code: storage, kind: Soft, scope: Server, holds: passes},
		{in: inContent, code: systemOf, kind: Soft, scope: Server},
		{in: inContent, code: temporary, kind: Soft, scope: Recipient, holds: passes},
		{in: inContent, code: badAddress, kind: HardBounce, scope: Recipient},
		// What one's own provider refuses for its safety and does not explain concerns more than this one message.
		{in: inContent, code: securityOf, kind: Policy, scope: AccountScope},
		{in: inContent, kind: Content, scope: MessageScope, holds: stays},

		{in: atTheirs, says: a(saysExpired), kind: Soft, scope: RecipientServer},
		{in: atTheirs, code: mediaCode, kind: Content, scope: MessageScope, holds: stays},
		{in: atTheirs, code: fullCode, not: a(saysTrouble), kind: MailboxFull, scope: Recipient},
		{in: atTheirs, code: noRoute, not: a(saysTrouble, saysUnreachable, saysLater), kind: HardBounce, scope: Recipient},
		{in: atTheirs, says: a(saysTrouble, saysUnreachable, saysDisk), kind: Soft, scope: RecipientServer},
		{in: atTheirs, code: temporary, kind: Soft, scope: Recipient, holds: passes},
		{in: atTheirs, code: sizeCode, kind: Content, scope: MessageScope, holds: stays},
		{in: atTheirs, code: badAddress | disabledOf, kind: HardBounce, scope: Recipient},
		{in: atTheirs, says: a(saysBlockWord), not: a(saysRecipient), kind: Blocked, scope: AccountScope},
		{in: atTheirs, says: a(saysPolicy), kind: Policy, scope: Recipient},
		{in: atTheirs, says: a(saysRecipient), also: a(saysBlockWord), kind: Policy, scope: Recipient},
		{in: atTheirs, says: a(saysRecipient), not: a(saysPolicy), code: refusal, kind: HardBounce, scope: Recipient},
		{in: atTheirs, code: securityOf, kind: Policy, scope: Recipient},
		{in: atTheirs, code: networkOf | systemOf, kind: Soft, scope: RecipientServer},
		{in: inRcpt, code: refusal, kind: HardBounce, scope: Recipient},
		{in: elsewhere, code: uncoded, says: a(saysRecipient), kind: HardBounce, scope: Recipient},
		{in: elsewhere, code: uncoded, kind: Soft, scope: RecipientServer},
		{in: elsewhere, code: noSuch, kind: HardBounce, scope: Recipient},
		{kind: Policy, scope: Recipient},
	}
}
