package accounts_test

import (
	"context"
	"sync"
	"testing"

	"evenpost/assets"
	"evenpost/gui/accounts"
	"evenpost/gui/kit"
	"evenpost/gui/kit/kittest"
	"evenpost/gui/pagetest"
	"evenpost/mailing"
	"evenpost/sender"
	"evenpost/sender/account"
	"evenpost/sender/inbox"
	"evenpost/sender/smtp"
)

// desk is the page over a world, with a dialer that can be told whom to trust.
type desk struct {
	*kittest.Env

	page  *accounts.Page
	world *pagetest.World
	safe  *safe
	live  map[int64]sender.Live
	lost  bool // servers far away cannot be found
	box   *mailbox
}

// mailbox plays the reading of mailboxes.
type mailbox struct {
	presets account.Presets
	fault   mailing.InboxFault // what is wrong, or ""
	checked chan mailing.Account
}

func (m *mailbox) Suggest(a mailing.Account) mailing.Inbox { return m.presets.Inbox(a) }

func (m *mailbox) failure() error {
	if m.fault == "" {
		return nil
	}
	return &inbox.Error{Fault: m.fault, Stage: mailing.StageLogin, Text: "[AUTHENTICATIONFAILED] Invalid credentials"}
}

func (m *mailbox) Check(_ context.Context, a mailing.Account) (mailing.AnswerCounts, error) {
	m.checked <- a
	return mailing.AnswerCounts{Replies: 2, Bounces: 1}, m.failure()
}

func (m *mailbox) Try(_ context.Context, a mailing.Account, _ string, report func(accounts.Step)) error {
	report(accounts.Step{Stage: "lookup", Detail: a.Inbox.Host})
	report(accounts.Step{Stage: mailing.StageConnect, Detail: "192.0.2.9:993"})
	report(accounts.Step{Stage: mailing.StageTLS, Detail: "TLS 1.3"})
	if err := m.failure(); err != nil {
		report(accounts.Step{Stage: mailing.StageLogin, Err: err})
		return err
	}
	report(accounts.Step{Stage: mailing.StageLogin, Detail: a.InboxUser()})
	report(accounts.Step{Stage: inbox.StageOpen, Detail: "INBOX"})
	return nil
}

func open(t *testing.T, w *pagetest.World, d *smtp.Dialer, options ...kittest.Option) *desk {
	t.Helper()
	presets, err := account.ParsePresets(assets.Presets)
	if err != nil {
		t.Fatal(err)
	}
	k := &desk{Env: kittest.New(t, options...), world: w, safe: &safe{}, live: map[int64]sender.Live{}, box: &mailbox{presets: presets, checked: make(chan mailing.Account, 10)}}
	k.Now, k.UI.Explain = w.Now, kit.Explain
	k.page = accounts.New(k.UI, accounts.Deps{
		Store: w.Store, Passwords: k.safe, Presets: presets, Inbox: k.box, Live: func(id int64) sender.Live { return k.live[id] },
		Check: func(ctx context.Context, a mailing.Account, password string, report func(accounts.Step)) error {
			if a.Host != "127.0.0.1" && !a.Practice {
				return k.far(a, report)
			}
			return d.Check(ctx, a, password, func(s smtp.Step) { report(accounts.Step(s)) })
		},
	})
	return k
}

// far plays a server on the internet, which tests do not reach.
func (k *desk) far(a mailing.Account, report func(accounts.Step)) error {
	report(accounts.Step{Stage: "lookup", Detail: a.Host + ": 192.0.2.7"})
	if k.lost {
		err := &smtp.StageError{Reply: mailing.Reply{Stage: mailing.StageConnect, Text: "no answer in time"}, Err: context.DeadlineExceeded}
		report(accounts.Step{Stage: mailing.StageConnect, Detail: err.Reply.Text, Err: err})
		return err
	}
	report(accounts.Step{Stage: mailing.StageConnect, Detail: "192.0.2.7:465"})
	report(accounts.Step{Stage: mailing.StageTLS, Detail: "TLS 1.3, certificate of " + a.Host})
	report(accounts.Step{Stage: mailing.StageLogin, Detail: a.Username})
	report(accounts.Step{Stage: mailing.StageMail, Detail: a.From.Address})
	return nil
}

// show puts the page into the window as the frame does.
func (k *desk) show() {
	k.Show(k.page.Content())
	k.page.Shown()
}

// safe keeps passwords like a computer with or without a keychain.
type safe struct {
	keychain bool

	mu   sync.Mutex
	held map[int64]string
	kept map[int64]string
}

func (s *safe) Password(_ context.Context, a mailing.Account) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p, ok := s.held[a.ID]; ok {
		return p, nil
	}
	return "", mailing.ErrNoPassword
}

func (s *safe) Hold(id int64, password string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.held == nil {
		s.held = map[int64]string{}
	}
	s.held[id] = password
}

func (s *safe) Keep(_ context.Context, a mailing.Account, password string) error {
	if !s.keychain {
		return mailing.ErrNoKeychain
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.kept == nil {
		s.kept = map[int64]string{}
	}
	s.kept[a.ID] = password
	return nil
}

func (s *safe) Forget(_ context.Context, a mailing.Account) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.held, a.ID)
	delete(s.kept, a.ID)
	return nil
}

// knows says whether a password is known.
func (s *safe) knows(id int64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, ok := s.held[id]
	return ok
}
