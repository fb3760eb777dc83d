package sender

import (
	"context"
	"errors"
	"time"

	"evenpost/mailing"
	"evenpost/sender/smtp"
)

// Store is what the engine needs of storage. Its methods are safe for concurrent use.
type Store interface {
	Queue
	Campaigns
	// Watch ticks after every commit, also those of other processes, until ctx ends.
	Watch(ctx context.Context) <-chan struct{}
	Account(ctx context.Context, id int64) (mailing.Account, error)
	Accounts(ctx context.Context) ([]mailing.Account, error)
	// Ledger is what counted against the account's limits as far back as reach says.
	Ledger(ctx context.Context, accountID int64, reach mailing.Reach, now time.Time) (*mailing.Ledger, error)
	// Loads is what the account's running campaigns have still to send.
	Loads(ctx context.Context, accountID int64, now time.Time) ([]mailing.Load, error)
	// Serving are the running campaigns that the account sends, or helps to send from the beginning, and how many wait in each.
	Serving(ctx context.Context, accountID int64) ([]mailing.Campaign, error)
	// AccountAnswers is how long the server took for the newest n answers to an account.
	AccountAnswers(ctx context.Context, accountID int64, n int) (mailing.Answers, error)
	// Elsewhere is what the user said was sent from elsewhere.
	Elsewhere(ctx context.Context, accountID int64, since time.Time) ([]mailing.Due, error)
	// ForgetLedger deletes what no limit can need any more.
	ForgetLedger(ctx context.Context, now time.Time) error
	ReserveTest(ctx context.Context, accountID int64, at time.Time) (int64, error)
	ReleaseTest(ctx context.Context, id int64) error
	Identity(ctx context.Context) (mailing.Identity, error)
	Template(ctx context.Context, id int64) (mailing.Template, error)
	FieldNames(ctx context.Context) ([]string, error)
	ContactsByID(ctx context.Context, ids []int64) ([]mailing.Contact, error)
}

// Queue is where deliveries are claimed and settled.
type Queue interface {
	// Turn settles what is done and claims up to want due deliveries, in one durable commit. A settlement of no delivery
	// has a hold that no delivery brought.
	Turn(ctx context.Context, t mailing.Turn, now time.Time) ([]mailing.Job, error)
	// NextDue is the earliest due time over the account's waiting deliveries of running campaigns; waiting is their number.
	NextDue(ctx context.Context, accountID int64) (at time.Time, waiting int, err error)
	AccountsWithWork(ctx context.Context) ([]int64, error)
	// Recover settles what was found in `sending`; what it says is how many are in doubt. It is called once, before any claim.
	Recover(ctx context.Context, now time.Time) (int, error)
	// HandedOver notes that a claimed delivery's message is about to be handed over to its end. When it fails it must not be.
	HandedOver(delivery int64) error
	// Accepted notes that the server took it.
	Accepted(delivery int64, r mailing.Reply, took time.Duration)
	// NotesLast says whether these notes outlive the process, so that what was claimed and not handed over is not in doubt.
	NotesLast() bool
	// KeepTime moves what waits for a moment by as much as the clock on the wall was set since it was last called.
	KeepTime(ctx context.Context, now mailing.Clocks) (by time.Duration, err error)
	// FillCampaigns writes the next slice of deliveries of campaigns whose audience is not wholly written yet.
	FillCampaigns(ctx context.Context) (more bool, err error)
	StartScheduled(ctx context.Context, now time.Time) (int, error)
}

// Campaigns is what starting and following a campaign needs.
type Campaigns interface {
	Campaign(ctx context.Context, id int64) (mailing.Campaign, error)
	Campaigns(ctx context.Context) ([]mailing.Campaign, error)
	StartCampaign(ctx context.Context, id int64, msg mailing.Message, now time.Time) error
	PauseCampaign(ctx context.Context, id int64, reason string) error
	CountAudience(ctx context.Context, a mailing.Audience) (people, suppressed int, err error)
	AudienceIDs(ctx context.Context, a mailing.Audience, limit int) ([]int64, error)
}

// Secrets gives the passwords of accounts.
type Secrets interface {
	// Password returns the password of an account. The error wraps mailing.ErrNoPassword when the user must be asked.
	Password(ctx context.Context, a mailing.Account) (string, error)
}

// Session is one logged-in connection to an account's server, used by one goroutine at a time.
type Session interface {
	Send(ctx context.Context, from, to string, message []byte) smtp.Outcome
	// Stream hands over letters until the channel is closed, or the connection is of no more use.
	Stream(ctx context.Context, letters <-chan *smtp.Letter)
	StepByStep()
	Close()
}

// Dial connects to an account's server and logs in. Its error is a *smtp.StageError when the server or the network
// had a say in it.
type Dial func(ctx context.Context, a mailing.Account, password string) (Session, error)

// Dialling makes a Dial of the real thing.
func Dialling(d *smtp.Dialer) Dial {
	return func(ctx context.Context, a mailing.Account, password string) (Session, error) {
		s, err := d.Dial(ctx, a, password)
		if err != nil {
			return nil, err // a nil *smtp.Session would not be a nil Session
		}
		return s, nil
	}
}

// ServerReply is what the server said, or at which stage the connection failed, when that is what err is about.
func ServerReply(err error) (mailing.Reply, bool) {
	said, ok := errors.AsType[*smtp.StageError](err)
	if !ok {
		return mailing.Reply{}, false
	}
	return said.Reply, true
}
