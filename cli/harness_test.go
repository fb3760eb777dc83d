package cli_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"evenpost/cli"
	"evenpost/mailing"
	"evenpost/sender"
	"evenpost/sender/compose"
	"evenpost/sender/smtp"
	"evenpost/storage"
)

// program is the command line on one data folder, in this process.
type program struct {
	t        *testing.T
	ctx      context.Context
	data     string
	env      map[string]string
	ask      func(prompt string) (string, error)
	keychain map[string]string // nil: this computer has none
	first    time.Duration     // before a second try; 0: the real five minutes
	roots    *x509.CertPool
	domains  mailing.DomainAsker
	inbox    cli.Inbox
}

func newProgram(t *testing.T) *program {
	t.Helper()
	return &program{t: t, ctx: t.Context(), data: filepath.Join(t.TempDir(), "data"), env: map[string]string{}, keychain: map[string]string{}}
}

// result is what a command said, and how it ended.
type result struct {
	code     int
	out, err string
}

// lockedBuffer is written by a command and read by its test.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.b.String()
}

func (p *program) environment(out, errOut *lockedBuffer, args []string) cli.Env {
	return cli.Env{
		Args: append([]string{"--data", p.data}, args...), Stdin: strings.NewReader(""), Stdout: out, Stderr: errOut,
		Getenv: func(k string) string { return p.env[k] }, Version: "1.2.3", ReadPassword: p.ask, WorkFactor: 10, Open: p.open,
		Window: func(context.Context, string) error { return errors.New("the window was opened") },
		Practice: func(ctx context.Context, dir, addr string) (cli.Mailbox, error) {
			return nil, errors.New("not in this test")
		},
	}
}

func (p *program) run(args ...string) result {
	p.t.Helper()
	var out, errOut lockedBuffer
	code := cli.Run(p.ctx, p.environment(&out, &errOut, args))
	return result{code, out.String(), errOut.String()}
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

// read runs a command with --json and reads its answer, which must have no other fields than V.
func read[V any](p *program, args ...string) V {
	p.t.Helper()
	return decode[V](p.t, p.must(cli.Done, append(args, "--json")...).out)
}

func decode[V any](t *testing.T, text string) (v V) {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(text))
	if err := d.Decode(&v); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	if d.More() {
		t.Errorf("more than one JSON document: %s", text)
	}
	return v
}

// file writes a file into the test's folder.
func (p *program) file(name, text string) string {
	p.t.Helper()
	path := filepath.Join(filepath.Dir(p.data), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		p.t.Fatal(err)
	}
	return path
}

func (p *program) open(ctx context.Context, dir string) (*cli.Services, error) {
	s, err := storage.Open(ctx, dir)
	if err != nil {
		return nil, err
	}
	d := &smtp.Dialer{TLSConfig: &tls.Config{RootCAs: p.roots, MinVersion: tls.VersionTLS12}}
	secrets := &secrets{program: p, held: map[int64]string{}}
	return &cli.Services{
		Store: s, Passwords: secrets, Domains: p.domains, Inbox: p.inbox, Close: s.Close,
		Check: func(ctx context.Context, a mailing.Account, password string, report func(cli.Step)) error {
			return d.Check(ctx, a, password, func(s smtp.Step) { report(cli.Step(s)) })
		},
		Engine: sender.New(sender.Deps{Store: s, Dial: sender.Dialling(d), Secrets: secrets, Schedule: mailing.Schedule{First: p.first}, Language: func(context.Context) string { return "en" }}),
		Parse: func(m mailing.Message, fields []string) error {
			_, err := compose.Parse(m, fields)
			return err
		},
		Suggest: func(from mailing.Mailbox) (mailing.Account, bool) {
			if !strings.HasSuffix(from.Address, "@known.example") {
				return mailing.Account{}, false
			}
			limit := mailing.Limit{N: 300, Kind: mailing.Rolling, Span: 24 * time.Hour}
			return mailing.Account{Host: "smtp.known.example", Port: 587, Security: mailing.StartTLS, Username: from.Address, Connections: 2, Limits: []mailing.Limit{limit}}, true
		},
	}, nil
}

type secrets struct {
	*program
	held map[int64]string
}

func (s *secrets) Password(_ context.Context, a mailing.Account) (string, error) {
	for _, password := range []string{s.held[a.ID], s.env["EVENPOST_PASSWORD"], s.keychain[a.Name]} {
		if password != "" {
			return password, nil
		}
	}
	return "", mailing.ErrNoPassword
}

func (s *secrets) Hold(id int64, password string) { s.held[id] = password }

func (s *secrets) Keep(_ context.Context, a mailing.Account, password string) error {
	if s.keychain == nil {
		return mailing.ErrNoKeychain
	}
	s.keychain[a.Name] = password
	return nil
}

func (s *secrets) Forget(_ context.Context, a mailing.Account) error {
	delete(s.keychain, a.Name)
	return nil
}

// prepare gives the program contacts on the list "people", a template "hello" and an account "office" at the port, and
// a campaign "spring" of them.
func (p *program) prepare(port string, addresses []string, account ...string) {
	p.t.Helper()
	var csv strings.Builder
	csv.WriteString("email,first_name\n")
	for i, a := range addresses {
		csv.WriteString(a + ",Person " + strconv.Itoa(i) + "\n")
	}
	p.must(cli.Done, "contacts", "import", p.file("people.csv", csv.String()), "--list", "people")
	p.must(cli.Done, "templates", "add", "--name", "hello", "--subject", "Hello {{ first_name }}", p.file("hello.md", "Dear {{ first_name }}\n"))
	p.must(cli.Done, append([]string{
		"accounts", "add", "--name", "office", "--host", "127.0.0.1", "--port", port, "--security", "none",
		"--from", "Shop <shop@example.at>",
	}, account...)...)
	p.must(cli.Done, "campaigns", "create", "--name", "spring", "--template", "hello", "--account", "office", "--list", "people", "--not-bulk")
}

func addresses(n int) []string {
	all := make([]string, n)
	for i := range all {
		all[i] = "person" + strconv.Itoa(i) + "@example.com"
	}
	return all
}
