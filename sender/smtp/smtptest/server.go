// Package smtptest is a mail server for tests: it keeps what it receives and misbehaves on request. The protocol itself is
// go-smtp's, so that a test does not only prove what our own client assumes; Script plays servers that no library
// would be.
package smtptest

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"io"
	"log"
	"net"
	"net/mail"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	gosmtp "github.com/emersion/go-smtp"

	"evenpost/mailing"
)

// Mail is one accepted message.
type Mail struct {
	From, To  string
	Data      []byte
	MessageID string // without angle brackets
}

// Server is a running test server. It ends with the test.
type Server struct {
	tb     testing.TB
	opts   options
	ln     *listener
	server *gosmtp.Server
	roots  *x509.CertPool

	mu       sync.Mutex
	accepted []Mail
	deferred map[string]int
	tried    int // messages whose MAIL was heard, over all sessions
	dots     int
	sessions int
	bucket   float64
	filled   time.Time
	logFile  *os.File
}

// New starts a server on a free port of 127.0.0.1.
func New(tb testing.TB, opts ...Option) *Server {
	tb.Helper()
	s := &Server{tb: tb, deferred: map[string]int{}}
	s.opts = options{reject: map[string]*gosmtp.SMTPError{}, deferFor: map[string]int{}, slow: map[mailing.Stage]time.Duration{}, dropFor: map[string]bool{}}
	for _, o := range opts {
		o(&s.opts)
	}
	if s.opts.logPath != "" {
		f, err := os.OpenFile(s.opts.logPath, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
		if err != nil {
			tb.Fatal(err)
		}
		s.logFile = f
		tb.Cleanup(func() { _ = f.Close() })
	}
	s.bucket, s.filled = s.opts.burst, time.Now()
	s.server = gosmtp.NewServer(gosmtp.BackendFunc(s.newSession))
	s.server.Domain = "smtptest.local"
	s.server.AllowInsecureAuth = true
	s.server.ErrorLog = log.New(io.Discard, "", 0)
	s.server.MaxMessageBytes = s.opts.maxSize
	s.server.EnableSMTPUTF8 = s.opts.utf8
	s.server.MaxLineLength = 0

	plain, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	s.ln = &listener{Listener: plain, opts: &s.opts}
	var ln net.Listener = s.ln
	if s.opts.tls != 0 {
		var cert tls.Certificate
		cert, s.roots = newCertificate(tb, s.opts.cert)
		config := &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12}
		if s.opts.tls == implicitTLS {
			ln = tls.NewListener(s.ln, config)
		} else {
			s.server.TLSConfig = config
		}
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = s.server.Serve(ln)
	}()
	tb.Cleanup(func() {
		_ = s.server.Close()
		_ = s.ln.Close() // the server may not have got hold of its listener yet
		s.ln.closeAll()
		<-done
	})
	return s
}

// Addr is the server's address, Host and Port its parts.
func (s *Server) Addr() string { return s.ln.Addr().String() }

// Host is 127.0.0.1.
func (s *Server) Host() string { return "127.0.0.1" }

// Port is the port the server listens on.
func (s *Server) Port() int { return s.ln.Addr().(*net.TCPAddr).Port }

// Roots has the certificate authority of a server with TLS.
func (s *Server) Roots() *x509.CertPool { return s.roots }

// Account is a login for this server, ready for a dialer.
func (s *Server) Account() mailing.Account {
	security := mailing.Plain
	switch s.opts.tls {
	case implicitTLS:
		security = mailing.TLSOnConnect
	case startTLS:
		security = mailing.StartTLS
	}
	return mailing.Account{
		ID: 1, Name: "test", Host: s.Host(), Port: s.Port(), Security: security, Username: s.opts.user,
		From: mailing.Mailbox{Name: "Sender", Address: "sender@example.com"}, Connections: 1,
	}
}

// Accepted lists the accepted messages in the order of their acceptance.
func (s *Server) Accepted() []Mail {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Mail(nil), s.accepted...)
}

// Copies counts the accepted messages per recipient.
func (s *Server) Copies() map[string]int {
	n := map[string]int{}
	for _, m := range s.Accepted() {
		n[m.To]++
	}
	return n
}

// Sessions is how many clients got as far as EHLO (twice with STARTTLS).
func (s *Server) Sessions() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.sessions
}

// Refuse makes the server hang up on new connections at once, or take them again.
func (s *Server) Refuse(on bool) { s.ln.refuse.Store(on) }

// HangUp ends the connections that are open now, as a server does that restarts.
func (s *Server) HangUp() { s.ln.closeAll() }

// accept records a message, on disk first if asked: what the file says was accepted even if this process is killed.
func (s *Server) accept(m Mail) error {
	if parsed, err := mail.ReadMessage(bytes.NewReader(m.Data)); err == nil {
		m.MessageID = strings.Trim(parsed.Header.Get("Message-Id"), "<> ")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.logFile != nil {
		line, err := json.Marshal(map[string]string{"to": m.To, "id": m.MessageID})
		if err != nil {
			return err
		}
		if _, err := s.logFile.Write(append(line, '\n')); err != nil {
			return err
		}
		if err := s.logFile.Sync(); err != nil {
			return err
		}
	}
	s.accepted = append(s.accepted, m)
	return nil
}

// token takes one message's worth of the allowed rate.
func (s *Server) token() bool {
	if s.opts.perSecond <= 0 {
		return true
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	s.bucket = min(s.opts.burst, s.bucket+now.Sub(s.filled).Seconds()*s.opts.perSecond)
	s.filled = now
	if s.bucket < 1 {
		return false
	}
	s.bucket--
	return true
}
