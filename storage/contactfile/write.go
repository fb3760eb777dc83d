package contactfile

import (
	"encoding/csv"
	"fmt"
	"io"
	"iter"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"evenpost/mailing"
)

// Format is how contacts are written.
type Format string

// The formats of contact files that are written.
const (
	CSV   Format = ".csv"
	XLSX  Format = ".xlsx"
	VCard Format = ".vcf"
)

// FormatOf is the format that a file's name asks for: CSV when it names none.
func FormatOf(path string) Format {
	switch f := Format(strings.ToLower(filepath.Ext(path))); f {
	case XLSX, VCard:
		return f
	case ".vcard":
		return VCard
	default:
		return CSV
	}
}

// Write writes contacts so that reading the file again gives the same ones: with their further fields, tags, consent, and
// lists by name, and with the kinds of the fields. An error in contacts ends it and is returned.
//
// CSV is what every spreadsheet program opens: UTF-8 with a byte order mark, commas, CRLF (RFC 4180), the further fields as
// columns of their own. There and in XLSX a value that a spreadsheet program would calculate is written with an apostrophe
// before it; reading takes it off again.
func Write(w io.Writer, f Format, contacts iter.Seq2[Row, error], fields []mailing.Field) (written int, err error) {
	var out writer
	switch fields = exported(fields); f {
	case XLSX:
		out, err = newSheetWriter(w, fields)
	case VCard:
		out = &cardWriter{w: w, fields: fields}
	case CSV:
		out, err = newCSVWriter(w, fields)
	default:
		err = fmt.Errorf("%w: there is no format %q", mailing.ErrInvalid, string(f))
	}
	if err != nil {
		return 0, fmt.Errorf("write contacts: %w", err)
	}
	for row, err := range contacts {
		if err != nil {
			return written, err
		}
		if err := out.write(row); err != nil {
			return written, fmt.Errorf("write contacts: %w", err)
		}
		written++
	}
	if err := out.end(); err != nil {
		return written, fmt.Errorf("write contacts: %w", err)
	}
	return written, nil
}

type writer interface {
	write(row Row) error
	end() error
}

// The titles of columns that only Evenpost writes. In another program's file such words may mean anything.
const (
	listsTitle     = "Lists (Evenpost)"
	consentTitle   = "Consent (Evenpost)"
	consentAtTitle = "Consent date (Evenpost)"
)

func header(fields []mailing.Field) []string {
	all := []string{string(Email), string(FirstName), string(LastName), string(Company), string(Tags), listsTitle, consentTitle, consentAtTitle}
	for _, f := range fields {
		all = append(all, f.Name+kindTitles[f.Kind])
	}
	return all
}

// cells are a contact's values in the order of header, guarded.
func cells(into []string, row Row, fields []mailing.Field) []string {
	c := row.Contact
	into = append(into[:0], c.Email, c.FirstName, c.LastName, c.Company, strings.Join(c.Tags, ", "), strings.Join(row.Lists, "\n"), c.Consent.Source, writeTime(c.Consent.At))
	for _, f := range fields {
		into = append(into, c.Fields[f.Name])
	}
	for i, v := range into {
		into[i] = guard(lineBreaks.Replace(v))
	}
	return into
}

const timeLayout = "2006-01-02T15:04:05.999Z07:00"

func writeTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(timeLayout)
}

// readTime reads what writeTime wrote, or a day; what it cannot read is no time.
func readTime(s string) time.Time {
	for _, layout := range []string{time.RFC3339, time.DateTime, time.DateOnly} {
		if t, err := time.Parse(layout, s); err == nil {
			return time.UnixMilli(t.UnixMilli())
		}
	}
	return time.Time{}
}

// The CSV writer drops a CR that has no LF.
var lineBreaks = strings.NewReplacer("\r\n", "\n", "\r", "\n")

type csvWriter struct {
	csv    *csv.Writer
	fields []mailing.Field
	row    []string
}

func newCSVWriter(w io.Writer, fields []mailing.Field) (*csvWriter, error) {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return nil, err
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	return &csvWriter{csv: out, fields: fields}, out.Write(header(fields))
}

func (c *csvWriter) write(row Row) error {
	c.row = cells(c.row, row, c.fields)
	return c.csv.Write(c.row)
}

func (c *csvWriter) end() error {
	c.csv.Flush()
	return c.csv.Error()
}

// exported are the further fields that have a column of their own, without those that every contact has anyway.
func exported(fields []mailing.Field) []mailing.Field {
	out := slices.DeleteFunc(slices.Clone(fields), func(f mailing.Field) bool { return !Target(f.Name).Custom() })
	slices.SortStableFunc(out, func(a, b mailing.Field) int { return strings.Compare(a.Name, b.Name) })
	return slices.CompactFunc(out, func(a, b mailing.Field) bool { return a.Name == b.Name })
}
