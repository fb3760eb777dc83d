//go:build shots

package accounts_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"evenpost/gui/kit"
	"evenpost/gui/kit/kittest"
	"evenpost/gui/pagetest"
	"evenpost/mailing"
	"evenpost/sender/smtp"
	"evenpost/sender/smtp/smtptest"
)

// Pictures for review: CGO_ENABLED=0 go test -tags shots ./gui/accounts -run Shots, then look into dist/states.

func shots() string {
	if d := os.Getenv("SHOTS"); d != "" {
		return d
	}
	return filepath.Join("..", "..", "dist", "states")
}

func TestShots(t *testing.T) {
	for _, look := range pagetest.Looks() {
		t.Run(look.Name, func(t *testing.T) {
			shot := func(k *desk, name string) {
				k.Settle()
				k.Capture(filepath.Join(shots(), "accounts-"+name+"-"+look.Name+".png"))
			}
			page := func(w *pagetest.World) *desk {
				k := open(t, w, &smtp.Dialer{}, kittest.In(look.Language), kittest.Looking(look.Mode))
				k.Show(pagetest.InFrame(k.page.Content()))
				k.Resize(look.W, look.H)
				k.page.Shown()
				k.Settle()
				return k
			}
			none := pagetest.New(t, 0)
			if err := none.Store.DeleteAccount(t.Context(), none.Account); err != nil {
				t.Fatal(err)
			}
			shot(page(none), "empty")
			one := pagetest.New(t, 0)
			shot(page(one), "one")

			w := busy(t)
			k := page(w)
			shot(k, "list")
			w.Hold(pagetest.NoLogin)
			k.page.Refresh()
			shot(k, "stopped")
			k.Settle()
			k.Tap(kit.T("Enter password…"))
			shot(k, "password")
			k.Tap(kit.T("Cancel"))
			k.Tap(kit.T("Test connection"))
			shot(k, "test-dialog")
			k.Tap(kit.T("Close"))

			hold := &mailing.Hold{Since: w.Now, Verdict: mailing.Verdict{Kind: mailing.ManyBounces, Scope: mailing.AccountScope, NeedsUser: true}}
			if err := w.Store.SetHold(t.Context(), w.Account, hold); err != nil {
				t.Fatal(err)
			}
			k.page.Refresh()
			shot(k, "breaker")

			taught := pagetest.New(t, 3)
			lesson := &mailing.Learned{Limit: mailing.Limit{N: 437, Kind: mailing.Rolling, Span: 24 * time.Hour}, At: taught.Now, Counted: true}
			if _, err := taught.Store.Turn(t.Context(), mailing.Turn{AccountID: taught.Account, Learned: lesson}, taught.Now); err != nil {
				t.Fatal(err)
			}
			learned := page(taught)
			learned.UntilText(kit.T("Use {{.N}}", kit.M{"N": 437}))
			shot(learned, "learned")
			k = page(w)

			k.page.OnNew()
			shot(k, "new")
			k.Type(kit.T("you@your-business.com"), "huber.brot@gmail.com")
			shot(k, "new-known")
			k.Type(kit.T("Password"), "abcd efgh ijkl mnop")
			k.Tap(kit.T("Continue"))
			shot(k, "known")
			k.Tap(kit.T("Show"))
			shot(k, "known-details")
			k.Resize(look.W, 1500)
			shot(k, "known-long")

			k = page(one)
			withAnswers(t, one, mailing.FaultLogin, "[AUTHENTICATIONFAILED] Invalid credentials")
			k.page.Refresh()
			shot(k, "answers-unread")
			k.Tap(kit.T("Edit"))
			k.Settle()
			k.Resize(look.W, 1900)
			k.box.fault = mailing.FaultLogin
			k.Tap(kit.T("Test reading"))
			shot(k, "answers-form")

			k = page(one)
			k.page.OnNew()
			server := smtptest.New(t, smtptest.Auth("info@baker.example", "right"))
			k.Type(kit.T("you@your-business.com"), "info@baker.example")
			k.Type(kit.T("Password"), "wrong")
			k.Tap(kit.T("Continue"))
			shot(k, "unknown")
			fill(k, server)
			k.Tap(kit.T("Test connection"))
			shot(k, "refused")
		})
	}
}

// fill enters a server of a test.
func fill(k *desk, s *smtptest.Server) {
	k.Type("smtp.example.com", s.Host())
	choose(k.Env, kit.T("None: not protected"))
	k.Type("587", portOf(s))
}

// busy is a business with three accounts, two of them used a lot.
func busy(t *testing.T) *pagetest.World {
	w := pagetest.New(t, 620)
	w.Limit(mailing.Limit{N: 500, Kind: mailing.Rolling, Span: 24 * time.Hour}, mailing.Limit{N: 340, Kind: mailing.Rolling, Span: time.Hour})
	w.Start("Advent market")
	w.Send(312, pagetest.Mixed)
	add := func(a mailing.Account) {
		a.CreatedAt = w.Now
		if _, err := w.Store.AddAccount(t.Context(), a); err != nil {
			t.Fatal(err)
		}
	}
	add(mailing.Account{
		Name: "Choir", Host: "smtp.gmail.com", Port: 465, Security: mailing.TLSOnConnect, Username: "choir@gmail.com", Connections: 1, Gap: 3 * time.Second, Preset: "gmail",
		From: mailing.Mailbox{Name: "Choir of Saint Mary", Address: "choir@gmail.com"}, Limits: []mailing.Limit{{N: 300, Kind: mailing.CalendarDay, Zone: "Europe/Vienna"}},
	})
	add(mailing.Account{Name: "Practice mailbox", Practice: true, Security: mailing.Plain, Host: "localhost", Port: 25, Connections: 2, From: mailing.Mailbox{Address: "you@example.com"}, Limits: []mailing.Limit{{N: 500, Kind: mailing.Rolling, Span: 24 * time.Hour}}})
	return w
}
