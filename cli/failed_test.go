package cli_test

import (
	"maps"
	"strconv"
	"strings"
	"testing"
	"time"

	"evenpost/cli"
	"evenpost/sender/smtp/smtptest"
)

type failure struct {
	ID                                           int64
	Campaign, Address, State, Kind, Scope, Stage string
	Code                                         int
	Enhanced, Reply                              string
	Tries                                        int
	Advice                                       string
}

// Some fail, some are put off, one is in doubt; the failed list is worked through.
func TestWorkThroughTheFailedList(t *testing.T) {
	s := smtptest.New(t, smtptest.RejectRecipient("unknown@example.at", 550, "5.1.1", "User unknown"), smtptest.RejectRecipient("full@example.at", 552, "5.2.2", "Mailbox full"),
		smtptest.Defer("busy@example.at", 2), smtptest.DropAfterDot("drop@example.at"))
	p := newProgram(t)
	p.first = 20 * time.Millisecond // instead of five minutes
	p.prepare(strconv.Itoa(s.Port()), []string{"anna@example.at", "unknown@example.at", "bert@example.at", "busy@example.at", "drop@example.at", "full@example.at"})
	if r := p.must(cli.Done, "failed"); !strings.Contains(r.out, "Nobody") {
		t.Errorf("%s", r.out)
	}
	p.must(cli.Done, "campaigns", "start", "spring", "--wait")
	got := read[status](p, "campaigns", "status", "spring")
	if got.State != "finished" || got.Sent != 3 || got.Failed != 2 || got.InDoubt != 1 {
		t.Errorf("%+v", got)
	}
	failed := map[string]failure{}
	for _, f := range read[[]failure](p, "failed", "--campaign", "spring") {
		failed[f.Address] = f
	}
	unknown, doubt := failed["unknown@example.at"], failed["drop@example.at"]
	if len(failed) != 3 || unknown.Kind != "hard-bounce" || unknown.State != "failed" || unknown.Scope != "recipient" || unknown.Stage != "rcpt" ||
		unknown.Code != 550 || unknown.Reply == "" || !strings.HasPrefix(unknown.Advice, "The address does not exist.") || unknown.Campaign != "spring" || unknown.Tries != 1 {
		t.Errorf("%+v", failed)
	}
	if doubt.State != "in_doubt" || doubt.Kind != "in-doubt" {
		t.Errorf("%+v", doubt)
	}
	if only := read[[]failure](p, "failed", "--kind", "mailbox-full"); len(only) != 1 || only[0].Address != "full@example.at" {
		t.Errorf("%+v", only)
	}
	if r := p.must(cli.Done, "failed"); !strings.Contains(r.out, "unknown@example.at") || !strings.Contains(r.out, "550") {
		t.Errorf("%s", r.out)
	}

	// A corrected address is reached by a retry; what is in doubt is not retried.
	id := func(f failure) string { return strconv.FormatInt(f.ID, 10) }
	p.must(cli.Failed, "correct", "--id", id(unknown), "not an address")
	if r := p.must(cli.Failed, "correct", "--id", id(unknown), "bert@example.at"); !strings.Contains(r.err, "Another contact") {
		t.Errorf("%s", r.err)
	}
	p.must(cli.Failed, "correct", "--id", "999", "x@example.at")
	p.must(cli.Done, "correct", "cora@example.at", "--id", id(unknown))
	if r := p.must(cli.Failed, "retry", "--id", id(doubt)); !strings.Contains(r.err, "None of these deliveries has failed") {
		t.Errorf("%s", r.err)
	}
	if got := read[map[string]int](p, "retry", "--campaign", "spring", "--kind", "hard-bounce"); got["retried"] != 1 {
		t.Errorf("%v", got)
	}
	if got := read[status](p, "campaigns", "status", "spring"); got.State != "sending" || got.Waiting != 1 {
		t.Errorf("%+v", got)
	}
	p.must(cli.Done, "run")

	// In doubt: the user decides.
	p.must(cli.Failed, "settle", "--id", id(failed["full@example.at"]), "--arrived")
	if got := read[map[string]int](p, "settle", "--id", id(doubt), "--arrived"); got["settled"] != 1 {
		t.Errorf("%v", got)
	}
	if got := read[status](p, "campaigns", "status", "spring"); got.State != "finished" || got.Sent != 5 || got.Failed != 1 || got.InDoubt != 0 {
		t.Errorf("%+v", got)
	}
	want := map[string]int{"anna@example.at": 1, "bert@example.at": 1, "busy@example.at": 1, "cora@example.at": 1, "drop@example.at": 1}
	if got := s.Copies(); !maps.Equal(got, want) {
		t.Errorf("mails %v, want %v", got, want)
	}
	if r := p.must(cli.Done, "retry", "--kind", "content"); !strings.Contains(r.out, "Nothing failed with the kind content") {
		t.Errorf("%s", r.out)
	}
}
