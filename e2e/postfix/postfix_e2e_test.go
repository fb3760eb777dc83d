//go:build e2e

package postfix_test

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/smtp"
	"net/textproto"
	"os"
	"strings"
	"testing"

	"evenpost/e2e/postfix"
)

func send(t *testing.T, c *smtp.Client, to string) error {
	t.Helper()
	if err := c.Mail("sender@example.at"); err != nil {
		return err
	}
	if err := c.Rcpt(to); err != nil {
		return errors.Join(err, c.Reset())
	}
	w, err := c.Data()
	if err != nil {
		return err
	}
	if _, err := w.Write([]byte("To: " + to + "\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\nMessage-ID: <1@example.at>\r\n\r\nHallo\r\n")); err != nil {
		return err
	}
	return w.Close()
}

func refused(t *testing.T, err error, code int, text string) {
	t.Helper()
	var reply *textproto.Error
	if !errors.As(err, &reply) || reply.Code != code || !strings.Contains(reply.Msg, text) {
		t.Errorf("got %v, want %d with %q", err, code, text)
	}
}

func TestServerTakesRefusesAndDefers(t *testing.T) {
	s := postfix.Start(t, postfix.Options{
		Known: []string{"anna@example.at", "busy@example.com"}, Deferred: []string{"busy@example.com"},
	})
	c, err := smtp.Dial(s.Addr())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if err := send(t, c, "anna@example.at"); err != nil {
		t.Fatal(err)
	}
	refused(t, send(t, c, "nobody@example.at"), 550, "User unknown in virtual mailbox table")
	refused(t, send(t, c, "someone@elsewhere.example"), 550, "nothing leaves this computer")
	refused(t, send(t, c, "busy@example.com"), 450, "Mailbox is busy")
	if n := s.Deferrals("busy@example.com"); n != 1 {
		t.Errorf("deferred %d times, want once", n)
	}
	s.Defer()
	if err := send(t, c, "busy@example.com"); err != nil {
		t.Errorf("no longer deferred, in the same session: %v", err)
	}
	s.AwaitCount(2)
	mails, err := s.Mailbox("anna@example.at")
	if err != nil || len(mails) != 1 || mails[0].Subject != "Grüße" || mails[0].MessageID != "1@example.at" {
		t.Errorf("mailbox holds %+v, %v", mails, err)
	}
}

func TestServerWithLogin(t *testing.T) {
	s := postfix.Start(t, postfix.Options{
		Known: []string{"anna@example.at"}, Login: &postfix.Login{User: "info", Password: "s3cret"},
	})
	pem, err := os.ReadFile(s.CAFile())
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(pem)
	for password, want := range map[string]int{"wrong": 535, "s3cret": 0} {
		c, err := smtp.Dial(s.Addr())
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		if err := c.StartTLS(&tls.Config{ServerName: s.Host(), RootCAs: roots}); err != nil {
			t.Fatal(err)
		}
		err = c.Auth(smtp.PlainAuth("", "info", password, s.Host()))
		if want != 0 {
			refused(t, err, want, "uthentication fail")
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		if err := send(t, c, "anna@example.at"); err != nil {
			t.Error(err)
		}
	}
}
