package storage

import (
	"maps"
	"slices"
	"strings"

	"evenpost/mailing"
)

// The values a row can have, as bits of arrival.said. Further fields get the bits after these in the order they appear;
// what comes after the last bit shares it.
const (
	saidFirstName uint64 = 1 << iota
	saidLastName
	saidCompany
	saidField
)

func (imp *importer) fieldBit(name string) uint64 {
	bit, ok := imp.bits[name]
	if !ok {
		bit = saidField << min(len(imp.bits), 60)
		imp.bits[name] = bit
	}
	return bit
}

// said are the values that a row has.
func (imp *importer) said(c mailing.Contact) (bits uint64) {
	if c.FirstName != "" {
		bits |= saidFirstName
	}
	if c.LastName != "" {
		bits |= saidLastName
	}
	if c.Company != "" {
		bits |= saidCompany
	}
	for name := range c.Fields {
		bits |= imp.fieldBit(name)
	}
	return bits
}

// merge takes over what a row says, as far as it is open, and says whether that changed anything.
func (imp *importer) merge(c *mailing.Contact, row mailing.Contact, open uint64) (changed bool) {
	take := func(to *string, from string, bit uint64) {
		if from != "" && from != *to && open&bit != 0 {
			*to, changed = from, true
		}
	}
	take(&c.FirstName, row.FirstName, saidFirstName)
	take(&c.LastName, row.LastName, saidLastName)
	take(&c.Company, row.Company, saidCompany)
	for _, name := range slices.Sorted(maps.Keys(row.Fields)) {
		v := c.Fields[name]
		if take(&v, row.Fields[name], imp.fieldBit(name)); v != c.Fields[name] {
			if c.Fields == nil {
				c.Fields = map[string]string{}
			}
			c.Fields[name] = v
		}
	}
	consent := row.Consent
	if consent.Source == "" {
		consent = imp.o.Consent
	}
	if c.Consent.Source == "" && consent.Source != "" {
		c.Consent, changed = consent, true
	}
	return changed
}

// addTags gives a contact the tags it does not have yet, in the spelling that is in use.
func (imp *importer) addTags(c *mailing.Contact, tags []string) (changed bool, err error) {
	for _, tag := range tags {
		if slices.ContainsFunc(c.Tags, func(has string) bool { return sameTag(has, tag) }) {
			continue
		}
		if tag, err = imp.spelled(tag); err != nil {
			return false, err
		}
		if _, err := imp.tag.ExecContext(imp.db, c.ID, tag); err != nil {
			return false, err
		}
		c.Tags, changed = append(c.Tags, tag), true
	}
	return changed, nil
}

func (imp *importer) spelled(tag string) (string, error) {
	key := asciiLower(tag)
	if as, ok := imp.tags[key]; ok {
		return as, nil
	}
	there, err := selectAll(imp.db, imp.tx, scanText, `SELECT tag FROM contact_tags WHERE tag = ? LIMIT 1`, tag)
	if err != nil {
		return "", err
	}
	if len(there) > 0 {
		tag = there[0]
	}
	imp.tags[key] = tag
	return tag, nil
}

// sameTag compares as the database does (NOCASE): only the plain letters have no case.
func sameTag(a, b string) bool { return asciiLower(a) == asciiLower(b) }

func asciiLower(s string) string {
	return strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, s)
}
