package sender

import (
	"context"
	"errors"
	"fmt"
	"time"

	"evenpost/mailing"
	"evenpost/sender/compose"
)

var (
	// errCampaign is trouble that every message of the campaign would meet.
	errCampaign = errors.New("campaign cannot go on")
	// errUnread is trouble of the store, not of the campaign.
	errUnread = errors.New("store cannot be read")
)

// composer makes the messages of one campaign. It is safe for concurrent use.
type composer struct {
	*compose.Composer
	domain string
}

// compose appends the message of a delivery to buf.
func (c composer) compose(buf []byte, job *mailing.Job, now time.Time) ([]byte, error) {
	id := mailing.MessageID(job.Campaign.UID, job.Delivery.ID, c.domain)
	return c.Append(buf, job.Contact, job.Delivery.Address, id, now)
}

// composer returns the campaign's composer, made once. A campaign for which none can be made is paused, unless it was
// the store that could not be read.
func (l *lane) composer(ctx context.Context, c *mailing.Campaign) (composer, error) {
	if made, ok := l.composers[c.ID]; ok {
		return made, nil
	}
	made, err := l.e.newComposer(ctx, c.Message, l.account, !c.NotBulk, true)
	switch {
	case errors.Is(err, errUnread):
		l.cannotRead(ctx, err)
		l.retryAt = l.e.Now().Add(storeRetry)
		return composer{}, fmt.Errorf("%w: %w", errCampaign, err)
	case err != nil:
		pauseErr := l.e.Store.PauseCampaign(ctx, c.ID, err.Error())
		if pauseErr != nil && !errors.Is(pauseErr, mailing.ErrWrongState) { // that: another of its messages was quicker
			l.e.Log.Error("campaign could not be paused", "campaign", c.ID, "error", pauseErr)
			l.retryAt = l.e.Now().Add(storeRetry)
		}
		return composer{}, fmt.Errorf("%w: %w", errCampaign, err)
	}
	l.composers[c.ID] = made
	return made, nil
}

// newComposer reads who the business is and prepares the message for many. A frozen message was checked when its
// campaign started: a field that has left all contacts since is empty, not unknown.
func (e *Engine) newComposer(ctx context.Context, m mailing.Message, a mailing.Account, bulk, frozen bool) (composer, error) {
	identity, err := e.Store.Identity(ctx)
	if err != nil {
		return composer{}, fmt.Errorf("sender: identity: %w: %w", errUnread, err)
	}
	known, err := e.Store.FieldNames(ctx)
	if err != nil {
		return composer{}, fmt.Errorf("sender: fields: %w: %w", errUnread, err)
	}
	parsed, err := compose.Parse(m, known)
	if gone, ok := errors.AsType[*compose.FieldError](err); ok && frozen {
		parsed, err = compose.Parse(m, append(known, gone.Fields...))
	}
	if err != nil {
		return composer{}, err
	}
	made, err := compose.NewComposer(parsed, compose.Sender{From: a.From, ReplyTo: a.ReplyTo, Identity: identity, Bulk: bulk, Language: e.Language(ctx)})
	if err != nil {
		return composer{}, err
	}
	return composer{Composer: made, domain: mailing.Domain(a.From.Address)}, nil
}
