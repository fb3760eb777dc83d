package sender

import (
	"context"
	"fmt"

	"evenpost/mailing"
)

// Forecast says when a campaign will have gone out, with everything that is known: limits, hours and pace of its account
// and of the one that helps, the campaigns that take turns with it, and tries that are planned for later. people is how
// many it would have, for one that has not started; 0 is for one that runs.
func (e *Engine) Forecast(ctx context.Context, c mailing.Campaign, people int) (mailing.Forecast, error) {
	now := e.Now()
	o := mailing.Outlook{Now: now, Mine: mailing.Load{CampaignID: c.ID, N: people, From: c.StartAt}, Sharing: c.Sharing}
	line, first, err := e.line(ctx, c.AccountID, c.ID, &o.Mine)
	if err != nil {
		return mailing.Forecast{}, err
	}
	o.Line = line
	if c.SecondID != 0 {
		second, goesOn, err := e.line(ctx, c.SecondID, c.ID, nil)
		switch {
		case err != nil:
			return mailing.Forecast{}, err
		case goesOn && !first:
			o.Line, first = second, true
		case goesOn:
			o.Second = &second
		}
	}
	if !first {
		return mailing.Forecast{}, nil // only the user can let it go on
	}
	return mailing.Predict(o), nil
}

// newestAnswers are enough to say how fast a server is, and few enough to follow it.
const newestAnswers = 200

// line is an account for a forecast. The load of the campaign itself, when it runs, goes into mine.
func (e *Engine) line(ctx context.Context, accountID, campaignID int64, mine *mailing.Load) (l mailing.Line, goesOn bool, err error) {
	a, err := e.Store.Account(ctx, accountID)
	if err != nil {
		return l, false, fmt.Errorf("sender: account: %w", err)
	}
	s, err := e.Standing(ctx, a)
	if err != nil {
		return l, false, err
	}
	loads, err := e.Store.Loads(ctx, accountID, s.At)
	if err != nil {
		return l, false, fmt.Errorf("sender: queue of %s: %w", a.Name, err)
	}
	answers, err := e.Store.AccountAnswers(ctx, accountID, newestAnswers)
	if err != nil {
		return l, false, fmt.Errorf("sender: answers to %s: %w", a.Name, err)
	}
	s.Each = answers.Mean
	l, goesOn = s.Line()
	for _, load := range loads {
		switch {
		case load.CampaignID != campaignID:
			l.Others = append(l.Others, load)
		case mine != nil && mine.N == 0:
			*mine = load
		}
	}
	return l, goesOn, nil
}
