// Package templates is the page of messages: a gallery, starters to begin with, and an editor that shows the message as a
// real contact will get it.
package templates

import (
	"context"

	"evenpost/assets/starters"
	"evenpost/mailing"
	"evenpost/sender"
	"evenpost/storage"
)

// Store is what the page needs of storage.
type Store interface {
	Templates(ctx context.Context) ([]mailing.Template, error)
	Template(ctx context.Context, id int64) (mailing.Template, error)
	AddTemplate(ctx context.Context, t mailing.Template) (int64, error)
	UpdateTemplate(ctx context.Context, t mailing.Template) error
	DeleteTemplate(ctx context.Context, id int64) error
	Fields(ctx context.Context) ([]mailing.Field, error)
	Accounts(ctx context.Context) ([]mailing.Account, error)
	ContactIDs(ctx context.Context, q storage.ContactQuery) ([]int64, error)
	ContactsByID(ctx context.Context, ids []int64) ([]mailing.Contact, error)
	Setting(ctx context.Context, key string) (string, error)
	SetSetting(ctx context.Context, key, value string) error
}

// Engine is what the page needs of the engine.
type Engine interface {
	Preview(ctx context.Context, m mailing.Message, as mailing.Contact) (sender.Preview, error)
	SendTest(ctx context.Context, accountID int64, m mailing.Message, as mailing.Contact, to string) (mailing.Reply, error)
}

// Deps is what the page works with.
type Deps struct {
	Store  Store
	Engine Engine
	// Starters are the messages to begin with in a language.
	Starters func(language string) ([]starters.Starter, error)
	// Browse shows a finished HTML page in the user's browser.
	Browse func(html string) error
}
