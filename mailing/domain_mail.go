package mailing

// DomainMail is whether anybody takes mail for a domain, as the name servers say.
type DomainMail string

// What was found out about a domain.
const (
	MailUnknown DomainMail = ""        // nobody was asked, or nobody answered in time: no reason to think ill of it
	MailTaken   DomainMail = "mail"    // it names a server for its mail, or is one
	MailRefused DomainMail = "no-mail" // it does not exist, names no server, or says that it takes no mail (RFC 7505)
)
