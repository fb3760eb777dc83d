package accounts_test

import (
	"strings"
	"testing"
	"time"

	"evenpost/gui/kit"
	"evenpost/gui/pagetest"
	"evenpost/mailing"
	"evenpost/sender"
	"evenpost/sender/smtp"
	"evenpost/sender/smtp/smtptest"
)

func TestCardTellsWhatMaySent(t *testing.T) {
	w := pagetest.New(t, 400)
	w.Limit(mailing.Limit{N: 500, Kind: mailing.Rolling, Span: 24 * time.Hour}, mailing.Limit{N: 350, Kind: mailing.CalendarDay, Zone: "Europe/Vienna"})
	w.Start("Advent market")
	w.Send(312, pagetest.AllTaken)
	k := open(t, w, &smtp.Dialer{})
	k.live[w.Account] = sender.Live{PerMinute: 36, Connections: 2}
	k.show()
	k.UntilText("312")
	for _, s := range []string{"of 500", "188 left", "more tomorrow", "Last 24 h", "of 350", "only 38 left", "until midnight in Vienna", "sending, 36 a minute", "88 mails are waiting", "36 a minute on 2 connections.", "The server answers in 0.4 s.", "info@baeckerei-huber.example"} {
		if !k.Sees(s) {
			t.Errorf("the card does not say %q:\n%s", s, strings.Join(k.Texts(), "\n"))
		}
	}
}

func TestLearnedLimitIsOffered(t *testing.T) {
	w := pagetest.New(t, 3)
	teach := func(n int) {
		t.Helper()
		l := &mailing.Learned{Limit: mailing.Limit{N: n, Kind: mailing.Rolling, Span: 24 * time.Hour}, At: w.Now, Counted: true}
		if _, err := w.Store.Turn(t.Context(), mailing.Turn{AccountID: w.Account, Learned: l}, w.Now); err != nil {
			t.Fatal(err)
		}
	}
	teach(437)
	k := open(t, w, &smtp.Dialer{})
	k.show()
	k.UntilText("The server stopped you at 437 in 24 h. Use this as the limit?")
	k.Tap("No")
	k.Until(func() bool { return len(k.Toasts) == 1 && !k.Sees("437") })
	teach(412)
	k.page.Refresh()
	k.UntilText("stopped you at 412")
	k.Tap("Use 412")
	k.Until(func() bool { return len(k.Toasts) == 2 })
	a, err := w.Store.Account(t.Context(), w.Account)
	if err != nil || a.Learned != nil || len(a.Limits) != 1 || a.Limits[0].N != 412 {
		t.Errorf("limits %+v, learned %+v, %v", a.Limits, a.Learned, err)
	}
	k.UntilText("of 412")
}

func TestCardTellsHowTheAccountIs(t *testing.T) {
	w := pagetest.New(t, 3)
	pace := mailing.Pace{Why: mailing.PaceThrottled, Gap: 10 * time.Second, Since: w.Now, Breakers: mailing.Breakers{Recent: strings.Repeat("a", 96) + "bbbb"}}
	if _, err := w.Store.Turn(t.Context(), mailing.Turn{AccountID: w.Account, Pace: &pace}, w.Now); err != nil {
		t.Fatal(err)
	}
	w.Happened(mailing.Incident{What: mailing.PaceLowered, N: 360})
	k := open(t, w, &smtp.Dialer{})
	k.show()
	k.UntilText("About 360 messages an hour since today at")
	for _, s := range []string{"because the server", "4 of the last 100 addresses do not exist.", "Going slower: about 360 messages"} {
		if !k.Sees(s) {
			t.Errorf("the card does not say %q:\n%s", s, strings.Join(k.Texts(), "\n"))
		}
	}
}

func TestBreakerAsksBeforeItGoesOn(t *testing.T) {
	w := pagetest.New(t, 3)
	hold := &mailing.Hold{Since: w.Now, Verdict: mailing.Verdict{Kind: mailing.ManyBounces, Scope: mailing.AccountScope, NeedsUser: true}}
	if err := w.Store.SetHold(t.Context(), w.Account, hold); err != nil {
		t.Fatal(err)
	}
	k := open(t, w, &smtp.Dialer{})
	k.show()
	k.UntilText("More than 5 of the last 100 addresses do not exist.")
	k.Tap("Look at what failed")
	if len(k.Visited) != 1 || k.Visited[0].Page != kit.PageAttention {
		t.Errorf("visited %v", k.Visited)
	}
	k.Tap("Go on sending")
	k.Until(func() bool { return len(k.Toasts) == 1 })
	k.UntilText("ready")
}

func TestStoppedAccountGoesOnWithItsPassword(t *testing.T) {
	w := pagetest.New(t, 3)
	w.Hold(pagetest.NoLogin)
	k := open(t, w, &smtp.Dialer{})
	k.show()
	k.UntilText("The mail server refused the login.")
	if !k.Sees("Whose problem: Yours") || !k.Sees("stopped") {
		t.Errorf("whose problem it is, is not said:\n%s", strings.Join(k.Texts(), "\n"))
	}
	k.Tap("Enter password…")
	k.Tap("Log in and go on")
	k.UntilText("Enter the password.")
	k.Type("Password", "right")
	k.Tap("Log in and go on")
	k.Until(func() bool { return len(k.Toasts) == 1 })
	k.UntilText("ready")
	if a, err := w.Store.Account(t.Context(), w.Account); err != nil || a.Hold != nil || !k.safe.knows(w.Account) {
		t.Errorf("hold %+v, %v; password known: %v", a.Hold, err, k.safe.knows(w.Account))
	}
}

func TestPassingTestLetsAStoppedAccountGoOn(t *testing.T) {
	server := smtptest.New(t)
	w := pagetest.New(t, 3)
	a, err := w.Store.Account(t.Context(), w.Account)
	if err != nil {
		t.Fatal(err)
	}
	a.Host, a.Port, a.Security, a.Username = server.Host(), server.Port(), mailing.Plain, ""
	if err := w.Store.UpdateAccount(t.Context(), a); err != nil {
		t.Fatal(err)
	}
	w.Hold(pagetest.NoLogin)
	k := open(t, w, &smtp.Dialer{})
	k.show()
	k.UntilText("stopped")
	k.Tap("Test connection")
	k.UntilText("Everything works")
	k.Until(func() bool { return len(k.Toasts) == 1 })
	k.UntilText("ready")
}

func TestTestWithoutAPasswordSaysSo(t *testing.T) {
	k := open(t, pagetest.New(t, 0), &smtp.Dialer{})
	k.show()
	k.UntilText("Test connection")
	k.Tap("Test connection")
	k.UntilText("The password of this account is needed.")
}

func TestDeleteIsRefusedWhileNeeded(t *testing.T) {
	w := pagetest.New(t, 3)
	id := w.Draft("Advent market")
	k := open(t, w, &smtp.Dialer{})
	k.show()
	k.UntilText("Delete")
	k.Tap("Delete")
	k.UntilText("A campaign sends through this account: “Advent")
	k.UI.CloseTop()
	if err := w.Store.DeleteCampaign(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	k.Tap("Delete")
	k.UntilText("itself is not touched")
	k.Tap("Delete the account")
	k.UntilText("No account yet")
	if _, ok := k.stored("info@baeckerei-huber.example"); ok {
		t.Error("it is still there")
	}
}

func TestLimitsAreEdited(t *testing.T) {
	w := pagetest.New(t, 0)
	k := open(t, w, &smtp.Dialer{})
	k.show()
	k.UntilText("Edit")
	k.Tap("Edit")
	k.UntilText("How much may it send?")
	k.Tap("Add a limit")
	k.Type("number", "1,200") // the newest row
	choose(k.Env, "calendar day")
	k.UntilText("Midnight in")
	k.Tap("Save") // the server is as it was: no test is asked for
	k.Until(func() bool { return len(k.Toasts) == 1 })
	a, err := w.Store.Account(t.Context(), w.Account)
	if err != nil {
		t.Fatal(err)
	}
	want := []mailing.Limit{{N: 500, Kind: mailing.Rolling, Span: 24 * time.Hour}, {N: 1200, Kind: mailing.CalendarDay, Zone: "UTC"}}
	if len(a.Limits) != 2 || !a.Limits[0].Equal(want[0]) || !a.Limits[1].Equal(want[1]) {
		t.Errorf("limits are %+v, want %+v", a.Limits, want)
	}

	k.UntilText("Edit")
	k.Tap("Edit")
	k.UntilText("How much may it send?")
	k.Tap("Remove this limit")
	k.Tap("Remove this limit")
	k.UntilText("Without a limit")
	k.Tap("Save")
	k.Until(func() bool { return len(k.Toasts) == 2 })
	k.UntilText("no limit is entered")
}

func TestChangedLoginTakesItsPasswordAlong(t *testing.T) {
	server := smtptest.New(t, smtptest.Auth("shop@baker.example", "right"))
	w := pagetest.New(t, 3)
	w.Hold(pagetest.NoLogin)
	k := open(t, w, &smtp.Dialer{})
	k.safe.keychain = true
	k.safe.Hold(w.Account, "right")
	k.show()
	k.UntilText("Edit")
	k.Tap("Edit")
	k.UntilText("How much may it send?")
	k.Tap("Show")
	k.Type("smtp.example.com", server.Host())
	choose(k.Env, "None: not protected")
	k.Type("587", portOf(server))
	k.Type("User name", "shop@baker.example")
	k.Tap("Test connection")
	k.UntilText("Everything works")
	k.Tap("Save")
	k.Until(func() bool { return len(k.Toasts) == 1 })
	a, err := w.Store.Account(t.Context(), w.Account)
	if err != nil {
		t.Fatal(err)
	}
	if a.Username != "shop@baker.example" || a.Hold != nil || k.safe.kept[w.Account] != "right" {
		t.Errorf("stored %+v, kept %q", a, k.safe.kept[w.Account])
	}
}

func TestPracticeAccountLeadsToItsMailbox(t *testing.T) {
	w := pagetest.New(t, 0)
	if _, err := w.Store.AddAccount(t.Context(), mailing.Account{Name: "Practice", Practice: true, Security: mailing.Plain, Connections: 1, From: mailing.Mailbox{Address: "you@example.com"}}); err != nil {
		t.Fatal(err)
	}
	k := open(t, w, &smtp.Dialer{})
	k.show()
	k.UntilText("Open practice mailbox")
	k.Tap("Open practice mailbox")
	if len(k.Visited) != 1 || k.Visited[0].Page != kit.PagePractice {
		t.Errorf("visited %v", k.Visited)
	}
}

func TestOthersOpenThePage(t *testing.T) {
	w := pagetest.New(t, 0)
	k := open(t, w, &smtp.Dialer{})
	k.Show(k.page.Content())
	k.page.Open(kit.OpenNew{})
	k.page.Shown()
	k.UntilText("What happens next")
	if !k.page.TakeKey("Escape", 0) {
		t.Error("Escape does not lead back")
	}
	k.page.Open(kit.OpenAccount{ID: w.Account})
	k.page.Shown()
	k.UntilText("Bakery")
	k.page.Hidden()
}
