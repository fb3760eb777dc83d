package gui

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"evenpost/gui/kit"
	"evenpost/mailing"
	"evenpost/storage"
)

// Updating is the small window that is open while an older database is brought up to date, which takes minutes with very many
// contacts. Step and Ended may be called on any goroutine.
type Updating struct {
	says
	bar   *kit.ProgressBar
	wheel *widget.Activity
	words *kit.Text
	stop  func()
	ended bool
}

// NewUpdating makes the window. Closing it, as its button does, calls stop; it goes away when Ended was called.
func NewUpdating(ctx context.Context, app fyne.App, do kit.Dispatcher, stop func()) (*Updating, error) {
	s, err := newSays(ctx, app, do)
	if err != nil {
		return nil, err
	}
	u := &Updating{says: s, bar: kit.NewProgressBar(8), wheel: widget.NewActivity(), words: kit.Small(""), stop: stop}
	u.ui.Window.SetCloseIntercept(u.onStop)
	u.wheel.Start()
	row := kit.Row(kit.SpaceS, container.NewGridWrap(fyne.NewSquareSize(20), u.wheel), u.words)
	u.show(kit.T("Evenpost is bringing your data up to date"), []fyne.CanvasObject{
		kit.Sentence(kit.T("This version keeps them in another way. A copy of them as they were is kept. With very many contacts this takes a few minutes.")),
		u.bar, row,
		kit.Hint(kit.T("You can stop it: nothing is lost, and it goes on when you open Evenpost again.")),
	}, kit.Secondary(kit.T("Stop"), nil, u.onStop))
	return u, nil
}

// Fyne is the window as the toolkit knows it.
func (u *Updating) Fyne() fyne.Window { return u.ui.Window }

// Step shows how far it is.
func (u *Updating) Step(s storage.Update) {
	u.ui.Do(func() {
		u.bar.Set(mailing.Counts{Total: s.Of, Sent: s.Done})
		u.words.SetText(kit.T("Step {{.Step}} of {{.Of}}", kit.M{"Step": min(s.Done+1, s.Of), "Of": s.Of}))
		if s.Done == 0 {
			u.words.SetText(kit.T("Making a copy…"))
		}
	})
}

// Ended closes the window, or says why it did not succeed.
func (u *Updating) Ended(err error) {
	u.ui.Do(func() {
		u.ended = true
		u.wheel.Stop()
		if err == nil || errors.Is(err, context.Canceled) || errors.Is(err, mailing.ErrDamaged) { // the next window offers to repair it
			u.ui.Window.Close()
			return
		}
		u.say(err)
	})
}

// onStop stops the work, or closes the window when there is none any more. It waits for the work: what was begun is taken back.
func (u *Updating) onStop() {
	if u.ended {
		u.ui.Window.Close()
		return
	}
	u.words.SetText(kit.T("Stopping…"))
	u.stop()
}

// says is a small window that says one thing, with buttons below it.
type says struct {
	ui            *kit.UI
	body, buttons *fyne.Container
}

func newSays(ctx context.Context, app fyne.App, do kit.Dispatcher) (says, error) {
	if err := kit.UseLanguage(kit.SystemLanguage()); err != nil {
		return says{}, fmt.Errorf("gui: %w", err)
	}
	app.Settings().SetTheme(kit.NewTheme(kit.FollowSystem, 1))
	w := app.NewWindow("Evenpost")
	s := says{
		ui:   &kit.UI{Window: w, Do: do, Ctx: ctx, Now: time.Now, Zone: time.Local, Explain: kit.Explain, Log: slog.Default()},
		body: container.NewVBox(), buttons: container.NewHBox(),
	}
	w.SetContent(kit.Pad(kit.SpaceL, kit.Between(nil, kit.Row(kit.SpaceS, kit.Fill(), s.buttons), kit.ScrollBody(s.body))))
	w.SetPadded(false)
	w.Resize(fyne.NewSize(600, 380))
	w.CenterOnScreen()
	return s, nil
}

func (s *says) show(title string, body []fyne.CanvasObject, buttons ...fyne.CanvasObject) {
	s.body.Objects = []fyne.CanvasObject{kit.Column(kit.SpaceM, append([]fyne.CanvasObject{kit.Title(title)}, body...)...)}
	s.buttons.Objects = []fyne.CanvasObject{kit.Row(kit.SpaceS, buttons...)}
	s.body.Refresh()
	s.buttons.Refresh()
}

// say says why Evenpost does not open.
func (s *says) say(err error) {
	s.show(kit.T("Evenpost cannot open"), []fyne.CanvasObject{kit.NewNotice(kit.Bad, kit.Explain(err))}, kit.Primary(kit.T("Close"), nil, s.ui.Window.Close))
}
