package smtp

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/wneessen/go-mail"
	gosmtp "github.com/wneessen/go-mail/smtp"

	"evenpost/mailing"
)

// Timeouts says how long each stage may take. A zero field stands for its default.
type Timeouts struct {
	Connect  time.Duration // name lookup and TCP: 30 s
	TLS      time.Duration // the handshake: 30 s
	Greeting time.Duration // the first line and EHLO: 60 s
	Login    time.Duration // 30 s
	Mail     time.Duration // MAIL FROM: 60 s
	Rcpt     time.Duration // RCPT TO: 60 s
	Data     time.Duration // DATA, and each piece of the content: 2 min
	Dot      time.Duration // the reply after the final dot: 10 min (RFC 5321 §4.5.3.2.6)
	Quit     time.Duration // 2 s
	Grace    time.Duration // how long a cancelled Send still waits for the reply after the final dot: 10 s
}

func (t Timeouts) withDefaults() Timeouts {
	for _, d := range []struct {
		field *time.Duration
		sane  time.Duration
	}{
		{&t.Connect, 30 * time.Second},
		{&t.TLS, 30 * time.Second},
		{&t.Greeting, time.Minute},
		{&t.Login, 30 * time.Second},
		{&t.Mail, time.Minute},
		{&t.Rcpt, time.Minute},
		{&t.Data, 2 * time.Minute},
		{&t.Dot, 10 * time.Minute},
		{&t.Quit, 2 * time.Second},
		{&t.Grace, 10 * time.Second},
	} {
		if *d.field <= 0 {
			*d.field = d.sane
		}
	}
	return t
}

// Dialer makes sessions. The zero value is ready; a Dialer may be used by many goroutines and is not changed after its
// first use.
type Dialer struct {
	// Hello gives the name for EHLO. Without it the name is [127.0.0.1], which tells nothing about this computer.
	Hello func() string
	// TLSConfig is the base of the encryption settings, for tests with an authority of their own. The server's name is
	// filled in from the account.
	TLSConfig *tls.Config
	Timeouts  Timeouts
	// Resolve says where the server of an account is whose Practice is set.
	Resolve func(mailing.Account) (host string, port int, err error)
}

// Dial connects, encrypts and logs in. A failure is a *StageError; nothing stays open then. Without protection it
// connects to this computer alone, unless the account allows more, and it never logs in over an unprotected line to
// another computer: both give mailing.ErrPlainRefused.
func (d *Dialer) Dial(ctx context.Context, account mailing.Account, password string) (*Session, error) {
	return d.dial(ctx, account, password, func(mailing.Stage) func(string) { return func(string) {} })
}

// dial is Dial with a look at the stages: begin is called when one starts, what it returns when that one went well.
func (d *Dialer) dial(ctx context.Context, account mailing.Account, password string, begin func(mailing.Stage) func(string)) (*Session, error) {
	if err := ctx.Err(); err != nil {
		return nil, stageError(mailing.StageConnect, err)
	}
	k := &dialling{Dialer: d, ctx: ctx, account: account, begin: begin, wait: d.Timeouts.withDefaults(), stage: mailing.StageConnect}
	client, err := k.run(password)
	if err != nil {
		k.cut()
		if ctx.Err() != nil {
			err = ctx.Err()
		}
		return nil, stageError(k.stage, err)
	}
	return newSession(client, k.raw, k.wait), nil
}

// dialling is one call of Dial on its way through the stages.
type dialling struct {
	*Dialer
	ctx     context.Context //nolint:containedctx // lives as long as the call
	account mailing.Account
	begin   func(mailing.Stage) func(string)
	wait    Timeouts

	stage  mailing.Stage
	passed func(string)
	host   string
	raw    net.Conn // the TCP connection under whatever is put on it
	stop   func() bool
}

func (k *dialling) enter(stage mailing.Stage) {
	k.stage, k.passed = stage, k.begin(stage)
}

func (k *dialling) cut() {
	if k.raw != nil {
		k.stop()
		_ = k.raw.Close()
	}
}

func (k *dialling) run(password string) (*gosmtp.Client, error) {
	host, port, err := k.where()
	if err != nil {
		return nil, err
	}
	k.host = host
	if k.account.Username != "" && password == "" && !k.account.Practice {
		k.stage = mailing.StageLogin
		return nil, &StageError{Reply: mailing.Reply{Stage: k.stage, Text: "no password is known for this account"}, Err: mailing.ErrNoPassword}
	}
	hello := "[127.0.0.1]"
	if k.Hello != nil {
		hello = k.Hello()
	}
	options := []mail.Option{
		mail.WithPort(port), mail.WithHELO(hello), mail.WithTimeout(k.wait.Greeting),
		// Encryption and login are asked for below, one by one: so each has its own deadline and its failure a stage.
		mail.WithTLSPolicy(mail.NoTLS),
		mail.WithDialContextFunc(func(_ context.Context, network, addr string) (net.Conn, error) { return k.connect(network, addr) }),
	}
	if k.account.Security == mailing.TLSOnConnect {
		options = append(options, mail.WithSSL())
	}
	maker, err := mail.NewClient(host, options...)
	if err != nil {
		return nil, err
	}
	client, err := maker.DialToSMTPClientWithContext(k.ctx)
	if err != nil {
		return nil, err
	}
	k.passed(cleanText(client.HelloResponse()))

	if k.account.Security == mailing.StartTLS {
		if err := k.startTLS(client); err != nil {
			return nil, err
		}
	}
	if k.account.Username != "" && (password != "" || !k.account.Practice) {
		if err := k.login(client, password); err != nil {
			return nil, err
		}
	}
	if !k.stop() {
		return nil, context.Cause(k.ctx)
	}
	return client, nil
}

func (k *dialling) where() (string, int, error) {
	host, port := strings.TrimSpace(k.account.Host), k.account.Port
	if k.account.Practice && k.Resolve != nil {
		var err error
		if host, port, err = k.Resolve(k.account); err != nil {
			return "", 0, fmt.Errorf("the practice mailbox: %w", err)
		}
	}
	switch {
	case host == "" || strings.ContainsAny(host, "/ \r\n"):
		return "", 0, fmt.Errorf("%w: %q is not the name of a server", mailing.ErrInvalid, shorten(cleanText(host), 80))
	case port < 1 || port > 65535:
		return "", 0, fmt.Errorf("%w: %d is not a port", mailing.ErrInvalid, port)
	}
	return host, port, nil
}

// connect is the dial function of go-mail: TCP, and TLS where it comes first. It keeps the TCP connection, because
// go-mail leaves it open on some of its errors.
func (k *dialling) connect(network, addr string) (net.Conn, error) {
	k.enter(mailing.StageConnect)
	dialer := net.Dialer{Timeout: k.wait.Connect, ControlContext: k.onlyAllowed}
	raw, err := dialer.DialContext(k.ctx, network, addr)
	if err != nil {
		return nil, err
	}
	k.raw = raw
	// Only closing the socket reaches through every layer that sets deadlines of its own.
	k.stop = context.AfterFunc(k.ctx, func() { _ = raw.Close() })
	k.passed(raw.RemoteAddr().String())

	conn := raw
	if k.account.Security == mailing.TLSOnConnect {
		k.enter(mailing.StageTLS)
		ctx, cancel := context.WithTimeout(k.ctx, k.wait.TLS)
		defer cancel()
		secure := tls.Client(raw, k.tlsConfig())
		if err := secure.HandshakeContext(ctx); err != nil {
			return nil, err
		}
		k.passed(describeTLS(secure.ConnectionState()))
		conn = secure
	}
	k.enter(mailing.StageGreeting)
	return conn, nil
}

// onlyAllowed looks at the address that is about to be connected to, after the name was looked up: a name cannot claim
// to be this computer and then be another.
func (k *dialling) onlyAllowed(_ context.Context, _, address string, _ syscall.RawConn) error {
	switch k.account.Security {
	case mailing.TLSOnConnect, mailing.StartTLS:
		return nil
	case mailing.Plain:
	default:
		return fmt.Errorf("%w: unknown kind of connection %q", mailing.ErrInvalid, k.account.Security)
	}
	if isLoopback(address) || k.account.AllowPlain && !k.account.Practice {
		return nil
	}
	return &StageError{
		Reply: mailing.Reply{Stage: mailing.StageConnect, Text: "a connection to another computer must be protected"},
		Err:   mailing.ErrPlainRefused,
	}
}

func isLoopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	ip := net.ParseIP(host)
	return err == nil && ip != nil && ip.IsLoopback()
}

func (k *dialling) tlsConfig() *tls.Config {
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	if k.TLSConfig != nil {
		config = k.TLSConfig.Clone()
	}
	if config.ServerName == "" {
		config.ServerName = k.host
	}
	return config
}

func (k *dialling) startTLS(client *gosmtp.Client) error {
	k.enter(mailing.StageTLS)
	if offered, _ := client.Extension("STARTTLS"); !offered {
		return errors.New("the server does not offer a secure connection (STARTTLS) on port " + strconv.Itoa(k.account.Port))
	}
	if err := k.raw.SetDeadline(time.Now().Add(k.wait.TLS)); err != nil {
		return err
	}
	if err := client.StartTLS(k.tlsConfig()); err != nil {
		return err
	}
	state, _ := client.TLSConnectionState()
	k.passed(describeTLS(state))
	return nil
}
