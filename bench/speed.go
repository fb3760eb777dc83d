package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"evenpost/e2e/recorder"
)

// speed measures messages per second, the program and smtp-source by turns against one smtp-sink.
func speed(ctx context.Context, o options, row func(string, string, []float64)) error {
	folder, err := os.MkdirTemp("", "evenpost-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder) //nolint:errcheck // a temporary folder
	size, err := messageSize(ctx, o, folder)
	if err != nil {
		return err
	}
	port, stop, err := sink(ctx)
	if err != nil {
		return err
	}
	defer stop()
	var ours, theirs, ratio []float64
	for i := range o.rounds {
		t, err := smtpSource(ctx, o, port, size)
		if err != nil {
			return err
		}
		theirs = append(theirs, float64(o.messages)/t.Seconds())
		if t, err = campaign(ctx, o, filepath.Join(folder, strconv.Itoa(i)), port, o.messages); err != nil {
			return err
		}
		ours = append(ours, float64(o.messages)/t.Seconds())
		ratio = append(ratio, ours[i]/theirs[i])
	}
	row(fmt.Sprintf("messages of %d octets per second, each with durable records, %d connections, whole process", size, o.sessions), "/s", ours)
	row(fmt.Sprintf("the same by smtp-source -s %d, which keeps no records", o.sessions), "/s", theirs)
	row("ratio, round by round", "", ratio)
	return nil
}

// messageSize is what the program's message has in octets.
func messageSize(ctx context.Context, o options, folder string) (int, error) {
	r, err := recorder.Start(ctx, recorder.Options{})
	if err != nil {
		return 0, err
	}
	defer r.Close() //nolint:errcheck // it was only listened to
	if _, err := campaign(ctx, o, filepath.Join(folder, "size"), r.Port(), 1); err != nil {
		return 0, err
	}
	return r.Accepted()[0].Size, nil
}

// campaign sends to so many people and says how long the sending process took.
func campaign(ctx context.Context, o options, folder string, port, people int) (time.Duration, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return 0, err
	}
	var list strings.Builder
	list.WriteString("email,first_name,last_name\n")
	for i := range people {
		fmt.Fprintf(&list, "person%06d@example.com,Anna %d,Huber\n", i, i)
	}
	body := "# Dear {{ first_name }} {{ last_name }}\n\n" + strings.Repeat("The **spring loaves** come out of the oven on Monday, {{ first_name }}, and there is one for you.\n\n", 30)
	csv, text := filepath.Join(folder, "people.csv"), filepath.Join(folder, "body.md")
	if err := errors.Join(os.WriteFile(csv, []byte(list.String()), 0o600), os.WriteFile(text, []byte(body), 0o600)); err != nil {
		return 0, err
	}
	var took time.Duration
	for _, args := range [][]string{
		{"contacts", "import", csv, "--list", "all"},
		{"templates", "add", "--name", "t", "--subject", "Hello {{ first_name }}", text},
		{
			"accounts", "add", "--name", "a", "--host", "127.0.0.1", "--port", strconv.Itoa(port), "--security", "none",
			"--from", "Shop <shop@example.at>", "--connections", strconv.Itoa(o.sessions),
		},
		{"campaigns", "create", "--name", "c", "--template", "t", "--account", "a", "--list", "all", "--not-bulk"},
		{"campaigns", "start", "c"},
		{"run", "--max-wait", "10s"},
	} {
		began := time.Now()
		c := exec.CommandContext(ctx, o.bin, append([]string{"--data", filepath.Join(folder, "data")}, args...)...)
		if out, err := c.CombinedOutput(); err != nil {
			return 0, fmt.Errorf("%s: %w\n%s", strings.Join(args[:2], " "), err, bytes.TrimSpace(out))
		}
		took = time.Since(began)
	}
	return took, nil
}

// sink starts Debian's smtp-sink, which takes everything and keeps nothing.
func sink(ctx context.Context) (port int, stop func(), err error) {
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return 0, nil, err
	}
	port = l.Addr().(*net.TCPAddr).Port
	if err := l.Close(); err != nil {
		return 0, nil, err
	}
	c := exec.CommandContext(ctx, "/usr/sbin/smtp-sink", "-u", "postfix", "127.0.0.1:"+strconv.Itoa(port), "1000")
	if err := c.Start(); err != nil {
		return 0, nil, fmt.Errorf("smtp-sink (packaging/deps.sh mail-servers): %w", err)
	}
	stop = func() {
		c.Process.Kill() //nolint:errcheck // it may have ended
		c.Wait()         //nolint:errcheck // it was killed
	}
	for range 200 {
		var d net.Dialer
		if conn, err := d.DialContext(ctx, "tcp", "127.0.0.1:"+strconv.Itoa(port)); err == nil {
			return port, stop, conn.Close()
		}
		time.Sleep(10 * time.Millisecond)
	}
	stop()
	return 0, nil, errors.New("smtp-sink does not answer")
}

func smtpSource(ctx context.Context, o options, port, size int) (time.Duration, error) {
	began := time.Now()
	// -d keeps a session for many messages, as Evenpost does.
	c := exec.CommandContext(ctx, "/usr/sbin/smtp-source", "-d", "-s", strconv.Itoa(o.sessions), "-m", strconv.Itoa(o.messages),
		"-l", strconv.Itoa(size), "-f", "shop@example.at", "-t", "person@example.com", "127.0.0.1:"+strconv.Itoa(port))
	out, err := c.CombinedOutput()
	if err != nil {
		return 0, fmt.Errorf("smtp-source: %w\n%s", err, out)
	}
	return time.Since(began), nil
}
