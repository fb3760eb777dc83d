package smtp

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/textproto"
	"os"
	"strings"
	"syscall"

	"evenpost/mailing"
)

// StageError is a connection that could not be made, with the stage at which it ended and the server's words if there
// were any. It wraps the cause, among them mailing.ErrPlainRefused and mailing.ErrNoPassword.
type StageError struct {
	Reply mailing.Reply
	Err   error
}

// Error says the stage and what was said or went wrong there.
func (e *StageError) Error() string {
	r := e.Reply
	code := ""
	if r.Code != 0 {
		code = fmt.Sprintf("%d ", r.Code)
	}
	if r.Enhanced != "" {
		code += r.Enhanced + " "
	}
	return fmt.Sprintf("smtp: %s: %s%s", r.Stage, code, r.Text)
}

// Unwrap returns the cause.
func (e *StageError) Unwrap() error { return e.Err }

// stageError turns what the library or the network reported at a stage into a StageError.
func stageError(stage mailing.Stage, err error) *StageError {
	if already, ok := errors.AsType[*StageError](err); ok {
		return already
	}
	return &StageError{Reply: replyOf(stage, err), Err: err}
}

// replyOf reads the reply out of an error: the server's own if it said something, otherwise the network's words.
func replyOf(stage mailing.Stage, err error) mailing.Reply {
	if said, ok := errors.AsType[*textproto.Error](err); ok {
		return parseReply(stage, said.Code, said.Msg)
	}
	return mailing.Reply{Stage: stage, Text: networkWords(stage, err)}
}

// networkWords says in a line what happened at a stage.
func networkWords(stage mailing.Stage, err error) string {
	if words := NetworkWords(err); words != "" {
		return words
	}
	if stage == mailing.StageTLS && strings.Contains(err.Error(), "first record does not look like a TLS handshake") {
		return "the server does not speak TLS on this port"
	}
	return cleanText(err.Error())
}

// NetworkWords says in a line what happened to a connection without repeating addresses and call names; "" when the error is
// about something else.
func NetworkWords(err error) string {
	if detail := CertificateProblem(err); detail != "" {
		return detail
	}
	dns, isDNS := errors.AsType[*net.DNSError](err)
	alert, isAlert := errors.AsType[*net.OpError](err)
	switch {
	case errors.Is(err, context.Canceled):
		return "cancelled"
	case isDNS && dns.IsNotFound:
		return fmt.Sprintf("no server is known under the name %s", dns.Name)
	case isDNS:
		return fmt.Sprintf("the name %s could not be looked up: %s", dns.Name, dns.Err)
	case errors.Is(err, os.ErrDeadlineExceeded) || errors.Is(err, context.DeadlineExceeded):
		return "no answer in time"
	case errors.Is(err, syscall.ECONNREFUSED):
		return "the server refuses connections on this port"
	case errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE) || errors.Is(err, io.EOF) ||
		errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed):
		return "the server closed the connection"
	case isAlert && alert.Op == "remote error":
		return "the server ended the secure connection: " + alert.Err.Error()
	}
	return ""
}
