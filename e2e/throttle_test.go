//go:build e2e

package e2e_test

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"evenpost/e2e/postfix"
	"evenpost/e2e/throttle"
)

// A server that takes so much and no more gets everything in the end: it is asked to slow down by nobody twice, nobody
// fails, nobody gets two, and the answers that ask to go slower are few. What is left after the first refusal is little: it goes
// out at the careful pace of one who has just been refused.
func TestThrottledByBucket(t *testing.T) {
	t.Parallel()
	const people, saved = 108, 90
	for name, o := range map[string]throttle.Options{
		"rate":       {PerSecond: 25, Burst: saved, Refusal: throttle.RateLimit.Until(2 * time.Second)},
		"hanging up": {PerSecond: 25, Burst: saved, Refusal: throttle.SlowDown},
		"connection": {PerConnection: 20},
		"crowd":      {Connections: 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server, err := throttle.Start(t.Context(), o)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { server.Close() })
			p := newProgram(t, "EVENPOST_RETRY_AFTER=5s") // of an account that is asked to wait: one second instead of a minute
			p.prepareThrottled("127.0.0.1", server.Port(), people)
			began := time.Now()
			p.must(exitDone, "campaigns", "start", "spring", "--wait", "--max-wait", "1m")
			p.checkAllSent(people)
			got := server.Tally(began, time.Now())
			if o.PerSecond > 0 && (got.Took != people || got.Refused == 0 || got.Refused > 10) {
				t.Errorf("the server says %+v", got)
			}
			t.Logf("%+v; %d connections had their share, %d were turned away", got, server.Ended(), server.Turned())
		})
	}
}

// The same with a real server, which counts in windows: the first tries afterwards come too early.
func TestThrottledByPostfix(t *testing.T) {
	t.Parallel()
	const people = 72
	addresses := make([]string, people)
	for i := range addresses {
		addresses[i] = throttledAddress(i)
	}
	server := postfix.Start(t, postfix.Options{Known: addresses, Limits: &postfix.Limits{Every: 4 * time.Second, Messages: 60, AtOnce: 2}})
	p := newProgram(t, "EVENPOST_RETRY_AFTER=5s")
	p.prepareThrottled(server.Host(), server.Port(), people)
	p.must(exitDone, "campaigns", "start", "spring", "--wait", "--max-wait", "1m")
	p.checkAllSent(people)
	server.AwaitCount(people)
	for _, address := range addresses {
		if mails, err := server.Mailbox(address); err != nil || len(mails) != 1 {
			t.Errorf("%s got %d messages, %v", address, len(mails), err)
		}
	}
	if n := server.Refusals(); n == 0 || n > 10 || server.Queued() != people {
		t.Errorf("Postfix refused %d times and took %d messages", n, server.Queued())
	}
}

func throttledAddress(i int) string { return fmt.Sprintf("person%03d@example.com", i) }

func (p *program) prepareThrottled(host string, port, people int) {
	p.t.Helper()
	var csv strings.Builder
	csv.WriteString("email\n")
	for i := range people {
		csv.WriteString(throttledAddress(i) + "\n")
	}
	p.must(exitDone, "contacts", "import", p.write("people.csv", csv.String()), "--list", "all")
	p.must(exitDone, "templates", "add", "--name", "hello", "--subject", "Hello", p.write("hello.md", "Hello\n"))
	p.must(exitDone, "accounts", "add", "--name", "server", "--host", host, "--port", strconv.Itoa(port), "--security", "none",
		"--from", "Shop <shop@example.at>", "--connections", "4")
	p.must(exitDone, "campaigns", "create", "--name", "spring", "--template", "hello", "--account", "server", "--list", "all", "--not-bulk")
}

func (p *program) checkAllSent(people int) {
	p.t.Helper()
	if s := read[status](p, "campaigns", "status", "spring"); s.State != "finished" || s.Sent != people || s.Failed != 0 || s.InDoubt != 0 {
		p.t.Errorf("at the end the campaign says %+v", s)
	}
}
