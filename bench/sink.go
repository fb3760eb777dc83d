package main

import (
	"bufio"
	"bytes"
	"context"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// sink is a mail server within this process, for what smtp-sink cannot tell: when something came, and what. It takes
// everything and offers PIPELINING.
type sink struct {
	ln       net.Listener
	accepted atomic.Int64
	reached  chan struct{} // closed at the first MAIL
	once     sync.Once
	first    time.Time // of MAIL, once reached is closed

	mu    sync.Mutex
	last  []byte // the message that came last
	goals map[int64]chan struct{}
}

func newSink(ctx context.Context) (*sink, error) {
	var lc net.ListenConfig
	ln, err := lc.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	s := &sink{ln: ln, reached: make(chan struct{}), goals: map[int64]chan struct{}{}}
	go func() {
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			go s.serve(c)
		}
	}()
	return s, nil
}

func (s *sink) port() int { return s.ln.Addr().(*net.TCPAddr).Port }

func (s *sink) close() { s.ln.Close() }

// message is what came last.
func (s *sink) message() []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.last
}

// at closes the channel when so many messages have been taken.
func (s *sink) at(n int) <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.goals[int64(n)] = make(chan struct{})
	return s.goals[int64(n)]
}

func (s *sink) take(message []byte) {
	n := s.accepted.Add(1)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last = message
	if reached, ok := s.goals[n]; ok {
		close(reached)
		delete(s.goals, n)
	}
}

func (s *sink) serve(c net.Conn) {
	defer c.Close()
	r, w := bufio.NewReaderSize(c, 64<<10), bufio.NewWriter(c)
	// Replies wait for company while more commands are there already (RFC 2920).
	say := func(line string) error {
		w.WriteString(line + "\r\n") //nolint:errcheck // Flush says it
		if r.Buffered() > 0 {
			return nil
		}
		return w.Flush()
	}
	err := say("220 sink.test ESMTP")
	for err == nil {
		var line []byte
		if line, err = r.ReadSlice('\n'); err != nil {
			return
		}
		switch verb := string(bytes.ToUpper(line[:min(4, len(line))])); verb {
		case "EHLO":
			err = say("250-sink.test\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 ENHANCEDSTATUSCODES")
		case "DATA":
			if err = say("354 go on"); err == nil {
				var message []byte
				if message, err = content(r); err == nil {
					s.take(message)
					err = say("250 2.0.0 queued")
				}
			}
		case "QUIT":
			say("221 2.0.0 bye") //nolint:errcheck // it is over
			w.Flush()            //nolint:errcheck // it is over
			return
		case "MAIL":
			s.once.Do(func() {
				s.first = time.Now()
				close(s.reached)
			})
			err = say("250 2.1.0 ok")
		default:
			err = say("250 2.0.0 ok")
		}
	}
}

// content reads lines up to the one with the dot alone.
func content(r *bufio.Reader) ([]byte, error) {
	message := make([]byte, 0, 16<<10)
	for {
		line, err := r.ReadSlice('\n')
		if err != nil {
			return nil, err
		}
		if string(line) == ".\r\n" {
			return message, nil
		}
		message = append(message, bytes.TrimPrefix(line, []byte("."))...)
	}
}
