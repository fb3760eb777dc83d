package cli_test

import (
	"slices"
	"strings"
	"testing"

	"evenpost/cli"
)

func TestHelp(t *testing.T) {
	p := newProgram(t)
	all := p.must(cli.Done, "help").out
	for _, name := range []string{
		"contacts import FILE", "contacts list", "contacts export FILE", "suppress [ADDRESS...]", "suppressed", "templates add FILE", "accounts add", "accounts test NAME", "quota",
		"campaigns create", "campaigns start NAME", "campaigns status [NAME]", "campaigns show NAME", "campaigns pause NAME", "campaigns resume NAME", "campaigns cancel NAME", "run", "failed", "retry", "settle",
		"correct ADDRESS", "settings", "practice", "version",
	} {
		if !strings.Contains(all, "  "+name) {
			t.Errorf("help does not name %q", name)
		}
		words := strings.Fields(name)
		words = slices.DeleteFunc(words, func(w string) bool { return w != strings.ToLower(w) || strings.HasPrefix(w, "[") })
		if r := p.must(cli.Done, append(words, "--help")...); !strings.Contains(r.out, "Usage:  evenpost "+strings.Join(words, " ")) || !strings.Contains(r.out, "--data DIR") {
			t.Errorf("%v --help says %q", words, r.out)
		}
		if r := p.must(cli.Done, append([]string{"help"}, words...)...); r.out == "" {
			t.Errorf("help %v says nothing", words)
		}
	}
	p.must(cli.Done, "--help")
	p.must(cli.Done, "contacts", "--help")
}

func TestMisuse(t *testing.T) {
	p := newProgram(t)
	for _, c := range []struct {
		args []string
		says string
	}{
		{[]string{"dance"}, `"dance" is not a command`},
		{[]string{"contacts"}, "needs one of: import, imports, list, export"},
		{[]string{"contacts", "dance"}, `has no "dance"`},
		{[]string{"help", "dance"}, `"dance" is not a command`},
		{[]string{"--fast"}, "no flag --fast"},
		{[]string{"contacts", "import"}, "FILE"},
		{[]string{"contacts", "import", "a.csv", "b.csv"}, "one word too many"},
		{[]string{"contacts", "list", "--fast"}, "there is no flag --fast"},
		{[]string{"contacts", "list", "--limit"}, "--limit needs a value"},
		{[]string{"contacts", "list", "--limit", "many"}, "--limit cannot be"},
		{[]string{"contacts", "list", "--limit", "-1"}, "--limit"},
		{[]string{"contacts", "import", "x.csv", "--separator", "ab"}, "--separator"},
		{[]string{"templates", "add", "x.md"}, "--name and --subject"},
		{[]string{"templates", "add", "x.doc", "--name", "n", "--subject", "s"}, ".md, .html or .txt"},
		{[]string{"accounts", "add", "--name", "n"}, "--from"},
		{[]string{"accounts", "add", "--from", "a@b.at"}, "--host"},
		{[]string{"accounts", "add", "--from", "a@b.at", "--host", "h"}, "--security"},
		{[]string{"accounts", "add", "--from", "a@b.at", "--host", "h", "--security", "ssl"}, "--security"},
		{[]string{"accounts", "add", "--from", "a@b.at", "--host", "h", "--security", "tls", "--port", "70000"}, "--port"},
		{[]string{"accounts", "add", "--from", "a@b.at", "--host", "https://h", "--security", "tls"}, "--host"},
		{[]string{"accounts", "add", "--from", "a@b.at", "--host", "h", "--security", "tls", "--limit", "500"}, "500/24h"},
		{[]string{"accounts", "add", "--from", "a@b.at", "--host", "h", "--security", "tls", "--limit", "5/day@Mars/Base"}, "Mars/Base"},
		{[]string{"accounts", "add", "--from", "a@b.at", "--host", "h", "--security", "tls", "--connections", "-1"}, "--connections"},
		{[]string{"campaigns", "create", "--name", "n"}, "missing"},
		{[]string{"campaigns", "create", "--name", "n", "--template", "t", "--account", "a"}, "--list, --tag, --segment or --all"},
		{[]string{"campaigns", "create", "--name", "n", "--template", "t", "--account", "a", "--all", "--at", "soon"}, "--at"},
		{[]string{"campaigns", "start"}, "NAME"},
		{[]string{"run", "--max-wait", "soon"}, "--max-wait"},
		{[]string{"run", "--max-wait", "-1s"}, "--max-wait"},
		{[]string{"retry", "--id", "one"}, "--id"},
		{[]string{"settle", "--id", "1"}, "--arrived or --send-again"},
		{[]string{"settle", "--id", "1", "--arrived", "--send-again"}, "--arrived or --send-again"},
		{[]string{"settle", "--arrived"}, "--id"},
		{[]string{"correct", "a@b.at"}, "--id"},
		{[]string{"practice", "--port", "99999"}, "--port"},
	} {
		r := p.must(cli.Misused, c.args...)
		if !strings.Contains(r.err, c.says) || !strings.HasPrefix(r.err, "evenpost: ") || r.out != "" {
			t.Errorf("%v says\n%s%s\nwant %q", c.args, r.out, r.err, c.says)
		}
	}
}

func TestFlagsStandAnywhere(t *testing.T) {
	p := newProgram(t)
	file := p.file("one.csv", "email\nanna@example.at")
	p.must(cli.Done, "contacts", "import", "--list", "one", file, "--json")
	p.must(cli.Done, "contacts", "import", file, "--list=two", "--tag", "vip")
	got := read[[]struct {
		Name     string
		Contacts int
	}](p, "lists")
	if len(got) != 2 || got[0].Contacts != 1 || got[1].Contacts != 1 {
		t.Errorf("lists: %+v", got)
	}
	elsewhere := t.TempDir()
	p.must(cli.Done, "suppress", "--data", elsewhere, "--", "-odd-@example.at")
	if r := p.must(cli.Done, "suppressed"); strings.Contains(r.out, "odd") {
		t.Error("--data after the command was not heeded")
	}
	if r := p.must(cli.Done, "suppressed", "--data", elsewhere); !strings.Contains(r.out, "-odd-@example.at") {
		t.Errorf("after -- a word is an address: %s", r.out)
	}
}

func TestWindowWithoutACommand(t *testing.T) {
	p := newProgram(t)
	if r := p.must(cli.Failed); !strings.Contains(r.err, "the window was opened") {
		t.Errorf("%s", r.err)
	}
}

func TestVersion(t *testing.T) {
	p := newProgram(t)
	for _, args := range [][]string{{"version"}, {"--version"}} {
		if r := p.must(cli.Done, args...); !strings.HasPrefix(r.out, "evenpost 1.2.3 (go") {
			t.Errorf("%s", r.out)
		}
	}
	if v := read[map[string]string](p, "version"); v["version"] != "1.2.3" {
		t.Errorf("%v", v)
	}
}
