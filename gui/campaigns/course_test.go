package campaigns_test

import (
	"testing"
	"time"

	"evenpost/gui/kit"
	"evenpost/gui/kit/kittest"
	"evenpost/gui/pagetest"
	"evenpost/mailing"
)

// A campaign tells what happened in sentences, newest first, and the tries leave room for them.
func TestFeedTellsWhatHappened(t *testing.T) {
	w := pagetest.New(t, 100)
	id := w.Start("Advent market")
	w.Over(3, 10, pagetest.AllTaken)
	w.Happened(
		mailing.Incident{What: mailing.PaceLowered, N: 360},
		mailing.Incident{What: mailing.AccountHeld, Until: w.Now.Add(5 * time.Minute), Verdict: mailing.Verdict{Kind: mailing.Throttle, Scope: mailing.AccountScope}},
	)
	w.Later(5 * time.Minute)
	w.Happened(mailing.Incident{What: mailing.AccountGoesOn})
	w.Over(2, 20, pagetest.AllTaken)
	e, p := open(t, w)
	e.Show(p.Content())
	p.Shown()
	t.Cleanup(p.Hidden)
	p.Open(kit.OpenCampaign{ID: id})
	e.UntilText("Going slower: about 360 messages an hour.")
	for _, s := range []string{"The campaign began.", "The mail server asks to go slower. The account goes on by itself", "A message got through: the account sends again."} {
		if !e.Sees(s) {
			t.Errorf("the feed does not say %q", s)
		}
	}
	if c, ok := kittest.Find(e, func(*kit.SpeedChart) bool { return true }); !ok || !c.Visible() {
		t.Error("the speed over time is not shown")
	}
	if !e.Sees("The server answers in 0.4 s.") || e.Sees("slow today") {
		t.Errorf("how long the server takes: %q", e.Texts())
	}
}

// What another campaign of the same account met before this one began is not its story.
func TestFeedLeavesOutWhatWasBefore(t *testing.T) {
	w := pagetest.New(t, 10)
	w.Happened(mailing.Incident{What: mailing.AccountReleased, At: w.Now.Add(-time.Hour)})
	id := w.Start("Advent market")
	e, p := open(t, w)
	e.Show(p.Content())
	p.Shown()
	t.Cleanup(p.Hidden)
	p.Open(kit.OpenCampaign{ID: id})
	e.UntilText("The campaign began.")
	if e.Sees("You let the account go on.") {
		t.Error("it tells what happened before it began")
	}
}

func TestSlowServerIsSaid(t *testing.T) {
	w := pagetest.New(t, 200)
	id := w.Start("Advent market")
	w.Over(6, 10, pagetest.AllTaken)
	w.Later(time.Hour)
	w.Took = 3 * time.Second
	w.Over(4, 20, pagetest.AllTaken)
	e, p := open(t, w)
	e.Show(p.Content())
	p.Shown()
	t.Cleanup(p.Hidden)
	p.Open(kit.OpenCampaign{ID: id})
	e.UntilText("The server is slow today: it takes 3.0 s")
}
