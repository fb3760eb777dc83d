package cli_test

import (
	"context"
	"strings"
	"testing"

	"evenpost/cli"
	"evenpost/mailing"
	"evenpost/sender/inbox"
)

// mailboxes are those of a test: somebody answered, or the mailbox cannot be read.
type mailboxes struct {
	counts mailing.AnswerCounts
	err    error
}

func (m mailboxes) Check(context.Context, mailing.Account) (mailing.AnswerCounts, error) {
	return m.counts, m.err
}

func (m mailboxes) Suggest(mailing.Account) mailing.Inbox {
	return mailing.Inbox{Host: "imap.known.example", Port: 993, Security: mailing.TLSOnConnect}
}

func TestInbox(t *testing.T) {
	p := newProgram(t)
	p.prepare("2525", addresses(1), "--username", "shop")
	p.env["EVENPOST_PASSWORD"] = "secret"
	p.inbox = mailboxes{counts: mailing.AnswerCounts{Replies: 2, Bounces: 1, Suppressed: 1}}
	if r := p.must(cli.Failed, "inbox", "check"); !strings.Contains(r.err, "--answers on") {
		t.Error(r.err)
	}
	if r := p.must(cli.Done, "accounts", "set", "office", "--answers", "on"); !strings.Contains(r.out, "answers from imap.known.example:993 (tls)") {
		t.Error(r.out)
	}
	if r := p.must(cli.Done, "inbox", "check"); r.out != "office: 2 replies, 1 mail that came back, 1 address that is never mailed any more\n" {
		t.Error(r.out)
	}
	type checked struct {
		Account string
		Replies int
		Trouble *string
	}
	if all := read[[]checked](p, "inbox", "check", "office"); len(all) != 1 || all[0].Replies != 2 || all[0].Trouble != nil {
		t.Errorf("%+v", all)
	}
	p.inbox = mailboxes{err: &inbox.Error{Fault: mailing.FaultLogin, Stage: mailing.StageLogin, Text: "[AUTHENTICATIONFAILED] no"}}
	if r := p.must(cli.Failed, "inbox", "check"); !strings.Contains(r.err, "Answers to “office” are not read: the mailbox does not accept user name and password.") || strings.Contains(r.err, "secret") {
		t.Error(r.err)
	}
	if r := p.must(cli.Done, "inbox"); !strings.Contains(r.out, "Nothing has come in.") {
		t.Error(r.out)
	}
	if r := p.must(cli.Done, "inbox", "--json"); strings.TrimSpace(r.out) != "[]" {
		t.Error(r.out)
	}
	p.must(cli.Done, "accounts", "set", "office", "--inbox-host", "127.0.0.1", "--inbox-security", "none", "--inbox-port", "1143")
	p.must(cli.Misused, "inbox", "--kind", "weather")
	for _, bad := range [][]string{{"--answers", "maybe"}, {"--inbox-host", "https://x"}, {"--inbox-port", "70000"}, {"--inbox-security", "yes"}} {
		p.must(cli.Misused, append([]string{"accounts", "set", "office"}, bad...)...)
	}
	p.must(cli.Done, "accounts", "set", "office", "--answers", "off")
	p.must(cli.Failed, "inbox", "check")
}
