package storage

import (
	"errors"
	"testing"
	"time"

	"evenpost/mailing"
)

func TestCampaignDraft(t *testing.T) {
	w := newWorld(t)
	template, err := w.AddTemplate(t.Context(), mailing.Template{Name: "Spring", Message: mailing.Message{Subject: "Hello", Format: mailing.Markdown}})
	w.ok(err)
	want := mailing.Campaign{
		Name: "Easter", TemplateID: template, AccountID: w.account, Audience: mailing.Audience{ListIDs: []int64{1, 2}, Tags: []string{"vip"}},
		NotBulk: true, StartAt: w.now.Add(time.Hour), State: mailing.Draft,
	}
	id, err := w.CreateCampaign(t.Context(), want)
	w.ok(err)
	got, err := w.CampaignByName(t.Context(), "EASTER")
	w.ok(err)
	if got.ID != id || got.UID == "" || got.TemplateID != template || !got.NotBulk || !got.StartAt.Equal(want.StartAt) || len(got.Audience.ListIDs) != 2 || got.State != mailing.Draft {
		t.Errorf("%+v", got)
	}
	if _, err := w.CreateCampaign(t.Context(), want); !errors.Is(err, mailing.ErrExists) {
		t.Errorf("the same name: %v", err)
	}
	if _, err := w.CreateCampaign(t.Context(), mailing.Campaign{Name: " "}); !errors.Is(err, mailing.ErrInvalid) {
		t.Errorf("no name: %v", err)
	}
	if _, err := w.CreateCampaign(t.Context(), mailing.Campaign{Name: "x", AccountID: 99}); !errors.Is(err, mailing.ErrNotFound) {
		t.Errorf("no such account: %v", err)
	}
	if err := w.DeleteTemplate(t.Context(), template); !errors.Is(err, mailing.ErrTemplateInUse) {
		t.Errorf("template in use: %v", err)
	}
	if err := w.DeleteAccount(t.Context(), w.account); !errors.Is(err, mailing.ErrAccountInUse) {
		t.Errorf("account in use: %v", err)
	}
	if err := w.StartCampaign(t.Context(), id, mailing.Message{}, w.now); !errors.Is(err, mailing.ErrNoRecipients) {
		t.Errorf("nobody: %v", err)
	}
	got.Name, got.Audience = "Whitsun", everyone()
	w.ok(w.UpdateCampaign(t.Context(), got))
	w.people("p", 1)
	w.ok(w.StartCampaign(t.Context(), id, mailing.Message{Subject: "frozen"}, w.now))
	if err := w.UpdateCampaign(t.Context(), got); !errors.Is(err, mailing.ErrWrongState) {
		t.Errorf("changed after its start: %v", err)
	}
	if err := w.DeleteCampaign(t.Context(), id); !errors.Is(err, mailing.ErrWrongState) {
		t.Errorf("deleted while scheduled: %v", err)
	}
	w.ok(w.DeleteTemplate(t.Context(), template))
	if got = w.campaign(id); got.State != mailing.Scheduled || got.Message.Subject != "frozen" || got.TemplateID != 0 || got.Name != "Whitsun" {
		t.Errorf("%+v", got)
	}
	all, err := w.Campaigns(t.Context())
	if err != nil || len(all) != 1 || all[0].Message.Subject != "frozen" {
		t.Errorf("%+v, %v", all, err)
	}
}

func TestScheduledStartsInTime(t *testing.T) {
	w := newWorld(t)
	ids := w.people("p", 2)
	start := func(name string) int64 {
		id, err := w.CreateCampaign(t.Context(), mailing.Campaign{Name: name, AccountID: w.account, Audience: everyone(), StartAt: w.now.Add(time.Hour)})
		w.ok(err)
		w.ok(w.StartCampaign(t.Context(), id, mailing.Message{}, w.now))
		return id
	}
	id := start("Easter")
	if n, err := w.StartScheduled(t.Context(), w.now); n != 0 || err != nil || len(w.turn(5)) != 0 {
		t.Fatalf("too early: %d, %v", n, err)
	}
	if n, err := w.StartScheduled(t.Context(), w.now.Add(time.Hour)); n != 1 || err != nil {
		t.Fatalf("in time: %d, %v", n, err)
	}
	if got := w.turn(5); len(got) != 2 || w.campaign(id).StartedAt.IsZero() {
		t.Fatalf("%d jobs", len(got))
	}
	second := start("Whitsun")
	w.ok(w.DeleteContacts(t.Context(), ids))
	if n, err := w.StartScheduled(t.Context(), w.now.Add(time.Hour)); n != 0 || err != nil {
		t.Fatalf("with nobody: %d, %v", n, err)
	}
	if c := w.campaign(second); c.State != mailing.Paused || c.Reason == "" {
		t.Errorf("%s, %q", c.State, c.Reason)
	}
	if err := w.ResumeCampaign(t.Context(), second); !errors.Is(err, mailing.ErrNoRecipients) && err != nil {
		t.Error(err)
	}
}

func TestFillGoesOnAndLeavesLaterContactsOut(t *testing.T) {
	w := newWorld(t)
	w.slice = 10
	ids := w.people("p", 35)
	w.ok(w.TagContacts(t.Context(), ids[:30], "vip", true))
	list, err := w.EnsureList(t.Context(), "All")
	w.ok(err)
	w.ok(w.ListContacts(t.Context(), list, ids[20:], true))
	id := w.draft("Easter", mailing.Audience{ListIDs: []int64{list}, Tags: []string{"vip"}})
	w.ok(w.StartCampaign(t.Context(), id, mailing.Message{}, w.now))
	if c := w.campaign(id).Counts; c.Total != 10 {
		t.Fatalf("first slice: %+v", c)
	}
	late := w.people("late", 3)
	w.ok(w.ListContacts(t.Context(), list, late, true))
	// The first ten are sent before the rest is written: not the end of the campaign.
	jobs := w.turn(10)
	done := make([]mailing.Settlement, len(jobs))
	for i, j := range jobs {
		done[i] = w.came(j, accepted)
	}
	w.turn(0, done...)
	if c := w.campaign(id); c.State != mailing.CampaignSending {
		t.Fatalf("%s before its audience was written", c.State)
	}
	if accounts, err := w.AccountsWithWork(t.Context()); len(accounts) != 1 || err != nil {
		t.Errorf("%v, %v", accounts, err)
	}
	w.fill()
	if c := w.campaign(id).Counts; c.Total != 35 || c.Waiting != 25 || c.Sent != 10 {
		t.Errorf("%+v, want 35 and nobody twice", c)
	}
	people, suppressed, err := w.CountAudience(t.Context(), mailing.Audience{ListIDs: []int64{list}, Tags: []string{"VIP"}})
	if people != 38 || suppressed != 0 || err != nil {
		t.Errorf("%d, %d, %v", people, suppressed, err)
	}
	some, err := w.AudienceIDs(t.Context(), everyone(), 4)
	if len(some) != 4 || err != nil {
		t.Errorf("%v, %v", some, err)
	}
}

func TestCancelGoesOnAfterAnInterruption(t *testing.T) {
	w := newWorld(t)
	w.people("p", 25)
	id := w.started("Easter", everyone())
	w.slice = 10
	w.ok(w.inTx(t.Context(), func(q execer) error { // as far as CancelCampaign gets before the power is cut
		_, err := q.ExecContext(t.Context(), `UPDATE campaigns SET state = 'cancelled' WHERE id = ?`, id)
		return err
	}))
	if len(w.turn(5)) != 0 {
		t.Fatal("claimed from a cancelled campaign")
	}
	w.fill()
	if c := w.campaign(id).Counts; c.Cancelled != 25 || c.Waiting != 0 {
		t.Errorf("%+v", c)
	}
	w.ok(w.DeleteCampaign(t.Context(), id))
	if _, err := w.Campaign(t.Context(), id); !errors.Is(err, mailing.ErrNotFound) {
		t.Error(err)
	}
}
