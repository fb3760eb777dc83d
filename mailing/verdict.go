package mailing

import "time"

// Stage is the part of a delivery at which something was said or went wrong.
// Where that is not known, for a line that somebody found somewhere, it is "".
type Stage string

// The stages, in the order in which a delivery passes them (RFC 5321).
const (
	StageCompose  Stage = "compose"  // before the server was spoken to
	StageConnect  Stage = "connect"  // name lookup and TCP
	StageGreeting Stage = "greeting" // the server's first line and EHLO
	StageTLS      Stage = "tls"
	StageLogin    Stage = "login"
	StageMail     Stage = "mail" // MAIL FROM
	StageRcpt     Stage = "rcpt" // RCPT TO
	StageData     Stage = "data" // DATA and handing over the content
	StageDot      Stage = "dot"  // after the final dot: the message is in the server's hands

	// StageBounce is none of a session: the words of another server, told in a mail that came back.
	StageBounce Stage = "bounce"
)

// Reply is what a server said, or how the connection failed, at one stage.
type Reply struct {
	Stage      Stage
	Code       int    // three-digit SMTP code; 0 when the connection failed without a reply
	Enhanced   string // RFC 3463 code such as "5.1.1", or ""
	Text       string // the server's own words without the codes; for a failed connection the network's
	HandedOver bool   // the final dot was sent (or may have been sent) and no reply came
}

// Kind is what a reply is about.
type Kind string

// The kinds of trouble, and Accepted for none.
const (
	Accepted    Kind = "accepted"
	Quota       Kind = "quota"    // a sending limit of the account is used up
	Throttle    Kind = "throttle" // slow down
	Blocked     Kind = "blocked"  // the account or its address is blocked
	Auth        Kind = "auth"     // login refused
	TLS         Kind = "tls"      // no secure connection
	Policy      Kind = "policy"
	Content     Kind = "content"
	HardBounce  Kind = "hard-bounce" // no such recipient
	MailboxFull Kind = "mailbox-full"
	Greylist    Kind = "greylist"
	Soft        Kind = "soft" // temporary, cause unknown
	Network     Kind = "network"
	Doubt       Kind = "in-doubt"
)

// Kinds are the kinds that a delivery can come to rest with: what may stand in a failed list.
func Kinds() []Kind {
	return []Kind{HardBounce, MailboxFull, Policy, Content, Greylist, Soft, Network, Quota, Throttle, Blocked, Auth, TLS, Doubt}
}

// Scope is whose trouble it is, and so what stops: one delivery, one message, or the whole account.
type Scope string

// The scopes. Recipient, RecipientServer and MessageScope concern one delivery; AccountScope and Server stop or slow the account and
// leave the recipient waiting.
const (
	Recipient       Scope = "recipient"
	RecipientServer Scope = "recipient-server"
	MessageScope    Scope = "message"
	AccountScope    Scope = "account"
	Server          Scope = "server"
)

// OfAccount says whether trouble of this scope stops or slows the account instead of failing the recipient.
func (s Scope) OfAccount() bool { return s == AccountScope || s == Server }

// Verdict is what a reply means.
type Verdict struct {
	Kind      Kind
	Scope     Scope
	Permanent bool          // it will not pass by itself
	Wait      time.Duration // how long to leave it alone; 0 when the reply gives no reason to choose one
	Until     time.Time     // the moment the reply names, if it names one
	NeedsUser bool          // only the user can end it (a wrong password, a blocked account)
	Fewer     bool          // the server wants fewer connections
	Reconnect bool          // the server has taken what it takes on one connection, and goes on with the next
	ForAll    bool          // it was said of several recipients in a row, so it is not about any of them
	Teaches   Lesson        // what the text says of the account's limits
}

// Lesson is what a reply says of the account's limits in numbers; what it does not say is 0.
type Lesson struct {
	Limit         int           // how many are allowed
	Used          int           // how many were sent
	Window        time.Duration // per how long
	PerConnection int           // after how many messages the server wants a new connection
	Connections   int           // how many connections it takes at once
}
