package contactfile

import (
	"encoding/csv"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"evenpost/mailing"
)

// Write writes contacts as CSV that every spreadsheet program opens: UTF-8 with a byte order mark, commas, CRLF (RFC
// 4180), the further fields as columns of their own. Reading the file again gives the same contacts. A value that a
// spreadsheet program would calculate is written with an apostrophe before it; reading takes it off again.
// An error in contacts ends it and is returned.
func Write(w io.Writer, contacts iter.Seq2[mailing.Contact, error], fields []string) (written int, err error) {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return 0, fmt.Errorf("write contacts: %w", err)
	}
	fields = exported(fields)
	out := csv.NewWriter(w)
	out.UseCRLF = true
	row := []string{string(Email), string(FirstName), string(LastName), string(Company), string(Tags)}
	if err := out.Write(append(row, fields...)); err != nil {
		return 0, fmt.Errorf("write contacts: %w", err)
	}
	for c, err := range contacts {
		if err != nil {
			return written, err
		}
		row = append(row[:0], c.Email, c.FirstName, c.LastName, c.Company, strings.Join(c.Tags, ", "))
		for _, f := range fields {
			row = append(row, c.Fields[f])
		}
		for i, v := range row {
			row[i] = guard(lineBreaks.Replace(v))
		}
		if err := out.Write(row); err != nil {
			return written, fmt.Errorf("write contacts: %w", err)
		}
		written++
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return written, fmt.Errorf("write contacts: %w", err)
	}
	return written, nil
}

// The CSV writer drops a CR that has no LF.
var lineBreaks = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// exported are the further fields that have a column of their own, without those that every contact has anyway.
func exported(fields []string) []string {
	out := slices.DeleteFunc(slices.Clone(fields), func(f string) bool { return !Target(f).Custom() })
	slices.Sort(out)
	return slices.Compact(out)
}
