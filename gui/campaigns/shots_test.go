//go:build shots

package campaigns_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"evenpost/gui/campaigns"
	"evenpost/gui/kit"
	"evenpost/gui/kit/kittest"
	"evenpost/gui/pagetest"
	"evenpost/mailing"
)

// Pictures for review: CGO_ENABLED=0 go test -tags shots ./gui/campaigns -run Shots, then look into dist/shots.

func shots() string {
	if d := os.Getenv("SHOTS"); d != "" {
		return d
	}
	return filepath.Join("..", "..", "dist", "shots")
}

func TestShots(t *testing.T) {
	for _, look := range pagetest.Looks() {
		t.Run(look.Name, func(t *testing.T) {
			shot := func(e *kittest.Env, name string) {
				e.Settle()
				e.Capture(filepath.Join(shots(), "campaigns-"+name+"-"+look.Name+".png"))
			}
			page := func(w *pagetest.World) (*kittest.Env, *campaigns.Page) {
				e, p := open(t, w, kittest.In(look.Language), kittest.Looking(look.Mode))
				e.Show(pagetest.InFrame(p.Content()))
				e.Resize(look.W, look.H)
				p.Shown()
				e.Settle()
				return e, p
			}
			e, p := page(pagetest.New(t, 0))
			shot(e, "empty")
			p.OnNew()
			shot(e, "wizard-nobody")

			w := busy(t)
			e, p = page(w.World)
			shot(e, "list")
			p.Open(kit.OpenCampaign{ID: w.ids[0]})
			shot(e, "running")
			w.Hold(pagetest.NoLogin)
			p.Refresh()
			shot(e, "stopped")
			p.Open(kit.OpenCampaign{ID: w.ids[0], State: mailing.Failed})
			shot(e, "rows")
			p.Open(kit.OpenCampaign{ID: w.ids[1]})
			shot(e, "finished")
			if err := w.Store.SetHold(t.Context(), w.Account, nil); err != nil {
				t.Fatal(err)
			}
			p.Open(kit.OpenNewCampaign{Audience: mailing.Audience{ListIDs: []int64{w.List}}})
			shot(e, "wizard-1")
			for _, n := range []string{"2", "3", "4", "5"} {
				if n == "3" {
					e.Tap("Advent market")
				}
				e.Tap(kit.T("Next"))
				shot(e, "wizard-"+n)
			}
		})
	}
}

type world struct {
	*pagetest.World
	ids []int64
}

// busy is a bakery in Advent: one campaign under way, one done, one planned, one not begun.
func busy(t *testing.T) *world {
	w := &world{World: pagetest.New(t, 620)}
	for _, tag := range []string{"regular", "wholesale"} {
		ids, err := w.Store.AudienceIDs(t.Context(), mailing.Audience{Everyone: true}, 40)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Store.TagContacts(t.Context(), ids, tag, true); err != nil {
			t.Fatal(err)
		}
	}
	for _, l := range []string{"Christmas customers", "Newsletter", "Suppliers"} {
		if _, err := w.Store.EnsureList(t.Context(), l); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := w.Store.Suppress(t.Context(), []mailing.Suppression{{Address: "anna.1@example.at", Reason: mailing.Unsubscribed, At: w.Now}}); err != nil {
		t.Fatal(err)
	}
	w.Limit(mailing.Limit{N: 5000, Kind: mailing.Rolling, Span: 24 * time.Hour})
	done := w.Start("Saint Martin's goose, October")
	w.Send(900, pagetest.Mixed)
	w.Later(20 * time.Minute)
	w.Send(100, pagetest.AllTaken)
	w.Limit(mailing.Limit{N: 850, Kind: mailing.Rolling, Span: 24 * time.Hour})
	running := w.Start("Advent market")
	w.Send(180, pagetest.Mixed)
	w.Draft("New year's greetings")
	w.ids = []int64{running, done}
	return w
}
