//go:build e2e

// Package e2e_test runs the program itself, as people do: against Postfix, killed while it sends, and in a real window.
package e2e_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"evenpost/e2e/soak"
)

// What a command ends with.
const (
	exitDone    = 0
	exitError   = 1
	exitUsage   = 2
	exitWaiting = 3
)

// binary is the program that was built with the tag e2e.
func binary(t *testing.T) string {
	t.Helper()
	bin := os.Getenv("E2E_BIN")
	if bin == "" {
		t.Fatal("E2E_BIN names no program: make e2e builds one and runs these tests")
	}
	return bin
}

// A program is the command line of Evenpost on one data folder.
type program struct {
	t    *testing.T
	bin  string
	data string
	env  []string
}

func newProgram(t *testing.T, env ...string) *program {
	t.Helper()
	home := t.TempDir()
	return &program{
		t: t, bin: binary(t), data: filepath.Join(home, "data"),
		env: append([]string{"HOME=" + home, "PATH=" + os.Getenv("PATH"), "LANG=C.UTF-8", "DBUS_SESSION_BUS_ADDRESS=disabled:"}, env...),
	}
}

// with is the same program with more in its environment.
func (p *program) with(env ...string) *program {
	q := *p
	q.env = append(q.env[:len(q.env):len(q.env)], env...)
	return &q
}

// A result is what a command said, and how it ended.
type result struct {
	out, err string
	code     int
}

func (p *program) command(ctx context.Context, args ...string) *exec.Cmd {
	c := exec.CommandContext(ctx, p.bin, append([]string{"--data", p.data}, args...)...)
	c.Env = p.env
	return c
}

// run runs a command to its end.
func (p *program) run(args ...string) result {
	p.t.Helper()
	ctx, cancel := soak.Within(p.t.Context(), 5*time.Minute)
	defer cancel()
	var out, errOut bytes.Buffer
	c := p.command(ctx, args...)
	c.Stdout, c.Stderr = &out, &errOut
	err := c.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) || ctx.Err() != nil {
		p.t.Fatalf("evenpost %s: %v\n%s", strings.Join(args, " "), err, errOut.String())
	}
	return result{out.String(), errOut.String(), c.ProcessState.ExitCode()}
}

// must runs a command that has to end with a code.
func (p *program) must(code int, args ...string) result {
	p.t.Helper()
	r := p.run(args...)
	if r.code != code {
		p.t.Fatalf("evenpost %s ended with %d, want %d\nstdout: %s\nstderr: %s", strings.Join(args, " "), r.code, code, r.out, r.err)
	}
	return r
}

// read runs a command with --json and reads its answer.
func read[V any](p *program, args ...string) V {
	p.t.Helper()
	r := p.must(exitDone, append(args, "--json")...)
	var v V
	if err := json.Unmarshal([]byte(r.out), &v); err != nil {
		p.t.Fatalf("evenpost %s --json: %v\n%s", strings.Join(args, " "), err, r.out)
	}
	return v
}

// A status is what `campaigns status NAME --json` says.
type status struct {
	Name       string `json:"name"`
	State      string `json:"state"`
	Total      int    `json:"total"`
	Waiting    int    `json:"waiting"`
	Sending    int    `json:"sending"`
	Sent       int    `json:"sent"`
	Failed     int    `json:"failed"`
	InDoubt    int    `json:"in_doubt"`
	Skipped    int    `json:"skipped"`
	Cancelled  int    `json:"cancelled"`
	WaitingFor *struct {
		Why   string `json:"why"`
		Until string `json:"until"`
		Text  string `json:"text"`
	} `json:"waiting_for"`
	Forecast any `json:"forecast"`
}

// A failure is one row of `failed --json`.
type failure struct {
	ID       int64  `json:"id"`
	Address  string `json:"address"`
	State    string `json:"state"`
	Kind     string `json:"kind"`
	Scope    string `json:"scope"`
	Stage    string `json:"stage"`
	Code     int    `json:"code"`
	Enhanced string `json:"enhanced"`
	Reply    string `json:"reply"`
	Tries    int    `json:"tries"`
	Advice   string `json:"advice"`
}

// write puts a file into the test's folder.
func (p *program) write(name, text string) string {
	p.t.Helper()
	path := filepath.Join(filepath.Dir(p.data), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		p.t.Fatal(err)
	}
	return path
}
