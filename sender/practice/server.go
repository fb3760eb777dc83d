package practice

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"strings"
	"sync"
	"time"

	"github.com/emersion/go-sasl"
	gosmtp "github.com/emersion/go-smtp"

	"evenpost/mailing"
)

const (
	maxMessage = 64 << 20
	slowness   = 3 * time.Second
)

// Server is a running practice mailbox.
type Server struct {
	*box
	smtp    *gosmtp.Server
	ln      net.Listener
	closing chan struct{}
	once    sync.Once
	done    chan struct{}

	mu   sync.Mutex
	busy map[string]bool // addresses that were put off once
}

// Start opens the mailbox in the folder dir and listens on addr, a host and port of this computer; port 0 takes a free
// one. Mails that lie in the folder from earlier are there again. The server ends with ctx or Close.
func Start(ctx context.Context, dir, addr string) (*Server, error) {
	local, err := loopback(addr)
	if err != nil {
		return nil, err
	}
	b, err := openBox(dir, Keep)
	if err != nil {
		return nil, fmt.Errorf("practice mailbox: %w", err)
	}
	var lc net.ListenConfig
	ln, err := lc.Listen(ctx, "tcp", local)
	if err != nil {
		b.close()
		return nil, fmt.Errorf("practice mailbox: %w", err)
	}
	s := &Server{box: b, ln: ln, closing: make(chan struct{}), done: make(chan struct{}), busy: map[string]bool{}}
	s.smtp = gosmtp.NewServer(gosmtp.BackendFunc(func(c *gosmtp.Conn) (gosmtp.Session, error) { return &session{s: s, conn: c}, nil }))
	s.smtp.Domain = "practice.localhost"
	s.smtp.AllowInsecureAuth = true // nothing leaves this computer
	s.smtp.EnableSMTPUTF8 = true
	s.smtp.MaxMessageBytes = maxMessage
	s.smtp.MaxLineLength = 1 << 20
	s.smtp.ReadTimeout = 10 * time.Minute
	s.smtp.ErrorLog = log.New(io.Discard, "", 0)
	stop := context.AfterFunc(ctx, func() { _ = s.Close() })
	go func() {
		defer close(s.done)
		_ = s.smtp.Serve(ln) // ends with Close
		stop()
	}()
	return s, nil
}

// loopback makes sure that nobody but this computer reaches the server: it asks for no password.
func loopback(addr string) (string, error) {
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		return "", fmt.Errorf("%w: %q is not an address to listen on", mailing.ErrInvalid, addr)
	}
	if host == "" || host == "localhost" {
		host = "127.0.0.1"
	}
	if ip := net.ParseIP(host); ip == nil || !ip.IsLoopback() {
		return "", fmt.Errorf("%w: the practice mailbox listens on this computer only, not on %q", mailing.ErrInvalid, host)
	}
	return net.JoinHostPort(host, port), nil
}

// Addr is where the server listens, as host:port.
func (s *Server) Addr() string { return s.ln.Addr().String() }

// Close ends the server. The mails stay in their folder.
func (s *Server) Close() error {
	var err error
	s.once.Do(func() {
		close(s.closing)
		err = errors.Join(s.smtp.Close(), s.ln.Close()) // the server may not have got hold of its listener yet
		if errors.Is(err, net.ErrClosed) {
			err = nil
		}
		<-s.done
		s.close()
	})
	return err
}

// session is one client.
type session struct {
	s    *Server
	conn *gosmtp.Conn
	from string
	to   []string
	drop bool
}

func (x *session) AuthMechanisms() []string { return []string{sasl.Plain} }

func (x *session) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(string, string, string) error { return nil }), nil
}

func (x *session) Mail(from string, _ *gosmtp.MailOptions) error {
	x.Reset()
	x.from = from
	return nil
}

func (x *session) Rcpt(to string, _ *gosmtp.RcptOptions) error {
	switch roleOf(to) {
	case "full":
		return refuse(552, 5, 2, 2, "The mailbox of "+to+" is full")
	case "unknown":
		return refuse(550, 5, 1, 1, "There is no mailbox "+to+" here, user unknown")
	case "blocked":
		return refuse(550, 5, 7, 1, "Message refused by a policy of the recipient's server")
	case "busy":
		if x.s.putOff(to) {
			return refuse(450, 4, 2, 1, "The mailbox of "+to+" is busy, try again later")
		}
	case "drop":
		x.drop = true
	case "slow":
		select {
		case <-time.After(slowness):
		case <-x.s.closing:
		}
	}
	x.to = append(x.to, to)
	return nil
}

func (x *session) Data(r io.Reader) error {
	var content bytes.Buffer
	if _, err := content.ReadFrom(r); err != nil {
		return err // without the final dot it is no mail
	}
	for _, to := range x.to {
		if err := x.s.add(x.from, to, content.Bytes()); err != nil {
			return refuse(452, 4, 3, 1, "The practice mailbox cannot write to its folder")
		}
	}
	if x.drop {
		_ = x.conn.Conn().Close()
	}
	return nil
}

func (x *session) Reset() { x.from, x.to, x.drop = "", nil, false }

func (x *session) Logout() error { return nil }

func refuse(code, class, subject, detail int, text string) error {
	return &gosmtp.SMTPError{Code: code, EnhancedCode: gosmtp.EnhancedCode{class, subject, detail}, Message: text}
}

// putOff says yes the first time it is asked about an address, and no the next.
func (s *Server) putOff(address string) bool {
	key := mailing.AddressKey(address)
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.busy[key] {
		delete(s.busy, key)
		return false
	}
	s.busy[key] = true
	return true
}

// roleOf is the part that a recipient plays, or "".
func roleOf(address string) string {
	local := strings.ToLower(address)
	if at := strings.LastIndexByte(local, '@'); at >= 0 {
		local = local[:at]
	}
	for _, role := range []string{"full", "unknown", "busy", "drop", "blocked", "slow"} {
		rest, ok := strings.CutPrefix(local, role)
		if ok && (rest == "" || strings.IndexByte("+.-0123456789", rest[0]) >= 0) {
			return role
		}
	}
	return ""
}
