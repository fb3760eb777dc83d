package contactfile

import (
	"fmt"
	"io"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"

	"evenpost/mailing"
)

// sheetWriter writes a workbook with one sheet. Rows go to a temporary file as they come, so that a million of them need
// little memory. Every value is a text: nothing in it is calculated, and postal codes keep their zeros.
type sheetWriter struct {
	w      io.Writer
	f      *excelize.File
	rows   *excelize.StreamWriter
	fields []mailing.Field
	line   int
	row    []string
	values []any
}

func newSheetWriter(w io.Writer, fields []mailing.Field) (*sheetWriter, error) {
	s := &sheetWriter{w: w, f: excelize.NewFile(), fields: fields}
	var err error
	if s.rows, err = s.f.NewStreamWriter(s.f.GetSheetName(0)); err != nil {
		return nil, err
	}
	return s, s.put(header(fields))
}

func (s *sheetWriter) write(row Row) error {
	s.row = cells(s.row, row, s.fields)
	if err := s.put(s.row); err != nil {
		return fmt.Errorf("%s: %w", row.Contact.Email, err)
	}
	return nil
}

func (s *sheetWriter) put(row []string) error {
	if s.line++; s.line > excelize.TotalRows {
		return fmt.Errorf("%w: a workbook has room for %d rows; write the contacts as CSV", mailing.ErrInvalid, excelize.TotalRows)
	}
	s.values = s.values[:0]
	for _, v := range row {
		if len(v) > excelize.TotalCellChars && len(utf16.Encode([]rune(v))) > excelize.TotalCellChars {
			return fmt.Errorf("%w: a value is longer than the %d signs that a workbook's cell has room for; write the contacts as CSV", mailing.ErrInvalid, excelize.TotalCellChars)
		}
		if v == "" {
			s.values = append(s.values, nil)
		} else {
			s.values = append(s.values, v)
		}
	}
	cell, err := excelize.CoordinatesToCellName(1, s.line)
	if err != nil {
		return err
	}
	return s.rows.SetRow(cell, s.values)
}

func (s *sheetWriter) end() error {
	if err := s.rows.Flush(); err != nil {
		return err
	}
	if _, err := s.f.WriteTo(s.w); err != nil {
		return err
	}
	return s.f.Close()
}
