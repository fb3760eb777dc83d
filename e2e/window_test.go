//go:build e2e

package e2e_test

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"evenpost/e2e/job"
	"evenpost/e2e/recorder"
	"evenpost/e2e/window"
)

const sample = "../assets/sample/customers.csv"

// The main job in the real window: say who one is, import, write, send to the practice mailbox, read it there, correct a
// failed address, say what arrived.
func TestMainJobInTheWindow(t *testing.T) {
	p := newProgram(t)
	a := window.Launch(t, p.bin, window.Options{
		Args: []string{"--data", p.data}, Env: []string{"EVENPOST_RETRY_AFTER=1s"}, Files: []string{sample},
	})
	w := job.New(a, nil)
	w.SayWho("Käsmayer Bakery", "Hauptplatz 1\n8010 Graz")
	w.Import(filepath.Base(sample), "Customers", "order form in the shop")
	w.Write("Spring", "Hello |First name|, spring is here", "# Dear {{ first_name }},\n\nthe first **spring loaves** are here.\n")
	w.Send("March", "Customers", "Spring", "Practice mailbox")
	w.AwaitThrough(time.Minute)
	s := read[status](p, "campaigns", "status", "March")
	if s.State != "finished" || s.Failed != 2 || s.InDoubt != 1 || s.Sent != s.Total-3 {
		t.Errorf("after sending the campaign says %+v", s)
	}
	w.Read("silvia.ortner…", "Dear Silvia,")
	w.Correct("ulla.unverzagt@example.at")
	w.Arrived()
	a.Eventually("the corrected address", func() bool {
		s = read[status](p, "campaigns", "status", "March")
		return s.State == "finished" && s.Failed == 1 && s.InDoubt == 0
	})
	a.Close()
}

// The window is closed in the middle of a campaign, and started again it goes on: everybody gets exactly one.
func TestWindowClosedInTheMiddle(t *testing.T) {
	const people = 400
	server, err := recorder.Start(t.Context(), recorder.Options{Delay: 10 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	p := newProgram(t)
	p.prepareKillTest(server.Port(), people, 2)
	options := window.Options{Args: []string{"--data", p.data}}

	first := window.Launch(t, p.bin, options)
	if err := server.AwaitCount(t.Context(), people/4); err != nil {
		t.Fatal(err)
	}
	first.AskToClose()
	first.ClickUntilEnd("Close Evenpost")
	first.AwaitEnd()
	got := server.Count()
	if got >= people {
		t.Fatal("all were sent before the window closed")
	}
	if s := read[status](p, "campaigns", "status", "spring"); s.InDoubt != 0 || s.Sending != 0 || s.Sent != got {
		t.Errorf("closing settles what is in the server's hands, %d mails; the campaign says %+v", got, s)
	}

	second := window.Launch(t, p.bin, options)
	second.Click("Campaigns")
	second.Click("spring")
	second.Within(time.Minute, "the end of the campaign", func() bool { return second.Sees("finished") })
	second.Close() // nobody waits any more: nothing is asked
	copies := map[string]int{}
	for _, a := range server.Accepted() {
		copies[a.To]++
	}
	for i := range people {
		if n := copies[killAddress(i)]; n != 1 {
			t.Errorf("%s got %d messages, want exactly one", killAddress(i), n)
		}
	}
}

// A second start on the same data folder brings the first window to the front and ends.
func TestSecondStartRaisesTheFirst(t *testing.T) {
	p := newProgram(t)
	a := window.Launch(t, p.bin, window.Options{Args: []string{"--data", p.data}})
	second := p.with("DISPLAY="+a.Display(), "TMPDIR="+filepath.Dir(p.data)).run()
	if second.code != exitDone || strings.TrimSpace(second.err) != "" {
		t.Errorf("the second start ended with %d: %s", second.code, second.err)
	}
	if a.Ended() {
		t.Error("the first window is gone")
	}
	a.Close()
}
