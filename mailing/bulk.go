package mailing

import (
	"fmt"
	"strings"
	"time"
)

// Bulk is something that is done to many contacts at once and can be undone.
type Bulk struct {
	Do     BulkKind
	Tag    string // of GiveTag and TakeTag
	ListID int64  // of PutOnList and TakeOffList
	Field  string // of SetField: first_name, last_name, company or a further one
	Value  string

	Reading Reading `json:",omitzero"` // of ConvertField: how its values are read
	Was     Field   `json:",omitzero"` // of ConvertField and DropField: the field before
}

// Becomes is what a value of the field becomes; "" takes it away.
func (b Bulk) Becomes(v string) string {
	if b.Do == DropField {
		return ""
	}
	v, _ = b.Reading.Read(v)
	return v
}

// Defines names the further field that contacts have afterwards.
func (b Bulk) Defines() []string {
	switch b.Field {
	case "first_name", "last_name", "company":
		return nil
	}
	if b.Do != SetField || b.Value == "" {
		return nil
	}
	return []string{b.Field}
}

// BulkKind is what is done.
type BulkKind string

// What can be done to many contacts.
const (
	GiveTag     BulkKind = "give-tag"
	TakeTag     BulkKind = "take-tag"
	PutOnList   BulkKind = "put-on-list"
	TakeOffList BulkKind = "take-off-list"
	SetField    BulkKind = "set-field"
	DeleteThem  BulkKind = "delete"
	MergeThem   BulkKind = "merge" // done by merging, not by itself

	ConvertField BulkKind = "convert-field" // done to a field, and to everybody's value for it
	DropField    BulkKind = "delete-field"
)

// Check says what is missing. The error wraps ErrInvalid.
func (b Bulk) Check() error {
	missing := false
	switch b.Do {
	case GiveTag, TakeTag:
		missing = strings.TrimSpace(b.Tag) == ""
	case PutOnList, TakeOffList:
		missing = b.ListID == 0
	case SetField:
		missing = b.Field == "" || b.Field == "email" || FieldName(b.Field) != b.Field // an address is one person's
	case DeleteThem:
	default:
		missing = true
	}
	if missing {
		return fmt.Errorf("%w: this cannot be done to many contacts: %q", ErrInvalid, string(b.Do))
	}
	return nil
}

// BulkReport is what was done: to how many contacts it made a difference.
type BulkReport struct {
	ID      int64 // for undoing; 0 when nothing changed
	Changed int
}

// BulkUndone is what undoing did. Left were changed or taken by somebody else since, and stay as they are.
type BulkUndone struct {
	Back, Left int
	Named      []string // the addresses of those left, at most MostNamed
}

// MostNamed is how many contacts are named that undoing leaves as they are.
const MostNamed = 1000

// Twins are contacts that seem to be one person.
type Twins struct {
	Why      TwinReason
	Contacts []Contact
}

// TwinReason is why contacts seem to be one person.
type TwinReason string

// The reasons.
const (
	SameName    TwinReason = "name"    // and the same company
	SameMailbox TwinReason = "mailbox" // the addresses lead to the same mailbox
)

// MailboxKey is the same for addresses that lead to one mailbox: what follows a plus does not count, nor do dots at Google.
func MailboxKey(address string) string {
	key := AddressKey(address)
	at := strings.LastIndexByte(key, '@')
	if at < 0 {
		return key
	}
	local, domain := key[:at], key[at+1:]
	if base, _, tagged := strings.Cut(local, "+"); tagged && base != "" {
		local = base
	}
	if domain == "googlemail.com" {
		domain = "gmail.com"
	}
	if domain == "gmail.com" {
		local = strings.ReplaceAll(local, ".", "")
	}
	return local + "@" + domain
}

// Merged is the contact that stays when others turn out to be the same person: what it does not say, the others say, the one
// that was changed last first. It has the tags and lists of all, and the oldest consent.
func Merged(stays Contact, others []Contact) Contact {
	fields := make(map[string]string, len(stays.Fields))
	for _, c := range append([]Contact{stays}, others...) {
		for name, v := range c.Fields {
			if fields[name] == "" {
				fields[name] = v
			}
		}
		for _, p := range []struct{ to, from *string }{{&stays.FirstName, &c.FirstName}, {&stays.LastName, &c.LastName}, {&stays.Company, &c.Company}} {
			if *p.to == "" {
				*p.to = *p.from
			}
		}
		if c.Consent.Source != "" && (stays.Consent.Source == "" || earlier(c.Consent.At, stays.Consent.At)) {
			stays.Consent = c.Consent
		}
	}
	stays.Fields = fields
	for _, c := range others {
		if c.Note != "" {
			stays.Note = strings.TrimSpace(stays.Note + "\n" + c.Note)
		}
		stays.Tags = append(stays.Tags[:len(stays.Tags):len(stays.Tags)], c.Tags...)
		stays.Lists = append(stays.Lists[:len(stays.Lists):len(stays.Lists)], c.Lists...)
	}
	return stays
}

func earlier(a, b time.Time) bool { return !a.IsZero() && (b.IsZero() || a.Before(b)) }
