package inbox

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"regexp"
	"syscall"

	"github.com/emersion/go-imap/v2"

	"evenpost/mailing"
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
		e.Text = oneLine(said.Text, mostWords)
		e.Fault = faultOf(stage, said)
	case errors.Is(err, mailing.ErrPlainRefused):
		e.Fault, e.Text = mailing.FaultPlain, "a connection to another computer must be protected"
	case errors.Is(err, mailing.ErrNoPassword):
		e.Fault, e.Text = mailing.FaultPassword, "no password is known for this account"
	case stage == mailing.StageTLS || isCertificate(err):
		e.Fault, e.Text = mailing.FaultTLS, networkWords(err)
	default:
		e.Text = networkWords(err)
		if e.Text == "" {
			e.Fault, e.Text = mailing.FaultServer, oneLine(err.Error(), mostWords)
		}
	}
	if e.Text == "" {
		e.Text = oneLine(err.Error(), mostWords)
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

func isCertificate(err error) bool {
	_, name := errors.AsType[x509.HostnameError](err)
	_, unknown := errors.AsType[x509.UnknownAuthorityError](err)
	_, other := errors.AsType[*tls.CertificateVerificationError](err)
	_, record := errors.AsType[tls.RecordHeaderError](err)
	return name || unknown || other || record
}

// networkWords says what happened to a connection; "" for what is nothing of the network.
func networkWords(err error) string {
	dns, isDNS := errors.AsType[*net.DNSError](err)
	name, isName := errors.AsType[x509.HostnameError](err)
	_, isUnknown := errors.AsType[x509.UnknownAuthorityError](err)
	_, isRecord := errors.AsType[tls.RecordHeaderError](err)
	_, isNet := errors.AsType[*net.OpError](err)
	switch {
	case isName:
		return "the certificate is not for " + oneLine(name.Host, mostWords)
	case isUnknown:
		return "the certificate was issued by somebody whom this computer does not trust"
	case isRecord:
		return "the server does not speak TLS on this port"
	case isDNS && dns.IsNotFound:
		return "no server is known under the name " + oneLine(dns.Name, mostWords)
	case isDNS:
		return "the name " + oneLine(dns.Name, mostWords) + " could not be looked up"
	case errors.Is(err, context.Canceled):
		return "cancelled"
	case errors.Is(err, os.ErrDeadlineExceeded) || errors.Is(err, context.DeadlineExceeded):
		return "no answer in time"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "the server refuses connections on this port"
	case errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE) || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed):
		return "the server closed the connection"
	case isNet || isCertificate(err):
		return oneLine(err.Error(), mostWords)
	}
	return ""
}
