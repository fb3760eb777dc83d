package contacts_test

import (
	"context"
	"strings"
	"testing"

	"evenpost/gui/contacts"
	"evenpost/gui/kit"
	"evenpost/gui/kit/kittest"
	"evenpost/gui/pagetest"
	"evenpost/mailing"
	"evenpost/storage"
)

// nameServers say that nobody takes mail for domains with "gone" in their name, and remember what they were asked for.
type nameServers struct{ asked []string }

func (s *nameServers) Check(_ context.Context, domains []string, progress func(int)) (map[string]mailing.DomainMail, error) {
	found := map[string]mailing.DomainMail{}
	for i, d := range domains {
		s.asked = append(s.asked, d)
		found[d] = s.of(d)
		progress(i + 1)
	}
	return found, nil
}

func (s *nameServers) of(domain string) mailing.DomainMail {
	if strings.Contains(domain, "gone") || strings.Contains(domain, "steiermark") {
		return mailing.MailRefused
	}
	return mailing.MailTaken
}

func (s *nameServers) Known(domain string) mailing.DomainMail {
	for _, d := range s.asked {
		if d == domain {
			return s.of(d)
		}
	}
	return mailing.MailUnknown
}

func TestNameServersAreAskedOnRequest(t *testing.T) {
	w := pagetest.New(t, 3)
	gone, err := w.Store.AddContact(t.Context(), mailing.Contact{Email: "eva@gone.example", FirstName: "Eva"})
	if err != nil {
		t.Fatal(err)
	}
	servers := &nameServers{}
	e := kittest.New(t)
	e.Now, e.UI.Explain = w.Now, kit.Explain
	p := contacts.New(e.UI, contacts.Deps{Store: w.Store, Domains: servers})
	e.Show(p.Content())
	p.Shown()
	e.UntilText("4 contacts")
	e.Tap("Check the addresses")
	e.UntilText("Does anybody take mail for the addresses of these 4 contacts?")
	if len(servers.asked) > 0 {
		t.Fatal("the name servers were asked before the user said so")
	}
	e.Tap("Ask now")
	e.UntilText("Nobody takes mail for the address of 1 contact.")
	if !e.Sees("gone.example") || len(servers.asked) != 4 {
		t.Errorf("asked for %q, seen %q", servers.asked, e.Texts())
	}
	e.Tap("Tag them “takes no mail”")
	e.Until(func() bool { return count(t, w, storage.ContactQuery{Tag: "takes no mail"}) == 1 })
	p.Open(kit.OpenContact{ID: gone})
	e.UntilText("Nobody takes mail for this")
}
