// Package job does Evenpost's main job in its window, step by step as the guide tells it. The demonstration and the window's own
// test walk the same way.
package job

import (
	"time"

	"evenpost/e2e/window"
)

// A Walk is one way through the program.
type Walk struct {
	App  *window.App
	Look func(name string) // called at every step that is worth a picture
}

// New walks in a window. look may be nil.
func New(a *window.App, look func(name string)) *Walk {
	if look == nil {
		look = func(string) {}
	}
	return &Walk{App: a, Look: look}
}

// Send makes a campaign in the five steps of the window and sends it.
func (w *Walk) Send(name, list, template, account string) {
	a := w.App
	a.Click("Campaigns")
	a.ClickFirst("New campaign")
	a.Click(list + " (…")
	w.Look("who")
	a.Click("Next")
	a.Click(template)
	a.Fill("Name", name)
	w.Look("what")
	a.Click("Next")
	a.ClickIn("From which account?", account) // the meter says its name as well
	w.Look("from")
	a.Click("Next")
	a.Await("…will get it.")
	a.Settle() // the checks come one by one
	w.Look("checks")
	a.Click("Next")
	a.Await("This will happen")
	a.Settle()
	w.Look("review")
	a.Click("Send to …")
	a.Await(name)
	w.Look("sending")
}

// AwaitThrough stays on the campaign's page until everybody was tried.
func (w *Walk) AwaitThrough(patience time.Duration) {
	w.App.Within(patience, "the end of the campaign", func() bool { return w.App.Sees("finished") })
	w.App.Settle()
	w.Look("through")
}

// Correct opens the failed list, corrects the address that does not exist, and sends to it again.
func (w *Walk) Correct(address string) {
	a := w.App
	a.Click("Attention")
	a.Await("The address does not exist.")
	a.Settle()
	w.Look("attention")
	a.ClickIn("The address does not exist.", "Edit addresses")
	a.Fill("Right address", address)
	w.Look("correct")
	a.Click("Correct and send again")
	a.AwaitGone("The address does not exist.")
	w.Look("corrected")
}

// Arrived says of the mails in doubt that they arrived.
func (w *Walk) Arrived() {
	a := w.App
	a.Click("Attention")
	a.Settle()
	a.Click("It arrived")
	a.AwaitGone("It arrived")
	w.Look("settled")
}
