package smtp

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"time"

	"evenpost/mailing"
)

// StageLookup is the first step of Check: finding the server by its name.
const StageLookup mailing.Stage = "lookup"

// Step is one step of Check: a stage with what was found out there, or what went wrong.
type Step struct {
	Stage  mailing.Stage
	Detail string // the address, the server's greeting, the certificate …; of a failure the words for people
	Err    error
}

// Check tries an account without sending anything: it looks the server up, connects, encrypts, logs in and asks whether
// the sender's address is accepted. report is told about each step, on the calling goroutine; the last one is that
// which failed, whose error Check returns.
func (d *Dialer) Check(ctx context.Context, account mailing.Account, password string, report func(Step)) error {
	if err := d.lookUp(ctx, account, report); err != nil {
		report(Step{StageLookup, err.Reply.Text, err})
		return err
	}
	session, err := d.dial(ctx, account, password, func(stage mailing.Stage) func(string) {
		return func(detail string) { report(Step{Stage: stage, Detail: detail}) }
	})
	if err != nil {
		failed := stageError(mailing.StageConnect, err)
		report(Step{failed.Reply.Stage, words(failed.Reply), failed})
		return failed
	}
	defer session.Close()
	if err := session.trySender(ctx, account.From.Address); err != nil {
		failed := stageError(mailing.StageMail, err)
		report(Step{mailing.StageMail, words(failed.Reply), failed})
		return failed
	}
	report(Step{Stage: mailing.StageMail, Detail: account.From.Address})
	return nil
}

// words is a reply for people: what was said, and the code by which others can help.
func words(r mailing.Reply) string {
	if r.Code == 0 {
		return r.Text
	}
	return strings.Join(strings.Fields(fmt.Sprintf("%s (%d %s)", r.Text, r.Code, r.Enhanced)), " ")
}

func (d *Dialer) lookUp(ctx context.Context, account mailing.Account, report func(Step)) *StageError {
	k := &dialling{Dialer: d, account: account}
	host, _, err := k.where()
	if err == nil && net.ParseIP(host) == nil {
		wait, cancel := context.WithTimeout(ctx, d.Timeouts.withDefaults().Connect)
		defer cancel()
		var found []string
		if found, err = net.DefaultResolver.LookupHost(wait, host); err == nil {
			report(Step{Stage: StageLookup, Detail: host + ": " + strings.Join(found[:min(3, len(found))], ", ")})
			return nil
		}
	}
	if err != nil {
		// For everybody but the one who watches the test a name that is not found is trouble of connecting.
		failed := stageError(mailing.StageConnect, err)
		if ctx.Err() != nil {
			failed = stageError(mailing.StageConnect, ctx.Err())
		}
		return failed
	}
	report(Step{Stage: StageLookup, Detail: host})
	return nil
}

// trySender asks whether mail from an address is taken, and takes the question back.
func (s *Session) trySender(ctx context.Context, from string) error {
	steps, refused := s.envelope(from, from, shape{})
	if refused != nil {
		return &StageError{Reply: *refused, Err: errRefused}
	}
	stop := context.AfterFunc(ctx, func() { _ = s.raw.SetDeadline(longAgo) })
	defer stop()
	for _, st := range []step{steps[0], {mailing.StageMail, reset, s.wait.Mail}} {
		code, text, err := s.ask(ctx, st)
		if err != nil {
			s.cut()
			if ctx.Err() != nil {
				err = ctx.Err()
			}
			return err
		}
		if !st.goesOn(code) {
			return &StageError{Reply: parseReply(st.stage, code, text), Err: errRefused}
		}
	}
	return nil
}

// ask says one command and waits for its reply, as long as nobody listens.
func (s *Session) ask(ctx context.Context, st step) (code int, text string, err error) {
	// Cancellation works by a deadline in the past, which this must not undo.
	if err := errors.Join(s.raw.SetDeadline(time.Now().Add(st.wait)), ctx.Err()); err != nil {
		return 0, "", err
	}
	if _, err := s.put([]byte(st.cmd + "\r\n")); err != nil {
		return 0, "", err
	}
	return readReply(s.r)
}

// errRefused is what a StageError wraps when the server's reply says everything.
var errRefused = errors.New("refused by the server")
