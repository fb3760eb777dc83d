package gui_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"evenpost/gui"
	"evenpost/gui/kit"
	"evenpost/gui/kit/kittest"
	"evenpost/mailing"
	"evenpost/storage"
)

// updating is the window for it under test, and how often it was told to stop.
func updating(t *testing.T) (e *kittest.Env, u *gui.Updating, stopped *int) {
	t.Helper()
	e, stopped = kittest.New(t), new(int)
	u, err := gui.NewUpdating(t.Context(), e.App, e.UI.Do, func() { *stopped++ })
	if err != nil {
		t.Fatal(err)
	}
	if err := kit.UseLanguage(kit.English); err != nil { // it follows the system
		t.Fatal(err)
	}
	e.Adopt(u.Fyne())
	return e, u, stopped
}

func TestUpdatingShowsStepsAndCloses(t *testing.T) {
	e, u, stopped := updating(t)
	u.Step(storage.Update{Done: 0, Of: 4})
	e.UntilText("Making a copy…")
	u.Step(storage.Update{Done: 2, Of: 4})
	e.UntilText("Step 3 of 4")
	u.Ended(nil)
	e.Until(func() bool { return e.Closed })
	if *stopped != 0 {
		t.Error("it was stopped")
	}
}

func TestUpdatingIsStopped(t *testing.T) {
	e, u, stopped := updating(t)
	e.Tap("Stop")
	if *stopped != 1 || !e.Sees("Stopping…") || e.Closed {
		t.Fatalf("stopped %d times, closed: %v", *stopped, e.Closed)
	}
	u.Ended(fmt.Errorf("storage: %w", context.Canceled))
	e.Until(func() bool { return e.Closed })
}

func TestUpdatingSaysWhyItFailed(t *testing.T) {
	e, u, _ := updating(t)
	u.Ended(errors.Join(errors.New("storage"), mailing.ErrDiskFull))
	e.UntilText("Evenpost cannot open")
	e.UntilText(kit.Explain(mailing.ErrDiskFull).What)
	e.Tap("Close")
	if !e.Closed {
		t.Error("the window stays")
	}
}
