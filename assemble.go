package main

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"evenpost/assets"
	"evenpost/cli"
	"evenpost/gui/kit"
	"evenpost/mailing"
	"evenpost/sender"
	"evenpost/sender/account"
	"evenpost/sender/compose"
	"evenpost/sender/domains"
	"evenpost/sender/smtp"
	"evenpost/storage"
	"evenpost/storage/boot"
)

// program is one open data folder with everything that works on it: here everyone is introduced to everyone.
type program struct {
	store     *storage.Store
	engine    *sender.Engine
	dialer    *smtp.Dialer
	practice  *practiceBox
	passwords *passwords
	presets   account.Presets
	domains   *domains.Checker
	inboxes   inboxes
	log       *slog.Logger
	closeLog  func() error

	leave func()      // closes the window
	place atomic.Bool // a saved file is to take the place of the data once the window has closed
}

// assemble opens a data folder. Nothing is sent before the engine runs.
func assemble(ctx context.Context, dir string) (*program, error) {
	store, err := storage.Open(ctx, dir)
	if err != nil {
		return nil, err
	}
	return introduce(ctx, store)
}

// introduce makes the program around an open store, which is closed when that fails.
func introduce(ctx context.Context, store *storage.Store) (*program, error) {
	presets, err := account.ParsePresets(assets.Presets)
	if err != nil {
		return nil, errors.Join(err, store.Close())
	}
	dir := store.Dir()
	p := &program{store: store, presets: presets, domains: domains.New(net.DefaultResolver, time.Now)}
	p.log, p.closeLog = openLog(dir)
	if err := welcome(ctx, store); err != nil {
		return nil, errors.Join(err, p.close())
	}
	p.practice = newPracticeBox(ctx, dir)
	p.dialer = &smtp.Dialer{Resolve: p.practice.resolve}
	p.passwords = newPasswords(account.Keychain{}, os.Getenv)
	p.inboxes = p.newInboxes()
	p.engine = sender.New(sender.Deps{
		Store: store, Dial: sender.Dialling(p.dialer), Secrets: p.passwords, Schedule: schedule(), Log: p.log,
		Language: func(ctx context.Context) string { return language(ctx, store) },
		Upkeep:   p.upkeep,
		Passed:   boot.Passed(),
		Boot:     boot.ID(),
	})
	return p, nil
}

// upkeep is what is done beside the sending: copies, the index that contacts are searched with, and reading what comes back.
func (p *program) upkeep(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	var beside sync.WaitGroup
	beside.Go(func() { p.inboxes.Run(ctx) })
	beside.Go(func() {
		p.store.KeepSearch(ctx, func(err error) { p.log.Warn("contacts could not be indexed", "error", err) })
	})
	err := p.store.KeepBackups(ctx, func(err error) { p.log.Warn("no copy of the database could be made", "error", err) })
	stop()
	beside.Wait()
	return err
}

// close lets go of the data folder. The engine must have stopped.
func (p *program) close() error {
	var err error
	if p.practice != nil {
		err = p.practice.close()
	}
	return errors.Join(err, p.store.Close(), p.closeLog())
}

// welcomed is the setting that says that a data folder had its practice account, so that one who deletes it is rid of it.
const welcomed = "welcomed"

// welcome gives a new user an account with which nothing can go wrong.
func welcome(ctx context.Context, s *storage.Store) error {
	if done, err := s.Setting(ctx, welcomed); err != nil || done != "" {
		return err
	}
	limit := mailing.Limit{N: 500, Kind: mailing.Rolling, Span: 24 * time.Hour}
	_, err := s.AddAccount(ctx, mailing.Account{
		Name: "Practice mailbox", Practice: true, Security: mailing.Plain, Host: "localhost", Port: 25, Connections: 2,
		From: mailing.Mailbox{Name: "Your business", Address: "you@example.com"}, Limits: []mailing.Limit{limit}, CreatedAt: time.Now(),
	})
	if err != nil && !errors.Is(err, mailing.ErrExists) {
		return err
	}
	return s.SetSetting(ctx, welcomed, "yes")
}

// language is that of the footer under mailings: the one chosen in the window, else the computer's.
func language(ctx context.Context, s *storage.Store) string {
	chosen, err := s.Setting(ctx, kit.SettingLanguage)
	if err != nil || chosen == "" {
		return string(kit.SystemLanguage())
	}
	return chosen
}

// openServices is what the commands work with.
func openServices(ctx context.Context, dir string) (*cli.Services, error) {
	p, err := assemble(ctx, dir)
	if err != nil {
		return nil, err
	}
	return &cli.Services{
		Store: p.store, Engine: p.engine, Passwords: p.passwords, Close: p.close,
		Check: func(ctx context.Context, a mailing.Account, password string, report func(cli.Step)) error {
			return p.dialer.Check(ctx, a, password, func(s smtp.Step) { report(cli.Step(s)) })
		},
		Suggest: p.suggest, Domains: p.domains, Inbox: p.inboxes,
		Parse: func(m mailing.Message, fields []string) error {
			_, err := compose.Parse(m, fields)
			var unknown *compose.FieldError
			if errors.As(err, &unknown) { // what else is wrong would only come to light when the field is there
				if _, worse := compose.Parse(m, slices.Concat(fields, unknown.Fields)); worse != nil {
					return worse
				}
			}
			return err
		},
	}, nil
}

// suggest fills in what is known of an address's provider. A server name that only the user can complete is not offered.
func (p *program) suggest(from mailing.Mailbox) (mailing.Account, bool) {
	preset, ok := p.presets.Suggest(from.Address)
	if !ok {
		return mailing.Account{}, false
	}
	a := preset.Account(from)
	return a, !strings.ContainsAny(a.Host+a.Username, "{}")
}
