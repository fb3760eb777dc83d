package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"hash/crc32"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"evenpost/e2e/recorder"
	"evenpost/storage/contactfile/contactfiletest"
)

// A bakery is a data folder with what a business has after a few weeks: contacts, a finished mailing with failures, and one
// that is on its way while the pictures are taken.
type bakery struct {
	bin, data, folder string
	server            *recorder.Server
}

const (
	advent = "Advent market"
	hours  = "Winter opening hours"
	office = "Office"
)

func openBakery(ctx context.Context, bin, folder string) (*bakery, error) {
	// A few addresses do not exist, and never so many that the account stops; which ones is the same at every run.
	unknown := func(to string) bool { return crc32.ChecksumIEEE([]byte(to))%45 == 7 }
	server, err := recorder.Start(ctx, recorder.Options{Unknown: unknown})
	if err != nil {
		return nil, err
	}
	b := &bakery{bin: bin, data: filepath.Join(folder, "bakery"), folder: folder, server: server}
	if err := b.fill(ctx); err != nil {
		b.close()
		return nil, err
	}
	server.Slow(1500 * time.Millisecond) // the window shows how it goes on
	return b, nil
}

func (b *bakery) close() {
	b.server.Close() //nolint:errcheck // it was only listened to
}

func (b *bakery) fill(ctx context.Context) error {
	market, err := b.write("market.md", "# Dear {{ first_name | default: \"friends\" }},\n\nfrom Friday on our stall stands on the main square again: "+
		"fresh **stollen**, vanilla crescents and hot punch, every day from 10 to 20 o'clock.\n\nWhoever shows this mail gets a gingerbread heart for free.\n\nYour bakery Käsmayer\n")
	if err != nil {
		return err
	}
	winter, err := b.write("hours.md", "Dear {{ first_name | default: \"customers\" }},\n\nfrom December on we open at **6:30**, on Sundays at 7:30.\n\nYour bakery Käsmayer\n")
	if err != nil {
		return err
	}
	const rows = 660
	list, _, _ := contactfiletest.Spreadsheet(rows)
	newsletter, err := b.write("newsletter.csv", string(list))
	if err != nil {
		return err
	}
	for _, args := range [][]string{
		{"settings", "--business", "Bäckerei Käsmayer", "--postal", "Hauptplatz 1\n8010 Graz"},
		{"contacts", "import", "assets/sample/customers.csv", "--list", "Customers"},
		{"contacts", "import", newsletter, "--list", "Newsletter"},
		{"suppress", "maria.gruber@example.at", "office@example.com", "--reason", "unsubscribed"},
		{"templates", "add", "--name", advent, "--subject", "Our Advent market opens on Friday, {{ first_name | default: \"dear friends\" }}", market},
		{"templates", "add", "--name", hours, "--subject", "We open at 6:30 from December on", winter},
		{
			"accounts", "add", "--name", office, "--host", "127.0.0.1", "--port", strconv.Itoa(b.server.Port()), "--security", "none",
			"--from", "Bäckerei Käsmayer <info@example.at>", "--limit", "500/24h", "--connections", "2",
		},
		{"campaigns", "create", "--name", advent, "--template", advent, "--account", "Practice mailbox", "--list", "Customers"},
		{"campaigns", "start", advent, "--wait"},
		{"campaigns", "create", "--name", hours, "--template", hours, "--account", office, "--list", "Newsletter"},
	} {
		if err := b.evenpost(ctx, args...); err != nil {
			return err
		}
	}
	return b.sendSome(ctx)
}

// sendSome starts the campaign and stops the program in the middle of it.
func (b *bakery) sendSome(ctx context.Context) error {
	const some = 280
	c := exec.CommandContext(ctx, b.bin, "--data", b.data, "campaigns", "start", hours, "--wait")
	if err := c.Start(); err != nil {
		return err
	}
	patience, stop := context.WithTimeout(ctx, time.Minute)
	defer stop()
	err := errors.Join(b.server.AwaitCount(patience, some), c.Process.Signal(os.Interrupt))
	var exit *exec.ExitError
	if ended := c.Wait(); !errors.As(ended, &exit) { // it was interrupted, and says so
		err = errors.Join(err, ended)
	}
	return err
}

func (b *bakery) write(name, text string) (path string, err error) {
	path = filepath.Join(b.folder, name)
	return path, os.WriteFile(path, []byte(text), 0o600)
}

func (b *bakery) evenpost(ctx context.Context, args ...string) error {
	c := exec.CommandContext(ctx, b.bin, append([]string{"--data", b.data}, args...)...)
	c.Env = append(os.Environ(), "EVENPOST_RETRY_AFTER=1s")
	if out, err := c.CombinedOutput(); err != nil {
		return fmt.Errorf("evenpost %s: %w: %s", strings.Join(args, " "), err, bytes.TrimSpace(out))
	}
	return nil
}
