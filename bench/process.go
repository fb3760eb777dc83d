package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"
)

// child is a process that is measured.
type child struct {
	cmd   *exec.Cmd
	out   bytes.Buffer
	said  bytes.Buffer // on its standard error
	began time.Time

	watch  sync.WaitGroup
	ended  chan struct{}
	peakMB float64
}

// usage is what a process has used when it has ended.
type usage struct {
	wall, cpu time.Duration
	peakMB    float64 // of resident memory
	out       []byte
}

func start(ctx context.Context, env []string, name string, args ...string) (*child, error) {
	c := &child{cmd: exec.CommandContext(ctx, name, args...), ended: make(chan struct{})}
	c.cmd.Env = env
	c.cmd.Stdout, c.cmd.Stderr = &c.out, &c.said
	c.cmd.Cancel = func() error { return c.cmd.Process.Signal(os.Interrupt) }
	c.cmd.WaitDelay = 20 * time.Second
	c.began = time.Now()
	if err := c.cmd.Start(); err != nil {
		return nil, err
	}
	c.watch.Go(c.weigh)
	return c, nil
}

// weigh follows the peak of the resident memory. getrusage knows it as well, but there it begins with that of the parent.
func (c *child) weigh() {
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		if kilobytes, err := statusField(c.cmd.Process.Pid, "VmHWM:"); err == nil {
			c.peakMB = kilobytes / 1000
		}
		select {
		case <-c.ended:
			return
		case <-tick.C:
		}
	}
}

func (c *child) wait() (usage, error) {
	err := c.cmd.Wait()
	wall := time.Since(c.began)
	close(c.ended)
	c.watch.Wait()
	if err != nil {
		err = fmt.Errorf("%s %s: %w\n%s", filepath.Base(c.cmd.Path), strings.Join(c.cmd.Args[1:min(6, len(c.cmd.Args))], " "), err, bytes.TrimSpace(c.said.Bytes()))
	}
	p := c.cmd.ProcessState
	return usage{wall: wall, cpu: p.UserTime() + p.SystemTime(), peakMB: c.peakMB, out: c.out.Bytes()}, err
}

// interrupt ends a process as Ctrl-C does, and gives what it has used: that it was stopped is no error.
func (c *child) interrupt() (usage, error) {
	if err := c.cmd.Process.Signal(os.Interrupt); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return usage{}, err
	}
	u, err := c.wait()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok && exit.ExitCode() == 3 {
		err = nil
	}
	return u, err
}

// cpuOf is what the threads of a process that runs have used so far. The clock of getrusage is only read at a process's end,
// and that of /proc/PID/stat ticks in hundredths of a second.
func cpuOf(pid int) (sum time.Duration) {
	threads, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", pid))
	if err != nil {
		return 0 // the pattern is a good one
	}
	for _, path := range threads {
		text, err := os.ReadFile(path)
		if err != nil {
			continue // a thread that has ended
		}
		nanoseconds, _, _ := strings.Cut(string(text), " ")
		if n, err := strconv.ParseInt(nanoseconds, 10, 64); err == nil {
			sum += time.Duration(n)
		}
	}
	return sum
}

func statusField(pid int, name string) (float64, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(text)) {
		if fields := strings.Fields(line); len(fields) > 1 && fields[0] == name {
			return strconv.ParseFloat(fields[1], 64)
		}
	}
	return 0, fmt.Errorf("no %s", name)
}
