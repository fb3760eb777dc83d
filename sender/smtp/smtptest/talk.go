package smtptest

import (
	"bufio"
	"net"
	"strings"
	"sync"
	"testing"
	"time"
)

// Talk is a server that answers message by message, and keeps what it took.
type Talk struct {
	// Say is the reply to a command of the n-th message (from 1, over all connections): its verb in capitals, or "." for the
	// final dot. With ok false it is the usual one. Several lines are separated by line feeds; "" hangs up. A message whose
	// dot is answered with 2xx, or with hanging up, was taken.
	Say func(n int, verb string) (reply string, ok bool)
	// Plain does not offer PIPELINING.
	Plain bool
	// Deaf forgets what came together with a final dot.
	Deaf bool

	mu       sync.Mutex
	taken    []Mail
	together int
	n        int
	conns    []net.Conn
}

// Taken are the messages that it took.
func (k *Talk) Taken() []Mail {
	k.mu.Lock()
	defer k.mu.Unlock()
	return append([]Mail(nil), k.taken...)
}

// Together is how many envelopes came together with the final dot of the message before.
func (k *Talk) Together() int {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.together
}

// Start listens until the test ends, and gives the port.
func (k *Talk) Start(tb testing.TB) (port int) {
	tb.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	var all sync.WaitGroup
	all.Go(func() {
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			k.mu.Lock()
			k.conns = append(k.conns, c)
			k.mu.Unlock()
			all.Go(func() {
				t := &talking{Talk: k, conn: c, r: bufio.NewReader(c), w: bufio.NewWriter(c)}
				t.run()
				_ = c.Close()
			})
		}
	})
	tb.Cleanup(func() {
		_ = ln.Close()
		k.mu.Lock()
		for _, c := range k.conns {
			_ = c.Close()
		}
		k.mu.Unlock()
		all.Wait()
	})
	return ln.Addr().(*net.TCPAddr).Port
}

// talking is one connection of a Talk.
type talking struct {
	*Talk
	conn net.Conn
	r    *bufio.Reader
	w    *bufio.Writer
	n    int
	mail Mail
}

func (t *talking) run() {
	t.say("220 talk")
	for {
		if t.r.Buffered() == 0 && t.w.Flush() != nil {
			return
		}
		line, err := t.r.ReadString('\n')
		if err != nil || !t.answer(strings.TrimRight(line, "\r\n")) {
			_ = t.w.Flush()
			return
		}
	}
}

func (t *talking) say(text string) {
	_, _ = t.w.WriteString(strings.ReplaceAll(text, "\n", "\r\n") + "\r\n") // an error shows in Flush
}

// answer says whether the connection goes on.
func (t *talking) answer(line string) bool {
	verb, args, _ := strings.Cut(line, " ")
	address := strings.Trim(strings.TrimPrefix(strings.TrimPrefix(strings.Fields(args + " x")[0], "FROM:"), "TO:"), "<>")
	usual := "250 ok"
	switch verb {
	case "EHLO":
		t.say("250-talk\n250-8BITMIME")
		if !t.Plain {
			t.say("250-PIPELINING")
		}
		t.say("250 SIZE 1000000")
		return true
	case "QUIT":
		t.say("221 bye")
		return false
	case "RSET":
		t.mail = Mail{}
	case "MAIL":
		t.mu.Lock()
		t.Talk.n++
		t.n = t.Talk.n
		t.mu.Unlock()
		t.mail = Mail{}
	case "RCPT":
		if t.mail.From == "" {
			usual = "503 5.5.1 need MAIL"
		}
	case "DATA":
		usual = "354 go ahead"
		if t.mail.To == "" {
			usual = "503 5.5.1 need RCPT"
		}
	}
	reply := t.reply(verb, usual)
	if reply == "" {
		return false
	}
	t.say(reply)
	switch {
	case verb == "MAIL" && reply[0] == '2':
		t.mail.From = address
	case verb == "RCPT" && reply[0] == '2':
		t.mail.To = address
	case verb == "DATA" && strings.HasPrefix(reply, "354"):
		return t.content()
	}
	return !strings.HasPrefix(reply, "421")
}

func (t *talking) reply(verb, usual string) string {
	if t.Say != nil {
		_ = t.w.Flush() // it may take its time
		if reply, ok := t.Say(t.n, verb); ok {
			return reply
		}
	}
	return usual
}

func (t *talking) content() bool {
	if t.w.Flush() != nil {
		return false
	}
	var data []byte
	for {
		line, err := t.r.ReadString('\n')
		if err != nil {
			return false
		}
		if line == ".\r\n" {
			break
		}
		data = append(data, strings.TrimPrefix(line, ".")...)
	}
	reply := t.reply(".", "250 2.0.0 taken")
	t.mu.Lock()
	if reply == "" || reply[0] == '2' {
		t.mail.Data = data
		t.taken = append(t.taken, t.mail)
	}
	if t.r.Buffered() > 0 {
		t.together++
	}
	t.mu.Unlock()
	t.mail = Mail{}
	if t.Deaf {
		time.Sleep(20 * time.Millisecond) // all of it is there by then
		_ = t.conn.SetReadDeadline(time.Now().Add(time.Millisecond))
		for {
			if _, err := t.r.ReadByte(); err != nil {
				break
			}
		}
		_ = t.conn.SetReadDeadline(time.Time{})
	}
	if reply == "" {
		return false
	}
	t.say(reply)
	return !strings.HasPrefix(reply, "421")
}
