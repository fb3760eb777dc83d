package cli_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"evenpost/cli"
)

// onTinyDisk is a program whose data folder is a disk of its own.
func onTinyDisk(t *testing.T, size string) *program {
	t.Helper()
	if os.Getuid() != 0 {
		t.Skip("needs root to mount a tiny disk")
	}
	p := newProgram(t)
	if err := os.MkdirAll(p.data, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mount("evenpost-test", p.data, "tmpfs", 0, "size="+size); err != nil {
		t.Skipf("a tiny disk cannot be mounted here: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(p.data, 0); err != nil {
			t.Error(err)
		}
	})
	return p
}

// A disk that becomes full: whatever is not done is said, nothing is lost, and it is done once there is room.
func TestDiskFullWhileTakingAway(t *testing.T) {
	var csv strings.Builder
	csv.WriteString("email,note\n")
	for i, a := range addresses(3000) {
		csv.WriteString(a + "," + strings.Repeat(strconv.Itoa(i), 60) + "\n")
	}
	for name, c := range map[string]struct {
		command []string
		says    []string
		after   int // contacts, once it was done
	}{
		"undo":   {[]string{"contacts", "import", "--undo", "1"}, []string{"The disk is full."}, 0},
		"forget": {[]string{"contacts", "forget", addresses(3000)[7]}, []string{"The disk is full.", "not cleaned yet"}, 2999},
		"backup": {[]string{"backup"}, []string{"The disk is full."}, 3000},
	} {
		t.Run(name, func(t *testing.T) {
			p := onTinyDisk(t, "32m")
			p.must(cli.Done, "contacts", "import", p.file("large.csv", csv.String()))
			filler := filepath.Join(p.data, "filler")
			f, err := os.Create(filler)
			if err != nil {
				t.Fatal(err)
			}
			filled := int64(0)
			for size := 1 << 16; size > 0; { // to the last byte
				n, err := f.Write(make([]byte, size))
				if filled += int64(n); err != nil {
					size /= 16
				}
			}
			if r := p.must(cli.Failed, "contacts", "list"); !strings.Contains(r.err, "The disk is full.") {
				t.Errorf("not even room to look: %s", r.err)
			}
			const some = 128 << 10 // enough to look, and to begin
			if err := errors.Join(f.Truncate(filled-some), f.Close()); err != nil {
				t.Fatal(err)
			}
			r := p.must(cli.Failed, c.command...)
			if !slices.ContainsFunc(c.says, func(want string) bool { return strings.Contains(r.err, want) }) {
				t.Errorf("%s", r.err)
			}
			if got := read[[]any](p, "contacts", "list"); len(got) < c.after || len(got) > 3000 {
				t.Errorf("%d contacts", len(got))
			}
			if err := os.Remove(filler); err != nil {
				t.Fatal(err)
			}
			if name != "undo" || len(read[[]any](p, "contacts", "list")) > 0 { // one that was begun goes on by itself
				p.must(cli.Done, c.command...)
			}
			if got := read[[]any](p, "contacts", "list"); len(got) != c.after {
				t.Errorf("%d contacts after all, want %d", len(got), c.after)
			}
		})
	}
}

func TestDiskFull(t *testing.T) {
	p := onTinyDisk(t, "1536k")
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
