package smtptest

import (
	"errors"
	"io"
	"strings"
	"time"

	"github.com/emersion/go-sasl"
	gosmtp "github.com/emersion/go-smtp"

	"evenpost/mailing"
)

var errHungUp = errors.New("hung up")

type session struct {
	s        *Server
	conn     *gosmtp.Conn
	loggedIn bool
	from, to string
	n        int // messages of this session
	nth      int // of the server's messages, from 1
}

func (s *Server) newSession(c *gosmtp.Conn) (gosmtp.Session, error) {
	s.mu.Lock()
	s.sessions++
	s.mu.Unlock()
	return &session{s: s, conn: c}, nil
}

// at does what was asked for at a stage, before the stage's own work.
func (x *session) at(stage mailing.Stage) error {
	o := &x.s.opts
	if d := o.slow[stage]; d > 0 {
		time.Sleep(d)
	}
	if o.dropAt == stage {
		return x.hangUp()
	}
	for _, r := range o.replies {
		if r.stage == stage && x.nth > r.from && (r.count == 0 || x.nth <= r.from+r.count) {
			return x.say(r.err)
		}
	}
	return nil
}

// say answers; after 421 it hangs up, which go-smtp leaves to us.
func (x *session) say(e *gosmtp.SMTPError) error {
	if e.Code == 421 {
		x.socket().closeAfterWrite.Store(true)
	}
	return e
}

func (x *session) hangUp() error {
	_ = x.socket().Close()
	return errHungUp
}

func (x *session) socket() *conn { return under(x.conn.Conn()) }

func (x *session) AuthMechanisms() []string {
	if x.s.opts.user == "" {
		return nil
	}
	return []string{sasl.Plain, sasl.Login}
}

func (x *session) Auth(mech string) (sasl.Server, error) {
	check := func(user, pass string) error {
		if err := x.at(mailing.StageLogin); err != nil {
			return err
		}
		if user != x.s.opts.user || pass != x.s.opts.pass {
			return gosmtp.ErrAuthFailed
		}
		x.loggedIn = true
		return nil
	}
	switch mech {
	case sasl.Plain:
		return sasl.NewPlainServer(func(_, user, pass string) error { return check(user, pass) }), nil
	case sasl.Login:
		return &loginServer{check: check}, nil
	}
	return nil, gosmtp.ErrAuthUnknownMechanism
}

// loginServer is the server side of AUTH LOGIN, which go-sasl has no more.
type loginServer struct {
	check func(user, pass string) error
	user  string
	step  int
}

func (l *loginServer) Next(response []byte) ([]byte, bool, error) {
	l.step++
	switch {
	case l.step == 1 && response == nil:
		return []byte("Username:"), false, nil
	case l.step <= 2 && l.user == "":
		l.user, l.step = string(response), 2
		return []byte("Password:"), false, nil
	default:
		return nil, true, l.check(l.user, string(response))
	}
}

func (x *session) Mail(from string, _ *gosmtp.MailOptions) error {
	o := &x.s.opts
	if o.user != "" && !x.loggedIn {
		return &gosmtp.SMTPError{Code: 530, EnhancedCode: gosmtp.EnhancedCode{5, 7, 0}, Message: "Authentication required"}
	}
	x.n++
	x.s.mu.Lock()
	x.s.tried++
	x.nth = x.s.tried
	x.s.mu.Unlock()
	if err := x.at(mailing.StageMail); err != nil {
		return err
	}
	if o.busyText != "" && x.nth > o.busyAfter {
		return x.say(reply(421, "4.7.0", o.busyText))
	}
	if o.perSession > 0 && x.n > o.perSession {
		return x.say(reply(421, "4.7.0", "Too many messages in this session"))
	}
	if !x.s.token() {
		return reply(450, "4.7.1", "Too many messages, slow down")
	}
	x.from = from
	return nil
}

func (x *session) Rcpt(to string, _ *gosmtp.RcptOptions) error {
	if err := x.at(mailing.StageRcpt); err != nil {
		return err
	}
	key := strings.ToLower(to)
	if e, ok := x.s.opts.reject[key]; ok {
		return x.say(e)
	}
	x.s.mu.Lock()
	defer x.s.mu.Unlock()
	if x.s.deferred[key] < x.s.opts.deferFor[key] {
		x.s.deferred[key]++
		return reply(450, "4.2.0", "Greylisted, try again later")
	}
	x.to = to
	return nil
}

func (x *session) Data(r io.Reader) error {
	o := &x.s.opts
	if o.dropAt == mailing.StageData {
		_, _ = io.ReadFull(r, make([]byte, 10))
		return x.hangUp()
	}
	data, err := io.ReadAll(r)
	if err != nil {
		return err // a message that ends without the final dot is none
	}
	if err := x.at(mailing.StageData); err != nil {
		return err
	}
	if err := x.at(mailing.StageDot); err != nil {
		return err
	}
	if err := x.s.accept(Mail{From: x.from, To: x.to, Data: data}); err != nil {
		return reply(451, "4.3.0", "The message could not be kept")
	}
	x.s.mu.Lock()
	x.s.dots++
	drop := o.dropFor[strings.ToLower(x.to)] || o.dropEvery > 0 && x.s.dots%o.dropEvery == 0
	x.s.mu.Unlock()
	if drop {
		return x.hangUp()
	}
	return nil
}

func (x *session) Reset() { x.from, x.to = "", "" }

func (x *session) Logout() error { return nil }
