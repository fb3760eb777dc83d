package contactfile

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"evenpost/mailing"
)

const (
	// A workbook is packed: read into memory as it is, and unpacked to a temporary file where it is large. One that unpacks
	// to more than this is no list of contacts.
	workbookMost = 100 << 20
	unpackedMost = 2 << 30
	inMemoryMost = 8 << 20
)

// workbook is an open file of a spreadsheet program.
type workbook struct {
	f      *excelize.File
	pack   *zip.Reader
	facts  map[string]partFacts // of its parts
	shown  []string
	hidden int
}

func isWorkbook(head []byte) bool {
	return bytes.HasPrefix(head, []byte("PK\x03\x04")) && (bytes.Contains(head, []byte("xl/")) ||
		bytes.Contains(head, []byte("[Content_Types].xml")) && !bytes.Contains(head, []byte("word/")) && !bytes.Contains(head, []byte("ppt/")))
}

func openWorkbook(r content, size int64) (book *workbook, err error) {
	if size > workbookMost {
		return nil, fmt.Errorf("%w: this workbook is larger than 100 MB; save the sheet with the contacts as CSV", mailing.ErrUnreadable)
	}
	defer shield(&err)
	pack, err := zip.NewReader(r, size)
	if err != nil {
		return nil, fmt.Errorf("%w: it cannot be unpacked (%w)", mailing.ErrBrokenBook, err)
	}
	facts, err := examineBook(pack)
	if err != nil {
		return nil, err
	}
	f, err := excelize.OpenReader(r, excelize.Options{UnzipSizeLimit: unpackedMost, UnzipXMLSizeLimit: inMemoryMost})
	switch {
	case errors.Is(err, excelize.ErrWorkbookPassword):
		return nil, mailing.ErrLockedBook
	case err != nil:
		return nil, fmt.Errorf("%w: it cannot be unpacked (%w)", mailing.ErrBrokenBook, err)
	}
	book = &workbook{f: f, pack: pack, facts: facts}
	for _, name := range f.GetSheetList() {
		if visible, err := f.GetSheetVisible(name); err == nil && !visible {
			book.hidden++
			continue
		}
		book.shown = append(book.shown, name)
	}
	book.plainDates()
	if len(book.shown) == 0 {
		return nil, errors.Join(fmt.Errorf("%w: this workbook shows no sheet", mailing.ErrNoAddresses), book.close())
	}
	return book, nil
}

// lockedBook says whether a file is a workbook with a password: such a one is packed into a file of the kind that Office wrote before
// 2007 (https://learn.microsoft.com/openspecs/windows_protocols/ms-cfb), whose directory names what is in it.
func lockedBook(r io.ReadSeeker, head []byte) bool {
	const shiftAt, directoryAt, entries = 30, 48, 16 * 128
	if !bytes.HasPrefix(head, []byte(oldOffice)) || len(head) < directoryAt+4 {
		return false
	}
	shift, sector := binary.LittleEndian.Uint16(head[shiftAt:]), binary.LittleEndian.Uint32(head[directoryAt:])
	if shift > 16 {
		return false
	}
	if _, err := r.Seek((int64(sector)+1)<<shift, io.SeekStart); err != nil {
		return false
	}
	directory, err := io.ReadAll(io.LimitReader(r, entries))
	return err == nil && bytes.Contains(directory, []byte("E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00"))
}

// shield makes an error of what a library trips over in a damaged file.
func shield(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("%w (%v)", mailing.ErrBrokenBook, p)
	}
}

func (b *workbook) close() error { return b.f.Close() }

// plainDates has dates read as 2026-03-14, whatever the workbook shows them as: days and months in the order of one country
// would be misread in another. And numbers with all their digits where it shows some of them: 4.37E+11 is nobody's telephone.
func (b *workbook) plainDates() {
	styles := b.f.Styles
	if styles == nil || styles.CellXfs == nil {
		return
	}
	own := map[int]string{}
	if styles.NumFmts != nil {
		for _, format := range styles.NumFmts.NumFmt {
			if format != nil {
				own[format.NumFmtID] = format.FormatCode
			}
		}
	}
	day, moment := "yyyy-mm-dd", "yyyy-mm-dd hh:mm"
	dayID, err := b.f.NewStyle(&excelize.Style{CustomNumFmt: &day})
	if err != nil {
		return
	}
	momentID, err := b.f.NewStyle(&excelize.Style{CustomNumFmt: &moment})
	if err != nil {
		return
	}
	asText := 49 // @: as it is in the file
	xfs := styles.CellXfs.Xf
	for i := range xfs {
		if xfs[i].NumFmtID == nil || i == dayID || i == momentID {
			continue
		}
		switch id := *xfs[i].NumFmtID; {
		case id >= 14 && id <= 17 || id >= 27 && id <= 31 || id == 36 || id >= 50 && id <= 58 || isDay(own[id]):
			xfs[i].NumFmtID = xfs[dayID].NumFmtID
		case id == 22 || isMoment(own[id]):
			xfs[i].NumFmtID = xfs[momentID].NumFmtID
		case id == 11 || id == 48 || strings.Contains(formatSigns(own[id]), "e+"):
			xfs[i].NumFmtID = &asText
		}
	}
}

// isDay says whether a number format shows a day, isMoment whether it shows a day and a time.
func isDay(format string) bool {
	f := formatSigns(format)
	return strings.ContainsAny(f, "y") && strings.Contains(f, "m") && !strings.ContainsAny(f, "hs")
}

func isMoment(format string) bool {
	f := formatSigns(format)
	return strings.Contains(f, "y") && strings.ContainsAny(f, "hs")
}

// formatSigns leaves out of a number format what is written as it stands.
func formatSigns(format string) string {
	var b strings.Builder
	quoted, bracket, escaped := false, false, false
	for _, r := range strings.ToLower(format) {
		switch {
		case escaped:
			escaped = false
		case r == '\\':
			escaped = true
		case r == '"':
			quoted = !quoted
		case r == '[' && !quoted:
			bracket = true
		case r == ']' && !quoted:
			bracket = false
		case !quoted && !bracket:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// detectWorkbook proposes the sheet that was chosen, or the first one with addresses that is shown.
func (f *File) detectWorkbook(sheet string) (Layout, error) {
	if f.book == nil {
		if err := rewind(f.f); err != nil {
			return Layout{}, err
		}
		book, err := openWorkbook(f.f, f.Size)
		if err != nil {
			return Layout{}, err
		}
		f.book = book
	}
	try := f.book.shown
	if sheet != "" {
		if !slices.Contains(try, sheet) {
			return Layout{}, fmt.Errorf("%w: the workbook shows no sheet %q", mailing.ErrInvalid, sheet)
		}
		try = []string{sheet}
	}
	var failed error
	for _, name := range try {
		l, err := f.book.layout(name)
		if err == nil {
			l.Kind, l.Sheet, l.Sheets, l.Hidden = Workbook, name, f.book.shown, f.book.hidden
			return l, nil
		}
		if failed == nil {
			failed = err
		}
	}
	return Layout{}, failed
}

func (b *workbook) layout(sheet string) (Layout, error) {
	src, err := b.source(sheet)
	if err != nil {
		return Layout{}, err
	}
	s := sample{}
	for len(s.rows) < sampleRows {
		rec, ok := src.next()
		if !ok {
			break
		}
		if !blank(rec) {
			s.rows = append(s.rows, rec)
		}
	}
	if err := errors.Join(src.failed(), src.close()); err != nil {
		return Layout{}, err
	}
	s.width = s.usual(func(cells []string) int { return len(cells) })
	for _, rec := range s.rows { // cells at the end that are empty are not written
		s.width = max(s.width, min(len(rec.cells), maxColumns))
	}
	s.used = s.width
	return s.layout("")
}

func (b *workbook) source(sheet string) (src *sheetSource, err error) {
	defer shield(&err)
	rows, err := b.f.Rows(sheet)
	if err != nil {
		return nil, fmt.Errorf("%w: the sheet %q cannot be read (%w)", mailing.ErrBrokenBook, sheet, err)
	}
	formulas, err := b.formulas(sheet)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%w: the formulas of the sheet %q cannot be read (%w)", mailing.ErrBrokenBook, sheet, err), rows.Close())
	}
	src = &sheetSource{rows: rows, formulas: formulas}
	if part := b.part(sheet); part != nil {
		src.last = b.facts[part.Name].rows
	}
	return src, nil
}

// sheetSource gives the rows of a sheet, one after the other. Of a formula it gives what the spreadsheet program last made
// of it, and names those of which nothing was made yet.
type sheetSource struct {
	rows     *excelize.Rows
	formulas *formulas // nil if there are none
	line     int
	last     int // the row with which the sheet ends; 0 if that is not known
	err      error
}

func (s *sheetSource) failed() error { return s.err }

func (s *sheetSource) close() error {
	if s.formulas != nil {
		return errors.Join(s.rows.Close(), s.formulas.close())
	}
	return s.rows.Close()
}

func (s *sheetSource) next() (rec record, ok bool) {
	defer func() {
		if s.err != nil {
			ok = false
		}
	}()
	defer shield(&s.err)
	if !s.rows.Next() {
		if err := s.rows.Error(); err != nil {
			s.err = fmt.Errorf("%w: its sheet ends at row %d (%w)", mailing.ErrBrokenBook, s.line, err)
		} else if s.line < s.last {
			s.err = fmt.Errorf("%w: its sheet can be read up to row %d, and has %d", mailing.ErrBrokenBook, s.line, s.last)
		}
		return record{}, false
	}
	s.line++
	cells, err := s.rows.Columns()
	if err != nil {
		s.err = fmt.Errorf("%w: row %d of its sheet makes no sense (%w)", mailing.ErrBrokenBook, s.line, err)
		return record{}, false
	}
	rec = record{line: s.line, cells: cells}
	if s.formulas != nil {
		if rec.unmade, err = s.formulas.of(s.line); err != nil {
			s.err = fmt.Errorf("%w: the formulas in row %d of its sheet make no sense (%w)", mailing.ErrBrokenBook, s.line, err)
			return record{}, false
		}
	}
	size := 0
	for _, c := range cells {
		size += len(c)
	}
	switch {
	case size > maxRow:
		return record{line: s.line, problem: rowTooLong}, true
	case len(cells) > maxColumns && used(cells) > maxColumns:
		return record{line: s.line, problem: rowTooWide}, true
	}
	return rec, true
}
