package contactfile

import (
	"bytes"
	"errors"
	"io"
)

const (
	maxRow     = 1 << 20 // bytes of UTF-8
	maxColumns = 1000
	chunk      = 64 << 10
)

// Why a row cannot be split into cells.
const (
	rowUnclosed = "a quotation mark is opened in this row and never closed"
	rowTooLong  = "this row is longer than 1 MiB"
	rowTooWide  = "this row has more than 1,000 columns"
	rowUnmade   = "this row has a formula that was never calculated; open the workbook in a spreadsheet program, save it there, and import it again"
)

// record is one row as it stands in the file. The cells are valid until the next one is read.
type record struct {
	line    int // of its first character, as a text editor counts
	cells   []string
	problem string // not empty: the cells cannot be relied on
	unmade  []int  // cells of a workbook that are formulas without a value
}

// recordReader splits text into rows. It is our own because encoding/csv does not end rows at a lone CR, holds a row
// of any length in memory, and swallows the rest of the file after a quotation mark that is never closed.
type recordReader struct {
	src   io.Reader
	sep   byte
	buf   []byte
	start int // of the present row in buf
	line  int // of the present row in the file
	eof   bool
	err   error

	// flat is for how many bytes from start on no cell may span lines: they were read once already, in search of the
	// end of a quotation that has none. It is what keeps the work linear.
	flat int
	// of the row read last
	size, firstLine int
	cells           []string
	scratch         []byte
}

func newRecordReader(src io.Reader, sep rune) *recordReader {
	if sep <= 0 || sep > 0x7f {
		sep = ','
	}
	r := &recordReader{src: src, sep: byte(sep), line: 1}
	r.skipMark()
	r.skipSepLine()
	return r
}

func (r *recordReader) failed() error { return r.err }

// next returns the next row, blank ones included; false at the end of the file or at an error, which is then in r.err.
func (r *recordReader) next() (record, bool) {
	if _, ok := r.at(0); !ok {
		return record{}, false
	}
	rec := record{line: r.line}
	r.cells, r.firstLine = r.cells[:0], 0
	breaks, i := 0, 0
	for {
		c := r.cell(i)
		breaks += c.breaks
		if c.firstLine > 0 && r.firstLine == 0 {
			r.firstLine = c.firstLine
		}
		switch {
		case r.err != nil:
			return record{}, false
		case c.unclosed:
			rec.problem = rowUnclosed
			r.giveUp(c.end)
			return rec, true
		case c.end >= maxRow:
			rec.problem = rowTooLong
			if r.firstLine > 0 {
				r.giveUp(c.end)
			} else {
				r.skipLine()
			}
			return rec, true
		}
		if len(r.cells) < maxColumns {
			r.cells = append(r.cells, c.text)
		} else {
			rec.problem = rowTooWide
		}
		sign, ok := r.at(c.end)
		if ok && sign == r.sep {
			i = c.end + 1
			continue
		}
		end := c.end
		if ok {
			end = r.pastBreak(end)
		}
		r.size = end
		r.advance(end)
		r.line += breaks + 1
		rec.cells = r.cells
		return rec, true
	}
}

// reopen takes back a row that spans lines and turned out not to be one: reading goes on with the line after its first.
func (r *recordReader) reopen(rec record) {
	r.start -= r.size
	r.line = rec.line
	r.giveUp(r.size)
}

// spansLines says whether the row read last has more than one line.
func (r *recordReader) spansLines() bool { return r.firstLine > 0 }

// giveUp leaves the present row after its first line. Up to the offset scanned, no further cell may span lines.
func (r *recordReader) giveUp(scanned int) {
	n := r.firstLine
	if n == 0 {
		n = scanned
		if _, ok := r.at(n); ok {
			n = r.pastBreak(n)
		}
	}
	r.advance(n)
	r.line++
	r.flat = max(r.flat, scanned-n)
}

type cell struct {
	text      string
	end       int // offset of the separator, line break or end of file after it
	breaks    int // line breaks in it
	firstLine int // offset after the first of them
	unclosed  bool
}

// cell reads the cell that begins at offset i of the row.
func (r *recordReader) cell(i int) cell {
	j := r.skipSpaces(i)
	if b, ok := r.at(j); ok && b == '"' {
		return r.quoted(j + 1)
	}
	for {
		b, ok := r.at(j)
		if !ok || b == r.sep || b == '\n' || b == '\r' {
			return cell{text: string(r.buf[r.start+i : r.start+j]), end: j}
		}
		j++
	}
}

// quoted reads a cell from after its opening quotation mark. A mark inside that is neither doubled nor at the cell's
// end is taken as written. But one that looks like the opening of another cell, on a later line, tells that the first
// was never closed.
func (r *recordReader) quoted(j int) cell {
	c := cell{}
	out := r.scratch[:0]
	defer func() { r.scratch = out }()
	for {
		b, ok := r.at(j)
		switch {
		case !ok:
			c.end, c.unclosed = j, j < maxRow || c.breaks > 0
			return c
		case b == '"':
			if next, ok := r.at(j + 1); ok && next == '"' {
				out = append(out, '"')
				j += 2
				continue
			}
			after := r.skipSpaces(j + 1)
			if next, ok := r.at(after); (!ok && after < maxRow) || ok && (next == r.sep || next == '\n' || next == '\r') {
				c.text, c.end = string(out), after
				return c
			}
			if before := r.buf[r.start+j-1]; c.breaks > 0 && (before == r.sep || before == '\n' || before == '\r') {
				c.end, c.unclosed = j, true
				return c
			}
			out = append(out, '"')
			j++
		case b == '\n' || b == '\r':
			if j < r.flat {
				c.end, c.unclosed = j, true
				return c
			}
			j = r.pastBreak(j)
			out = append(out, '\n')
			c.breaks++
			if c.firstLine == 0 {
				c.firstLine = j
			}
		default:
			out = append(out, b)
			j++
		}
	}
}

// at is the byte at offset i of the present row; false at the end of the file and beyond the longest row.
func (r *recordReader) at(i int) (byte, bool) {
	for r.start+i >= len(r.buf) {
		if i >= maxRow || !r.fill() {
			return 0, false
		}
	}
	if i >= maxRow {
		return 0, false
	}
	return r.buf[r.start+i], true
}

func (r *recordReader) skipSpaces(i int) int {
	for {
		if b, ok := r.at(i); !ok || b != ' ' {
			return i
		}
		i++
	}
}

// pastBreak is the offset after the line break at offset i.
func (r *recordReader) pastBreak(i int) int {
	if b, _ := r.at(i); b == '\r' {
		if next, ok := r.at(i + 1); ok && next == '\n' {
			return i + 2
		}
	}
	return i + 1
}

// skipLine drops everything up to the next line break, however far it is.
func (r *recordReader) skipLine() {
	for {
		rest := r.buf[r.start:]
		if i := bytes.IndexAny(rest, "\r\n"); i >= 0 {
			r.advance(i)
			r.advance(r.pastBreak(0))
			r.line++
			return
		}
		r.advance(len(rest))
		if !r.fill() {
			return
		}
	}
}

func (r *recordReader) advance(n int) {
	r.start += n
	r.flat = max(0, r.flat-n)
}

// fill reads more of the file behind what is in buf.
func (r *recordReader) fill() bool {
	if r.eof || r.err != nil {
		return false
	}
	if cap(r.buf)-len(r.buf) < chunk {
		rest := r.buf[r.start:]
		if cap(r.buf)-len(rest) < chunk {
			r.buf = append(make([]byte, 0, 2*cap(r.buf)+2*chunk), rest...)
		} else {
			r.buf = r.buf[:copy(r.buf[:len(rest)], rest)]
		}
		r.start = 0
	}
	for range 100 {
		n, err := r.src.Read(r.buf[len(r.buf):cap(r.buf)])
		r.buf = r.buf[:len(r.buf)+n]
		switch {
		case errors.Is(err, io.EOF):
			r.eof = true
		case err != nil:
			r.err = err
		}
		if n > 0 || err != nil {
			return n > 0
		}
	}
	r.err = io.ErrNoProgress
	return false
}

// skipMark leaves out the byte order mark.
func (r *recordReader) skipMark() {
	r.at(2)
	if bytes.HasPrefix(r.buf[r.start:], []byte("\ufeff")) {
		r.advance(len("\ufeff"))
	}
}

// skipSepLine leaves out a first line like `sep=;`, by which Excel is told the separator.
func (r *recordReader) skipSepLine() {
	if _, n := r.sepLine(); n > 0 {
		r.advance(n)
		r.line++
	}
}

// sepLine returns the separator that a first line names, and the length of that line; 0 when there is none.
func (r *recordReader) sepLine() (sep rune, size int) {
	r.at(15)
	line := r.buf[r.start:min(len(r.buf), r.start+16)]
	end := bytes.IndexAny(line, "\r\n")
	if end < 0 {
		if len(line) == 16 {
			return 0, 0
		}
		end = len(line)
	}
	said := bytes.Trim(line[:end], `" `)
	if len(said) != 5 || !bytes.EqualFold(said[:4], []byte("sep=")) || said[4] > 0x7f || said[4] <= ' ' && said[4] != '\t' {
		return 0, 0
	}
	if end == len(line) {
		return rune(said[4]), end
	}
	return rune(said[4]), r.pastBreak(end)
}

// wholeLine reads a line as one cell. Of one that is too long the beginning is given.
func (r *recordReader) wholeLine() (record, bool) {
	if _, ok := r.at(0); !ok {
		return record{}, false
	}
	end := 0
	for {
		b, ok := r.at(end)
		if !ok || b == '\n' || b == '\r' {
			break
		}
		end++
	}
	rec := record{line: r.line, cells: []string{string(r.buf[r.start : r.start+end])}}
	if end >= maxRow {
		r.skipLine()
		return rec, true
	}
	if _, ok := r.at(end); ok {
		end = r.pastBreak(end)
	}
	r.advance(end)
	r.line++
	return rec, r.err == nil
}

func (r record) text() string {
	if len(r.cells) == 0 {
		return ""
	}
	return r.cells[0]
}
