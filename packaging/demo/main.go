// Command demo shows Evenpost's main job on practice mail: a customer list as a spreadsheet program exports it is imported, a
// mailing is written and sent from the window, the failed list is worked through. Nobody is mailed. It runs the real
// program, in a window of its own screen, takes pictures on the way, and says in the end what was sent, failed and retried.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"time"

	"evenpost/e2e/job"
	"evenpost/e2e/window"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "demo:", err)
		os.Exit(1)
	}
}

func run() error {
	bin := flag.String("bin", "dist/evenpost-e2e", "the program, built with the tag e2e")
	list := flag.String("list", "assets/sample/customers.csv", "the customer list")
	pictures := flag.String("pictures", "dist/demo", "where pictures go")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	data, err := os.MkdirTemp("", "evenpost-demo-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(data) //nolint:errcheck // a temporary folder
	if err := os.RemoveAll(*pictures); err != nil {
		return err
	}
	d := &demo{ctx: ctx, bin: *bin, data: filepath.Join(data, "data"), pictures: *pictures}
	return d.play(*list)
}

// A demo is one showing of the program.
type demo struct {
	ctx                 context.Context
	bin, data, pictures string
	shots               int
}

func (d *demo) play(list string) error {
	fmt.Println("The window opens, with the practice mailbox as its account …")
	var sent, retried status
	err := window.Script(d.ctx, func(t window.T) {
		a := window.Launch(t, d.bin, window.Options{
			Args: []string{"--data", d.data}, Pictures: d.pictures, Desktop: watched(), Files: []string{list}, Env: []string{"EVENPOST_RETRY_AFTER=2s"},
		})
		walk := job.New(a, func(name string) { d.shot(a, name) })
		d.prepare(walk, list)
		sent = d.send(walk)
		retried = d.retry(walk)
		a.Close()
	})
	if err != nil {
		return err
	}
	fmt.Printf("\nSent: %d of %d.  Failed: %d.  In doubt: %d.\n", sent.Sent, sent.Total, sent.Failed, sent.InDoubt)
	fmt.Printf("One address corrected and tried again, one in doubt settled: %d sent, %d failed, %d in doubt.\n", retried.Sent, retried.Failed, retried.InDoubt)
	fmt.Printf("Pictures: %s/*.png\n", d.pictures)
	return nil
}

// watched says whether there is a person with a screen.
func watched() bool { return os.Getenv("DISPLAY") != "" || os.Getenv("WAYLAND_DISPLAY") != "" }

// prepare says who sends, imports the list and writes the mailing.
func (d *demo) prepare(w *job.Walk, list string) {
	w.App.Settle()
	w.Look("first-start")
	w.SayWho("Käsmayer Bakery", "Hauptplatz 1\n8010 Graz")
	w.Import(filepath.Base(list), "Customers", "order form in the shop")
	w.Write("Spring", "Hello |First name|, spring is here", mailing)
}

const mailing = `# Dear {{ first_name | default: "customer" }},

the first **spring loaves** come out of the oven on Monday, and there is one for you.

See you in the shop!
`

// A status is what the command line says of the campaign.
type status struct {
	State                        string
	Total, Sent, Failed, Waiting int
	InDoubt                      int `json:"in_doubt"`
}

func (d *demo) status() status {
	var s status
	if err := d.read(&s, "campaigns", "status", campaign); err != nil {
		fmt.Fprintln(os.Stderr, "demo:", err)
	}
	return s
}

const campaign = "Spring"

// send makes the campaign in the window and watches it go.
func (d *demo) send(w *job.Walk) status {
	w.Send(campaign, "Customers", "Spring", "Practice mailbox")
	w.AwaitThrough(2 * time.Minute)
	w.Read("silvia.ortner…", "Dear Silvia,")
	return d.status()
}

// retry works through the failed list: the mistyped address is corrected, what was in doubt has arrived.
func (d *demo) retry(w *job.Walk) status {
	w.Correct("ulla.unverzagt@example.at")
	w.Arrived()
	w.App.Eventually("the corrected address", func() bool {
		s := d.status()
		return s.State == "finished" && s.Waiting == 0
	})
	w.App.Click("Home")
	w.App.Settle()
	w.Look("home")
	return d.status()
}

func (d *demo) shot(a *window.App, name string) {
	d.shots++
	if watched() { // slowly enough to follow
		select {
		case <-d.ctx.Done():
		case <-time.After(2 * time.Second):
		}
	}
	a.Shot(filepath.Join(d.pictures, fmt.Sprintf("%02d-%s.png", d.shots, name)))
}

// read runs a command of the program and reads its answer.
func (d *demo) read(v any, args ...string) error {
	args = append(append([]string{"--data", d.data}, args...), "--json")
	c := exec.CommandContext(d.ctx, d.bin, args...)
	var out, said bytes.Buffer
	c.Stdout, c.Stderr = &out, &said
	if err := c.Run(); err != nil {
		return fmt.Errorf("evenpost %s: %w: %s", strings.Join(args[2:], " "), err, strings.TrimSpace(said.String()))
	}
	return json.Unmarshal(out.Bytes(), v)
}
