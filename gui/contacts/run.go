package contacts

import (
	"context"
	"errors"
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
	name   string
	tags   []string
}

func newRun(w *importer) *run {
	r := &run{w: w, number: kit.BigNumber("0"), words: kit.Muted(""), bar: kit.NewProgressBar(10), total: w.look.found.rows}
	r.stop = kit.Secondary(kit.T("Cancel"), nil, r.onCancel)
	card := kit.Card(kit.AtLeast(440, 0, kit.Column(kit.SpaceM,
		kit.Heading(kit.T("Importing {{.File}}", kit.M{"File": w.from.name()})).Cuttable(),
		kit.Column(kit.SpaceXS, r.number, r.words), r.bar,
		kit.Row(kit.SpaceM, kit.Grow(kit.Hint(kit.T("All or nothing: cancel, and nothing has changed."))), r.stop))))
	r.root = container.NewStack(kit.PageFill(kit.PageHeader(kit.T("Import contacts"), w.from.folder()), container.NewCenter(card)))
	r.paint(0)
	return r
}

func (r *run) start() {
	store, from, layout, choices := r.w.page.store, r.w.from, r.w.columns.layout, r.w.look.choices
	list, name, o := r.w.where.target()
	o.Fields = layout.Fields()
	r.began = r.w.ui.Now()
	painter := kit.NewPainter(r.w.ui, r.paint)
	o.Progress = painter.Set
	back := kit.NewPainter(r.w.ui, r.paintBack)
	o.TakenBack = func(done, total int) { back.Set(100 * done / max(1, total)) }
	r.cancel = kit.Task(r.w.ui, func(ctx context.Context) (outcome, error) {
		return write(ctx, store, from, layout, choices, list, name, o)
	}, func(out outcome, err error) {
		painter.Flush()
		back.Flush()
		r.cancel = nil
		r.ended(out, err)
	})
}

// write imports a file.
func write(ctx context.Context, store Store, from origin, l contactfile.Layout, choices mailing.HintChoices, list int64, name string, o storage.ImportOptions) (outcome, error) {
	f, err := openAs(from, l)
	if err != nil {
		return outcome{}, err
	}
	defer f.Close() //nolint:errcheck // it was only read
	o.Source = from.name()
	switch {
	case list != 0:
		o.ListIDs = []int64{list}
	case name != "":
		o.Lists = []string{name}
	}
	report, err := store.ImportContacts(ctx, contactfile.Decided(f.Rows(), choices), o)
	if err != nil {
		return outcome{}, err
	}
	out := outcome{report: report, list: list, name: name, tags: o.Tags}
	if list == 0 && name != "" {
		// The import stands all the same when its list cannot be found.
		if out.list, err = store.EnsureList(context.WithoutCancel(ctx), name); err != nil {
			out.name = ""
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

// paintBack shows how much of what was written is taken back.
func (r *run) paintBack(percent int) {
	r.bar.Set(mailing.Counts{Total: 100, Sent: 100 - percent})
	r.words.SetText(kit.T("Taking back what was written: {{.N}} %", kit.M{"N": percent}))
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
		e := w.explain(w.from, err)
		e.Todo += " " + kit.T("Nothing has changed.")
		w.back(kit.NewNotice(kit.Bad, e))
	default:
		w.show(w.report(out))
	}
}
