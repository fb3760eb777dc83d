package cli_test

import (
	"slices"
	"strings"
	"testing"

	"evenpost/cli"
	"evenpost/mailing"
)

type fieldChange struct {
	Change                int64
	Values, Changed, Left int
}

func TestFields(t *testing.T) {
	p := newProgram(t)
	file := p.file("people.csv", "email;Geburtstag;Umsatz;Kunden-Nr.;VIP\na@x.example;24.12.1980;1.234,50;007;ja\nb@x.example;im Mai;12;008;nein\n"+
		"c@x.example;1.2.1990;;009;\n")
	r := p.must(cli.Done, "contacts", "import", file, "--kind", "Geburtstag=date")
	if !strings.Contains(r.out, "line 3: geburtstag: im Mai (no date)") {
		t.Errorf("the value that cannot be read is not named: %s", r.out)
	}
	want := []mailing.Field{
		{Name: "geburtstag", Title: "Geburtstag", Kind: mailing.KindDate},
		{Name: "kunden_nr", Title: "Kunden-Nr.", Kind: mailing.KindText},
		{Name: "umsatz", Title: "Umsatz", Kind: mailing.KindNumber},
		{Name: "vip", Title: "VIP", Kind: mailing.KindYesNo},
	}
	if got := read[[]mailing.Field](p, "fields"); !slices.Equal(got, want) {
		t.Errorf("%+v", got)
	}
	ordered := read[[]mailing.Field](p, "fields", "order", "VIP", "umsatz")
	if got := []string{ordered[0].Name, ordered[1].Name, ordered[2].Name, ordered[3].Name}; !slices.Equal(got, []string{"vip", "umsatz", "geburtstag", "kunden_nr"}) {
		t.Errorf("ordered: %v", got)
	}
	p.must(cli.Misused, "fields", "order", "vip", "VIP")
	p.must(cli.Failed, "fields", "order", "nothing")
	p.must(cli.Done, "fields", "order", "geburtstag", "kunden_nr")
	p.must(cli.Done, "fields", "order", "geburtstag", "kunden_nr", "umsatz", "vip")
	if out := p.must(cli.Done, "contacts", "export", "-").out; !strings.Contains(out, "geburtstag (date)") || !strings.Contains(out, "1980-12-24,007,1234.50,yes") {
		t.Errorf("exported: %s", out)
	}
	tried := read[fieldChange](p, "fields", "kind", "Kunden-Nr.", "number", "--try")
	if tried != (fieldChange{Values: 3}) {
		t.Errorf("tried: %+v", tried)
	}
	done := read[fieldChange](p, "fields", "kind", "kunden_nr", "number")
	if done.Changed != 3 || done.Change == 0 {
		t.Errorf("changed: %+v", done)
	}
	p.must(cli.Done, "fields", "undo", "1")
	p.must(cli.Failed, "fields", "undo", "1")
	p.must(cli.Done, "fields", "rename", "geburtstag", "Birthday")
	p.must(cli.Failed, "fields", "rename", "umsatz", "birthday")
	p.must(cli.Failed, "fields", "rename", "nothing", "Birthday")
	p.must(cli.Done, "fields", "delete", "Birthday")
	if got := read[[]mailing.Field](p, "fields"); len(got) != 3 {
		t.Errorf("%+v", got)
	}
	if out := p.must(cli.Done, "contacts", "export", "-").out; strings.Contains(out, "1980") || !strings.Contains(out, ",007,") {
		t.Errorf("exported: %s", out)
	}
	p.must(cli.Misused, "fields", "kind", "vip", "colour")
	p.must(cli.Misused, "contacts", "import", file, "--kind", "Umsatz=money")
	p.must(cli.Misused, "contacts", "import", file, "--kind", "Nothing=date")
	p.must(cli.Misused, "contacts", "import", file, "--dates", "backwards")
}

// Where no value tells whether day or month comes first, the user says so.
func TestDatesThatCouldBeEither(t *testing.T) {
	for _, c := range []struct{ rows, order, want string }{
		{"a@x.example,03/04/1980\n", "", "1980-04-03"},
		{"a@x.example,03/04/1980\n", "month-first", "1980-03-04"},
		{"a@x.example,03/04/1980\n" + strings.Repeat("a@x.example,01/02/1980\n", 300) + "b@x.example,12/24/1980\n", "", "1980-03-04"},
	} {
		p := newProgram(t)
		args := []string{"contacts", "import", p.file("people.csv", "email,birthday\n"+c.rows)}
		if c.order != "" {
			args = append(args, "--dates", c.order)
		}
		p.must(cli.Done, args...)
		if out := p.must(cli.Done, "contacts", "export", "-").out; !strings.Contains(out, c.want) {
			t.Errorf("%s: %s", c.order, out)
		}
	}
}
