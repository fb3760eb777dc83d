package smtp

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"time"
	"unicode"

	"evenpost/mailing"
)

// longAgo is a deadline that has passed whatever the time is.
var longAgo = time.Unix(1, 0)

// transaction is one message on its way through the stages.
type transaction struct {
	*Session
	ctx   context.Context //nolint:containedctx // lives as long as the call
	stage mailing.Stage

	mu      sync.Mutex
	waiting bool // for the reply after the final dot
}

func (t *transaction) run(from, to string, msg []byte) Outcome {
	if t.broken {
		return Outcome{Reply: mailing.Reply{Stage: t.stage, Text: "the connection was closed before"}, Broken: true, Stale: true}
	}
	if err := t.ctx.Err(); err != nil {
		return Outcome{Reply: replyOf(t.stage, err)}
	}
	mailArgs, refused := t.arguments(from, to, msg)
	if refused != nil {
		return Outcome{Reply: *refused}
	}
	idle := t.now().Sub(t.lastUsed) >= idleAfter
	reused := t.used || idle
	t.used = true

	stop := context.AfterFunc(t.ctx, t.interrupt)
	defer stop()

	reply, err := t.envelope("MAIL FROM:<"+from+">"+mailArgs, "RCPT TO:<"+to+">")
	if err != nil {
		nothingBegun := t.stage == mailing.StageMail && t.ctx.Err() == nil
		return t.lost(err, Outcome{Stale: reused && nothingBegun && !isTimeout(err)})
	}
	if reply.Code != 354 {
		t.dirty = true
		hangsUp := reply.Code == 421
		return Outcome{Reply: reply, Broken: hangsUp || t.broken, Stale: hangsUp && idle && reply.Stage == mailing.StageMail}
	}
	return t.content(msg)
}

// arguments checks what can be known before a word is said, and writes the parameters of MAIL FROM.
func (t *transaction) arguments(from, to string, msg []byte) (string, *mailing.Reply) {
	var args strings.Builder
	for _, a := range []struct {
		address string
		stage   mailing.Stage
	}{{from, mailing.StageMail}, {to, mailing.StageRcpt}} {
		if a.address == "" || strings.ContainsFunc(a.address, func(r rune) bool {
			return unicode.IsControl(r) || unicode.IsSpace(r) || r == '<' || r == '>'
		}) {
			return "", &mailing.Reply{Stage: a.stage, Code: 501, Enhanced: "5.1.3", Text: "this address cannot be written in a mail"}
		}
		if !sevenBit([]byte(a.address)) {
			if !t.utf8 {
				return "", &mailing.Reply{
					Stage: a.stage, Code: 553, Enhanced: "5.6.7",
					Text: "the server does not take addresses with letters outside of ASCII before the @",
				}
			}
			if args.Len() == 0 {
				args.WriteString(" SMTPUTF8")
			}
		}
	}
	size := sizeOf(msg)
	if t.maxSize > 0 && size > t.maxSize {
		return "", &mailing.Reply{
			Stage: mailing.StageMail, Code: 552, Enhanced: "5.3.4",
			Text: fmt.Sprintf("message too big: it has %s, the server takes at most %s", megabytes(size), megabytes(t.maxSize)),
		}
	}
	if t.sized {
		fmt.Fprintf(&args, " SIZE=%d", size)
	}
	if t.eightBit && !sevenBit(msg) {
		args.WriteString(" BODY=8BITMIME")
	}
	return args.String(), nil
}

func megabytes(n int64) string { return fmt.Sprintf("%.1f MB", float64(n)/1e6) }

// step is one command before the content.
type step struct {
	stage mailing.Stage
	cmd   string
	wait  time.Duration
}

// goesOn says whether the reply to a step lets the message go on.
func (st step) goesOn(code int) bool {
	if st.stage == mailing.StageData {
		return code == 354
	}
	return code/100 == 2
}

// envelope says sender and recipient and asks to hand over the content. It returns the first refusal, or the reply 354
// after which the server waits for content. Where the server allows it (RFC 2920) the commands travel together.
func (t *transaction) envelope(mailCmd, rcptCmd string) (reply mailing.Reply, err error) {
	steps := []step{
		{mailing.StageMail, "RSET", t.wait.Mail},
		{mailing.StageMail, mailCmd, t.wait.Mail},
		{mailing.StageRcpt, rcptCmd, t.wait.Rcpt},
		{mailing.StageData, "DATA", t.wait.Data},
	}
	if !t.dirty {
		steps = steps[1:]
	}
	if t.pipelining {
		if err := t.say(t.wait.Mail, steps...); err != nil {
			return reply, err
		}
	}
	for i, st := range steps {
		t.stage = st.stage
		if !t.pipelining {
			if err := t.say(st.wait, st); err != nil {
				return reply, err
			}
		}
		if reply, err = t.hear(st); err != nil {
			return reply, err
		}
		if !st.goesOn(reply.Code) {
			if t.pipelining && reply.Code != 421 {
				t.drain(steps[i+1:])
			}
			return reply, nil
		}
		if st.cmd == "RSET" {
			t.dirty = false
		}
	}
	return reply, nil
}

// drain reads the replies to what had travelled along with a refused command. Should the server ask for content all
// the same, only cutting the connection is sure never to deliver an empty mail.
func (t *transaction) drain(steps []step) {
	for _, st := range steps {
		reply, err := t.hear(st)
		if err != nil || reply.Code == 421 || reply.Code == 354 {
			t.cut()
			return
		}
	}
}

// content hands the message over and hears what the server says to it.
func (t *transaction) content(msg []byte) Outcome {
	t.stage = mailing.StageData
	t.pieces.reset(msg)
	for last := false; !last; {
		var piece []byte
		piece, last = t.pieces.next()
		if err := t.deadline(t.wait.Data); err != nil {
			return t.lost(err, Outcome{})
		}
		_, err := t.w.Write(piece)
		if err == nil {
			err = t.w.Flush()
		}
		if err != nil {
			// The socket did not take all of it, so the server cannot have the final dot. Perhaps it said why it hung up.
			return t.lastWords(err)
		}
	}
	t.stage = mailing.StageDot
	reply, err := t.hearDot()
	if err != nil {
		out := t.lost(err, Outcome{})
		out.Reply.HandedOver = true
		return out
	}
	switch reply.Code / 100 {
	case 2:
		return Outcome{Reply: reply, Accepted: true}
	case 3: // nothing that a server may say here: who knows what it did
		reply.HandedOver = true
		return Outcome{Reply: reply, Broken: true}
	}
	t.dirty = true
	return Outcome{Reply: reply, Broken: reply.Code == 421}
}

// hearDot waits for the reply that decides. A Send that is cancelled meanwhile gets a last short time for it.
func (t *transaction) hearDot() (mailing.Reply, error) {
	wait := t.wait.Dot
	t.mu.Lock()
	t.waiting = true
	if t.ctx.Err() != nil {
		wait = t.wait.Grace
	}
	err := t.raw.SetDeadline(time.Now().Add(wait))
	t.mu.Unlock()
	if err != nil {
		return mailing.Reply{}, err
	}
	code, text, err := readReply(t.r)
	if err != nil {
		return mailing.Reply{}, err
	}
	return parseReply(mailing.StageDot, code, text), nil
}

// lastWords reads what a server said before it closed the connection in the middle of the content.
func (t *transaction) lastWords(cause error) Outcome {
	out := t.lost(cause, Outcome{})
	if t.ctx.Err() != nil || isTimeout(cause) || t.raw.SetReadDeadline(time.Now().Add(time.Second)) != nil {
		return out
	}
	if code, text, err := readReply(t.r); err == nil && code >= 400 {
		out.Reply = parseReply(mailing.StageData, code, text)
	}
	return out
}

// lost is the end of a connection at the present stage.
func (t *transaction) lost(err error, out Outcome) Outcome {
	if t.ctx.Err() != nil {
		err = t.ctx.Err()
	}
	out.Reply, out.Broken = replyOf(t.stage, err), true
	return out
}

func (t *transaction) say(wait time.Duration, steps ...step) error {
	if err := t.deadline(wait); err != nil {
		return err
	}
	for _, st := range steps {
		_, _ = t.w.WriteString(st.cmd) // an error stays in the writer until Flush
		_, _ = t.w.WriteString("\r\n")
	}
	return t.w.Flush()
}

func (t *transaction) hear(st step) (mailing.Reply, error) {
	if err := t.deadline(st.wait); err != nil {
		return mailing.Reply{}, err
	}
	code, text, err := readReply(t.r)
	if err != nil {
		return mailing.Reply{}, err
	}
	return parseReply(st.stage, code, text), nil
}

// deadline gives the next step its time. Cancellation works by a deadline in the past, which this must not undo.
func (t *transaction) deadline(wait time.Duration) error {
	if err := t.raw.SetDeadline(time.Now().Add(wait)); err != nil {
		return err
	}
	return t.ctx.Err()
}

// interrupt ends whatever waits on the connection, at once, or after the final dot within the time of grace.
func (t *transaction) interrupt() {
	t.mu.Lock()
	defer t.mu.Unlock()
	until := longAgo
	if t.waiting {
		until = time.Now().Add(t.wait.Grace)
	}
	_ = t.raw.SetDeadline(until)
}

func isTimeout(err error) bool { return errors.Is(err, os.ErrDeadlineExceeded) }
