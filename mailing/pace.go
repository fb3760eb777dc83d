package mailing

import "time"

// Pace is the present speed of an account, governed by its limits and by the server's signals. The engine alone changes
// it; it is kept over restarts. The zero value is that of a server that has not been met yet.
type Pace struct {
	Gap         time.Duration // time between two messages; 0: as fast as the server takes them
	Connections int           // at most this many just now; 0: as many as the account allows
	Since       time.Time
}

// Learned is a limit that the server itself has named, or that showed when it stopped the account. It is offered to the
// user as the account's new limit.
type Learned struct {
	Limit Limit
	At    time.Time
	Reply Reply // what was said
}
