package postfix

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"strings"
	"sync"
)

// policy answers Postfix's question about each recipient (SMTPD_POLICY_README): 450 for the deferred, else "no opinion".
type policy struct {
	ln   net.Listener
	done sync.WaitGroup

	mu       sync.Mutex
	conns    map[net.Conn]bool
	deferred map[string]bool
	times    int // how often one is deferred; 0: always
	counts   map[string]int
}

func startPolicy(ctx context.Context, deferred []string, times int) (*policy, error) {
	var lc net.ListenConfig
	ln, err := lc.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	p := &policy{ln: ln, times: times, conns: map[net.Conn]bool{}, counts: map[string]int{}}
	p.set(deferred)
	p.done.Go(p.accept)
	return p, nil
}

func (p *policy) addr() string { return p.ln.Addr().String() }

func (p *policy) set(addresses []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.deferred = make(map[string]bool, len(addresses))
	for _, a := range addresses {
		p.deferred[strings.ToLower(a)] = true
	}
}

func (p *policy) count(address string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.counts[strings.ToLower(address)]
}

func (p *policy) stop() {
	p.ln.Close()
	p.mu.Lock()
	for c := range p.conns {
		c.Close()
	}
	p.mu.Unlock()
	p.done.Wait()
}

func (p *policy) accept() {
	for {
		c, err := p.ln.Accept()
		if err != nil {
			return
		}
		p.mu.Lock()
		p.conns[c] = true
		p.mu.Unlock()
		p.done.Go(func() { p.serve(c) })
	}
}

// serve reads requests of "name=value" lines, each ended by an empty line, on a connection that Postfix keeps.
func (p *policy) serve(c net.Conn) {
	defer c.Close()
	recipient := ""
	for lines := bufio.NewScanner(c); lines.Scan(); {
		line := lines.Text()
		if value, ok := strings.CutPrefix(line, "recipient="); ok {
			recipient = value
		}
		if line != "" {
			continue
		}
		if _, err := fmt.Fprintf(c, "action=%s\n\n", p.action(recipient)); err != nil {
			return
		}
		recipient = ""
	}
}

func (p *policy) action(recipient string) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	key := strings.ToLower(recipient)
	if !p.deferred[key] || p.times > 0 && p.counts[key] >= p.times {
		return "DUNNO"
	}
	p.counts[key]++
	return "450 4.2.1 Mailbox is busy, try again later"
}
