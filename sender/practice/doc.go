// Package practice is the practice mailbox: a mail server on this computer that keeps what it is sent and passes nothing
// on. Mailings can be tried with it from end to end.
//
// It takes every sender, every login and every recipient. Some recipients play what goes wrong in real life, at any
// domain; the word may be followed by a plus sign, a dot, a hyphen or a digit and anything behind it, so that a list can
// hold many of each (unknown@, unknown7@, unknown.anna@):
//
//	full@     552 5.2.2  the mailbox is full
//	unknown@  550 5.1.1  there is no such mailbox
//	busy@     450 4.2.1  the first time; the next try is accepted
//	blocked@  550 5.7.1  refused by a rule of the recipient's server
//	drop@     the connection is cut after the final dot, without a reply; the mail is kept
//	slow@     the answer comes after three seconds
//
// Each mail is a file in the mailbox's folder, under a name given here; the newest Keep are kept.
package practice
