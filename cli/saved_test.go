package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"evenpost/cli"
)

// Everything goes into one file and comes out of it in an empty folder.
func TestBackupToAFileAndRestoreElsewhere(t *testing.T) {
	p := newProgram(t)
	p.must(cli.Done, "suppress", "never@example.com")
	file := filepath.Join(t.TempDir(), "all.evenpost")
	p.env["EVENPOST_PASSPHRASE"] = "seven loaves"
	type written struct {
		Path, Made          string
		Contacts, Campaigns int
		Encrypted           bool
	}
	if got := read[written](p, "backup", "--to", file, "--encrypt"); !got.Encrypted || got.Path != file {
		t.Errorf("it says %+v", got)
	}
	if text, err := os.ReadFile(file); err != nil || strings.Contains(string(text), "never@example.com") {
		t.Errorf("the file shows who is in it (%v)", err)
	}

	other := newProgram(t)
	other.env["EVENPOST_PASSPHRASE"] = "six loaves"
	if r := other.must(cli.Failed, "restore", "--from", file); !strings.Contains(r.err, "passphrase") {
		t.Errorf("it says %q", r.err)
	}
	other.env["EVENPOST_PASSPHRASE"] = "seven loaves"
	if r := other.must(cli.Done, "restore", "--from", file); !strings.Contains(r.out, "Restored from") {
		t.Errorf("it says %q", r.out)
	}
	if r := other.must(cli.Done, "suppressed", "--json"); !strings.Contains(r.out, "never@example.com") {
		t.Errorf("who must not be mailed is forgotten: %s", r.out)
	}
	if r := other.must(cli.Misused, "backup", "--encrypt"); !strings.Contains(r.err, "--to") {
		t.Errorf("it says %q", r.err)
	}
}

// What was never saved by Evenpost is not called a damaged database.
func TestRestoreFromSomethingElse(t *testing.T) {
	p := newProgram(t)
	for from, says := range map[string]string{p.file("list.csv", "email\na@x.at\n"): "no file that Evenpost has saved", t.TempDir(): "cannot be read", "nix.evenpost": "cannot be read"} {
		if r := p.must(cli.Failed, "restore", "--from", from); !strings.Contains(r.err, says) {
			t.Errorf("%s: %s", from, r.err)
		}
	}
}
