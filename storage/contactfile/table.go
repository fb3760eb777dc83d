package contactfile

import (
	"encoding/csv"
	"fmt"
	"io"
)

// WriteTable writes rows of any kind as CSV for spreadsheet programs, in the same way as Write: byte order mark, CRLF, and
// an apostrophe before what would be calculated.
func WriteTable(w io.Writer, rows [][]string) error {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return fmt.Errorf("write table: %w", err)
	}
	out := csv.NewWriter(w)
	out.UseCRLF = true
	for _, row := range rows {
		safe := make([]string, len(row))
		for i, v := range row {
			safe[i] = guard(lineBreaks.Replace(v))
		}
		if err := out.Write(safe); err != nil {
			return fmt.Errorf("write table: %w", err)
		}
	}
	out.Flush()
	if err := out.Error(); err != nil {
		return fmt.Errorf("write table: %w", err)
	}
	return nil
}
