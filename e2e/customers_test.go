//go:build e2e

package e2e_test

import (
	"slices"
	"testing"

	"evenpost/mailing"
	"evenpost/storage/contactfile/contactfiletest"
)

// customers is a list as a spreadsheet program exports it, and what the test's mail server makes of its addresses.
type customers struct {
	file      []byte // semicolons, Windows-1252, umlauts
	rows, bad int    // repeated addresses are bad rows as well

	people                  map[string]mailing.Contact // by address, the corrected ones too
	good, unknown, deferred []string
	corrected               []string
	correction              map[string]string // from an unknown address to the right one
}

// makeCustomers takes a spreadsheet with the given number of people in it; some have an address that the server does not know,
// some one that it defers.
func makeCustomers(t *testing.T, people, unknown, deferred int) *customers {
	t.Helper()
	c := &customers{people: map[string]mailing.Contact{}, correction: map[string]string{}}
	var contacts []mailing.Contact
	for c.rows = people; len(contacts) < people; c.rows++ {
		c.file, contacts, c.bad = contactfiletest.Spreadsheet(c.rows + 1)
	}
	for i, p := range contacts {
		c.people[p.Email] = p
		switch {
		case i%(people/unknown) == 7 && len(c.unknown) < unknown:
			right := "neu." + p.Email
			c.unknown, c.corrected = append(c.unknown, p.Email), append(c.corrected, right)
			c.correction[p.Email], c.people[right] = right, p
		case i%(people/deferred) == 32 && len(c.deferred) < deferred:
			c.deferred = append(c.deferred, p.Email)
		default:
			c.good = append(c.good, p.Email)
		}
	}
	if len(contacts) != people || len(c.unknown) != unknown || len(c.deferred) != deferred || c.bad == 0 {
		t.Fatalf("the spreadsheet has %d people, %d unknown, %d deferred, %d bad rows", len(contacts), len(c.unknown), len(c.deferred), c.bad)
	}
	return c
}

// reached are those whom the server knows before anything is corrected.
func (c *customers) reached() []string { return slices.Concat(c.good, c.deferred) }
