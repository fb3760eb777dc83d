package accounts_test

import (
	"crypto/tls"
	"strings"
	"testing"
	"time"

	"evenpost/gui/kit"
	"evenpost/gui/pagetest"
	"evenpost/mailing"
	"evenpost/sender/smtp"
	"evenpost/sender/smtp/smtptest"
)

// stored is the account with a sender address.
func (k *desk) stored(address string) (mailing.Account, bool) {
	all, err := k.world.Store.Accounts(k.T.Context())
	if err != nil {
		k.T.Fatal(err)
	}
	for _, a := range all {
		if a.From.Address == address {
			return a, true
		}
	}
	return mailing.Account{}, false
}

// begin enters address and password of a new account.
func (k *desk) begin(address, password string) {
	k.T.Helper()
	k.page.OnNew()
	k.Type("you@your-business.com", address)
	k.Type("Password", password)
	k.Tap("Continue")
}

func TestKnownAddressNeedsNothingElse(t *testing.T) {
	k := open(t, pagetest.New(t, 0), &smtp.Dialer{})
	k.safe.keychain = true
	k.show()
	k.page.OnNew()
	k.Type("you@your-business.com", "huber.brot@gmail.com")
	if !k.Sees("Evenpost knows its server and its limits") || !k.Sees("wants an app password") {
		t.Fatalf("the provider is not recognised while typing:\n%s", strings.Join(k.Texts(), "\n"))
	}
	k.Type("Password", "abcd efgh")
	k.Tap("Continue")
	k.UntilText("Everything works")
	k.Type("Your business", "Huber & Sons")
	k.Tap("Save")
	k.Until(func() bool { _, ok := k.stored("huber.brot@gmail.com"); return ok })
	a, _ := k.stored("huber.brot@gmail.com")
	if a.Host != "smtp.gmail.com" || a.Security != mailing.TLSOnConnect || a.Preset != "gmail" || a.From.Name != "Huber & Sons" || len(a.Limits) == 0 || a.CreatedAt.IsZero() {
		t.Errorf("stored %+v", a)
	}
	k.Until(func() bool { return len(k.Toasts) == 1 })
	if !strings.Contains(k.Toasts[0], "keychain") || k.safe.kept[a.ID] != "abcd efgh" {
		t.Errorf("told %q, kept %q", k.Toasts, k.safe.kept[a.ID])
	}
	k.UntilText("Test connection") // the list is back
}

func TestUnknownAddressAsksForTheServer(t *testing.T) {
	server := smtptest.New(t, smtptest.TLS(), smtptest.Auth("info@baker.example", "right"))
	k := open(t, pagetest.New(t, 0), &smtp.Dialer{TLSConfig: &tls.Config{RootCAs: server.Roots(), ServerName: server.Host(), MinVersion: tls.VersionTLS12}})
	k.show()
	k.begin("info@baker.example", "wrong")
	k.UntilText("Mail server")
	k.Tap("Test connection")
	k.UntilText("Enter the name of the mail server")
	k.Type("smtp.example.com", server.Host())
	choose(k.Env, "TLS: protected from the start")
	k.Type("587", portOf(server))
	k.Tap("Test connection")
	k.UntilText("The mail server refused the login.")
	if e, ok := k.Window.Canvas().Focused().(*kit.Entry); !ok || !e.Password || e.SelectedText() != "wrong" {
		t.Error("after a refused login the password is not what is typed over")
	}
	if k.Sees("Evenpost has stopped the account") {
		t.Error("a test tells what only a campaign does")
	}

	for _, r := range "right" { // over the one that was refused
		k.Window.Canvas().Focused().TypedRune(r)
	}
	k.Tap("Test connection")
	k.UntilText("Everything works")
	k.Tap("Save")
	k.Until(func() bool { return len(k.Toasts) == 1 })
	a, ok := k.stored("info@baker.example")
	if !ok || a.Port != server.Port() || a.Host != server.Host() || !k.safe.knows(a.ID) {
		t.Fatalf("stored %+v, password known: %v", a, k.safe.knows(a.ID))
	}
	if !strings.Contains(k.Toasts[0], "kept until Evenpost is closed") {
		t.Errorf("without a keychain it says %q", k.Toasts[0])
	}
	if len(server.Accepted()) != 0 {
		t.Error("a test sent a mail")
	}
}

func TestWrongValuesAreExplained(t *testing.T) {
	k := open(t, pagetest.New(t, 0), &smtp.Dialer{})
	k.show()
	k.begin("info@", "x")
	k.UntilText("This is not an e-mail address")
	k.Type("you@your-business.com", "info@baker.example")
	k.Type("Password", "")
	k.Tap("Continue")
	k.UntilText("Enter the password of this mailbox")
	k.Type("Password", "x")
	k.Tap("Continue")
	k.UntilText("Mail server")
	k.Tap("Show") // the speed, which hardly anybody changes
	for _, c := range []struct{ field, value, right, says string }{
		{"the same address", "nobody", "", "address for answers"},
		{"smtp.example.com", "https://mail.example.com", "mail.{domain}", "a name alone"},
		{"smtp.example.com", "mail.{domain}", "mail.example.com", "stands in braces"},
		{"587", "70000", "587", "The port is a number"},
		{"0", "-1", "2,5", "number of seconds"},
		{"1", "500", "2", "from 1 to 50"},
		{"number", "many", "300", "enter how many mails"},
	} {
		k.Type(c.field, c.value)
		k.Tap("Save")
		if !k.Sees(c.says) {
			t.Errorf("%q in %q is not explained:\n%s", c.value, c.field, strings.Join(k.Texts(), "\n"))
		}
		k.Type(c.field, c.right)
	}
	k.Tap("Save")
	k.UntilText("Save without a test?")
	k.Tap("Save anyway")
	k.Until(func() bool { _, ok := k.stored("info@baker.example"); return ok })
	if a, _ := k.stored("info@baker.example"); a.Gap != 2500*time.Millisecond || a.Connections != 2 || a.Security != mailing.StartTLS {
		t.Errorf("stored %+v", a)
	}
}

func TestUnprotectedConnectionMustBeWanted(t *testing.T) {
	k := open(t, pagetest.New(t, 0), &smtp.Dialer{})
	k.show()
	k.begin("info@baker.example", "x")
	k.Type("smtp.example.com", "mail.baker.example")
	choose(k.Env, "None: not protected")
	k.UntilText("could read every")
	k.Tap("Save")
	k.UntilText("Choose TLS or STARTTLS, or confirm")
	check(k.Env, "I understand this and want it")
	k.Tap("Save")
	k.Tap("Save anyway")
	k.Until(func() bool { _, ok := k.stored("info@baker.example"); return ok })
	if a, _ := k.stored("info@baker.example"); !a.AllowPlain || a.Security != mailing.Plain || a.Port != 25 {
		t.Errorf("stored %+v", a)
	}
}

func TestTestCanBeCancelledAndLeavingIsAsked(t *testing.T) {
	server := smtptest.New(t, smtptest.SlowAt(mailing.StageGreeting, time.Minute))
	k := open(t, pagetest.New(t, 0), &smtp.Dialer{})
	k.show()
	k.begin("info@baker.example", "x")
	k.Type("smtp.example.com", server.Host())
	choose(k.Env, "None: not protected")
	k.Type("587", portOf(server))
	k.Tap("Test connection")
	k.UntilText("127.0.0.1")
	k.Tap("Stop the test")
	k.UntilText("The test was cancelled")
	left := false
	k.page.BeforeLeave(func() { left = true })
	if left || !k.Sees("Leave without saving?") {
		t.Fatal("what was entered would be lost without a word")
	}
	k.Tap("Leave")
	if !left || !k.Sees("Add account") || k.Sees("Mail server") {
		t.Error("the page was not left")
	}
}
