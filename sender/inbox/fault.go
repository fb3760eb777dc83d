package inbox

import (
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"regexp"

	"github.com/emersion/go-imap/v2"

	"evenpost/mailing"
	"evenpost/sender/smtp"
)

// The steps of opening a mailbox that sending has not.
const (
	StageLookup mailing.Stage = "lookup"  // finding the server by its name
	StageOpen   mailing.Stage = "mailbox" // opening the inbox, to read only
)

// Error is why a mailbox could not be read, with the step at which it ended.
type Error struct {
	Fault mailing.InboxFault
	Stage mailing.Stage
	Text  string // the server's own words, or the network's
	Err   error
}

// Error says the step and the words.
func (e *Error) Error() string { return fmt.Sprintf("inbox: %s: %s", e.Stage, e.Text) }

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// FaultOf is what an error of this package is about.
func FaultOf(err error) (mailing.InboxTrouble, bool) {
	e, ok := errors.AsType[*Error](err)
	if !ok {
		return mailing.InboxTrouble{}, false
	}
	return mailing.InboxTrouble{Fault: e.Fault, Text: e.Text}, true
}

const mostWords = 300 // runes of what a server says

var (
	imapIsOff = regexp.MustCompile(`(?i)(not enabled for imap|imap (?:access |use )?(?:is |has been |was )?(?:disabled|not enabled|turned off|switched off|blocked)|imap[^.]{0,40}(?:deaktiviert|nicht aktiviert|nicht freigeschaltet)|basic ?auth(?:entication)? ?(?:is )?(?:blocked|disabled)|logindisabled)`)
	isBusy    = regexp.MustCompile(`(?i)(too many|rate|limit|try again|temporar|in use|busy|zu viele|später)`)
)

// failed turns what went wrong at a step into an Error.
func failed(stage mailing.Stage, err error) *Error {
	if already, ok := errors.AsType[*Error](err); ok {
		return already
	}
	e := &Error{Fault: mailing.FaultNetwork, Stage: stage, Err: err}
	said, server := errors.AsType[*imap.Error](err)
	switch {
	case server:
		e.Text = plainLine(said.Text, mostWords)
		e.Fault = faultOf(stage, said)
	case errors.Is(err, mailing.ErrPlainRefused):
		e.Fault, e.Text = mailing.FaultPlain, "a connection to another computer must be protected"
	case errors.Is(err, mailing.ErrNoPassword):
		e.Fault, e.Text = mailing.FaultPassword, "no password is known for this account"
	case stage == mailing.StageTLS || isTLS(err):
		e.Fault, e.Text = mailing.FaultTLS, networkWords(err)
	default:
		e.Text = networkWords(err)
		if e.Text == "" {
			e.Fault, e.Text = mailing.FaultServer, plainLine(err.Error(), mostWords)
		}
	}
	if e.Text == "" {
		e.Text = plainLine(err.Error(), mostWords)
	}
	return e
}

func faultOf(stage mailing.Stage, said *imap.Error) mailing.InboxFault {
	switch said.Code {
	case imap.ResponseCodeUnavailable, imap.ResponseCodeInUse, imap.ResponseCodeLimit, imap.ResponseCodeOverQuota:
		return mailing.FaultBusy
	case imap.ResponseCodePrivacyRequired:
		return mailing.FaultTLS
	}
	switch {
	case imapIsOff.MatchString(said.Text):
		return mailing.FaultOff
	case said.Code == imap.ResponseCodeAuthenticationFailed || said.Code == imap.ResponseCodeAuthorizationFailed || said.Code == imap.ResponseCodeExpired:
		return mailing.FaultLogin
	case said.Type == imap.StatusResponseTypeBye || isBusy.MatchString(said.Text):
		return mailing.FaultBusy
	case stage == mailing.StageLogin && said.Type == imap.StatusResponseTypeNo:
		return mailing.FaultLogin
	}
	return mailing.FaultServer
}

// isTLS says whether it is the protection of the connection that failed.
func isTLS(err error) bool {
	_, record := errors.AsType[tls.RecordHeaderError](err)
	return record || smtp.CertificateProblem(err) != ""
}

// networkWords says what happened to a connection; "" for what is nothing of the network.
func networkWords(err error) string {
	_, isRecord := errors.AsType[tls.RecordHeaderError](err)
	_, isNet := errors.AsType[*net.OpError](err)
	words := smtp.NetworkWords(err)
	switch {
	case isRecord:
		words = "the server does not speak TLS on this port"
	case words == "" && isNet:
		words = err.Error()
	}
	return plainLine(words, mostWords)
}
