// Command shots takes a picture of every page of the real program, light and dark, at the usual and at the smallest size, empty
// and with data, so that somebody can look at them. One of them is the picture in the README.
package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"image/png"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"

	"evenpost/e2e/recorder"
	"evenpost/e2e/window"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "shots:", err)
		os.Exit(1)
	}
}

// pages are the entries of the navigation, as they read in English and German.
var pages = map[string][]string{
	"en_US.UTF-8": {"Home", "Contacts", "Templates", "Campaigns", "Attention", "Accounts", "Settings", "Practice mailbox"},
	"de_DE.UTF-8": {"Start", "Kontakte", "Vorlagen", "Kampagnen", "Zu klären", "Konten", "Einstellungen", "Übungspostfach"},
}

// A look is one way in which the window is shown.
type look struct {
	name          string
	width, height int
	dark          bool
	language      string
}

func run() error {
	bin := flag.String("bin", "dist/evenpost-e2e", "the program, built with the tag e2e")
	out := flag.String("out", "dist/shots", "where the pictures go")
	readme := flag.String("readme", "docs/window.png", "the picture for the README")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	folder, err := os.MkdirTemp("", "evenpost-shots-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder) //nolint:errcheck // a temporary folder
	used := filepath.Join(folder, "used")
	if err := prepare(ctx, *bin, used, folder); err != nil {
		return err
	}
	english, german := "en_US.UTF-8", "de_DE.UTF-8"
	looks := []look{
		{"light", 1200, 780, false, english},
		{"dark", 1200, 780, true, english},
		{"small-light", 960, 640, false, english},
		{"small-dark", 960, 640, true, english},
		{"german", 1200, 780, false, german},
		{"small-german", 960, 640, false, german},
	}
	for _, l := range looks {
		err = errors.Join(err,
			shoot(ctx, *bin, used, filepath.Join(*out, l.name), l),
			shoot(ctx, *bin, filepath.Join(folder, "empty-"+l.name), filepath.Join(*out, l.name+"-empty"), l))
	}
	if err != nil {
		return err
	}
	fmt.Println("Pictures:", *out)
	return copyPicture(filepath.Join(*out, "light", "4-Campaigns.png"), *readme)
}

// shoot takes a picture of every page.
func shoot(ctx context.Context, bin, data, out string, l look) error {
	return window.Script(ctx, func(t window.T) {
		a := window.Launch(t, bin, window.Options{
			Args: []string{"--data", data}, Width: l.width, Height: l.height, Dark: l.dark, Language: l.language, Pictures: out,
		})
		for i, page := range pages[l.language] {
			a.ClickFirst(page) // an account may have the name of a page
			a.Settle()
			a.Shot(filepath.Join(out, fmt.Sprintf("%d-%s.png", i+1, page)))
		}
		a.Close()
	})
}

// prepare fills a data folder with what a business has after a few days: contacts, a finished mailing with failures, and one that
// waits at its account's limit.
func prepare(ctx context.Context, bin, data, folder string) error {
	server, err := recorder.Start(ctx, recorder.Options{})
	if err != nil {
		return err
	}
	defer server.Close() //nolint:errcheck // it was only listened to
	body := filepath.Join(folder, "spring.md")
	if err := os.WriteFile(body, []byte("# Dear {{ first_name | default: \"customer\" }}\n\nSpring **loaves** are here.\n"), 0o600); err != nil {
		return err
	}
	const waiting = 3 // exit code of a campaign that waits for its limit
	for _, step := range []struct {
		code int
		args []string
	}{
		{0, []string{"contacts", "import", "assets/sample/customers.csv", "--list", "Customers"}},
		{0, []string{"templates", "add", "--name", "Spring", "--subject", "Hello {{ first_name }}, spring is here", body}},
		{0, []string{"templates", "add", "--name", "Opening hours", "--subject", "We are open on Sunday", body}},
		{0, []string{"settings", "--business", "Käsmayer Bakery", "--postal", "Hauptplatz 1, 8010 Graz"}},
		{0, []string{
			"accounts", "add", "--name", "Office", "--host", "127.0.0.1", "--port", strconv.Itoa(server.Port()), "--security", "none",
			"--from", "Käsmayer Bakery <info@example.at>", "--limit", "40/24h", "--limit", "30/minute",
		}},
		{-1, []string{"campaigns", "create", "--name", "Winter greetings", "--template", "Opening hours", "--account", "Practice mailbox", "--list", "Customers"}},
		{-1, []string{"campaigns", "start", "Winter greetings", "--wait", "--max-wait", "5s"}},
		{0, []string{"campaigns", "create", "--name", "Spring mailing", "--template", "Spring", "--account", "Office", "--list", "Customers"}},
		{waiting, []string{"campaigns", "start", "Spring mailing", "--wait", "--max-wait", "1s"}},
	} {
		c := exec.CommandContext(ctx, bin, append([]string{"--data", data}, step.args...)...)
		out, err := c.CombinedOutput()
		var exit *exec.ExitError
		if err != nil && !errors.As(err, &exit) {
			return err
		}
		if code := c.ProcessState.ExitCode(); step.code >= 0 && code != step.code {
			return fmt.Errorf("evenpost %s ended with %d: %s", strings.Join(step.args, " "), code, bytes.TrimSpace(out))
		}
	}
	return nil
}

// copyPicture writes a picture anew, without what differs from run to run.
func copyPicture(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close() //nolint:errcheck // it was only read
	picture, err := png.Decode(in)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, picture); err != nil {
		return err
	}
	return os.WriteFile(to, b.Bytes(), 0o644)
}
