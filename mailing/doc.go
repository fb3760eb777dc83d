// Package mailing holds the words of Evenpost as Go types, and the rules that need nothing else: states and their
// transitions, limits → allowance → forecast, reply → verdict, audience and address rules.
//
// It is pure. It imports nothing of ours, does no input or output, knows no SQL, no SMTP and no window, and has no
// clock of its own: whoever asks says what time it is.
package mailing
