//go:build e2e

package e2e_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"time"

	"evenpost/e2e/recorder"
)

// The process is ended with SIGKILL at 50 random moments while it sends over several connections. Whatever it had in its
// hands is in doubt afterwards, never more than one message per connection; the user looks at the server, says what
// arrived and what is to be sent again, and in the end everybody has exactly one message.
func TestKilledFiftyTimes(t *testing.T) {
	t.Parallel()
	const people, kills, connections = 2000, 50, 4
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	dice := rand.New(rand.NewPCG(seed, 0))

	server, err := recorder.Start(t.Context(), recorder.Options{Delay: 4 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	p := newProgram(t)
	p.prepareKillTest(server.Port(), people, connections)

	k := killing{program: p, server: server, dice: dice, connections: connections}
	for i := range kills {
		k.kill(i)
		k.decide()
	}
	if left := people - server.Count(); left <= 0 {
		t.Fatalf("all were sent before the last kill: give the test more people")
	}
	// Without being killed it finishes; the last kill's rows are decided in between.
	p.must(exitDone, "run", "--max-wait", "10s")
	if k.decide() > 0 {
		p.must(exitDone, "run", "--max-wait", "10s")
	}
	t.Logf("%d rows were in doubt after %d kills, at most %d at once; %d of them had not arrived and were sent again", k.doubts, kills, k.most, k.again)
	if k.doubts == 0 {
		t.Error("no kill left anything in doubt: they came at the wrong moments")
	}

	copies := map[string]int{}
	for _, a := range server.Accepted() {
		copies[a.To]++
	}
	for i := range people {
		if address := killAddress(i); copies[address] != 1 {
			t.Errorf("%s got %d messages, want exactly one", address, copies[address])
		}
	}
	s := read[status](p, "campaigns", "status", "spring")
	if s.State != "finished" || s.Total != people || s.Sent != people {
		t.Errorf("the campaign says %+v", s)
	}
}

func killAddress(i int) string { return fmt.Sprintf("person%04d@example.com", i) }

func (p *program) prepareKillTest(port, people, connections int) {
	p.t.Helper()
	var csv strings.Builder
	csv.WriteString("email,first_name\n")
	for i := range people {
		fmt.Fprintf(&csv, "%s,Person %d\n", killAddress(i), i)
	}
	p.must(exitDone, "contacts", "import", p.write("people.csv", csv.String()), "--list", "all")
	p.must(exitDone, "templates", "add", "--name", "hello", "--subject", "Hello {{ first_name }}", p.write("hello.md", "Dear {{ first_name }}\n"))
	p.must(exitDone, "accounts", "add", "--name", "server", "--host", "127.0.0.1", "--port", strconv.Itoa(port), "--security", "none",
		"--from", "Shop <shop@example.at>", "--connections", strconv.Itoa(connections))
	p.must(exitDone, "campaigns", "create", "--name", "spring", "--template", "hello", "--account", "server", "--list", "all", "--not-bulk")
	p.must(exitDone, "campaigns", "start", "spring")
}

type killing struct {
	*program
	server              *recorder.Server
	dice                *rand.Rand
	connections         int
	doubts, most, again int
}

// kill starts the program and ends it at a random moment: mostly in the middle of sending, now and then while it starts.
func (k *killing) kill(round int) {
	k.t.Helper()
	ctx, cancel := context.WithTimeout(k.t.Context(), time.Minute)
	defer cancel()
	var said strings.Builder
	c := k.command(ctx, "run")
	c.Stderr = &said
	if err := c.Start(); err != nil {
		k.t.Fatal(err)
	}
	moment := time.Duration(k.dice.IntN(150)) * time.Millisecond
	if round%5 != 4 {
		if err := k.server.AwaitCount(ctx, k.server.Count()+1+k.dice.IntN(30)); err != nil {
			k.t.Fatalf("round %d: %v\n%s", round, err, said.String())
		}
		moment = time.Duration(k.dice.IntN(8000)) * time.Microsecond
	}
	timer := time.NewTimer(moment)
	<-timer.C
	if err := c.Process.Kill(); err != nil {
		k.t.Fatalf("round %d: the program ended before it was killed: %v\n%s", round, err, said.String())
	}
	c.Wait()
	// What the dead program had handed over wholly is still taken.
	if err := k.server.AwaitQuiet(ctx); err != nil {
		k.t.Fatal(err)
	}
}

// decide does what a user does who can look at the server: it says of each row in doubt whether it arrived.
func (k *killing) decide() int {
	k.t.Helper()
	arrived := map[string]bool{}
	for _, a := range k.server.Accepted() {
		arrived[a.To] = true
	}
	n := 0
	for _, f := range read[[]failure](k.program, "failed", "--campaign", "spring") {
		if f.State != "in_doubt" {
			k.t.Fatalf("%s is %s: %s", f.Address, f.State, f.Reply)
		}
		n++
		decision := "--arrived"
		if !arrived[f.Address] {
			decision = "--send-again"
			k.again++
		}
		k.must(exitDone, "settle", "--id", strconv.FormatInt(f.ID, 10), decision)
	}
	if n > k.connections {
		k.t.Errorf("%d rows are in doubt after a kill, more than the %d connections", n, k.connections)
	}
	k.doubts += n
	k.most = max(k.most, n)
	return n
}
