package settings

import (
	"path/filepath"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"evenpost/gui/kit"
)

// dataCard is where the data is, the copies of it, and the log.
type dataCard struct {
	page    *Page
	object  fyne.CanvasObject
	backups *fyne.Container
}

func newDataCard(p *Page) *dataCard {
	c := &dataCard{page: p, backups: kit.Column(6)}
	folder := p.deps.Store.Dir()
	c.object = kit.CardTitled(kit.T("Your data"), nil, kit.Column(kit.SpaceM,
		c.line(kit.T("Everything is in one folder"), folder, kit.T("Contacts, messages, campaigns and what was sent. Passwords are not in it."), kit.T("Open folder"), theme.FolderOpenIcon(), folder),
		kit.Rule(),
		c.line(kit.T("The log"), p.deps.LogPath, kit.T("What Evenpost did, for finding a fault. It holds no passwords, no mails and no lists of addresses."), kit.T("Open log"), theme.DocumentIcon(), p.deps.LogPath),
		kit.Rule(), c.oneFile(),
		kit.Rule(), c.copies()))
	return c
}

// oneFile offers to take everything along, and to take it up again.
func (c *dataCard) oneFile() fyne.CanvasObject {
	words := kit.Column(2, kit.Strong(kit.T("For a drawer or another computer")).Cuttable(),
		smallHint(kit.T("Everything but passwords in one file, encrypted if you like. On another computer, or later on this one, Evenpost takes it up again.")))
	buttons := kit.Row(kit.SpaceS,
		kit.Secondary(kit.T("Save everything…"), theme.DocumentSaveIcon(), c.onSave),
		kit.Secondary(kit.T("Use a saved file…"), theme.FolderOpenIcon(), c.onUse))
	return kit.RowTop(kit.SpaceM, kit.Grow(words), kit.NewTop(buttons))
}

func (c *dataCard) copies() fyne.CanvasObject {
	words := kit.Column(2, kit.Strong(kit.T("Copies on this computer")).Cuttable(),
		smallHint(kit.T("Made once a day and looked through; those of seven days and four weeks are kept. They help when the database is damaged, not when the computer is lost.")))
	return kit.Column(kit.SpaceS, kit.RowTop(kit.SpaceM, kit.Grow(words), kit.NewTop(kit.Secondary(kit.T("Make one now"), nil, c.onBackUp))), c.backups)
}

func (c *dataCard) line(title, path, about, button string, icon fyne.Resource, open string) fyne.CanvasObject {
	words := kit.Column(2, kit.Strong(title).Cuttable(), kit.Line(path).Cuttable(), smallHint(about))
	return kit.RowTop(kit.SpaceM, kit.Grow(words), kit.NewTop(kit.Secondary(button, icon, func() { c.open(open) })))
}

func smallHint(s string) *kit.Para {
	p := kit.Hint(s)
	p.Size_ = kit.SizeSmall
	return p
}

func (c *dataCard) show(all []Backup) {
	c.backups.Objects = nil
	if len(all) == 0 {
		c.backups.Add(kit.Hint(kit.T("None yet. The first one is made within a minute of work.")))
	}
	now := c.page.ui.Now().In(c.page.ui.Zone)
	const most = 14 // all that are kept
	for _, b := range all[:min(most, len(all))] {
		about := kit.T("looked through, whole")
		if b.BeforeUpdate {
			about = kit.T("looked through, whole; before an update")
		}
		c.backups.Add(kit.Row(kit.SpaceM,
			kit.AtLeast(150, 0, kit.Line(kit.When(b.At, now))), kit.Grow(kit.Muted(about).Cuttable()), kit.Muted(kit.Bytes(b.Size)),
			kit.IconButton(theme.FolderOpenIcon(), kit.T("Open folder"), func() { c.open(filepath.Dir(b.Path)) })))
	}
	c.backups.Refresh()
	c.object.Refresh()
}

// open shows a file or folder; where the system cannot, it says so.
func (c *dataCard) open(path string) {
	if err := c.page.deps.Open(path); err != nil {
		c.page.ui.Log.Warn("open", "path", path, "error", err)
		kit.NewDialog(c.page.ui, kit.T("That did not work"), kit.NewNotice(kit.Bad, kit.Explanation{
			What: kit.T("This computer did not open it."), Todo: kit.T("Open it yourself: {{.Path}}", kit.M{"Path": path}), Raw: err.Error(),
		}), "", nil).Sized(480, 0).Show()
	}
}

func (p *Page) aboutCard() fyne.CanvasObject {
	name := kit.Strong(kit.T("Evenpost {{.Version}}", kit.M{"Version": p.deps.Version}))
	words := kit.Column(2, name, smallHint(kit.T("Free software under the MIT licence. Nothing is reported to anybody: no tracking, no usage figures.")))
	keys := kit.Secondary(kit.T("Keys"), nil, func() { kit.ShowKeys(p.ui) })
	keys.SetToolTip(kit.T("F1"))
	buttons := kit.Row(kit.SpaceS, keys,
		kit.Secondary(kit.T("Licence"), nil, func() { p.showText(kit.T("Licence of Evenpost"), p.deps.Licence) }),
		kit.Secondary(kit.T("Works of others"), nil, p.showLibraries))
	return kit.CardTitled(kit.T("About"), nil, kit.RowTop(kit.SpaceM, kit.Grow(words), kit.NewTop(buttons)))
}

func (p *Page) showText(title, text string) {
	label := widget.NewLabel(text)
	label.Wrapping = fyne.TextWrapWord
	kit.NewDialog(p.ui, title, kit.ScrollBody(label), "", nil).Sized(620, 480).Show()
}

// showLibraries lists whose work is part of the program.
func (p *Page) showLibraries() {
	all := p.deps.Libraries()
	grid := kit.NewGrid(
		kit.GridColumn{Title: kit.T("Library"), Min: 200, Weight: 3},
		kit.GridColumn{Title: kit.T("Version"), Min: 90, Weight: 1},
		kit.GridColumn{Title: kit.T("Licence"), Min: 110, Weight: 1})
	grid.NoChecks, grid.Dense = true, true
	grid.Rows = func() int { return len(all) }
	grid.CellAt = func(row, col int) kit.Cell {
		l := all[row]
		return kit.Cell{Text: []string{l.Name, l.Version, l.Licence}[col], Dim: col > 0}
	}
	var credits []fyne.CanvasObject
	for _, c := range p.deps.Credits {
		credits = append(credits, smallHint(c))
	}
	body := kit.Column(kit.SpaceS, kit.Grow(grid), kit.Column(2, credits...))
	kit.NewDialog(p.ui, kit.T("Works of others in Evenpost"), body, "", nil).Sized(700, 520).Show()
}
