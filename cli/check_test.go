package cli_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"evenpost/cli"
	"evenpost/mailing"
)

// answers are what the name servers of a test say.
type answers map[string]mailing.DomainMail

func (a answers) Check(_ context.Context, domains []string, _ func(int)) (map[string]mailing.DomainMail, error) {
	found := map[string]mailing.DomainMail{}
	for _, d := range domains {
		found[d] = a[d]
	}
	return found, nil
}

func TestContactsCheck(t *testing.T) {
	p := newProgram(t)
	p.domains = answers{"good.example": mailing.MailTaken, "gone.example": mailing.MailRefused}
	p.must(cli.Done, "contacts", "import", p.file("a.csv", "email\na@good.example\nb@gone.example\nc@gone.example\nd@slow.example\n"), "--list", "L")
	type checked struct {
		Domains int
		NoMail  []struct {
			Domain    string
			Addresses []string
		} `json:"no_mail"`
		Unknown []struct{ Domain string }
	}
	r := read[checked](p, "contacts", "check", "--list", "L")
	if r.Domains != 3 || len(r.NoMail) != 1 || !slices.Equal(r.NoMail[0].Addresses, []string{"b@gone.example", "c@gone.example"}) || len(r.Unknown) != 1 || r.Unknown[0].Domain != "slow.example" {
		t.Errorf("%+v", r)
	}
	text := p.must(cli.Done, "contacts", "check").out
	if !strings.Contains(text, "nobody takes mail for gone.example: b@gone.example, c@gone.example") || !strings.Contains(text, "no answer about slow.example") {
		t.Errorf("%s", text)
	}
}
