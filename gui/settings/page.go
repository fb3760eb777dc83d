// Package settings is the page of settings: who the business is, how the window looks, where the data is, and what the program
// is made of. Whatever is changed is kept at once.
package settings

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"evenpost/gui/kit"
	"evenpost/mailing"
)

// Store is what the page needs of storage.
type Store interface {
	Identity(ctx context.Context) (mailing.Identity, error)
	SetIdentity(ctx context.Context, i mailing.Identity) error
	Setting(ctx context.Context, key string) (string, error)
	SetSetting(ctx context.Context, key, value string) error
	Accounts(ctx context.Context) ([]mailing.Account, error)
	Dir() string
}

// Library is a piece of other people's work that is part of the program.
type Library struct {
	Name    string
	Version string
	Licence string
}

// Backup is a copy of the data that was looked through and found whole.
type Backup struct {
	Path         string
	At           time.Time
	Size         int64
	BeforeUpdate bool // it was made before a newer Evenpost changed how data is kept
}

// SavedFile is one file with everything but passwords.
type SavedFile struct {
	Path                string
	Made                time.Time
	Contacts, Campaigns int
}

// Deps is what the page works with.
type Deps struct {
	Store Store
	// Footer makes what stands under every mailing of this business that is sent from an address. The error wraps
	// mailing.ErrNoPostal or mailing.ErrNoOptOut when something is missing that it must say.
	Footer  func(i mailing.Identity, from string) (string, error)
	LogPath string
	Backups func() ([]Backup, error) // newest first
	// BackUp makes a copy now.
	BackUp func(ctx context.Context) error
	// Save writes one file with everything, encrypted when there is a passphrase.
	Save func(ctx context.Context, path, passphrase string) (SavedFile, error)
	// Receive reads such a file and keeps it ready; the error wraps mailing.ErrPassphrase, ErrNotSavedFile, ErrSavedDamaged or
	// ErrNewerSchema. Discard forgets it again; Use closes Evenpost, puts it in the place of the data, and opens Evenpost.
	Receive func(ctx context.Context, path, passphrase string) (SavedFile, error)
	Discard func() error
	Use     func()
	Version string
	Licence string // the text of Evenpost's own
	// Libraries are the works of others that are part of the program; Credits those whose data is.
	Libraries func() []Library
	Credits   []string
	// Open shows a file or folder with the system's program for it.
	Open func(path string) error
}

// Page is the page of settings.
type Page struct {
	ui       *kit.UI
	deps     Deps
	content  fyne.CanvasObject
	identity *identityCard
	look     *lookCard
	data     *dataCard
	slot     *kit.Slot
	live     *kit.Live[kept]
}

// kept is what the page shows of the store.
type kept struct {
	identity              mailing.Identity
	from                  string // the address that mailings come from
	language, mode, scale string
	backups               []Backup
}

// New makes the page.
func New(ui *kit.UI, deps Deps) *Page {
	p := &Page{ui: ui, deps: deps, slot: kit.NewSlot()}
	p.identity, p.look, p.data = newIdentityCard(p), newLookCard(p), newDataCard(p)
	head := kit.PageHeader(p.Title(), kit.T("Whatever you change here is kept at once"))
	p.content = kit.PageBody(head, kit.Column(kit.SpaceM, p.slot, p.identity.object, p.look.object, p.data.object, p.aboutCard()))
	p.live = kit.NewLive(ui, p.begin, p.show)
	return p
}

// Title implements kit.Page.
func (p *Page) Title() string { return kit.T("Settings") }

// Content implements kit.Page.
func (p *Page) Content() fyne.CanvasObject { return p.content }

// Shown implements kit.Page.
func (p *Page) Shown() { p.live.Restart() }

// Hidden implements kit.Page.
func (p *Page) Hidden() { p.live.Stop() }

// Refresh implements kit.Page.
func (p *Page) Refresh() { p.live.Ask() }

func (p *Page) begin() func(context.Context) (kept, error) {
	store, backups := p.deps.Store, p.deps.Backups
	return func(ctx context.Context) (kept, error) {
		var k kept
		var err error
		if k.identity, err = store.Identity(ctx); err != nil {
			return k, err
		}
		accounts, err := store.Accounts(ctx)
		if err != nil {
			return k, err
		}
		k.from = mailing.OwnAddress(accounts)
		for _, s := range []struct {
			key   string
			value *string
		}{{kit.SettingLanguage, &k.language}, {kit.SettingMode, &k.mode}, {kit.SettingTextScale, &k.scale}} {
			if *s.value, err = store.Setting(ctx, s.key); err != nil {
				return k, err
			}
		}
		k.backups, err = backups()
		return k, err
	}
}

func (p *Page) show(k kept, err error) {
	if err != nil {
		p.slot.Fail(p.ui, err)
		return
	}
	p.slot.Put(nil)
	p.identity.show(k.identity, k.from)
	p.look.show(k)
	p.data.show(k.backups)
}
