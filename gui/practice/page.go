// Package practice is the page of the practice mailbox: the mails that were sent with the practice account and reached nobody,
// to be read as their recipients would.
package practice

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"evenpost/gui/kit"
	"evenpost/sender/practice"
)

// Box is what the page needs of the practice mailbox.
type Box interface {
	Messages() []practice.Summary // newest first
	Message(id string) (practice.Mail, error)
	Raw(id string) (string, error) // a mail as it came
	Clear() error
	// Changed gets a value after mails came or went.
	Changed(ctx context.Context) <-chan struct{}
}

// Deps is what the page works with.
type Deps struct {
	Box    func() (Box, error)     // starts the mailbox when it does not run
	Browse func(html string) error // shows a page in the user's browser
}

// Page is the page of the practice mailbox.
type Page struct {
	ui     *kit.UI
	deps   Deps
	root   *fyne.Container
	head   *kit.Header
	slot   *kit.Slot
	grid   *kit.Grid
	full   fyne.CanvasObject
	empty  fyne.CanvasObject
	clear  *kit.Button
	reader *reader
	live   *kit.Live[[]practice.Summary]
	mails  []practice.Summary
	box    Box
	fresh  bool               // shown anew: the cursor goes into the list
	stop   context.CancelFunc // of waiting for mails; nil while not shown
}

// New makes the page.
func New(ui *kit.UI, deps Deps) *Page {
	p := &Page{ui: ui, deps: deps, slot: kit.NewSlot()}
	p.live = kit.NewLive(ui, p.begin, p.show)
	p.clear = kit.Secondary(kit.T("Clear"), theme.DeleteIcon(), p.onClear)
	p.head = kit.PageHeader(p.Title(), " ", p.clear)
	p.reader = newReader(p)
	p.grid = kit.NewGrid(
		kit.GridColumn{Title: kit.T("To"), Min: 140, Weight: 3},
		kit.GridColumn{Title: kit.T("Subject"), Min: 130, Weight: 3, Optional: true},
		kit.GridColumn{Title: kit.T("Time"), Min: 70, Weight: .3})
	p.grid.NoChecks = true
	p.grid.Rows = func() int { return len(p.mails) }
	p.grid.CellAt = p.cell
	p.grid.OnCursor = func(int) { p.choose() }
	p.grid.OnOpen = func(int) { p.choose() }
	left := kit.Between(nil, kit.Column(0, kit.AtLeast(0, kit.SpaceM, kit.NewSurface("", "", 0)), helpCard()), p.grid)
	p.full = kit.PageFill(p.head, kit.Column(kit.SpaceS, p.slot, kit.Grow(kit.TwoParts(.5, 280, left, p.reader.object))))
	p.empty = kit.PageFill(kit.PageHeader(p.Title(), ""), kit.Between(nil, container.NewCenter(kit.AtLeast(640, 0, helpCard())), kit.EmptyState(kit.IconPractice, kit.T("No practice mail yet"),
		kit.T("What you send with the account “Practice mailbox” lands here. Nobody is mailed: nothing leaves this computer."),
		kit.Primary(kit.T("New campaign"), kit.IconEnvelope, func() { ui.Navigate(kit.PageCampaigns, kit.OpenNew{}) }))))
	p.root = container.NewStack(p.empty)
	return p
}

// Title implements kit.Page.
func (p *Page) Title() string { return kit.T("Practice mailbox") }

// Content implements kit.Page.
func (p *Page) Content() fyne.CanvasObject { return p.root }

// Shown implements kit.Page.
func (p *Page) Shown() {
	if p.stop != nil {
		return
	}
	ctx, cancel := context.WithCancel(p.ui.Ctx)
	p.stop, p.fresh = cancel, true
	kit.Run(p.ui, ctx, func(context.Context) (Box, error) { return p.deps.Box() }, func(b Box, err error) {
		if err != nil {
			p.root.Objects = []fyne.CanvasObject{p.full}
			p.slot.Fail(p.ui, err)
			p.root.Refresh()
			return
		}
		p.box = b
		p.live.Restart()
		go p.watch(b.Changed(ctx))
	})
}

// watch reads anew whenever mails came or went.
func (p *Page) watch(changed <-chan struct{}) {
	for range changed {
		p.ui.Do(p.Refresh)
	}
}

// Hidden implements kit.Page.
func (p *Page) Hidden() {
	if p.stop != nil {
		p.stop()
		p.stop = nil
	}
	p.live.Stop()
}

// Refresh implements kit.Page.
func (p *Page) Refresh() {
	if p.stop != nil && p.box != nil {
		p.live.Ask()
	}
}

// TakeKey implements kit.KeyTaker.
func (p *Page) TakeKey(key fyne.KeyName, _ fyne.KeyModifier) bool {
	switch {
	case key == fyne.KeyDown && len(p.mails) > 0:
		p.grid.Focus()
	case key == fyne.KeyDelete && len(p.mails) > 0:
		p.onClear()
	default:
		return false
	}
	return true
}

func (p *Page) begin() func(context.Context) ([]practice.Summary, error) {
	box := p.box
	return func(context.Context) ([]practice.Summary, error) { return box.Messages(), nil }
}

func (p *Page) show(mails []practice.Summary, _ error) {
	// The cursor stays on its mail when newer ones push it down.
	current := ""
	if row := p.grid.Current(); row > 0 && row < len(p.mails) {
		current = p.mails[row].ID
	}
	p.mails = mails
	show := p.full
	if len(mails) == 0 {
		show = p.empty
	}
	if p.root.Objects[0] != show {
		p.root.Objects[0] = show
		p.root.Refresh()
	}
	p.head.SetSubtitle(kit.N("{{.N}} mail, read by nobody but you", "{{.N}} mails, read by nobody but you", len(mails)))
	p.grid.Reload()
	for i, m := range mails {
		if m.ID == current {
			p.grid.SetCurrent(i)
			break
		}
	}
	p.choose()
	if p.fresh && len(mails) > 0 {
		p.fresh = false
		p.grid.Focus()
	}
}

func (p *Page) cell(row, col int) kit.Cell {
	m := p.mails[row]
	switch col {
	case 0:
		return kit.Cell{Text: m.To}
	case 1:
		return kit.Cell{Text: m.Subject}
	}
	return kit.Cell{Text: shortTime(m.At.In(p.ui.Zone), p.ui.Now().In(p.ui.Zone)), Dim: true}
}

// choose shows the mail under the cursor.
func (p *Page) choose() {
	row := p.grid.Current()
	if row < 0 || row >= len(p.mails) {
		p.reader.clear()
		return
	}
	p.reader.open(p.mails[row].ID)
}

func (p *Page) onClear() {
	kit.Confirm(p.ui, kit.Question{
		Title: kit.T("Clear the practice mailbox?"),
		Text:  kit.N("{{.N}} mail is thrown away. What the campaigns say about it stays.", "{{.N}} mails are thrown away. What the campaigns say about them stays.", len(p.mails)),
		Yes:   kit.T("Clear"), Danger: true,
	}, func() {
		box := p.box
		kit.Run(p.ui, nil, func(context.Context) (struct{}, error) { return struct{}{}, box.Clear() }, func(_ struct{}, err error) {
			if err != nil {
				p.slot.Fail(p.ui, err)
			}
			p.live.Restart()
		})
	})
}

// helpCard says which addresses play what.
func helpCard() fyne.CanvasObject {
	row := func(address, plays string) fyne.CanvasObject {
		name := kit.Small(address).In(theme.ColorNameForeground)
		name.Mono = true
		return kit.Row(kit.SpaceS, kit.AtLeast(76, 0, name), kit.Grow(kit.Small(plays).Cuttable()))
	}
	heading := kit.Small(kit.T("Addresses that play what can go wrong"))
	heading.Bold, heading.Color = true, theme.ColorNameForeground
	return kit.Card(kit.Column(kit.SpaceS, heading.Cuttable(), kit.Tiles(290, kit.SpaceXS,
		row("unknown@", kit.T("there is no such mailbox")),
		row("full@", kit.T("the mailbox is full")),
		row("busy@", kit.T("refused at first, then taken")),
		row("blocked@", kit.T("the recipient's server refuses it")),
		row("drop@", kit.T("the connection breaks: in doubt")),
		row("slow@", kit.T("the answer takes 3 seconds")))))
}
