package contactfile

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"evenpost/mailing"
)

const (
	sampleRows  = 200
	sampleBytes = 4 << 20
	previewRows = 20
	introRows   = 10 // titles are looked for in this many first rows
)

// separators in the order of preference among equals.
var separators = []rune{';', ',', '\t', '|'}

// Detect looks at a file and proposes how to read it. r is read from its beginning and left there. The error wraps
// ErrNotText, ErrNoAddresses or ErrUnreadable.
func Detect(r io.ReadSeeker) (Layout, error) { return DetectAs(r, "", 0) }

// DetectAs is Detect for a user who knows the encoding or the separator better; "" and 0 leave it to Detect.
func DetectAs(r io.ReadSeeker, e Encoding, separator rune) (Layout, error) {
	if err := rewind(r); err != nil {
		return Layout{}, err
	}
	if e == "" {
		var err error
		if e, err = guessEncoding(r); err != nil {
			return Layout{}, err
		}
	}
	s, err := bestSample(r, e, separator)
	if err != nil {
		return Layout{}, err
	}
	if err := rewind(r); err != nil {
		return Layout{}, err
	}
	if separator != 0 {
		return s.layout(e)
	}
	if s.listsAddresses() {
		l, _, err := detectMailboxes(r, e)
		return l, err
	}
	l, err := s.layout(e)
	if refused := errors.Is(err, mailing.ErrNoAddresses); refused || err == nil && !s.titled() {
		// Not as a table; but there may be some in it. Rows of a table have an address each, those of a list several, which a
		// table does not take apart where commas and semicolons are mixed.
		rows, cells := s.withAddress()
		least := max(2*rows, cells+1)
		if refused || s.quotedOddly() {
			least = rows + 1
		}
		if list, good, listErr := detectMailboxes(r, e); listErr == nil && good >= least {
			return list, nil
		}
	}
	return l, err
}

func rewind(r io.Seeker) error {
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return unreadable(err)
	}
	return nil
}

// sample is the beginning of a file, split by one of the separators.
type sample struct {
	separator rune
	rows      []record
	width     int // columns of most rows
	used      int // the same without the empty cells at their ends
}

func bestSample(r io.ReadSeeker, e Encoding, separator rune) (sample, error) {
	try := separators
	if separator == 0 {
		src, err := start(r, e)
		if err != nil {
			return sample{}, err
		}
		first := &recordReader{src: src}
		first.skipMark()
		separator, _ = first.sepLine()
	}
	if separator != 0 {
		try = []rune{separator}
	}
	var best sample
	most := -1.0
	for _, sep := range try {
		s, err := take(r, e, sep)
		if err != nil {
			return sample{}, err
		}
		if points := s.points(); points > most {
			best, most = s, points
		}
	}
	return best, nil
}

func start(r io.ReadSeeker, e Encoding) (io.Reader, error) {
	if err := rewind(r); err != nil {
		return nil, err
	}
	return text(io.LimitReader(r, sampleBytes), e)
}

func take(r io.ReadSeeker, e Encoding, sep rune) (sample, error) {
	src, err := start(r, e)
	if err != nil {
		return sample{}, err
	}
	s := sample{separator: sep}
	recs := newRecordReader(src, sep)
	for len(s.rows) < sampleRows {
		rec, ok := recs.next()
		if !ok {
			break
		}
		if !blank(rec) {
			rec.cells = slices.Clone(rec.cells)
			s.rows = append(s.rows, rec)
		}
	}
	if recs.err != nil {
		return sample{}, unreadable(recs.err)
	}
	if len(s.rows) < sampleRows && len(s.rows) > 1 {
		if at, err := r.Seek(0, io.SeekCurrent); err == nil && at >= sampleBytes {
			s.rows = s.rows[:len(s.rows)-1] // it may be cut
		}
	}
	s.width = s.usual(func(cells []string) int { return len(cells) })
	s.used = s.usual(used)
	return s, nil
}

// usual is the count that most rows have.
func (s sample) usual(count func(cells []string) int) int {
	times, usual := map[int]int{}, 0
	for _, rec := range s.rows {
		if rec.problem == "" {
			times[count(rec.cells)]++
		}
	}
	for n, t := range times {
		if t > times[usual] || t == times[usual] && n > usual {
			usual = n
		}
	}
	return usual
}

// points is how well the separator fits: cells that are addresses, rows that have as many columns as the others, and
// titles that are known.
func (s sample) points() float64 {
	good, addresses, even, titles := 0, 0, 0, 0
	for i, rec := range s.rows {
		if rec.problem != "" {
			continue
		}
		good++
		if slices.ContainsFunc(rec.cells, isAddress) {
			addresses++
		}
		if len(rec.cells) == s.width && s.width > 1 {
			even++
		}
		if i < introRows {
			n := 0
			for _, c := range rec.cells {
				if known(c) {
					n++
				}
			}
			titles = max(titles, n)
		}
	}
	if good == 0 {
		return 0
	}
	return 2*float64(addresses)/float64(good) + float64(even)/float64(good) + 0.5*float64(min(titles, 4))
}

func (s sample) layout(e Encoding) (Layout, error) {
	header := s.headerRow()
	data := s.rows
	l := Layout{Encoding: e, Separator: s.separator}
	var said []mailing.FieldKind
	width := s.width
	if header >= 0 {
		l.HasHeader, l.Intro = true, header
		data = s.rows[header+1:]
		for _, c := range s.rows[header].cells {
			title, kind := cutKind(mailing.OneLine(clean(c)))
			l.Header, said = append(l.Header, title), append(said, kind)
		}
		width = max(s.used, len(l.Header))
		for len(l.Header) < width {
			l.Header = append(l.Header, "")
		}
	}
	email := emailColumn(l.Header, data, width)
	if email < 0 {
		return Layout{}, s.noAddresses()
	}
	if l.HasHeader {
		l.Columns = targets(l.Header, email)
	} else {
		l.Columns = make([]Target, width)
		l.Columns[email] = Email
	}
	for _, rec := range data[:min(len(data), previewRows)] {
		if rec.problem == "" {
			row := make([]string, 0, min(len(rec.cells), width))
			for _, c := range rec.cells[:min(len(rec.cells), width)] {
				row = append(row, short(clean(c)))
			}
			l.Preview = append(l.Preview, row)
		}
	}
	l.look(func(column int) (values []string) {
		for _, rec := range data {
			if rec.problem == "" && column < len(rec.cells) {
				values = append(values, clean(rec.cells[column]))
			}
		}
		return values
	}, said, l.Has(Lists))
	return l, nil
}

func (s sample) noAddresses() error {
	switch {
	case len(s.rows) == 0:
		return fmt.Errorf("%w: the file is empty", mailing.ErrNoAddresses)
	}
	for _, rec := range s.rows {
		if rec.problem == "" {
			return fmt.Errorf("%w: none of the first %d rows has an e-mail address", mailing.ErrNoAddresses, len(s.rows))
		}
	}
	return fmt.Errorf("%w: line %d: %s", mailing.ErrNoAddresses, s.rows[0].line, s.rows[0].problem)
}

// headerRow is the index of the row with the titles, -1 without one. People write a heading above their tables, so it
// need not be the first.
func (s sample) headerRow() int {
	for i, rec := range s.rows[:min(len(s.rows), introRows)] {
		if slices.ContainsFunc(rec.cells, isAddress) {
			break
		}
		if slices.ContainsFunc(rec.cells, func(c string) bool { return titleTargets[plainTitle(c)] == Email }) {
			return i
		}
	}
	// Titles that we do not know: what stands above the first address and has none itself.
	upto := slices.IndexFunc(s.rows, func(rec record) bool { return slices.ContainsFunc(rec.cells, hasAt) })
	if upto < 0 {
		return -1
	}
	email := slices.IndexFunc(s.rows[upto].cells, hasAt)
	for i, rec := range s.rows[:min(upto, introRows)] {
		if email < len(rec.cells) && !empty(rec.cells[email]) && filled(rec.cells) >= (filled(s.rows[upto].cells)+1)/2 {
			return i
		}
	}
	return -1
}

// emailColumn is the column with the addresses: by its title, if there are addresses in it; else by what is in it.
func emailColumn(header []string, data []record, width int) int {
	count := make([]int, width)
	for _, rec := range data {
		for i, c := range rec.cells[:min(len(rec.cells), width)] {
			if isAddress(c) {
				count[i]++
			}
		}
	}
	titled, most := -1, -1
	for i := range width {
		if i < len(header) && titleTargets[plainTitle(header[i])] == Email {
			if count[i] > 0 {
				return i
			}
			if titled < 0 {
				titled = i
			}
		}
		if count[i] > 0 && (most < 0 || count[i] > count[most]) {
			most = i
		}
	}
	if most >= 0 {
		return most
	}
	return titled
}

func isAddress(c string) bool {
	if !hasAt(c) || len(c) > 1000 {
		return false
	}
	_, err := mailbox(clean(c))
	return err == nil
}

func hasAt(c string) bool { return strings.Contains(c, "@") }

func filled(cells []string) int {
	n := 0
	for _, c := range cells {
		if !empty(c) {
			n++
		}
	}
	return n
}

// short cuts a cell for the preview.
func short(s string) string {
	const most = 200
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}
