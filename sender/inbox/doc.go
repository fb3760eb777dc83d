// Package inbox reads what comes back to the user's own mailbox because of a mailing: mails that could not be delivered, replies,
// automatic ones, opt-outs, complaints.
//
// Reading is all it does. The mailbox is opened with EXAMINE and mails are fetched with BODY.PEEK, so nothing is ever marked, moved or
// deleted. It looks at headers first and at the bodies of those mails alone that can be an answer; how much it takes, and how
// long it waits, is bounded. Which delivery a mail is about is said by the Message-IDs of ours that it names, never by who
// seems to have written it.
package inbox
