package settings_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"evenpost/gui/kit"
	"evenpost/gui/kit/kittest"
	"evenpost/gui/settings"
	"evenpost/mailing"
	"evenpost/storage"
	"evenpost/storage/storagetest"
)

type desk struct {
	*kittest.Env

	page    *settings.Page
	store   *storage.Store
	backups []settings.Backup
	opened  []string
	refuse  error // what opening a file says
	changes int   // how often the frame was told

	made      int    // copies
	saved     string // path and passphrase
	received  string
	inFile    settings.SavedFile
	locked    string // the passphrase of the saved file there is
	discarded int
	used      int
}

func open(t *testing.T, options ...kittest.Option) *desk {
	t.Helper()
	k := &desk{Env: kittest.New(t, options...), store: storagetest.Open(t)}
	k.UI.Explain, k.UI.Changed = kit.Explain, func() { k.changes++ }
	k.page = settings.New(k.UI, settings.Deps{
		Store: k.store, Footer: footer, LogPath: filepath.Join(k.store.Dir(), "evenpost.log"), Version: "0.1.0", Licence: "MIT License\n\nCopyright (c) 2026",
		Backups:   func() ([]settings.Backup, error) { return k.backups, nil },
		Libraries: libraries, Credits: []string{"Hosts and ports of many providers come from the Thunderbird autoconfig database, Mozilla Public License 2.0."},
		BackUp: func(context.Context) error { k.made++; return nil },
		Save: func(_ context.Context, path, passphrase string) (settings.SavedFile, error) {
			k.saved = path + "|" + passphrase
			return settings.SavedFile{Path: path, Contacts: 620}, nil
		},
		Receive: func(_ context.Context, path, passphrase string) (settings.SavedFile, error) {
			if passphrase != k.locked {
				return settings.SavedFile{}, mailing.ErrPassphrase
			}
			k.received = path
			return k.inFile, nil
		},
		Discard: func() error { k.discarded++; return nil },
		Use:     func() { k.used++ },
		Open: func(path string) error {
			k.opened = append(k.opened, path)
			return k.refuse
		},
	})
	return k
}

func libraries() []settings.Library {
	return []settings.Library{
		{Name: "fyne.io/fyne/v2", Version: "v2.8.1", Licence: "BSD-3-Clause"},
		{Name: "github.com/wneessen/go-mail", Version: "v0.7.3", Licence: "MIT"},
		{Name: "modernc.org/sqlite", Version: "v1.40.0", Licence: "BSD-3-Clause"},
		{Name: "Go", Version: "1.26.8", Licence: "BSD-3-Clause"},
	}
}

func (k *desk) show() {
	k.Show(k.page.Content())
	k.page.Shown()
}

// footer is like the real one, which package main puts together.
func footer(i mailing.Identity, from string) (string, error) {
	if i.PostalAddress == "" {
		return "", mailing.ErrNoPostal
	}
	out := i.Unsubscribe
	if i.UnsubscribeURL != "" {
		out = i.UnsubscribeURL
	}
	if out == "" {
		out = from
	}
	return "--\n" + i.Business + "\n" + i.PostalAddress + "\nYou get this message because you are on our mailing list.\nUnsubscribe: " + out + "\n", nil
}

func (k *desk) identity(t *testing.T) mailing.Identity {
	t.Helper()
	i, err := k.store.Identity(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return i
}

func TestFooterShowsTheUsersOwnAddress(t *testing.T) {
	k := open(t)
	k.show()
	k.Type("Huber Bakery", "Huber & Sons")
	k.Type("Hauptplatz 3\n8010 Graz", "Hauptplatz 3")
	k.UntilText("Unsubscribe: you@example.com")
	k.Until(func() bool { return k.identity(t).PostalAddress != "" })
	own := mailing.Account{Name: "Bakery", Host: "mail.huber.example", Port: 465, Security: mailing.TLSOnConnect, Connections: 1, From: mailing.Mailbox{Address: "info@huber.example"}}
	if _, err := k.store.AddAccount(t.Context(), own); err != nil {
		t.Fatal(err)
	}
	k.page.Refresh()
	k.UntilText("Unsubscribe: info@huber.example")
}

func TestIdentityIsKeptAsOneTypes(t *testing.T) {
	k := open(t)
	k.show()
	k.UntilText("without it no mailing starts")
	k.Type("Huber Bakery", "Huber & Sons")
	k.Type("Hauptplatz 3\n8010 Graz", "Main Street 1, Graz")
	k.Type("https://", "https://huber.example/out?e={{ email }}")
	want := mailing.Identity{Business: "Huber & Sons", PostalAddress: "Main Street 1, Graz", UnsubscribeURL: "https://huber.example/out?e={{ email }}"}
	k.Until(func() bool { return k.identity(t) == want })
	k.UntilText("Saved")
	for _, line := range []string{"Huber & Sons", "Main Street 1, Graz", "Unsubscribe:"} {
		if !k.Sees(line) {
			t.Errorf("the footer does not show %q:\n%s", line, strings.Join(k.Texts(), "\n"))
		}
	}
}

func TestWrongAddressesAreExplainedAndNotKept(t *testing.T) {
	k := open(t)
	k.show()
	k.Type("Huber Bakery", "Huber")
	k.Type("the sender's own address", "info@")
	k.Type("https://", "http://huber.example")
	k.UntilText("this is not a whole e-mail address")
	if !k.Sees("Not kept yet: write it like") {
		t.Error("a page without https is taken")
	}
	k.Until(func() bool { return k.identity(t) == mailing.Identity{Business: "Huber"} })
	k.Type("the sender's own address", "info@huber.example")
	k.Until(func() bool { return k.identity(t).Unsubscribe == "info@huber.example" })
	if k.Sees("not a whole e-mail address") {
		t.Error("the complaint stays")
	}
}

func TestWhatIsStoredIsShown(t *testing.T) {
	k := open(t)
	if err := k.store.SetIdentity(t.Context(), mailing.Identity{Business: "Choir", PostalAddress: "Church 1"}); err != nil {
		t.Fatal(err)
	}
	if err := k.store.SetSetting(t.Context(), kit.SettingMode, "dark"); err != nil {
		t.Fatal(err)
	}
	k.backups = []settings.Backup{{Path: "/data/backups/before-schema-2.db", At: k.Now.Add(-time.Hour), Size: 3_200_000, BeforeUpdate: true}}
	k.show()
	k.UntilText("Choir")
	k.UntilText("Dark")
	k.UntilText("before an update")
	if !k.Sees("3.2 MB") || k.changes != 0 {
		t.Errorf("size shown: %v; changes told: %d, want 0: showing is not changing", k.Sees("3.2 MB"), k.changes)
	}
}

func TestLookIsKeptAndPutOn(t *testing.T) {
	k := open(t)
	k.show()
	k.Drain()
	for i, c := range []struct{ choice, key, value string }{
		{"Deutsch", kit.SettingLanguage, "de"}, {"Dark", kit.SettingMode, "dark"}, {"Large", kit.SettingTextScale, "1.15"},
	} {
		choose(k.Env, c.choice)
		k.Until(func() bool { return k.changes == i+1 })
		if got, err := k.store.Setting(t.Context(), c.key); err != nil || got != c.value {
			t.Errorf("%s is %q (%v), want %q", c.key, got, err, c.value)
		}
	}
}

func TestOpensFolderAndLog(t *testing.T) {
	k := open(t)
	k.show()
	k.Tap("Open log")
	k.Tap("Open folder")
	if len(k.opened) != 2 || filepath.Base(k.opened[0]) != "evenpost.log" || k.opened[1] != k.store.Dir() {
		t.Errorf("opened %q", k.opened)
	}
	k.refuse = os.ErrPermission
	k.Tap("Open log")
	if !k.Sees("Open it yourself") {
		t.Error("nothing says where the log is")
	}
}

func TestAbout(t *testing.T) {
	k := open(t)
	k.show()
	if !k.Sees("Evenpost 0.1.0") {
		t.Error("the version is not shown")
	}
	k.Tap("Licence")
	if !k.Sees("Copyright (c) 2026") {
		t.Error("the licence is not shown")
	}
	k.UI.CloseTop()
	k.Tap("Works of others")
	if !k.Sees("fyne.io/fyne/v2") || !k.Sees("Thunderbird") {
		t.Error("the libraries are not shown")
	}
}

// TestEveryLibraryHasALicence holds the list to what the program needs.
func TestEveryLibraryHasALicence(t *testing.T) {
	list, err := os.ReadFile("libraries.txt")
	if err != nil {
		t.Fatal(err)
	}
	mod, err := os.ReadFile(filepath.Join("..", "..", "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(list)) {
		name, licence, ok := strings.Cut(strings.TrimSpace(line), " ")
		if !ok || licence == "" || !strings.Contains(string(mod), name+" ") {
			t.Errorf("libraries.txt: %q has no licence or is no longer used", strings.TrimSpace(line))
		}
	}
}
