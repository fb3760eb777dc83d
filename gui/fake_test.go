package gui_test

import (
	"context"
	"slices"
	"sync"
	"time"

	"evenpost/mailing"
	"evenpost/storage"
)

// fakeStore answers with what a picture needs.
type fakeStore struct {
	accounts  []mailing.Account
	used      map[int64]int
	campaigns []mailing.Campaign
	contacts  int
	templates int
	groups    []storage.FailureGroup
	sent      bool

	tick chan struct{} // the store changed
	mu   sync.Mutex
	// settings are written by pages while others read them.
	settings map[string]string
}

var now = time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC)

func limit() []mailing.Limit {
	return []mailing.Limit{{N: 500, Kind: mailing.Rolling, Span: 24 * time.Hour}}
}

func newUser() *fakeStore {
	return &fakeStore{
		tick: make(chan struct{}), settings: map[string]string{}, accounts: []mailing.Account{{ID: 1, Practice: true, Limits: limit()}},
	}
}

func quietUser() *fakeStore {
	s := busyUser()
	s.campaigns = s.campaigns[2:]
	s.groups = nil
	s.accounts = s.accounts[:1]
	return s
}

func busyUser() *fakeStore {
	return &fakeStore{
		tick: make(chan struct{}), settings: map[string]string{}, contacts: 620, templates: 3, sent: true,
		accounts: []mailing.Account{
			{ID: 2, Name: "info@baker.at", From: mailing.Mailbox{Address: "info@baker.at"}, Limits: limit()},
			{ID: 3, Name: "news@club.example", Limits: []mailing.Limit{{N: 300, Kind: mailing.CalendarDay, Zone: "Europe/Vienna"}}},
			{ID: 1, Practice: true, Limits: limit()},
		},
		used: map[int64]int{2: 312, 3: 300},
		campaigns: []mailing.Campaign{
			{ID: 9, AccountID: 2, Name: "Winter opening hours and the new bread", State: mailing.CampaignSending, StartedAt: now.Add(-time.Hour), Counts: mailing.Counts{Total: 620, Sent: 296, Failed: 12, InDoubt: 2, Waiting: 308, Sending: 2}},
			{ID: 8, AccountID: 3, Name: "Members' meeting", State: mailing.Paused, StartedAt: now.Add(-time.Hour), Counts: mailing.Counts{Total: 400, Sent: 300, Waiting: 100}},
			{ID: 7, AccountID: 2, Name: "Autumn", State: mailing.Finished, StartedAt: now.AddDate(0, 0, -9), FinishedAt: now.AddDate(0, 0, -8), Counts: mailing.Counts{Total: 400, Sent: 391, Failed: 9}},
		},
		groups: []storage.FailureGroup{
			group(mailing.Failed, mailing.HardBounce, mailing.Recipient, 37, 2),
			group(mailing.Failed, mailing.MailboxFull, mailing.Recipient, 9, 1),
			group(mailing.InDoubt, mailing.Doubt, mailing.Recipient, 2, 1),
			group(mailing.Failed, mailing.Policy, mailing.RecipientServer, 1, 1),
		},
	}
}

func group(s mailing.DeliveryState, k mailing.Kind, scope mailing.Scope, n, campaigns int) storage.FailureGroup {
	return storage.FailureGroup{State: s, Kind: k, Scope: scope, Count: n, Campaigns: campaigns, NewestAt: now.Add(-20 * time.Minute), Sample: mailing.Delivery{Campaign: "Winter opening hours", Verdict: mailing.Verdict{Kind: k, Scope: scope, Permanent: true}}}
}

func (s *fakeStore) Watch(ctx context.Context) <-chan struct{} {
	c := make(chan struct{}, 1)
	go func() {
		defer close(c)
		for {
			select {
			case <-ctx.Done():
				return
			case <-s.tick:
				c <- struct{}{}
			}
		}
	}()
	return c
}
func (s *fakeStore) Accounts(context.Context) ([]mailing.Account, error) { return s.accounts, nil }

func (s *fakeStore) Ledger(_ context.Context, id int64, _ mailing.Reach, _ time.Time) (*mailing.Ledger, error) {
	var all []time.Time
	for i := range s.used[id] {
		all = append(all, now.Add(-9*time.Hour+time.Duration(i)*time.Minute))
	}
	return mailing.NewLedger(all), nil
}

func (s *fakeStore) Forecast(ctx context.Context, c mailing.Campaign, _ int) (mailing.Forecast, error) {
	for _, a := range s.accounts {
		if a.ID == c.AccountID {
			ledger, err := s.Ledger(ctx, a.ID, a.Reach(), now)
			due, waiting, _ := s.NextDue(ctx, a.ID)
			return mailing.NewStanding(a, ledger, waiting, due, now).Forecast(c.Counts.Waiting + c.Counts.Sending), err
		}
	}
	return mailing.Forecast{}, mailing.ErrNotFound
}

func (s *fakeStore) NextDue(_ context.Context, id int64) (time.Time, int, error) {
	n := 0
	all, _ := s.Campaigns(context.Background())
	for _, c := range all {
		if c.AccountID == id && c.State.Running() {
			n += c.Counts.Waiting
		}
	}
	return now, n, nil
}

func (s *fakeStore) CountDeliveries(context.Context, storage.DeliveryQuery) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, g := range s.groups {
		n += g.Count
	}
	return n, nil
}

func (s *fakeStore) CountContacts(context.Context, storage.ContactQuery) (int, error) {
	return s.contacts, nil
}

func (s *fakeStore) Templates(context.Context) ([]mailing.Template, error) {
	return make([]mailing.Template, s.templates), nil
}

func (s *fakeStore) Campaigns(context.Context) ([]mailing.Campaign, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.campaigns, nil
}

func (s *fakeStore) PauseCampaign(_ context.Context, id int64, _ string) error {
	return s.change(id, mailing.Paused)
}

func (s *fakeStore) ResumeCampaign(_ context.Context, id int64) error {
	return s.change(id, mailing.CampaignSending)
}

func (s *fakeStore) change(id int64, state mailing.CampaignState) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.campaigns = slices.Clone(s.campaigns)
	for i, c := range s.campaigns {
		if c.ID == id {
			s.campaigns[i].State = state
		}
	}
	return nil
}

func (s *fakeStore) Days(_ context.Context, from time.Time, n int, _ *time.Location) ([]storage.Day, error) {
	var days []storage.Day
	for i := range n {
		d := storage.Day{Day: from.AddDate(0, 0, i)}
		if s.sent && i%7 != 5 && i%7 != 6 {
			d.Sent, d.Failed, d.InDoubt = (i*137)%480+20, i%4*3, i%5/3
		}
		days = append(days, d)
	}
	return days, nil
}

func (s *fakeStore) FailureGroups(context.Context, int64) ([]storage.FailureGroup, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.groups, nil
}

func (s *fakeStore) Setting(_ context.Context, key string) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.settings[key], nil
}

func (s *fakeStore) SetSetting(_ context.Context, key, value string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settings[key] = value
	return nil
}
