package cli_test

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"evenpost/cli"
)

func TestImportUndo(t *testing.T) {
	p := newProgram(t)
	p.must(cli.Done, "contacts", "import", p.file("one.csv", "email,company\nanna@example.at,Old\n"))
	type imported struct {
		Import, Added, Updated int
		Hints                  []struct{ Address string }
	}
	r := read[imported](p, "contacts", "import", p.file("two.csv", "email,company\nanna@example.at,New\nbert@gmial.com,B\n"), "--list", "Fair", "--existing", "fill")
	if r.Added != 1 || r.Updated != 0 || len(r.Hints) != 1 || r.Hints[0].Address != "bert@gmial.com" {
		t.Errorf("%+v", r)
	}
	text := p.must(cli.Done, "contacts", "imports").out
	if !strings.Contains(text, "two.csv") || !strings.Contains(text, "one.csv") || strings.Count(text, "done") != 2 {
		t.Errorf("%s", text)
	}
	text = p.must(cli.Done, "contacts", "import", "--undo", strconv.Itoa(r.Import)).out
	if !strings.Contains(text, "1 contact deleted, 0 as before.") {
		t.Errorf("%s", text)
	}
	if text := p.must(cli.Done, "lists").out; strings.Contains(text, "Fair") {
		t.Errorf("the list that was made for it is left: %s", text)
	}
	if text := p.must(cli.Failed, "contacts", "import", "--undo", strconv.Itoa(r.Import)).err; !strings.Contains(text, "could not be taken back") {
		t.Errorf("%s", text)
	}
	chosen := p.file("three.csv", "email\ncarl@gmial.com\ninfo@example.at\nx@mailinator.com\n")
	if r := read[importReport](p, "contacts", "import", chosen, "--typos", "correct", "--roles", "skip"); r.Added != 2 || len(r.Bad) != 1 || !strings.Contains(r.Bad[0].Reason, "as you chose") {
		t.Errorf("%+v", r)
	}
	if text := p.must(cli.Done, "contacts", "list").out; !strings.Contains(text, "carl@gmail.com") || strings.Contains(text, "info@") {
		t.Errorf("%s", text)
	}
	for _, args := range [][]string{{"x.csv", "--roles", "correct"}, {}, {"--undo", "1", "x.csv"}, {"x.csv", "--existing", "both"}, {"x.csv", "--consent-date", "2026-01-01"}, {"x.csv", "--consent", "fair", "--consent-date", "March"}} {
		p.must(cli.Misused, append([]string{"contacts", "import"}, args...)...)
	}
}

func TestBadRowsAreSavedAndCorrected(t *testing.T) {
	p := newProgram(t)
	bad := filepath.Join(t.TempDir(), "bad.csv")
	file := p.file("list.csv", "email;name\nanna@example.at;Anna\nbert@;Bert\n")
	text := p.must(cli.Done, "contacts", "import", file, "--bad", bad, "--consent", "fair", "--consent-date", "2026-03-14").out
	if !strings.Contains(text, "The rows that were left out are in "+bad) {
		t.Errorf("%s", text)
	}
	b, err := os.ReadFile(bad)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(bad, []byte(strings.Replace(string(b), "bert@;", "bert@example.at;", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	if r := read[importReport](p, "contacts", "import", bad); r.Added != 1 || len(r.Bad) != 0 {
		t.Errorf("%+v\n%s", r, b)
	}
	type contact struct{ Fields map[string]string }
	if all := read[[]contact](p, "contacts", "list", "--search", "bert"); len(all) != 1 || len(all[0].Fields) != 0 {
		t.Errorf("%+v", all)
	}
}

func TestColumnsAreLookedAtAndChosen(t *testing.T) {
	p := newProgram(t)
	file := p.file("list.csv", "Mail;Zweite Mail;Rufname;Familie;Notiz;Stand\na@x.at;b@x.at;Anna;Huber;private;1.2.2025\n")
	type looked struct {
		Kind, Separator string
		Columns         []struct {
			Title, Holds, Kind string
			First              []string
		}
	}
	chosen := []string{"--column", "Zweite Mail=email", "--column", "4=last_name", "--column", "notiz=skip", "--column", "Stand=as of"}
	r := read[looked](p, append([]string{"contacts", "import", file, "--look"}, chosen...)...)
	var got []string
	for _, c := range r.Columns {
		got = append(got, c.Title+"="+c.Holds+" "+c.Kind+" "+strings.Join(c.First, ","))
	}
	want := "Mail=mail text a@x.at; Zweite Mail=email  b@x.at; Rufname=first_name  Anna; Familie=last_name  Huber; Notiz=skip  private; Stand=as_of date 1.2.2025"
	if r.Kind != "table" || r.Separator != ";" || strings.Join(got, "; ") != want {
		t.Errorf("%+v\n%s", r, strings.Join(got, "; "))
	}
	if text := p.must(cli.Done, "contacts", "import", file, "--look").out; !strings.Contains(text, "Nothing was imported") || strings.Contains(p.must(cli.Done, "contacts", "list").out, "@x.at") {
		t.Errorf("%s", text)
	}
	p.must(cli.Done, append([]string{"contacts", "import", file}, chosen...)...)
	type contact struct {
		Email    string
		LastName string `json:"last_name"`
		Fields   map[string]string
	}
	all := read[[]contact](p, "contacts", "list")
	if len(all) != 1 || all[0].Email != "b@x.at" || all[0].LastName != "Huber" || len(all[0].Fields) != 2 || all[0].Fields["mail"] != "a@x.at" || all[0].Fields["as_of"] != "2025-02-01" {
		t.Errorf("%+v", all)
	}
	for _, wrong := range []string{"Nix=email", "Mail", "7=email", "0=email", "Mail=?"} {
		p.must(cli.Misused, "contacts", "import", file, "--column", wrong)
	}
}
