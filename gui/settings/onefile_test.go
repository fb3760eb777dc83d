package settings_test

import (
	"slices"
	"testing"
	"time"

	"evenpost/gui/settings"
)

func TestSaveEverything(t *testing.T) {
	k := open(t)
	k.show()
	k.Tap("Save everything…")
	k.Type("four words or more", "seven loaves")
	k.Type("and once more", "seven loafs")
	k.Tap("Choose where…")
	if !k.Sees("not the same") || k.saved != "" {
		t.Fatalf("two passphrases are taken for one; saved %q", k.saved)
	}
	k.Type("and once more", "seven loaves")
	k.Picked = "/media/stick/all.evenpost"
	k.Tap("Choose where…")
	k.Until(func() bool { return slices.Contains(k.Toasts, "620 contacts and everything else are in all.evenpost.") })
	if k.saved != "/media/stick/all.evenpost|seven loaves" {
		t.Errorf("saved %q", k.saved)
	}
}

func TestUseASavedFile(t *testing.T) {
	k := open(t)
	k.locked, k.inFile = "seven loaves", settings.SavedFile{Made: k.Now.Add(-48 * time.Hour), Contacts: 620, Campaigns: 1}
	k.show()
	k.Picked = "/media/stick/all.evenpost"
	k.Tap("Use a saved file…")
	k.UntilText("This file is encrypted")
	k.Type("passphrase", "six loaves")
	k.Tap("Open")
	k.UntilText("The passphrase is missing or wrong")
	k.Type("passphrase", "seven loaves")
	k.Tap("Open")
	k.UntilText("holds 620 contacts and 1 campaign")
	k.Tap("Cancel")
	if k.used != 0 || k.discarded != 1 {
		t.Errorf("after Cancel it was used %d times, discarded %d times", k.used, k.discarded)
	}
	k.locked = ""
	k.Picked = "/media/stick/all.evenpost"
	k.Tap("Use a saved file…")
	k.UntilText("Use this file?")
	k.Tap("Use it and open Evenpost again")
	if k.used != 1 || k.discarded != 1 {
		t.Errorf("it was used %d times, discarded %d times", k.used, k.discarded)
	}
}

func TestMakeACopyNow(t *testing.T) {
	k := open(t)
	k.show()
	k.Tap("Make one now")
	k.Until(func() bool { return len(k.Toasts) == 1 })
	if k.made != 1 {
		t.Errorf("made %d", k.made)
	}
}
