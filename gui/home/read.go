// Package home is the first page: what to do first, what is being sent, what was sent, and what needs attention.
package home

import (
	"context"
	"fmt"
	"time"

	"evenpost/gui/kit"
	"evenpost/mailing"
	"evenpost/storage"
)

// Store is what this page needs of storage.
type Store interface {
	Accounts(ctx context.Context) ([]mailing.Account, error)
	mailing.Books
	CountContacts(ctx context.Context, q storage.ContactQuery) (int, error)
	Templates(ctx context.Context) ([]mailing.Template, error)
	Campaigns(ctx context.Context) ([]mailing.Campaign, error)
	PauseCampaign(ctx context.Context, id int64, reason string) error
	ResumeCampaign(ctx context.Context, id int64) error
	Days(ctx context.Context, from time.Time, n int, zone *time.Location) ([]storage.Day, error)
	FailureGroups(ctx context.Context, campaignID int64) ([]storage.FailureGroup, error)
	Setting(ctx context.Context, key string) (string, error)
	SetSetting(ctx context.Context, key, value string) error
}

// settingChecklist is "hidden" once the user does not want to see the first steps any more.
const settingChecklist = "home_checklist"

const dayCount = 14

// view is everything the page shows, read at one moment.
type view struct {
	checklist bool
	done      [stepCount]bool
	running   []runningView
	last      *mailing.Campaign // the newest finished one, when none is under way
	days      []kit.DayBar
	sent      int // in those days
	groups    []storage.FailureGroup
	attention int
}

// runningView is a campaign that is under way, and where its account stands.
type runningView struct {
	campaign mailing.Campaign
	standing mailing.Standing
	pace     float64 // messages a minute; 0 when nothing goes out
	forecast mailing.Forecast
	foreseen time.Time // when that was made
}

// reader reads the page off the window's goroutine.
type reader struct {
	store  Store
	engine Engine
	pace   func(accountID int64) float64
	now    time.Time     // in the user's zone
	before []runningView // what is painted
}

func (r reader) read(ctx context.Context) (view, error) {
	v := view{}
	accounts, err := r.store.Accounts(ctx)
	if err != nil {
		return v, fmt.Errorf("home: accounts: %w", err)
	}
	campaigns, err := r.store.Campaigns(ctx)
	if err != nil {
		return v, fmt.Errorf("home: campaigns: %w", err)
	}
	if v.running, err = r.running(ctx, accounts, campaigns); err != nil {
		return v, err
	}
	if len(v.running) == 0 {
		v.last = newestFinished(campaigns)
	}
	if err := r.checklist(ctx, &v, accounts, campaigns); err != nil {
		return v, err
	}
	if err := r.history(ctx, &v); err != nil {
		return v, err
	}
	if v.groups, err = r.store.FailureGroups(ctx, 0); err != nil {
		return v, fmt.Errorf("home: attention: %w", err)
	}
	for _, g := range v.groups {
		v.attention += g.Count
	}
	return v, nil
}

func (r reader) running(ctx context.Context, accounts []mailing.Account, campaigns []mailing.Campaign) ([]runningView, error) {
	standings := map[int64]mailing.Standing{}
	var all []runningView
	for _, c := range campaigns {
		if c.State != mailing.CampaignSending && c.State != mailing.Paused && c.State != mailing.Scheduled {
			continue
		}
		s, known := standings[c.AccountID]
		for i := 0; i < len(accounts) && !known; i++ {
			if accounts[i].ID != c.AccountID {
				continue
			}
			var err error
			if s, err = mailing.ReadStanding(ctx, r.store, accounts[i], r.now); err != nil {
				return nil, err
			}
			standings[c.AccountID], known = s, true
		}
		row := runningView{campaign: c, standing: s}
		if c.State == mailing.CampaignSending && r.pace != nil {
			row.pace = r.pace(c.AccountID)
		}
		if err := r.foresee(ctx, &row); err != nil {
			return nil, err
		}
		all = append(all, row)
	}
	return all, nil
}

// foresee makes the forecast of a campaign that runs, and leaves alone one that is hardly older than what is painted.
func (r reader) foresee(ctx context.Context, row *runningView) (err error) {
	if row.campaign.State != mailing.CampaignSending {
		return nil
	}
	for _, was := range r.before {
		if was.campaign.ID == row.campaign.ID && !was.foreseen.IsZero() && r.now.Sub(was.foreseen).Abs() < time.Second {
			row.forecast, row.foreseen = was.forecast, was.foreseen
			return nil
		}
	}
	row.foreseen = r.now
	row.forecast, err = r.engine.Forecast(ctx, row.campaign, 0)
	return err
}

// newestFinished is the campaign that was through last.
func newestFinished(campaigns []mailing.Campaign) *mailing.Campaign {
	var newest *mailing.Campaign
	for i, c := range campaigns {
		if c.State == mailing.Finished && (newest == nil || c.FinishedAt.After(newest.FinishedAt)) {
			newest = &campaigns[i]
		}
	}
	return newest
}

// checklist finds out which of the first steps are done.
func (r reader) checklist(ctx context.Context, v *view, accounts []mailing.Account, campaigns []mailing.Campaign) error {
	hidden, err := r.store.Setting(ctx, settingChecklist)
	if err != nil {
		return fmt.Errorf("home: setting: %w", err)
	}
	for _, a := range accounts {
		v.done[stepAccount] = v.done[stepAccount] || !a.Practice
	}
	for _, c := range campaigns {
		v.done[stepSend] = v.done[stepSend] || !c.StartedAt.IsZero()
	}
	if hidden != "" || v.done[stepAccount] && v.done[stepSend] {
		return nil // whoever has sent a campaign knows the way; whoever has only practised has one step left
	}
	v.checklist = true
	for _, a := range accounts {
		const month = 31 * 24 * time.Hour
		used, err := r.store.Ledger(ctx, a.ID, mailing.Reach{Span: month}, r.now)
		if err != nil {
			return fmt.Errorf("home: ledger: %w", err)
		}
		v.done[stepTest] = v.done[stepTest] || used.Since(r.now.Add(-month)) > 0
	}
	people, err := r.store.CountContacts(ctx, storage.ContactQuery{})
	if err != nil {
		return fmt.Errorf("home: contacts: %w", err)
	}
	templates, err := r.store.Templates(ctx)
	if err != nil {
		return fmt.Errorf("home: templates: %w", err)
	}
	v.done[stepContacts], v.done[stepMessage] = people > 0, len(templates) > 0
	return nil
}

func (r reader) history(ctx context.Context, v *view) error {
	y, m, d := r.now.Date()
	days, err := r.store.Days(ctx, time.Date(y, m, d-dayCount+1, 0, 0, 0, 0, r.now.Location()), dayCount, r.now.Location())
	if err != nil {
		return fmt.Errorf("home: days: %w", err)
	}
	for _, day := range days {
		v.days = append(v.days, kit.DayBar{Day: day.Day, Sent: day.Sent, Failed: day.Failed, InDoubt: day.InDoubt})
		v.sent += day.Sent
	}
	return nil
}
