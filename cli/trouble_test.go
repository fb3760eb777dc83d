package cli_test

import (
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"evenpost/cli"
)

// closedPort is a port at which nobody listens.
func closedPort(t *testing.T) string {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	return strconv.Itoa(ln.Addr().(*net.TCPAddr).Port)
}

func TestNoServer(t *testing.T) {
	p := newProgram(t)
	p.prepare(closedPort(t), addresses(3))
	r := p.must(cli.Failed, "accounts", "test", "office")
	if !strings.Contains(r.err, "The mail server could not be reached.") || !strings.Contains(r.err, "refuses connections") {
		t.Errorf("%s", r.err)
	}
	r = p.must(cli.Stopped, "campaigns", "start", "spring", "--wait", "--max-wait", "1s")
	if !strings.Contains(r.err, "the mail server could not be reached; it goes on at") {
		t.Errorf("%s", r.err)
	}
	if got := read[status](p, "campaigns", "status", "spring"); got.Waiting != 3 || got.Failed != 0 || got.WaitingFor == nil || got.WaitingFor.Why != "held" {
		t.Errorf("nobody is lost for want of a server: %+v", got)
	}
}

func TestDamagedDatabase(t *testing.T) {
	p := newProgram(t)
	p.must(cli.Done, "suppress", "anna@example.at")
	if err := os.WriteFile(filepath.Join(p.data, "evenpost.db"), []byte(strings.Repeat("not a database ", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, side := range []string{"-wal", "-shm"} {
		if err := os.Remove(filepath.Join(p.data, "evenpost.db"+side)); err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
	}
	if r := p.must(cli.Failed, "suppressed"); !strings.Contains(r.err, "The database is damaged.") || !strings.Contains(r.err, "evenpost restore") {
		t.Errorf("%s", r.err)
	}
}

func TestDataFolderThatCannotBe(t *testing.T) {
	p := newProgram(t)
	file := p.file("file", "this is no folder")
	if r := p.must(cli.Failed, "suppressed", "--data", filepath.Join(file, "data")); !strings.Contains(r.err, "The data folder cannot be written.") {
		t.Errorf("%s", r.err)
	}
}
