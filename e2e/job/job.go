// Package job does Evenpost's main job in its window, step by step as the guide tells it. The demonstration and the window's own
// test walk the same way.
package job

import (
	"path/filepath"
	"strings"
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

// SayWho says who one is: the name of the business and the postal address that every mailing has to carry.
func (w *Walk) SayWho(business, postal string) {
	a := w.App
	a.Click("Settings")
	a.Await("Who you are")
	a.Fill("Name of your business", business)
	a.Fill("Postal address", postal)
	a.Await("Saved")
	a.Settle()
	w.Look("settings")
}

// Import brings the contacts of a file in the home folder, where file dialogs begin, and puts them on a new list.
func (w *Walk) Import(file, list, agreed string) {
	a := w.App
	a.Click("Contacts")
	a.Settle()
	w.Look("no-contacts")
	a.Click("Import a file")
	a.Click("Choose a file…")
	a.DoubleClick(strings.TrimSuffix(file, filepath.Ext(file))) // the dialog shows names without their ending
	a.Await("Between columns")
	a.Settle()
	w.Look("columns")
	a.Click("Next")
	a.Fill("A new list", list)
	a.Fill("for instance: order form in the shop", agreed)
	w.Look("where-to")
	a.Click("Next")
	a.Await("to import")
	a.Settle()
	w.Look("last-look")
	a.Click("Import …contacts")
	a.Await("Import finished")
	a.Settle()
	w.Look("imported")
	a.Click("Show these contacts")
	a.Settle()
	w.Look("contacts")
}

// Write writes a message from an empty page and saves it. What stands between two bars in the subject is put in with
// the button of that name.
func (w *Walk) Write(name, subject, body string) {
	a := w.App
	a.Click("Templates")
	a.ClickFirst("New message")
	a.Await("What would you like to write?")
	a.Settle()
	w.Look("starters")
	a.Click("Empty message")
	a.Fill("Name of the message", name)
	a.Fill("Write here as you would write a mail.", body)
	a.Fill("Subject", "")
	for i, part := range strings.Split(subject, "|") {
		if i%2 == 1 {
			a.Click(part)
		} else {
			a.Type(part)
		}
	}
	a.Settle()
	w.Look("message")
	a.Click("Save")
	a.Await("saved")
	a.Click("Templates")
	a.Await("changed …")
	a.Settle()
	w.Look("messages")
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

// Read opens the practice mailbox and in it the mail to an address, and waits until its first line can be read.
func (w *Walk) Read(address, line string) {
	a := w.App
	a.ClickFirst("Practice mailbox")
	a.ClickFirst(address)
	a.Await("Show the raw message")
	a.Await(line)
	a.Settle()
	w.Look("practice-mailbox")
}
