package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os/exec"
	"strconv"
	"time"
)

// smtpSink starts Debian's smtp-sink, which takes everything and keeps nothing. It offers PIPELINING.
func smtpSink(ctx context.Context) (port int, stop func(), err error) {
	if port, err = freePort(ctx); err != nil {
		return 0, nil, err
	}
	address := "127.0.0.1:" + strconv.Itoa(port)
	c := exec.CommandContext(ctx, "/usr/sbin/smtp-sink", "-u", "postfix", address, "1000")
	if err := c.Start(); err != nil {
		return 0, nil, fmt.Errorf("smtp-sink (packaging/deps.sh mail-servers): %w", err)
	}
	stop = func() {
		c.Process.Kill() //nolint:errcheck // it may have ended
		c.Wait()         //nolint:errcheck // it was killed
	}
	for range 200 {
		var d net.Dialer
		if conn, err := d.DialContext(ctx, "tcp", address); err == nil {
			return port, stop, conn.Close()
		}
		time.Sleep(10 * time.Millisecond)
	}
	stop()
	return 0, nil, errors.New("smtp-sink does not answer")
}

func freePort(ctx context.Context) (int, error) {
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	return l.Addr().(*net.TCPAddr).Port, l.Close()
}

// smtpSource runs the yardstick: -d keeps a session for many messages, as Evenpost does, and the file is what it says in
// each of them.
func smtpSource(ctx context.Context, port, sessions, messages int, file string) (usage, error) {
	c, err := start(ctx, nil, "/usr/sbin/smtp-source", "-d", "-s", strconv.Itoa(sessions), "-m", strconv.Itoa(messages),
		"-F", file, "-f", "shop@example.at", "-t", "person@example.com", "127.0.0.1:"+strconv.Itoa(port))
	if err != nil {
		return usage{}, fmt.Errorf("smtp-source (packaging/deps.sh mail-servers): %w", err)
	}
	return c.wait()
}
