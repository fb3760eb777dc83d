package contacts

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"evenpost/gui/kit"
)

// Page is the page of contacts.
type Page struct {
	ui      *kit.UI
	store   Store
	domains Domains
	root    *fyne.Container
	people  *people
	never   *never
	wizard  *importer // nil while nothing is imported
	at      view
	shown   bool
	held    bool // the table is not read anew

	opening bool // something was asked for, and is shown next
}

// view is what the page shows at the moment.
type view int

const (
	viewPeople view = iota
	viewNever
	viewImport
)

// New makes the page.
func New(ui *kit.UI, deps Deps) *Page {
	p := &Page{ui: ui, store: deps.Store, domains: deps.Domains, root: container.NewStack()}
	p.people = newPeople(p)
	p.never = newNever(p)
	p.show(viewPeople)
	return p
}

// Title implements kit.Page.
func (p *Page) Title() string { return kit.T("Contacts") }

// Content implements kit.Page.
func (p *Page) Content() fyne.CanvasObject { return p.root }

// Shown implements kit.Page.
func (p *Page) Shown() {
	if p.shown && p.at != viewImport && !p.opening { // pressed in the sidebar once more: back to the table
		p.showPeople()
	}
	p.opening = false
	if p.shown {
		return
	}
	p.shown = true
	p.Refresh()
}

// Hidden implements kit.Page. An import goes on.
func (p *Page) Hidden() {
	p.shown = false
	p.people.live.Stop()
	p.never.live.Stop()
}

// hold leaves the table as it is while a dialog shows what is being done to very many: to read it anew after each part of that would
// take most of the time, and show rows that are gone again.
func (p *Page) hold(on bool) {
	p.held = on
	if on {
		p.people.live.Stop()
		return
	}
	p.Refresh()
}

// Refresh implements kit.Page.
func (p *Page) Refresh() {
	switch p.at {
	case viewPeople:
		if !p.held {
			p.people.live.Ask()
		}
	case viewNever:
		p.never.live.Ask()
	case viewImport:
	}
}

// OnNew implements kit.Newer.
func (p *Page) OnNew() {
	switch p.at {
	case viewPeople:
		p.add()
	case viewNever:
		p.never.onAdd()
	case viewImport:
	}
}

// FocusSearch implements kit.Searcher.
func (p *Page) FocusSearch() {
	switch p.at {
	case viewPeople:
		p.ui.Window.Canvas().Focus(p.people.search)
	case viewNever:
		p.ui.Window.Canvas().Focus(p.never.search)
	case viewImport:
	}
}

// TakeKey implements kit.KeyTaker.
func (p *Page) TakeKey(key fyne.KeyName, _ fyne.KeyModifier) bool {
	switch p.at {
	case viewPeople:
		return p.people.takeKey(key)
	case viewNever:
		return p.never.takeKey(key)
	case viewImport:
		if key == fyne.KeyEscape {
			p.wizard.onEscape()
			return true
		}
	}
	return false
}

// TakeFiles implements kit.FileTaker: a file that is dropped begins an import.
func (p *Page) TakeFiles(paths []string) {
	if len(paths) > 0 {
		p.Open(kit.OpenImport{Path: paths[0]})
	}
}

// Open implements kit.Opener.
func (p *Page) Open(arg any) {
	p.opening = true
	switch a := arg.(type) {
	case kit.OpenNew:
		p.showPeople()
		p.add()
	case kit.OpenContact:
		p.showPeople()
		p.people.openContact(a.ID)
	case kit.OpenList:
		p.showFiltered(filter{list: a.ID})
	case kit.OpenImport:
		p.openImport(a.Path)
	}
}

func (p *Page) show(v view) {
	p.at = v
	o := p.people.root
	switch v {
	case viewNever:
		o = p.never.root
	case viewImport:
		o = p.wizard.root
	case viewPeople:
	}
	p.ui.Turn(p.root, o)
}

func (p *Page) showPeople() {
	if p.at == viewImport && p.wizard.running() {
		return // it would go on unseen
	}
	p.wizard = nil
	p.show(viewPeople)
	p.people.live.Restart()
}

// showFiltered shows the contacts that a filter leaves.
func (p *Page) showFiltered(f filter) {
	p.people.setFilter(f)
	p.showPeople()
}

func (p *Page) showNever() {
	p.show(viewNever)
	p.never.live.Restart()
}

// openImport begins an import, with a file or by asking for one. One that is under way is shown instead.
func (p *Page) openImport(path string) {
	if p.wizard == nil || !p.wizard.running() {
		p.wizard = newImporter(p)
	}
	p.show(viewImport)
	p.wizard.kit.Begin(p.ui.Window.Canvas())
	if path != "" && !p.wizard.running() {
		p.wizard.take(path)
	}
}
