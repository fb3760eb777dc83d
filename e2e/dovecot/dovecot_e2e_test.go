//go:build e2e

package dovecot_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"log/slog"
	"os"
	"strings"
	"testing"
	"time"

	"evenpost/e2e/dovecot"
	"evenpost/e2e/postfix"
	"evenpost/mailing"
	"evenpost/sender/inbox"
)

// kept is a store that remembers what was found.
type kept struct {
	mark    mailing.InboxMark
	found   []mailing.Arrival
	trouble mailing.InboxFault
}

func (k *kept) Accounts(context.Context) ([]mailing.Account, error) { return nil, nil }

func (k *kept) InboxMark(context.Context, int64) (mailing.InboxMark, error) { return k.mark, nil }

func (k *kept) TakeAnswers(_ context.Context, _ int64, g mailing.Gathered, _ time.Time) (mailing.AnswerCounts, uint32, error) {
	k.mark, k.found = g.Mark, append(k.found, g.Arrivals...)
	return mailing.AnswerCounts{}, g.Mark.UID, nil
}

func (k *kept) SetInboxTrouble(_ context.Context, _ mailing.Account, t mailing.InboxTrouble) error {
	k.trouble = t.Fault
	return nil
}

// Password is every account's.
func (k *kept) Password(context.Context, mailing.Account) (string, error) { return "s3cret", nil }

// What the reader says and hears with a real server: it finds what is new, once, and marks nothing.
func TestReaderAndDovecot(t *testing.T) {
	t.Parallel()
	s := dovecot.Start(t, "laden@example.at", "s3cret", postfix.WriteCertificate)
	pem, err := os.ReadFile(s.CAFile())
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(pem)
	k := &kept{}
	r := &inbox.Reader{Store: k, Secrets: k, Dialer: &inbox.Dialer{TLSConfig: &tls.Config{RootCAs: roots}}, Log: slog.New(slog.DiscardHandler)}
	a := mailing.Account{ID: 1, Username: "laden@example.at", Inbox: mailing.Inbox{Read: true, Host: s.Host(), Port: s.Port(), Security: mailing.TLSOnConnect}}
	id := mailing.MessageID("campaign", 7, "example.at")
	s.Put("From: <shop@example.com>\r\nSubject: Buy\r\nMessage-ID: <1@x>\r\n\r\n" + strings.Repeat("words\r\n", 100_000))
	s.Put("From: <anna@example.at>\r\nSubject: Re: Hello\r\nIn-Reply-To: <" + id + ">\r\nMessage-ID: <2@x>\r\n\r\nThank you.\r\n")
	for range 2 {
		if _, err := r.Check(t.Context(), a); err != nil {
			t.Fatalf("%v\n%s", err, s.Log())
		}
		if len(k.found) != 1 || k.found[0].Kind != mailing.AnswerReply || k.found[0].Names[0] != id || k.mark.UID != 2 || k.mark.Validity == 0 {
			t.Fatalf("%+v %+v", k.found, k.mark)
		}
	}
	s.Put("From: <anna@example.at>\r\nSubject: unsubscribe anna@example.at\r\nMessage-ID: <3@x>\r\n\r\n")
	if _, err := r.Check(t.Context(), a); err != nil || len(k.found) != 2 || k.found[1].Kind != mailing.AnswerUnsubscribe {
		t.Errorf("%+v, %v", k.found, err)
	}
	mails := s.Mails()
	if len(mails) != 3 {
		t.Errorf("%d mails are left of 3", len(mails))
	}
	for _, name := range mails {
		if _, flags, _ := strings.Cut(name, ":2,"); flags != "" {
			t.Errorf("the mail %s was marked", name)
		}
	}
	a.Username = "nobody@example.at"
	if _, err := r.Check(t.Context(), a); err == nil || k.trouble != mailing.FaultLogin {
		t.Errorf("%v, %s", err, k.trouble)
	}
}
