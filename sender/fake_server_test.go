package sender

import (
	"context"
	"errors"
	"sync"
	"time"

	"evenpost/mailing"
	"evenpost/sender/smtp"
)

// server plays an account's server: every message takes a while, and answer decides what is said.
type server struct {
	mu     sync.Mutex
	took   time.Duration
	tookAt map[string]time.Duration            // by host, where that is not took
	refuse func(n int) error                   // of the nth login
	answer func(n int, to string) smtp.Outcome // to the nth message; nil: 250
	atMail func() mailing.Reply                // refuses at once, before a message is handed over; nil or no code: not
	// onConnection answers the nth message of a connection; nil or no reply: as answer says
	onConnection func(n int) smtp.Outcome
	logins       int
	got          []string
	hosts        []string // to which each was handed
	gotAt        []time.Time
	open         int
	maximum      int
	most         int // messages on one connection
}

func refusal(r mailing.Reply) error { return &smtp.StageError{Reply: r, Err: errors.New(r.Text)} }

func (s *server) Dial(ctx context.Context, a mailing.Account, _ string) (Session, error) {
	select {
	case <-time.After(s.took):
	case <-ctx.Done():
		return nil, refusal(mailing.Reply{Stage: mailing.StageConnect, Text: "cancelled"})
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.logins++
	if s.refuse != nil {
		if err := s.refuse(s.logins); err != nil {
			return nil, err
		}
	}
	s.open++
	s.maximum = max(s.maximum, s.open)
	return &session{server: s, host: a.Host}, nil
}

// atOnce is how many connections were open at once, at most.
func (s *server) atOnce() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.maximum
}

// taken is how many messages were answered.
func (s *server) taken() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.got)
}

func (s *server) Password(context.Context, mailing.Account) (string, error) { return "secret", nil }

type session struct {
	server *server
	n      int // messages
	host   string
	closed bool
}

func (c *session) Close() {
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	if c.closed {
		panic("closed twice")
	}
	c.closed = true
	c.server.open--
}

func (c *session) StepByStep() {}

func (c *session) Stream(ctx context.Context, letters <-chan *smtp.Letter) {
	for letter := range letters {
		began := time.Now()
		out := smtp.Outcome{}
		msg, err := letter.Make(nil)
		if err == nil {
			out = c.Send(ctx, letter.From, letter.To, msg)
		}
		out.Unmade, out.Began, out.Took = err, began, time.Since(began)
		letter.Done(out)
		if out.Broken || out.Stale {
			return
		}
	}
}

func (c *session) Send(_ context.Context, _, to string, _ []byte) smtp.Outcome {
	if c.server.atMail != nil {
		c.server.mu.Lock()
		r := c.server.atMail()
		c.server.mu.Unlock()
		if r.Code != 0 {
			return said(r)
		}
	}
	took, other := c.server.tookAt[c.host]
	if !other {
		took = c.server.took
	}
	time.Sleep(took)
	c.server.mu.Lock()
	defer c.server.mu.Unlock()
	out := smtp.Outcome{Reply: mailing.Reply{Stage: mailing.StageDot, Code: 250, Text: "ok"}, Took: took}
	if c.server.answer != nil {
		if o := c.server.answer(len(c.server.got)+1, to); o.Reply != (mailing.Reply{}) || o.Stale {
			out = o
		}
	}
	c.n++
	if c.server.onConnection != nil {
		if o := c.server.onConnection(c.n); o.Reply != (mailing.Reply{}) {
			out = o
		}
	}
	c.server.most = max(c.server.most, c.n)
	if !out.Stale {
		c.server.got = append(c.server.got, to)
		c.server.hosts = append(c.server.hosts, c.host)
		c.server.gotAt = append(c.server.gotAt, time.Now())
	}
	return out
}
