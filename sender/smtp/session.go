package smtp

import (
	"bufio"
	"context"
	"net"
	"strconv"
	"sync"
	"time"

	gosmtp "github.com/wneessen/go-mail/smtp"

	"evenpost/mailing"
)

// idleAfter is the pause after which a server may have hung up without our having noticed.
const idleAfter = 5 * time.Second

// Session is one connection, ready for messages. One goroutine at a time uses it.
type Session struct {
	raw  net.Conn // the socket itself: deadlines, and the end of everything
	r    *bufio.Reader
	w    *bufio.Writer
	wait Timeouts

	pipelining bool // commands may travel together (RFC 2920)
	eightBit   bool
	utf8       bool
	sized      bool
	maxSize    int64 // 0: the server names none

	heard     chan heard    // replies, once somebody listens
	gone      chan struct{} // closed with the connection
	cutting   sync.Once
	listening bool
	spare     [][]byte // for messages
	pieces    piecer

	used     bool // a message was tried on it
	dirty    bool // a refused transaction is still open: RSET goes before the next
	ahead    bool // an envelope that travelled with the dot of another message was understood
	broken   bool
	lastUsed time.Time
}

func newSession(client *gosmtp.Client, raw net.Conn, wait Timeouts) *Session {
	// go-mail has finished: from here on its buffered reader and writer (over TLS or not) are ours.
	s := &Session{raw: raw, r: client.Text.R, w: client.Text.W, wait: wait, heard: make(chan heard, 16), gone: make(chan struct{})}
	s.pipelining, _ = client.Extension("PIPELINING")
	s.eightBit, _ = client.Extension("8BITMIME")
	s.utf8, _ = client.Extension("SMTPUTF8")
	var size string
	if s.sized, size = client.Extension("SIZE"); s.sized {
		s.maxSize, _ = strconv.ParseInt(size, 10, 64) // no number: no limit is named
	}
	s.lastUsed = time.Now()
	return s
}

// StepByStep makes the session wait for the reply to each command before it says the next, whatever the server offers.
func (s *Session) StepByStep() { s.pipelining = false }

// Letter is one message to one recipient, to be handed over when its turn comes.
type Letter struct {
	From, To string // bare addresses
	// Make writes the finished message behind what is in buf. It is called once, before a word about the message is said
	// to the server.
	Make func(buf []byte) ([]byte, error)
	// HandOver, when there is one, is called before the final dot goes out. When it fails the dot does not.
	HandOver func() error
	// Done is told, once, what became of it.
	Done func(Outcome)
}

// Outcome is what became of one message.
type Outcome struct {
	Reply    mailing.Reply // the reply that decided, or how the connection failed
	Accepted bool          // the server took the message
	Broken   bool          // the connection is gone
	Stale    bool          // the connection had died before this message was begun: safe to dial again
	Confused bool          // the server mistook commands that travelled together: to be spoken to step by step
	Unmade   error         // why the message could not be made: the server has not heard of it
	Began    time.Time
	Took     time.Duration
}

// Stream hands over letters in their order until the channel is closed, and returns when each one it has taken is done.
// It returns earlier when the connection is lost or ctx ends; the letters that are still in the channel have not been
// touched then.
//
// Where the server allows it (RFC 2920) the envelope of the next letter travels with the final dot of the one before, so
// that a message costs one round trip. A letter is taken when the one before is answered, or, then, handed over.
//
// When ctx ends before the content is handed over nothing is sent. While the content travels it cuts the connection,
// and no final dot is ever sent behind a part of a message. After the final dot Stream waits a little for the reply all
// the same, since it decides between sent and in doubt. A connection lost between the dot and its reply is the one
// case in which Reply.HandedOver is set.
//
// A message that the server refuses leaves the session usable; Broken says when it is not.
func (s *Session) Stream(ctx context.Context, letters <-chan *Letter) {
	if s.broken {
		return
	}
	s.listen()
	t := &stream{Session: s, ctx: ctx, letters: letters, timer: time.NewTimer(time.Hour)}
	defer t.timer.Stop()
	interrupted := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(interrupted)
		t.interrupt()
	})
	defer func() {
		if !stop() {
			<-interrupted // else it could undo the deadline of the next call
		}
	}()
	t.run()
	s.lastUsed = time.Now()
}

// Send hands over one message to one recipient. from and to are bare addresses, msg is the finished message.
func (s *Session) Send(ctx context.Context, from, to string, msg []byte) (out Outcome) {
	tried := false
	letters := make(chan *Letter, 1)
	letters <- &Letter{
		From: from, To: to,
		Make: func(buf []byte) ([]byte, error) { return append(buf, msg...), nil },
		Done: func(o Outcome) { out, tried = o, true },
	}
	close(letters)
	s.Stream(ctx, letters)
	switch {
	case tried:
		return out
	case ctx.Err() != nil:
		return Outcome{Reply: replyOf(mailing.StageMail, ctx.Err()), Broken: s.broken}
	}
	return Outcome{Reply: mailing.Reply{Stage: mailing.StageMail, Text: "the connection was closed before"}, Broken: true, Stale: true}
}

// Close says goodbye and closes the connection, in any case and within a short time.
func (s *Session) Close() {
	if s.broken {
		return
	}
	if s.raw.SetDeadline(time.Now().Add(s.wait.Quit)) == nil {
		if _, err := s.put([]byte("QUIT\r\n")); err == nil {
			if s.listening {
				<-s.heard // the deadline ends it
			} else {
				_, _, _ = readReply(s.r)
			}
		}
	}
	s.cut()
}

// Broken says whether the connection is gone.
func (s *Session) Broken() bool { return s.broken }

// cut ends the connection without a word. Closing the socket below TLS sends nothing more, above all no final dot.
func (s *Session) cut() {
	s.broken = true
	s.cutting.Do(func() {
		close(s.gone)
		_ = s.raw.Close()
	})
}

// put writes to the server and says how much of it the socket took.
func (s *Session) put(b []byte) (n int, err error) {
	n, err = s.w.Write(b)
	if err == nil {
		err = s.w.Flush()
	}
	if err != nil {
		n = max(0, n-s.w.Buffered())
	}
	return n, err
}

// heard is a reply of the server, or why there will be none any more.
type heard struct {
	code int
	text string
	more bool // something came with it
	err  error
}

// listen reads replies from now on, whenever they come: so a server that hangs up is noticed at once.
func (s *Session) listen() {
	if s.listening {
		return
	}
	s.listening = true
	_ = s.raw.SetReadDeadline(time.Time{})
	go func() {
		for {
			var h heard
			h.code, h.text, h.err = readReply(s.r)
			h.more = s.r.Buffered() > 0
			select {
			case s.heard <- h:
			case <-s.gone:
				return
			}
			if h.err != nil {
				return
			}
		}
	}()
}
