package campaigns_test

import (
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"evenpost/gui/campaigns"
	"evenpost/gui/kit"
	"evenpost/gui/kit/kittest"
	"evenpost/gui/pagetest"
	"evenpost/mailing"
)

// running shows a campaign of 40 people of whom some were sent.
func running(t *testing.T) (*pagetest.World, *kittest.Env, *campaigns.Page, int64) {
	t.Helper()
	w := pagetest.New(t, 40)
	id := w.Start("Advent market")
	w.Send(30, pagetest.Mixed)
	e, p := open(t, w)
	e.Show(p.Content())
	p.Shown()
	t.Cleanup(p.Hidden)
	p.Open(kit.OpenCampaign{ID: id})
	e.UntilText("of 40 people are through")
	return w, e, p, id
}

func state(t *testing.T, w *pagetest.World, id int64) mailing.CampaignState {
	t.Helper()
	c, err := w.Store.Campaign(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return c.State
}

func TestPauseAndResumeByKey(t *testing.T) {
	w, e, p, id := running(t)
	if !p.TakeKey(fyne.KeyP, 0) {
		t.Fatal("P does nothing")
	}
	e.UntilText("Paused. Nothing is sent until you resume.")
	if s := state(t, w, id); s != mailing.Paused {
		t.Fatalf("state %s", s)
	}
	e.Tap("Resume")
	e.Until(func() bool { return state(t, w, id) == mailing.CampaignSending })
	e.Until(func() bool { return e.Sees("Pause") && !e.Sees("Paused") })
}

func TestCancelSaysHowManyWillNotGetIt(t *testing.T) {
	w, e, _, id := running(t)
	e.Tap("Cancel campaign…")
	e.UntilText("11 people have not got it yet and will not get it.")
	e.Tap("Cancel the campaign")
	e.Until(func() bool { return state(t, w, id) == mailing.CampaignCancelled })
	e.UntilText("Delete…")
}

func TestNumbersOpenTheirRows(t *testing.T) {
	_, e, p, _ := running(t)
	e.Tap("failed")
	e.UntilText("4 people")
	g, ok := kittest.Find(e, func(*kit.Grid) bool { return true })
	if !ok {
		t.Fatal("no table")
	}
	kittest.ClickRow(g, 0, 0)
	e.UntilText("All tries")
	e.UntilText("The server's own words")
	for range 2 { // the panel, then the rows
		if !p.TakeKey(fyne.KeyEscape, 0) {
			t.Fatal("Escape was not taken")
		}
	}
	e.UntilText("What happened")
}

func TestStoppedAccountAsksForThePassword(t *testing.T) {
	w, e, p, _ := running(t)
	w.Hold(pagetest.NoLogin)
	p.Refresh()
	e.UntilText("The mail server refused the login.")
	e.Tap("Details")
	e.UntilText("535 5.7.8")
	e.Tap("Enter password…")
	e.UntilText("Log in and go on")
	e.Tap("Log in and go on")
	e.UntilText("Enter the password.")
	e.Type("Password", "secret")
	e.Tap("Log in and go on")
	e.Until(func() bool {
		a, err := w.Store.Account(t.Context(), w.Account)
		return err == nil && a.Hold == nil
	})
	e.Until(func() bool { return !e.Sees("refused the login") })
	if len(e.Toasts) != 1 {
		t.Errorf("toasts %v", e.Toasts)
	}
}

func TestFinishedCampaignLeadsToWhatFailed(t *testing.T) {
	w, e, p, id := running(t)
	w.Send(100, pagetest.AllTaken)
	w.Later(time.Hour)
	w.Send(100, pagetest.AllTaken)
	p.Refresh()
	e.UntilText("Look at what failed")
	e.Tap("Look at what failed")
	if len(e.Visited) != 1 || e.Visited[0].Arg != (kit.OpenGroup{CampaignID: id}) {
		t.Fatalf("visited %v", e.Visited)
	}
	e.Tap("Delete…")
	e.UntilText("Delete “Advent market”?")
	e.Tap("Delete")
	e.UntilText("No campaign yet")
}
