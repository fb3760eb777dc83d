package smtp_test

import (
	"fmt"
	"io"
	"net"
	"os"
	"sync"
	"testing"

	"evenpost/sender/smtp"
	"evenpost/sender/smtp/smtptest"
)

// cutter relays connections to a port and cuts each after so many bytes from the client, or from the server.
type cutter struct {
	to                     int
	fromClient, fromServer int // -1: as many as come
}

func (c cutter) start(t *testing.T) (port int, carried func() (client, server int)) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	var count [2]int
	all.Go(func() {
		client, err := ln.Accept()
		if err != nil {
			return
		}
		server, err := net.Dial("tcp", fmt.Sprint("127.0.0.1:", c.to))
		if err != nil {
			_ = client.Close()
			return
		}
		pump := func(to io.Writer, from io.Reader, most int, n *int) {
			if most >= 0 {
				from = io.LimitReader(from, int64(most))
			}
			k, _ := io.Copy(to, from)
			*n = int(k)
			_, _ = client.Close(), server.Close()
		}
		all.Go(func() { pump(client, server, c.fromServer, &count[1]) })
		pump(server, client, c.fromClient, &count[0])
	})
	return ln.Addr().(*net.TCPAddr).Port, func() (int, int) {
		_ = ln.Close()
		all.Wait()
		return count[0], count[1]
	}
}

// TestCutAtEveryByte cuts the line at every byte of a session, in both directions: nobody gets a letter twice, or a part of
// one, and nobody is in doubt but the one whose dot was on its way.
func TestCutAtEveryByte(t *testing.T) {
	t.Parallel()
	const letters = 3
	every := 7
	if os.Getenv("EVENPOST_SOAK") != "" {
		every = 1
	}
	for _, plain := range []bool{false, true} {
		session := func(c cutter) (client, server int) {
			k := &smtptest.Talk{Plain: plain}
			c.to = k.Start(t)
			port, carried := c.start(t)
			s, err := (&smtp.Dialer{}).Dial(t.Context(), plainAccount(port), "")
			got := sent{}
			if err == nil {
				got = stream(t.Context(), t, s, 1, letters)
				s.Close()
			}
			client, server = carried()
			got.check(t, k, letters)
			if err == nil && c.fromClient < 0 && c.fromServer < 0 && len(k.Taken()) != letters {
				t.Fatalf("%d taken on a whole line", len(k.Taken()))
			}
			return client, server
		}
		client, server := session(cutter{fromClient: -1, fromServer: -1})
		if client < 300 || server < 200 {
			t.Fatalf("a whole session has %d and %d bytes", client, server)
		}
		for n := 0; n < client; n += every {
			session(cutter{fromClient: n, fromServer: -1})
		}
		for n := 0; n < server; n += every {
			session(cutter{fromClient: -1, fromServer: n})
		}
	}
}
