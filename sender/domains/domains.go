// Package domains asks the name servers whether anybody takes mail for a domain. It does so only when it is told to, asks for
// each domain once and for a few at a time, and keeps the answers for a day. Whatever goes wrong on the way is no answer: a
// domain is only said to take no mail when the name servers say so.
package domains

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"sync"
	"time"

	"evenpost/mailing"
)

// Resolver asks the name servers; *net.Resolver does.
type Resolver interface {
	LookupMX(ctx context.Context, name string) ([]*net.MX, error)
	LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error)
}

const (
	atOnce   = 8               // questions under way
	patience = 6 * time.Second // with the answers about one domain
	kept     = 24 * time.Hour
)

// Checker knows what was found out. It may be used by several goroutines.
type Checker struct {
	resolver Resolver
	now      func() time.Time
	patience time.Duration

	mu    sync.Mutex
	known map[string]answer
}

type answer struct {
	mail mailing.DomainMail
	at   time.Time
}

// New makes a Checker that has asked for nothing yet.
func New(r Resolver, now func() time.Time) *Checker {
	return &Checker{resolver: r, now: now, patience: patience, known: map[string]answer{}}
}

// Known is what was found out about a domain within the last day.
func (c *Checker) Known(domain string) mailing.DomainMail {
	c.mu.Lock()
	defer c.mu.Unlock()
	if a, ok := c.known[domain]; ok && c.now().Sub(a.at) < kept {
		return a.mail
	}
	return mailing.MailUnknown
}

// Check finds out about domains. progress is called with how many are done, by one goroutine at a time; it may be nil. When ctx
// ends it returns with its error and what is known by then.
func (c *Checker) Check(ctx context.Context, domains []string, progress func(done int)) (map[string]mailing.DomainMail, error) {
	todo := make(chan string)
	found, seen := make(map[string]mailing.DomainMail, len(domains)), make(map[string]bool, len(domains))
	var mu sync.Mutex
	var workers sync.WaitGroup
	for range min(atOnce, len(domains)) {
		workers.Go(func() {
			for d := range todo {
				mail := c.one(ctx, d)
				mu.Lock()
				found[d] = mail
				if progress != nil {
					progress(len(found))
				}
				mu.Unlock()
			}
		})
	}
	for _, d := range domains {
		if seen[d] {
			continue
		}
		seen[d] = true
		select {
		case todo <- d:
			continue
		case <-ctx.Done():
		}
		break
	}
	close(todo)
	workers.Wait()
	return found, ctx.Err()
}

// one asks about a domain, a second time when nobody answered.
func (c *Checker) one(ctx context.Context, domain string) mailing.DomainMail {
	if mail := c.Known(domain); mail != mailing.MailUnknown {
		return mail
	}
	for range 2 {
		mail := c.ask(ctx, domain)
		if mail != mailing.MailUnknown {
			c.mu.Lock()
			c.known[domain] = answer{mail, c.now()}
			c.mu.Unlock()
			return mail
		}
		if ctx.Err() != nil {
			break
		}
	}
	return mailing.MailUnknown
}

func (c *Checker) ask(ctx context.Context, domain string) mailing.DomainMail {
	ctx, cancel := context.WithTimeout(ctx, c.patience)
	defer cancel()
	name := domain + "." // whole: nothing of this computer's own domain is to be added
	servers, err := c.resolver.LookupMX(ctx, name)
	switch {
	case len(servers) == 1 && servers[0].Host == ".":
		return mailing.MailRefused // RFC 7505
	case len(servers) > 0: // whatever else was wrong with the answer
		return mailing.MailTaken
	case !notFound(err):
		return mailing.MailUnknown
	}
	// Without one of its own for mail, the server of the name itself takes it (RFC 5321, 5.1).
	addresses, err := c.resolver.LookupNetIP(ctx, "ip", name)
	switch {
	case len(addresses) > 0:
		return mailing.MailTaken
	case notFound(err):
		return mailing.MailRefused
	}
	return mailing.MailUnknown
}

// notFound says that the name servers have answered, and that there is nothing.
func notFound(err error) bool {
	dns, ok := errors.AsType[*net.DNSError](err)
	return ok && dns.IsNotFound && !dns.IsTimeout && !dns.IsTemporary
}
