// Package throttle is a mail server that takes no more than it wants: so many messages a second with a burst (a token bucket),
// so many in one connection, so many connections at once. It turns away the rest in the words of real providers, and keeps a
// record of what it would have taken, what it took and how often it said no.
package throttle

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"time"

	"github.com/emersion/go-smtp"
)

// Options say how much the server takes. What is zero is not limited.
type Options struct {
	PerSecond     float64 // messages, as they are saved up
	Burst         int     // at most so many are saved up; at least one
	PerConnection int     // messages, then the connection is ended
	Connections   int     // at once
	Refusal       Refusal // what is said when nothing is saved up; the zero value is TooMuchMail
}

// Server is a running server.
type Server struct {
	opts Options
	ln   *listener
	smtp *smtp.Server
	done chan error

	mu      sync.Mutex
	bucket  bucket
	events  []event
	changed chan struct{} // closed and replaced at every event
	ended   int           // connections that had their share
	turned  int           // connections away
}

// event is a message that was taken or refused.
type event struct {
	at   time.Time
	took bool
}

// Start begins to listen on a free loopback port. The bucket is full.
func Start(ctx context.Context, o Options) (*Server, error) {
	if o.Refusal.Text == "" {
		o.Refusal = TooMuchMail
	}
	o.Burst = max(1, o.Burst)
	var lc net.ListenConfig
	ln, err := lc.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &Server{opts: o, done: make(chan error, 1), bucket: fullBucket(o, time.Now()), changed: make(chan struct{})}
	s.ln = &listener{Listener: ln, most: o.Connections, turnedAway: s.turnAway}
	s.smtp = smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) {
		return &session{server: s, conn: c}, nil
	}))
	s.smtp.Domain = "throttle.test"
	s.smtp.ErrorLog = quiet{} // clients that hang up are nothing to write about
	go func() { s.done <- s.smtp.Serve(s.ln) }()
	return s, nil
}

// Port is where the server listens on 127.0.0.1.
func (s *Server) Port() int { return s.ln.Addr().(*net.TCPAddr).Port }

// Close ends the server and every session.
func (s *Server) Close() error {
	err := s.smtp.Close()
	if served := <-s.done; !errors.Is(served, smtp.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	return err
}

// Tally is what came of a stretch of time.
type Tally struct {
	Permitted float64 // messages that would have been taken
	Took      int
	Refused   int // messages that were answered with the refusal
}

// Used is the share of what was permitted.
func (t Tally) Used() float64 { return float64(t.Took) / t.Permitted }

// Wasted is the share of refusals among the answers to messages.
func (t Tally) Wasted() float64 { return float64(t.Refused) / float64(max(1, t.Refused+t.Took)) }

// Tally counts from one moment to another. What was saved up at the first is permitted, and what comes in until the second,
// as long as the bucket does not run over: it is what a client could have sent that knows the server.
func (s *Server) Tally(from, to time.Time) Tally {
	s.mu.Lock()
	defer s.mu.Unlock()
	var t Tally
	b := fullBucket(s.opts, s.bucket.began)
	for _, e := range s.events {
		if e.at.After(to) {
			break
		}
		if !e.at.Before(from) {
			if e.took {
				t.Took++
			} else {
				t.Refused++
			}
			continue
		}
		if e.took {
			b.take(e.at)
		}
	}
	t.Permitted = b.at(from) + s.opts.PerSecond*to.Sub(from).Seconds()
	return t
}

// Ended is how many connections were ended because they had their share, Turned how many were turned away at the door.
func (s *Server) Ended() int { s.mu.Lock(); defer s.mu.Unlock(); return s.ended }

// Turned is how many connections were too many at once.
func (s *Server) Turned() int { s.mu.Lock(); defer s.mu.Unlock(); return s.turned }

// AwaitTook waits until so many messages have been taken.
func (s *Server) AwaitTook(ctx context.Context, n int) error {
	for {
		s.mu.Lock()
		took, changed := 0, s.changed
		for _, e := range s.events {
			if e.took {
				took++
			}
		}
		s.mu.Unlock()
		if took >= n {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return fmt.Errorf("took %d of %d messages: %w", took, n, ctx.Err())
		}
	}
}

// admit takes a message or refuses it.
func (s *Server) admit() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	took := s.opts.PerSecond == 0 || s.bucket.take(now)
	s.events = append(s.events, event{now, took})
	close(s.changed)
	s.changed = make(chan struct{})
	return took
}

func (s *Server) turnAway() { s.mu.Lock(); s.turned++; s.mu.Unlock() }

func (s *Server) end() { s.mu.Lock(); s.ended++; s.mu.Unlock() }

// bucket saves up permissions.
type bucket struct {
	perSecond, most, saved float64
	began, filled          time.Time
}

func fullBucket(o Options, now time.Time) bucket {
	return bucket{perSecond: o.PerSecond, most: float64(o.Burst), saved: float64(o.Burst), began: now, filled: now}
}

// at is what is saved up at a moment.
func (b *bucket) at(now time.Time) float64 {
	return min(b.most, b.saved+b.perSecond*now.Sub(b.filled).Seconds())
}

func (b *bucket) take(now time.Time) bool {
	b.saved, b.filled = b.at(now), now
	if b.saved < 1 {
		return false
	}
	b.saved--
	return true
}

// session is one connection as the mail library sees it.
type session struct {
	server   *Server
	conn     *smtp.Conn
	messages int
}

// refuse gives the refusal as an answer, and hangs up behind it where it says so.
func (s *session) refuse(r Refusal) error {
	if r.HangUp {
		s.conn.Conn().(*conn).hangUpAfterReply()
	}
	return r.reply()
}

// at asks for room for a message at the stage at which the server answers.
func (s *session) at(stage Stage) error {
	if r := s.server.opts.Refusal; r.Stage == stage && !s.server.admit() {
		return s.refuse(r)
	}
	return nil
}

func (s *session) Mail(string, *smtp.MailOptions) error {
	if most := s.server.opts.PerConnection; most > 0 && s.messages >= most {
		s.server.end()
		return s.refuse(ConnectionUsed)
	}
	return s.at(AtMail)
}

func (s *session) Rcpt(string, *smtp.RcptOptions) error { return s.at(AtRcpt) }

func (s *session) Data(r io.Reader) error {
	if _, err := io.Copy(io.Discard, r); err != nil {
		return err
	}
	if err := s.at(AtDot); err != nil {
		return err
	}
	s.messages++
	return nil
}

func (s *session) Reset() {}

func (s *session) Logout() error { return nil }

type quiet struct{}

func (quiet) Printf(string, ...any) {}
func (quiet) Println(...any)        {}
