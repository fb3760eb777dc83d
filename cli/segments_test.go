package cli_test

import (
	"strings"
	"testing"

	"evenpost/cli"
)

func TestSegments(t *testing.T) {
	p := newProgram(t)
	file := p.file("customers.csv", "first_name,email,city\nAnna,anna@example.at,Graz\nBert,bert@example.at,Wien\nCora,cora@example.com,GRAZ")
	p.must(cli.Done, "contacts", "import", file, "--tag", "vip")
	type segment struct {
		Name, Text string
		Contacts   int
	}
	g := read[segment](p, "segments", "add", "Near", "--where", "city is graz", "--where", "email ends .at", "--any")
	if g.Contacts != 3 || g.Text != "city is “graz” or email ends with “.at”" {
		t.Errorf("%+v", g)
	}
	g = read[segment](p, "segments", "add", "near", "--where", "city is graz", "--tag", "VIP", "--never-mailed")
	if g.Contacts != 2 || g.Text != "city is “graz” and has the tag “VIP” and was never mailed" {
		t.Errorf("the same name is another rule: %+v", g)
	}
	if all := read[[]segment](p, "segments"); len(all) != 1 || all[0].Contacts != 2 {
		t.Errorf("%+v", all)
	}
	if text := p.must(cli.Done, "contacts", "list", "--segment", "near").out; !strings.Contains(text, "cora@") || strings.Contains(text, "bert@") {
		t.Errorf("%s", text)
	}
	g = read[segment](p, "segments", "add", "unused", "--unused", "730")
	if g.Contacts != 0 || g.Text != "was added more than 730 days ago and not: was mailed in the last 730 days" {
		t.Errorf("%+v", g)
	}
	g = read[segment](p, "segments", "add", "answered", "--replied", "any", "--bounced", "any", "--last", "30", "--any")
	if g.Contacts != 0 || g.Text != "wrote back in the last 30 days or a mail came back in the last 30 days" {
		t.Errorf("%+v", g)
	}
	p.must(cli.Failed, "segments", "add", "x", "--replied", "no such campaign")
	for _, bad := range [][]string{{"--replied", "any", "--last", "-1"}, {"--where", "city likes Graz"}, {"--where", "city"}, {"--unused", "-1"}, {"--rule", "{"}, {"--rule", `{"about":"weather"}`}, {}} {
		p.must(cli.Misused, append([]string{"segments", "add", "x"}, bad...)...)
	}
	p.must(cli.Done, "segments", "delete", "near")
	p.must(cli.Failed, "segments", "delete", "near")
}
