package cli

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"evenpost/mailing"
	"evenpost/storage/contactfile"
)

// columnTargets are what a column may be said to hold. Any other word is a further field.
var columnTargets = map[string]contactfile.Target{
	"email": contactfile.Email, "first_name": contactfile.FirstName, "last_name": contactfile.LastName, "name": contactfile.FullName,
	"company": contactfile.Company, "tags": contactfile.Tags, "lists": contactfile.Lists, "consent": contactfile.Consent, "consent_date": contactfile.ConsentAt,
	"skip": contactfile.Skip,
}

// columnsFlag is --column, which says what a column of a file holds.
func columnsFlag(f *flags) func(*call, *contactfile.Layout) error {
	said := f.list("column", "what a column holds, `TITLE=WHAT`: email, first_name, last_name, name, company, tags, lists, consent, consent_date, skip, or a field; TITLE may be its number")
	return func(c *call, l *contactfile.Layout) error {
		for _, one := range *said {
			cut := strings.LastIndexByte(one, '=')
			if cut < 0 {
				return c.misused("--column is TITLE=WHAT, not %q", one)
			}
			i := columnNamed(*l, strings.TrimSpace(one[:cut]))
			if i < 0 {
				return c.misused("--column: the file has no column %q; --look shows them", one[:cut])
			}
			what := strings.TrimSpace(one[cut+1:])
			target, known := columnTargets[strings.ToLower(what)]
			if !known {
				if target = contactfile.Field(what); !target.Custom() {
					return c.misused("--column: a field cannot be called %q", what)
				}
			}
			l.Put(i, target, func(other int) contactfile.Target { return ownField(*l, other, target) })
		}
		return nil
	}
}

// columnNamed finds a column by its title or its number; -1 if there is none.
func columnNamed(l contactfile.Layout, said string) int {
	for _, same := range []func(title string) bool{
		func(title string) bool { return title == said },
		func(title string) bool { return contactfile.Field(title) == contactfile.Field(said) },
	} {
		if i := slices.IndexFunc(l.Header, same); i >= 0 && i < len(l.Columns) && said != "" {
			return i
		}
	}
	if n, err := strconv.Atoi(said); err == nil && n >= 1 && n <= len(l.Columns) {
		return n - 1
	}
	return -1
}

// ownField is the further field that a column becomes when another one takes what it held; it is skipped where there can be none.
func ownField(l contactfile.Layout, column int, taken contactfile.Target) contactfile.Target {
	if column < len(l.Header) {
		if own := contactfile.Field(l.Header[column]); own.Custom() && own != taken && !l.Has(own) {
			return own
		}
	}
	return contactfile.Skip
}

type lookJSON struct {
	File      string       `json:"file"`
	Kind      string       `json:"kind"` // table, workbook, cards or addresses
	Encoding  string       `json:"encoding,omitempty"`
	Separator string       `json:"separator,omitempty"`
	Sheet     string       `json:"sheet,omitempty"`
	Sheets    []string     `json:"sheets,omitempty"`
	Columns   []columnJSON `json:"columns"`
}

type columnJSON struct {
	Column int               `json:"column"`
	Title  string            `json:"title"`
	Holds  string            `json:"holds"` // as --column says it
	Kind   mailing.FieldKind `json:"kind,omitempty"`
	First  []string          `json:"first"` // its first values
}

// lookAt tells how a file would be read; nothing is taken from it.
func lookAt(c *call, name string, l contactfile.Layout) error {
	out := lookJSON{File: name, Kind: string(l.Kind), Encoding: string(l.Encoding), Sheet: l.Sheet, Sheets: l.Sheets, Columns: []columnJSON{}}
	if l.Kind == contactfile.Table {
		out.Kind, out.Separator = "table", string(l.Separator)
		if l.Separator == '\t' {
			out.Separator = "tab"
		}
	}
	var rows [][]string
	for i, t := range l.Columns {
		k := columnJSON{Column: i + 1, Holds: holds(t), First: []string{}}
		if i < len(l.Header) {
			k.Title = l.Header[i]
		}
		if t.Custom() && i < len(l.Kinds) {
			k.Kind = l.Kinds[i].Kind
		}
		for _, row := range l.Preview[:min(len(l.Preview), 3)] {
			if i < len(row) && row[i] != "" {
				k.First = append(k.First, row[i])
			}
		}
		out.Columns = append(out.Columns, k)
		rows = append(rows, []string{strconv.Itoa(k.Column), k.Title, k.Holds, string(k.Kind), strings.Join(k.First, " · ")})
	}
	return c.show(out, func(w io.Writer) {
		fmt.Fprintf(w, "%s: %s", plain(name), out.Kind)
		for _, s := range []string{out.Encoding, out.Separator, out.Sheet} {
			if s != "" {
				fmt.Fprintf(w, ", %s", plain(s))
			}
		}
		fmt.Fprintln(w)
		table(w, []string{"COLUMN", "TITLE", "HOLDS", "KIND", "FIRST VALUES"}, rows)
		fmt.Fprintln(w, "Nothing was imported. --column, --kind, --encoding, --separator and --sheet say it differently.")
	})
}

// holds is what a column holds as --column says it.
func holds(t contactfile.Target) string {
	for word, target := range columnTargets {
		if target == t {
			return word
		}
	}
	return string(t)
}
