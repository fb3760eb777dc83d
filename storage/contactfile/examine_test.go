package contactfile

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"evenpost/mailing"
)

// bookRows are the good rows of a workbook.
func bookRows(book []byte) (good []string, err error) {
	file, err := openContent(pasted{strings.NewReader(string(book))}, int64(len(book)), Choice{})
	if err != nil {
		return nil, err
	}
	defer file.Close()
	for row, err := range file.Rows() {
		if err != nil {
			return good, err
		}
		good = append(good, brief(row.Contact)+row.Problem)
	}
	return good, nil
}

// changedBook is a workbook with other contents in some of its parts.
func changedBook(t *testing.T, book []byte, change func(name, text string) io.Reader) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	out := zip.NewWriter(&b)
	for _, f := range z.File {
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		w, err := out.Create(f.Name)
		if err == nil {
			_, err = io.Copy(w, change(f.Name, string(text)))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := out.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func smallBook(t *testing.T) []byte {
	return workbookOf(t, func(_ *excelize.File, set func(string, string, any)) {
		for i, name := range []string{"E-Mail", "Anna", "Bob", "Cleo", "Dora"} {
			set("Sheet1", fmt.Sprint("B", i+1), name)
			if set("Sheet1", fmt.Sprint("A", i+1), strings.ToLower(name)+"@x.at"); i == 0 {
				set("Sheet1", "A1", "Mail")
			}
		}
	})
}

// A workbook of which a byte was changed anywhere is read as it was, or refused: no row goes missing without a word.
func TestDamagedWorkbooks(t *testing.T) {
	whole := smallBook(t)
	want, err := bookRows(whole)
	if err != nil || len(want) != 4 {
		t.Fatal(want, err)
	}
	z, err := zip.NewReader(bytes.NewReader(whole), int64(len(whole)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range z.File {
		begin, err := f.DataOffset()
		if err != nil {
			t.Fatal(err)
		}
		for at := begin; at < begin+int64(f.CompressedSize64); at += 3 {
			broken := bytes.Clone(whole)
			broken[at] ^= 0x15
			got, err := bookRows(broken)
			switch {
			case err == nil && !cmp.Equal(got, want):
				t.Fatalf("%s, byte %d: %v is read", f.Name, at-begin, got)
			case err != nil && !errors.Is(err, mailing.ErrBrokenBook):
				t.Fatalf("%s, byte %d: %v", f.Name, at-begin, err)
			}
		}
	}
}

// A program wrote what no XML has: nothing of what follows can be read.
func TestSheetsThatBreakOff(t *testing.T) {
	for _, bad := range []string{"\x01", "&nosuch;", "</row>", "<!-- "} {
		book := changedBook(t, smallBook(t), func(name, text string) io.Reader {
			if strings.HasPrefix(name, "xl/worksheets/") {
				text = strings.Replace(text, `<row r="4"`, bad+`<row r="4"`, 1)
			}
			return strings.NewReader(text)
		})
		if got, err := bookRows(book); !errors.Is(err, mailing.ErrBrokenBook) {
			t.Errorf("%q: %v, %v", bad, got, err)
		}
	}
}

// What is small and unpacks to very much is refused before there is room made for it.
func TestWorkbooksThatWouldBeHuge(t *testing.T) {
	for name, tc := range map[string]struct {
		part, before string
		times        int
		text         string
		says         string
	}{
		"a large picture":     {"xl/media/image1.png", "", 210 << 10, strings.Repeat("\x00", 1<<10), "beside its sheets"},
		"a long row":          {"xl/worksheets/sheet1.xml", "<sheetData><row>", 24 << 10, strings.Repeat("<c/>    ", 128), "larger than any row"},
		"a long value":        {"xl/worksheets/sheet1.xml", "<sheetData><row><c><is><t>", 24 << 10, strings.Repeat("x", 1<<10), "larger than any row"},
		"many texts":          {"xl/sharedStrings.xml", "<sst>", 50 << 10, strings.Repeat("<si/> ", 128), "5,000,000"},
		"a text that is long": {"xl/sharedStrings.xml", "<sst><si>", 24 << 10, strings.Repeat("<r/>", 256), "larger than any row"},
	} {
		t.Run(name, func(t *testing.T) {
			done := false
			huge := func() io.Reader {
				done = true
				return io.MultiReader(strings.NewReader(tc.before), repeat(tc.text, tc.times))
			}
			book := smallBook(t)
			if strings.HasPrefix(tc.part, "xl/media") {
				book = addedTo(t, book, tc.part, huge())
			} else {
				book = changedBook(t, book, func(name, text string) io.Reader {
					if name == tc.part {
						return huge()
					}
					return strings.NewReader(text)
				})
			}
			if _, err := bookRows(book); !done || !errors.Is(err, mailing.ErrNotText) || !strings.Contains(err.Error(), tc.says) {
				t.Errorf("%d bytes: %v", len(book), err)
			}
		})
	}
	// A part says that it has two thousand million bytes, and has some hundreds.
	book := smallBook(t)
	at := bytes.LastIndex(book, []byte("xl/styles.xml"))
	const name, size = 46, 24 // in an entry of the directory
	copy(book[at-name+size:], "\xf0\xff\xff\x7f")
	if _, err := bookRows(book); !errors.Is(err, mailing.ErrBrokenBook) || !strings.Contains(err.Error(), "styles.xml") {
		t.Errorf("a size that cannot be: %v", err)
	}
}

// addedTo is a workbook with one more part.
func addedTo(t *testing.T, book []byte, name string, part io.Reader) []byte {
	t.Helper()
	var b bytes.Buffer
	out := zip.NewWriter(&b)
	z, err := zip.NewReader(bytes.NewReader(book), int64(len(book)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range z.File {
		if err := out.Copy(f); err != nil {
			t.Fatal(err)
		}
	}
	w, err := out.Create(name)
	if err == nil {
		_, err = io.Copy(w, part)
	}
	if err = errors.Join(err, out.Close()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
