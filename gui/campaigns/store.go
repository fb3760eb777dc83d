// Package campaigns is the page of campaigns: the list, a new campaign in five steps, and a running one live. What it shows is
// read from the store; nobody counts twice.
package campaigns

import (
	"context"
	"time"

	"evenpost/gui/deliveries"
	"evenpost/mailing"
	"evenpost/sender"
	"evenpost/storage"
)

// Store is what the page needs of storage.
type Store interface {
	deliveries.Store
	Audiences

	Campaigns(ctx context.Context) ([]mailing.Campaign, error)
	Campaign(ctx context.Context, id int64) (mailing.Campaign, error)
	CreateCampaign(ctx context.Context, c mailing.Campaign) (int64, error)
	UpdateCampaign(ctx context.Context, c mailing.Campaign) error
	DeleteCampaign(ctx context.Context, id int64) error
	PauseCampaign(ctx context.Context, id int64, reason string) error
	ResumeCampaign(ctx context.Context, id int64) error
	CancelCampaign(ctx context.Context, id int64) error
	RecentAttempts(ctx context.Context, campaignID int64, n int) ([]storage.Event, error)
	Incidents(ctx context.Context, accountID, campaignID int64, n int) ([]mailing.Incident, error)
	Pulse(ctx context.Context, campaignID int64, since time.Time, step time.Duration) ([]mailing.Pulse, error)
	CountAnswers(ctx context.Context, campaignID int64) (mailing.AnswerCounts, error)
	CampaignAnswers(ctx context.Context, campaignID int64, n int) (mailing.Answers, error)

	Templates(ctx context.Context) ([]mailing.Template, error)
	Accounts(ctx context.Context) ([]mailing.Account, error)
	Account(ctx context.Context, id int64) (mailing.Account, error)
	SetHold(ctx context.Context, accountID int64, h *mailing.Hold) error
	Ledger(ctx context.Context, accountID int64, reach mailing.Reach, now time.Time) (*mailing.Ledger, error)
}

// Audiences is what choosing the people needs.
type Audiences interface {
	Lists(ctx context.Context) ([]mailing.List, error)
	Tags(ctx context.Context) ([]string, error)
	Segments(ctx context.Context) ([]mailing.Segment, error)
	CountAudience(ctx context.Context, a mailing.Audience) (people, suppressed int, err error)
	AudienceIDs(ctx context.Context, a mailing.Audience, limit int) ([]int64, error)
	ContactsByID(ctx context.Context, ids []int64) ([]mailing.Contact, error)
}

// Engine is what the page needs of the engine.
type Engine interface {
	Preflight(ctx context.Context, c mailing.Campaign) (sender.Preflight, error)
	// Preview makes a message for one contact. The error wraps mailing.ErrBadTemplate, ErrUnknownField or ErrEmptyField.
	Preview(ctx context.Context, m mailing.Message, as mailing.Contact) (sender.Preview, error)
	Start(ctx context.Context, id int64) error
	Standing(ctx context.Context, a mailing.Account) (mailing.Standing, error)
	// Forecast says when a campaign will have gone out; people is how many it would have, for one that has not started.
	Forecast(ctx context.Context, c mailing.Campaign, people int) (mailing.Forecast, error)
	Live(accountID int64) sender.Live
}

// Passwords keeps the passwords of accounts.
type Passwords interface {
	// Hold keeps a password until the program ends.
	Hold(accountID int64, password string)
	// Keep puts a password into the system's keychain. The error wraps mailing.ErrNoKeychain where there is none.
	Keep(ctx context.Context, a mailing.Account, password string) error
}

// Deps is what the page works with.
type Deps struct {
	Store     Store
	Engine    Engine
	Passwords Passwords
}
