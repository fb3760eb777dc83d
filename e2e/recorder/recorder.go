// Package recorder is a mail server for tests that remembers exactly what it accepted. A message counts as accepted from
// the moment before its 250 is written, as with a real server: the client may die and never read the reply.
package recorder

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/mail"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/emersion/go-smtp"
)

// Accepted is one message that the server took.
type Accepted struct {
	To        string
	MessageID string
	Subject   string
	Text      string
	Size      int // octets, as they came
}

// Options say how the server behaves.
type Options struct {
	Delay   time.Duration        // before each reply to the final dot
	Unknown func(to string) bool // whether there is no such mailbox; nil: there are all
}

// Server is a running recorder.
type Server struct {
	options Options
	port    int
	open    atomic.Int64 // sessions
	slow    atomic.Int64 // the delay

	smtp *smtp.Server // what runs now
	done chan error

	mu       sync.Mutex
	accepted []Accepted
	seen     map[[2]string][]string // by address and subject: Message-IDs, also of messages that were cut off
	changed  chan struct{}          // closed and replaced at every message
}

// Start begins to listen on a free loopback port.
func Start(ctx context.Context, o Options) (*Server, error) {
	s := &Server{options: o, done: make(chan error, 1), changed: make(chan struct{}), seen: make(map[[2]string][]string)}
	s.Slow(o.Delay)
	return s, s.listen(ctx)
}

func (s *Server) listen(ctx context.Context) error {
	var lc net.ListenConfig
	ln, err := lc.Listen(ctx, "tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(s.port)))
	if err != nil {
		return err
	}
	s.port = ln.Addr().(*net.TCPAddr).Port
	s.smtp = smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) {
		s.open.Add(1)
		return &session{server: s, unknown: s.options.Unknown}, nil
	}))
	s.smtp.Domain = "recorder.test"
	s.smtp.ErrorLog = quiet{} // clients that are killed are what this server is for
	go func(running *smtp.Server) { s.done <- running.Serve(ln) }(s.smtp)
	return nil
}

// Restart ends the server and every session, and after a while begins again on the same port. It remembers what it accepted.
func (s *Server) Restart(ctx context.Context, after time.Duration) error {
	if err := s.Close(); err != nil {
		return err
	}
	select {
	case <-time.After(after):
	case <-ctx.Done():
		return ctx.Err()
	}
	return s.listen(ctx)
}

// Port is where the server listens on 127.0.0.1.
func (s *Server) Port() int { return s.port }

// Slow changes the delay before each reply to the final dot.
func (s *Server) Slow(delay time.Duration) { s.slow.Store(int64(delay)) }

// Close ends the server and every session. A second one does nothing.
func (s *Server) Close() error {
	if s.smtp == nil {
		return nil
	}
	err := s.smtp.Close()
	s.smtp = nil
	if served := <-s.done; !errors.Is(served, smtp.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	return err
}

// Accepted returns what was accepted so far, in order.
func (s *Server) Accepted() []Accepted {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Accepted(nil), s.accepted...)
}

// Count is how many messages were accepted so far.
func (s *Server) Count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.accepted)
}

// AwaitCount waits until n messages have been accepted.
func (s *Server) AwaitCount(ctx context.Context, n int) error {
	for {
		s.mu.Lock()
		got, changed := len(s.accepted), s.changed
		s.mu.Unlock()
		if got >= n {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return fmt.Errorf("accepted %d of %d: %w", got, n, context.Cause(ctx))
		}
	}
}

// AwaitQuiet waits until no session is open: what a killed client had handed over has been worked off by then.
func (s *Server) AwaitQuiet(ctx context.Context) error {
	tick := time.NewTicker(2 * time.Millisecond)
	defer tick.Stop()
	for s.open.Load() > 0 {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return fmt.Errorf("%d sessions are still open: %w", s.open.Load(), context.Cause(ctx))
		}
	}
	return nil
}

// Seen are the Message-IDs with which messages of a subject came for an address, those that were cut off too.
func (s *Server) Seen(address, subject string) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.seen[[2]string{address, subject}])
}

func (s *Server) see(to []string, m *mail.Message) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, address := range to {
		key := [2]string{strings.ToLower(address), m.Header.Get("Subject")}
		s.seen[key] = append(s.seen[key], m.Header.Get("Message-Id"))
	}
}

// text is the body as it came.
func text(m *mail.Message) string {
	b, err := io.ReadAll(m.Body)
	if err != nil {
		return ""
	}
	return string(b)
}

func (s *Server) record(a Accepted) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.accepted = append(s.accepted, a)
	close(s.changed)
	s.changed = make(chan struct{})
}

type session struct {
	server  *Server
	unknown func(string) bool
	to      []string
}

func (s *session) Mail(string, *smtp.MailOptions) error { s.to = nil; return nil }

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	if s.unknown != nil && s.unknown(to) {
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "<" + to + ">: Recipient address rejected: User unknown"}
	}
	s.to = append(s.to, to)
	return nil
}

func (s *session) Data(r io.Reader) error {
	raw, cut := io.ReadAll(r)
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err == nil {
		s.server.see(s.to, m)
	}
	if cut != nil {
		return cut
	}
	if err != nil {
		return &smtp.SMTPError{Code: 554, Message: "not a message"}
	}
	// Half of the delay on either side, so that a killed client dies before and after the decision.
	delay := time.Duration(s.server.slow.Load())
	time.Sleep(delay / 2)
	for _, to := range s.to {
		s.server.record(Accepted{
			To: strings.ToLower(to), MessageID: strings.Trim(m.Header.Get("Message-Id"), "<>"), Subject: m.Header.Get("Subject"),
			Text: text(m), Size: len(raw),
		})
	}
	time.Sleep(delay - delay/2)
	return nil
}

func (s *session) Reset() { s.to = nil }

func (s *session) Logout() error { s.server.open.Add(-1); return nil }

type quiet struct{}

func (quiet) Printf(string, ...any) {}
func (quiet) Println(...any)        {}
