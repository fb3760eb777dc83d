package throttle

import (
	"io"
	"net"
	"sync"
	"sync/atomic"
)

// listener turns away connections that are too many at once, before the mail library hears of them.
type listener struct {
	net.Listener
	most       int
	open       atomic.Int64
	turnedAway func()
}

func (l *listener) Accept() (net.Conn, error) {
	for {
		c, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		if n := l.open.Add(1); l.most > 0 && n > int64(l.most) {
			l.open.Add(-1)
			l.turnedAway()
			_, _ = io.WriteString(c, Crowd.line()) // who does not hear it is turned away all the same
			_ = c.Close()
			continue
		}
		return &conn{Conn: c, closed: sync.OnceFunc(func() { l.open.Add(-1) })}, nil
	}
}

// conn is a connection that can be ended behind a reply: the mail library goes on after a 421.
type conn struct {
	net.Conn
	hangUp atomic.Bool
	closed func()
}

func (c *conn) hangUpAfterReply() { c.hangUp.Store(true) }

func (c *conn) Write(b []byte) (int, error) {
	n, err := c.Conn.Write(b)
	if c.hangUp.Load() {
		_ = c.Close()
	}
	return n, err
}

func (c *conn) Close() error {
	c.closed()
	return c.Conn.Close()
}
