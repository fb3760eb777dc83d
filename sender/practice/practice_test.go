package practice

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"evenpost/mailing"
	"evenpost/sender/smtp"
)

func start(t *testing.T, dir string) *Server {
	t.Helper()
	s, err := Start(t.Context(), dir, ":0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func dial(t *testing.T, s *Server) *smtp.Session {
	t.Helper()
	d := &smtp.Dialer{Resolve: func(mailing.Account) (string, int, error) {
		host, port, err := net.SplitHostPort(s.Addr())
		if err != nil {
			return "", 0, err
		}
		n, err := strconv.Atoi(port)
		return host, n, err
	}}
	session, err := d.Dial(t.Context(), mailing.Account{Practice: true, Security: mailing.Plain, Username: "anyone"}, "anything")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(session.Close)
	return session
}

const sample = "From: Bakery <shop@example.at>\r\nTo: anna@example.at\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n" +
	"MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n" +
	"--b\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nBr=F6tchen\r\n.and more\r\n" +
	"--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<style>p{}</style><p>Br\u00f6tchen</p>\r\n--b--\r\n"

func TestKeepsAndShowsMails(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := start(t, dir)
	session := dial(t, s)
	for _, to := range []string{"anna@example.at", "bert@example.at"} {
		if out := session.Send(t.Context(), "shop@example.at", to, []byte(sample)); !out.Accepted {
			t.Fatalf("%+v", out)
		}
	}
	check := func(s *Server) {
		t.Helper()
		list := s.Messages()
		if len(list) != 2 || list[0].To != "bert@example.at" || list[1].From != "shop@example.at" {
			t.Fatalf("%+v", list)
		}
		if m := list[0]; m.Subject != "Grüße" || m.Snippet != "Brötchen .and more" || m.Size != len(sample) || time.Since(m.At) > time.Minute {
			t.Errorf("%+v", m)
		}
		m, err := s.Message(list[0].ID)
		if err != nil || m.Text != "Brötchen\r\n.and more" || !strings.Contains(m.HTML, "<p>Brötchen</p>") || !strings.HasPrefix(m.Headers, "From: Bakery") {
			t.Errorf("%+v %v", m, err)
		}
	}
	check(s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	again := start(t, dir)
	check(again) // as it was, after a new start
	if _, err := again.Message("../../etc/passwd"); !errors.Is(err, mailing.ErrNotFound) {
		t.Error(err)
	}
	if err := again.Clear(); err != nil || len(again.Messages()) != 0 {
		t.Error(err, again.Messages())
	}
	if files, err := os.ReadDir(dir); err != nil || len(files) != 0 {
		t.Error(files, err)
	}
}

func TestPlaysFailures(t *testing.T) {
	t.Parallel()
	s := start(t, t.TempDir())
	session := dial(t, s)
	for _, c := range []struct {
		to       string
		code     int
		enhanced string
	}{
		{"full@a.example", 552, "5.2.2"},
		{"Unknown+3@a.example", 550, "5.1.1"},
		{"unknown.anna@a.example", 550, "5.1.1"},
		{"blocked-7@a.example", 550, "5.7.1"},
		{"busy1@a.example", 450, "4.2.1"},
		{"busy1@a.example", 250, "2.0.0"},
		{"fully@a.example", 250, "2.0.0"},
		{"unknownperson@a.example", 250, "2.0.0"},
	} {
		out := session.Send(t.Context(), "shop@example.at", c.to, []byte(sample))
		if out.Reply.Code != c.code || out.Reply.Enhanced != c.enhanced || out.Broken || out.Accepted != (c.code == 250) {
			t.Errorf("%s: %+v", c.to, out)
		}
	}
	out := session.Send(t.Context(), "shop@example.at", "drop2@a.example", []byte(sample))
	if out.Accepted || !out.Broken || !out.Reply.HandedOver || out.Reply.Stage != mailing.StageDot {
		t.Errorf("%+v", out)
	}
	if list := s.Messages(); list[0].To != "drop2@a.example" || len(list) != 4 {
		t.Errorf("%+v", list)
	}
}

func TestOnlyThisComputer(t *testing.T) {
	t.Parallel()
	for _, addr := range []string{"0.0.0.0:0", "192.0.2.1:25", "[::]:0", "mail.example.at:25", "nonsense"} {
		if s, err := Start(t.Context(), t.TempDir(), addr); !errors.Is(err, mailing.ErrInvalid) {
			t.Errorf("%s: %v %v", addr, s, err)
		}
	}
}

func TestKeepsTheNewest(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	b, err := openBox(dir, 3)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 5 {
		if err := b.add("a@b.example", fmt.Sprintf("%d@b.example", i), []byte("Subject: x\r\n\r\nhello\r\n")); err != nil {
			t.Fatal(err)
		}
	}
	var to []string
	for _, m := range b.Messages() {
		to = append(to, m.To)
	}
	if !slices.Equal(to, []string{"4@b.example", "3@b.example", "2@b.example"}) {
		t.Error(to)
	}
	if files, _ := os.ReadDir(dir); len(files) != 3 {
		t.Error(files)
	}
	b.close()
}

func TestWatch(t *testing.T) {
	t.Parallel()
	b, err := openBox(t.TempDir(), Keep)
	if err != nil {
		t.Fatal(err)
	}
	defer b.close()
	ctx, cancel := context.WithCancel(t.Context())
	got := make(chan string, 10)
	ended := make(chan error, 1)
	changed := b.Changed(ctx)
	go func() {
		ended <- b.Watch(ctx, func(_, to, subject string) { got <- to + " " + subject })
	}()
	for b.watching() < 2 { // until Watch listens
		if t.Context().Err() != nil {
			t.Fatal("Watch does not begin")
		}
	}
	for i := range 3 {
		if err := b.add("a@b.example", strconv.Itoa(i), []byte("Subject: s\r\n\r\n")); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 3 {
		if m := <-got; m != strconv.Itoa(i)+" s" {
			t.Error(m)
		}
	}
	<-changed
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	for range changed { // ends with ctx
	}
}

func (b *box) watching() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.watches)
}

// A mail that is none must not stop the list.
func TestOddMails(t *testing.T) {
	t.Parallel()
	for _, raw := range []string{"", "\r\n", "no header at all", "Subject: x", "Content-Type: multipart/mixed\r\n\r\nx", "Content-Type: text/plain; charset=klingon\r\n\r\nhello", "\xff\xfe\x00"} {
		sum := summarise([]byte("Return-Path: <a@b>\r\nDelivered-To: c@d\r\n" + raw))
		if sum.From != "a@b" || sum.To != "c@d" || sum.Size != len(raw) {
			t.Errorf("%q: %+v", raw, sum)
		}
		open(sum, []byte(raw))
	}
}
