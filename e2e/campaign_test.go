//go:build e2e

package e2e_test

import (
	"bytes"
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"evenpost/e2e/postfix"
	"evenpost/mailing"
	"evenpost/storage"
)

// What the postmaster of the test says, and what Postfix says by itself.
const (
	unknownWords  = "Recipient address rejected: User unknown in virtual mailbox table"
	deferredTimes = 2
)

// The main job on real input and a real server: a spreadsheet's list of 2,000 people, some of them unknown to the server and
// some deferred; an account whose limit stops the campaign half-way; the process ends and is started again; the failed
// list is what Postfix refused, and corrected addresses are reached by a retry.
func TestCampaignThroughPostfix(t *testing.T) {
	t.Parallel()
	const limit = 1000
	c := makeCustomers(t, 2000, 30, 20)
	server := postfix.Start(t, postfix.Options{
		Known: slices.Concat(c.reached(), c.corrected), Deferred: c.deferred, Times: deferredTimes,
	})
	// The first wait after a temporary refusal is five minutes for people and two seconds for this test.
	p := newProgram(t, "EVENPOST_RETRY_AFTER=2s")
	p.prepareCampaign(c, server, limit)

	// The limit stops it half-way, and the process ends with that reason.
	stopped := p.must(exitWaiting, "campaigns", "start", "spring", "--wait", "--max-wait", "1s")
	if !strings.Contains(stopped.err, strconv.Itoa(limit)) {
		t.Errorf("the reason for stopping does not name the limit: %s", stopped.err)
	}
	s := read[status](p, "campaigns", "status", "spring")
	if s.State != "sending" || s.Sent != limit || s.Sending != 0 || s.WaitingFor == nil || s.Forecast == nil {
		t.Errorf("half-way the campaign says %+v", s)
	}
	server.AwaitCount(limit)

	// Started again it goes on by itself as soon as the window is free.
	p.must(exitDone, "run", "--max-wait", "3m")
	arriving := len(c.reached())
	s = read[status](p, "campaigns", "status", "spring")
	if s.State != "finished" || s.Total != 2000 || s.Sent != arriving || s.Failed != len(c.unknown) || s.InDoubt != 0 {
		t.Errorf("at the end the campaign says %+v", s)
	}
	server.AwaitCount(arriving)
	c.checkMailboxes(t, server, c.reached())
	for _, address := range c.deferred {
		if n := server.Deferrals(address); n != deferredTimes {
			t.Errorf("%s was deferred %d times, want %d", address, n, deferredTimes)
		}
	}
	failed := p.checkFailed(c)

	// The addresses are corrected and tried again, as the window does it.
	p.correct(failed, c)
	p.must(exitDone, "retry", "--campaign", "spring", "--kind", "hard-bounce")
	p.must(exitDone, "run", "--max-wait", "3m")
	server.AwaitCount(2000)
	c.checkMailboxes(t, server, slices.Concat(c.reached(), c.corrected))
	s = read[status](p, "campaigns", "status", "spring")
	if s.State != "finished" || s.Sent != 2000 || s.Failed != 0 {
		t.Errorf("after the retry the campaign says %+v", s)
	}
}

func (p *program) prepareCampaign(c *customers, server *postfix.Server, limit int) {
	p.t.Helper()
	report := read[mailing.ImportReport](p, "contacts", "import", p.write("customers.csv", string(c.file)), "--list", "customers")
	if report.Read != c.rows || report.Added != len(c.people)-len(c.corrected) || len(report.Bad) != c.bad {
		p.t.Errorf("the import read %d rows, added %d, left out %d; want %d, 2000, %d: %+v",
			report.Read, report.Added, len(report.Bad), c.rows, c.bad, report.Bad)
	}
	for _, b := range report.Bad {
		if b.Line < 2 || b.Reason == "" {
			p.t.Errorf("a bad row without line or reason: %+v", b)
		}
	}
	p.must(exitDone, "templates", "add", "--name", "spring", "--subject", "Frühling für {{ first_name }}",
		p.write("spring.md", "# Grüß Gott, {{ first_name }} {{ last_name }}!\n\nDie **Krapfen** sind da.\n"))
	p.must(exitDone, "accounts", "add", "--name", "postfix", "--host", "127.0.0.1", "--port", strconv.Itoa(server.Port()),
		"--security", "none", "--from", "Bäckerei Käsmayer <laden@example.at>", "--limit", strconv.Itoa(limit)+"/45s", "--connections", "4")
	p.must(exitDone, "campaigns", "create", "--name", "spring", "--template", "spring", "--account", "postfix", "--list", "customers", "--not-bulk")
}

// checkFailed looks whether the failed list is exactly what Postfix refused, in its own words.
func (p *program) checkFailed(c *customers) []failure {
	p.t.Helper()
	failed := read[[]failure](p, "failed", "--campaign", "spring")
	var addresses []string
	for _, f := range failed {
		addresses = append(addresses, f.Address)
		if f.State != "failed" || f.Kind != "hard-bounce" || f.Scope != "recipient" || f.Stage != "rcpt" || f.Code != 550 ||
			f.Enhanced != "5.1.1" || !strings.Contains(f.Reply, unknownWords) || !strings.Contains(f.Reply, f.Address) || f.Advice == "" {
			p.t.Errorf("the failed list says %+v", f)
		}
	}
	slices.Sort(addresses)
	want := slices.Sorted(slices.Values(c.unknown))
	if !slices.Equal(addresses, want) {
		p.t.Errorf("the failed list holds %d addresses: %v\nwant the %d that Postfix does not know: %v", len(addresses), addresses, len(want), want)
	}
	return failed
}

// correct writes the right addresses into the failed deliveries, through the store that the window uses for it.
func (p *program) correct(failed []failure, c *customers) {
	p.t.Helper()
	ctx, cancel := context.WithCancel(p.t.Context())
	defer cancel()
	store, err := storage.Open(ctx, p.data)
	if err != nil {
		p.t.Fatal(err)
	}
	defer store.Close()
	for _, f := range failed {
		if err := store.CorrectAddress(ctx, f.ID, c.correction[f.Address]); err != nil {
			p.t.Errorf("correcting %s: %v", f.Address, err)
		}
	}
}

// checkMailboxes looks whether each address has exactly one message, with the person's own name in it.
func (c *customers) checkMailboxes(t *testing.T, server *postfix.Server, addresses []string) {
	t.Helper()
	ids := map[string]string{}
	for _, address := range addresses {
		mails, err := server.Mailbox(address)
		if err != nil {
			t.Fatal(err)
		}
		if len(mails) != 1 {
			t.Errorf("the mailbox of %s holds %d messages, want exactly one", address, len(mails))
			continue
		}
		m, person := mails[0], c.people[address]
		if want := "Frühling für " + person.FirstName; m.Subject != want {
			t.Errorf("%s got the subject %q, want %q", address, m.Subject, want)
		}
		if want := "Grüß Gott, " + person.FirstName + " " + person.LastName; !strings.Contains(m.Text, want) {
			t.Errorf("the message to %s does not say %q:\n%s", address, want, m.Text)
		}
		if !strings.Contains(m.To, address) || ids[m.MessageID] != "" || m.MessageID == "" {
			t.Errorf("%s got a message to %q with the Message-ID %q, which %q has too", address, m.To, m.MessageID, ids[m.MessageID])
		}
		ids[m.MessageID] = address
	}
}

// A server that wants STARTTLS, a certificate that somebody vouches for, and a login.
func TestLoginWithSTARTTLS(t *testing.T) {
	t.Parallel()
	server := postfix.Start(t, postfix.Options{
		Known: []string{"anna@example.at"}, Login: &postfix.Login{User: "laden", Password: "s3cret"},
	})
	p := newProgram(t)
	p.must(exitDone, "contacts", "import", p.write("one.csv", "email\nanna@example.at"), "--list", "one")
	p.must(exitDone, "templates", "add", "--name", "hello", "--subject", "Hello", p.write("hello.txt", "Hello"))
	p.must(exitDone, "accounts", "add", "--name", "office", "--host", server.Host(), "--port", strconv.Itoa(server.Port()),
		"--security", "starttls", "--username", "laden", "--from", "laden@example.at")
	p.must(exitDone, "campaigns", "create", "--name", "one", "--template", "hello", "--account", "office", "--list", "one", "--not-bulk")

	trusting := "SSL_CERT_FILE=" + server.CAFile()
	stranger := p.with("EVENPOST_PASSWORD=s3cret").must(exitError, "accounts", "test", "office")
	if !strings.Contains(stranger.err, "certificate") {
		t.Errorf("a certificate that nobody vouches for: %s", stranger.err)
	}
	wrong := p.with(trusting, "EVENPOST_PASSWORD=wr0ng").must(exitError, "accounts", "test", "office")
	if !strings.Contains(strings.ToLower(wrong.err), "password") || strings.Contains(wrong.out+wrong.err, "wr0ng") {
		t.Errorf("a wrong password: %s", wrong.err)
	}
	// With the wrong password the account stops and the recipient stays waiting.
	p.with(trusting, "EVENPOST_PASSWORD=wr0ng").must(exitWaiting, "campaigns", "start", "one", "--wait", "--max-wait", "1s")
	if s := read[status](p, "campaigns", "status", "one"); s.Waiting != 1 || s.Failed != 0 || s.WaitingFor == nil {
		t.Errorf("a wrong password must not burn a recipient: %+v", s)
	}
	right := p.with(trusting, "EVENPOST_PASSWORD=s3cret")
	right.must(exitDone, "accounts", "test", "office")
	right.must(exitDone, "run", "--max-wait", "1m")
	server.AwaitCount(1)
	p.checkNoSecret("s3cret")
}

// checkNoSecret looks whether a password is nowhere in the data folder.
func (p *program) checkNoSecret(secret string) {
	p.t.Helper()
	err := filepath.WalkDir(p.data, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		if bytes.Contains(text, []byte(secret)) {
			p.t.Errorf("the password stands in %s", path)
		}
		return err
	})
	if err != nil {
		p.t.Error(err)
	}
}
