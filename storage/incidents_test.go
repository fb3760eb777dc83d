package storage

import (
	"slices"
	"testing"

	"evenpost/mailing"
)

func TestWhatUsersDoIsKeptForThemToRead(t *testing.T) {
	w := newWorld(t)
	w.people("p", 2)
	id := w.started("Easter", everyone())
	for _, act := range []func() error{
		func() error { return w.PauseCampaign(t.Context(), id, "The disk is full.") },
		func() error { return w.ResumeCampaign(t.Context(), id) },
		func() error {
			return w.SetHold(t.Context(), w.account, &mailing.Hold{Verdict: mailing.Verdict{Kind: mailing.Auth}})
		},
		func() error { return w.SetHold(t.Context(), w.account, nil) },
		func() error { return w.SetHold(t.Context(), w.account, nil) }, // nothing was stopped
	} {
		if err := act(); err != nil {
			t.Fatal(err)
		}
	}
	jobs := w.turn(2)
	w.turn(0, w.came(jobs[0], accepted), w.came(jobs[1], accepted))
	all, err := w.Incidents(t.Context(), 0, 0, 10)
	if err != nil {
		t.Fatal(err)
	}
	var kinds []mailing.IncidentKind
	for _, e := range slices.Backward(all) {
		kinds = append(kinds, e.What)
	}
	want := []mailing.IncidentKind{mailing.CampaignBegan, mailing.CampaignPaused, mailing.CampaignResumed, mailing.AccountReleased, mailing.CampaignEnded}
	if !slices.Equal(kinds, want) {
		t.Fatalf("%v, want %v", kinds, want)
	}
	if all[3].Name != "The disk is full." || all[0].N != 2 || all[0].AccountID != w.account || all[1].Verdict.Kind != mailing.Auth {
		t.Errorf("%+v", all)
	}
	if mine, err := w.Incidents(t.Context(), 0, id, 10); err != nil || len(mine) != 4 {
		t.Errorf("%d of the campaign, %v", len(mine), err)
	}
}

func TestOldIncidentsGo(t *testing.T) {
	w := newWorld(t)
	for range 3 {
		var told []mailing.Incident
		for range keptIncidents / 2 {
			told = append(told, mailing.Incident{At: w.now, AccountID: w.account, What: mailing.Probing})
		}
		if _, err := w.Turn(t.Context(), mailing.Turn{AccountID: w.account, Incidents: told}, w.now); err != nil {
			t.Fatal(err)
		}
	}
	all, err := w.Incidents(t.Context(), w.account, 0, 10*keptIncidents)
	if err != nil || len(all) < keptIncidents || len(all) > keptIncidents+100 {
		t.Errorf("%d are kept, %v", len(all), err)
	}
}
