//go:build shots

package campaigns_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"evenpost/gui/campaigns"
	"evenpost/gui/kit"
	"evenpost/gui/kit/kittest"
	"evenpost/gui/pagetest"
	"evenpost/mailing"
)

// Pictures for review: CGO_ENABLED=0 go test -tags shots ./gui/campaigns -run Shots, then look into dist/states.

func shots() string {
	if d := os.Getenv("SHOTS"); d != "" {
		return d
	}
	return filepath.Join("..", "..", "dist", "states")
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
			p.Open(kit.OpenCampaign{ID: w.ids[0]})
			e.Settle()
			e.Tap(kit.T("Enter password…"))
			shot(e, "password")
			e.Tap(kit.T("Cancel"))
			e.Tap(kit.T("Cancel campaign…"))
			shot(e, "cancel")
			e.Window.Canvas().Overlays().Top().Hide()
			p.TakeKey(fyne.KeyP, 0)
			shot(e, "paused")
			p.TakeKey(fyne.KeyP, 0)
			e.Settle()
			if err := w.Store.SetHold(t.Context(), w.Account, nil); err != nil {
				t.Fatal(err)
			}
			p.Open(kit.OpenNewCampaign{Audience: mailing.Audience{ListIDs: []int64{w.List}}})
			shot(e, "wizard-1")
			heads := map[string]string{"2": kit.T("What do they get?"), "3": kit.T("From which account?"), "4": kit.T("Is everything right?"), "5": kit.T("This will happen")}
			for _, n := range []string{"2", "3", "4", "5"} {
				if n == "3" {
					e.Tap("Advent market")
				}
				e.Tap(kit.T("Next"))
				e.UntilText(heads[n])
				e.Settle()
				if n == "3" {
					e.Tap(kit.T("Later"))
				}
				shot(e, "wizard-"+n)
			}
		})
	}
}

// TestShotsMuch is a baker who has mailed for years, and one whose limit is used up.
func TestShotsMuch(t *testing.T) {
	for _, look := range pagetest.Looks() {
		t.Run(look.Name, func(t *testing.T) {
			w := pagetest.New(t, 300)
			w.Limit(mailing.Limit{N: 180, Kind: mailing.Rolling, Span: 24 * time.Hour})
			for _, name := range []string{"Harvest festival", "Wholesale prices from January on, with the new opening hours of the branch at the main station", "Stollen"} {
				id := w.Start(name)
				if name == "Stollen" {
					if err := w.Store.PauseCampaign(t.Context(), id, ""); err != nil {
						t.Fatal(err)
					}
				}
			}
			w.Send(180, pagetest.Mixed)
			for i := range 60 {
				w.Draft("Newsletter " + time.Date(2021, time.Month(i), 1, 0, 0, 0, 0, time.UTC).Format("January 2006"))
			}
			c := mailing.Campaign{Name: "Santa Claus", TemplateID: w.Template, AccountID: w.Account, Audience: mailing.Audience{Everyone: true}, StartAt: w.Now.Add(50 * time.Hour)}
			id, err := w.Store.CreateCampaign(t.Context(), c)
			if err != nil {
				t.Fatal(err)
			}
			if err := w.Engine.Start(t.Context(), id); err != nil {
				t.Fatal(err)
			}
			e, p := open(t, w, kittest.In(look.Language), kittest.Looking(look.Mode))
			e.Show(pagetest.InFrame(p.Content()))
			e.Resize(look.W, look.H)
			p.Shown()
			e.Settle()
			e.Capture(filepath.Join(shots(), "campaigns-much-"+look.Name+".png"))
			p.Open(kit.OpenCampaign{ID: 2})
			e.Settle()
			e.Capture(filepath.Join(shots(), "campaigns-limit-"+look.Name+".png"))
			p.Open(kit.OpenCampaign{ID: id})
			e.Settle()
			e.Capture(filepath.Join(shots(), "campaigns-planned-"+look.Name+".png"))
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
	w.Over(9, 12, pagetest.Mixed)
	w.Happened(mailing.Incident{What: mailing.PaceLowered, N: 360}, mailing.Incident{
		What: mailing.AccountHeld, Until: w.Now.Add(5 * time.Minute), Verdict: mailing.Verdict{Kind: mailing.Throttle, Scope: mailing.AccountScope},
	})
	w.Later(5 * time.Minute)
	w.Happened(mailing.Incident{What: mailing.AccountGoesOn})
	w.Over(12, 6, pagetest.Mixed)
	w.Draft("New year's greetings")
	w.ids = []int64{running, done}
	return w
}
