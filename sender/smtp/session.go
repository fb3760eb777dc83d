package smtp

import (
	"bufio"
	"context"
	"net"
	"strconv"
	"time"

	gosmtp "github.com/wneessen/go-mail/smtp"

	"evenpost/mailing"
)

// idleAfter is the pause after which a server may have hung up without our having noticed.
const idleAfter = 5 * time.Second

// Session is one connection, ready for messages. One goroutine at a time uses it.
type Session struct {
	raw    net.Conn // the socket itself: deadlines, and the end of everything
	r      *bufio.Reader
	w      *bufio.Writer
	wait   Timeouts
	now    func() time.Time
	pieces piecer

	pipelining bool
	eightBit   bool
	utf8       bool
	sized      bool
	maxSize    int64 // 0: the server names none

	used     bool // a message was tried on it
	dirty    bool // a refused transaction is still open: RSET goes before the next
	broken   bool
	lastUsed time.Time
}

func newSession(client *gosmtp.Client, raw net.Conn, wait Timeouts) *Session {
	// go-mail has finished: from here on its buffered reader and writer (over TLS or not) are ours.
	s := &Session{raw: raw, r: client.Text.R, w: client.Text.W, wait: wait, now: time.Now}
	s.pipelining, _ = client.Extension("PIPELINING")
	s.eightBit, _ = client.Extension("8BITMIME")
	s.utf8, _ = client.Extension("SMTPUTF8")
	var size string
	if s.sized, size = client.Extension("SIZE"); s.sized {
		s.maxSize, _ = strconv.ParseInt(size, 10, 64) // no number: no limit is named
	}
	s.lastUsed = s.now()
	return s
}

// Outcome is what became of one message.
type Outcome struct {
	Reply    mailing.Reply // the reply that decided, or how the connection failed
	Accepted bool          // the server took the message
	Broken   bool          // the connection is gone
	Stale    bool          // an idle connection had died before this message was begun: safe to dial again
	Took     time.Duration
}

// Send hands over one message to one recipient. from and to are bare addresses, msg is the finished message.
//
// When ctx ends before the content is handed over nothing is sent. While the content travels it cuts the connection,
// and no final dot is ever sent behind a part of a message. After the final dot Send waits a little for the reply all
// the same, since it decides between sent and in doubt. A connection lost between the dot and its reply is the one
// case in which Reply.HandedOver is set.
//
// A message that the server refuses leaves the session usable; Broken says when it is not.
func (s *Session) Send(ctx context.Context, from, to string, msg []byte) Outcome {
	start := s.now()
	t := &transaction{Session: s, ctx: ctx, stage: mailing.StageMail}
	out := t.run(from, to, msg)
	if out.Broken {
		s.cut()
	}
	s.lastUsed = s.now()
	out.Took = s.lastUsed.Sub(start)
	return out
}

// Close says goodbye and closes the connection, in any case and within a short time.
func (s *Session) Close() {
	if s.broken {
		return
	}
	if s.raw.SetDeadline(time.Now().Add(s.wait.Quit)) == nil {
		if _, err := s.w.WriteString("QUIT\r\n"); err == nil && s.w.Flush() == nil {
			_, _, _ = readReply(s.r)
		}
	}
	s.cut()
}

// Broken says whether the connection is gone.
func (s *Session) Broken() bool { return s.broken }

// cut ends the connection without a word. Closing the socket below TLS sends nothing more, above all no final dot.
func (s *Session) cut() {
	s.broken = true
	_ = s.raw.Close()
}
