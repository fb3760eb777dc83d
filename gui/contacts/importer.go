package contacts

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"evenpost/gui/kit"
	"evenpost/mailing"
	"evenpost/storage/contactfile"
)

// importer brings contacts from a file, in four steps: the file, its columns, where to, a last look. Then it runs and reports.
type importer struct {
	page *Page
	ui   *kit.UI
	root *fyne.Container
	form fyne.CanvasObject // the steps
	kit  *kit.Wizard

	from origin // what could be read; the zero value for nothing
	read kit.Latest[fileLayout]
	run  *run // nil while nothing is written

	file    *fileStep
	columns *columnsStep
	where   *whereStep
	look    *lookStep
}

const (
	stepFile = iota
	stepColumns
	stepWhere
	stepLook
)

func newImporter(p *Page) *importer {
	w := &importer{page: p, ui: p.ui}
	w.file, w.columns, w.where, w.look = newFileStep(w), newColumnsStep(w), newWhereStep(w), newLookStep(w)
	w.kit = kit.NewWizard(kit.T("Import"), kit.IconUpload, w.onImport, w.onEscape,
		kit.Step{Title: kit.T("File"), Content: w.file.root, Next: w.file.next},
		kit.Step{Title: kit.T("Columns"), Content: w.columns.root, Next: w.columns.next},
		kit.Step{Title: kit.T("Where to"), Content: w.where.root, Enter: w.where.enter, Next: w.where.next},
		kit.Step{Title: kit.T("Last look"), Content: w.look.root, Enter: w.look.enter},
	)
	head := kit.NewSubHeader(kit.T("All contacts"), w.onEscape, kit.T("Import contacts"), kit.T("Four short steps. Nothing is changed before the last one."))
	w.form = kit.PageFill(head, w.kit)
	w.root = container.NewStack(w.form)
	return w
}

func (w *importer) running() bool { return w.run != nil && w.run.cancel != nil }

// onEscape leaves, unless something is being written: that is cancelled with its own button.
func (w *importer) onEscape() {
	if !w.running() {
		w.read.Cancel()
		w.look.count.Cancel()
		w.page.showPeople()
	}
}

func (w *importer) show(o fyne.CanvasObject) {
	w.ui.Turn(w.root, o)
}

// take looks at a file and goes on to its columns, or says why it cannot be read.
func (w *importer) take(path string) {
	w.takeFrom(origin{path: path})
}

// takeFrom does so with a file or with what was pasted.
func (w *importer) takeFrom(from origin) {
	w.from = origin{}
	w.show(w.form)
	if w.kit.At() != stepFile {
		w.kit.Go(stepFile)
	}
	w.file.reading(from)
	w.columns.forget()
	w.read.Run(w.ui, layoutOf(w.page.store, from, contactfile.Choice{}), func(l fileLayout, err error) {
		if err != nil {
			w.file.fail(from, err)
			return
		}
		w.adopt(from, l.ListNoted())
		w.columns.show(l)
		w.kit.Go(stepColumns)
	})
}

// adopt works with a file from now on, whose rows belong on a list if it says so.
func (w *importer) adopt(from origin, list string) {
	w.from = from
	w.file.took(from)
	w.where.propose(from, list)
}

// rescue lets the user say how a file is to be read that could not be read by itself.
func (w *importer) rescue(from origin, err error) {
	w.adopt(from, "")
	w.columns.broken(err)
	w.kit.Go(stepColumns)
}

// origin is where contacts are brought from: a file, or a text that was pasted.
type origin struct{ path, text string }

func (o origin) name() string {
	if o.text != "" {
		return kit.T("Pasted addresses")
	}
	return filepath.Base(o.path)
}

// folder is where a file lies.
func (o origin) folder() string {
	if o.path == "" {
		return ""
	}
	return filepath.Dir(o.path)
}

func (o origin) open(as contactfile.Choice) (*contactfile.File, error) {
	if o.text != "" {
		return contactfile.OpenText(o.text, as)
	}
	return contactfile.OpenFileAs(o.path, as)
}

// fileLayout is how a file is laid out, beside the further fields that there are.
type fileLayout struct {
	contactfile.Layout
	known []mailing.Field
}

// layoutOf reads how a file is laid out.
func layoutOf(store Store, from origin, as contactfile.Choice) func(context.Context) (fileLayout, error) {
	return func(ctx context.Context) (l fileLayout, err error) {
		if l.known, err = store.Fields(ctx); err != nil {
			return l, err
		}
		f, err := from.open(as)
		if err != nil {
			return l, err
		}
		defer f.Close() //nolint:errcheck // it was only read
		l.Layout = f.Layout
		l.Know(l.known)
		return l, nil
	}
}

// openAs opens a file that is read as a layout says.
func openAs(from origin, l contactfile.Layout) (*contactfile.File, error) {
	f, err := from.open(contactfile.Choice{Encoding: l.Encoding, Separator: l.Separator, Sheet: l.Sheet})
	if err != nil {
		return nil, err
	}
	f.Layout = l
	return f, nil
}

// explain says why a file cannot be read and what to do.
func (w *importer) explain(from origin, err error) kit.Explanation {
	e := w.ui.Explain(err)
	switch {
	case errors.Is(err, mailing.ErrNotText) && workbook(from.path):
		e.What = kit.T("This spreadsheet workbook cannot be read.")
		e.Todo = kit.T("Open it in your spreadsheet program and save it as an Excel workbook (.xlsx) without a password, or as CSV. Then choose that file here.")
	case errors.Is(err, mailing.ErrNoAddresses):
		e.Todo = kit.T("Is it the right file? If it is, say how it is read.")
	}
	return e
}

// workbook says whether a file is what a spreadsheet program keeps its own tables in.
func workbook(path string) bool {
	return slices.Contains([]string{".xlsx", ".xlsm", ".xls", ".ods", ".numbers"}, strings.ToLower(filepath.Ext(path)))
}

// onImport writes what the steps chose.
func (w *importer) onImport() {
	if w.running() {
		return
	}
	w.run = newRun(w)
	w.show(w.run.root)
	w.run.start()
}

// back shows the last step again, after an import that did not happen.
func (w *importer) back(notice fyne.CanvasObject) {
	w.run = nil
	w.show(w.form)
	w.look.slot.Put(notice)
}
