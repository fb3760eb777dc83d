package torture_test

import (
	"bytes"
	"net"
	"strconv"
	"sync"
	"testing"
	"time"
)

// A fault is what happens to one connection on its way.
type fault struct {
	to   bool // on the way to the server; else to the client
	at   int  // after so many bytes
	kind faultKind
}

type faultKind string

const (
	closed faultKind = "closed"     // both sides are told that it is over
	reset  faultKind = "reset"      // both sides get an error
	silent faultKind = "silent"     // nothing comes through any more, and nobody is told
	late   faultKind = "late"       // the rest comes a moment later
	oneWay faultKind = "one way"    // this way is closed, the other one still works
	never  faultKind = "(no fault)" // for measuring
)

// A proxy stands between the engine and the server.
type proxy struct {
	ln     net.Listener
	server int
	plain  bool // the server's offer to take commands together is not passed on

	mu     sync.Mutex
	next   *fault // of the next connection
	passed map[bool]int
	conns  map[net.Conn]bool
	wg     sync.WaitGroup
}

func newProxy(t *testing.T, server int, plain bool) *proxy {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{ln: ln, server: server, plain: plain, passed: map[bool]int{}, conns: map[net.Conn]bool{}}
	p.wg.Go(p.serve)
	t.Cleanup(func() {
		ln.Close()
		p.cutAll()
		p.wg.Wait()
	})
	return p
}

func (p *proxy) port() int { return p.ln.Addr().(*net.TCPAddr).Port }

// plan says what happens to the next connection.
func (p *proxy) plan(f fault) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.next = &f
	p.passed = map[bool]int{}
}

// conversation is how many bytes went in a direction since the plan.
func (p *proxy) conversation(to bool) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.passed[to]
}

func (p *proxy) cutAll() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for c := range p.conns {
		c.Close()
	}
	clear(p.conns)
}

func (p *proxy) serve() {
	for {
		client, err := p.ln.Accept()
		if err != nil {
			return
		}
		server, err := net.Dial("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(p.server)))
		if err != nil {
			client.Close()
			continue
		}
		p.mu.Lock()
		f := fault{kind: never}
		if p.next != nil {
			f, p.next = *p.next, nil
		}
		p.conns[client], p.conns[server] = true, true
		p.mu.Unlock()
		both := &pair{proxy: p, client: client.(*net.TCPConn), server: server.(*net.TCPConn), fault: f}
		p.wg.Go(func() { both.copy(true) })
		p.wg.Go(func() { both.copy(false) })
	}
}

// pair is the two halves of a connection.
type pair struct {
	proxy          *proxy
	client, server *net.TCPConn
	fault          fault
}

func (c *pair) end(abruptly bool) {
	if abruptly {
		c.client.SetLinger(0)
		c.server.SetLinger(0)
	}
	c.client.Close()
	c.server.Close()
}

func (c *pair) copy(to bool) {
	from, into := c.server, c.client
	if to {
		from, into = c.client, c.server
	}
	count, dead := 0, false
	b := make([]byte, 32<<10)
	for {
		n, err := from.Read(b)
		if err != nil {
			if !dead {
				into.CloseWrite()
			}
			if c.fault.kind == silent {
				c.end(false) // whoever gave up frees the other one
			}
			return
		}
		piece := b[:n]
		if !to && c.proxy.plain {
			piece = bytes.Replace(piece, []byte("PIPELINING"), []byte("X-NOTHING-"), 1)
		}
		if c.fault.to == to && c.fault.kind != never && count <= c.fault.at && c.fault.at < count+n {
			keep := c.fault.at - count
			c.pass(into, to, piece[:keep])
			piece = piece[keep:]
			switch c.fault.kind {
			case closed:
				c.end(false)
				return
			case reset:
				c.end(true)
				return
			case silent:
				dead = true
			case oneWay:
				into.CloseWrite()
				dead = true
			case late:
				time.Sleep(20 * time.Millisecond)
			}
		}
		count += n
		if !dead {
			c.pass(into, to, piece)
		}
	}
}

func (c *pair) pass(into net.Conn, to bool, piece []byte) {
	if len(piece) == 0 {
		return
	}
	c.proxy.mu.Lock()
	c.proxy.passed[to] += len(piece)
	c.proxy.mu.Unlock()
	_, _ = into.Write(piece) // who is gone is noticed by reading
}
