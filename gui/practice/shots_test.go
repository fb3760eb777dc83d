//go:build shots

package practice_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"evenpost/gui/kit"
	"evenpost/gui/kit/kittest"
	"evenpost/gui/pagetest"
)

// Pictures for review: CGO_ENABLED=0 go test -tags shots ./gui/practice -run Shots, then look into dist/states.

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
				k.Capture(filepath.Join(shots(), "practice-"+name+"-"+look.Name+".png"))
			}
			k.Show(pagetest.InFrame(k.page.Content()))
			k.Resize(look.W, look.H)
			k.page.Shown()
			t.Cleanup(k.page.Hidden)
			shot("empty")
			for i := range 40 {
				k.send(fmt.Sprintf("customer.%d@example.com", i+1), "Our Advent market opens on Friday, dear friends of the bakery")
			}
			k.send("slow@example.com", "Winter opening hours")
			shot("full")
			k.Tap(kit.T("Show the raw message"))
			shot("raw")
			k.UI.CloseTop()
			k.Tap(kit.T("Clear"))
			shot("clear")
		})
	}
}
