package accounts_test

import (
	"testing"

	"evenpost/gui/pagetest"
	"evenpost/mailing"
	"evenpost/sender/smtp"
)

func TestAnswersAreReadWhenTheUserSaysSo(t *testing.T) {
	k := open(t, pagetest.New(t, 0), &smtp.Dialer{})
	k.safe.Hold(k.world.Account, "secret")
	k.show()
	k.UntilText("Test connection")
	k.Tap("Edit")
	k.UntilText("Read answers from this mailbox")
	if k.Sees("Incoming mail server") {
		t.Error("what nobody wants yet takes room")
	}
	check(k.Env, "Read answers from this mailbox")
	k.UntilText("Incoming mail server")
	k.box.fault = mailing.FaultLogin
	k.Tap("Test reading")
	k.UntilText("The mailbox does not accept user name and password.")
	k.box.fault = ""
	k.Tap("Test reading")
	k.UntilText("The mailbox can be read.")
	k.Type("imap.example.com", "https://mail")
	k.Tap("Save")
	k.UntilText("Enter the name of the incoming server")
	k.Type("imap.example.com", "imap.example.at")
	k.Tap("Save")
	k.Until(func() bool { return len(k.Toasts) == 1 })
	a, err := k.world.Store.Account(t.Context(), k.world.Account)
	if want := (mailing.Inbox{Read: true, Host: "imap.example.at", Port: 993, Security: mailing.TLSOnConnect}); err != nil || a.Inbox != want {
		t.Errorf("%+v, %v", a.Inbox, err)
	}
	if read := <-k.box.checked; read.Inbox != a.Inbox { // at once
		t.Errorf("%+v was read", read.Inbox)
	}
}

func TestAMailboxThatCannotBeReadIsSaidOnItsCard(t *testing.T) {
	w := pagetest.New(t, 0)
	withAnswers(t, w, mailing.FaultOff, "IMAP is disabled")
	k := open(t, w, &smtp.Dialer{})
	k.show()
	k.UntilText("Your provider lets no program read this mailbox.")
	if !k.Sees("ready") || !k.Sees("Sending goes on as usual") {
		t.Error("it looks as if nothing were sent")
	}
	k.Tap("Look again")
	k.Until(func() bool { return len(k.Toasts) == 1 })
	if !k.Sees("Look again") || k.Toasts[0] != "The mailbox was read: 3 new answers." {
		t.Errorf("%q", k.Toasts)
	}
}

// An account that nobody touches keeps not reading, and what was only proposed is not kept.
func TestProposalsAreNotKept(t *testing.T) {
	k := open(t, pagetest.New(t, 0), &smtp.Dialer{})
	k.show()
	k.UntilText("Test connection")
	k.Tap("Edit")
	k.UntilText("Read answers from this mailbox")
	k.Tap("Save")
	k.Until(func() bool { return len(k.Toasts) == 1 })
	if a, err := k.world.Store.Account(t.Context(), k.world.Account); err != nil || a.Inbox != (mailing.Inbox{}) {
		t.Errorf("%+v, %v", a.Inbox, err)
	}
}

// withAnswers has the account of a world read its mailbox, which fails.
func withAnswers(t *testing.T, w *pagetest.World, fault mailing.InboxFault, text string) {
	t.Helper()
	a, err := w.Store.Account(t.Context(), w.Account)
	if err != nil {
		t.Fatal(err)
	}
	a.Inbox = mailing.Inbox{Read: true, Host: "imap.example.at", Port: 993, Security: mailing.TLSOnConnect}
	if err := w.Store.UpdateAccount(t.Context(), a); err != nil {
		t.Fatal(err)
	}
	if err := w.Store.SetInboxTrouble(t.Context(), a, mailing.InboxTrouble{Fault: fault, Text: text, Since: w.Now}); err != nil {
		t.Fatal(err)
	}
}
