package contactfile

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strconv"
	"strings"
)

// formulas finds the formulas of a sheet that no program has calculated yet, as in workbooks that a program wrote which cannot: the
// library gives them as empty cells, and what is missing would be missed by nobody.
type formulas struct {
	part  io.ReadCloser
	xml   *xml.Decoder
	row   int // the one that was found last, counted from 1; 0 before the first
	cells []int
	ended bool
}

// formulas of a sheet; nil when it has none, as nearly all.
func (b *workbook) formulas(sheet string) (*formulas, error) {
	part := b.part(sheet)
	if part == nil || !b.facts[part.Name].formulas {
		return nil, nil //nolint:nilnil // it has none
	}
	in, err := part.Open()
	if err != nil {
		return nil, err
	}
	return &formulas{part: in, xml: xml.NewDecoder(in)}, nil
}

// part is the file in the package that holds the sheet; nil if it cannot be told.
func (b *workbook) part(sheet string) *zip.File {
	if b.f.WorkBook == nil {
		return nil
	}
	named := func(name string) *zip.File {
		for _, f := range b.pack.File {
			if strings.EqualFold(strings.TrimPrefix(f.Name, "/"), name) {
				return f
			}
		}
		return nil
	}
	const folder = "xl"
	list := named(folder + "/_rels/workbook.xml.rels")
	if list == nil {
		return nil
	}
	in, err := list.Open()
	if err != nil {
		return nil
	}
	defer in.Close()
	var parts struct {
		Relationship []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
		}
	}
	if err := xml.NewDecoder(io.LimitReader(in, inMemoryMost)).Decode(&parts); err != nil {
		return nil
	}
	for _, s := range b.f.WorkBook.Sheets.Sheet {
		for _, p := range parts.Relationship {
			switch {
			case s.Name != sheet || p.ID != s.ID:
			case strings.HasPrefix(p.Target, "/"):
				return named(p.Target[1:])
			default:
				return named(path.Join(folder, p.Target))
			}
		}
	}
	return nil
}

// of gives the cells of a row, counted from 0, that are formulas without a value. Rows are asked for in ascending order.
func (f *formulas) of(row int) ([]int, error) {
	for f.row < row && !f.ended {
		if err := f.next(); err != nil {
			return nil, err
		}
	}
	if f.row != row {
		return nil, nil
	}
	return f.cells, nil
}

// next finds the next row.
func (f *formulas) next() error {
	var formula, value, inValue bool
	var kind string
	column, inRow := -1, false
	for {
		token, err := f.xml.Token()
		if errors.Is(err, io.EOF) {
			f.ended = true
			return nil
		} else if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "row":
				if inRow = true; !number(attribute(t, "r"), &f.row) {
					f.row++
				}
				f.cells, column = nil, -1
			case "c":
				if !columnOf(attribute(t, "r"), &column) {
					column++
				}
				formula, value, kind = false, false, attribute(t, "t")
			case "f":
				formula = true
			case "v":
				inValue, value = true, kind == "str" // a text that is empty is one
			case "is":
				value = true
			}
		case xml.CharData:
			value = value || inValue && len(t) > 0
		case xml.EndElement:
			switch t.Name.Local {
			case "v":
				inValue = false
			case "c":
				if formula && !value && inRow {
					f.cells = append(f.cells, column)
				}
			case "row":
				return nil
			}
		}
	}
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name && a.Name.Space == "" {
			return a.Value
		}
	}
	return ""
}

func number(s string, into *int) bool {
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 {
		return false
	}
	*into = n
	return true
}

// columnOf reads the column of a cell such as AB12, counted from 0.
func columnOf(cell string, into *int) bool {
	n := 0
	for i := range len(cell) {
		c := cell[i] &^ 0x20
		if c < 'A' || c > 'Z' || n > maxColumns {
			break
		}
		n = 26*n + int(c-'A') + 1
	}
	if n == 0 {
		return false
	}
	*into = n - 1
	return true
}

func (f *formulas) close() error { return f.part.Close() }
