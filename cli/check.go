package cli

import (
	"fmt"
	"io"
	"strings"

	"evenpost/mailing"
)

// domainJSON is a domain with the addresses there are in it.
type domainJSON struct {
	Domain    string   `json:"domain"`
	Addresses []string `json:"addresses"`
}

func domainsJSON(found []mailing.InDomain[string]) []domainJSON {
	all := make([]domainJSON, 0, len(found))
	for _, d := range found {
		all = append(all, domainJSON{d.Domain, d.Contacts})
	}
	return all
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
		p := c.progress()
		found, err := mailing.CheckDomains(c.ctx, c.svc.Store.AllContacts(c.ctx, q), func(k mailing.Contact) string { return k.Email }, c.svc.Domains, func(done, total int) {
			p.update(func() string { return fmt.Sprintf("%d of %s asked for", done, count(total, "domain", "domains")) })
		})
		p.end()
		if err != nil {
			return err
		}
		out := checkJSON{Domains: found.Domains, NoMail: domainsJSON(found.Refused), Unknown: domainsJSON(found.Unknown)}
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
