package mailing

import (
	"strings"
	"time"
)

// Inbox is the user's own mailbox, where what people and servers answer to mailings comes in. It is read and never changed.
// The zero value is not read.
type Inbox struct {
	Read     bool     `json:",omitempty"`
	Host     string   `json:",omitempty"`
	Port     int      `json:",omitempty"`
	Security Security `json:",omitempty"`
	Username string   `json:",omitempty"` // empty: the account's own
}

// The ports of IMAP by how the connection is protected.
const (
	PortIMAPS = 993
	PortIMAP  = 143
)

// InboxPort is the usual port of a mailbox.
func InboxPort(s Security) int {
	if s == TLSOnConnect {
		return PortIMAPS
	}
	return PortIMAP
}

// ReadsAnswers says whether the account's mailbox is read.
func (a Account) ReadsAnswers() bool { return a.Inbox.Read && !a.Practice && a.Inbox.Host != "" }

// InboxUser is the name with which the account logs in to its mailbox.
func (a Account) InboxUser() string {
	if a.Inbox.Username != "" {
		return a.Inbox.Username
	}
	return a.Username
}

// InboxServer tells mailboxes apart: how far one was read says nothing about another.
func (a Account) InboxServer() string {
	return a.InboxUser() + " on " + strings.ToLower(a.Inbox.Host)
}

// InboxMark is how far a mailbox has been read.
type InboxMark struct {
	Server   string    // of which mailbox this is true, see Account.InboxServer
	Validity uint32    // the server's UIDVALIDITY; 0: never read
	UID      uint32    // everything up to this one was read
	ReadAt   time.Time // when it was last read to its end; zero: never
	Trouble  *InboxTrouble
}

// InboxTrouble is why a mailbox cannot be read. It never stops the sending.
type InboxTrouble struct {
	Fault InboxFault
	Text  string // the server's own words, or the network's
	Since time.Time
}

// InboxFault is the kind of trouble with a mailbox.
type InboxFault string

// The kinds of trouble.
const (
	FaultPassword InboxFault = "password" // none is known
	FaultLogin    InboxFault = "login"    // the server refuses it
	FaultOff      InboxFault = "off"      // the provider lets no program read the mailbox
	FaultTLS      InboxFault = "tls"
	FaultPlain    InboxFault = "plain" // the connection would not be protected
	FaultNetwork  InboxFault = "network"
	FaultBusy     InboxFault = "busy" // too many connections, or too often
	FaultServer   InboxFault = "server"
)

// InboxFaults lists every kind.
func InboxFaults() []InboxFault {
	return []InboxFault{FaultPassword, FaultLogin, FaultOff, FaultTLS, FaultPlain, FaultNetwork, FaultBusy, FaultServer}
}

// NeedsUser says whether the trouble stays until the user does something. Trying again and again with a password that is refused
// would lock the mailbox, and with it the sending.
func (f InboxFault) NeedsUser() bool {
	return f == FaultPassword || f == FaultLogin || f == FaultOff || f == FaultPlain
}

// Advise says the trouble in plain words.
func (f InboxFault) Advise() Advice {
	a := f.texts()
	a.Self = "Sending goes on as usual; only answers are not read meanwhile."
	return a
}

func (f InboxFault) texts() Advice {
	switch f {
	case FaultPassword:
		return say("The password of the mailbox is not known.", WhoseYours, "Enter the account's password once more.")
	case FaultLogin:
		return say("The mailbox does not accept user name and password.", WhoseYours, "Many providers want an app password for reading too. Check both, then test again.")
	case FaultOff:
		return say("Your provider lets no program read this mailbox.", WhoseProvider, "Look for “IMAP” in the settings of your mailbox and switch it on. Some providers allow it only with their own sign-in.")
	case FaultTLS:
		return say("There is no secure connection to the mailbox.", WhoseProvider, "Check name and port of the incoming server: 993 for TLS, 143 for STARTTLS.")
	case FaultPlain:
		return say("This connection to the mailbox would not be protected.", WhoseYours, "Choose TLS or STARTTLS: your password would be read by others on the way.")
	case FaultNetwork:
		return say("The server of the mailbox cannot be reached.", WhoseNobodysKnown, "Check the name of the incoming server. Your provider's help page calls it “IMAP server”.")
	case FaultBusy:
		return say("The server of the mailbox is busy or wants to be asked less often.", WhoseProvider, "Nothing. Evenpost looks again later.")
	case FaultServer:
	}
	return say("The server of the mailbox gives an answer that Evenpost does not understand.", WhoseProvider, "Try again later. If it stays, send the details to us.")
}
