package cli

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"evenpost/mailing"
)

// Domains asks the name servers who takes mail for a domain.
type Domains interface {
	Check(ctx context.Context, domains []string, progress func(done int)) (map[string]mailing.DomainMail, error)
}

// domainJSON is a domain with the addresses there are in it.
type domainJSON struct {
	Domain    string   `json:"domain"`
	Addresses []string `json:"addresses"`
}

type checkJSON struct {
	Domains int          `json:"domains"`
	NoMail  []domainJSON `json:"no_mail"`
	Unknown []domainJSON `json:"unknown"`
}

func checkContacts(f *flags) func(*call) error {
	f.canJSON()
	query := contactFlags(f)
	return func(c *call) error {
		q, err := query(c)
		if err != nil {
			return err
		}
		in := map[string][]string{}
		err = c.svc.Store.EachContact(c.ctx, q, func(k mailing.Contact) error {
			d := mailing.Domain(k.Email)
			in[d] = append(in[d], k.Email)
			return nil
		})
		if err != nil {
			return err
		}
		all := make([]string, 0, len(in))
		for d := range in {
			all = append(all, d)
		}
		slices.Sort(all)
		p := c.progress()
		found, err := c.svc.Domains.Check(c.ctx, all, func(done int) {
			p.update(func() string { return fmt.Sprintf("%d of %s asked for", done, count(len(all), "domain", "domains")) })
		})
		p.end()
		if err != nil {
			return err
		}
		out := checkJSON{Domains: len(all), NoMail: []domainJSON{}, Unknown: []domainJSON{}}
		for _, d := range all {
			switch found[d] {
			case mailing.MailRefused:
				out.NoMail = append(out.NoMail, domainJSON{d, in[d]})
			case mailing.MailUnknown:
				out.Unknown = append(out.Unknown, domainJSON{d, in[d]})
			case mailing.MailTaken:
			}
		}
		return c.show(out, func(w io.Writer) { checkReport(w, out) })
	}
}

func checkReport(w io.Writer, out checkJSON) {
	fmt.Fprintf(w, "%s: %d without anybody who takes mail, %d did not answer.\n", count(out.Domains, "domain", "domains"), len(out.NoMail), len(out.Unknown))
	if n := len(out.NoMail); n > 2 && n == out.Domains {
		fmt.Fprintln(w, "That is all of them: does this computer reach the internet's name servers?")
	}
	for _, d := range out.NoMail {
		const most = 5
		addresses := strings.Join(d.Addresses[:min(len(d.Addresses), most)], ", ")
		if n := len(d.Addresses) - most; n > 0 {
			addresses += fmt.Sprintf(" and %d more", n)
		}
		fmt.Fprintf(w, "  nobody takes mail for %s: %s\n", plain(d.Domain), plain(addresses))
	}
	for _, d := range out.Unknown {
		fmt.Fprintf(w, "  no answer about %s, which says nothing against it\n", plain(d.Domain))
	}
}
