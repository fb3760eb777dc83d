// Command demo shows Evenpost's main job on practice mail: a customer list as a spreadsheet program exports it is imported, a
// mailing is written and sent from the window, the failed list is worked through. Nobody is mailed. It runs the real
// program, in a window of its own screen, takes pictures on the way, and says in the end what was sent, failed and retried.
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
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
	d := &demo{ctx: ctx, bin: *bin, data: filepath.Join(data, "data"), folder: data, pictures: *pictures}
	return d.play(*list)
}

// A demo is one showing of the program.
type demo struct {
	ctx                         context.Context
	bin, data, folder, pictures string
	shots                       int
}

func (d *demo) play(list string) error {
	if err := d.prepare(list); err != nil {
		return err
	}
	fmt.Println("The window opens, with the practice mailbox as its account …")
	var sent, retried status
	err := window.Script(d.ctx, func(t window.T) {
		a := window.Launch(t, d.bin, window.Options{Args: []string{"--data", d.data}, Pictures: d.pictures, Desktop: watched(), Env: []string{"EVENPOST_RETRY_AFTER=2s"}})
		walk := job.New(a, func(name string) { d.shot(a, name) })
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

// prepare imports the list and writes the mailing, by the command line.
func (d *demo) prepare(list string) error {
	var report struct {
		Read, Added int
		Bad         []struct {
			Line   int
			Reason string
		}
	}
	if err := d.read(&report, "contacts", "import", list, "--list", "Customers"); err != nil {
		return err
	}
	fmt.Printf("Imported %s: %d rows, %d people, %d rows left out:\n", list, report.Read, report.Added, len(report.Bad))
	for _, b := range report.Bad {
		fmt.Printf("  line %d: %s\n", b.Line, b.Reason)
	}
	body := filepath.Join(d.folder, "spring.md")
	if err := os.WriteFile(body, []byte(mailing), 0o600); err != nil {
		return err
	}
	return errors.Join(
		d.evenpost("templates", "add", "--name", "Spring", "--subject", "Hello {{ first_name | default: \"there\" }}, spring is here", body),
		d.evenpost("settings", "--business", "Käsmayer Bakery", "--postal", "Hauptplatz 1, 8010 Graz"),
	)
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
	w.Look("home")
	w.Send(campaign, "Customers", "Spring", "Practice mailbox")
	w.AwaitThrough(2 * time.Minute)
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

func (d *demo) evenpost(args ...string) error { return d.read(nil, args...) }

// read runs a command of the program, and reads its answer where one is wanted.
func (d *demo) read(v any, args ...string) error {
	args = append([]string{"--data", d.data}, args...)
	if v != nil {
		args = append(args, "--json")
	}
	c := exec.CommandContext(d.ctx, d.bin, args...)
	var out, said bytes.Buffer
	c.Stdout, c.Stderr = &out, &said
	if err := c.Run(); err != nil {
		return fmt.Errorf("evenpost %s: %w: %s", strings.Join(args[2:], " "), err, strings.TrimSpace(said.String()))
	}
	if v == nil {
		return nil
	}
	return json.Unmarshal(out.Bytes(), v)
}
