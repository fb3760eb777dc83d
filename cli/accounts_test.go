package cli_test

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"testing"

	"evenpost/cli"
	"evenpost/sender/smtp/smtptest"
)

type account struct {
	Name, Host, Security, Username, From string
	Port                                 int
	Limits                               []string
	Connections                          int
	Held                                 bool
}

func TestAccounts(t *testing.T) {
	p := newProgram(t)
	p.env["EVENPOST_PASSWORD"] = "s3cret"
	got := read[account](p, "accounts", "add", "--name", "Office", "--host", "smtp.example.at", "--security", "starttls", "--username", "anna",
		"--from", "Anna <anna@example.at>", "--limit", "500/24h", "--limit", "500/day@Europe/Vienna", "--connections", "2")
	if got.Port != 587 || got.From != "Anna <anna@example.at>" || !slices.Equal(got.Limits, []string{"500/24h", "500/day@Europe/Vienna"}) || got.Connections != 2 {
		t.Errorf("%+v", got)
	}
	if p.keychain["Office"] != "s3cret" {
		t.Errorf("the keychain holds %v", p.keychain)
	}
	if r := p.must(cli.Failed, "accounts", "add", "--name", "Office", "--host", "h", "--security", "tls", "--from", "a@b.at"); !strings.Contains(r.err, "an account “Office” already") {
		t.Errorf("%s", r.err)
	}
	if r := p.must(cli.Failed, "accounts", "add", "--name", "x", "--host", "h", "--security", "tls", "--from", "nobody"); !strings.Contains(r.err, "not an e-mail address") {
		t.Errorf("%s", r.err)
	}
	// A provider that is known needs its address alone.
	got = read[account](p, "accounts", "add", "--from", "Bert <bert@known.example>")
	if got.Name != "bert@known.example" || got.Host != "smtp.known.example" || got.Port != 587 || got.Username != "bert@known.example" || !slices.Equal(got.Limits, []string{"300/24h"}) {
		t.Errorf("%+v", got)
	}
	got = read[account](p, "accounts", "set", "Office", "--limit", "100/hour", "--name", "Shop")
	if got.Name != "Shop" || got.Host != "smtp.example.at" || !slices.Equal(got.Limits, []string{"100/hour"}) {
		t.Errorf("%+v", got)
	}
	p.must(cli.Misused, "accounts", "set", "Shop", "--port", "0")
	if all := read[[]account](p, "accounts", "list"); len(all) != 2 {
		t.Errorf("%+v", all)
	}
	p.must(cli.Done, "accounts", "remove", "Shop")
	if r := p.must(cli.Failed, "accounts", "test", "Shop"); !strings.Contains(r.err, "no account “Shop”") {
		t.Errorf("%s", r.err)
	}
}

func TestPasswords(t *testing.T) {
	p := newProgram(t)
	add := func(name string) result {
		return p.must(cli.Done, "accounts", "add", "--name", name, "--host", "smtp.example.at", "--security", "tls", "--username", "anna", "--from", "anna@example.at")
	}
	if r := add("none"); !strings.Contains(r.err, "No password was given") {
		t.Errorf("%s", r.err)
	}
	p.ask = func(prompt string) (string, error) {
		if !strings.Contains(prompt, "anna") {
			t.Errorf("asked %q", prompt)
		}
		return "typed", nil
	}
	if r := add("asked"); r.err != "" || p.keychain["asked"] != "typed" {
		t.Errorf("%s %v", r.err, p.keychain)
	}
	p.must(cli.Done, "accounts", "password", "none")
	if p.keychain["none"] != "typed" {
		t.Errorf("%v", p.keychain)
	}
	p.keychain = nil
	if r := add("nowhere"); !strings.Contains(r.err, "has no keychain") || strings.Contains(r.out+r.err, "typed") {
		t.Errorf("%s", r.err)
	}
	if r := p.must(cli.Failed, "accounts", "password", "nowhere"); !strings.Contains(r.err, "no keychain") {
		t.Errorf("%s", r.err)
	}
	p.ask = func(string) (string, error) { return "", errors.New("closed") }
	if r := p.must(cli.Failed, "accounts", "test", "nowhere"); !strings.Contains(r.err, "The password of this account is needed.") {
		t.Errorf("%s", r.err)
	}
	p.ask = nil
	if r := p.must(cli.Failed, "accounts", "test", "nowhere"); !strings.Contains(r.err, "$EVENPOST_PASSWORD") {
		t.Errorf("%s", r.err)
	}
}

// A wrong password stops the account and nobody else: the recipient stays waiting, and a test that works lets it go on.
func TestWrongPassword(t *testing.T) {
	s := smtptest.New(t, smtptest.Auth("anna", "s3cret"))
	p := newProgram(t)
	p.env["EVENPOST_PASSWORD"] = "wr0ng"
	p.prepare(strconv.Itoa(s.Port()), addresses(2), "--username", "anna")
	r := p.must(cli.Failed, "accounts", "test", "office")
	if !strings.Contains(r.err, "The mail server refused the login.") || !strings.Contains(r.err, "535") || strings.Contains(r.out+r.err, "wr0ng") {
		t.Errorf("%s", r.err)
	}
	r = p.must(cli.Stopped, "campaigns", "start", "spring", "--wait")
	if !strings.Contains(r.err, "refused the login") || strings.Contains(r.err, "wr0ng") {
		t.Errorf("%s", r.err)
	}
	if got := read[status](p, "campaigns", "status", "spring"); got.Waiting != 2 || got.Failed != 0 || got.WaitingFor == nil || got.WaitingFor.Why != "user" || got.WaitingFor.Until != nil {
		t.Errorf("%+v", got)
	}
	if got := read[[]account](p, "accounts", "list"); !got[0].Held {
		t.Errorf("%+v", got)
	}
	before := s.Sessions()
	p.must(cli.Stopped, "run")
	if s.Sessions() != before {
		t.Error("a refused password was tried again")
	}
	p.env["EVENPOST_PASSWORD"] = "s3cret"
	type tested struct {
		OK    bool
		Steps []struct {
			Stage string
			OK    bool
			Error *string
		}
	}
	if got := read[tested](p, "accounts", "test", "office"); !got.OK || len(got.Steps) < 3 || got.Steps[0].Stage != "lookup" || !got.Steps[0].OK {
		t.Errorf("%+v", got)
	}
	p.must(cli.Done, "run")
	if len(s.Accepted()) != 2 {
		t.Errorf("%d mails", len(s.Accepted()))
	}
}

// Without a password a run stops before anything is tried; with one it goes on.
func TestNoPassword(t *testing.T) {
	s := smtptest.New(t, smtptest.Auth("anna", "s3cret"))
	p := newProgram(t)
	p.prepare(strconv.Itoa(s.Port()), addresses(2), "--username", "anna")
	if r := p.must(cli.Failed, "campaigns", "start", "spring", "--wait"); !strings.Contains(r.err, "The password of account “office” is needed.") {
		t.Errorf("%s", r.err)
	}
	if got := read[status](p, "campaigns", "status", "spring"); got.State != "draft" {
		t.Errorf("%+v", got)
	}
	p.must(cli.Done, "campaigns", "start", "spring")
	if r := p.must(cli.Stopped, "run"); !strings.Contains(r.err, "The password of account “office” is needed.") {
		t.Errorf("%s", r.err)
	}
	p.env["EVENPOST_PASSWORD"] = "s3cret"
	p.must(cli.Done, "run")
	if len(s.Accepted()) != 2 {
		t.Errorf("%d mails", len(s.Accepted()))
	}
}

func TestCertificateThatDoesNotMatch(t *testing.T) {
	for name, c := range map[string]struct {
		options []smtptest.Option
		says    string
	}{
		"another name": {[]smtptest.Option{smtptest.TLS(), smtptest.WrongHost()}, "the certificate is for"},
		"expired":      {[]smtptest.Option{smtptest.StartTLS(), smtptest.Expired()}, "is valid from"},
	} {
		t.Run(name, func(t *testing.T) {
			s := smtptest.New(t, c.options...)
			p := newProgram(t)
			p.roots = s.Roots()
			p.prepare(strconv.Itoa(s.Port()), addresses(2), "--security", string(s.Account().Security))
			r := p.must(cli.Failed, "accounts", "test", "office")
			if !strings.Contains(r.err, "A protected connection to the mail server was not possible.") || !strings.Contains(r.err, c.says) {
				t.Errorf("%s", r.err)
			}
			r = p.must(cli.Stopped, "campaigns", "start", "spring", "--wait")
			if !strings.Contains(r.err, "a protected connection") || len(s.Accepted()) != 0 {
				t.Errorf("%s", r.err)
			}
		})
	}
}

func TestUnprotectedConnectionToAnotherComputer(t *testing.T) {
	p := newProgram(t)
	p.must(cli.Done, "accounts", "add", "--name", "far", "--host", "192.0.2.1", "--security", "none", "--from", "anna@example.at")
	if r := p.must(cli.Failed, "accounts", "test", "far"); !strings.Contains(r.err, "would not be protected") {
		t.Errorf("%s", r.err)
	}
}
