// Package accounts is the page of mail accounts: what each may send and has sent, whether it is well, and adding one with the
// address and the password alone.
package accounts

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"evenpost/gui/kit"
	"evenpost/mailing"
	"evenpost/sender"
	"evenpost/sender/account"
)

// Store is what the page needs of storage.
type Store interface {
	Accounts(ctx context.Context) ([]mailing.Account, error)
	Account(ctx context.Context, id int64) (mailing.Account, error)
	AddAccount(ctx context.Context, a mailing.Account) (int64, error)
	UpdateAccount(ctx context.Context, a mailing.Account) error
	DeleteAccount(ctx context.Context, id int64) error
	SetHold(ctx context.Context, accountID int64, h *mailing.Hold) error
	SettleLearned(ctx context.Context, accountID int64, accept bool) error
	AccountAnswers(ctx context.Context, accountID int64, n int) (mailing.Answers, error)
	Incidents(ctx context.Context, accountID, campaignID int64, n int) ([]mailing.Incident, error)
	AddElsewhere(ctx context.Context, accountID int64, n int, at time.Time) (id int64, err error)
	RemoveElsewhere(ctx context.Context, id int64) error
	mailing.Books
	Campaigns(ctx context.Context) ([]mailing.Campaign, error)
	Identity(ctx context.Context) (mailing.Identity, error)
	InboxMark(ctx context.Context, accountID int64) (mailing.InboxMark, error)
}

// Passwords keeps the passwords of accounts.
type Passwords interface {
	// Password returns the password of an account. The error wraps mailing.ErrNoPassword when the user must be asked.
	Password(ctx context.Context, a mailing.Account) (string, error)
	// Hold keeps a password until the program ends.
	Hold(accountID int64, password string)
	// Keep puts a password into the system's keychain. The error wraps mailing.ErrNoKeychain where there is none.
	Keep(ctx context.Context, a mailing.Account, password string) error
	// Forget removes the password of an account from everywhere.
	Forget(ctx context.Context, a mailing.Account) error
}

// Presets knows the servers and limits of providers.
type Presets interface {
	Suggest(address string) (account.Preset, bool)
	ByID(id string) (account.Preset, bool)
}

// Step is one step of the test of a connection: a stage with what was found out, or what went wrong.
type Step struct {
	Stage  mailing.Stage
	Detail string
	Err    error
}

// Deps is what the page works with.
type Deps struct {
	Store     Store
	Passwords Passwords
	Presets   Presets
	// Check tries an account without sending anything and tells about each step as it goes.
	Check func(ctx context.Context, a mailing.Account, password string, report func(Step)) error
	// Inbox reads the mailboxes that answers come to.
	Inbox Inbox
	// Live is what the engine knows of an account that is sending.
	Live func(accountID int64) sender.Live
}

// Page is the page of accounts.
type Page struct {
	ui      *kit.UI
	deps    Deps
	root    *fyne.Container
	list    *list
	editor  *editor // nil while the list is shown
	shown   bool
	opening bool // something was asked for, and is shown next
	ticks   func()
}

// New makes the page.
func New(ui *kit.UI, deps Deps) *Page {
	p := &Page{ui: ui, deps: deps, root: container.NewStack()}
	p.list = newList(p)
	p.put(p.list.root)
	return p
}

// Title implements kit.Page.
func (p *Page) Title() string { return kit.T("Accounts") }

// Content implements kit.Page.
func (p *Page) Content() fyne.CanvasObject { return p.root }

// Shown implements kit.Page.
func (p *Page) Shown() {
	if p.shown && p.editor != nil && !p.opening { // pressed in the sidebar once more
		p.BeforeLeave(p.showList)
	}
	p.opening = false
	if p.shown {
		return
	}
	p.shown = true
	p.ticks = kit.Every(p.ui, 5*time.Second, p.Refresh) // speed and what is free change without the store
	p.Refresh()
}

// Hidden implements kit.Page.
func (p *Page) Hidden() {
	if !p.shown {
		return
	}
	p.shown = false
	p.ticks()
	p.list.live.Stop()
	if p.editor != nil {
		p.showList() // what was unsaved was asked about in BeforeLeave
		p.list.live.Stop()
	}
}

// Refresh implements kit.Page.
func (p *Page) Refresh() {
	if p.editor == nil {
		p.list.live.Ask()
	}
}

// OnNew implements kit.Newer.
func (p *Page) OnNew() {
	if p.editor == nil {
		p.edit(mailing.Account{})
	}
}

// Open implements kit.Opener.
func (p *Page) Open(arg any) {
	p.opening = true
	switch a := arg.(type) {
	case kit.OpenNew:
		p.BeforeLeave(func() {
			p.showList()
			p.OnNew()
		})
	case kit.OpenAccount:
		p.BeforeLeave(func() {
			p.showList()
			p.list.reveal(a.ID)
		})
	}
}

// TakeKey implements kit.KeyTaker.
func (p *Page) TakeKey(key fyne.KeyName, _ fyne.KeyModifier) bool {
	if p.editor == nil || key != fyne.KeyEscape {
		return false
	}
	p.BeforeLeave(p.showList)
	return true
}

// BeforeLeave implements kit.Leaver.
func (p *Page) BeforeLeave(leave func()) {
	if p.editor == nil || !p.editor.dirty() {
		leave()
		return
	}
	kit.Confirm(p.ui, kit.Question{
		Title: kit.T("Leave without saving?"), Text: kit.T("What you entered for this account is not saved yet."),
		Yes: kit.T("Leave"), Danger: true,
	}, func() {
		p.showList()
		leave()
	})
}

func (p *Page) put(o fyne.CanvasObject) {
	p.ui.Turn(p.root, o)
}

func (p *Page) showList() {
	if p.editor != nil {
		p.editor.stop()
		p.editor = nil
	}
	p.put(p.list.root)
	p.list.live.Restart()
}

// change opens a stored account to change it, as it is now and not as it was when the list was drawn.
func (p *Page) change(id int64) {
	kit.Run(p.ui, nil, func(ctx context.Context) (mailing.Account, error) { return p.deps.Store.Account(ctx, id) }, func(a mailing.Account, err error) {
		switch {
		case err != nil:
			p.list.slot.Fail(p.ui, err)
		case p.editor == nil:
			p.edit(a)
		}
	})
}

// edit opens an account to change it; one without an id is new.
func (p *Page) edit(a mailing.Account) {
	p.list.live.Stop()
	p.editor = newEditor(p, a)
	p.put(p.editor.root)
	p.editor.focus()
}
