package practice_test

import (
	"errors"
	"fmt"
	"net/smtp"
	"strings"
	"testing"
	"time"

	"evenpost/gui/kit"
	"evenpost/gui/kit/kittest"
	page "evenpost/gui/practice"
	"evenpost/sender/practice"
)

type desk struct {
	*kittest.Env

	page    *page.Page
	server  *practice.Server
	browsed []string
}

func open(t *testing.T, options ...kittest.Option) *desk {
	t.Helper()
	server, err := practice.Start(t.Context(), t.TempDir(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.Close(); err != nil {
			t.Error(err)
		}
	})
	k := &desk{Env: kittest.New(t, options...), server: server}
	k.UI.Explain, k.Now = kit.Explain, time.Now()
	k.page = page.New(k.UI, page.Deps{
		Box: func() (page.Box, error) { return server, nil },
		Browse: func(html string) error {
			k.UI.Do(func() { k.browsed = append(k.browsed, html) })
			return nil
		},
	})
	return k
}

func (k *desk) show() {
	k.Show(k.page.Content())
	k.page.Shown()
	k.T.Cleanup(k.page.Hidden)
}

const letter = "From: =?utf-8?q?B=C3=A4ckerei_Huber?= <info@huber.example>\r\nTo: %[1]s\r\nSubject: %[2]s\r\nMIME-Version: 1.0\r\n" +
	"Content-Type: multipart/alternative; boundary=x\r\n\r\n" +
	"--x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nDear %[1]s,\r\n\r\nfrom Friday on our stall stands on the main square again: fresh stollen, vanilla crescents and hot punch, every day from 10 to 20 o'clock.\r\n\r\nWarm regards\r\n\r\n" +
	"--x\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<h1>Advent</h1>\r\n--x--\r\n"

func (k *desk) send(to, subject string) {
	k.T.Helper()
	if err := smtp.SendMail(k.server.Addr(), nil, "info@huber.example", []string{to}, []byte(fmt.Sprintf(letter, to, subject))); err != nil {
		k.T.Fatal(err)
	}
}

func (k *desk) grid() *kit.Grid {
	k.T.Helper()
	g, ok := kittest.Find(k.Env, func(*kit.Grid) bool { return true })
	if !ok {
		k.T.Fatal("there is no list")
	}
	return g
}

func TestEmptyMailboxSaysWhatItIsFor(t *testing.T) {
	k := open(t)
	k.show()
	k.UntilText("Nobody is mailed")
	if !k.Sees("unknown@") || !k.Sees("drop@") {
		t.Error("the special addresses are not explained")
	}
	k.Tap("New campaign")
	if len(k.Visited) != 1 || k.Visited[0].Page != kit.PageCampaigns {
		t.Errorf("visited %v", k.Visited)
	}
}

func TestMailsAreListedAndRead(t *testing.T) {
	k := open(t)
	k.send("anna@example.com", "Advent market")
	k.show()
	k.UntilText("Dear anna@example.com,")
	if !k.Sees("Bäckerei Huber") || !k.Sees("Advent market") {
		t.Errorf("sender or subject are missing:\n%s", strings.Join(k.Texts(), "\n"))
	}
	// One that comes while the page is shown goes on top; what is read stays.
	k.send("bert@example.com", "Second")
	k.UntilText("bert@example.com")
	k.UntilText("2 mails, read by nobody but you")
	kittest.ClickRow(k.grid(), 0, 0)
	k.UntilText("Dear bert@example.com,")

	k.Tap("Show in browser")
	k.Until(func() bool { return len(k.browsed) == 1 })
	if !strings.Contains(k.browsed[0], "<h1>Advent</h1>") {
		t.Errorf("the browser shows %q", k.browsed[0])
	}
	k.Tap("Show the raw message")
	k.UntilText("The message as it came")
}

func TestClearAsksFirst(t *testing.T) {
	k := open(t)
	k.send("anna@example.com", "Advent market")
	k.show()
	k.UntilText("anna@example.com")
	k.Tap("Clear")
	k.UntilText("1 mail is thrown away")
	k.Tap("Cancel")
	if len(k.server.Messages()) != 1 {
		t.Fatal("cancelled, and yet cleared")
	}
	k.Tap("Clear")
	k.Tap("Clear") // the dialog's
	k.UntilText("No practice mail yet")
	if n := len(k.server.Messages()); n != 0 {
		t.Errorf("%d mails are left", n)
	}
}

func TestMailboxThatDoesNotStartIsExplained(t *testing.T) {
	e := kittest.New(t)
	p := page.New(e.UI, page.Deps{Box: func() (page.Box, error) { return nil, errors.New("no port is free") }})
	e.Show(p.Content())
	p.Shown()
	e.UntilText("no port is free")
	p.Refresh()
	p.Hidden()
}
