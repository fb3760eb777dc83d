package contactfile

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"

	"evenpost/mailing"
)

// listsAddresses says whether the text is a list of addresses and no table: several of them in one row, and hardly
// anything but addresses and names.
func (s sample) listsAddresses() bool {
	rows, addresses, others, titles := 0, 0, 0, 0
	for i, rec := range s.rows {
		if rec.problem != "" {
			return false
		}
		here := 0
		for _, c := range rec.cells {
			switch {
			case isAddress(c):
				here++
			case !empty(c):
				others++
			}
			if i < introRows && known(c) {
				titles++
			}
		}
		if addresses += here; here > 0 {
			rows++
		}
	}
	return titles == 0 && addresses > rows && 2*others <= addresses || titles == 0 && len(s.rows) == 1 && manyIn(s.rows[0].cells)
}

// manyIn says whether a row that no separator takes apart well has several addresses.
func manyIn(cells []string) bool {
	return strings.Count(strings.Join(cells, " "), "@") > 1
}

func detectMailboxes(r io.ReadSeeker, e Encoding) (Layout, error) {
	l := Layout{Kind: Addresses, Encoding: e, Columns: []Target{Email}}
	src, err := start(r, e)
	if err != nil {
		return l, err
	}
	list := newMailboxReader(src)
	good := 0
	for len(l.Preview) < previewRows {
		rec, ok := list.next()
		if !ok {
			break
		}
		if rec.problem == "" {
			l.Preview = append(l.Preview, []string{short(clean(rec.cells[0]))})
			if isAddress(rec.cells[0]) {
				good++
			}
		}
	}
	if good == 0 {
		return l, fmt.Errorf("%w: there is none in this text", mailing.ErrNoAddresses)
	}
	return l, rewind(r)
}

// mailboxReader reads addresses with commas, semicolons or line breaks between: Anna Huber <anna@x.at>, bob@y.de; "Maier,
// Eva" <eva@z.at>. A comma within a name that is not in quotation marks does not mislead it: what has no address belongs
// to the next one.
type mailboxReader struct {
	src  *bufio.Reader
	line int
	err  error
	done bool
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
	var b strings.Builder
	at, line := false, 0
	quoted, angle := false, false
	for !r.done {
		c, err := r.src.ReadByte()
		if err != nil {
			if r.done = true; !errors.Is(err, io.EOF) {
				r.err = err
				return record{}, false
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
		case c == '"':
			quoted = !quoted
		case c == '<' && !quoted:
			angle = true
		case c == '>' && !quoted:
			angle = false
		case (c == ',' || c == ';' || c == '\t') && !quoted && !angle:
			end = at || c == ';'
		case c == '@':
			at = true
		}
		if end {
			if strings.TrimSpace(b.String()) != "" {
				return recordOf(line, b.String()), true
			}
			b.Reset()
			at, line = false, 0
			continue
		}
		if b.Len() < maxRow {
			b.WriteByte(c)
		}
	}
	if strings.TrimSpace(b.String()) == "" {
		return record{}, false
	}
	return recordOf(line, b.String()), true
}

func recordOf(line int, text string) record {
	if len(text) >= maxRow {
		return record{line: line, problem: rowTooLong}
	}
	return record{line: line, cells: []string{strings.TrimSpace(text)}}
}
