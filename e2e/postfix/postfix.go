// Package postfix runs a Postfix of its own for a test: on a loopback port, with a queue, mailboxes and a log inside a
// temporary folder, so that nothing of the machine's own mail system is touched. Who is unknown comes from a table as in
// a real installation; who is deferred is asked of the test at every RCPT, so that it can change while a session is open.
package postfix

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// T is what the package needs of a *testing.T.
type T interface {
	Helper()
	Logf(format string, args ...any)
	Fatalf(format string, args ...any)
	Failed() bool
	Cleanup(f func())
	Context() context.Context
}

// Options say what kind of server is wanted.
type Options struct {
	Known    []string // addresses that have a mailbox; every other address of their domains is unknown
	Deferred []string // addresses that are answered with 450 until Defer says otherwise
	Times    int      // or only so many times each; 0: until then
	Login    *Login   // asks for a login through Dovecot, and for STARTTLS
	Limits   *Limits  // what one client may do; nil: anything
}

// Login is the only user of a server that asks for one.
type Login struct{ User, Password string }

// Server is a running Postfix.
type Server struct {
	t      T
	dir    string
	port   int
	policy *policy
	owner  *user.User
	login  *loginServer
	opts   Options
}

// Start runs a server until the test ends. It needs root, as Postfix does.
func Start(t T, o Options) *Server {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Fatalf("Postfix must be started by root: run this test as root, or make test with sudo")
	}
	owner, err := user.Lookup("postfix")
	if err != nil {
		t.Fatalf("Postfix is not installed (packaging/deps.sh mail-servers): %v", err)
	}
	s := &Server{t: t, owner: owner, opts: o}
	if err := s.prepare(); err != nil {
		t.Fatalf("preparing Postfix: %v", err)
	}
	t.Cleanup(s.stop)
	s.command("check")
	s.command("start")
	s.awaitGreeting()
	return s
}

// Addr is where the server listens.
func (s *Server) Addr() string { return net.JoinHostPort(s.Host(), strconv.Itoa(s.port)) }

// Host is the name to connect to; the server's certificate is for it.
func (s *Server) Host() string { return "localhost" }

// Port is the port to connect to.
func (s *Server) Port() int { return s.port }

// CAFile is the file with the certificate that signs the server's own, for SSL_CERT_FILE; "" without a login.
func (s *Server) CAFile() string {
	if s.login == nil {
		return ""
	}
	return filepath.Join(s.dir, "cert.pem")
}

// Defer says who is answered with 450 from now on, also within open sessions.
func (s *Server) Defer(addresses ...string) { s.policy.set(addresses) }

// Deferrals is how many times a recipient was answered with 450.
func (s *Server) Deferrals(address string) int { return s.policy.count(address) }

// Log is what Postfix wrote so far.
func (s *Server) Log() string {
	text, err := os.ReadFile(filepath.Join(s.dir, "mail.log"))
	if err != nil {
		return err.Error()
	}
	return string(text)
}

func (s *Server) prepare() error {
	var err error
	// Postfix looks at every folder above its queue, and a test's own temporary folder is closed to its daemons.
	if s.dir, err = os.MkdirTemp("", "evenpost-postfix-"); err != nil {
		return err
	}
	if s.port, err = freePort(); err != nil {
		return err
	}
	if s.policy, err = startPolicy(s.t.Context(), s.opts.Deferred, s.opts.Times); err != nil {
		return err
	}
	uid, err := strconv.Atoi(s.owner.Uid)
	if err != nil {
		return err
	}
	gid, err := strconv.Atoi(s.owner.Gid)
	if err != nil {
		return err
	}
	for _, folder := range []string{"etc", "queue", "data", "mail"} {
		if err := os.MkdirAll(filepath.Join(s.dir, folder), 0o755); err != nil {
			return err
		}
	}
	for _, folder := range []string{"data", "mail"} {
		if err := os.Chown(filepath.Join(s.dir, folder), uid, gid); err != nil {
			return err
		}
	}
	if err := os.Chmod(s.dir, 0o755); err != nil {
		return err
	}
	if s.opts.Login != nil {
		if s.login, err = startLogin(s.t.Context(), s.dir, *s.opts.Login, s.owner.Username); err != nil {
			return err
		}
	}
	return s.writeConfiguration()
}

func (s *Server) writeConfiguration() error {
	etc := filepath.Join(s.dir, "etc")
	known, domains := mailboxTable(s.opts.Known)
	for name, text := range map[string]string{"main.cf": s.mainCF(domains), "master.cf": s.masterCF(), "mailboxes": known} {
		if err := os.WriteFile(filepath.Join(etc, name), []byte(text), 0o644); err != nil {
			return err
		}
	}
	return nil
}

// mailboxTable is the table of known addresses, each with its Maildir, and their domains.
func mailboxTable(known []string) (table string, domains []string) {
	var b strings.Builder
	seen := map[string]bool{}
	for _, address := range known {
		folder, domain := strings.ToLower(address), address[strings.LastIndexByte(address, '@')+1:]
		if !seen[domain] {
			seen[domain] = true
			domains = append(domains, domain)
		}
		fmt.Fprintf(&b, "%s %s/\n", folder, folder)
	}
	return b.String(), domains
}

func (s *Server) mainCF(domains []string) string {
	trusted := "permit_mynetworks"
	if s.login != nil {
		trusted = "permit_sasl_authenticated"
	}
	lines := []string{
		"compatibility_level = 3.6",
		"queue_directory = " + s.dir + "/queue",
		"data_directory = " + s.dir + "/data",
		"maillog_file = " + s.dir + "/mail.log",
		"maillog_file_prefixes = " + s.dir,
		"myhostname = mail.practice.test",
		"mydestination =",
		"inet_interfaces = 127.0.0.1",
		"inet_protocols = ipv4",
		"mynetworks = 127.0.0.0/8",
		"alias_maps =",
		"alias_database =",
		"local_recipient_maps =",
		// Nothing ever leaves this computer.
		"default_transport = error:nothing leaves this computer",
		"relay_transport = error:nothing leaves this computer",
		"virtual_mailbox_domains = " + strings.Join(domains, " "),
		"virtual_mailbox_base = " + s.dir + "/mail",
		"virtual_mailbox_maps = texthash:" + s.dir + "/etc/mailboxes",
		"virtual_uid_maps = static:" + s.owner.Uid,
		"virtual_gid_maps = static:" + s.owner.Gid,
		"smtpd_recipient_restrictions = check_policy_service inet:" + s.policy.addr() + ", " + trusted + ", reject",
		"smtpd_relay_restrictions = " + trusted + ", reject",
		"in_flow_delay = 0",
	}
	if s.login != nil {
		lines = append(lines,
			"smtpd_tls_security_level = encrypt",
			"smtpd_tls_auth_only = yes",
			"smtpd_tls_chain_files = "+s.dir+"/key.pem, "+s.dir+"/cert.pem",
			"smtpd_sasl_auth_enable = yes",
			"smtpd_sasl_type = dovecot",
			"smtpd_sasl_path = "+s.login.socket)
	}
	if s.opts.Limits != nil {
		lines = append(lines, s.opts.Limits.mainCF()...)
	}
	return strings.Join(lines, "\n") + "\n"
}

// masterCF lists the daemons that a server with virtual mailboxes needs, none of them in a chroot.
func (s *Server) masterCF() string {
	return strings.Join([]string{
		"127.0.0.1:" + strconv.Itoa(s.port) + " inet n - n - - smtpd",
		"postlog unix-dgram n - n - 1 postlogd",
		"pickup unix n - n 60 1 pickup",
		"cleanup unix n - n - 0 cleanup",
		"qmgr unix n - n 300 1 qmgr",
		"tlsmgr unix - - n 1000? 1 tlsmgr",
		"rewrite unix - - n - - trivial-rewrite",
		"bounce unix - - n - 0 bounce",
		"defer unix - - n - 0 bounce",
		"trace unix - - n - 0 bounce",
		"verify unix - - n - 1 verify",
		"flush unix n - n 1000? 0 flush",
		"proxymap unix - - n - - proxymap",
		"showq unix n - n - - showq",
		"error unix - - n - - error",
		"retry unix - - n - - error",
		"discard unix - - n - - discard",
		"virtual unix - n n - - virtual",
		"anvil unix - - n - 1 anvil",
		"scache unix - - n - 1 scache",
	}, "\n") + "\n"
}

// command runs postfix(1) with this server's configuration.
func (s *Server) command(verb string) {
	s.t.Helper()
	if out, err := s.postfix(s.t.Context(), verb); err != nil {
		s.t.Fatalf("postfix %s: %v\n%s\n%s", verb, err, out, s.Log())
	}
}

func (s *Server) postfix(ctx context.Context, verb string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	c := exec.CommandContext(ctx, "/usr/sbin/postfix", "-c", filepath.Join(s.dir, "etc"), verb)
	// The daemons that outlive the command must not keep its output open.
	out, err := os.CreateTemp(s.dir, "command-")
	if err != nil {
		return nil, err
	}
	defer out.Close() //nolint:errcheck // it was only read
	c.Stdout, c.Stderr = out, out
	runErr := c.Run()
	text, err := os.ReadFile(out.Name())
	return text, errors.Join(runErr, err)
}

func (s *Server) awaitGreeting() {
	s.t.Helper()
	for end := time.Now().Add(15 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		if greeting(s.t.Context(), net.JoinHostPort("127.0.0.1", strconv.Itoa(s.port))) {
			return
		}
		if time.Now().After(end) {
			s.t.Fatalf("Postfix does not answer:\n%s", s.Log())
		}
	}
}

func greeting(ctx context.Context, addr string) bool {
	d := net.Dialer{Timeout: time.Second}
	c, err := d.DialContext(ctx, "tcp", addr)
	if err != nil {
		return false
	}
	defer c.Close()
	if err := c.SetDeadline(time.Now().Add(2 * time.Second)); err != nil {
		return false
	}
	line := make([]byte, 4)
	n, err := c.Read(line)
	return err == nil && strings.HasPrefix(string(line[:n]), "220")
}

func (s *Server) stop() {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(s.t.Context()), 20*time.Second)
	defer cancel()
	if out, err := s.postfix(ctx, "stop"); err != nil {
		s.t.Logf("postfix stop: %v\n%s", err, out)
	}
	if s.login != nil {
		s.login.stop()
	}
	s.policy.stop()
	if s.t.Failed() {
		s.t.Logf("the end of Postfix's log:\n%s", tail(s.Log(), 40))
	}
	if err := os.RemoveAll(s.dir); err != nil {
		s.t.Logf("removing Postfix's folder: %v", err)
	}
}

func tail(text string, n int) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return strings.Join(lines[max(0, len(lines)-n):], "\n")
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // it is closed at once
	if err != nil {
		return 0, err
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port, nil
}
