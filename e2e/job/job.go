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

// look waits until the window is at rest, and takes the picture.
func (w *Walk) look(name string) {
	w.App.Settle()
	w.Look(name)
}

// SayWho says who one is: the name of the business and the postal address that every mailing has to carry.
func (w *Walk) SayWho(business, postal string) {
	a := w.App
	a.Click("Settings")
	a.Await("Who you are")
	a.Fill("Name of your business", business)
	a.Fill("Postal address", postal)
	a.Await("Saved")
	w.look("settings")
}

// Import brings the contacts of a file in the home folder, where file dialogs begin, and puts them on a new list.
func (w *Walk) Import(file, list, agreed string) {
	a := w.App
	a.Click("Contacts")
	w.look("no-contacts")
	a.Click("Import a file")
	a.Click("Choose a file…")
	a.DoubleClick(strings.TrimSuffix(file, filepath.Ext(file))) // the dialog shows names without their ending
	a.Await("Between columns")
	w.look("columns")
	a.Click("Next")
	a.Await("A new list")
	a.Settle() // the lists there are come a moment later
	a.Fill("A new list", list)
	a.Fill("for instance: order form in the shop", agreed)
	w.look("where-to")
	a.Click("Next")
	a.Await("to import")
	w.look("last-look")
	a.Click("Import …contacts")
	a.Await("Import finished")
	w.look("imported")
	a.Click("Show these contacts")
	w.look("contacts")
}

// Write writes a message from an empty page and saves it. What stands between two bars in the subject is put in with
// the button of that name.
func (w *Walk) Write(name, subject, body string) {
	a := w.App
	a.Click("Templates")
	a.ClickFirst("New message")
	a.Await("What would you like to write?")
	w.look("starters")
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
	w.look("message")
	a.Click("Save")
	a.Await("saved")
	a.Click("Templates")
	a.Await("changed …")
	w.look("messages")
}

// Send makes a campaign in the five steps of the window and sends it.
func (w *Walk) Send(name, list, template, account string) {
	a := w.App
	a.Click("Campaigns")
	a.ClickFirst("New campaign")
	a.Click(list + " (…")
	w.look("who")
	a.Click("Next")
	a.Click(template)
	a.Fill("Name", name)
	w.look("what")
	a.Click("Next")
	a.ClickIn("From which account?", account) // the meter says its name as well
	w.look("from")
	a.Click("Next")
	a.Await("…will get it.")
	w.look("checks")
	a.Click("Next")
	a.Await("This will happen")
	w.look("review")
	a.Click("Send to …")
	a.Await("… people are through") // it goes on while it is looked at
	w.Look("sending")
}

// AwaitThrough stays on the campaign's page until everybody was tried.
func (w *Walk) AwaitThrough(patience time.Duration) {
	w.App.Within(patience, "the end of the campaign", func() bool { return w.App.Sees("finished") })
	w.look("through")
}

// Correct opens the failed list, corrects the address that does not exist, and sends to it again.
func (w *Walk) Correct(address string) {
	a := w.App
	a.Click("Attention")
	a.Await("The address does not exist.")
	w.look("attention")
	a.ClickIn("The address does not exist.", "Edit addresses")
	a.Fill("Right address", address)
	w.look("correct")
	a.Click("Correct and send again")
	a.AwaitGone("The address does not exist.")
	w.look("corrected")
}

// Arrived says of the mails in doubt that they arrived.
func (w *Walk) Arrived() {
	a := w.App
	a.Click("Attention")
	a.Settle()
	a.Click("It arrived")
	a.AwaitGone("It arrived")
	w.look("settled")
}

// Read opens the practice mailbox and in it the mail to an address, and waits until its first line can be read.
func (w *Walk) Read(address, line string) {
	a := w.App
	a.ClickFirst("Practice mailbox")
	a.ClickFirst(address)
	a.Await("Show the raw message")
	a.Await(line)
	w.look("practice-mailbox")
}
