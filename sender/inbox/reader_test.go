package inbox

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapserver"
	"github.com/emersion/go-imap/v2/imapserver/imapmemserver"

	"evenpost/mailing"
)

// said keeps what clients said to a server.
type said struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (s *said) add(p []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.text.Write(p)
}

func (s *said) all() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.String()
}

// listening is a listener whose connections keep what they read.
type listening struct {
	net.Listener
	said *said
}

func (l listening) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	return listened{c, l.said}, err
}

type listened struct {
	net.Conn
	said *said
}

func (c listened) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.said.add(p[:n])
	return n, err
}

// box is a real IMAP server on this computer, and what the reader has to do with it.
type box struct {
	t       *testing.T
	user    *imapmemserver.User
	account mailing.Account
	said    *said
	store   *kept
	reader  *Reader
}

const password = "correct horse"

// kept is a store that remembers what it was given.
type kept struct {
	mu       sync.Mutex
	accounts []mailing.Account
	mark     mailing.InboxMark
	arrivals []mailing.Arrival
	takes    int
	stopAt   uint32 // as if the delivery of this mail were not settled
	fail     error
	troubles []mailing.InboxTrouble
}

func (k *kept) Accounts(context.Context) ([]mailing.Account, error) { return k.accounts, nil }

func (k *kept) InboxMark(context.Context, int64) (mailing.InboxMark, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.mark, nil
}

func (k *kept) TakeAnswers(_ context.Context, _ int64, g mailing.Gathered, _ time.Time) (counts mailing.AnswerCounts, upTo uint32, err error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.fail != nil {
		return counts, 0, k.fail
	}
	k.takes++
	for _, a := range g.Arrivals {
		if a.UID == k.stopAt {
			g.Mark.UID = a.UID - 1
			break
		}
		k.arrivals = append(k.arrivals, a)
		counts.Add(a.Kind, 1)
	}
	k.mark = g.Mark
	return counts, g.Mark.UID, nil
}

func (k *kept) SetInboxTrouble(_ context.Context, _ mailing.Account, t mailing.InboxTrouble) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.troubles = append(k.troubles, t)
	k.mark.Trouble = &t
	return nil
}

type secret string

func (s secret) Password(context.Context, mailing.Account) (string, error) {
	if s == "" {
		return "", fmt.Errorf("keychain: %w", mailing.ErrNoPassword)
	}
	return string(s), nil
}

// trusting is a configuration that knows the certificate of a server.
func trusting(s *httptest.Server) *tls.Config {
	pool := x509.NewCertPool()
	pool.AddCert(s.Certificate())
	return &tls.Config{RootCAs: pool}
}

func start(t *testing.T, security mailing.Security) *box {
	t.Helper()
	https := httptest.NewUnstartedServer(nil)
	https.StartTLS()
	t.Cleanup(https.Close)
	server := &tls.Config{Certificates: https.TLS.Certificates}
	trust := trusting(https)

	b := &box{t: t, user: imapmemserver.NewUser("info@bakery.example", password), said: new(said), store: new(kept)}
	if err := b.user.Create("INBOX", nil); err != nil {
		t.Fatal(err)
	}
	mem := imapmemserver.New()
	mem.AddUser(b.user)
	s := imapserver.New(&imapserver.Options{
		NewSession: func(*imapserver.Conn) (imapserver.Session, *imapserver.GreetingData, error) {
			return mem.NewSession(), nil, nil
		},
		TLSConfig: server, InsecureAuth: security == mailing.Plain,
		Logger: slog.NewLogLogger(slog.DiscardHandler, slog.LevelError),
	})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l = listening{l, b.said}
	if security == mailing.TLSOnConnect {
		l = tls.NewListener(l, server)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = s.Serve(l)
	}()
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		<-ended
	})
	b.account = mailing.Account{
		ID: 1, Name: "Bakery", Username: "info@bakery.example", From: mailing.Mailbox{Address: "info@bakery.example"},
		Inbox: mailing.Inbox{Read: true, Host: "127.0.0.1", Port: l.Addr().(*net.TCPAddr).Port, Security: security},
	}
	b.store.accounts = []mailing.Account{b.account}
	b.reader = &Reader{Store: b.store, Secrets: secret(password), Dialer: &Dialer{TLSConfig: trust, Patience: 10 * time.Second}, Log: slog.New(slog.DiscardHandler)}
	return b
}

type literal struct{ *bytes.Reader }

func (l literal) Size() int64 { return l.Reader.Size() }

// comes puts a mail into the mailbox.
func (b *box) comes(raw []byte, at time.Time) {
	b.t.Helper()
	if _, err := b.user.Append("INBOX", literal{bytes.NewReader(raw)}, &imap.AppendOptions{Time: at}); err != nil {
		b.t.Fatal(err)
	}
}

func (b *box) check() mailing.AnswerCounts {
	b.t.Helper()
	counts, err := b.reader.Check(b.t.Context(), b.account)
	if err != nil {
		b.t.Fatal(err)
	}
	return counts
}

// unread is how many mails nobody has seen.
func (b *box) unread() uint32 {
	b.t.Helper()
	data, err := b.user.Status("INBOX", &imap.StatusOptions{NumUnseen: true, NumMessages: true})
	if err != nil {
		b.t.Fatal(err)
	}
	if *data.NumMessages < *data.NumUnseen {
		b.t.Fatal(data)
	}
	return *data.NumUnseen
}

func TestReadsWhatIsNewAndNothingElse(t *testing.T) {
	t.Parallel()
	for _, security := range []mailing.Security{mailing.TLSOnConnect, mailing.StartTLS, mailing.Plain} {
		t.Run(string(security), func(t *testing.T) {
			t.Parallel()
			b := start(t, security)
			now := time.Now()
			b.comes(sample(t, "reply"), now.AddDate(0, 0, -90)) // before anybody asked
			for i, name := range []string{"newsletter", "postfix", "reply", "stranger", "unsubscribe", "own"} {
				b.comes(sample(t, name), now.Add(time.Duration(i)*time.Minute-time.Hour))
			}
			if c := b.check(); c.Bounces != 1 || c.Replies != 1 || c.Unsubscribed != 1 || c.Total() != 3 {
				t.Errorf("%+v", c)
			}
			mark := b.store.mark
			if mark.UID != 7 || mark.Validity == 0 || mark.ReadAt.IsZero() || mark.Server != "info@bakery.example on 127.0.0.1" {
				t.Errorf("%+v", mark)
			}
			if c := b.check(); c.Total() != 0 {
				t.Errorf("a second time: %+v", c)
			}
			b.comes(sample(t, "vacation"), now)
			if c := b.check(); c.AutoReplies != 1 || c.Total() != 1 {
				t.Errorf("what came since: %+v", c)
			}
			if n := b.unread(); n != 8 {
				t.Errorf("%d of 8 mails are unread: the others were marked", n)
			}
			if a := b.store.arrivals[0]; a.UID != 3 || a.AccountID != 1 || a.Kind != mailing.AnswerBounce || now.Sub(a.At) > time.Hour || len(a.Names) != 1 {
				t.Errorf("%+v", a)
			}
			if security != mailing.Plain {
				return // what was said cannot be read
			}
			heard := b.said.all()
			for _, never := range []string{" SELECT ", "STORE", "EXPUNGE", " COPY ", " MOVE ", "APPEND", "BODY[", "IDLE", "CLOSE", "DELETE"} {
				if strings.Contains(strings.ReplaceAll(heard, "BODY.PEEK[", ""), never) {
					t.Errorf("it said %q:\n%s", never, heard)
				}
			}
			if !strings.Contains(heard, "EXAMINE") {
				t.Error(heard)
			}
		})
	}
}

func TestNumberedAnew(t *testing.T) {
	t.Parallel()
	b := start(t, mailing.Plain)
	now := time.Now()
	b.comes(sample(t, "reply"), now.Add(-time.Hour))
	b.check()
	first := b.store.mark
	if err := b.user.Delete("INBOX"); err != nil {
		t.Fatal(err)
	}
	if err := b.user.Create("INBOX", nil); err != nil {
		t.Fatal(err)
	}
	b.comes(sample(t, "gmail"), now.AddDate(0, 0, -3)) // older than what is looked at again
	b.comes(sample(t, "reply"), now.Add(-time.Hour))
	b.comes(sample(t, "postfix"), now)
	if c := b.check(); c.Replies != 1 || c.Bounces != 1 {
		t.Errorf("%+v", c)
	}
	if m := b.store.mark; m.Validity == first.Validity || m.UID != 3 {
		t.Errorf("%+v after %+v", m, first)
	}
	if all := b.store.arrivals; all[0].Key != all[1].Key {
		t.Error("the same mail has another key, so it would be taken twice")
	}
}

func TestBounded(t *testing.T) {
	t.Parallel()
	b := start(t, mailing.Plain)
	huge := slices.Concat(sample(t, "reply"), bytes.Repeat([]byte("all work and no play\r\n"), 100_000))
	b.comes(huge, time.Now())
	for range 120 {
		b.comes(sample(t, "newsletter"), time.Now())
	}
	b.comes(sample(t, "postfix"), time.Now())
	if c := b.check(); c.Replies != 1 || c.Bounces != 1 || b.store.takes != 4 {
		t.Errorf("%+v in %d commits, want 3 of at most 50 mails and one for the end", c, b.store.takes)
	}
}

func TestWhatIsNotSettledIsReadAgain(t *testing.T) {
	t.Parallel()
	b := start(t, mailing.Plain)
	b.comes(sample(t, "reply"), time.Now())
	b.comes(sample(t, "postfix"), time.Now())
	b.store.stopAt = 2
	if c := b.check(); c.Total() != 1 || b.store.mark.UID != 1 || !b.store.mark.ReadAt.IsZero() {
		t.Errorf("%+v %+v", c, b.store.mark)
	}
	b.store.stopAt = 0
	if c := b.check(); c.Bounces != 1 || c.Total() != 1 {
		t.Errorf("%+v", c)
	}
}

func TestTrouble(t *testing.T) {
	t.Parallel()
	b := start(t, mailing.TLSOnConnect)
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = silent.Close() })
	plain := start(t, mailing.Plain)
	for name, c := range map[string]struct {
		change func(*mailing.Account, *Reader)
		fault  mailing.InboxFault
		stage  mailing.Stage
	}{
		"wrong password": {func(_ *mailing.Account, r *Reader) { r.Secrets = secret("wrong") }, mailing.FaultLogin, mailing.StageLogin},
		"no password":    {func(_ *mailing.Account, r *Reader) { r.Secrets = secret("") }, mailing.FaultPassword, mailing.StageLogin},
		"nobody there":   {func(a *mailing.Account, _ *Reader) { a.Inbox.Port = 1 }, mailing.FaultNetwork, mailing.StageConnect},
		"no such name":   {func(a *mailing.Account, _ *Reader) { a.Inbox.Host = "imap.bakery.invalid" }, mailing.FaultNetwork, StageLookup},
		"no TLS":         {func(a *mailing.Account, _ *Reader) { a.Inbox.Port = plain.account.Inbox.Port }, mailing.FaultTLS, mailing.StageTLS},
		"unknown issuer": {func(_ *mailing.Account, r *Reader) { r.Dialer = &Dialer{} }, mailing.FaultTLS, mailing.StageTLS},
		"says nothing": {func(a *mailing.Account, r *Reader) {
			a.Inbox.Port, a.Inbox.Security = silent.Addr().(*net.TCPAddr).Port, mailing.Plain
			r.Dialer = &Dialer{Patience: 50 * time.Millisecond}
		}, mailing.FaultNetwork, mailing.StageConnect},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			store := new(kept)
			a := b.account
			r := &Reader{Store: store, Secrets: secret(password), Dialer: b.reader.Dialer, Log: b.reader.Log}
			c.change(&a, r)
			_, err := r.Check(t.Context(), a)
			e, is := errors.AsType[*Error](err)
			if !is || e.Fault != c.fault || e.Stage != c.stage || e.Text == "" {
				t.Fatalf("%#v, %v", e, err)
			}
			if strings.Contains(err.Error(), "wrong") {
				t.Errorf("the password is in the error: %v", err)
			}
			if len(store.troubles) != 1 || store.troubles[0].Fault != c.fault || store.troubles[0].Since.IsZero() {
				t.Errorf("%+v", store.troubles)
			}
			if again := r.due(t.Context(), a); again {
				t.Error("it would be tried again at once")
			}
			if c.fault == mailing.FaultLogin { // not after a new start either
				fresh := &Reader{Store: &kept{mark: mailing.InboxMark{Server: a.InboxServer(), Trouble: store.mark.Trouble}}}
				if fresh.due(t.Context(), a) {
					t.Error("a new start tries the refused password again")
				}
				a.Inbox.Username = "somebody@bakery.example"
				if !fresh.due(t.Context(), a) || !r.due(t.Context(), a) {
					t.Error("another login is not tried")
				}
			}
		})
	}
	if b.store.fail = errors.New("disk is full"); true {
		if _, err := b.reader.Check(t.Context(), b.account); err == nil || len(b.store.troubles) != 0 {
			t.Errorf("trouble of ours is the mailbox's: %v %v", err, b.store.troubles)
		}
	}
}

func TestPlainIsForThisComputerAlone(t *testing.T) {
	t.Parallel()
	for address, allowed := range map[string]bool{"127.0.0.1:143": true, "[::1]:143": true, "192.0.2.1:143": false, "nonsense": false} {
		if err := onlyAllowed(mailing.Plain)(t.Context(), "tcp", address, nil); (err == nil) != allowed {
			t.Errorf("%s: %v", address, err)
		}
	}
	if onlyAllowed(mailing.TLSOnConnect)(t.Context(), "tcp", "192.0.2.1:993", nil) != nil || onlyAllowed("")(t.Context(), "tcp", "127.0.0.1:1", nil) == nil {
		t.Error("protection and nothing at all")
	}
}

func TestTry(t *testing.T) {
	t.Parallel()
	b := start(t, mailing.TLSOnConnect)
	var steps []mailing.Stage
	report := func(s Step) { steps = append(steps, s.Stage) }
	if err := b.reader.Dialer.Try(t.Context(), b.account, password, report); err != nil {
		t.Fatal(err)
	}
	if want := []mailing.Stage{StageLookup, mailing.StageConnect, mailing.StageTLS, mailing.StageLogin, StageOpen}; !slices.Equal(steps, want) {
		t.Errorf("%v, want %v", steps, want)
	}
	steps = nil
	if err := b.reader.Dialer.Try(t.Context(), b.account, "x", report); err == nil || steps[len(steps)-1] != mailing.StageLogin {
		t.Errorf("%v %v", steps, err)
	}
}

func TestACancelledCheckIsNoTrouble(t *testing.T) {
	t.Parallel()
	b := start(t, mailing.Plain)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := b.reader.Check(ctx, b.account); !errors.Is(err, context.Canceled) || len(b.store.troubles) != 0 {
		t.Errorf("%v %v", err, b.store.troubles)
	}
}

// FuzzServer lets a server say anything after the greeting: the session ends, and neither hangs nor takes more than it may.
func FuzzServer(f *testing.F) {
	f.Add([]byte("T1 OK [CAPABILITY IMAP4rev1] done\r\n* FLAGS ()\r\n* OK [UIDVALIDITY 3] x\r\nT2 OK done\r\n* SEARCH 1 2\r\nT3 OK\r\n* 1 FETCH (UID 1 BODY[] {5}\r\nhello)\r\nT4 OK\r\n"))
	f.Add([]byte("T1 NO [AUTHENTICATIONFAILED] no\r\n"))
	f.Fuzz(func(t *testing.T, answers []byte) {
		here, there := net.Pipe()
		go func() {
			defer there.Close()
			go io.Copy(io.Discard, there)
			_, _ = there.Write(append([]byte("* OK [CAPABILITY IMAP4rev1] ready\r\n"), answers...))
		}()
		s := &session{raw: &metered{Conn: here}, patience: 2 * time.Second}
		s.raw.left.Store(1 << 20)
		defer s.close()
		err := s.secure(t.Context(), &Dialer{}, "x", mailing.Plain, "", func(mailing.Stage, string) {})
		if err == nil {
			err = s.logIn(t.Context(), "a", "b")
		}
		if err == nil {
			_, err = s.since(t.Context(), 5, time.Time{})
		}
		if err == nil {
			_, err = s.headers(t.Context(), []uint32{6})
		}
		if err != nil {
			if e := failed(mailing.StageLogin, err); e.Text == "" || strings.ContainsAny(e.Text, "\r\n") {
				t.Errorf("%#v", e)
			}
		}
	})
}
