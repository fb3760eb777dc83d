package kit_test

import (
	"testing"

	"evenpost/gui/kit"
)

func TestUndoOfTheNewestMessage(t *testing.T) {
	toasts := kit.NewToasts(func(func()) {}) // the messages stay: their time ends on another goroutine
	var undone []string
	say := func(what string) { toasts.Say(what, func() { undone = append(undone, what) }) }
	if toasts.Undo() {
		t.Error("there was nothing to take back")
	}
	say("first")
	say("second")
	toasts.Say("only told", nil)
	for range 2 {
		if !toasts.Undo() {
			t.Error("nothing was taken back")
		}
	}
	if toasts.Undo() || len(undone) != 2 || undone[0] != "second" || undone[1] != "first" {
		t.Errorf("taken back: %q", undone)
	}
}
