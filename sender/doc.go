// Package sender brings a campaign from the store to accepted mail: lanes, allowance, pace, transmission, settling.
//
// An Engine runs one lane per account. A lane is the one goroutine tree that owns an account while the program runs:
// its connections, its pace, its pauses. It opens a connection before it claims a delivery, so that a server that
// cannot be reached or refuses the login never touches a recipient; it claims at most one delivery per connection, so
// that a power cut leaves at most that many in doubt; and it writes what became of the last deliveries and the claims of
// the next ones in one durable commit, which all connections share.
//
// Nothing here knows SQL or the window: Store and Secrets say what is needed, main introduces who has it.
package sender
