//go:build shots

package gui_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"
	"time"

	"evenpost/gui"
	"evenpost/gui/home"
	"evenpost/gui/kit"
	"evenpost/gui/kit/kittest"
	"evenpost/mailing"
	"evenpost/storage"
)

// Pictures of the window for review: CGO_ENABLED=0 go test -tags shots ./gui -run Shots, then look into dist/shots.

func shots() string {
	if d := os.Getenv("SHOTS"); d != "" {
		return d
	}
	return filepath.Join("..", "dist", "shots")
}

func TestShots(t *testing.T) {
	for name, store := range map[string]*fakeStore{"new": newUser(), "busy": busyUser(), "quiet": quietUser()} {
		for _, mode := range []kit.Mode{kit.Light, kit.Dark} {
			for _, language := range []kit.Language{kit.English, kit.German} {
				if language == kit.German && mode == kit.Dark {
					continue
				}
				t.Run(name+"-"+string(mode)+"-"+string(language), func(t *testing.T) {
					shoot(t, "home-"+name, store, mode, language)
				})
			}
		}
	}
}

func shoot(t *testing.T, name string, store *fakeStore, mode kit.Mode, language kit.Language) {
	store.settings[kit.SettingMode], store.settings[kit.SettingLanguage] = string(mode), string(language)
	e := kittest.New(t)
	e.UI.Zone = time.UTC
	w, err := gui.New(e.App, gui.Deps{
		Store: store, Do: e.UI.Do, Now: func() time.Time { return e.Now }, Pace: func(int64) float64 { return 36 },
		Pages: []gui.Entry{{ID: kit.PageHome, New: func(ui *kit.UI) kit.Page {
			return home.New(ui, store, func(int64) float64 { return 36 })
		}}, stub(kit.PageContacts), stub(kit.PageTemplates), stub(kit.PageCampaigns), stub(kit.PageAttention), stub(kit.PageAccounts), stub(kit.PageSettings), stub(kit.PagePractice)},
	})
	if err != nil {
		t.Fatal(err)
	}
	e.Adopt(w.Fyne())
	e.Settle()
	for _, size := range []struct {
		name string
		w, h float32
	}{{"1200", 1200, 780}, {"960", 960, 640}} {
		e.Resize(size.w, size.h)
		e.Capture(filepath.Join(shots(), name+"-"+size.name+"-"+string(mode)+"-"+string(language)+".png"))
	}
}

// stub registers a page that these pictures do not show.
func stub(id kit.PageID) gui.Entry {
	return gui.Entry{ID: id, New: func(*kit.UI) kit.Page { return nil }}
}

// fakeStore answers with what a picture needs.
type fakeStore struct {
	accounts  []mailing.Account
	used      map[int64]int
	campaigns []mailing.Campaign
	contacts  int
	templates int
	groups    []storage.FailureGroup
	sent      bool
	settings  map[string]string
}

var now = time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC)

func limit() []mailing.Limit {
	return []mailing.Limit{{N: 500, Kind: mailing.Rolling, Span: 24 * time.Hour}}
}

func newUser() *fakeStore {
	return &fakeStore{settings: map[string]string{}, contacts: 0, templates: 0, accounts: []mailing.Account{{ID: 1, Practice: true, Limits: limit()}}}
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
		settings: map[string]string{}, contacts: 620, templates: 3, sent: true,
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
	c := make(chan struct{})
	context.AfterFunc(ctx, func() { close(c) })
	return c
}
func (s *fakeStore) Accounts(context.Context) ([]mailing.Account, error) { return s.accounts, nil }

func (s *fakeStore) LedgerTimes(_ context.Context, id int64, _ time.Time) ([]time.Time, error) {
	var all []time.Time
	for i := range s.used[id] {
		all = append(all, now.Add(-9*time.Hour+time.Duration(i)*time.Minute))
	}
	return all, nil
}

func (s *fakeStore) NextDue(_ context.Context, id int64) (time.Time, int, error) {
	n := 0
	for _, c := range s.campaigns {
		if c.AccountID == id && c.State.Running() {
			n += c.Counts.Waiting
		}
	}
	return now, n, nil
}

func (s *fakeStore) CountDeliveries(context.Context, storage.DeliveryQuery) (int, error) {
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

func (s *fakeStore) Campaigns(context.Context) ([]mailing.Campaign, error) { return s.campaigns, nil }
func (s *fakeStore) PauseCampaign(context.Context, int64, string) error    { return nil }
func (s *fakeStore) ResumeCampaign(context.Context, int64) error           { return nil }

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
	return s.groups, nil
}

func (s *fakeStore) Setting(_ context.Context, key string) (string, error) {
	return s.settings[key], nil
}

func (s *fakeStore) SetSetting(_ context.Context, key, value string) error {
	s.settings[key] = value
	return nil
}
