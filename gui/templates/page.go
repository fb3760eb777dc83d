package templates

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"evenpost/gui/kit"
	"evenpost/mailing"
)

// Page is the page of messages.
type Page struct {
	ui      *kit.UI
	deps    Deps
	root    *fyne.Container
	gallery *gallery
	editor  *editor // nil while the gallery is shown
	shown   bool
	opening bool // something was asked for, and is shown next
}

// New makes the page.
func New(ui *kit.UI, deps Deps) *Page {
	p := &Page{ui: ui, deps: deps, root: container.NewStack()}
	p.gallery = newGallery(p)
	p.showGallery()
	return p
}

// Title implements kit.Page.
func (p *Page) Title() string { return kit.T("Templates") }

// Content implements kit.Page.
func (p *Page) Content() fyne.CanvasObject { return p.root }

// Shown implements kit.Page.
func (p *Page) Shown() {
	if p.shown && p.editor != nil && !p.opening { // pressed in the sidebar once more
		p.BeforeLeave(p.showGallery)
	}
	p.opening = false
	p.shown = true
	p.Refresh()
}

// Hidden implements kit.Page.
func (p *Page) Hidden() {
	p.shown = false
	p.gallery.live.Stop()
	if p.editor != nil {
		p.showGallery() // what was unsaved was asked about in BeforeLeave
	}
}

// Refresh implements kit.Page.
func (p *Page) Refresh() {
	if p.editor == nil {
		p.gallery.live.Ask()
	}
}

// OnNew implements kit.Newer.
func (p *Page) OnNew() {
	if p.editor == nil {
		p.onNew()
	}
}

// TakeKey implements kit.KeyTaker.
func (p *Page) TakeKey(key fyne.KeyName, _ fyne.KeyModifier) bool {
	if p.editor == nil || key != fyne.KeyEscape {
		return false
	}
	p.BeforeLeave(p.showGallery)
	return true
}

// Open implements kit.Opener.
func (p *Page) Open(arg any) {
	p.opening = true
	switch a := arg.(type) {
	case kit.OpenNew:
		p.OnNew()
	case kit.OpenTemplate:
		store := p.deps.Store
		kit.Run(p.ui, nil, func(ctx context.Context) (mailing.Template, error) { return store.Template(ctx, a.ID) }, func(t mailing.Template, err error) {
			if err != nil {
				kit.ShowError(p.ui, err)
				return
			}
			p.edit(t)
		})
	}
}

// BeforeLeave implements kit.Leaver: unsaved text is asked about.
func (p *Page) BeforeLeave(leave func()) {
	if p.editor == nil || !p.editor.changed() {
		leave()
		return
	}
	e := p.editor
	d := kit.NewDialog(p.ui, kit.T("Save the message?"), kit.Sentence(kit.T("You changed it since it was saved.")), kit.T("Save"), func(d *kit.Dialog) {
		d.Busy(true)
		e.save(func(err error) {
			if err != nil {
				d.Fail(err)
				return
			}
			d.Close()
			leave()
		})
	})
	d.Cancel.SetText(kit.T("Do not save"))
	d.Cancel.OnTapped = func() {
		d.Close()
		leave()
	}
	d.Sized(420, 0).Show()
}

func (p *Page) show(o fyne.CanvasObject) {
	p.ui.Turn(p.root, o)
}

func (p *Page) showGallery() {
	if p.editor != nil {
		p.editor.preview.Cancel()
	}
	p.editor = nil
	p.show(p.gallery.root)
	if p.shown {
		p.gallery.live.Ask()
	}
}

func (p *Page) edit(t mailing.Template) {
	p.gallery.live.Stop()
	p.editor = newEditor(p, t)
	p.show(p.editor.root)
	p.editor.enter()
}
