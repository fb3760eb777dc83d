package cli_test

import (
	"archive/zip"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"evenpost/cli"
)

func TestAboutAndForget(t *testing.T) {
	p := newProgram(t)
	file := p.file("customers.csv", "first_name,email,city\nAnna<b>,anna@example.at,Graz\nBert,bert@example.at,Wien\n")
	p.must(cli.Done, "contacts", "import", file, "--tag", "vip", "--list", "Guests", "--consent", "at the counter")
	p.must(cli.Done, "suppress", "anna@example.at", "--reason", "rang up")
	text := p.must(cli.Done, "contacts", "about", "ANNA@example.at").out
	for _, want := range []string{"Graz", "vip", "Guests", "at the counter", "rang up", "customers.csv"} {
		if !strings.Contains(text, want) {
			t.Errorf("nothing about %q in %s", want, text)
		}
	}
	out := filepath.Join(t.TempDir(), "anna.zip")
	p.must(cli.Done, "contacts", "about", "anna@example.at", out)
	z, err := zip.OpenReader(out)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	for name, want := range map[string]string{"person.json": `"source": "customers.csv"`, "person.html": "<td>Anna&lt;b&gt;"} {
		f, err := z.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		if b, err := io.ReadAll(f); err != nil || !strings.Contains(string(b), want) {
			t.Errorf("%s: %v\n%s", name, err, b)
		}
	}
	p.must(cli.Failed, "contacts", "about", "nobody@example.at")
	p.must(cli.Failed, "contacts", "forget", "nobody@example.at")

	if text := p.must(cli.Done, "contacts", "forget", "anna@example.at").out; !strings.Contains(text, "Forgotten.") {
		t.Error(text)
	}
	if r := read[importReport](p, "contacts", "import", file); r.Added != 0 || len(r.Bad) != 1 || r.Bad[0].Line != 2 {
		t.Errorf("imported again: %+v", r)
	}
	if text := p.must(cli.Done, "suppressed").out; strings.Contains(text, "anna") || !strings.Contains(text, "1 person who asked to be forgotten") {
		t.Error(text)
	}
	p.must(cli.Done, "unsuppress", "anna@example.at")
	if r := read[importReport](p, "contacts", "import", file); r.Added != 1 {
		t.Errorf("who came back: %+v", r)
	}
}
