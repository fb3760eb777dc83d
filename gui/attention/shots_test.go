//go:build shots

package attention_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"evenpost/gui/attention"
	"evenpost/gui/kit"
	"evenpost/gui/kit/kittest"
	"evenpost/gui/pagetest"
	"evenpost/mailing"
)

// Pictures for review: CGO_ENABLED=0 go test -tags shots ./gui/attention -run Shots, then look into dist/states.

func shots() string {
	if d := os.Getenv("SHOTS"); d != "" {
		return d
	}
	return filepath.Join("..", "..", "dist", "states")
}

func TestShots(t *testing.T) {
	for _, look := range pagetest.Looks() {
		t.Run(look.Name, func(t *testing.T) {
			page := func(w *pagetest.World) (*kittest.Env, *attention.Page) {
				e, p := open(t, w, kittest.In(look.Language), kittest.Looking(look.Mode))
				e.Show(pagetest.InFrame(p.Content()))
				e.Resize(look.W, look.H)
				p.Shown()
				return e, p
			}
			shot := func(e *kittest.Env, name string) {
				e.Settle()
				e.Capture(filepath.Join(shots(), "attention-"+name+"-"+look.Name+".png"))
			}
			e, _ := page(pagetest.New(t, 0))
			shot(e, "empty")

			w := pagetest.New(t, 620)
			w.Limit(mailing.Limit{N: 5000, Kind: mailing.Rolling, Span: 24 * time.Hour})
			id := w.Start("Advent market")
			w.Send(700, pagetest.Mixed)
			w.Start("New year's greetings")
			w.Send(700, pagetest.Mixed)
			e, p := page(w)
			shot(e, "groups")
			w.Hold(pagetest.NoLogin)
			p.Refresh()
			shot(e, "stopped")
			p.Open(kit.OpenGroup{CampaignID: id, State: mailing.Failed, Kind: mailing.HardBounce, Scope: mailing.Recipient})
			e.Settle()
			if g, ok := kittest.Find(e, func(*kit.Grid) bool { return true }); ok {
				kittest.ClickRow(g, 2, 0)
				g.Select(3, true)
				g.Select(4, true)
			}
			shot(e, "rows")
			e.Tap(kit.N("Edit {{.N}} address", "Edit {{.N}} addresses", 2))
			shot(e, "correct")

			e, _ = page(pagetest.New(t, 0))
			e.Tap(kit.T("What does this line mean?"))
			e.Type("550 5.1.1 User unknown", "550 5.7.1 Service unavailable, Client host [203.0.113.9] blocked using Spamhaus. To request removal from this list see https://www.spamhaus.org/query/ip/203.0.113.9 (AS16012611)")
			shot(e, "explained")
		})
	}
}
