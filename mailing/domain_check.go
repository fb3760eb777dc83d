package mailing

import (
	"context"
	"iter"
	"slices"
)

// DomainAsker asks the name servers who takes mail for domains.
type DomainAsker interface {
	Check(ctx context.Context, domains []string, progress func(done int)) (map[string]DomainMail, error)
}

// DomainCheck is what name servers say about the domains of contacts. T is what is kept of each contact.
type DomainCheck[T any] struct {
	Domains int           // that were asked for
	Refused []InDomain[T] // nobody takes mail there
	Unknown []InDomain[T] // nobody answered, which says nothing against them
}

// InDomain are the contacts of a domain.
type InDomain[T any] struct {
	Domain   string
	Contacts []T
}

// CheckDomains asks about the domains of contacts, once for each, and keeps what is kept of the contacts whose domain takes no mail,
// or may not. The domains are in alphabetical order.
func CheckDomains[T any](ctx context.Context, contacts iter.Seq2[Contact, error], keep func(Contact) T, asker DomainAsker, progress func(done, total int)) (c DomainCheck[T], err error) {
	in := map[string][]T{}
	for one, err := range contacts {
		if err != nil {
			return c, err
		}
		d := Domain(one.Email)
		in[d] = append(in[d], keep(one))
	}
	all := make([]string, 0, len(in))
	for d := range in {
		all = append(all, d)
	}
	slices.Sort(all)
	c.Domains = len(all)
	found, err := asker.Check(ctx, all, func(done int) { progress(done, len(all)) })
	if err != nil {
		return c, err
	}
	for _, d := range all {
		switch found[d] {
		case MailRefused:
			c.Refused = append(c.Refused, InDomain[T]{d, in[d]})
		case MailUnknown:
			c.Unknown = append(c.Unknown, InDomain[T]{d, in[d]})
		case MailTaken:
		}
	}
	return c, nil
}
