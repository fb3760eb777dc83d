package mailing

import "time"

// Hours are the hours in which an account's mailings may go out. The zero value is always.
type Hours struct {
	Days     []time.Weekday `json:",omitempty"` // none: every day
	From, To time.Duration  // since midnight; To at or before From ends on the next day
	Zone     string         // IANA name; empty: UTC
}
