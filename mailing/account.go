package mailing

import "time"

// Security is how a connection to a server is protected.
type Security string

// The kinds of connection.
const (
	TLSOnConnect Security = "tls"      // implicit TLS (RFC 8314), usually port 465
	StartTLS     Security = "starttls" // required, never opportunistic; usually port 587
	Plain        Security = "none"     // only to this computer, or after the user was told in plain words
)

// Account is an SMTP login with sender address, limits and pace. It holds no password.
type Account struct {
	ID          int64
	Name        string
	Host        string
	Port        int
	Security    Security
	Username    string // empty: no login
	From        Mailbox
	ReplyTo     string // address or empty
	Limits      []Limit
	Connections int           // at most this many at once, ≥ 1
	Gap         time.Duration // shortest time between two messages; 0: as fast as the server takes them
	AllowPlain  bool          // the user was told what a plain connection to another computer means and wants it
	Practice    bool          // the practice mailbox of this computer; Host and Port are found at run time
	Preset      string        // id of the provider preset it was made from, or ""
	Hold        *Hold         // why it does not send now, or nil
	CreatedAt   time.Time

	Reserve       int      // percent of every limit of an hour or longer that is kept for everyday mail, 0 to 90
	PerConnection int      // the server wants a new connection after so many messages; 0: it does not
	Hours         Hours    // when mailings may go out
	Pace          Pace     // the present speed
	Learned       *Learned // a limit that the server taught and the user has not decided about, or nil
	Inbox         Inbox    // where answers come in, and whether they are read
}

// Mailbox is a display name with an address (RFC 5322 §3.4).
type Mailbox struct {
	Name    string
	Address string
}

// OwnAddress is the address that a mailing most likely comes from, to show how it will look: that of the first account that is no
// practice, or one that stands for the user's own while there is none.
func OwnAddress(accounts []Account) string {
	for _, a := range accounts {
		if !a.Practice && a.From.Address != "" {
			return a.From.Address
		}
	}
	return "you@example.com"
}
