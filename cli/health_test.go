package cli_test

import (
	"strconv"
	"strings"
	"testing"

	"evenpost/cli"
	"evenpost/mailing"
	"evenpost/sender/smtp/smtptest"
)

type health struct {
	Account string
	Pace    struct {
		Why, Text string
		PerHour   *int `json:"per_hour"`
	}
	Hold     *struct{ Why, Text string }
	Breakers struct {
		Seen    int
		Bounces int `json:"hard_bounces"`
		Tripped string
	}
	Answers     *struct{ Seen int }
	Learned     *struct{ Limit string }
	LastTrouble *struct{ What, Text string } `json:"last_trouble"`
}

// TestSecondAccountTakesOver: what the first account's limit leaves goes out through the second one, from its own address,
// and each is charged for its own.
func TestSecondAccountTakesOver(t *testing.T) {
	s := smtptest.New(t)
	p := newProgram(t)
	port := strconv.Itoa(s.Port())
	p.prepare(port, addresses(12), "--limit", "4/24h")
	p.must(cli.Done, "accounts", "add", "--name", "news", "--host", "127.0.0.1", "--port", port, "--security", "none", "--from", "News <news@example.at>", "--limit", "100/24h")
	p.must(cli.Done, "accounts", "add", "--name", "other", "--host", "127.0.0.1", "--port", port, "--security", "none", "--from", "x@other.example")
	create := []string{"campaigns", "create", "--template", "hello", "--account", "office", "--list", "people", "--not-bulk"}
	if r := p.must(cli.Done, append(create, "--name", "wrong", "--second", "other")...); !strings.Contains(r.err, "different domains") {
		t.Errorf("%s", r.err)
	}
	p.must(cli.Failed, "campaigns", "start", "wrong")
	p.must(cli.Misused, append(create, "--name", "x", "--second", "news", "--sharing", "somehow")...)
	p.must(cli.Misused, append(create, "--name", "x", "--sharing", "shares")...)
	p.must(cli.Done, append(create, "--name", "both", "--second", "news")...)
	p.must(cli.Done, "campaigns", "start", "both", "--wait")
	from := map[string]int{}
	for _, m := range s.Accepted() {
		from[m.From]++
	}
	if from["shop@example.at"] != 4 || from["news@example.at"] != 8 {
		t.Errorf("%v", from)
	}
	if n := len(s.Copies()); n != 12 {
		t.Errorf("%d of 12 got theirs", n)
	}
	if r := p.must(cli.Done, "events", "--campaign", "both"); !strings.Contains(r.out, "“news” sends while the first account is full") || !strings.Contains(r.out, "The campaign is finished: 12 sent.") {
		t.Errorf("%s", r.out)
	}
}

func TestHealth(t *testing.T) {
	var options []smtptest.Option
	for _, a := range addresses(9) {
		options = append(options, smtptest.RejectRecipient(a, 550, "5.1.1", "<"+a+">: no such user, "+a+" was never here"))
	}
	s := smtptest.New(t, options...)
	p := newProgram(t)
	p.prepare(strconv.Itoa(s.Port()), addresses(9))
	if h := read[[]health](p, "accounts", "health"); len(h) != 1 || h[0].Pace.Text != "nothing has been sent yet" || h[0].Hold != nil {
		t.Errorf("%+v", h)
	}
	p.must(cli.Stopped, "campaigns", "start", "spring", "--wait")
	h := read[[]health](p, "accounts", "health", "office")
	if len(h) != 1 || h[0].Hold == nil || h[0].Hold.Why != "user" || h[0].LastTrouble == nil || h[0].Pace.Why != "full" || h[0].Pace.PerHour != nil {
		t.Fatalf("%+v", h)
	}
	if r := p.must(cli.Done, "accounts", "health"); !strings.Contains(r.out, "it is stopped: ") {
		t.Errorf("%s", r.out)
	}
	if r := p.must(cli.Done, "accounts", "resume", "office"); !strings.Contains(r.out, "may send again. It was stopped: ") || !strings.Contains(r.out, "counted anew") {
		t.Errorf("%s", r.out)
	}
	if r := p.must(cli.Done, "accounts", "resume", "office"); !strings.Contains(r.out, "was not stopped") {
		t.Errorf("%s", r.out)
	}
	if r := p.must(cli.Done, "events", "--account", "office"); !strings.Contains(r.out, "You let the account go on.") {
		t.Errorf("%s", r.out)
	}
}

func TestLearnedLimit(t *testing.T) {
	s := smtptest.New(t, smtptest.RejectSome(mailing.StageDot, 25, 0, 550, "5.4.5", "Daily user sending quota exceeded"))
	p := newProgram(t)
	p.prepare(strconv.Itoa(s.Port()), addresses(40))
	p.must(cli.Failed, "accounts", "learned", "office", "--accept")
	p.must(cli.Stopped, "campaigns", "start", "spring", "--wait")
	h := read[[]health](p, "accounts", "health")
	if h[0].Learned == nil || h[0].Learned.Limit != "25/24h" || h[0].Hold == nil || h[0].Answers == nil || h[0].Answers.Seen == 0 {
		t.Fatalf("%+v", h[0])
	}
	p.must(cli.Misused, "accounts", "learned", "office")
	if got := read[account](p, "accounts", "learned", "office", "--accept"); len(got.Limits) != 1 || got.Limits[0] != "25/24h" {
		t.Errorf("%+v", got)
	}
	if r := p.must(cli.Done, "accounts", "resume", "office"); !strings.Contains(r.out, "may still be used up") {
		t.Errorf("%s", r.out)
	}
	if got := read[status](p, "campaigns", "status", "spring"); got.Failed != 0 || got.Sent != 25 {
		t.Errorf("%+v", got)
	}
}
