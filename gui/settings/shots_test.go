//go:build shots

package settings_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"evenpost/gui/kit"
	"evenpost/gui/kit/kittest"
	"evenpost/gui/pagetest"
	"evenpost/gui/settings"
	"evenpost/mailing"
)

// Pictures for review: CGO_ENABLED=0 go test -tags shots ./gui/settings -run Shots, then look into dist/states.

func shots() string {
	if d := os.Getenv("SHOTS"); d != "" {
		return d
	}
	return filepath.Join("..", "..", "dist", "states")
}

func TestShots(t *testing.T) {
	for _, look := range pagetest.Looks() {
		t.Run(look.Name, func(t *testing.T) {
			k := open(t, kittest.In(look.Language), kittest.Looking(look.Mode))
			shot := func(name string) {
				k.Settle()
				k.Capture(filepath.Join(shots(), "settings-"+name+"-"+look.Name+".png"))
			}
			k.Show(pagetest.InFrame(k.page.Content()))
			k.Resize(look.W, look.H)
			k.page.Shown()
			shot("empty")
			k.Type(kit.T("the sender's own address"), "info@")
			shot("wrong")
			full := mailing.Identity{Business: "Bäckerei Huber", PostalAddress: "Hauptplatz 3\n8010 Graz", UnsubscribeURL: "https://baeckerei-huber.example/abmelden?wer={{ email }}"}
			if err := k.store.SetIdentity(t.Context(), full); err != nil {
				t.Fatal(err)
			}
			k.backups = []settings.Backup{
				{Path: "/data/backups/evenpost-000031.db", At: k.Now.Add(-3 * time.Hour), Size: 8_300_000},
				{Path: "/data/backups/evenpost-000030.db", At: k.Now.AddDate(0, 0, -1), Size: 8_200_000},
				{Path: "/data/backups/before-schema-2.db", At: k.Now.AddDate(0, -2, 0), Size: 5_100_000, BeforeUpdate: true},
			}
			k.Type(kit.T("the sender's own address"), "")
			k.Settle()
			k.page.Refresh()
			shot("full")
			k.Resize(look.W, 1500)
			shot("long")
			k.Resize(look.W, look.H)
			k.Tap(kit.T("Save everything…"))
			shot("save")
			k.UI.CloseTop()
			k.inFile, k.Picked = settings.SavedFile{Made: k.Now.AddDate(0, 0, -2), Contacts: 620, Campaigns: 14}, "/media/stick/Evenpost 2026-11-23.evenpost"
			k.Tap(kit.T("Use a saved file…"))
			shot("use")
			k.UI.CloseTop()
			k.Tap(kit.T("Works of others"))
			shot("libraries")
			k.UI.CloseTop()
			k.Tap(kit.T("Licence"))
			shot("licence")
		})
	}
}
