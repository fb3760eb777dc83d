//go:build e2e

package e2e_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"evenpost/e2e/dovecot"
	"evenpost/e2e/postfix"
)

// Mails go out through Postfix; what comes back to the user's mailbox is read there from Dovecot, once, and nothing in the
// mailbox is touched.
func TestAnswersFromDovecot(t *testing.T) {
	t.Parallel()
	people := []string{"anna@example.at", "bert@example.at", "cora@example.at", "dora@example.at", "emil@example.at"}
	out := postfix.Start(t, postfix.Options{Known: people})
	in := dovecot.Start(t, "laden@example.at", "s3cret", postfix.WriteCertificate)
	p := newProgram(t, "SSL_CERT_FILE="+in.CAFile(), "EVENPOST_PASSWORD=s3cret")
	p.must(exitDone, "contacts", "import", p.write("five.csv", "email\n"+strings.Join(people, "\n")), "--list", "five")
	p.must(exitDone, "templates", "add", "--name", "hello", "--subject", "Hello", p.write("hello.txt", "Hello"))
	p.must(exitDone, "accounts", "add", "--name", "office", "--host", "127.0.0.1", "--port", strconv.Itoa(out.Port()), "--security", "none", "--from", "laden@example.at",
		"--answers", "on", "--inbox-host", in.Host(), "--inbox-port", strconv.Itoa(in.Port()), "--inbox-username", "laden@example.at")
	p.must(exitDone, "campaigns", "create", "--name", "five", "--template", "hello", "--account", "office", "--list", "five", "--not-bulk")
	p.must(exitDone, "campaigns", "start", "five", "--wait", "--max-wait", "1m")
	out.AwaitCount(len(people))

	for i, address := range people {
		mails, err := out.Mailbox(address)
		if err != nil || len(mails) != 1 {
			t.Fatalf("%s: %d mails, %v", address, len(mails), err)
		}
		id := strings.Trim(mails[0].MessageID, "<>")
		switch i {
		case 0:
			in.Put(bounceOf(address, id, "550 5.1.1 no such user here"))
		case 1:
			in.Put(fmt.Sprintf("From: <%s>\r\nSubject: Re: Hello\r\nIn-Reply-To: <%s>\r\nMessage-ID: <r1@x>\r\n\r\nThank you, we come.\r\n", address, id))
		case 2:
			in.Put(fmt.Sprintf("From: <%s>\r\nSubject: unsubscribe %s\r\nMessage-ID: <u1@x>\r\n\r\n", address, address))
		case 3:
			in.Put(bounceOf(address, id, "552 5.2.2 mailbox is full"))
		}
	}
	in.Put("From: shop@example.com\r\nSubject: Buy now\r\nMessage-ID: <s1@x>\r\n\r\nWords\r\n")

	type checked struct {
		Replies, Bounces, Unsubscribed int
		NeverMailed                    int `json:"never_mailed"`
		Trouble                        *string
	}
	wrong := p.with("EVENPOST_PASSWORD=wr0ng").must(exitError, "inbox", "check")
	if !strings.Contains(wrong.err, "user name and password") || strings.Contains(wrong.err+wrong.out, "wr0ng") {
		t.Errorf("a wrong password: %s", wrong.err)
	}
	for _, want := range []checked{{Replies: 1, Bounces: 2, Unsubscribed: 1, NeverMailed: 2}, {}} { // the second time nothing is new
		if got := read[[]checked](p, "inbox", "check"); len(got) != 1 || got[0] != want {
			t.Fatalf("%+v, want %+v\n%s", got, want, in.Log())
		}
	}
	if s := read[status](p, "campaigns", "status", "five"); s.Sent != 3 || s.Failed != 2 || s.State != "finished" {
		t.Errorf("the campaign says %+v", s)
	}
	failed := read[[]failure](p, "failed", "--campaign", "five")
	kinds := map[string]string{}
	for _, f := range failed {
		kinds[f.Address] = f.Stage + " " + f.Kind
	}
	if len(failed) != 2 || kinds[people[0]] != "bounce hard-bounce" || kinds[people[3]] != "bounce mailbox-full" {
		t.Errorf("failed: %v", kinds)
	}
	type segment struct{ Contacts int }
	if g := read[segment](p, "segments", "add", "answered", "--replied", "five"); g.Contacts != 1 {
		t.Errorf("%+v", g)
	}
	mails := in.Mails()
	for _, name := range mails {
		if _, flags, marked := strings.Cut(name, ":2,"); marked && flags != "" {
			t.Errorf("the mail %s was marked", name)
		}
	}
	if len(mails) != 5 {
		t.Errorf("%d mails are left of 5: %v", len(mails), mails)
	}
	// The full mailbox is tried again; the address that does not exist is not.
	p.must(exitDone, "retry", "--campaign", "five")
	p.must(exitDone, "run", "--max-wait", "1m")
	if s := read[status](p, "campaigns", "status", "five"); s.Sent != 4 || s.Failed != 0 {
		t.Errorf("after the retry the campaign says %+v", s)
	}
	p.checkNoSecret("s3cret")
}

func bounceOf(address, id, said string) string {
	return strings.ReplaceAll(fmt.Sprintf(`Return-Path: <>
From: Mail Delivery System <MAILER-DAEMON@example.at>
To: laden@example.at
Subject: Undelivered Mail Returned to Sender
Date: %s
Message-ID: <%s@mx.example.at>
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

It could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.at

Final-Recipient: rfc822; %s
Action: failed
Status: %s
Diagnostic-Code: smtp; %s

--b
Content-Type: text/rfc822-headers

Message-ID: <%s>
Subject: Hello

--b--
`, time.Now().Format(time.RFC1123Z), strings.ReplaceAll(address, "@", "."), address, strings.Fields(said)[1], said, id), "\n", "\r\n")
}
