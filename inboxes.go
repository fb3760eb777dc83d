package main

import (
	"context"

	"evenpost/gui/accounts"
	"evenpost/mailing"
	"evenpost/sender/account"
	"evenpost/sender/inbox"
)

// inboxes reads the mailboxes that answers come to, and knows where they most likely are.
type inboxes struct {
	*inbox.Reader
	presets account.Presets
}

func (p *program) newInboxes() inboxes {
	return inboxes{&inbox.Reader{Store: p.store, Secrets: p.passwords, Dialer: new(inbox.Dialer), Log: p.log}, p.presets}
}

// Suggest is where the mailbox of an account most likely is.
func (i inboxes) Suggest(a mailing.Account) mailing.Inbox { return i.presets.Inbox(a) }

// Try opens the mailbox of an account and reads nothing.
func (i inboxes) Try(ctx context.Context, a mailing.Account, password string, report func(accounts.Step)) error {
	return i.Dialer.Try(ctx, a, password, func(s inbox.Step) { report(accounts.Step(s)) })
}
