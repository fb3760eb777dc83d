package main

import (
	"context"

	"evenpost/gui/accounts"
	mailbox "evenpost/gui/practice"
	"evenpost/mailing"
	"evenpost/sender/smtp"
)

// accountDeps is what the page of accounts works with.
func (p *program) accountDeps() accounts.Deps {
	return accounts.Deps{
		Store: p.store, Passwords: p.passwords, Presets: p.presets, Live: p.engine.Live, Inbox: p.inboxes,
		Check: func(ctx context.Context, a mailing.Account, password string, report func(accounts.Step)) error {
			return p.dialer.Check(ctx, a, password, func(s smtp.Step) { report(accounts.Step(s)) })
		},
	}
}

// practiceDeps is what the page of the practice mailbox works with.
func (p *program) practiceDeps() mailbox.Deps {
	return mailbox.Deps{Browse: p.browse, Box: func() (mailbox.Box, error) {
		s, err := p.practice.start()
		if err != nil {
			return nil, err // a nil *practice.Server would not be a nil Box
		}
		return s, nil
	}}
}
