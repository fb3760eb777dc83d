package contactfile

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"evenpost/mailing"
)

// listsAddresses says whether the text is a list of addresses and no table: several of them in one row, and hardly
// anything but addresses and names; or names such as Huber, Anna <anna@x.at>, whose comma separates no columns.
func (s sample) listsAddresses() bool {
	rows, addresses, others, torn := 0, 0, 0, 0
	for i, rec := range s.rows {
		if rec.problem != "" {
			return false
		}
		here := 0
		for j, c := range rec.cells {
			switch {
			case isAddress(c):
				here++
				if s.separator == ',' && j == 1 && j == used(rec.cells)-1 && strings.Contains(c, "<") && !strings.HasPrefix(strings.TrimSpace(c), "<") {
					torn++
				}
			case !empty(c):
				others++
			}
			if i < introRows && known(c) {
				return false
			}
		}
		if addresses += here; here > 0 {
			rows++
		}
	}
	return addresses > rows && 2*others <= addresses || len(s.rows) == 1 && manyIn(s.rows[0].cells) || torn > 0 && 2*torn >= rows
}

// manyIn says whether a row that no separator takes apart well has several addresses.
func manyIn(cells []string) bool {
	return strings.Count(strings.Join(cells, " "), "@") > 1
}

// quotedOddly says whether the quotation marks of a row are not those of a table, as in "Huber; Anna" <anna@x.at>.
func (s sample) quotedOddly() bool {
	return slices.ContainsFunc(s.rows, func(rec record) bool { return rec.problem == rowUnclosed })
}

// titled says whether the columns have titles that are known.
func (s sample) titled() bool {
	return slices.ContainsFunc(s.rows[:min(len(s.rows), introRows)], func(rec record) bool { return slices.ContainsFunc(rec.cells, known) })
}

// withAddress are the rows and the cells of a table that have one.
func (s sample) withAddress() (rows, cells int) {
	for _, rec := range s.rows {
		here := 0
		for _, c := range rec.cells {
			if isAddress(c) {
				here++
			}
		}
		rows, cells = rows+min(here, 1), cells+here
	}
	return rows, cells
}

// detectMailboxes reads the text as a list of addresses. good is how many of the first ones are some.
func detectMailboxes(r io.ReadSeeker, e Encoding) (l Layout, good int, err error) {
	l = Layout{Kind: Addresses, Encoding: e, Columns: []Target{Email}}
	src, err := start(r, e)
	if err != nil {
		return l, 0, err
	}
	list := newMailboxReader(src)
	for range sampleRows {
		rec, ok := list.next()
		if !ok {
			break
		}
		if rec.problem != "" {
			continue
		}
		if isAddress(rec.cells[0]) {
			good++
		}
		if len(l.Preview) < previewRows {
			l.Preview = append(l.Preview, []string{short(clean(rec.cells[0]))})
		}
	}
	if good == 0 {
		return l, 0, fmt.Errorf("%w: there is none in this text", mailing.ErrNoAddresses)
	}
	return l, good, rewind(r)
}

// mailboxReader reads addresses with commas, semicolons or line breaks between: Anna Huber <anna@x.at>, bob@y.de; "Maier,
// Eva" <eva@z.at>. A comma within a name that is not in quotation marks does not mislead it: what has no address belongs
// to the next one. Where anything else stands around addresses, they are looked for in it (found).
type mailboxReader struct {
	src   *bufio.Reader
	line  int
	err   error
	done  bool
	ready []record // that were found together
}

func newMailboxReader(src io.Reader) *mailboxReader {
	r := &mailboxReader{src: bufio.NewReaderSize(src, chunk), line: 1}
	if mark, err := r.src.Peek(len("\ufeff")); err == nil && string(mark) == "\ufeff" {
		r.src.Discard(len(mark)) //nolint:errcheck // it was peeked at
	}
	return r
}

func (r *mailboxReader) failed() error { return r.err }

func (r *mailboxReader) next() (record, bool) {
	for len(r.ready) == 0 {
		line, text, ok := r.entry()
		if !ok {
			return record{}, false
		}
		r.ready = found(line, text)
	}
	rec := r.ready[0]
	r.ready = r.ready[1:]
	return rec, true
}

// entry is the text up to the next sign that stands between addresses.
func (r *mailboxReader) entry() (line int, text string, ok bool) {
	var b strings.Builder
	at, quoted, angle, escaped := false, false, false, false
	for !r.done {
		c, err := r.src.ReadByte()
		if err != nil {
			if r.done = true; !errors.Is(err, io.EOF) {
				r.err = err
				return 0, "", false
			}
			break
		}
		if line == 0 && c > ' ' && c != ',' && c != ';' {
			line = r.line
		}
		end := false
		switch {
		case c == '\n' || c == '\r':
			if next, err := r.src.Peek(1); c != '\r' || err != nil || next[0] != '\n' {
				r.line++
			}
			quoted, angle, end = false, false, true // nobody's name has a line break
		case escaped: // in quotation marks
		case c == '"':
			quoted = !quoted
		case c == '<' && !quoted:
			angle = true
		case c == '>' && !quoted:
			angle = false
		case (c == ',' || c == ';' || c == '\t') && !quoted && !angle:
			end = at || c == ';'
		case c == '@' && !quoted:
			at = true
		}
		escaped = quoted && c == '\\' && !escaped
		if end {
			if strings.TrimSpace(b.String()) != "" {
				return line, b.String(), true
			}
			b.Reset()
			at, line = false, 0
			continue
		}
		if b.Len() < maxRow {
			b.WriteByte(c)
		}
	}
	return line, b.String(), strings.TrimSpace(b.String()) != ""
}
