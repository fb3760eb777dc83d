package main

import (
	"context"
	"net"
	"strconv"
	"sync"
	"time"
)

// relay passes connections on to a server on this computer and adds a time to each round trip. Every piece that comes is
// marked with the moment at which it is to go on, so that any number of them can be on their way at once: bytes are late,
// but no fewer go through.
type relay struct {
	ln     net.Listener
	server string
	rtt    time.Duration
}

func newRelay(ctx context.Context, serverPort int, rtt time.Duration) (*relay, error) {
	var lc net.ListenConfig
	ln, err := lc.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	r := &relay{ln: ln, server: "127.0.0.1:" + strconv.Itoa(serverPort), rtt: rtt}
	go func() {
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			go r.pass(ctx, c)
		}
	}()
	return r, nil
}

func (r *relay) port() int { return r.ln.Addr().(*net.TCPAddr).Port }

func (r *relay) close() { r.ln.Close() }

// pass costs a round trip at the start, as the handshake of a real connection does.
func (r *relay) pass(ctx context.Context, client net.Conn) {
	defer client.Close()
	time.Sleep(r.rtt)
	var d net.Dialer
	server, err := d.DialContext(ctx, "tcp", r.server)
	if err != nil {
		return
	}
	defer server.Close()
	var both sync.WaitGroup
	both.Go(func() { late(server, client, r.rtt/2) })
	both.Go(func() { late(client, server, r.rtt/2) })
	both.Wait()
}

// piece is what came at once, and when it is to go on.
type piece struct {
	due   time.Time
	bytes []byte
}

// late copies from one end to the other, everything delayed by the same time, and passes the end on as late.
func late(to, from net.Conn, delay time.Duration) {
	const onTheWay = 4096 // pieces: far more than any window of TCP
	pieces := make(chan piece, onTheWay)
	go func() {
		defer close(pieces)
		for {
			b := make([]byte, 32<<10)
			n, err := from.Read(b)
			if n > 0 {
				pieces <- piece{time.Now().Add(delay), b[:n]}
			}
			if err != nil {
				pieces <- piece{due: time.Now().Add(delay)}
				return
			}
		}
	}()
	for p := range pieces {
		time.Sleep(time.Until(p.due))
		if p.bytes == nil {
			break
		}
		if _, err := to.Write(p.bytes); err != nil {
			from.Close() // the reader above notices
			break
		}
	}
	if c, ok := to.(*net.TCPConn); ok {
		c.CloseWrite() //nolint:errcheck // it may be closed already
	}
	for range pieces {
	}
}
