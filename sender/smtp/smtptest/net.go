package smtptest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"evenpost/mailing"
)

// listener knows its connections and can turn them away.
type listener struct {
	net.Listener
	opts   *options
	refuse atomic.Bool

	mu    sync.Mutex
	conns map[*conn]bool
}

func (l *listener) Accept() (net.Conn, error) {
	for {
		c, err := l.Listener.Accept()
		if err != nil {
			return nil, err
		}
		if l.refuse.Load() || l.opts.dropAt == mailing.StageConnect {
			_ = c.Close()
			continue
		}
		wrapped := &conn{Conn: c, l: l}
		l.mu.Lock()
		if l.conns == nil {
			l.conns = map[*conn]bool{}
		}
		l.conns[wrapped] = true
		l.mu.Unlock()
		return wrapped, nil
	}
}

func (l *listener) closeAll() {
	l.mu.Lock()
	conns := l.conns
	l.conns = nil
	l.mu.Unlock()
	for c := range conns {
		_ = c.Conn.Close()
	}
}

// conn is a socket that can change the greeting and hang up behind a reply.
type conn struct {
	net.Conn
	l               *listener
	greeted         bool
	closeAfterWrite atomic.Bool
}

func (c *conn) Write(b []byte) (int, error) {
	if !c.greeted {
		c.greeted = true
		if d := c.l.opts.slow[mailing.StageGreeting]; d > 0 {
			time.Sleep(d)
		}
		if c.l.opts.dropAt == mailing.StageGreeting {
			_ = c.Close()
			return 0, net.ErrClosed
		}
		if line := c.l.opts.greeting; line != "" {
			if _, err := c.Conn.Write([]byte(line + "\r\n")); err != nil {
				return 0, err
			}
			if line[0] != '2' {
				_ = c.Close()
			}
			return len(b), nil
		}
	}
	n, err := c.Conn.Write(b)
	if c.closeAfterWrite.Load() {
		_ = c.Close()
	}
	return n, err
}

func (c *conn) Close() error {
	c.l.mu.Lock()
	delete(c.l.conns, c)
	c.l.mu.Unlock()
	return c.Conn.Close()
}

// under finds our socket beneath TLS.
func under(c net.Conn) *conn {
	if t, ok := c.(*tls.Conn); ok {
		c = t.NetConn()
	}
	return c.(*conn)
}

type certKind int

const (
	good certKind = iota
	wrongHost
	expired
)

// newCertificate makes a certificate for 127.0.0.1 and the authority that signed it.
func newCertificate(tb testing.TB, kind certKind) (tls.Certificate, *x509.CertPool) {
	tb.Helper()
	check := func(err error) {
		if err != nil {
			tb.Fatal(err)
		}
	}
	now := time.Now()
	caKey, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	check(err)
	ca := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "smtptest authority"},
		NotBefore: now.AddDate(-2, 0, 0), NotAfter: now.AddDate(1, 0, 0),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	caDER, err := x509.CreateCertificate(rand.Reader, ca, ca, caKey.Public(), caKey)
	check(err)
	ca, err = x509.ParseCertificate(caDER)
	check(err)

	leaf := &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "smtptest"},
		NotBefore: now.AddDate(-1, 0, 0), NotAfter: now.AddDate(0, 1, 0),
		DNSNames: []string{"localhost"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
	}
	switch kind {
	case wrongHost:
		leaf.DNSNames, leaf.IPAddresses = []string{"mail.hoster.example", "*.hoster.example"}, nil
	case expired:
		leaf.NotAfter = now.AddDate(0, 0, -1)
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	check(err)
	der, err := x509.CreateCertificate(rand.Reader, leaf, ca, key.Public(), caKey)
	check(err)
	pool := x509.NewCertPool()
	pool.AddCert(ca)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pool
}
