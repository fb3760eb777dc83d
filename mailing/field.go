package mailing

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// Field is a further field of contacts: what the business wants to know of people beyond name and company.
type Field struct {
	Name  string    `json:"name"`            // as templates and rules call it (FieldName); it never changes
	Title string    `json:"title"`           // as people read it
	Kind  FieldKind `json:"kind"`            //
	Shown bool      `json:"shown,omitempty"` // as a column of the table of contacts
}

// FieldKind is what the values of a further field are. Values are texts all the same: days are kept as 1980-12-24, numbers with
// a point, and "yes" or "no". One that could not be read as its field's kind is kept as it was written.
type FieldKind string

// The kinds of fields.
const (
	KindText   FieldKind = "text"
	KindNumber FieldKind = "number"
	KindDate   FieldKind = "date"
	KindYesNo  FieldKind = "yes-no"
)

// The values of a field of KindYesNo.
const (
	Yes = "yes"
	No  = "no"
)

// FieldKinds are all kinds in the order in which they are offered.
func FieldKinds() []FieldKind { return []FieldKind{KindText, KindNumber, KindDate, KindYesNo} }

// Check says what is wrong with a kind. The error wraps ErrInvalid.
func (k FieldKind) Check() error {
	if !slices.Contains(FieldKinds(), k) {
		return fmt.Errorf("%w: there is no kind of field called %q; there are text, number, date and yes-no", ErrInvalid, string(k))
	}
	return nil
}

// FieldTitle is how a field is called of which only the name is known.
func FieldTitle(name string) string { return strings.ReplaceAll(name, "_", " ") }

// Spelling is how numbers and days are written where it is not the same everywhere. The zero value is that of values as they
// are kept.
type Spelling struct {
	MonthFirst   bool `json:"month_first,omitempty"`   // 03/04 is the 4th of March
	DecimalComma bool `json:"decimal_comma,omitempty"` // 1.234 is more than a thousand
}

// Reading is how the values of a field are read.
type Reading struct {
	Kind FieldKind
	Spelling
}

// ImportField is a further field that an import brings values for.
type ImportField struct {
	Name  string
	Title string // of a new one
	Reading
}

// FieldTrial is what would become of a field's values if it were of another kind.
type FieldTrial struct {
	Values   int // that there are
	Left     int // that would stay as they are, because they do not fit
	Reading  Reading
	Sure     bool           // the values say themselves how they are spelled
	Examples []FieldExample // of values that fit
	Misfits  []string       // examples of those that do not
}

// FieldExample is a value and what it would be.
type FieldExample struct{ Was, Is string }

// NamesField says whether the text of a template names a field.
func NamesField(text, name string) bool {
	for {
		at := strings.Index(text, "{")
		if at < 0 {
			return false
		}
		inner, rest, found := strings.Cut(text[at+1:], "}")
		words := strings.FieldsFunc(inner, func(r rune) bool { return r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) })
		if slices.Contains(words, name) {
			return true
		}
		if !found {
			return false
		}
		text = rest
	}
}

// Read gives a value as it is kept. What cannot be read is given back as it is, and not fits.
func (r Reading) Read(text string) (value string, fits bool) {
	text = strings.TrimSpace(text)
	if text == "" {
		return "", true
	}
	switch r.Kind {
	case KindNumber:
		if isDash(text) {
			return "", true
		}
		value, fits = readNumber(text, r.DecimalComma)
	case KindDate:
		if isDash(text) {
			return "", true
		}
		value, fits = readDate(text, r.MonthFirst)
	case KindYesNo:
		value, fits = readYesNo(text)
	case KindText:
		return text, true
	default:
		return text, true
	}
	if !fits {
		return text, false
	}
	return value, true
}

// Fits says whether a value as it is kept is one of the kind.
func (k FieldKind) Fits(value string) bool {
	read, fits := Reading{Kind: k}.Read(value)
	return fits && read == value
}

// isDash says that nothing is known, as people write it in a table.
func isDash(s string) bool { return strings.Trim(s, "-–—") == "" }

// readYesNo reads what people and programs tick a box with.
func readYesNo(s string) (string, bool) {
	if len(s) > 20 {
		return "", false
	}
	switch Fold(s) {
	case "yes", "y", "ja", "j", "oui", "o", "si", "true", "wahr", "vrai", "vero", "1", "x", "on", "✓", "✔", "☑", "☒":
		return Yes, true
	case "no", "n", "nein", "non", "false", "falsch", "faux", "falso", "0", "off", "-", "–", "—", "☐", "✗":
		return No, true
	}
	return "", false
}
