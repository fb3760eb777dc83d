package storage

import (
	"fmt"
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

// merge takes over what a row says, as far as it is open, and says whether that changed anything. gaps takes over only
// what the contact does not have.
func (imp *importer) merge(c *mailing.Contact, row mailing.Contact, open uint64, gaps bool) (changed bool) {
	take := func(to *string, from string, bit uint64) {
		if from != "" && from != *to && open&bit != 0 && (!gaps || *to == "") {
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

const insertTag = `INSERT OR IGNORE INTO contact_tags (contact_id, tag) VALUES (?, ?)`

// markOwn gives a new contact the tags and lists of its row.
func (imp *importer) markOwn(id int64, row *arriving) error {
	if _, err := imp.addTags(&mailing.Contact{ID: id}, row.tags(), true); err != nil {
		return err
	}
	_, err := imp.addLists(id, row.lists(), true)
	return err
}

// addLists puts a contact on the lists that its row names, which are made if need be. One that was there before the import is
// remembered with each.
func (imp *importer) addLists(id int64, names []string, mine bool) (changed bool, err error) {
	for _, name := range names {
		list, err := imp.listNamed(name)
		if err != nil || list == 0 {
			return changed, err
		}
		put, err := selectAll(imp.slice.ctx, imp.slice, scanID, `INSERT OR IGNORE INTO list_members (list_id, contact_id) VALUES (?, ?) RETURNING contact_id`, list, id)
		if err != nil {
			return changed, err
		}
		if len(put) == 0 {
			continue
		}
		if changed = true; !mine {
			m := importMark{list: list}
			imp.marks[m] = append(imp.marks[m], id)
		}
	}
	return changed, nil
}

// listNamed finds or makes a list; one that is made goes again when the import is undone. 0 is for a name that no list can have.
func (imp *importer) listNamed(name string) (int64, error) {
	if name = mailing.OneLine(name); name == "" {
		return 0, nil
	}
	key := asciiLower(name)
	if id, ok := imp.named[key]; ok {
		return id, nil
	}
	there, err := selectAll(imp.slice.ctx, imp.slice, scanID, `SELECT id FROM lists WHERE name = ?`, name)
	if err != nil {
		return 0, err
	}
	if len(there) == 0 {
		id, err := insert(imp.slice.ctx, imp.slice, `INSERT INTO lists (name, created_at) VALUES (?, ?)`, name, millis(imp.now))
		if err != nil {
			return 0, err
		}
		imp.made, there = append(imp.made, id), []int64{id}
		if _, err := imp.slice.exec(`UPDATE imports SET made = ? WHERE id = ?`, toJSON(imp.made), imp.id); err != nil {
			return 0, err
		}
	}
	imp.named[key] = there[0]
	return there[0], nil
}

// addTags gives a contact the tags it does not have yet, in the spelling that is in use. One that was there before the
// import is remembered with each.
func (imp *importer) addTags(c *mailing.Contact, tags []string, mine bool) (changed bool, err error) {
	for _, tag := range tags {
		if slices.ContainsFunc(c.Tags, func(has string) bool { return sameTag(has, tag) }) {
			continue
		}
		if tag, err = imp.spelled(tag); err != nil {
			return false, err
		}
		if _, err := imp.slice.exec(insertTag, c.ID, tag); err != nil {
			return false, err
		}
		if !mine {
			m := importMark{tag: tag}
			imp.marks[m] = append(imp.marks[m], c.ID)
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
	tag, err := spelled(imp.slice.ctx, imp.slice, tag)
	if err != nil {
		return "", err
	}
	imp.tags[key] = tag
	return tag, nil
}

// markNew puts new contacts on the lists of the options and gives them their tags.
func (imp *importer) markNew(mine ranges) error {
	for _, r := range mine {
		for _, list := range imp.lists {
			if _, err := imp.slice.exec(`INSERT OR IGNORE INTO list_members (list_id, contact_id) SELECT ?, id FROM contacts WHERE id BETWEEN ? AND ?`, list, r[0], r[1]); err != nil {
				return fmt.Errorf("list %d: %w", list, err)
			}
		}
		for _, tag := range imp.o.Tags {
			tag, err := imp.spelled(tag)
			if err != nil {
				return err
			}
			if _, err := imp.slice.exec(`INSERT OR IGNORE INTO contact_tags (contact_id, tag) SELECT id, ? FROM contacts WHERE id BETWEEN ? AND ?`, tag, r[0], r[1]); err != nil {
				return err
			}
		}
	}
	return nil
}

// markThere does the same for contacts that were there before, and remembers for whom it was new.
func (imp *importer) markThere(ids []int64) error {
	if len(ids) == 0 {
		return nil
	}
	all := idsJSON(ids)
	for _, list := range imp.lists {
		put, err := selectAll(imp.slice.ctx, imp.slice, scanID, `INSERT OR IGNORE INTO list_members (list_id, contact_id) SELECT ?, value FROM json_each(?) WHERE true RETURNING contact_id`, list, all)
		if err != nil {
			return fmt.Errorf("list %d: %w", list, err)
		}
		if m := (importMark{list: list}); len(put) > 0 {
			imp.marks[m] = append(imp.marks[m], put...)
		}
	}
	for _, tag := range imp.o.Tags {
		tag, err := imp.spelled(tag)
		if err != nil {
			return err
		}
		put, err := selectAll(imp.slice.ctx, imp.slice, scanID, `INSERT OR IGNORE INTO contact_tags (contact_id, tag) SELECT value, ? FROM json_each(?) WHERE true RETURNING contact_id`, tag, all)
		if err != nil {
			return err
		}
		if m := (importMark{tag: tag}); len(put) > 0 {
			imp.marks[m] = append(imp.marks[m], put...)
		}
	}
	return nil
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
