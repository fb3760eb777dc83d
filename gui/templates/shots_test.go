//go:build shots

package templates_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

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
			shot := func(b *bench, name string) {
				b.Settle()
				b.Capture(filepath.Join(shots(), "templates-"+name+"-"+look.Name+".png"))
			}
			b := open(t, 5, kittest.In(look.Language), kittest.Looking(look.Mode))
			b.Show(pagetest.InFrame(b.page.Content()))
			b.Resize(look.W, look.H)
			for _, name := range []string{"Winter opening hours", "A very long name for a message about the Easter market and everything around it"} {
				_, err := b.world.Store.AddTemplate(t.Context(), mailing.Template{Name: name, UpdatedAt: time.Now(), Message: mailing.Message{
					Subject: "We are open over Christmas, {{ first_name }}", Body: "# Open\n\nDear {{ first_name }}, from **Monday** on we bake for you again.", Format: mailing.Markdown,
				}})
				if err != nil {
					t.Fatal(err)
				}
			}
			b.page.Refresh()
			shot(b, "gallery")
			b.page.OnNew()
			shot(b, "starters")
			b.UI.CloseTop()
			b.page.Open(kit.OpenTemplate{ID: b.world.Template})
			shot(b, "editor")
			b.Type(kit.T("Subject"), "Hello {{ frist_name }}")
			shot(b, "wrong-field")
		})
	}
}
