package cli_test

import (
	"os"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"evenpost/cli"
)

func TestDiskFull(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("needs root to mount a tiny disk")
	}
	p := newProgram(t)
	if err := os.MkdirAll(p.data, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("evenpost-test", p.data, "tmpfs", 0, "size=1536k"); err != nil {
		t.Skipf("a tiny disk cannot be mounted here: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(p.data, 0); err != nil {
			t.Error(err)
		}
	})
	p.must(cli.Done, "suppress", "anna@example.at")
	var csv strings.Builder
	csv.WriteString("email,note\n")
	for i, a := range addresses(5000) {
		csv.WriteString(a + "," + strings.Repeat(strconv.Itoa(i), 100) + "\n")
	}
	r := p.must(cli.Failed, "contacts", "import", p.file("large.csv", csv.String()))
	if !strings.Contains(r.err, "The disk is full.") {
		t.Errorf("%s", r.err)
	}
	p.must(cli.Done, "contacts", "list") // a full disk keeps nobody from looking
	if err := syscall.Mount("evenpost-test", p.data, "tmpfs", syscall.MS_REMOUNT, "size=16m"); err != nil {
		t.Fatal(err)
	}
	if got := read[[]any](p, "contacts", "list"); len(got) != 0 {
		t.Errorf("half an import: %d contacts", len(got))
	}
}
