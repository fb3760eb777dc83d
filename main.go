// Evenpost sends a small business's mailings through the mailbox it already has, at the pace that mailbox allows.
// Without a command it opens its window; package cli has the commands.
package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // Windows has no time zones of its own

	"golang.org/x/term"

	"evenpost/cli"
)

// version is set when a release is built: -ldflags "-X main.version=1.0.0".
var version = "dev"

func main() { os.Exit(run()) }

func run() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // the first signal stops cleanly, a second one at once
	env := cli.Env{
		Args: os.Args[1:], Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Getenv: os.Getenv, Version: version,
		Terminal: term.IsTerminal(int(os.Stderr.Fd())),
		Open:     openServices,
		Practice: openPractice,
		Window:   window,
	}
	if stdin := int(os.Stdin.Fd()); term.IsTerminal(stdin) {
		env.ReadPassword = func(prompt string) (string, error) { return readPassword(ctx, stdin, prompt) }
	}
	return cli.Run(ctx, env)
}

// readPassword asks on the terminal without showing what is typed. A signal puts the terminal back as it was.
func readPassword(ctx context.Context, terminal int, prompt string) (string, error) {
	state, err := term.GetState(terminal)
	if err != nil {
		return "", fmt.Errorf("terminal: %w", err)
	}
	fmt.Fprint(os.Stderr, prompt)
	type typed struct {
		password []byte
		err      error
	}
	done := make(chan typed, 1)
	go func() {
		password, err := term.ReadPassword(terminal)
		done <- typed{password, err}
	}()
	defer fmt.Fprintln(os.Stderr)
	select {
	case <-ctx.Done():
		if err := term.Restore(terminal, state); err != nil {
			return "", fmt.Errorf("terminal: %w", err)
		}
		return "", ctx.Err()
	case t := <-done:
		return string(bytes.TrimRight(t.password, "\r\n")), t.err
	}
}
