package storage

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"evenpost/mailing"
)

func TestAccount(t *testing.T) {
	s := openTest(t)
	want := mailing.Account{
		Name: "Büro", Host: "smtp.example.com", Port: 465, Security: mailing.TLSOnConnect, Username: "anna", From: mailing.Mailbox{Name: "Anna", Address: "anna@example.com"},
		ReplyTo: "r@example.com", Limits: []mailing.Limit{{N: 500, Kind: mailing.Rolling, Span: 24 * time.Hour}, {N: 9, Kind: mailing.CalendarDay, Zone: "Europe/Vienna"}},
		Connections: 3, Gap: 1500 * time.Millisecond, AllowPlain: true, Practice: true, Preset: "x",
	}
	id, err := s.AddAccount(t.Context(), want)
	if err != nil {
		t.Fatal(err)
	}
	check := func() {
		t.Helper()
		got, err := s.AccountByName(t.Context(), want.Name)
		want.ID, want.CreatedAt = id, got.CreatedAt
		if diff := cmp.Diff(want, got); diff != "" || err != nil || got.CreatedAt.IsZero() {
			t.Fatal(diff, err)
		}
	}
	check()
	if _, err := s.AddAccount(t.Context(), want); !errors.Is(err, mailing.ErrExists) {
		t.Error(err)
	}
	hold := &mailing.Hold{Reply: mailing.Reply{Stage: mailing.StageLogin, Code: 535, Text: "no"}, Verdict: mailing.Verdict{Kind: mailing.Auth, NeedsUser: true}, Since: time.Unix(5, 0).UTC(), Streak: 2}
	if err := s.SetHold(t.Context(), id, hold); err != nil {
		t.Fatal(err)
	}
	want.Host, want.Limits = "other.example.com", []mailing.Limit{}
	if err := s.UpdateAccount(t.Context(), want); err != nil {
		t.Fatal(err)
	}
	want.Hold = hold
	check()
	if err := s.SetHold(t.Context(), id, nil); err != nil {
		t.Fatal(err)
	}
	want.Hold = nil
	check()
	if err := s.DeleteAccount(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{s.DeleteAccount(t.Context(), id), s.UpdateAccount(t.Context(), want), s.SetHold(t.Context(), id, nil)} {
		if !errors.Is(err, mailing.ErrNotFound) {
			t.Errorf("of a deleted account: %v", err)
		}
	}
}

func TestTemplatesAndIdentity(t *testing.T) {
	s := openTest(t)
	m := mailing.Message{Subject: "S", Preheader: "P", Body: "B", Format: mailing.HTML}
	id, err := s.AddTemplate(t.Context(), mailing.Template{Name: "Spring", Message: m})
	if err != nil {
		t.Fatal(err)
	}
	m.Body = "C"
	if err := s.UpdateTemplate(t.Context(), mailing.Template{ID: id, Name: "Summer", Message: m}); err != nil {
		t.Fatal(err)
	}
	got, err := s.TemplateByName(t.Context(), "summer")
	if err != nil || got.ID != id || got.Message != m || got.UpdatedAt.IsZero() {
		t.Errorf("%+v, %v", got, err)
	}
	if all, err := s.Templates(t.Context()); len(all) != 1 || err != nil {
		t.Error(all, err)
	}
	if err := s.DeleteTemplate(t.Context(), id); err != nil {
		t.Error(err)
	}
	if _, err := s.Template(t.Context(), id); !errors.Is(err, mailing.ErrNotFound) {
		t.Error(err)
	}
	want := mailing.Identity{Business: "Bakery", PostalAddress: "Road 1\nGraz"}
	if err := s.SetIdentity(t.Context(), want); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Identity(t.Context()); got != want || err != nil {
		t.Errorf("%+v, %v", got, err)
	}
	if v, err := s.Setting(t.Context(), "nothing"); v != "" || err != nil {
		t.Error(v, err)
	}
}
