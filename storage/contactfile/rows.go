package contactfile

import (
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"evenpost/mailing"
)

// Row is one row of a file: a contact, or why there is none.
type Row struct {
	Line    int // of the row's first character, as a text editor counts
	Contact mailing.Contact
	Lists   []string // names, as only Evenpost's own files have them
	Problem string   // not empty: a bad row, and why
}

// source gives the rows of a file, blank ones included; false at its end or at an error, which is then in failed.
type source interface {
	next() (record, bool)
	failed() error
}

// Rows reads a text file of any kind from its beginning. Rows without any content are left out; every other one is given,
// good or bad. The error, which ends it, wraps ErrUnreadable, ErrNoAddresses or ErrInvalid.
func Rows(r io.Reader, l Layout) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		src, err := textSource(r, l)
		if err != nil {
			yield(Row{}, err)
			return
		}
		mapped(src, l)(yield)
	}
}

func textSource(r io.Reader, l Layout) (source, error) {
	src, err := text(r, l.Encoding)
	if err != nil {
		return nil, err
	}
	switch l.Kind {
	case Cards:
		return newCardReader(src, l.Header), nil
	case Addresses:
		return newMailboxReader(src), nil
	case Table, Workbook:
	}
	return newRecordReader(src, l.Separator), nil
}

// mapped makes contacts of the rows of a source.
func mapped(src source, l Layout) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		if !l.Has(Email) {
			yield(Row{}, fmt.Errorf("%w: no column was chosen for them", mailing.ErrNoAddresses))
			return
		}
		skip := l.above()
		m := newMapper(l)
		table, _ := src.(*recordReader)
		for {
			rec, ok := src.next()
			switch {
			case !ok && src.failed() != nil:
				yield(Row{}, unreadable(src.failed()))
				return
			case !ok:
				return
			case blank(rec):
				continue
			case skip > 0:
				skip--
				continue
			}
			row := m.row(rec)
			if table != nil && row.Problem != "" && rec.problem == "" && table.spansLines() && len(rec.cells) < len(l.Columns) {
				// Neither an address nor all the columns: two quotation marks that do not belong together have
				// swallowed the lines between them.
				table.reopen(rec)
				row.Problem = rowUnclosed
			}
			if !yield(row, nil) {
				return
			}
		}
	}
}

// mapper makes contacts of rows. What kind of file the rows come from does not matter to it.
type mapper struct {
	columns []Target
	email   int
	ticked  []bool // columns of a workbook that hold yes or no
	sheet   bool   // a spreadsheet program may have written it: it is no address card, and not ours
}

// sheetErrors are what spreadsheet programs show, and write to CSV, for formulas that came to nothing. Nobody is called so.
var sheetErrors = map[string]bool{
	"#N/A": true, "#NV": true, "#REF!": true, "#BEZUG!": true, "#VALUE!": true, "#WERT!": true, "#DIV/0!": true, "#NAME?": true, "#NUM!": true, "#ZAHL!": true,
	"#NULL!": true, "#SPILL!": true, "#CALC!": true, "#VALEUR!": true, "#NOMBRE?": true, "#NOM?": true, "#ERROR!": true,
}

func newMapper(l Layout) mapper {
	m := mapper{columns: l.Columns, email: l.column(Email), ticked: make([]bool, len(l.Columns)), sheet: (l.Kind == Table || l.Kind == Workbook) && !l.Has(Lists)}
	for i := range min(len(l.Kinds), len(m.ticked)) {
		m.ticked[i] = l.Kind == Workbook && l.Kinds[i].Kind == mailing.KindYesNo
	}
	return m
}

func (m mapper) row(rec record) Row {
	row := Row{Line: rec.line, Problem: rec.problem}
	if row.Problem != "" {
		return row
	}
	if row.Problem = m.shape(rec.cells); row.Problem != "" {
		return row
	}
	for _, i := range rec.unmade {
		if i < len(m.columns) && m.columns[i] != Skip {
			row.Problem = rowUnmade
			return row
		}
	}
	box, problem := address(m.cell(rec.cells, m.email))
	if problem != "" {
		row.Problem = problem
		return row
	}
	row.Contact = m.contact(rec.cells, box)
	row.Lists = m.lists(rec.cells)
	return row
}

// shape says what is wrong with the row as a whole.
func (m mapper) shape(cells []string) string {
	if n := used(cells); n > len(m.columns) {
		return fmt.Sprintf("this row has %d columns, the others have %d; perhaps a value with the separator in it is not in quotation marks", n, len(m.columns))
	}
	for _, c := range cells {
		if strings.IndexByte(c, 0) >= 0 {
			return "this row holds zero bytes, which no text has"
		}
	}
	return ""
}

func (m mapper) contact(cells []string, box mailing.Mailbox) mailing.Contact {
	c := mailing.Contact{Email: box.Address}
	full := ""
	for i, t := range m.columns {
		if t == Skip || i == m.email || i >= len(cells) {
			continue
		}
		v := clean(cells[i])
		if v == "" || m.sheet && sheetErrors[v] {
			continue
		}
		switch t {
		case FirstName:
			c.FirstName = mailing.OneLine(v)
		case LastName:
			c.LastName = mailing.OneLine(v)
		case FullName, "name":
			full = mailing.OneLine(v)
		case Company:
			c.Company = mailing.OneLine(v)
		case Tags:
			c.Tags = SplitTags(v)
		case Consent:
			c.Consent.Source = v
		case ConsentAt:
			c.Consent.At = readTime(v)
		case Lists:
			// they are the row's
		case Email:
			// a second column for the address is used by nobody
		default:
			if c.Fields == nil {
				c.Fields = make(map[string]string, len(m.columns))
			}
			switch {
			case m.ticked[i] && v == "TRUE":
				v = mailing.Yes
			case m.ticked[i] && v == "FALSE":
				v = mailing.No
			}
			c.Fields[string(t)] = v
		}
	}
	if full == "" {
		full = mailing.OneLine(clean(box.Name))
	}
	if c.FirstName == "" && c.LastName == "" && !strings.Contains(full, "@") {
		c.FirstName, c.LastName = splitName(full)
	}
	return c
}

func (m mapper) lists(cells []string) (names []string) {
	i := slices.Index(m.columns, Lists)
	if i < 0 || i >= len(cells) {
		return nil
	}
	for name := range strings.SplitSeq(clean(cells[i]), "\n") {
		if name = strings.TrimSpace(name); name != "" {
			names = append(names, name)
		}
	}
	return names
}

func (m mapper) cell(cells []string, i int) string {
	if i >= len(cells) {
		return ""
	}
	return cells[i]
}

// address reads the cell for addresses, or says in words what is wrong with it.
func address(cell string) (box mailing.Mailbox, problem string) {
	v := clean(cell)
	if v == "" {
		return box, "there is no address in this row"
	}
	box, err := mailbox(v)
	switch {
	case err == nil:
		return box, ""
	case strings.Count(v, "@") > 1 && strings.ContainsAny(v, ",;/ \n"):
		return box, "there is more than one address in this row; give each one a row of its own"
	}
	return box, err.Error()
}

// blank says whether a row has nothing in it. DOS put 0x1A at the end of a file.
func blank(rec record) bool {
	return rec.problem == "" && filled(rec.cells) == 0 && len(rec.unmade) == 0
}

// used is the number of cells up to the last that is not empty.
func used(cells []string) int {
	n := len(cells)
	for n > 0 && empty(cells[n-1]) {
		n--
	}
	return n
}

func empty(c string) bool { return strings.TrimSpace(strings.Trim(c, "\x1a\ufeff")) == "" }
