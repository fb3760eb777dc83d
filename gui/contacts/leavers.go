package contacts

import (
	"context"
	"time"

	"fyne.io/fyne/v2"

	"evenpost/gui/kit"
	"evenpost/mailing"
	"evenpost/storage/contactfile"
)

// leaversNotice warns of a file with people in it who want no mail, as other programs give it to their users among the rest; nil for
// any other.
func (w *importer) leaversNotice(l contactfile.Layout) fyne.CanvasObject {
	e := kit.Explanation{
		What: kit.T("These look like people who unsubscribed elsewhere, or whose mail came back."),
		Todo: kit.T("Whoever mails them again gets complaints, and is soon sorted out as spam. Put them on the list of those who are never mailed instead."),
	}
	switch l.Leavers(w.from.path) {
	case contactfile.OnlyLeavers:
		if l.Has(contactfile.Email) {
			return kit.NewNotice(kit.Doubtful, e, kit.Secondary(kit.T("Never mail these"), kit.IconBlock, func() { w.neverMail(l) }))
		}
	case contactfile.SomeLeavers:
		e.What = kit.T("Some of these people seem to have unsubscribed elsewhere, as one of the columns says.")
		e.Todo = kit.T("Leave their rows out of the file before it is imported, and bring them in a file of their own: they can be put on the list of those who are never mailed.")
	case contactfile.NoLeavers:
		return nil
	}
	return kit.NewNotice(kit.Doubtful, e)
}

// neverMail puts all addresses of the file on the list of those who are never mailed.
func (w *importer) neverMail(l contactfile.Layout) {
	from, store, now := w.from, w.page.store, w.ui.Now()
	kit.Confirm(w.ui, kit.Question{
		Title: kit.T("Never mail these addresses?"), Text: kit.T("No campaign is ever sent to any address of this file. They do not become contacts."), Yes: kit.T("Never mail these"),
	}, func() {
		kit.Run(w.ui, nil, func(ctx context.Context) (int, error) { return suppressAll(ctx, store, from, l, now) }, func(n int, err error) {
			if err != nil {
				w.columns.slot.Fail(w.ui, err)
				return
			}
			if w.page.wizard == w { // nothing else is imported by now
				w.page.wizard = nil
				w.page.showNever()
			}
			w.page.done(nil, kit.N("{{.N}} address is never mailed again", "{{.N}} addresses are never mailed again", n), nil)
		})
	})
}

func suppressAll(ctx context.Context, store Store, from origin, l contactfile.Layout, now time.Time) (int, error) {
	f, err := openAs(from, l)
	if err != nil {
		return 0, err
	}
	defer f.Close() //nolint:errcheck // it was only read
	addresses, _, err := f.Addresses()
	if err != nil {
		return 0, err
	}
	list := make([]mailing.Suppression, len(addresses))
	for i, a := range addresses {
		list[i] = mailing.Suppression{Address: a, Reason: mailing.Unsubscribed, Note: from.name(), At: now}
	}
	return store.Suppress(ctx, list)
}
