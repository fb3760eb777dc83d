package contacts

import (
	"context"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"evenpost/gui/kit"
	"evenpost/mailing"
	"evenpost/storage"
)

// importsDialog lists the imports there were, so that each can be undone, also weeks later.
type importsDialog struct {
	page   *Page
	dialog *kit.Dialog
	rows   *fyne.Container
	read   kit.Latest[[]mailing.Import]
}

func newImportsDialog(p *Page) {
	d := &importsDialog{page: p, rows: kit.Column(0)}
	d.dialog = kit.NewDialog(p.ui, kit.T("Earlier imports"), kit.ScrollBody(d.rows), "", nil).Sized(620, 440)
	d.dialog.OnClosed(d.read.Cancel)
	d.dialog.Show()
	d.reread()
}

func (d *importsDialog) reread() {
	d.read.Run(d.page.ui, d.page.store.Imports, func(all []mailing.Import, err error) {
		if err != nil {
			d.dialog.Fail(err)
			return
		}
		kit.Ruled(d.rows, all, kit.T("Nothing has been imported yet."), d.row)
	})
}

func (d *importsDialog) row(x mailing.Import) fyne.CanvasObject {
	ui := d.page.ui
	name := x.Source
	if name == "" {
		name = kit.T("Import")
	}
	facts := []string{kit.When(x.At.In(ui.Zone), ui.Now().In(ui.Zone))}
	switch x.State {
	case mailing.ImportRunning, mailing.ImportUndoing:
		facts = append(facts, kit.T("under way"))
	case mailing.ImportUndone:
		facts = append(facts, kit.T("undone"))
	case mailing.ImportDone:
		facts = append(facts, kit.T("{{.Added}} added, {{.Updated}} brought up to date", kit.M{"Added": kit.Number(x.Added), "Updated": kit.Number(x.Updated)}))
	}
	words := kit.Column(0, kit.Line(name).Cuttable(), kit.Small(strings.Join(facts, " · ")).Cuttable())
	row := kit.Row(kit.SpaceM, kit.Grow(words))
	if x.State == mailing.ImportDone {
		row.Add(kit.Secondary(kit.T("Undo…"), theme.ContentUndoIcon(), func() { undoImport(d.page, x.ID, d.reread) }))
	}
	return kit.PadXY(kit.SpaceS, kit.SpaceS, row)
}

// undoImport asks, undoes an import, and says what came of it.
func undoImport(p *Page, id int64, then func()) {
	kit.Confirm(p.ui, kit.Question{
		Title: kit.T("Take this import back?"), Danger: true, Yes: kit.T("Take it back"),
		Text: kit.T("The contacts that it added are deleted again; those that it changed become what they were before, and leave its list and its tags. Contacts that were changed or mailed since stay as they are, and whoever must never be mailed stays so."),
	}, func() { takeBack(p, id, false, then) })
}

// takeBack undoes an import: with all, also what it added and somebody had to do with since.
func takeBack(p *Page, id int64, all bool, then func()) {
	during(p, undoing(), func(ctx context.Context, heard storage.Progress) (mailing.UndoReport, error) {
		return p.store.UndoImport(ctx, id, all, heard)
	}, func(r mailing.UndoReport, err error) {
		if err == nil && then != nil {
			then()
		}
		if err == nil && len(r.Kept) > 0 {
			sayKept(p, id, r, then)
			return
		}
		p.done(err, undone(r), nil)
	})
}

func undone(r mailing.UndoReport) string {
	return kit.N("{{.N}} contact deleted", "{{.N}} contacts deleted", r.Deleted) + ", " + kit.N("{{.N}} as before", "{{.N}} as before", r.Restored)
}

// sayKept names the contacts that stay, and lets the user delete those that the import had added all the same.
func sayKept(p *Page, id int64, r mailing.UndoReport, then func()) {
	const most = 200
	names := kit.Column(kit.SpaceXS)
	for _, k := range r.Kept[:min(len(r.Kept), most)] {
		line := strings.TrimSpace(k.Name + "  " + k.Email)
		if k.Why == mailing.KeptMailed {
			line += " · " + kit.T("mailed since")
		}
		names.Add(kit.Line(line).Cuttable())
	}
	if n := r.Stayed - min(len(r.Kept), most); n > 0 {
		names.Add(kit.Hint(kit.N("and {{.N}} more", "and {{.N}} more", n)))
	}
	content := kit.Column(kit.SpaceM, kit.Hint(undone(r)+". "+kit.T("These were changed or mailed since the import and stay as they are:")), kit.Grow(kit.ScrollBody(names)))
	yes, work := "", (func(*kit.Dialog))(nil)
	if r.Added > 0 {
		yes, work = kit.N("Delete {{.N}} that was added too", "Delete {{.N}} that were added too", r.Added), func(d *kit.Dialog) {
			d.Close()
			takeBack(p, id, true, then)
		}
	}
	d := kit.NewDialog(p.ui, kit.T("The import is taken back"), content, yes, work)
	if r.Added > 0 {
		d.Cancel.SetText(kit.T("Keep them"))
		d.OK.Importance = widget.DangerImportance
	}
	d.Sized(520, 400).Show()
}
