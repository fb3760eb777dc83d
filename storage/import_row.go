package storage

import (
	"math/bits"
	"strconv"
	"strings"

	"evenpost/mailing"
)

// The columns of a contact that differ between the rows of an import, the texts first.
const (
	inEmail = iota
	inKey
	inFirstName
	inLastName
	inCompany
	inFields
	inConsentSource
	inSortName
	inSearchText
	inSortCompany
	textColumns
)

// inConsentAt is the one that is no text.
const inConsentAt = textColumns

var importColumns = [...]string{
	inEmail: "email", inKey: "email_key", inFirstName: "first_name", inLastName: "last_name", inCompany: "company", inFields: "fields",
	inConsentSource: "consent_source", inSortName: "sort_name", inSearchText: "search_text", inSortCompany: "sort_company", inConsentAt: "consent_at",
}

// arriving is one row of a file. Very many wait in memory until they are sorted: the texts of its columns are one text.
type arriving struct {
	texts     string              // of all columns; of a bad row why it is one
	ends      [textColumns]uint32 // where each one ends
	line      uint32
	first     uint32 // the line on which the file had this address first
	nth       uint32 // of those that are sorted together
	bad       bool
	again     bool   // it is not the first one with its address
	hash      uint64 // of the key
	consentAt int64
	marks     *rowMarks // most have none
}

// rowMarks are the tags and lists that a row names.
type rowMarks struct{ tags, lists []string }

func refused(line int, why string) arriving {
	return arriving{line: uint32(line), texts: why, bad: true}
}

// pack keeps what the row of a contact says.
func (a *arriving) pack(c mailing.Contact) {
	d := derivedOf(c)
	texts := [textColumns]string{
		inEmail: c.Email, inKey: d.key, inFirstName: c.FirstName, inLastName: c.LastName, inCompany: c.Company, inFields: fieldsJSON(c),
		inConsentSource: c.Consent.Source, inSortName: d.sortName, inSearchText: d.searchText, inSortCompany: d.sortCompany,
	}
	end := 0
	for i, text := range texts {
		end += len(text)
		a.ends[i] = uint32(end)
	}
	a.texts = strings.Join(texts[:], "")
	a.consentAt = millis(c.Consent.At)
}

func (a *arriving) text(column int) string {
	if column == 0 {
		return a.texts[:a.ends[0]]
	}
	return a.texts[a.ends[column-1]:a.ends[column]]
}

func (a *arriving) tags() []string {
	if a.marks == nil {
		return nil
	}
	return a.marks.tags
}

func (a *arriving) lists() []string {
	if a.marks == nil {
		return nil
	}
	return a.marks.lists
}

func (a *arriving) key() string { return a.text(inKey) }

// contact is what the row says.
func (a *arriving) contact() (mailing.Contact, error) {
	c := mailing.Contact{
		Email: a.text(inEmail), FirstName: a.text(inFirstName), LastName: a.text(inLastName), Company: a.text(inCompany),
		Consent: mailing.Consent{Source: a.text(inConsentSource), At: fromMillis(a.consentAt)}, Tags: a.tags(),
	}
	return c, fromJSON(&c, a.text(inFields), "[]")
}

// columnSet says of each column up to inConsentAt whether it is meant.
type columnSet uint16

const everyColumn columnSet = 1<<(inConsentAt+1) - 1

func (s columnSet) has(column int) bool { return s&(1<<column) != 0 }

// alike are the columns in which all good rows have the same. What they have is handed over once for many rows.
func alike(rows []arriving) columnSet {
	same := everyColumn
	var first *arriving
	for i := range rows {
		row := &rows[i]
		switch {
		case row.bad:
			continue
		case first == nil:
			first = row
			continue
		}
		for left := same; left != 0; left &= left - 1 {
			column := bits.TrailingZeros16(uint16(left))
			if column == inConsentAt && row.consentAt != first.consentAt || column != inConsentAt && row.text(column) != first.text(column) {
				same &^= 1 << column
			}
		}
	}
	return same
}

// insertForm is a statement that adds some contacts at once.
type insertForm struct {
	rows  int
	alike columnSet
}

// statement leaves out contacts whose address is there. Its arguments are the two times, what the rows have alike, and then of
// each row what it has of its own.
func (f insertForm) statement() string {
	shared, own := []string{"updated_at", "created_at"}, []string{}
	for column, name := range importColumns {
		if f.alike.has(column) {
			shared = append(shared, name)
		} else {
			own = append(own, name)
		}
	}
	values := make([]string, 0, len(shared)+len(own))
	for i := range shared {
		values = append(values, "?"+strconv.Itoa(i+1))
	}
	for range own {
		values = append(values, "?")
	}
	row := "(" + strings.Join(values, ", ") + ")"
	return `INSERT OR IGNORE INTO contacts (` + strings.Join(append(shared, own...), ", ") + `) VALUES ` + row + strings.Repeat(", "+row, f.rows-1)
}

// appendArgs appends the arguments that the row has for some columns.
func (a *arriving) appendArgs(args []any, columns columnSet) []any {
	for column := range inConsentAt {
		if columns.has(column) {
			args = append(args, a.text(column))
		}
	}
	if columns.has(inConsentAt) {
		args = append(args, a.consentAt)
	}
	return args
}
