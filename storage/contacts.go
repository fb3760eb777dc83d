package storage

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"evenpost/mailing"
	"evenpost/storage/contactfile"
)

const contactColumns = `k.id, k.email, k.first_name, k.last_name, k.company, k.fields, k.consent_source, k.consent_at, k.created_at, k.updated_at,
	(SELECT json_group_array(tag) FROM contact_tags WHERE contact_id = k.id)`

func scanContact(row scanner) (c mailing.Contact, err error) {
	var fields, tags string
	var consentAt, createdAt, updatedAt int64
	if err := row.Scan(&c.ID, &c.Email, &c.FirstName, &c.LastName, &c.Company, &fields, &c.Consent.Source, &consentAt, &createdAt, &updatedAt, &tags); err != nil {
		return c, err
	}
	c.Consent.At, c.CreatedAt, c.UpdatedAt = fromMillis(consentAt), fromMillis(createdAt), fromMillis(updatedAt)
	return c, fromJSON(&c, fields, tags)
}

// fromJSON fills fields and tags. Most contacts have none, and decoding is what costs when many are read.
func fromJSON(c *mailing.Contact, fields, tags string) error {
	if fields != "{}" {
		if err := json.Unmarshal([]byte(fields), &c.Fields); err != nil {
			return fmt.Errorf("fields of contact %d: %w", c.ID, err)
		}
	}
	if tags != "[]" {
		if err := json.Unmarshal([]byte(tags), &c.Tags); err != nil {
			return fmt.Errorf("tags of contact %d: %w", c.ID, err)
		}
		slices.Sort(c.Tags)
	}
	return nil
}

// AddContact keeps a new contact with its tags and lists. The error wraps ErrExists when the address is taken,
// ErrBadAddress, or ErrForgotten.
func (s *Store) AddContact(ctx context.Context, c mailing.Contact) (id int64, err error) {
	c, err = mended(c)
	if err == nil {
		c.CreatedAt = time.Now()
		c.UpdatedAt = c.CreatedAt
		err = s.inTx(ctx, func(q execer) error {
			if err := settle(ctx, q, &c); err != nil {
				return err
			}
			if id, err = addContact(ctx, q, c); err != nil {
				return err
			}
			c.ID = id
			return replaceMemberships(ctx, q, c)
		})
	}
	return id, wrap(err, "storage: add contact")
}

// UpdateContact changes a contact. Its fields, tags and lists become those given; when it was added stays.
func (s *Store) UpdateContact(ctx context.Context, c mailing.Contact) error {
	c, err := mended(c)
	if err == nil {
		c.UpdatedAt = time.Now()
		err = s.inTx(ctx, func(q execer) error {
			if err := refuseForgotten(ctx, q, c.Email); err != nil {
				return err
			}
			if err := settle(ctx, q, &c); err != nil {
				return err
			}
			if err := changedOne(q.ExecContext(ctx, updateContact, append(contactValues(c), c.ID)...)); err != nil {
				return err
			}
			if err := changedForSearch(ctx, q, []int64{c.ID}); err != nil {
				return err
			}
			return replaceMemberships(ctx, q, c)
		})
	}
	return wrap(err, "storage: update contact")
}

// DeleteContacts deletes contacts. Who must not be mailed is remembered: suppressions stay, and so does what was sent.
func (s *Store) DeleteContacts(ctx context.Context, ids []int64) error {
	err := s.inTx(ctx, func(q execer) error { return deleteContacts(ctx, q, ids) })
	return wrap(err, "storage: delete contacts")
}

func deleteContacts(ctx context.Context, q execer, ids []int64) error {
	if _, err := q.ExecContext(ctx, `DELETE FROM contacts WHERE id IN (SELECT value FROM json_each(?))`, idsJSON(ids)); err != nil {
		return err
	}
	return changedForSearch(ctx, q, ids)
}

// Contact is one contact with its tags and lists. The error wraps ErrNotFound.
func (s *Store) Contact(ctx context.Context, id int64) (mailing.Contact, error) {
	c, err := s.contact(ctx, `k.id = ?`, id)
	return c, wrap(err, "storage: contact")
}

// ContactByEmail finds a contact by its address, upper or lower case. The error wraps ErrNotFound.
func (s *Store) ContactByEmail(ctx context.Context, email string) (mailing.Contact, error) {
	c, err := s.contact(ctx, `k.email_key = ?`, addressKey(email))
	return c, wrap(err, fmt.Sprintf("storage: contact %q", email))
}

func (s *Store) contact(ctx context.Context, which string, arg any) (mailing.Contact, error) {
	c, err := scanContact(s.r.QueryRowContext(ctx, `SELECT `+contactColumns+` FROM contacts k WHERE `+which, arg))
	if err != nil {
		return mailing.Contact{}, err
	}
	if c.Note, err = noteOf(ctx, s.r, c.ID); err != nil {
		return mailing.Contact{}, err
	}
	c.Lists, err = selectAll(ctx, s.r, scanID, `SELECT list_id FROM list_members WHERE contact_id = ? ORDER BY list_id`, c.ID)
	return c, err
}

// addressKey is how an address that somebody typed is looked up.
func addressKey(typed string) string {
	if address, err := mailing.ParseAddress(typed); err == nil {
		return mailing.AddressKey(address)
	}
	return mailing.AddressKey(strings.TrimSpace(typed))
}

// mended is a contact as it may be kept: address and field names in their one form, no spaces around values.
func mended(c mailing.Contact) (mailing.Contact, error) {
	var err error
	if c.Email, err = mailing.ParseAddress(c.Email); err != nil {
		return c, err
	}
	c.FirstName, c.LastName, c.Company = mailing.OneLine(c.FirstName), mailing.OneLine(c.LastName), mailing.OneLine(c.Company)
	c.Tags = contactfile.SplitTags(strings.Join(c.Tags, ","))
	c.Consent.Source = strings.TrimSpace(c.Consent.Source)
	fields := make(map[string]string, len(c.Fields))
	for name, v := range c.Fields {
		target := contactfile.Field(name)
		if v = strings.TrimSpace(v); v == "" {
			continue
		}
		if !target.Custom() {
			return c, fmt.Errorf("%w: %q cannot be the name of a further field", mailing.ErrInvalid, name)
		}
		fields[string(target)] = strings.ToValidUTF8(v, "\ufffd")
	}
	c.Fields = fields
	return c, nil
}

const (
	insertContact = `INSERT INTO contacts (email, email_key, first_name, last_name, company, fields, consent_source, consent_at, updated_at,
		sort_name, search_text, sort_company, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
	updateContact = `UPDATE contacts SET email = ?, email_key = ?, first_name = ?, last_name = ?, company = ?, fields = ?, consent_source = ?,
		consent_at = ?, updated_at = ?, sort_name = ?, search_text = ?, sort_company = ? WHERE id = ?`
)

// contactValues are the arguments of insertContact and updateContact but for the last.
func contactValues(c mailing.Contact) []any {
	d := derivedOf(c)
	return []any{c.Email, d.key, c.FirstName, c.LastName, c.Company, fieldsJSON(c), c.Consent.Source, millis(c.Consent.At), millis(c.UpdatedAt), d.sortName, d.searchText, d.sortCompany}
}

// derived are the texts by which a contact is found and sorted.
type derived struct {
	key         string
	sortName    string
	sortCompany string
	searchText  string // what it is found by besides the key
}

// derivedOf folds every value once: what is put together of folded values is folded. Bars in the text to search in keep a search
// from matching across the end of a value.
func derivedOf(c mailing.Contact) derived {
	first, last, company := mailing.Fold(c.FirstName), mailing.Fold(c.LastName), mailing.Fold(c.Company)
	d := derived{key: mailing.AddressKey(c.Email), sortCompany: company}
	if d.sortName = last + first; c.LastName != "" && c.FirstName != "" {
		d.sortName = last + " " + first
	}
	if d.sortName == "" {
		d.sortName = d.key
	}
	if company == "" {
		d.sortCompany = noCompany
	}
	text := make([]byte, 0, 128)
	text = append(append(append(append(append(text, first...), ' '), last...), '|'), company...)
	if spoken := mailing.SpokenAddress(c.Email); !plainASCII(spoken) {
		text = append(append(text, '|'), mailing.Fold(spoken)...)
	}
	for _, name := range fieldNames(c.Fields) {
		text = append(append(text, '|'), mailing.Fold(c.Fields[name])...)
	}
	d.searchText = string(text)
	return d
}

// fieldNames are sorted. Most contacts have few fields or none.
func fieldNames(fields map[string]string) []string {
	if len(fields) == 0 {
		return nil
	}
	return slices.Sorted(maps.Keys(fields))
}

// fieldsJSON is how further values are kept. What reads them quickly goes by that (fieldKeyOf).
func fieldsJSON(c mailing.Contact) string {
	if len(c.Fields) == 0 {
		return "{}"
	}
	text := make([]byte, 0, 64)
	for _, name := range fieldNames(c.Fields) {
		value := c.Fields[name]
		if !plainJSON(name) || !plainJSON(value) {
			return toJSON(c.Fields)
		}
		text = append(append(append(append(text, `,"`...), name...), `":"`...), value...)
		text = append(text, '"')
	}
	text[0] = '{'
	return string(append(text, '}'))
}

// plainJSON says whether a text stands in JSON as it is, as most do.
func plainJSON(s string) bool {
	for _, r := range s {
		if r < ' ' || r == '"' || r == '\\' || r == '<' || r == '>' || r == '&' || r >= '\u2028' {
			return false
		}
	}
	return true
}

// noCompany sorts contacts without a company after all others.
const noCompany = "\U0010ffff"

func plainASCII(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r >= utf8.RuneSelf })
}

// addContact inserts the contact's own row.
func addContact(ctx context.Context, q execer, c mailing.Contact) (int64, error) {
	if err := refuseForgotten(ctx, q, c.Email); err != nil {
		return 0, err
	}
	return insert(ctx, q, insertContact, append(contactValues(c), millis(c.CreatedAt))...)
}

// replaceMemberships makes tags and lists of a contact what it says.
func replaceMemberships(ctx context.Context, q execer, c mailing.Contact) error {
	if _, err := q.ExecContext(ctx, `DELETE FROM contact_tags WHERE contact_id = ?`, c.ID); err != nil {
		return err
	}
	for _, tag := range c.Tags {
		if err := tagContacts(ctx, q, []int64{c.ID}, tag); err != nil {
			return err
		}
	}
	if _, err := q.ExecContext(ctx, `DELETE FROM list_members WHERE contact_id = ?`, c.ID); err != nil {
		return err
	}
	for _, list := range c.Lists {
		if err := listContacts(ctx, q, list, []int64{c.ID}); err != nil {
			return err
		}
	}
	return nil
}
