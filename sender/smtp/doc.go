// Package smtp speaks to one mail server over one connection: dial, TLS, login, and then one message after another.
//
// go-mail makes the connection, the encryption and the login. The commands of each message are driven here, because
// what follows hangs on details that a library's "send failed" cannot tell: at which stage it went wrong, what the
// server said, whether the message may already be in the server's hands, and whether the connection can still be used.
package smtp
