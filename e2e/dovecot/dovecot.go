// Package dovecot runs a Dovecot of its own for a test: an IMAP server on a loopback port, with one user whose mailbox is a
// Maildir inside a temporary folder.
package dovecot

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// T is what the package needs of a *testing.T.
type T interface {
	Helper()
	Fatalf(format string, args ...any)
	Cleanup(f func())
	Context() context.Context
	TempDir() string
}

// Server is a running Dovecot.
type Server struct {
	t    T
	dir  string
	port int
	cmd  *exec.Cmd
	n    int
}

// Start runs a server with TLS from the first byte until the test ends. certify puts cert.pem and key.pem for localhost into a
// folder. It needs root, as Dovecot does.
func Start(t T, user, password string, certify func(dir string) error) *Server {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Fatalf("Dovecot must be started by root: run this test as root, or make test with sudo")
	}
	dir, err := os.MkdirTemp("", "evenpost-dovecot-") // others than root have to reach it
	if err != nil {
		t.Fatalf("%v", err)
	}
	s := &Server{t: t, dir: dir}
	t.Cleanup(s.stop)
	if err := s.start(user, password, certify); err != nil {
		t.Fatalf("dovecot (packaging/deps.sh mail-servers): %v", err)
	}
	return s
}

func (s *Server) start(user, password string, certify func(string) error) error {
	for _, name := range []string{"run", "Maildir/new", "Maildir/cur", "Maildir/tmp"} {
		if err := os.MkdirAll(filepath.Join(s.dir, name), 0o755); err != nil {
			return err
		}
	}
	if err := certify(s.dir); err != nil {
		return err
	}
	l, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // it is closed at once
	if err != nil {
		return err
	}
	s.port = l.Addr().(*net.TCPAddr).Port
	if err := l.Close(); err != nil {
		return err
	}
	users := filepath.Join(s.dir, "users")
	if err := os.WriteFile(users, []byte(user+":{PLAIN}"+password+"\n"), 0o644); err != nil {
		return err
	}
	conf := filepath.Join(s.dir, "dovecot.conf")
	text := strings.Join([]string{
		"base_dir = " + filepath.Join(s.dir, "run"),
		"state_dir = " + filepath.Join(s.dir, "run"),
		"log_path = " + filepath.Join(s.dir, "dovecot.log"),
		"protocols = imap",
		"listen = 127.0.0.1",
		"ssl = required",
		"ssl_cert = <" + filepath.Join(s.dir, "cert.pem"),
		"ssl_key = <" + filepath.Join(s.dir, "key.pem"),
		"auth_mechanisms = plain login",
		"mail_location = maildir:" + filepath.Join(s.dir, "Maildir"),
		"passdb {\n driver = passwd-file\n args = " + users + "\n}",
		"userdb {\n driver = static\n args = uid=nobody gid=nogroup home=" + s.dir + "\n}",
		"service imap-login {\n chroot =\n inet_listener imap {\n  port = 0\n }\n inet_listener imaps {\n  port = " + strconv.Itoa(s.port) + "\n  ssl = yes\n }\n}",
		"service anvil {\n chroot =\n}",
	}, "\n") + "\n"
	if err := os.WriteFile(conf, []byte(text), 0o600); err != nil {
		return err
	}
	for _, name := range []string{"", "Maildir", "Maildir/new", "Maildir/cur", "Maildir/tmp"} {
		if err := os.Chmod(filepath.Join(s.dir, name), 0o777); err != nil { // another user's program writes there
			return err
		}
	}
	s.cmd = exec.CommandContext(context.WithoutCancel(s.t.Context()), "/usr/sbin/dovecot", "-F", "-c", conf)
	out, err := os.Create(filepath.Join(s.dir, "dovecot.out"))
	if err != nil {
		return err
	}
	defer out.Close() //nolint:errcheck // Dovecot has its own copy
	s.cmd.Stdout, s.cmd.Stderr = out, out
	if err := s.cmd.Start(); err != nil {
		return err
	}
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		c, err := net.DialTimeout("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(s.port)), time.Second) //nolint:noctx // bounded
		if err == nil {
			return c.Close()
		}
	}
	said, _ := os.ReadFile(out.Name())
	return fmt.Errorf("it does not start: %s\n%s", said, s.Log())
}

func (s *Server) stop() {
	if s.cmd != nil && s.cmd.Process != nil && s.cmd.Process.Signal(os.Interrupt) == nil {
		s.cmd.Wait() //nolint:errcheck // it was told to end
	}
	if err := os.RemoveAll(s.dir); err != nil {
		s.t.Fatalf("%v", err)
	}
}

// Host is the name for which the certificate is.
func (s *Server) Host() string { return "localhost" }

// Port is where it listens.
func (s *Server) Port() int { return s.port }

// CAFile is the certificate that vouches for the server.
func (s *Server) CAFile() string { return filepath.Join(s.dir, "cert.pem") }

// Log is what the server wrote down.
func (s *Server) Log() string {
	text, _ := os.ReadFile(filepath.Join(s.dir, "dovecot.log"))
	return string(text)
}

// Put lays a mail into the mailbox, as one that nobody has seen.
func (s *Server) Put(mail string) {
	s.t.Helper()
	s.n++
	name := fmt.Sprintf("%d.M%dP1.test", time.Now().Unix(), s.n)
	path := filepath.Join(s.dir, "Maildir", "new", name)
	if err := os.WriteFile(path, []byte(mail), 0o666); err != nil {
		s.t.Fatalf("%v", err)
	}
	if err := os.Chmod(path, 0o666); err != nil { // the user of the mailbox reads it
		s.t.Fatalf("%v", err)
	}
}

// Mails are the names of the mails in the mailbox; those that were seen, marked or answered have letters behind a comma.
func (s *Server) Mails() []string {
	s.t.Helper()
	var all []string
	for _, folder := range []string{"new", "cur"} {
		entries, err := os.ReadDir(filepath.Join(s.dir, "Maildir", folder))
		if err != nil {
			s.t.Fatalf("%v", err)
		}
		for _, e := range entries {
			all = append(all, e.Name())
		}
	}
	return all
}
