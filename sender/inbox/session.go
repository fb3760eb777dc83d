package inbox

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
	"github.com/emersion/go-sasl"

	"evenpost/mailing"
)

// Dialer opens mailboxes. The zero value is ready; it is not changed after its first use.
type Dialer struct {
	// TLSConfig is the base of the encryption settings, for tests with an authority of their own.
	TLSConfig *tls.Config
	// Patience is how long one step may take; 0: half a minute.
	Patience time.Duration
}

const (
	usualPatience = 30 * time.Second
	mostBytes     = 96 << 20 // that one session takes from a server, whatever it sends
)

// session is a mailbox that is open, to read only.
type session struct {
	raw      *metered
	client   *imapclient.Client
	patience time.Duration
	validity uint32
	next     uint32 // the UID that the next mail will have; 0: not known
}

// metered is a connection that takes no more than so many bytes.
type metered struct {
	net.Conn
	left atomic.Int64
}

var errTooMuch = errors.New("the server sends more than was asked for")

func (m *metered) Read(p []byte) (int, error) {
	n, err := m.Conn.Read(p)
	if m.left.Add(-int64(n)) < 0 {
		return 0, errTooMuch
	}
	return n, err
}

// open connects, logs in and opens the inbox. begin is told of each step, what it returns is called when that went well.
func (d *Dialer) open(ctx context.Context, a mailing.Account, password string, begin func(mailing.Stage) func(string)) (*session, error) {
	s := &session{patience: d.Patience}
	if s.patience <= 0 {
		s.patience = usualPatience
	}
	stage, passed := StageLookup, begin(StageLookup)
	enter := func(next mailing.Stage, found string) {
		passed(found)
		stage, passed = next, begin(next)
	}
	err := s.run(ctx, d, a, password, enter)
	if err != nil {
		s.close()
		if ctx.Err() != nil {
			err = ctx.Err()
		}
		return nil, failed(stage, err)
	}
	passed("INBOX")
	return s, nil
}

func (s *session) run(ctx context.Context, d *Dialer, a mailing.Account, password string, enter func(mailing.Stage, string)) error {
	box := a.Inbox
	host := strings.TrimSpace(box.Host)
	switch {
	case host == "" || strings.ContainsAny(host, "/@ \r\n"):
		return fmt.Errorf("%w: %.80q is not the name of a server", mailing.ErrInvalid, host)
	case box.Port < 1 || box.Port > 65535:
		return fmt.Errorf("%w: %d is not a port", mailing.ErrInvalid, box.Port)
	}
	if err := s.lookUp(ctx, host); err != nil {
		return err
	}
	enter(mailing.StageConnect, host)
	dialer := net.Dialer{Timeout: s.patience, ControlContext: onlyAllowed(box.Security)}
	raw, err := dialer.DialContext(ctx, "tcp", net.JoinHostPort(host, strconv.Itoa(box.Port)))
	if err != nil {
		return err
	}
	s.raw = &metered{Conn: raw}
	s.raw.left.Store(mostBytes)
	if err := s.secure(ctx, d, host, box.Security, raw.RemoteAddr().String(), enter); err != nil {
		return err
	}
	if err := s.logIn(ctx, a.InboxUser(), password); err != nil {
		return err
	}
	enter(StageOpen, a.InboxUser())
	return s.step(ctx, func() error {
		data, err := s.client.Select("INBOX", &imap.SelectOptions{ReadOnly: true}).Wait()
		if err == nil {
			s.validity, s.next = data.UIDValidity, uint32(data.UIDNext)
		}
		return err
	})
}

func (s *session) lookUp(ctx context.Context, host string) error {
	if net.ParseIP(host) != nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, s.patience)
	defer cancel()
	_, err := net.DefaultResolver.LookupHost(ctx, host)
	return err
}

// onlyAllowed looks at the address that is about to be connected to: without protection it is this computer, or nothing.
func onlyAllowed(security mailing.Security) func(context.Context, string, string, syscall.RawConn) error {
	return func(_ context.Context, _, address string, _ syscall.RawConn) error {
		switch security {
		case mailing.TLSOnConnect, mailing.StartTLS:
			return nil
		case mailing.Plain:
			host, _, err := net.SplitHostPort(address)
			if ip := net.ParseIP(host); err == nil && ip != nil && ip.IsLoopback() {
				return nil
			}
			return mailing.ErrPlainRefused
		}
		return fmt.Errorf("%w: unknown kind of connection %q", mailing.ErrInvalid, security)
	}
}

// secure encrypts the connection and waits for the server's greeting.
func (s *session) secure(ctx context.Context, d *Dialer, host string, security mailing.Security, peer string, enter func(mailing.Stage, string)) error {
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	if d.TLSConfig != nil {
		config = d.TLSConfig.Clone()
	}
	if config.ServerName == "" {
		config.ServerName = host
	}
	options := &imapclient.Options{TLSConfig: config}
	switch security {
	case mailing.TLSOnConnect:
		enter(mailing.StageTLS, peer)
		secure := tls.Client(s.raw, config)
		if err := s.step(ctx, func() error { return secure.HandshakeContext(ctx) }); err != nil {
			return err
		}
		s.client = imapclient.New(secure, options)
	case mailing.StartTLS:
		enter(mailing.StageTLS, peer)
		err := s.step(ctx, func() (err error) {
			s.client, err = imapclient.NewStartTLS(s.raw, options)
			return err
		})
		if err != nil {
			s.client = nil
			return err
		}
	default:
		s.client = imapclient.New(s.raw, options)
	}
	if err := s.step(ctx, func() error { return s.client.WaitGreeting() }); err != nil {
		return err
	}
	enter(mailing.StageLogin, peer)
	return nil
}

func (s *session) logIn(ctx context.Context, user, password string) error {
	if user == "" || password == "" {
		return mailing.ErrNoPassword
	}
	return s.step(ctx, func() error {
		if caps := s.client.Caps(); caps.Has(imap.CapLoginDisabled) && caps.Has(imap.AuthCap(sasl.Plain)) {
			return s.client.Authenticate(sasl.NewPlainClient("", user, password))
		}
		return s.client.Login(user, password).Wait()
	})
}

// step does one thing with the server. When it takes too long, or ctx ends, the connection is cut.
func (s *session) step(ctx context.Context, work func() error) error {
	ctx, cancel := context.WithTimeout(ctx, s.patience)
	defer cancel()
	stop := context.AfterFunc(ctx, func() { _ = s.raw.Close() })
	err := work()
	if !stop() && ctx.Err() != nil {
		return ctx.Err()
	}
	if s.raw.left.Load() < 0 {
		return errTooMuch
	}
	return err
}

// close ends the session. Whether the server hears of it is of no importance.
func (s *session) close() {
	if s.raw == nil {
		return
	}
	_ = s.raw.Close()
	if s.client != nil {
		_ = s.client.Close()
	}
}

// since are the UIDs above one or, when that is 0, those of mails that came on a day or later; ascending.
func (s *session) since(ctx context.Context, uid uint32, day time.Time) (uids []uint32, err error) {
	criteria := &imap.SearchCriteria{Since: day}
	if uid > 0 {
		criteria = &imap.SearchCriteria{UID: []imap.UIDSet{{imap.UIDRange{Start: imap.UID(uid + 1), Stop: 0}}}}
	}
	err = s.step(ctx, func() error {
		data, err := s.client.UIDSearch(criteria, nil).Wait()
		if err != nil {
			return err
		}
		for _, found := range data.AllUIDs() {
			if uint32(found) > uid { // "100:*" names the last mail also when its UID is lower
				uids = append(uids, uint32(found))
			}
		}
		return nil
	})
	slices.Sort(uids)
	return slices.Compact(uids), err
}

// fetched is what was read of one mail.
type fetched struct {
	uid  uint32
	at   time.Time
	text []byte
}

// headerFields are those that say what a mail is.
func headerFields() []string {
	return []string{
		"Message-ID", "Date", "From", "Subject", "In-Reply-To", "References", "Content-Type", "Return-Path", "X-Failed-Recipients",
	}
}

// headers reads the headers of mails, each up to a bound.
func (s *session) headers(ctx context.Context, uids []uint32) ([]fetched, error) {
	const most = 32 << 10
	return s.fetch(ctx, uids, &imap.FetchItemBodySection{Specifier: imap.PartSpecifierHeader, HeaderFields: headerFields(), Partial: &imap.SectionPartial{Size: most}}, most)
}

// mail reads one mail up to a bound.
func (s *session) mail(ctx context.Context, uid uint32) (fetched, bool, error) {
	all, err := s.fetch(ctx, []uint32{uid}, &imap.FetchItemBodySection{Partial: &imap.SectionPartial{Size: mostBody}}, mostBody)
	if err != nil || len(all) == 0 {
		return fetched{}, false, err
	}
	return all[0], true, nil
}

func (s *session) fetch(ctx context.Context, uids []uint32, section *imap.FetchItemBodySection, most int64) (all []fetched, err error) {
	section.Peek = true // a mail that was read here is as unread as before
	set := imap.UIDSet{}
	for _, uid := range uids {
		set.AddNum(imap.UID(uid))
	}
	err = s.step(ctx, func() error {
		cmd := s.client.Fetch(set, &imap.FetchOptions{UID: true, InternalDate: true, BodySection: []*imap.FetchItemBodySection{section}})
		for msg := cmd.Next(); msg != nil; msg = cmd.Next() {
			f := fetched{}
			for item := msg.Next(); item != nil; item = msg.Next() {
				switch item := item.(type) {
				case imapclient.FetchItemDataUID:
					f.uid = uint32(item.UID)
				case imapclient.FetchItemDataInternalDate:
					f.at = item.Time
				case imapclient.FetchItemDataBodySection:
					if item.Literal == nil {
						continue
					}
					text, err := io.ReadAll(io.LimitReader(item.Literal, most))
					if err != nil {
						return err
					}
					f.text = text
				}
			}
			if f.uid != 0 {
				all = append(all, f)
			}
		}
		return cmd.Close()
	})
	slices.SortFunc(all, func(a, b fetched) int { return int(int64(a.uid) - int64(b.uid)) })
	return all, err
}
