package smtp_test

import (
	"context"
	"crypto/x509"
	"errors"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"evenpost/mailing"
	"evenpost/sender/smtp"
	"evenpost/sender/smtp/smtptest"
)

func failure(t *testing.T, err error) *smtp.StageError {
	t.Helper()
	failed, ok := errors.AsType[*smtp.StageError](err)
	if !ok {
		t.Fatalf("not a StageError: %v", err)
	}
	return failed
}

func TestDialFails(t *testing.T) {
	t.Parallel()
	hasty, slow := smtp.Timeouts{Greeting: 100 * time.Millisecond}, smtp.Timeouts{Login: 100 * time.Millisecond}
	for name, c := range map[string]struct {
		opts     []smtptest.Option
		password string
		timeouts smtp.Timeouts
		change   func(*mailing.Account, *smtp.Dialer)
		want     mailing.Reply // Text: a part of it
	}{
		"refused greeting": {
			opts: []smtptest.Option{smtptest.Greeting("554 5.7.1 No service for you")},
			want: mailing.Reply{Stage: mailing.StageGreeting, Code: 554, Enhanced: "5.7.1", Text: "No service for you"},
		},
		"busy": {
			opts: []smtptest.Option{smtptest.Greeting("421 4.7.0 Too many connections")},
			want: mailing.Reply{Stage: mailing.StageGreeting, Code: 421, Enhanced: "4.7.0", Text: "Too many connections"},
		},
		"hangs up at once":  {opts: []smtptest.Option{smtptest.DropAtStage(mailing.StageConnect)}, want: mailing.Reply{Stage: mailing.StageGreeting, Text: "closed the connection"}},
		"hangs up later":    {opts: []smtptest.Option{smtptest.DropAtStage(mailing.StageGreeting)}, want: mailing.Reply{Stage: mailing.StageGreeting, Text: "closed the connection"}},
		"slow greeting":     {opts: []smtptest.Option{smtptest.SlowAt(mailing.StageGreeting, 3*time.Second)}, timeouts: hasty, want: mailing.Reply{Stage: mailing.StageGreeting, Text: "no answer in time"}},
		"wrong password":    {opts: []smtptest.Option{smtptest.TLS(), smtptest.Auth("anna", "secret")}, password: "wr0ng", want: mailing.Reply{Stage: mailing.StageLogin, Code: 535, Enhanced: "5.7.8", Text: "Authentication failed"}},
		"slow login":        {opts: []smtptest.Option{smtptest.StartTLS(), smtptest.Auth("anna", "secret"), smtptest.SlowAt(mailing.StageLogin, 3*time.Second)}, timeouts: slow, want: mailing.Reply{Stage: mailing.StageLogin, Text: "no answer in time"}},
		"login cut":         {opts: []smtptest.Option{smtptest.StartTLS(), smtptest.Auth("anna", "secret"), smtptest.DropAtStage(mailing.StageLogin)}, want: mailing.Reply{Stage: mailing.StageLogin, Text: "closed the connection"}},
		"wrong host":        {opts: []smtptest.Option{smtptest.TLS(), smtptest.WrongHost()}, want: mailing.Reply{Stage: mailing.StageTLS, Text: "the certificate is for mail.hoster.example, *.hoster.example, not for 127.0.0.1"}},
		"expired":           {opts: []smtptest.Option{smtptest.StartTLS(), smtptest.Expired()}, want: mailing.Reply{Stage: mailing.StageTLS, Text: "is valid from"}},
		"unknown authority": {opts: []smtptest.Option{smtptest.TLS()}, change: func(_ *mailing.Account, d *smtp.Dialer) { d.TLSConfig = nil }, want: mailing.Reply{Stage: mailing.StageTLS, Text: `issued by "CN=smtptest authority"`}},
		"no STARTTLS":       {change: func(a *mailing.Account, _ *smtp.Dialer) { a.Security = mailing.StartTLS }, want: mailing.Reply{Stage: mailing.StageTLS, Text: "does not offer a secure connection"}},
		"no TLS here":       {change: func(a *mailing.Account, _ *smtp.Dialer) { a.Security = mailing.TLSOnConnect }, want: mailing.Reply{Stage: mailing.StageTLS, Text: "does not speak TLS on this port"}},
		"no login here":     {change: func(a *mailing.Account, _ *smtp.Dialer) { a.Username = "anna" }, want: mailing.Reply{Stage: mailing.StageLogin, Text: "offers no login"}},
		"no such server":    {change: func(a *mailing.Account, _ *smtp.Dialer) { a.Host = "mail.invalid" }, want: mailing.Reply{Stage: mailing.StageConnect, Text: "mail.invalid"}},
		"no host":           {change: func(a *mailing.Account, _ *smtp.Dialer) { a.Host = " " }, want: mailing.Reply{Stage: mailing.StageConnect, Text: "not the name of a server"}},
		"no port":           {change: func(a *mailing.Account, _ *smtp.Dialer) { a.Port = 0 }, want: mailing.Reply{Stage: mailing.StageConnect, Text: "0 is not a port"}},
		"odd security":      {change: func(a *mailing.Account, _ *smtp.Dialer) { a.Security = "maybe" }, want: mailing.Reply{Stage: mailing.StageConnect, Text: "unknown kind of connection"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := smtptest.New(t, c.opts...)
			d, a := dialer(s), s.Account()
			d.Timeouts = c.timeouts
			if c.change != nil {
				c.change(&a, d)
			}
			if c.password == "" {
				c.password = "secret"
			}
			begin := time.Now()
			session, err := d.Dial(t.Context(), a, c.password)
			if err == nil {
				session.Close()
				t.Fatal("it worked")
			}
			got := failure(t, err)
			r := got.Reply
			if r.Stage != c.want.Stage || r.Code != c.want.Code || r.Enhanced != c.want.Enhanced || !strings.Contains(r.Text, c.want.Text) {
				t.Errorf("%+v", r)
			}
			if errors.Unwrap(got) == nil || strings.Contains(err.Error(), c.password) {
				t.Error(err)
			}
			if time.Since(begin) > 2500*time.Millisecond && c.timeouts != (smtp.Timeouts{}) {
				t.Error("the deadline did not hold")
			}
		})
	}
}

func TestConnectionRefused(t *testing.T) {
	t.Parallel()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := ln.Addr().(*net.TCPAddr).Port
	if err := ln.Close(); err != nil {
		t.Fatal(err)
	}
	_, err = (&smtp.Dialer{}).Dial(t.Context(), plainAccount(port), "")
	if r := failure(t, err).Reply; r.Stage != mailing.StageConnect || !strings.Contains(r.Text, "refuses connections") {
		t.Errorf("%+v", r)
	}
}

func TestPlainOnlyToThisComputer(t *testing.T) {
	t.Parallel()
	a := mailing.Account{Host: "192.0.2.1", Port: 25, Security: mailing.Plain} // an address that nobody has (RFC 5737)
	d := &smtp.Dialer{Timeouts: smtp.Timeouts{Connect: 50 * time.Millisecond}}
	_, err := d.Dial(t.Context(), a, "")
	if !errors.Is(err, mailing.ErrPlainRefused) || failure(t, err).Reply.Stage != mailing.StageConnect {
		t.Error(err)
	}
	a.AllowPlain = true
	if _, err := d.Dial(t.Context(), a, ""); err == nil || errors.Is(err, mailing.ErrPlainRefused) {
		t.Error(err)
	}
	a.Practice = true // practice never leaves this computer
	if _, err := d.Dial(t.Context(), a, ""); !errors.Is(err, mailing.ErrPlainRefused) {
		t.Error(err)
	}
}

// An account without a password asks for it before anything is connected.
func TestPasswordMissing(t *testing.T) {
	t.Parallel()
	s := smtptest.New(t, smtptest.Auth("anna", "secret"))
	_, err := dialer(s).Dial(t.Context(), s.Account(), "")
	if !errors.Is(err, mailing.ErrNoPassword) || failure(t, err).Reply.Stage != mailing.StageLogin || s.Sessions() != 0 {
		t.Error(err)
	}
}

func TestLoginMechanisms(t *testing.T) {
	t.Parallel()
	for offered, want := range map[string]string{
		"AUTH LOGIN PLAIN": "AUTH PLAIN AGEAYg==", "AUTH XOAUTH2 LOGIN": "AUTH LOGIN", "AUTH CRAM-MD5": "AUTH CRAM-MD5",
		"AUTH SCRAM-SHA-1 SCRAM-SHA-256 CRAM-MD5": "AUTH SCRAM-SHA-256", "AUTH XOAUTH2": "",
	} {
		port, heard := smtptest.Script(t, map[string]string{"EHLO": "250-script\n250 " + offered, "AUTH": "535 5.7.8 no"})
		a := plainAccount(port)
		a.Username = "a"
		_, err := (&smtp.Dialer{}).Dial(t.Context(), a, "b")
		if r := failure(t, err).Reply; r.Stage != mailing.StageLogin || want == "" != strings.Contains(r.Text, "only XOAUTH2") {
			t.Errorf("%s: %+v", offered, r)
		}
		if h := heard(); !strings.Contains(h, want) || want == "" && strings.Contains(h, "AUTH") || strings.Contains(h, "*") {
			t.Errorf("%s: %s", offered, h)
		}
	}
}

func TestCancelDial(t *testing.T) {
	t.Parallel()
	for _, opts := range [][]smtptest.Option{
		{smtptest.SlowAt(mailing.StageGreeting, 3*time.Second)},
		{smtptest.SlowAt(mailing.StageLogin, 3*time.Second), smtptest.StartTLS(), smtptest.Auth("anna", "secret")},
	} {
		s := smtptest.New(t, opts...)
		ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
		begin := time.Now()
		_, err := dialer(s).Dial(ctx, s.Account(), "secret")
		cancel()
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(begin) > 2*time.Second {
			t.Errorf("%v after %s", err, time.Since(begin))
		}
	}
}

func TestHello(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"", "shop.example.at"} {
		port, heard := smtptest.Script(t, nil)
		d := &smtp.Dialer{Resolve: func(mailing.Account) (string, int, error) { return "127.0.0.1", port, nil }}
		want := "EHLO [127.0.0.1]\r\n"
		if name != "" {
			d.Hello, want = func() string { return name }, "EHLO "+name+"\r\n"
		}
		session, err := d.Dial(t.Context(), mailing.Account{Practice: true, Security: mailing.Plain}, "")
		if err != nil {
			t.Fatal(err)
		}
		session.Close()
		if !strings.HasPrefix(heard(), want) || !strings.HasSuffix(heard(), "QUIT\r\n") {
			t.Errorf("%q", heard())
		}
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	check := func(change func(*mailing.Account, *smtp.Dialer), opts ...smtptest.Option) (steps []smtp.Step, s *smtptest.Server, err error) {
		s = smtptest.New(t, append(opts, smtptest.Auth("anna", "secret"))...)
		d, a := dialer(s), s.Account()
		if change != nil {
			change(&a, d)
		}
		err = d.Check(t.Context(), a, "secret", func(step smtp.Step) { steps = append(steps, step) })
		return steps, s, err
	}
	stages := func(steps []smtp.Step) (names []mailing.Stage) {
		for _, s := range steps {
			if s.Detail == "" {
				t.Errorf("%s says nothing", s.Stage)
			}
			names = append(names, s.Stage)
		}
		return names
	}
	steps, s, err := check(nil, smtptest.StartTLS())
	want := []mailing.Stage{smtp.StageLookup, mailing.StageConnect, mailing.StageGreeting, mailing.StageTLS, mailing.StageLogin, mailing.StageMail}
	if got := stages(steps); err != nil || !slices.Equal(got, want) || len(s.Accepted()) != 0 {
		t.Errorf("%v %v", got, err)
	}
	steps, _, err = check(nil, smtptest.TLS(), smtptest.RejectAt(mailing.StageMail, 553, "5.7.1", "Sender address rejected: not owned by user"))
	want = []mailing.Stage{smtp.StageLookup, mailing.StageConnect, mailing.StageTLS, mailing.StageGreeting, mailing.StageLogin, mailing.StageMail}
	last := steps[len(steps)-1]
	if got := stages(steps); err == nil || !slices.Equal(got, want) || last.Err == nil || last.Detail != "Sender address rejected: not owned by user (553 5.7.1)" {
		t.Errorf("%v %v %+v", got, err, last)
	}
	steps, _, err = check(func(a *mailing.Account, _ *smtp.Dialer) { a.Host = "localhost" }, smtptest.TLS(), smtptest.WrongHost())
	if got := stages(steps); err == nil || got[len(got)-1] != mailing.StageTLS || !strings.Contains(steps[len(steps)-1].Detail, "*.hoster.example, not for localhost") {
		t.Errorf("%v %v", steps, err)
	}
	if _, ok := errors.AsType[x509.HostnameError](err); !ok {
		t.Error(err)
	}
	steps, _, err = check(func(a *mailing.Account, _ *smtp.Dialer) { a.Host = "mail.invalid" })
	if got := stages(steps); err == nil || len(got) != 1 || got[0] != smtp.StageLookup {
		t.Errorf("%v %v", got, err)
	}
}
