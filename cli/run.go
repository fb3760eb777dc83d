// Package cli is Evenpost without a window: every command of the program, thin over storage and sender, for automation
// and for servers without a display.
//
// A command's result goes to stdout, as text or as one JSON document; progress, warnings and errors go to stderr. It ends
// with 0 when it is done, 1 after an error, 2 when it was called wrongly, and 3 when the work was stopped or waits.
package cli

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"

	"evenpost/mailing"
	"evenpost/sender"
	"evenpost/storage"
)

// The exit codes.
const (
	Done    = 0
	Failed  = 1
	Misused = 2
	Stopped = 3 // stopped by the user, or waiting for longer than allowed; the reason is on stderr
)

// Env is the world that commands work in.
type Env struct {
	Args     []string // without the program's name
	Stdin    io.Reader
	Stdout   io.Writer
	Stderr   io.Writer
	Terminal bool // Stderr is a terminal: progress may rewrite its line
	Getenv   func(string) string
	Version  string

	// ReadPassword asks without showing what is typed; nil when there is nobody to ask.
	ReadPassword func(prompt string) (string, error)
	// WorkFactor is what a guess at the passphrase of a saved file costs; 0: as savedfile has it.
	WorkFactor int
	// Open opens a data folder. Commands that need none do not call it.
	Open func(ctx context.Context, dir string) (*Services, error)
	// Practice starts the practice mailbox alone on addr.
	Practice func(ctx context.Context, dir, addr string) (Mailbox, error)
	// Window is what happens without a command.
	Window func(ctx context.Context, dir string) error
}

// Services are what commands work with.
type Services struct {
	Store     *storage.Store
	Engine    *sender.Engine
	Passwords Passwords
	// Check tries an account's connection and login step by step and names the step that failed.
	Check func(ctx context.Context, a mailing.Account, password string, report func(Step)) error
	// Parse reads a message. Its error wraps mailing.ErrBadTemplate or mailing.ErrUnknownField.
	Parse func(m mailing.Message, fields []string) error
	// Suggest fills in the server and the limits of a provider that it knows by the address; ok is false for others.
	Suggest func(from mailing.Mailbox) (a mailing.Account, ok bool)
	// Domains asks the name servers. Only “contacts check” does.
	Domains mailing.DomainAsker
	// Inbox reads what comes back to mailboxes.
	Inbox Inbox
	Close func() error
}

// Passwords are the secrets of accounts.
type Passwords interface {
	sender.Secrets
	// Hold keeps a password until the program ends.
	Hold(accountID int64, password string)
	// Keep puts a password into the system's keychain. The error wraps mailing.ErrNoKeychain where there is none.
	Keep(ctx context.Context, a mailing.Account, password string) error
	// Forget takes an account's password out of the keychain.
	Forget(ctx context.Context, a mailing.Account) error
}

// Step is one step of an account's test.
type Step struct {
	Stage  mailing.Stage
	Detail string // what was found out
	Err    error
}

// Mailbox is a running practice mailbox.
type Mailbox interface {
	Addr() string
	// Watch calls received for each mail until ctx ends.
	Watch(ctx context.Context, received func(from, to, subject string)) error
	Close() error
}

// Run runs the command that env.Args name and returns the exit code.
func Run(ctx context.Context, env Env) int {
	err := run(ctx, env)
	if err == nil {
		return Done
	}
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		err = &stopped{"Stopped."}
	}
	report(env.Stderr, err)
	var wrong *misuse
	var rest *stopped
	switch {
	case errors.As(err, &wrong):
		return Misused
	case errors.As(err, &rest):
		return Stopped
	}
	return Failed
}

func run(ctx context.Context, env Env) error {
	data, rest, err := globals(env.Args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return overview(env.Stdout)
	case err != nil:
		return err
	case len(rest) == 0:
		dir, err := storage.DataDir(data)
		if err != nil {
			return err
		}
		return env.Window(ctx, dir)
	case rest[0] == "help":
		return help(env.Stdout, rest[1:])
	}
	group := rest[0]
	cmd, rest, err := find(rest)
	if err != nil {
		return err
	}
	if cmd == nil { // a group, such as "contacts --help"
		return list(env.Stdout, commandsOf(group))
	}
	c := &call{ctx: ctx, env: env}
	f := newFlags(cmd, data)
	act := cmd.define(f)
	c.args, err = f.parse(rest)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return cmd.help(env.Stdout)
	case err != nil:
		return &misuse{cmd: cmd, what: flagWords(err)}
	case len(c.args) < cmd.least:
		return &misuse{cmd: cmd, what: "something is missing: " + cmd.args}
	case cmd.most >= 0 && len(c.args) > cmd.most:
		return &misuse{cmd: cmd, what: fmt.Sprintf("%q is one word too many; names with spaces need quotation marks", c.args[cmd.most])}
	}
	c.cmd, c.json = cmd, f.json
	if c.dir, err = storage.DataDir(f.data); err != nil {
		return err
	}
	err = act(c)
	if c.svc != nil {
		err = errors.Join(err, c.svc.Close())
	}
	return err
}

// globals reads the flags before the command.
func globals(args []string) (data string, rest []string, err error) {
	f := flag.NewFlagSet("evenpost", flag.ContinueOnError)
	f.SetOutput(io.Discard)
	f.StringVar(&data, "data", "", "")
	version := f.Bool("version", false, "")
	if err := f.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return "", nil, err
		}
		return "", nil, &misuse{what: flagWords(err)}
	}
	if *version {
		return data, []string{"version"}, nil
	}
	return data, f.Args(), nil
}

// call is one run of one command.
type call struct {
	ctx  context.Context //nolint:containedctx // lives as long as the command
	env  Env
	cmd  *command
	dir  string
	args []string
	json bool
	svc  *Services
}

// open opens the data folder, once.
func (c *call) open() (*Services, error) {
	if c.svc == nil {
		svc, err := c.env.Open(c.ctx, c.dir)
		if err != nil {
			return nil, err
		}
		c.svc = svc
	}
	return c.svc, nil
}

// warn writes a sentence to stderr.
func (c *call) warn(format string, args ...any) {
	fmt.Fprintln(c.env.Stderr, strings.TrimSpace(fmt.Sprintf(format, args...)))
}

// misused says that the command was called wrongly.
func (c *call) misused(format string, args ...any) error {
	return &misuse{cmd: c.cmd, what: fmt.Sprintf(format, args...)}
}
