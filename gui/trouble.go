package gui

import (
	"context"
	"errors"
	"time"

	"fyne.io/fyne/v2"

	"evenpost/gui/kit"
	"evenpost/mailing"
	"evenpost/storage"
)

// Repair is what the window that says why there is none can do about a damaged database.
type Repair struct {
	Newest  time.Time // when the newest copy was made; zero: there is none
	Restore func(context.Context) (storage.Restored, error)
	Open    func() // opens Evenpost anew
}

// Trouble makes the small window that says why the program cannot open its data. Who starts it by a double click never
// sees what is written to a terminal. When the database is damaged it offers to restore it.
func Trouble(ctx context.Context, app fyne.App, err error, repair Repair) (fyne.Window, error) {
	s, problem := newSays(ctx, app, kit.OnWindow)
	if problem != nil {
		return nil, problem
	}
	t := &trouble{says: s, repair: repair}
	t.say(err)
	return t.ui.Window, nil
}

// trouble is what stands in that window.
type trouble struct {
	says
	repair Repair
}

// say says what is wrong, and offers to mend what can be mended.
func (t *trouble) say(err error) {
	if !errors.Is(err, mailing.ErrDamaged) || t.repair.Restore == nil {
		t.says.say(err)
		return
	}
	what := kit.Explain(err)
	what.Todo = kit.T("Restore the newest copy, of {{.When}}. Evenpost keeps a journal of whom mails went to: nobody gets one twice, and what is not known for sure is shown to you as in doubt. Nothing is deleted.",
		kit.M{"When": kit.When(t.repair.Newest, t.ui.Now())})
	label := kit.T("Restore this copy")
	if t.repair.Newest.IsZero() {
		what.Todo = kit.T("There is no copy yet. Evenpost can begin a new database and bring over what can still be read of this one. Nothing is deleted.")
		label = kit.T("Bring over what can be read")
	}
	t.show(kit.T("Evenpost cannot open"), []fyne.CanvasObject{kit.NewNotice(kit.Bad, what)}, kit.Secondary(kit.T("Close"), nil, t.ui.Window.Close), kit.Primary(label, nil, t.restore))
}

func (t *trouble) restore() {
	t.show(kit.T("Restoring…"), []fyne.CanvasObject{kit.Sentence(kit.T("The copy is looked through and brought forward to what was sent since. This can take a few minutes with very many contacts."))})
	kit.Run(t.ui, nil, t.repair.Restore, func(r storage.Restored, err error) {
		if err != nil {
			t.show(kit.T("The copy could not be restored"), []fyne.CanvasObject{kit.NewNotice(kit.Bad, kit.Explain(err))}, kit.Primary(kit.T("Close"), nil, t.ui.Window.Close))
			return
		}
		t.show(kit.T("Restored"), t.restored(r), kit.Primary(kit.T("Open Evenpost"), nil, func() {
			t.repair.Open()
			t.ui.Window.Close()
		}))
	})
}

func (t *trouble) restored(r storage.Restored) []fyne.CanvasObject {
	var all []fyne.CanvasObject
	if r.InDoubt > 0 {
		all = append(all, kit.Sentence(kit.N("{{.N}} mail is in doubt: whether it went out is not known. Attention shows it; it is not sent again by itself.",
			"{{.N}} mails are in doubt: whether they went out is not known. Attention shows them; they are not sent again by themselves.", r.InDoubt)))
	}
	if r.Paused > 0 {
		all = append(all, kit.Sentence(kit.N("{{.N}} campaign is paused. Look at it before it goes on.", "{{.N}} campaigns are paused. Look at them before they go on.", r.Paused)))
	}
	if len(r.Unread) > 0 {
		all = append(all, kit.Sentence(kit.T("Not everything that is newer than the copy could be read. Look whether contacts or messages of the last day are missing.")))
	}
	return append(all, kit.Hint(kit.T("What was there before is kept in the folder {{.Folder}}.", kit.M{"Folder": r.Aside})))
}
