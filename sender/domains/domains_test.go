package domains

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/net/dns/dnsmessage"

	"evenpost/mailing"
)

// nameServer is a name server on this computer. What it answers depends on the first label of a name.
type nameServer struct {
	conn  net.PacketConn
	mu    sync.Mutex
	asked map[string]int // questions for MX by name
}

func startNameServer(t *testing.T) *nameServer {
	t.Helper()
	conn, err := (&net.ListenConfig{}).ListenPacket(t.Context(), "udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &nameServer{conn: conn, asked: map[string]int{}}
	var serving sync.WaitGroup
	serving.Go(s.serve)
	t.Cleanup(func() { conn.Close(); serving.Wait() })
	return s
}

func (s *nameServer) resolver() *net.Resolver {
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, "udp", s.conn.LocalAddr().String())
	}}
}

func (s *nameServer) serve() {
	b := make([]byte, 1500)
	for {
		n, from, err := s.conn.ReadFrom(b)
		if err != nil {
			return
		}
		if reply := s.answer(b[:n]); reply != nil {
			s.conn.WriteTo(reply, from) // one that fails is like a datagram that is lost
		}
	}
}

// times is how often the name's mail servers were asked for.
func (s *nameServer) times(name string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.asked[name]
}

func (s *nameServer) answer(question []byte) []byte {
	var m dnsmessage.Message
	if m.Unpack(question) != nil || len(m.Questions) != 1 {
		return nil
	}
	q := m.Questions[0]
	kind, _, _ := strings.Cut(q.Name.String(), ".")
	if q.Type == dnsmessage.TypeMX {
		s.mu.Lock()
		s.asked[q.Name.String()]++
		s.mu.Unlock()
	}
	r := dnsmessage.Message{Header: dnsmessage.Header{ID: m.ID, Response: true, RecursionAvailable: true}, Questions: m.Questions}
	head := dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class, TTL: 60}
	mx := func(host string) {
		if q.Type == dnsmessage.TypeMX {
			r.Answers = append(r.Answers, dnsmessage.Resource{Header: head, Body: &dnsmessage.MXResource{MX: dnsmessage.MustNewName(host)}})
		}
	}
	switch kind {
	case "mail", "mail2":
		mx("mx.example.")
	case "null":
		mx(".")
	case "itself":
		if q.Type == dnsmessage.TypeA {
			r.Answers = append(r.Answers, dnsmessage.Resource{Header: head, Body: &dnsmessage.AResource{A: [4]byte{192, 0, 2, 1}}})
		}
	case "six":
		if q.Type == dnsmessage.TypeAAAA {
			r.Answers = append(r.Answers, dnsmessage.Resource{Header: head, Body: &dnsmessage.AAAAResource{AAAA: [16]byte{0x20, 1, 0xd, 0xb8, 15: 1}}})
		}
	case "nothing": // the name is there and has neither
	case "broken":
		r.RCode = dnsmessage.RCodeServerFailure
	case "refused":
		r.RCode = dnsmessage.RCodeRefused
	case "silent":
		return nil
	default:
		r.RCode = dnsmessage.RCodeNameError
	}
	b, err := r.Pack()
	if err != nil {
		return nil
	}
	return b
}

func TestWhoTakesMail(t *testing.T) {
	s := startNameServer(t)
	c := New(s.resolver(), time.Now)
	c.patience = 500 * time.Millisecond
	want := map[string]mailing.DomainMail{
		"mail.example": mailing.MailTaken, "mail2.example": mailing.MailTaken, "itself.example": mailing.MailTaken, "six.example": mailing.MailTaken,
		"null.example": mailing.MailRefused, "nothing.example": mailing.MailRefused, "gone.example": mailing.MailRefused,
		"broken.example": mailing.MailUnknown, "refused.example": mailing.MailUnknown, "silent.example": mailing.MailUnknown,
	}
	var all []string
	for d := range want {
		all = append(all, d, d)
	}
	most := 0
	got, err := c.Check(t.Context(), all, func(done int) { most = max(most, done) })
	if err != nil || !maps.Equal(got, want) || most != len(want) {
		t.Errorf("found %v (%v), %d done; want %v", got, err, most, want)
	}
	if n := s.times("mail.example."); n != 1 {
		t.Errorf("a domain that comes twice was asked for %d times", n)
	}
	if _, err := c.Check(t.Context(), all, nil); err != nil || s.times("mail.example.") != 1 || s.times("gone.example.") != 1 {
		t.Errorf("what is known was asked for once more (%v)", err)
	}
	if c.Known("null.example") != mailing.MailRefused || c.Known("broken.example") != mailing.MailUnknown || c.Known("never.asked") != mailing.MailUnknown {
		t.Error("what was found out is not known")
	}
}

// slow answers after a second, and counts how many wait for it.
type slow struct{ now, most atomic.Int64 }

func (s *slow) LookupMX(ctx context.Context, _ string) ([]*net.MX, error) {
	s.most.Store(max(s.most.Load(), s.now.Add(1)))
	defer s.now.Add(-1)
	select {
	case <-ctx.Done():
		return nil, &net.DNSError{Err: ctx.Err().Error(), IsTimeout: true}
	case <-time.After(time.Second):
		return []*net.MX{{Host: "mx.example."}}, nil
	}
}

func (s *slow) LookupNetIP(context.Context, string, string) ([]netip.Addr, error) {
	return nil, errors.New("not asked for")
}

func TestAFewAtATimeAndCancelled(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := &slow{}
		c := New(r, time.Now)
		var all []string
		for i := range 100 {
			all = append(all, fmt.Sprintf("d%d.example", i))
		}
		ctx, cancel := context.WithTimeout(t.Context(), 2500*time.Millisecond)
		defer cancel()
		got, err := c.Check(ctx, all, nil)
		taken := 0
		for _, mail := range got {
			if mail == mailing.MailTaken {
				taken++
			}
		}
		if !errors.Is(err, context.DeadlineExceeded) || taken != 2*atOnce || r.most.Load() != atOnce {
			t.Errorf("%v; %d found, %d at once", err, taken, r.most.Load())
		}
		if got, err := c.Check(t.Context(), all, nil); err != nil || len(got) != 100 {
			t.Errorf("afterwards %d, %v", len(got), err)
		}
		time.Sleep(kept)
		if c.Known("d1.example") != mailing.MailUnknown {
			t.Error("an answer is kept for longer than a day")
		}
	})
}
