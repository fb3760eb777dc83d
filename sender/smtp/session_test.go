package smtp_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"evenpost/mailing"
	"evenpost/sender/smtp"
	"evenpost/sender/smtp/smtptest"
)

const (
	from   = "sender@example.com"
	to     = "anna@example.org"
	letter = "From: sender@example.com\r\nTo: anna@example.org\r\nMessage-ID: <1@example.com>\r\nSubject: x\r\n\r\nHello\r\n"
)

func dialer(s *smtptest.Server) *smtp.Dialer {
	d := &smtp.Dialer{}
	if s.Roots() != nil {
		d.TLSConfig = &tls.Config{RootCAs: s.Roots(), MinVersion: tls.VersionTLS12}
	}
	return d
}

func dial(t *testing.T, s *smtptest.Server) *smtp.Session {
	t.Helper()
	session, err := dialer(s).Dial(t.Context(), s.Account(), "secret")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(session.Close)
	return session
}

func script(t *testing.T, replies map[string]string) (session *smtp.Session, heard func() string) {
	t.Helper()
	port, heard := smtptest.Script(t, replies)
	session, err := (&smtp.Dialer{}).Dial(t.Context(), plainAccount(port), "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(session.Close)
	return session, heard
}

func plainAccount(port int) mailing.Account {
	return mailing.Account{Host: "127.0.0.1", Port: port, Security: mailing.Plain, From: mailing.Mailbox{Address: from}}
}

func TestSendOverEveryKindOfConnection(t *testing.T) {
	t.Parallel()
	for name, opts := range map[string][]smtptest.Option{
		"plain":    {},
		"login":    {smtptest.Auth("anna", "secret")},
		"tls":      {smtptest.TLS(), smtptest.Auth("anna", "secret")},
		"starttls": {smtptest.StartTLS(), smtptest.Auth("anna", "secret")},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := smtptest.New(t, opts...)
			session := dial(t, s)
			for i := range 5 {
				out := session.Send(t.Context(), from, fmt.Sprintf("%d@example.org", i), []byte(letter))
				if !out.Accepted || out.Broken || out.Reply.Code != 250 || out.Reply.Stage != mailing.StageDot || out.Took <= 0 {
					t.Fatalf("%+v", out)
				}
			}
			got := s.Accepted()
			if len(got) != 5 || got[4].To != "4@example.org" || got[4].From != from || string(got[4].Data) != letter || got[4].MessageID != "1@example.com" {
				t.Errorf("%+v", got)
			}
		})
	}
}

func TestContentArrivesAsItWas(t *testing.T) {
	t.Parallel()
	big := strings.Repeat(strings.Repeat("0123456789abcdef", 4)+"\r\n..dots\r\n.\r\n", 140_000) // about 11 MB
	for name, c := range map[string]struct{ in, want string }{
		"dots":         {".\r\n..\r\n.a\r\na.\r\n.\r\n", ".\r\n..\r\n.a\r\na.\r\n.\r\n"},
		"bare LF":      {"a\n.\nb\n", "a\r\n.\r\nb\r\n"},
		"bare CR":      {"a\rb\r.\r\r\nc", "a\r\nb\r\n.\r\n\r\nc\r\n"},
		"no last line": {"Subject: x\r\n\r\nend", "Subject: x\r\n\r\nend\r\n"},
		"smuggling":    {"a\n.\r\nMAIL FROM:<x@y>\r.\r\n.\n", "a\r\n.\r\nMAIL FROM:<x@y>\r\n.\r\n.\r\n"},
		"empty":        {"", ""},
		"big":          {big, big},
		"long lines":   {strings.Repeat("x", 200_000) + "\r\n." + strings.Repeat("y", 70_000), strings.Repeat("x", 200_000) + "\r\n." + strings.Repeat("y", 70_000) + "\r\n"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := smtptest.New(t)
			if out := dial(t, s).Send(t.Context(), from, to, []byte(c.in)); !out.Accepted {
				t.Fatalf("%+v", out)
			}
			if got := s.Accepted(); len(got) != 1 || !bytes.Equal(got[0].Data, []byte(c.want)) {
				t.Errorf("%d mails, %.80q", len(got), got[0].Data)
			}
		})
	}
}

// Whatever is refused, the session goes on with the next message, and nothing of the refused one remains.
func TestRefusedAtEveryStage(t *testing.T) {
	t.Parallel()
	for _, stage := range []mailing.Stage{mailing.StageMail, mailing.StageRcpt, mailing.StageDot} {
		t.Run(string(stage), func(t *testing.T) {
			t.Parallel()
			s := smtptest.New(t, smtptest.RejectSome(stage, 1, 2, 554, "5.7.1", "Not this one"))
			session := dial(t, s)
			for i := range 4 {
				out := session.Send(t.Context(), from, fmt.Sprintf("%d@example.org", i), []byte(letter))
				refused := i == 1 || i == 2
				if out.Broken || out.Accepted == refused {
					t.Fatalf("%d: %+v", i, out)
				}
				want := mailing.Reply{Stage: stage, Code: 554, Enhanced: "5.7.1", Text: "Not this one"}
				if refused && out.Reply != want {
					t.Errorf("%d: %+v", i, out.Reply)
				}
			}
			if got := s.Accepted(); len(got) != 2 || got[1].To != "3@example.org" {
				t.Errorf("%+v", got)
			}
			if s.Sessions() != 1 {
				t.Error("it dialled again")
			}
		})
	}
}

func TestRefusedData(t *testing.T) {
	t.Parallel()
	session, heard := script(t, map[string]string{"DATA": "451 4.3.0 not now"})
	for range 2 {
		out := session.Send(t.Context(), from, to, []byte(letter))
		if out.Accepted || out.Broken || out.Reply.Stage != mailing.StageData || out.Reply.Code != 451 {
			t.Fatalf("%+v", out)
		}
	}
	if h := heard(); strings.Count(h, "RSET") != 1 || strings.Index(h, "RSET") > strings.LastIndex(h, "MAIL") {
		t.Errorf("%s", h)
	}
}

func TestDroppedAtEveryStage(t *testing.T) {
	t.Parallel()
	for _, stage := range []mailing.Stage{mailing.StageMail, mailing.StageRcpt, mailing.StageData, mailing.StageDot} {
		t.Run(string(stage), func(t *testing.T) {
			t.Parallel()
			s := smtptest.New(t, smtptest.DropAtStage(stage))
			out := dial(t, s).Send(t.Context(), from, to, []byte(letter))
			afterDot := stage == mailing.StageDot || stage == mailing.StageData // a small message is handed over before the server hangs up inside it
			if out.Accepted || !out.Broken || out.Stale || out.Reply.HandedOver != afterDot || out.Reply.Code != 0 || out.Reply.Text == "" {
				t.Errorf("%+v", out)
			}
			if len(s.Accepted()) != 0 {
				t.Error("accepted")
			}
		})
	}
	for _, verb := range []string{"MAIL", "RCPT", "DATA", "."} {
		session, _ := script(t, map[string]string{verb: ""})
		out := session.Send(t.Context(), from, to, []byte(letter))
		want := map[string]mailing.Stage{"MAIL": mailing.StageMail, "RCPT": mailing.StageRcpt, "DATA": mailing.StageData, ".": mailing.StageDot}[verb]
		if !out.Broken || out.Reply.Stage != want || out.Reply.HandedOver != (verb == ".") {
			t.Errorf("%s: %+v", verb, out)
		}
	}
}

// A message that could not be written to its end is not with the server, and that is certain.
func TestDroppedInsideABigMessage(t *testing.T) {
	t.Parallel()
	s := smtptest.New(t, smtptest.DropAtStage(mailing.StageData))
	out := dial(t, s).Send(t.Context(), from, to, bytes.Repeat([]byte("0123456789\r\n"), 3_000_000))
	if out.Accepted || !out.Broken || out.Reply.HandedOver || out.Reply.Stage != mailing.StageData {
		t.Errorf("%+v", out)
	}
}

func TestDropAfterDotIsInDoubt(t *testing.T) {
	t.Parallel()
	s := smtptest.New(t, smtptest.DropAfterDot(to), smtptest.StartTLS())
	out := dial(t, s).Send(t.Context(), from, to, []byte(letter))
	if out.Accepted || !out.Broken || !out.Reply.HandedOver || len(s.Accepted()) != 1 {
		t.Errorf("%+v", out)
	}
}

func TestAcceptedThenLost(t *testing.T) {
	t.Parallel()
	session, _ := script(t, map[string]string{".": "250 2.0.0 queued", "QUIT": ""})
	if out := session.Send(t.Context(), from, to, []byte(letter)); !out.Accepted || out.Reply.Enhanced != "2.0.0" || out.Reply.Text != "queued" {
		t.Errorf("%+v", out)
	}
}

func TestStale(t *testing.T) {
	t.Parallel()
	s := smtptest.New(t)
	session := dial(t, s)
	if out := session.Send(t.Context(), from, to, []byte(letter)); !out.Accepted {
		t.Fatalf("%+v", out)
	}
	s.HangUp()
	out := session.Send(t.Context(), from, to, []byte(letter))
	if !out.Stale || !out.Broken || out.Reply.HandedOver || out.Reply.Stage != mailing.StageMail {
		t.Errorf("%+v", out)
	}
	if out := session.Send(t.Context(), from, to, []byte(letter)); !out.Broken || !out.Stale || out.Accepted {
		t.Errorf("%+v", out)
	}
	if len(s.Accepted()) != 1 {
		t.Errorf("%+v", s.Accepted())
	}
}

func Test421BreaksAtEveryStage(t *testing.T) {
	t.Parallel()
	for verb, stage := range map[string]mailing.Stage{"MAIL": mailing.StageMail, "RCPT": mailing.StageRcpt, "DATA": mailing.StageData, ".": mailing.StageDot} {
		session, _ := script(t, map[string]string{verb: "421 4.7.0 Too many messages, goodbye"})
		out := session.Send(t.Context(), from, to, []byte(letter))
		want := mailing.Reply{Stage: stage, Code: 421, Enhanced: "4.7.0", Text: "Too many messages, goodbye"}
		if !out.Broken || out.Accepted || out.Stale || out.Reply != want {
			t.Errorf("%s: %+v", verb, out)
		}
	}
	s := smtptest.New(t, smtptest.MaxPerSession(2))
	session := dial(t, s)
	for i := range 3 {
		out := session.Send(t.Context(), from, to, []byte(letter))
		if out.Accepted != (i < 2) || out.Broken != (i == 2) {
			t.Errorf("%d: %+v", i, out)
		}
	}
}

// A server that refuses the recipient and asks for the content all the same gets no empty mail.
func TestNoEmptyMailAfterARefusal(t *testing.T) {
	t.Parallel()
	session, heard := script(t, map[string]string{"EHLO": "250-script\n250 PIPELINING", "RCPT": "550-5.1.1 No such\n550 5.1.1 user"})
	out := session.Send(t.Context(), from, to, []byte(letter))
	want := mailing.Reply{Stage: mailing.StageRcpt, Code: 550, Enhanced: "5.1.1", Text: "No such user"}
	if out.Reply != want || !out.Broken {
		t.Errorf("%+v", out)
	}
	if strings.Contains(heard(), "\r\n.\r\n") {
		t.Errorf("%q", heard())
	}
}

func TestOddReplies(t *testing.T) {
	t.Parallel()
	session, _ := script(t, map[string]string{"MAIL": "250", "RCPT": "250-\n250-fine\n250", ".": "250-2.0.0 ok\n250 2.0.0 queued as 7"})
	if out := session.Send(t.Context(), from, to, []byte(letter)); !out.Accepted || out.Reply.Text != "ok queued as 7" {
		t.Errorf("%+v", out)
	}
	for reply, doubt := range map[string]bool{"hello": true, "354 more please": true, "2": true, "250x": true, strings.Repeat("250-a\n", 300) + "250 b": true} {
		session, _ := script(t, map[string]string{".": reply})
		if out := session.Send(t.Context(), from, to, []byte(letter)); out.Accepted || !out.Broken || out.Reply.HandedOver != doubt {
			t.Errorf("%.30q: %+v", reply, out)
		}
	}
}

func TestSize(t *testing.T) {
	t.Parallel()
	s := smtptest.New(t, smtptest.MaxSize(1000))
	session := dial(t, s)
	out := session.Send(t.Context(), from, to, bytes.Repeat([]byte("x\n"), 400)) // 800 bytes here, 1200 there
	if out.Broken || out.Reply.Stage != mailing.StageMail || out.Reply.Code != 552 || out.Reply.Enhanced != "5.3.4" {
		t.Errorf("%+v", out)
	}
	if out := session.Send(t.Context(), from, to, []byte(letter)); !out.Accepted {
		t.Errorf("%+v", out)
	}
}

func TestAddresses(t *testing.T) {
	t.Parallel()
	s := smtptest.New(t)
	session := dial(t, s)
	for _, bad := range []string{"", "a@b.example>\r\nRCPT TO:<c@d.example", "a b@example.org", "<a@b.example>"} {
		if out := session.Send(t.Context(), from, bad, []byte(letter)); out.Accepted || out.Broken || out.Reply.Stage != mailing.StageRcpt || out.Reply.Code != 501 {
			t.Errorf("%q: %+v", bad, out)
		}
	}
	if out := session.Send(t.Context(), from, "jörg@example.org", []byte(letter)); out.Accepted || out.Reply.Code != 553 || out.Reply.Enhanced != "5.6.7" {
		t.Errorf("%+v", out)
	}
	able := smtptest.New(t, smtptest.UTF8())
	if out := dial(t, able).Send(t.Context(), from, "jörg@example.org", []byte(letter+"Grüße")); !out.Accepted || able.Accepted()[0].To != "jörg@example.org" {
		t.Errorf("%+v", out)
	}
}

func TestCancel(t *testing.T) {
	t.Parallel()
	for _, stage := range []mailing.Stage{mailing.StageMail, mailing.StageRcpt} {
		s := smtptest.New(t, smtptest.SlowAt(stage, 4*time.Second))
		session := dial(t, s)
		ctx, cancel := context.WithTimeout(t.Context(), 500*time.Millisecond)
		out := session.Send(ctx, from, to, []byte(letter))
		cancel()
		if out.Accepted || !out.Broken || out.Stale || out.Reply.HandedOver || out.Reply.Stage != stage || out.Took > 3*time.Second || len(s.Accepted()) > 0 {
			t.Errorf("%s: %+v", stage, out)
		}
	}
	s := smtptest.New(t)
	session := dial(t, s)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if out := session.Send(ctx, from, to, []byte(letter)); out.Broken || out.Accepted || out.Reply.Text != "cancelled" {
		t.Errorf("%+v", out)
	}
	if out := session.Send(t.Context(), from, to, []byte(letter)); !out.Accepted {
		t.Errorf("%+v", out)
	}
}

// After the dot a cancelled Send waits for the reply, within reason.
func TestCancelAfterTheDot(t *testing.T) {
	t.Parallel()
	for grace, sent := range map[time.Duration]bool{20 * time.Millisecond: false, 10 * time.Second: true} {
		s := smtptest.New(t, smtptest.SlowAt(mailing.StageDot, 2*time.Second))
		d := dialer(s)
		d.Timeouts.Grace = grace
		session, err := d.Dial(t.Context(), s.Account(), "")
		if err != nil {
			t.Fatal(err)
		}
		defer session.Close()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second) // the dot is sent by then
		out := session.Send(ctx, from, to, []byte(letter))
		cancel()
		if out.Accepted != sent || out.Reply.HandedOver == sent || out.Broken == sent {
			t.Errorf("%s: %+v", grace, out)
		}
	}
}

func TestTimeouts(t *testing.T) {
	t.Parallel()
	for _, stage := range []mailing.Stage{mailing.StageMail, mailing.StageRcpt, mailing.StageDot} {
		s := smtptest.New(t, smtptest.SlowAt(stage, 3*time.Second))
		d := dialer(s)
		d.Timeouts = smtp.Timeouts{Mail: 400 * time.Millisecond, Rcpt: 400 * time.Millisecond, Dot: 400 * time.Millisecond}
		session, err := d.Dial(t.Context(), s.Account(), "")
		if err != nil {
			t.Fatal(err)
		}
		defer session.Close()
		out := session.Send(t.Context(), from, to, []byte(letter))
		if !out.Broken || out.Stale || out.Reply.Stage != stage || out.Reply.HandedOver != (stage == mailing.StageDot) || out.Reply.Text != "no answer in time" {
			t.Errorf("%s: %+v", stage, out)
		}
	}
}

func TestCloseWithoutAnAnswer(t *testing.T) {
	t.Parallel()
	session, heard := script(t, map[string]string{"QUIT": ""})
	session.Close()
	session.Close()
	if strings.Count(heard(), "QUIT") > 1 || !session.Broken() {
		t.Error(heard())
	}
	if out := session.Send(t.Context(), from, to, []byte(letter)); !out.Broken || !errors.Is(t.Context().Err(), nil) {
		t.Errorf("%+v", out)
	}
}
