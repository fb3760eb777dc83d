package practice

import (
	"fmt"
	"net"
	"strconv"
	"testing"

	"evenpost/mailing"
	"evenpost/sender/smtp"
)

// How fast a mailing can be practised: one connection, mail after mail.
func BenchmarkReceive(b *testing.B) {
	s, err := Start(b.Context(), b.TempDir(), ":0")
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	_, text, err := net.SplitHostPort(s.Addr())
	if err != nil {
		b.Fatal(err)
	}
	port, err := strconv.Atoi(text)
	if err != nil {
		b.Fatal(err)
	}
	session, err := (&smtp.Dialer{}).Dial(b.Context(), mailing.Account{Host: "127.0.0.1", Port: port, Security: mailing.Plain}, "")
	if err != nil {
		b.Fatal(err)
	}
	defer session.Close()
	for i := 0; b.Loop(); i++ {
		if out := session.Send(b.Context(), "shop@example.at", fmt.Sprintf("%d@example.at", i), []byte(sample)); !out.Accepted {
			b.Fatalf("%+v", out)
		}
	}
}
