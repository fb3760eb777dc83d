package contactfile

import (
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"evenpost/mailing"
)

// WriteTable writes rows of any kind as CSV for spreadsheet programs, in the same way as Write: byte order mark, CRLF, and
// an apostrophe before what would be calculated.
func WriteTable(w io.Writer, rows [][]string) error {
	out, err := newTableWriter(w, ',')
	if err != nil {
		return err
	}
	for _, row := range rows {
		if err := out.write(row); err != nil {
			return err
		}
	}
	return out.end()
}

type tableWriter struct{ csv *csv.Writer }

func newTableWriter(w io.Writer, separator rune) (tableWriter, error) {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return tableWriter{}, fmt.Errorf("write table: %w", err)
	}
	out := csv.NewWriter(w)
	out.Comma, out.UseCRLF = separator, true
	return tableWriter{out}, nil
}

func (t tableWriter) write(row []string) error {
	safe := make([]string, len(row))
	for i, v := range row {
		safe[i] = guard(lineBreaks.Replace(v))
	}
	if err := t.csv.Write(safe); err != nil {
		return fmt.Errorf("write table: %w", err)
	}
	return nil
}

func (t tableWriter) end() error {
	t.csv.Flush()
	if err := t.csv.Error(); err != nil {
		return fmt.Errorf("write table: %w", err)
	}
	return nil
}

// notes begins the titles of columns that Evenpost adds for people; they are left out when the file is read again.
const (
	notes    = "Evenpost: "
	noteList = notes + "list"
)

func isNote(title string) bool { return strings.HasPrefix(strings.TrimSpace(title), notes) }

// ListNoted is the list that the rows of a file made by WriteBad belong on; "" when it says none.
func (l Layout) ListNoted() string {
	i := slices.Index(l.Header, noteList)
	if i < 0 || len(l.Preview) == 0 {
		return ""
	}
	return strings.TrimSpace(at(l.Preview[0], i))
}

// WriteBad writes the rows of the file that were left out, as they stand in it and with the reason beside them, so that
// they can be corrected and imported again: with the same separator, which tells spreadsheet programs and the next import how
// numbers are spelled. list is the name of the list that the others were put on; Layout.ListNoted finds it again. why says a
// reason in the reader's language.
func (f *File) WriteBad(w io.Writer, bad []mailing.BadRow, list string, why func(string) string) error {
	reasons := make(map[int]string, len(bad))
	for _, b := range bad {
		reasons[b.Line] = b.Reason
	}
	src, end, err := f.source()
	if err != nil {
		return err
	}
	defer end()
	separator := ','
	if f.Layout.Kind == Table {
		separator = f.Layout.Separator
	}
	out, err := newTableWriter(w, separator)
	if err != nil {
		return err
	}
	width := len(f.Layout.Columns)
	if err := out.write(append(f.titles(), notes+"line", notes+"reason", noteList)); err != nil {
		return err
	}
	for skip := f.Layout.above(); len(reasons) > 0; {
		rec, ok := src.next()
		switch {
		case !ok:
			if src.failed() != nil {
				return unreadable(src.failed())
			}
			return out.end()
		case blank(rec):
			continue
		case skip > 0:
			skip--
			continue
		}
		reason, ok := reasons[rec.line]
		if !ok {
			continue
		}
		delete(reasons, rec.line)
		row := make([]string, width, width+3)
		for i, c := range rec.cells {
			if i < width {
				row[i] = clean(c)
			} else {
				row[width-1] += " " + clean(c) // what is too much is not lost
			}
		}
		if err := out.write(append(row, strconv.Itoa(rec.line), why(reason), list)); err != nil {
			return err
		}
	}
	return out.end()
}

// titles are those of the file, or what its columns hold.
func (f *File) titles() []string {
	titles := make([]string, len(f.Layout.Columns))
	for i, t := range f.Layout.Columns {
		switch {
		case i < len(f.Layout.Header) && f.Layout.Header[i] != "":
			titles[i] = f.Layout.Header[i]
		case t != Skip:
			titles[i] = string(t)
		default:
			titles[i] = "column " + strconv.Itoa(i+1)
		}
	}
	return titles
}
