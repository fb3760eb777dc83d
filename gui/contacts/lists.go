package contacts

import (
	"context"
	"errors"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"evenpost/gui/kit"
	"evenpost/mailing"
)

// listsDialog is where lists are made, renamed and deleted.
type listsDialog struct {
	page   *Page
	dialog *kit.Dialog
	rows   *fyne.Container
	name   *kit.Entry
	read   kit.Latest[[]mailing.List]
}

func (p *Page) editLists() {
	l := &listsDialog{page: p, rows: kit.Column(0), name: kit.NewEntry(kit.T("Name of a new list"))}
	l.name.OnSubmitted = func(string) { l.onAdd() }
	adding := kit.Secondary(kit.T("Make list"), theme.ContentAddIcon(), l.onAdd)
	content := kit.Column(kit.SpaceM, kit.Row(kit.SpaceS, kit.Grow(l.name), adding), kit.Grow(kit.ScrollBody(l.rows)))
	l.dialog = kit.NewDialog(p.ui, kit.T("Lists"), content, "", nil).Sized(540, 440)
	l.dialog.OnClosed(func() { l.read.Cancel(); p.Refresh() })
	l.dialog.Show()
	l.reread()
}

func (l *listsDialog) reread() {
	l.read.Run(l.page.ui, l.page.store.Lists, func(all []mailing.List, err error) {
		if err != nil {
			l.dialog.Fail(err)
			return
		}
		kit.Ruled(l.rows, all, kit.T("No lists yet. A list is a set of contacts you choose by hand: customers, members, press."), l.row)
	})
}

func (l *listsDialog) row(x mailing.List) fyne.CanvasObject {
	show := kit.NewTappable(kit.PadXY(kit.SpaceS, kit.SpaceS, kit.Row(kit.SpaceM, kit.Grow(kit.Line(x.Name).Cuttable()), kit.Muted(kit.N("{{.N}} contact", "{{.N}} contacts", x.Count)))), func() {
		l.dialog.Close()
		l.page.showFiltered(filter{list: x.ID})
	})
	return kit.Row(kit.SpaceXS, kit.Grow(show),
		kit.IconButton(kit.IconPencil, kit.T("Rename"), func() { l.onRename(x) }),
		kit.IconButton(theme.DeleteIcon(), kit.T("Delete list"), func() { l.onDelete(x) }))
}

func (l *listsDialog) onAdd() {
	name := strings.TrimSpace(l.name.Text)
	if name == "" {
		l.dialog.Focus(l.name)
		return
	}
	kit.Run(l.page.ui, nil, func(ctx context.Context) (int64, error) { return l.page.store.EnsureList(ctx, name) }, func(_ int64, err error) {
		if err != nil {
			l.dialog.Fail(err)
			return
		}
		l.name.SetText("")
		l.reread()
	})
}

func (l *listsDialog) onRename(x mailing.List) {
	name := kit.NewEntry(x.Name)
	name.SetText(x.Name)
	d := kit.NewDialog(l.page.ui, kit.T("Rename list"), kit.Field(kit.T("New name"), "", name), kit.T("Rename"), func(d *kit.Dialog) {
		wanted := strings.TrimSpace(name.Text)
		if wanted == "" {
			d.Problem(kit.T("Give the list a name."))
			return
		}
		d.Busy(true)
		kit.Run(l.page.ui, nil, func(ctx context.Context) (struct{}, error) {
			return struct{}{}, l.page.store.RenameList(ctx, x.ID, wanted)
		}, func(_ struct{}, err error) {
			switch {
			case errors.Is(err, mailing.ErrExists):
				d.Problem(kit.T("There is a list with this name already."))
			case err != nil:
				d.Fail(err)
			default:
				d.Close()
				l.reread()
			}
		})
	}).Sized(400, 0)
	name.OnSubmitted = func(string) { d.Submit() }
	d.Show()
	d.Focus(name)
}

func (l *listsDialog) onDelete(x mailing.List) {
	kit.Confirm(l.page.ui, kit.Question{
		Title: kit.T("Delete the list “{{.List}}”?", kit.M{"List": kit.ShortName(x.Name)}),
		Text:  kit.N("The {{.N}} contact on it stays.", "The {{.N}} contacts on it stay.", x.Count),
		Yes:   kit.T("Delete list"), Danger: true,
	}, func() {
		kit.Run(l.page.ui, nil, func(ctx context.Context) (struct{}, error) { return struct{}{}, l.page.store.DeleteList(ctx, x.ID) }, func(_ struct{}, err error) {
			if err != nil {
				l.dialog.Fail(err)
				return
			}
			l.reread()
		})
	})
}
