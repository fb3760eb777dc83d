package contactfile

import (
	"bufio"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"testing"
)

// A formula has a value when a program has calculated it, be it an empty text.
func TestFormulasWithoutAValue(t *testing.T) {
	const sheet = `<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData>
		<x:row r="2"><x:c r="A2"><x:v>1</x:v></x:c><x:c r="B2"><x:f>1+1</x:f></x:c><x:c r="AB2"><x:f>1+1</x:f><x:v/></x:c></x:row>
		<x:row><x:c><x:f>A1</x:f><x:v>2</x:v></x:c><x:c><x:f/></x:c><x:c t="str"><x:f>""</x:f><x:v></x:v></x:c></x:row>
		<x:row r="7"><x:c r="C7" t="inlineStr"><x:f>A1</x:f><x:is><x:t>yes</x:t></x:is></x:c></x:row>
		<x:row r="9"><x:c r="D9"><x:f t="shared" si="0"/></x:c></x:row>
	</x:sheetData></x:worksheet>`
	f := formulas{part: io.NopCloser(nil), xml: xml.NewDecoder(strings.NewReader(sheet))}
	var found []string
	for row := 1; row <= 10; row++ {
		cells, err := f.of(row)
		if err != nil {
			t.Fatal(err)
		}
		if len(cells) > 0 {
			found = append(found, fmt.Sprint(row, cells))
		}
	}
	if got, want := strings.Join(found, "; "), "2 [1 27]; 3 [1]; 9 [3]"; got != want {
		t.Errorf("found %s, want %s", got, want)
	}
	for text, want := range map[string]partFacts{
		sheet: {true, 9}, "<f>": {formulas: true}, "<f": {}, "<c><v>f</v></c><font/>": {}, "": {}, "<row/><row spans='1:2' r=\"5\"><c/></row><row></row><row r=\"x\">": {rows: 7},
		"<row r=\"5\"/><row r=\"4\"/>": {}, "<row/></sheetData><row/><f>": {rows: 1}, "<rowBreaks/><x:row>5</x:row>": {rows: 1},
	} {
		s := partScan{in: bufio.NewReader(strings.NewReader(text))}
		if err := s.scan(); s.about() != want || err != nil {
			t.Errorf("%.20q: %+v, %v; want %+v", text, s.about(), err, want)
		}
	}
}
