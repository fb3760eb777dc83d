package mailing

import (
	"maps"
	"time"
)

// Contact is a person with an e-mail address, merge fields, tags and a consent record.
type Contact struct {
	ID        int64
	Email     string // as ParseAddress returns it; unique
	FirstName string
	LastName  string
	Company   string
	Fields    map[string]string // further merge fields by name (FieldName)
	Tags      []string          // sorted
	Lists     []int64           // ids, filled when one contact is read
	Note      string            `json:",omitempty"` // filled when one contact is read
	Consent   Consent
	CreatedAt time.Time
	UpdatedAt time.Time
}

// Consent is where and when a contact agreed to be mailed.
type Consent struct {
	Source string
	At     time.Time
}

// Merge returns what a template may say of the contact: its own fields and email, first_name, last_name, company, name.
func (c Contact) Merge() map[string]string {
	m := maps.Clone(c.Fields)
	if m == nil {
		m = make(map[string]string, 5)
	}
	m["email"], m["first_name"], m["last_name"], m["company"] = c.Email, c.FirstName, c.LastName, c.Company
	m["name"] = c.Name()
	return m
}

// Name is first and last name as one would write them.
func (c Contact) Name() string {
	switch {
	case c.FirstName == "":
		return c.LastName
	case c.LastName == "":
		return c.FirstName
	}
	return c.FirstName + " " + c.LastName
}

// List is a named set of contacts chosen by hand.
type List struct {
	ID    int64
	Name  string
	Count int // contacts on it
}

// SuppressionReason is why an address must never be mailed.
type SuppressionReason string

// The reasons of a suppression.
const (
	Unsubscribed SuppressionReason = "unsubscribed"
	Complained   SuppressionReason = "complained"
	Bounced      SuppressionReason = "hard-bounce"
	ByHand       SuppressionReason = "by-hand"
)

// Suppression is an address that must never be mailed. It outlives the contact.
type Suppression struct {
	Address string
	Reason  SuppressionReason
	Note    string
	At      time.Time

	// Forgotten says that nothing is kept of the person but this: the address is known only because it was asked for.
	Forgotten bool
}
