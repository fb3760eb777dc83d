package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"evenpost/cli"
)

type importReport struct {
	Read, Added, Updated, Unchanged int
	Bad                             []struct {
		Line   int
		Reason string
	}
}

func TestImportListExport(t *testing.T) {
	p := newProgram(t)
	file := p.file("customers.csv", "Vorname;Nachname;E-Mail;Ort\nAnna;M\xfcller;anna@example.at;Graz\nOtto;Leer;;Linz\nBert;Bauer;bert@example.at;Wien\nAnna;M\xfcller;ANNA@example.at;Graz")
	r := read[importReport](p, "contacts", "import", file, "--list", "Customers", "--tag", "vip")
	if r.Read != 4 || r.Added != 2 || len(r.Bad) != 2 || r.Bad[0].Line != 3 || r.Bad[1].Line != 5 || r.Bad[0].Reason == "" {
		t.Errorf("%+v", r)
	}
	if r := read[importReport](p, "contacts", "import", file); r.Added != 0 || r.Unchanged != 2 || r.Bad == nil {
		t.Errorf("a second time: %+v", r)
	}
	text := p.must(cli.Done, "contacts", "import", file).out
	if !strings.Contains(text, "4 rows read: 0 added, 0 updated, 2 unchanged, 2 bad.") || !strings.Contains(text, "line 3: ") {
		t.Errorf("%s", text)
	}
	p.must(cli.Done, "suppress", "bert@example.at")
	type contact struct {
		Email      string
		LastName   string `json:"last_name"`
		Fields     map[string]string
		Tags       []string
		Suppressed bool
	}
	list := read[[]contact](p, "contacts", "list", "--list", "Customers")
	if len(list) != 2 || list[0].LastName != "Müller" || list[0].Fields["ort"] != "Graz" || list[0].Tags[0] != "vip" || list[0].Suppressed || !list[1].Suppressed {
		t.Errorf("%+v", list)
	}
	if list := read[[]contact](p, "contacts", "list", "--search", "muller", "--limit", "1"); len(list) != 1 || list[0].Email != "anna@example.at" {
		t.Errorf("%+v", list)
	}
	if list := read[[]contact](p, "contacts", "list", "--tag", "nobody"); list == nil || len(list) != 0 {
		t.Errorf("nobody is an empty array: %+v", list)
	}
	out := filepath.Join(t.TempDir(), "out.csv")
	p.must(cli.Done, "contacts", "export", out, "--list", "Customers")
	b, err := os.ReadFile(out)
	if err != nil || !strings.Contains(string(b), "anna@example.at,Anna,Müller") {
		t.Errorf("%v %s", err, b)
	}
	p.must(cli.Failed, "contacts", "export", filepath.Join(out, "impossible.csv"))
	if text := p.must(cli.Done, "contacts", "export", "-", "--search", "anna").out; !strings.Contains(text, "anna@example.at,Anna,Müller,,vip,Customers") || strings.Contains(text, "bert@") {
		t.Errorf("to standard output: %s", text)
	}
	for _, ending := range []string{".xlsx", ".vcf"} {
		out := filepath.Join(t.TempDir(), "out"+ending)
		p.must(cli.Done, "contacts", "export", out)
		if r := read[importReport](p, "contacts", "import", out); r.Read != 2 || r.Unchanged != 2 {
			t.Errorf("%s again: %+v", ending, r)
		}
	}
}

func TestBadFilesChangeNothing(t *testing.T) {
	p := newProgram(t)
	p.must(cli.Done, "contacts", "import", p.file("one.csv", "email\nanna@example.at"))
	for name, c := range map[string]struct{ file, says string }{
		"missing":      {filepath.Join(t.TempDir(), "no.csv"), "cannot be read"},
		"folder":       {t.TempDir(), "cannot be read"},
		"not text":     {p.file("picture.csv", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x01\x00\x00\x00\x00\x00\x00"), "not a text file"},
		"empty":        {p.file("empty.csv", ""), "no column with e-mail addresses"},
		"no addresses": {p.file("none.csv", "a,b\n1,2\n3,4"), "no column with e-mail addresses"},
	} {
		r := p.must(cli.Failed, "contacts", "import", c.file, "--list", "new")
		if !strings.Contains(r.err, c.says) || r.out != "" || strings.Count(r.err, "\n") != 2 {
			t.Errorf("%s says\n%s\nwant %q", name, r.err, c.says)
		}
	}
	if os.Getuid() != 0 {
		locked := p.file("locked.csv", "email\nbert@example.at")
		if err := os.Chmod(locked, 0); err != nil {
			t.Fatal(err)
		}
		p.must(cli.Failed, "contacts", "import", locked)
	}
	if got := read[[]any](p, "contacts", "list"); len(got) != 1 {
		t.Errorf("%v", got)
	}
	if got := read[[]any](p, "lists"); len(got) != 0 {
		t.Errorf("a list was made: %v", got)
	}
}

func TestSuppress(t *testing.T) {
	p := newProgram(t)
	r := p.must(cli.Failed, "suppress", "anna@example.at", "no address", "neither")
	if !strings.Contains(r.err, `"no address"`) || !strings.Contains(r.err, `"neither"`) {
		t.Errorf("%s", r.err)
	}
	type suppression struct{ Address, Reason, Note string }
	if got := read[[]suppression](p, "suppressed"); len(got) != 0 {
		t.Errorf("a bad address among them changes nothing: %v", got)
	}
	p.must(cli.Done, "suppress", "anna@example.at", "bert@example.at", "--reason", "unsubscribed")
	left := filepath.Join(t.TempDir(), "unsubscribed_members.csv")
	if err := os.WriteFile(left, []byte("Email Address,UNSUB_TIME\nemil@example.at,2026-01-02\nno address,2026-01-03\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if r := p.must(cli.Done, "contacts", "import", left, "--look"); !strings.Contains(r.err, "unsubscribed elsewhere") {
		t.Error(r.err)
	}
	if r := p.must(cli.Done, "suppress", "--from", left); !strings.Contains(r.out, "1 address added") || !strings.Contains(r.err, "1 row left out") {
		t.Error(r.out, r.err)
	}
	p.must(cli.Done, "unsuppress", "emil@example.at")
	p.must(cli.Done, "suppress", "--reason", "asked by phone", "cora@example.at")
	if got := read[map[string]int](p, "suppress", "anna@example.at", "dora@example.at"); got["added"] != 1 || got["already"] != 1 {
		t.Errorf("%v", got)
	}
	got := read[[]suppression](p, "suppressed", "--search", "cora")
	if len(got) != 1 || got[0] != (suppression{"cora@example.at", "by-hand", "asked by phone"}) {
		t.Errorf("%v", got)
	}
	p.must(cli.Failed, "unsuppress", "nobody@example.at")
	p.must(cli.Done, "unsuppress", "cora@example.at")
	if got := read[[]suppression](p, "suppressed"); len(got) != 3 {
		t.Errorf("%v", got)
	}
}

func TestTemplates(t *testing.T) {
	p := newProgram(t)
	p.must(cli.Done, "contacts", "import", p.file("one.csv", "email,first_name\nanna@example.at,Anna"))
	good := p.file("good.md", "\ufeffDear {{ first_name }}\r\n")
	for name, c := range map[string]struct{ file, says string }{
		"missing":         {filepath.Join(t.TempDir(), "no.md"), "cannot be read"},
		"not text":        {p.file("picture.md", "\x89PNG\x00"), "not a text file"},
		"empty":           {p.file("empty.md", " \n"), "empty"},
		"does not parse":  {p.file("bad.md", "Dear {% if first_name %}x"), "cannot be read"},
		"an unclosed tag": {p.file("open.md", "Dear {{ first_name"), "cannot be read"},
	} {
		if r := p.must(cli.Failed, "templates", "add", "--name", "x", "--subject", "s", c.file); !strings.Contains(r.err, c.says) {
			t.Errorf("%s says\n%s\nwant %q", name, r.err, c.says)
		}
	}
	type template struct{ Name, Subject, Format, Body string }
	if got := read[[]template](p, "templates", "list"); len(got) != 0 {
		t.Errorf("%v", got)
	}
	if r := p.must(cli.Done, "templates", "add", p.file("later.txt", "Dear {{ nickname }}"), "--name", "later", "--subject", "s"); !strings.Contains(r.err, "nickname") {
		t.Errorf("an unknown field is not mentioned: %s", r.err)
	}
	p.must(cli.Done, "templates", "add", good, "--name", "News", "--subject", "Hello {{ first_name }}")
	p.must(cli.Failed, "templates", "add", good, "--name", "News", "--subject", "Again")
	p.must(cli.Done, "templates", "add", good, "--name", "News", "--subject", "Again", "--replace")
	if got := read[template](p, "templates", "show", "News"); got != (template{"News", "Again", "markdown", "Dear {{ first_name }}\n"}) {
		t.Errorf("%+v", got)
	}
	if r := p.must(cli.Failed, "templates", "show", "Olds"); !strings.Contains(r.err, "no template “Olds”") {
		t.Errorf("%s", r.err)
	}
}
