package contactfile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"evenpost/mailing"
)

// Encoding is how the characters of a file are written as bytes.
type Encoding string

// The encodings that contact files come in. UTF-8 and the two UTF-16 are recognised, of the code pages the likeliest is taken
// (guessCodePage), and the user may choose another.
const (
	UTF8        Encoding = "UTF-8"
	UTF16LE     Encoding = "UTF-16LE"
	UTF16BE     Encoding = "UTF-16BE"
	Windows1252 Encoding = "Windows-1252"
	Windows1250 Encoding = "Windows-1250"
	Windows1251 Encoding = "Windows-1251"
	Windows1253 Encoding = "Windows-1253"
	Windows1254 Encoding = "Windows-1254"
	Windows1257 Encoding = "Windows-1257"
	Macintosh   Encoding = "Macintosh"
	Latin1      Encoding = "ISO-8859-1"
	Latin2      Encoding = "ISO-8859-2"
	Greek       Encoding = "ISO-8859-7"
	Latin9      Encoding = "ISO-8859-15"
	KOI8R       Encoding = "KOI8-R"
	DOS850      Encoding = "CP850"
	DOS852      Encoding = "CP852"
)

// Encodings are all that can be read, the likeliest first.
func Encodings() []Encoding {
	all := []Encoding{UTF8, Windows1252, UTF16LE, UTF16BE, Windows1250, Windows1251, Windows1253, Windows1254, Windows1257}
	return append(all, Latin1, Latin2, Greek, Latin9, KOI8R, Macintosh, DOS850, DOS852)
}

var codePages = map[Encoding]*charmap.Charmap{
	Windows1252: charmap.Windows1252, Windows1250: charmap.Windows1250, Windows1251: charmap.Windows1251, Windows1253: charmap.Windows1253,
	Windows1254: charmap.Windows1254, Windows1257: charmap.Windows1257, Macintosh: charmap.Macintosh, Latin1: charmap.ISO8859_1, Latin2: charmap.ISO8859_2,
	Greek: charmap.ISO8859_7, Latin9: charmap.ISO8859_15, KOI8R: charmap.KOI8R, DOS850: charmap.CodePage850, DOS852: charmap.CodePage852,
}

func (e Encoding) decoder() (encoding.Encoding, error) {
	switch e {
	case UTF16LE:
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), nil
	case UTF16BE:
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), nil
	}
	if page := codePages[e]; page != nil {
		return page, nil
	}
	return nil, fmt.Errorf("%w: the encoding %q is not known", mailing.ErrInvalid, string(e))
}

// text gives the file's characters as UTF-8. Bytes that are not valid UTF-8 in a UTF-8 file are passed on; each cell is
// mended by itself.
func text(r io.Reader, e Encoding) (io.Reader, error) {
	if e == UTF8 || e == "" {
		return r, nil
	}
	d, err := e.decoder()
	if err != nil {
		return nil, err
	}
	return d.NewDecoder().Reader(r), nil
}

const (
	headBytes = 64 << 10 // looked at to tell text from other files
	scanBytes = 64 << 20 // looked at to tell UTF-8 from a code page
)

// guessEncoding reads r from where it stands. Order: byte order mark, UTF-16 by its zero bytes, valid UTF-8, code page.
func guessEncoding(r io.Reader) (Encoding, error) {
	head := make([]byte, headBytes)
	n, err := io.ReadFull(r, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return "", unreadable(err)
	}
	head = head[:n]
	switch {
	case bytes.HasPrefix(head, []byte("\xef\xbb\xbf")):
		return UTF8, refuse(head)
	case bytes.HasPrefix(head, []byte("\xff\xfe")):
		return UTF16LE, nil
	case bytes.HasPrefix(head, []byte("\xfe\xff")):
		return UTF16BE, nil
	}
	if e := guessUTF16(head); e != "" {
		return e, nil
	}
	if err := refuse(head); err != nil {
		return "", err
	}
	return guessUTF8(io.MultiReader(bytes.NewReader(head), io.LimitReader(r, scanBytes)))
}

// guessUTF16 recognises UTF-16 without a byte order mark: in text of our scripts every other byte of most separators,
// digits and address letters is zero, always on the same side.
func guessUTF16(head []byte) Encoding {
	if len(head) < 4 {
		return ""
	}
	var zero [2]int
	for i, b := range head {
		if b == 0 {
			zero[i%2]++
		}
	}
	pairs := len(head) / 2
	switch {
	case zero[1] > pairs*3/10 && zero[0] < pairs/20+1:
		return UTF16LE
	case zero[0] > pairs*3/10 && zero[1] < pairs/20+1:
		return UTF16BE
	}
	return ""
}

// guessUTF8 counts: one broken byte in a long UTF-8 file (two lists joined, a cut end) must not spoil all the umlauts.
func guessUTF8(r io.Reader) (Encoding, error) {
	buf := make([]byte, 64<<10)
	wide, broken, rest := 0, 0, 0
	var page pageSample
	for {
		n, err := r.Read(buf[rest:])
		page.take(buf[rest : rest+n])
		chunk := buf[:rest+n]
		for len(chunk) > 0 {
			if chunk[0] < utf8.RuneSelf {
				chunk = chunk[1:]
				continue
			}
			if err == nil && !utf8.FullRune(chunk) {
				break
			}
			char, size := utf8.DecodeRune(chunk)
			if char == utf8.RuneError && size == 1 {
				broken++
			} else {
				wide++
			}
			chunk = chunk[size:]
		}
		rest = copy(buf, chunk)
		switch {
		case errors.Is(err, io.EOF):
			if broken == 0 || wide > 10*broken {
				return UTF8, nil
			}
			return page.guess(), nil
		case err != nil:
			return "", unreadable(err)
		}
	}
}

// oldOffice is how files of Office began until 2007.
const oldOffice = "\xd0\xcf\x11\xe0"

// signatures are the beginnings of files that people take for contact lists, or drop by mistake.
var signatures = []struct{ start, has, says string }{
	{"PK\x03\x04", "opendocument.spreadsheet", "this is a LibreOffice spreadsheet; save it as CSV or as an Excel workbook (XLSX)"},
	{"PK\x03\x04", "Index/Document.iwa", "this is an Apple Numbers document; export it there as CSV or as an Excel workbook (XLSX)"},
	{"PK\x03\x04", "[Content_Types].xml", "this is an Office document other than a workbook; save the list as CSV"},
	{"PK\x03\x04", "", "this is a ZIP archive; unpack it first"},
	{oldOffice, "", "this is an old Excel workbook or another Office document; save it as XLSX or CSV"},
	{"\x1f\x8b", "", "this is a packed file; unpack it first"},
	{"\x89PNG", "", "this is a picture"},
	{"\xff\xd8\xff", "", "this is a picture"},
	{"GIF8", "", "this is a picture"},
	{"%PDF", "", "this is a PDF document"},
	{"{\\rtf", "", "this is a text document with formatting; save the list as CSV"},
	{"SQLite format 3\x00", "", "this is a database"},
}

// markups are the beginnings of texts that hold addresses, perhaps, but no list that could be read as it is. Shops and offices
// give files of the first kinds names that end in .xls.
var markups = []struct{ start, says string }{
	{"<!doctype html", pageSays},
	{"<html", pageSays},
	{"<table", pageSays},
	{"<meta", pageSays},
	{"<?xml", "this is an XML document; if a spreadsheet program opens it, save it there as XLSX or CSV"},
	{"{\"", dataSays},
	{"[{", dataSays},
	{"dn:", "this is an LDIF file; export the address book as CSV or vCard"},
	{"version:1dn:", "this is an LDIF file; export the address book as CSV or vCard"},
}

const (
	pageSays = "this is a web page, whatever its name ends in; open it in a spreadsheet program and save it there as XLSX or CSV"
	dataSays = "these are data for programs (JSON); export the list as CSV"
)

func refuseMarkup(head []byte) error {
	begin := strings.ToLower(strings.Join(strings.Fields(string(bytes.TrimPrefix(head[:min(len(head), 200)], []byte("\ufeff")))), ""))
	for _, m := range markups {
		if strings.HasPrefix(begin, strings.ReplaceAll(m.start, " ", "")) {
			return fmt.Errorf("%w: %s", mailing.ErrNotText, m.says)
		}
	}
	return nil
}

// refuse returns an error when the beginning of a file is not text.
func refuse(head []byte) error {
	for _, s := range signatures {
		if bytes.HasPrefix(head, []byte(s.start)) && bytes.Contains(head, []byte(s.has)) {
			return fmt.Errorf("%w: %s", mailing.ErrNotText, s.says)
		}
	}
	if err := refuseMarkup(head); err != nil {
		return err
	}
	odd := 0
	for _, b := range head {
		switch {
		case b == 0:
			return fmt.Errorf("%w: it holds zero bytes, as programs and pictures do", mailing.ErrNotText)
		case b < ' ' && !bytes.ContainsRune([]byte("\t\n\v\f\r\x1a\x1b"), rune(b)):
			odd++
		}
	}
	if odd > len(head)/50 {
		return fmt.Errorf("%w: it holds bytes that no text has", mailing.ErrNotText)
	}
	return nil
}

func unreadable(err error) error {
	if errors.Is(err, mailing.ErrUnreadable) {
		return err
	}
	return fmt.Errorf("%w: %w", mailing.ErrUnreadable, err)
}
