package smtptest

import (
	"bufio"
	"net"
	"strings"
	"sync"
	"testing"
)

// Script plays a server that answers each command with fixed lines, however odd. The keys are "greeting", the verbs in
// capitals, and "." for the final dot; the values are sent as they stand with CRLF added, several lines separated by
// line feeds. An empty value hangs up. What is missing gets a usual answer. It returns the port and a function that
// tells what was received so far.
func Script(tb testing.TB, replies map[string]string) (port int, heard func() string) {
	tb.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	var (
		mu    sync.Mutex
		wg    sync.WaitGroup
		text  strings.Builder
		conns []net.Conn
	)
	wg.Go(func() {
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			mu.Lock()
			conns = append(conns, c)
			mu.Unlock()
			wg.Go(func() {
				defer func() { _ = c.Close() }()
				play(c, replies, func(line string) {
					mu.Lock()
					text.WriteString(line)
					mu.Unlock()
				})
			})
		}
	})
	tb.Cleanup(func() {
		_ = ln.Close()
		mu.Lock()
		for _, c := range conns {
			_ = c.Close()
		}
		mu.Unlock()
		wg.Wait()
	})
	return ln.Addr().(*net.TCPAddr).Port, func() string {
		mu.Lock()
		defer mu.Unlock()
		return text.String()
	}
}

func play(c net.Conn, replies map[string]string, hear func(string)) {
	usual := map[string]string{"greeting": "220 script", "EHLO": "250 script", "DATA": "354 go ahead", "QUIT": "221 bye"}
	say := func(what string) (text string, ok bool) {
		text, ok = replies[what]
		if !ok {
			if text, ok = usual[what]; !ok {
				text = "250 ok"
			}
		}
		if text == "" {
			return "", false
		}
		_, err := c.Write([]byte(strings.ReplaceAll(text, "\n", "\r\n") + "\r\n"))
		return text, err == nil
	}
	if _, ok := say("greeting"); !ok {
		return
	}
	r := bufio.NewReader(c)
	content := false
	for {
		line, err := r.ReadString('\n')
		hear(line)
		if err != nil {
			return
		}
		verb := strings.ToUpper(strings.TrimSpace(line))
		if i := strings.IndexByte(verb, ' '); i >= 0 {
			verb = verb[:i]
		}
		if content && verb != "." {
			continue
		}
		text, ok := say(verb)
		if !ok {
			return
		}
		content = verb == "DATA" && strings.HasPrefix(text, "354")
		if verb == "QUIT" || strings.HasPrefix(text, "421") {
			return
		}
	}
}
