//go:build e2e

package e2e_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"evenpost/e2e/recorder"
	"evenpost/e2e/soak"
)

// The process is ended with SIGKILL at random moments while it sends over ten connections as fast as it can, to a server that
// takes its time and to one that is so quick that many are claimed ahead. What it had handed over and heard nothing of is in
// doubt afterwards, never more than one message for each connection; the user looks at the server, says what arrived and what is
// to be sent again, and in the end everybody has exactly one message.
func TestKilled(t *testing.T) {
	t.Parallel()
	const connections, kills = 10, 13
	for campaign := range soak.Times(2, 40) { // 520 kills
		delay, reach := 4*time.Millisecond, 30
		if campaign%2 == 1 {
			delay, reach = 500*time.Microsecond, 150
		}
		t.Run(fmt.Sprintf("campaign %d, %v for a message", campaign+1, delay), func(t *testing.T) {
			k := newKilling(t, kills*(2*reach+50), connections, delay)
			for i := range kills {
				k.kill(i, reach)
				if n := k.decide(); n > connections {
					t.Errorf("%d rows are in doubt after a kill, more than one for each of the %d connections", n, connections)
				}
			}
			k.finish()
		})
	}
}

// The server is ended and started again at random moments: connections break, and for a while nobody listens.
func TestServerKilled(t *testing.T) {
	t.Parallel()
	const connections, perKill = 10, 40
	kills := soak.Times(10, 200)
	k := newKilling(t, kills*perKill, connections, 4*time.Millisecond)
	for range kills {
		k.killServer()
	}
	k.finish()
}

func newKilling(t *testing.T, people, connections int, delay time.Duration) *killing {
	t.Helper()
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	server, err := recorder.Start(t.Context(), recorder.Options{Delay: delay})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	k := &killing{program: newProgram(t), server: server, dice: rand.New(rand.NewPCG(seed, 0)), connections: connections, people: people}
	k.prepareKillTest(server.Port(), people, connections)
	return k
}

// finish lets the program come to its end, and looks whether everybody has one message.
func (k *killing) finish() {
	k.t.Helper()
	if left := k.people - k.server.Count(); left <= 0 {
		k.t.Fatal("all were sent before the last kill: give the test more people")
	}
	k.must(exitDone, "run", "--max-wait", "10s")
	if k.decide() > 0 {
		k.must(exitDone, "run", "--max-wait", "10s")
	}
	k.t.Logf("%d kills of %d people's campaign: %.1f in doubt after each, at most %d; %d of %d had not arrived and were sent again",
		k.kills, k.people, float64(k.doubts)/float64(max(1, k.kills)), k.most, k.again, k.doubts)
	if k.doubts == 0 {
		k.t.Error("no kill left anything in doubt: they came at the wrong moments")
	}
	copies, ids := map[string]int{}, map[string]string{}
	for _, a := range k.server.Accepted() {
		copies[a.To]++
		if other := ids[a.MessageID]; other != "" {
			k.t.Errorf("%s and %s have the same Message-ID", a.To, other)
		}
		ids[a.MessageID] = a.To
	}
	for i := range k.people {
		if address := killAddress(i); copies[address] != 1 {
			k.t.Errorf("%s got %d messages, want exactly one", address, copies[address])
		}
	}
	s := read[status](k.program, "campaigns", "status", "spring")
	if s.State != "finished" || s.Total != k.people || s.Sent != k.people {
		k.t.Errorf("the campaign says %+v", s)
	}
}

func killAddress(i int) string { return fmt.Sprintf("person%05d@example.com", i) }

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
	connections, people int
	kills               int
	doubts, most, again int
}

// kill starts the program and ends it at a random moment: mostly in the middle of sending, after at most reach messages, now and
// then while it starts.
func (k *killing) kill(round, reach int) {
	k.t.Helper()
	ctx, cancel := soak.Within(k.t.Context(), time.Minute)
	defer cancel()
	var said strings.Builder
	c := k.command(ctx, "run")
	c.Stderr = &said
	if err := c.Start(); err != nil {
		k.t.Fatal(err)
	}
	moment := time.Duration(k.dice.IntN(150)) * time.Millisecond
	if round%5 != 4 {
		if err := k.server.AwaitCount(ctx, k.server.Count()+1+k.dice.IntN(reach)); err != nil {
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
	k.kills++
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
	decisions := map[string][]string{}
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
		decisions[decision] = append(decisions[decision], "--id", strconv.FormatInt(f.ID, 10))
	}
	for decision, ids := range decisions {
		k.must(exitDone, append([]string{"settle", decision}, ids...)...)
	}
	k.doubts += n
	k.most = max(k.most, n)
	return n
}

// killServer ends the server in the middle of a campaign and starts it again while the program goes on.
func (k *killing) killServer() {
	k.t.Helper()
	ctx, cancel := soak.Within(k.t.Context(), time.Minute)
	defer cancel()
	var said strings.Builder
	c := k.command(ctx, "run", "--max-wait", "20s")
	c.Stderr = &said
	if err := c.Start(); err != nil {
		k.t.Fatal(err)
	}
	if err := k.server.AwaitCount(ctx, k.server.Count()+1+k.dice.IntN(20)); err != nil {
		k.t.Fatalf("%v\n%s", err, said.String())
	}
	if err := k.server.Restart(ctx, time.Duration(k.dice.IntN(50))*time.Millisecond); err != nil {
		k.t.Fatal(err)
	}
	k.kills++
	if err := c.Process.Signal(os.Interrupt); err != nil {
		k.t.Fatalf("the program ended: %v\n%s", err, said.String())
	}
	c.Wait()
	if n := k.decide(); n > k.connections {
		k.t.Errorf("%d rows are in doubt after the server was ended, more than one for each of the %d connections", n, k.connections)
	}
	// The account waits a minute for a server that was not there; people who know better say: go on.
	k.must(exitDone, "accounts", "resume", "server")
}
