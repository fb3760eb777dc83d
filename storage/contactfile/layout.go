package contactfile

import "evenpost/mailing"

// Layout says how a file is to be read. Detect proposes one; whoever shows it may change any part of it before Rows.
type Layout struct {
	Kind      Kind
	Encoding  Encoding
	Separator rune
	Intro     int      // rows above the titles, or above the first contact, that are left out
	HasHeader bool     // the first row after Intro holds the titles of the columns
	Header    []string // these titles; empty without a header
	Columns   []Target // what each column holds
	Preview   [][]string

	Kinds []mailing.Reading // of each column: how it is read if it is a further field, as proposed or chosen (SetKind)
	Looks []mailing.Looks   // and what its first values look like

	Sheet  string   // of a workbook: the one that is read
	Sheets []string // those that it has and shows
	Hidden int      // and how many it hides, which are left out
}

// Kind is what sort of file it is.
type Kind string

// The kinds of files that hold contacts.
const (
	Table     Kind = ""          // text in columns: CSV and its like
	Workbook  Kind = "workbook"  // of a spreadsheet program (XLSX)
	Cards     Kind = "cards"     // address cards (vCard)
	Addresses Kind = "addresses" // text with addresses one after the other, as in a mail's To
)

// Choice is what a user knows better than Detect about how a file is read; what is empty is found out.
type Choice struct {
	Encoding  Encoding
	Separator rune
	Sheet     string
}

// Target is what a column holds: one of the constants, or the name of a further merge field (see Field).
type Target string

// What a column may hold.
const (
	Skip      Target = "" // not read
	Email     Target = "email"
	FirstName Target = "first_name"
	LastName  Target = "last_name"
	FullName  Target = "full_name" // first and last name in one; used where a row has neither in columns of their own
	Company   Target = "company"
	Tags      Target = "tags" // several with commas or semicolons between

	// No title of a column gives these names.
	Lists     Target = "@lists" // names, one in a line
	Consent   Target = "@consent"
	ConsentAt Target = "@consent_at"
)

// Field is the target of a column that becomes a further merge field, named after the column's title. A title that is
// the name of a target gives that target.
func Field(title string) Target {
	name := Target(mailing.FieldName(title))
	if name == "name" {
		return FullName
	}
	return name
}

// Custom says whether the target is a further merge field, and not one that every contact has.
func (t Target) Custom() bool {
	switch t {
	case Skip, Email, FirstName, LastName, FullName, Company, Tags, Lists, Consent, ConsentAt, "name":
		return false
	}
	return true
}

// Has says whether a column of the layout has the target.
func (l Layout) Has(t Target) bool { return l.column(t) >= 0 }

func (l Layout) column(t Target) int {
	for i, c := range l.Columns {
		if c == t {
			return i
		}
	}
	return -1
}

// Put says what a column holds. Any other that held the same holds what instead says of it, so that nothing of the file is lost.
func (l *Layout) Put(column int, t Target, instead func(column int) Target) {
	for i, other := range l.Columns {
		if i != column && other == t && t != Skip {
			l.Columns[i] = instead(i)
		}
	}
	l.Columns[column] = t
}

// above are the rows before the first contact.
func (l Layout) above() int {
	switch {
	case l.Kind == Cards || l.Kind == Addresses:
		return 0
	case l.HasHeader:
		return max(l.Intro, 0) + 1
	}
	return max(l.Intro, 0)
}
