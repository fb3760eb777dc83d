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

// Of an account that has no limits it is said what went out, too.
func TestQuotaWithoutLimits(t *testing.T) {
	p := newProgram(t)
	p.must(cli.Done, "accounts", "add", "--name", "office", "--host", "mail.example.com", "--security", "starttls", "--from", "a@example.com")
	p.must(cli.Done, "quota", "elsewhere", "office", "40")
	if text := p.must(cli.Done, "quota").out; !strings.Contains(text, "no limits; 40 sent in 24 hours") {
		t.Error(text)
	}
}

func TestAccountLimitsOfEveryKind(t *testing.T) {
	p := newProgram(t)
	p.must(cli.Done, "accounts", "add", "--name", "office", "--host", "mail.example.com", "--security", "starttls", "--from", "a@example.com",
		"--limit", "500/24h", "--limit", "100/hour@Europe/Vienna", "--limit", "250/24h,after-last", "--limit", "600/25h,refill",
		"--reserve", "20", "--per-connection", "10", "--hours", "Mon-Fri 08:00-18:00 Europe/Vienna")
	type account struct {
		Limits        []string
		Reserve       int
		PerConnection int `json:"per_connection"`
		Hours         string
	}
	got := read[[]account](p, "accounts", "list")[0]
	if len(got.Limits) != 4 || got.Limits[2] != "250/24h,after-last" || got.Reserve != 20 || got.PerConnection != 10 || got.Hours != "Mon-Fri 08:00-18:00 Europe/Vienna" {
		t.Errorf("%+v", got)
	}
	type window struct{ Used, Elsewhere, Free, Kept, Number int }
	type use struct{ Windows []window }
	q := read[use](p, "quota", "elsewhere", "office", "40")
	if len(q.Windows) != 4 || q.Windows[0] != (window{Used: 40, Elsewhere: 40, Free: 360, Kept: 100, Number: 500}) {
		t.Errorf("%+v", q)
	}
	if text := p.must(cli.Done, "quota").out; !strings.Contains(text, "(40 sent from elsewhere), 360 left and 100 kept") {
		t.Error(text)
	}
	p.must(cli.Done, "accounts", "set", "office", "--limit", "500/24h", "--warm-up", "--hours", "always", "--reserve", "0")
	if got := read[[]account](p, "accounts", "list")[0]; !strings.HasPrefix(got.Limits[0], "50<1d,100<2d,200<3d,400<4d,500/24h,since:") || got.Hours != "always" {
		t.Errorf("%+v", got)
	}
	type outlook struct {
		People, Today int
		Days          []struct{ People int }
		Finish        *string
		Slowed        *struct{ Why string }
	}
	o := read[outlook](p, "forecast", "--people", "620", "--account", "office")
	if sum := o.Days[0].People + o.Days[1].People; o.People != 620 || o.Today != o.Days[0].People || sum > 620 || o.Finish == nil || o.Slowed == nil || o.Slowed.Why != "limit" {
		t.Errorf("%+v", o)
	}
	if alone := read[outlook](p, "forecast", "--people", "620"); alone.Today != o.Today || alone.Finish == nil {
		t.Errorf("the only account that is not for practice: %+v", alone)
	}
	if text := p.must(cli.Done, "forecast").out; !strings.Contains(text, "No campaign is under way.") {
		t.Errorf("%s", text)
	}
	for _, wrong := range [][]string{
		{"accounts", "set", "office", "--hours", "noon"},
		{"accounts", "set", "office", "--reserve", "95"},
		{"accounts", "set", "office", "--limit", "5/fortnight"},
		{"accounts", "set", "office", "--limit", "50/hour", "--warm-up"},
		{"quota", "elsewhere", "office", "many"},
		{"forecast", "--account", "office"},
	} {
		p.must(cli.Misused, wrong...)
	}
}
