package contactfile

import (
	"archive/zip"
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"evenpost/mailing"
)

const (
	// What is in a workbook beside large sheets is held in memory: pictures and styles.
	heldMost = 200 << 20
	// A deflated file is at most that many times smaller than what is in it (https://zlib.net/zlib_tech.html).
	deflateMost = 1032
	// So long may a row of a sheet be, or one of the texts that its cells share, with all that is written around the values.
	itemMost  = 16 << 20
	sharedMax = 5_000_000 // of these texts
)

// partFacts are what is known of a part of a workbook before it is read.
type partFacts struct {
	formulas bool
	rows     int // up to the last one; 0 if they are in no order
}

// examineBook reads the whole package once: whether it is whole, which the library does not ask, and whether all in it is of a size that
// can be read. The library makes room for what a part says about its size, and drops without a word what follows a place that it
// cannot read.
func examineBook(z *zip.Reader) (map[string]partFacts, error) {
	all, held := uint64(0), uint64(0)
	for _, f := range z.File {
		size := f.UncompressedSize64
		if size > deflateMost*(f.CompressedSize64+1) && f.Method == zip.Deflate {
			return nil, fmt.Errorf("%w: its part %q cannot be as large as it says", mailing.ErrBrokenBook, f.Name)
		}
		if all += size; all > unpackedMost || size > unpackedMost {
			return nil, fmt.Errorf("%w: this workbook unpacks to more than 2 GB, as no list of contacts does", mailing.ErrNotText)
		}
		if size <= inMemoryMost || !inSheets(f.Name) && !isShared(f.Name) {
			held += size
		}
	}
	if held > heldMost {
		return nil, fmt.Errorf("%w: this workbook has more than 200 MB beside its sheets, such as pictures; save the sheet with the contacts as CSV", mailing.ErrNotText)
	}
	facts := make(map[string]partFacts, len(z.File))
	for _, f := range z.File {
		about, err := examinePart(f)
		switch {
		case errors.Is(err, mailing.ErrNotText):
			return nil, err
		case err != nil:
			return nil, fmt.Errorf("%w: its part %q is damaged (%w)", mailing.ErrBrokenBook, f.Name, err)
		}
		facts[f.Name] = about
	}
	return facts, nil
}

func inSheets(name string) bool { return hasPrefixFold(name, "xl/worksheets/sheet") }
func isShared(name string) bool { return hasPrefixFold(name, "xl/sharedStrings.xml") }

func hasPrefixFold(name, prefix string) bool {
	name = strings.TrimPrefix(strings.ReplaceAll(name, `\`, "/"), "/")
	return len(name) >= len(prefix) && strings.EqualFold(name[:len(prefix)], prefix)
}

func examinePart(f *zip.File) (partFacts, error) {
	in, err := f.Open()
	if err != nil {
		return partFacts{}, err
	}
	defer in.Close()
	s := partScan{in: bufio.NewReaderSize(in, chunk)}
	if hasPrefixFold(f.Name, "xl/worksheets/") && strings.EqualFold(f.Name[len(f.Name)-len("xml"):], "xml") || isShared(f.Name) {
		if err := s.scan(); err != nil {
			return partFacts{}, err
		}
	}
	_, err = io.Copy(io.Discard, s.in) // its check sum is compared at its end
	return s.about(), err
}

// partScan goes through the elements of a sheet, or of the texts that cells share, without keeping anything.
type partScan struct {
	in       *bufio.Reader
	formulas bool
	items    int
	inItem   bool
	item     int // bytes of the row or text
	row      int // the number of the present one
	seek     int // how many rows a reader has seen by then
	disorder bool
}

func (s *partScan) about() partFacts {
	if s.disorder {
		return partFacts{formulas: s.formulas}
	}
	return partFacts{s.formulas, s.seek}
}

func (s *partScan) scan() error {
	for {
		n, err := s.toElement()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		}
		if s.item += n; s.inItem && s.item > itemMost {
			return fmt.Errorf("%w: something in this workbook is larger than any row of contacts; save the sheet with the contacts as CSV", mailing.ErrNotText)
		}
		tag, err := s.in.Peek(256)
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		switch elementName(tag) {
		case "f":
			s.formulas = true
		case "row":
			s.inItem, s.item = true, 0
			s.begunRow(tag)
		case "si":
			s.inItem, s.item = true, 0
			if s.items++; s.items > sharedMax {
				return fmt.Errorf("%w: this workbook has more than 5,000,000 different texts; save the sheet with the contacts as CSV", mailing.ErrNotText)
			}
		case "/row", "/si":
			s.inItem = false
		case "/sheetData":
			return nil // what follows are no rows
		}
	}
}

// toElement goes behind the next "<" and says how far that was.
func (s *partScan) toElement() (int, error) {
	n := 0
	for {
		some, err := s.in.ReadSlice('<')
		if n += len(some); !errors.Is(err, bufio.ErrBufferFull) {
			return n, err
		}
		if n > itemMost {
			return n, nil
		}
	}
}

// begunRow counts as the library does: a row without a number follows the one before, and rows that are left out are empty.
func (s *partScan) begunRow(tag []byte) {
	before := s.row
	s.row++
	if end := bytes.IndexByte(tag, '>'); end >= 0 {
		tag = tag[:end]
	}
	if _, r, found := bytes.Cut(tag, []byte(` r="`)); found {
		r, _, _ = bytes.Cut(r, []byte(`"`))
		number(string(r), &s.row)
	}
	s.disorder = s.disorder || s.row <= before
	s.seek = max(s.seek+1, s.row)
}

// elementName is the name of an element from behind its "<", without the prefix of its namespace.
func elementName(tag []byte) string {
	end := bytes.IndexAny(tag, " />\t\r\n")
	if end == 0 && tag[0] == '/' {
		return "/" + elementName(tag[1:])
	}
	if end < 0 {
		return ""
	}
	name := tag[:end]
	return string(name[bytes.IndexByte(name, ':')+1:])
}
