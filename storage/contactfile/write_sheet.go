package contactfile

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"

	"github.com/xuri/excelize/v2"

	"evenpost/mailing"
)

// sheetWriter writes a workbook with one sheet. Rows go to a temporary file as they come, so that a million of them need
// little memory. Numbers, days and yes or no are written as what they are, so that the spreadsheet program calculates and sorts with
// them; every other value is a text: nothing in it is calculated, and postal codes keep their zeros.
type sheetWriter struct {
	w      io.Writer
	f      *excelize.File
	rows   *excelize.StreamWriter
	fields []mailing.Field
	line   int
	row    []string
	values []any
	styles map[string]int // by the format of numbers
}

func newSheetWriter(w io.Writer, fields []mailing.Field) (*sheetWriter, error) {
	s := &sheetWriter{w: w, f: excelize.NewFile(), fields: fields, styles: map[string]int{}}
	var err error
	if s.rows, err = s.f.NewStreamWriter(s.f.GetSheetName(0)); err != nil {
		return nil, err
	}
	return s, s.put(header(fields), nil)
}

func (s *sheetWriter) write(row Row) error {
	s.row = cells(s.row, row, s.fields)
	if err := s.put(s.row, s.fields); err != nil {
		return fmt.Errorf("%s: %w", row.Contact.Email, err)
	}
	return nil
}

// put writes a row whose last cells are values of the fields.
func (s *sheetWriter) put(row []string, fields []mailing.Field) error {
	if s.line++; s.line > excelize.TotalRows {
		return fmt.Errorf("%w: a workbook has room for %d rows; write the contacts as CSV", mailing.ErrInvalid, excelize.TotalRows)
	}
	s.values = s.values[:0]
	for i, v := range row {
		if f := i - len(row) + len(fields); f >= 0 && len(fields) > 0 {
			typed, err := s.typed(fields[f].Kind, unguard(v))
			if err != nil {
				return err
			}
			if typed != nil {
				s.values = append(s.values, typed)
				continue
			}
		}
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

// typed is a value as what it is, nil for one that is better written as a text: because it is one, or because reading the cell would
// give back another one.
func (s *sheetWriter) typed(kind mailing.FieldKind, v string) (any, error) {
	switch kind {
	case mailing.KindNumber:
		if n, places, ok := sheetNumber(v); ok {
			return s.styled(n, "0"+decimals(places))
		}
	case mailing.KindDate:
		if day, err := time.Parse(time.DateOnly, v); err == nil && day.Year() > 1900 && day.Year() < 10000 {
			return s.styled(day, "yyyy-mm-dd")
		}
	case mailing.KindYesNo:
		if v == mailing.Yes || v == mailing.No {
			return v == mailing.Yes, nil
		}
	case mailing.KindText:
	}
	return nil, nil
}

func (s *sheetWriter) styled(value any, format string) (any, error) {
	id, ok := s.styles[format]
	if !ok {
		var err error
		if id, err = s.f.NewStyle(&excelize.Style{CustomNumFmt: &format}); err != nil {
			return nil, err
		}
		s.styles[format] = id
	}
	return excelize.Cell{StyleID: id, Value: value}, nil
}

// sheetNumber is a number that a cell can hold to its last digit, with so many digits behind the point.
func sheetNumber(v string) (n float64, places int, ok bool) {
	const digits = 15 // more than that a spreadsheet program does not keep
	n, err := strconv.ParseFloat(v, 64)
	if err != nil || len(v) > digits {
		return 0, 0, false
	}
	if at := strings.IndexByte(v, '.'); at >= 0 {
		places = len(v) - at - 1
	}
	return n, places, strconv.FormatFloat(n, 'f', places, 64) == v
}

func decimals(places int) string {
	if places == 0 {
		return ""
	}
	return "." + strings.Repeat("0", places)
}
