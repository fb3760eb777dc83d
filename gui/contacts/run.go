package contacts

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"evenpost/gui/kit"
	"evenpost/mailing"
	"evenpost/storage"
	"evenpost/storage/contactfile"
)

// run is one import while it is written.
type run struct {
	w      *importer
	root   *fyne.Container
	number *kit.Text
	words  *kit.Text
	bar    *kit.ProgressBar
	stop   *kit.Button
	began  time.Time
	total  int
	cancel func() // nil when it has ended
}

// outcome is what an import did.
type outcome struct {
	report mailing.ImportReport
	list   int64
	made   bool // the list was made for it
	name   string
	tags   []string
	fresh  []int64 // the contacts that were added
}

func newRun(w *importer) *run {
	r := &run{w: w, number: kit.BigNumber("0"), words: kit.Muted(""), bar: kit.NewProgressBar(10), total: w.look.found.rows}
	r.stop = kit.Secondary(kit.T("Cancel"), nil, r.onCancel)
	card := kit.Card(kit.AtLeast(440, 0, kit.Column(kit.SpaceM,
		kit.Heading(kit.T("Importing {{.File}}", kit.M{"File": filepath.Base(w.path)})).Cuttable(),
		kit.Column(kit.SpaceXS, r.number, r.words), r.bar,
		kit.Row(kit.SpaceM, kit.Grow(kit.Hint(kit.T("All or nothing: cancel, and nothing has changed."))), r.stop))))
	r.root = container.NewStack(kit.PageFill(kit.PageHeader(kit.T("Import contacts"), filepath.Dir(w.path)), container.NewCenter(card)))
	r.paint(0)
	return r
}

func (r *run) start() {
	store, path, layout := r.w.page.store, r.w.path, r.w.columns.layout
	list, name, o := r.w.where.target()
	r.began = r.w.ui.Now()
	painter := kit.NewPainter(r.w.ui, r.paint)
	o.Progress = painter.Set
	r.cancel = kit.Task(r.w.ui, func(ctx context.Context) (outcome, error) {
		return write(ctx, store, path, layout, list, name, o)
	}, func(out outcome, err error) {
		painter.Flush()
		r.cancel = nil
		r.ended(out, err)
	})
}

// write imports a file. A list that was made for it is taken away again when it fails.
func write(ctx context.Context, store Store, path string, l contactfile.Layout, list int64, name string, o storage.ImportOptions) (outcome, error) {
	f, err := openAs(path, l)
	if err != nil {
		return outcome{}, err
	}
	defer f.Close() //nolint:errcheck // it was only read
	id, made, err := ensure(ctx, store, list, name)
	if err != nil {
		return outcome{}, err
	}
	if id != 0 {
		o.ListIDs = []int64{id}
	}
	newest := storage.ContactQuery{Sort: "created", Desc: true, Limit: 1}
	before, err := store.ContactIDs(ctx, newest)
	var report mailing.ImportReport
	if err == nil {
		report, err = store.ImportContacts(ctx, f.Rows(), o)
	}
	if err != nil {
		if made {
			err = errors.Join(err, store.DeleteList(context.WithoutCancel(ctx), id))
		}
		return outcome{}, err
	}
	out := outcome{report: report, list: id, made: made, name: name, tags: o.Tags}
	if newest.Limit = report.Added; report.Added > 0 {
		// They are numbered as they come, so those that were added are the newest ones. When they cannot be told, the import
		// stands all the same; only taking it back is not offered.
		all, err := store.ContactIDs(context.WithoutCancel(ctx), newest)
		if err == nil {
			out.fresh = slices.DeleteFunc(all, func(id int64) bool { return len(before) > 0 && id <= before[0] })
		}
	}
	return out, nil
}

func (r *run) paint(read int) {
	r.number.SetText(kit.Number(read))
	r.bar.Set(mailing.Counts{Total: max(r.total, read), Sent: read})
	words := kit.N("of {{.N}} row", "of {{.N}} rows", r.total)
	if took := r.w.ui.Now().Sub(r.began).Seconds(); took > 0.2 && read > 0 {
		words += " · " + kit.T("{{.N}} rows per second", kit.M{"N": int(float64(read) / took)})
	}
	r.words.SetText(words)
}

func (r *run) onCancel() {
	if r.cancel != nil {
		kit.Enable(r.stop, false)
		r.cancel()
	}
}

func (r *run) ended(out outcome, err error) {
	w := r.w
	switch {
	case errors.Is(err, context.Canceled):
		w.back(kit.Say(kit.Resting, kit.T("The import was cancelled. Nothing has changed.")))
	case err != nil:
		w.ui.Log.Warn("import", "error", err)
		e := w.explain(w.path, err)
		e.Todo += " " + kit.T("Nothing has changed.")
		w.back(kit.NewNotice(kit.Bad, e))
	default:
		w.show(w.report(out))
	}
}
