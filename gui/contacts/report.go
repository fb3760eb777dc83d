package contacts

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"

	"evenpost/gui/kit"
	"evenpost/mailing"
)

// report is what the user sees when an import is done: what became of each row, and what to do next.
func (w *importer) report(o outcome) fyne.CanvasObject {
	r := o.report
	head := kit.NewSubHeader(kit.T("All contacts"), w.onEscape, kit.T("Import finished"), reportLine(w.from.name(), o.name), w.reportActions(o)...)
	stat := func(n int, word string, tone kit.Tone) fyne.CanvasObject {
		if n == 0 {
			tone = kit.Neutral
		}
		return kit.Card(kit.NewStat(kit.Number(n), word, tone, nil))
	}
	numbers := kit.Tiles(118, kit.SpaceS,
		stat(r.Read, kit.N("row read", "rows read", r.Read), kit.Neutral),
		stat(r.Added, kit.T("added"), kit.Good),
		stat(r.Updated, kit.T("brought up to date"), kit.Good),
		stat(r.Unchanged, kit.T("unchanged"), kit.Neutral),
		stat(len(r.Bad), kit.T("left out"), kit.Doubtful),
	)
	hints := kit.Column(kit.SpaceXS)
	if r.Hinted > 0 {
		hints.Add(kit.Say(kit.Doubtful, kit.N("{{.N}} address was taken and is worth a look.", "{{.N}} addresses were taken and are worth a look.", r.Hinted),
			kit.Secondary(kit.T("Look at them"), nil, func() { showHints(w.ui, r) })))
	}
	if r.Unread > 0 {
		hints.Add(kit.Say(kit.Doubtful, kit.N("{{.N}} value does not fit its field and stays as it was written.", "{{.N}} values do not fit their fields and stay as they were written.", r.Unread),
			kit.Secondary(kit.T("Look at these values"), nil, func() { showUnread(w.ui, w.columns.fields, r.UnreadValues) })))
	}
	if len(r.Bad) == 0 {
		fine := container.NewCenter(kit.Row(kit.SpaceS, kit.Picture(kit.IconTick, 20, kit.ColorSent), kit.Line(kit.T("Every row could be taken."))))
		return kit.PageFill(head, kit.Between(container.New(gapBelow{}, kit.Column(kit.SpaceS, numbers, hints)), nil, fine))
	}
	save := kit.Quiet(kit.T("Save these rows as CSV"), kit.IconDownload, func() { w.saveBad(r.Bad, o.name) })
	title := kit.Row(kit.SpaceS, kit.Grow(kit.Heading(kit.N("{{.N}} row was left out", "{{.N}} rows were left out", len(r.Bad))).Cuttable()), save)
	below := kit.Between(container.New(gapBelow{}, kit.Column(kit.SpaceXS, title,
		kit.Hint(kit.T("Save these rows, correct them in that file and import it: what is there already stays.")))), nil, badGrid(r.Bad))
	return kit.PageFill(head, kit.Between(container.New(layout.NewCustomPaddedLayout(0, kit.SpaceM, 0, 0), kit.Column(kit.SpaceS, numbers, hints)), nil, below))
}

// showHints lists the addresses that may be amiss. They are contacts already: what to do about them is the user's to say.
func showHints(ui *kit.UI, r mailing.ImportReport) {
	g := kit.NewGrid(kit.GridColumn{Title: kit.T("Line"), Min: 66, Align: fyne.TextAlignTrailing},
		kit.GridColumn{Title: kit.T("Address"), Min: 160, Weight: 1}, kit.GridColumn{Title: kit.T("Why"), Min: 200, Weight: 1})
	g.NoChecks = true
	g.Rows = func() int { return len(r.Hints) }
	g.CellAt = func(row, col int) kit.Cell {
		h := r.Hints[row]
		switch col {
		case 0:
			return kit.Cell{Text: kit.Number(h.Line), Dim: true}
		case 1:
			return kit.Cell{Text: h.Address}
		}
		return kit.Cell{Text: hintWords(h.Hints)}
	}
	kit.NewDialog(ui, kit.T("Worth a look"), container.NewStack(g), "", nil).Sized(720, 460).Show()
}

// hintWords says what may be amiss with an address.
func hintWords(hints []mailing.Hint) string {
	var all []string
	for _, h := range hints {
		switch h.Kind {
		case mailing.HintTypo:
			all = append(all, kit.T("Did you mean {{.A}}?", kit.M{"A": mailing.Domain(h.Meant)}))
		case mailing.HintRole:
			all = append(all, kit.T("Belongs to a desk, not to a person"))
		case mailing.HintDisposable:
			all = append(all, kit.T("Made to be thrown away"))
		case mailing.HintNoMail:
			all = append(all, kit.T("Nobody takes mail for this domain"))
		}
	}
	return strings.Join(all, " · ")
}

func reportLine(file, list string) string {
	if list == "" {
		return file
	}
	return strings.Join([]string{file, kit.T("on the list “{{.List}}”", kit.M{"List": list})}, " · ")
}

func (w *importer) reportActions(o outcome) []fyne.CanvasObject {
	f, audience := filter{list: o.list}, mailing.Audience{ListIDs: []int64{o.list}}
	if o.list == 0 {
		audience = mailing.Audience{Tags: o.tags}
		if len(o.tags) > 0 {
			f.tag = o.tags[0]
		}
	}
	var actions []fyne.CanvasObject
	if o.report.Added+o.report.Updated > 0 || o.list != 0 || len(o.tags) > 0 {
		undo := kit.Quiet(kit.T("Undo…"), theme.ContentUndoIcon(), func() { w.takeBack(o.report.ID) })
		undo.SetToolTip(kit.T("Take this import back"))
		actions = append(actions, undo)
	}
	show := kit.Secondary(kit.T("Show these contacts"), kit.IconPeople, func() { w.page.showFiltered(f) })
	if o.list == 0 && len(o.tags) == 0 {
		show.SetText(kit.T("Show all contacts"))
		return append(actions, show)
	}
	write := kit.Primary(kit.T("Write to them"), kit.IconEnvelope, func() {
		w.page.showFiltered(f)
		w.ui.Navigate(kit.PageCampaigns, kit.OpenNewCampaign{Audience: audience})
	})
	return append(actions, show, write)
}

// takeBack undoes this import.
func (w *importer) takeBack(id int64) {
	undoImport(w.page, id, func() {
		if w.page.wizard == w {
			w.page.showPeople()
		}
	})
}

// saveBad writes which rows were left out, for whoever mends the file.
func (w *importer) saveBad(bad []mailing.BadRow, list string) {
	name := strings.TrimSuffix(w.from.name(), filepath.Ext(w.from.path)) + " " + kit.T("left out") + ".csv"
	w.ui.Files.Save(kit.T("Save as CSV"), name, csvKinds(), func(path string) {
		from, layout, words := w.from, w.columns.layout, newSayings()
		kit.Run(w.ui, nil, func(context.Context) (struct{}, error) {
			f, err := openAs(from, layout)
			if err != nil {
				return struct{}{}, err
			}
			defer f.Close() //nolint:errcheck // it was only read
			return struct{}{}, writeFile(path, func(out io.Writer) error { return f.WriteBad(out, bad, list, words.of) })
		}, func(_ struct{}, err error) {
			w.page.done(err, kit.N("{{.N}} row was saved in {{.File}}.", "{{.N}} rows were saved in {{.File}}.", len(bad), kit.M{"File": filepath.Base(path)}), nil)
		})
	})
}

func writeFile(path string, write func(io.Writer) error) (err error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600) // addresses are nobody else's business
	if err != nil {
		return err
	}
	defer func() {
		if closeErr := f.Close(); err == nil {
			err = closeErr
		}
	}()
	return write(f)
}
