package contacts

import (
	"context"

	"evenpost/gui/kit"
	"evenpost/mailing"
	"evenpost/storage"
)

// fewContacts are so few that nobody notices how long something takes that is done to all of them.
const fewContacts = 5000

// lasting is work on contacts that takes a moment for some and a minute for a million: then a dialog says how far it is.
type lasting struct {
	title string
	hint  string // what the button does
	stops bool   // the button cancels it, and what is done is taken back; else it goes on out of sight

	page      *Page
	dialog    *kit.Dialog // nil as long as it is not shown
	bar       *kit.ProgressBar
	words     *kit.Text
	cancel    func()
	reached   int
	cancelled bool
	ended     bool
}

type progress struct{ done, total int }

// during runs work and shows how far it is. done hears how it ended, cancelled or not.
func during[T any](p *Page, l lasting, work func(context.Context, storage.Progress) (T, error), done func(T, error)) {
	l.page, l.bar, l.words = p, kit.NewProgressBar(10), kit.Muted("")
	painter := kit.NewPainter(p.ui, l.paint)
	l.cancel = kit.Task(p.ui, func(ctx context.Context) (T, error) {
		return work(ctx, func(done, total int) { painter.Set(progress{done, total}) })
	}, func(v T, err error) {
		l.ended = true
		if l.dialog != nil {
			l.dialog.Close()
		}
		done(v, err)
	})
}

func (l *lasting) paint(p progress) {
	if p.total < fewContacts || l.ended {
		return
	}
	if l.dialog == nil {
		l.dialog = kit.NewDialog(l.page.ui, l.title, kit.Column(kit.SpaceM, l.bar, l.words, kit.Hint(l.hint)), "", nil).Sized(460, 0)
		if l.stops {
			l.dialog.Cancel.SetText(kit.T("Cancel"))
			l.dialog.Cancel.OnTapped = l.onCancel // and not closed before it has ended
		}
		l.dialog.OnClosed(l.closed)
		l.page.hold(true)
		l.dialog.Show()
	}
	l.bar.Set(mailing.Counts{Total: p.total, Sent: p.done})
	l.reached = max(l.reached, p.done)
	words := kit.T("{{.Done}} of {{.Total}}", kit.M{"Done": kit.Number(p.done), "Total": kit.Number(p.total)})
	if l.cancelled {
		words = kit.T("Taking back what was written: {{.N}} %", kit.M{"N": 100 * (l.reached - p.done) / max(1, l.reached)})
	}
	l.words.SetText(words)
}

func (l *lasting) closed() {
	if l.stops {
		l.onCancel()
	}
	l.page.hold(false)
}

func (l *lasting) onCancel() {
	if l.ended || l.cancelled {
		return
	}
	l.cancelled = true
	kit.Enable(l.dialog.Cancel, false)
	l.cancel()
}

// changing is work of which a cancelled one leaves nothing.
func changing(title string) lasting {
	return lasting{title: title, hint: kit.T("All or nothing: cancel, and nothing has changed."), stops: true}
}

// undoing is work that nobody stops.
func undoing() lasting {
	return lasting{title: kit.T("Taking it back"), hint: kit.T("Close this if you like: it goes on.")}
}

// undo takes a change back and names those who were changed since.
func (p *Page) undo(id int64) {
	during(p, undoing(), func(ctx context.Context, told storage.Progress) (mailing.BulkUndone, error) {
		return p.store.UndoChange(ctx, id, told)
	}, func(r mailing.BulkUndone, err error) {
		switch {
		case err != nil:
			kit.ShowError(p.ui, err)
		case r.Left > 0:
			sayLeft(p.ui, r)
		}
		p.Refresh()
	})
}

// sayLeft names the contacts that stay as they are.
func sayLeft(ui *kit.UI, r mailing.BulkUndone) {
	const most = 200
	names := kit.Column(kit.SpaceXS)
	for _, address := range r.Named[:min(len(r.Named), most)] {
		names.Add(kit.Line(address).Cuttable())
	}
	if n := r.Left - min(len(r.Named), most); n > 0 {
		names.Add(kit.Hint(kit.N("and {{.N}} more", "and {{.N}} more", n)))
	}
	hint := kit.N("{{.N}} contact is as before.", "{{.N}} contacts are as before.", r.Back) + " " + kit.T("These were changed since and stay as they are:")
	d := kit.NewDialog(ui, kit.T("It is taken back"), kit.Column(kit.SpaceM, kit.Hint(hint), kit.Grow(kit.ScrollBody(names))), "", nil)
	d.Sized(520, min(400, 200+28*float32(len(names.Objects)))).Show()
}
