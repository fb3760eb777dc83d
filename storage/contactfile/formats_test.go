package contactfile

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"evenpost/mailing"
)

// opened reads a whole file of any kind.
func opened(t *testing.T, name string, b []byte, as Choice) (l Layout, good []string, bad []mailing.BadRow) {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := OpenFileAs(path, as)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for range 2 { // it can be read again
		good, bad = nil, nil
		for row, err := range f.Rows() {
			switch {
			case err != nil:
				t.Fatal(err)
			case row.Problem != "":
				bad = append(bad, mailing.BadRow{Line: row.Line, Reason: row.Problem})
			default:
				good = append(good, brief(row.Contact))
			}
		}
	}
	return f.Layout, good, bad
}

func workbookOf(t *testing.T, fill func(f *excelize.File, set func(sheet, cell string, v any))) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	fill(f, func(sheet, cell string, v any) {
		if err := f.SetCellValue(sheet, cell, v); err != nil {
			t.Fatal(err)
		}
	})
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestWorkbook(t *testing.T) {
	file := workbookOf(t, func(f *excelize.File, set func(string, string, any)) {
		for _, name := range []string{"Kunden", "Geheim", "Lieferanten"} {
			if _, err := f.NewSheet(name); err != nil {
				t.Fatal(err)
			}
		}
		set("Sheet1", "A1", "Nothing here")
		set("Geheim", "A1", "secret@x.at")
		if err := f.SetSheetVisible("Geheim", false); err != nil {
			t.Fatal(err)
		}
		set("Lieferanten", "A1", "lief@x.at")
		for i, title := range []string{"Kundenliste", "", "", "", ""} {
			set("Kunden", string(rune('A'+i))+"1", title)
		}
		for i, title := range []string{"E-Mail", "Vorname", "Seit", "Summe", "PLZ"} {
			set("Kunden", string(rune('A'+i))+"3", title)
		}
		set("Kunden", "A4", "anna@x.at")
		set("Kunden", "B4", "Anna")
		set("Kunden", "C4", time.Date(2025, 3, 14, 0, 0, 0, 0, time.UTC))
		set("Kunden", "E4", 1010)
		german := "dd.mm.yyyy"
		style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &german})
		if err != nil {
			t.Fatal(err)
		}
		set("Kunden", "A5", "bob@x.at")
		set("Kunden", "C5", 45730)
		if err := f.SetCellStyle("Kunden", "C5", "C5", style); err != nil {
			t.Fatal(err)
		}
		if err := f.SetCellFormula("Kunden", "D5", "1+1"); err != nil {
			t.Fatal(err)
		}
		set("Kunden", "A7", "no address")
		set("Kunden", "A8", "eva@x.at")
		if err := f.MergeCell("Kunden", "B8", "C9"); err != nil {
			t.Fatal(err)
		}
	})
	l, good, bad := opened(t, "list.xlsx", file, Choice{})
	if l.Sheet != "Kunden" || l.Kind != Workbook || l.Hidden != 1 || len(l.Sheets) != 3 || l.Preview[0][2] != "2025-03-14" {
		t.Errorf("%+v", l)
	}
	want := []string{"anna@x.at|Anna|||map[plz:1010 seit:2025-03-14]", "eva@x.at|||"}
	if diff := cmp.Diff(want, good); diff != "" {
		t.Error(diff)
	}
	if len(bad) != 2 || bad[0].Line != 5 || bad[0].Reason != rowUnmade || bad[1].Line != 7 {
		t.Errorf("bad: %v", bad)
	}
	if _, good, _ := opened(t, "list.xlsx", file, Choice{Sheet: "Lieferanten"}); len(good) != 1 || good[0] != "lief@x.at|||" {
		t.Errorf("another sheet: %v", good)
	}
}

// What a sheet shows is not always what is in it: errors are no names, and of a long number it shows some digits.
func TestWhatSheetsShow(t *testing.T) {
	book := workbookOf(t, func(f *excelize.File, set func(string, string, any)) {
		for cell, v := range map[string]any{"A1": "E-Mail", "B1": "Vorname", "C1": "Telefon", "A2": "a@x.at", "B2": "#N/A", "C2": 436601234567} {
			set("Sheet1", cell, v)
		}
		style, err := f.NewStyle(&excelize.Style{NumFmt: 11})
		if err == nil {
			err = f.SetCellStyle("Sheet1", "C2", "C2", style)
		}
		if err != nil {
			t.Fatal(err)
		}
	})
	want := []string{"a@x.at||||map[telefon:436601234567]"}
	if _, good, _ := opened(t, "x.xlsx", book, Choice{}); !cmp.Equal(good, want) {
		t.Errorf("%v, want %v", good, want)
	}
	if _, good, _ := opened(t, "x.csv", []byte("E-Mail;Vorname;Ort\na@x.at;#NV;#BEZUG!\n"), Choice{}); !cmp.Equal(good, []string{"a@x.at|||"}) {
		t.Errorf("CSV: %v", good)
	}
}

func lockedBookOf(t *testing.T) []byte {
	f := excelize.NewFile()
	var b bytes.Buffer
	if err := f.Write(&b, excelize.Options{Password: "secret"}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// What a file is called says nothing about what it is.
func TestRenamedFiles(t *testing.T) {
	book := workbookOf(t, func(_ *excelize.File, set func(string, string, any)) { set("Sheet1", "A1", "a@x.at") })
	for name, file := range map[string][]byte{"book.csv": book, "text.xlsx": []byte("a@x.at\n")} {
		if _, good, _ := opened(t, name, file, Choice{}); len(good) != 1 {
			t.Errorf("%s: %v", name, good)
		}
	}
}

// A file with more rows than an import takes is refused before anything is read of it.
func TestTooManyRowsAreSeenAtOnce(t *testing.T) {
	path := filepath.Join(t.TempDir(), "large.csv")
	if err := os.WriteFile(path, []byte("email,name\n"+strings.Repeat("anna.huber@example.at,\"Huber,\nAnna\"\n", 4000)), 0o600); err != nil {
		t.Fatal(err)
	}
	for size, want := range map[int64]error{5_900_000 * 36: nil, 6_200_000 * 36: mailing.ErrManyRows} { // the rest of it is a hole
		if err := os.Truncate(path, size); err != nil {
			t.Fatal(err)
		}
		head := make([]byte, headBytes)
		f, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadFull(f, head); err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
		if many := rowsAbout(head, size) > RowsMost+RowsMost/5; many != (want != nil) {
			t.Errorf("%d bytes: %d rows", size, rowsAbout(head, size))
		}
		if want == nil {
			continue
		}
		if _, err := OpenFile(path); !errors.Is(err, want) {
			t.Errorf("%d bytes: %v", size, err)
		}
	}
}

func TestWorkbooksThatAreRefused(t *testing.T) {
	good := workbookOf(t, func(_ *excelize.File, set func(string, string, any)) { set("Sheet1", "A1", "a@x.at") })
	locked := lockedBookOf(t)
	hidden := workbookOf(t, func(f *excelize.File, set func(string, string, any)) {
		set("Sheet1", "A1", "only words")
	})
	bomb := func() []byte {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		w, err := z.Create("xl/workbook.xml")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := io.Copy(w, repeat(strings.Repeat(" ", 1<<10), 300<<10/1000*1000)); err != nil {
			t.Fatal(err)
		}
		for i := range 12 { // the same bytes once more, under other names
			f, err := z.CreateRaw(&zip.FileHeader{Name: "xl/worksheets/sheet" + string(rune('a'+i)) + ".xml", Method: zip.Store, UncompressedSize64: 1 << 30, CompressedSize64: 1})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := f.Write([]byte{0}); err != nil {
				t.Fatal(err)
			}
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		return b.Bytes()
	}
	for name, tc := range map[string]struct {
		file []byte
		want error
		says string
	}{
		"cut off":      {good[:len(good)/2], mailing.ErrBrokenBook, "unpacked"},
		"protected":    {locked, mailing.ErrLockedBook, "password"},
		"no addresses": {hidden, mailing.ErrNoAddresses, "none of the first"},
		"bomb":         {bomb(), mailing.ErrNotText, "2 GB"},
		"other zip":    {[]byte("PK\x03\x04 word/document.xml [Content_Types].xml"), mailing.ErrNotText, "Office document"},
	} {
		path := filepath.Join(t.TempDir(), "x.xlsx")
		if err := os.WriteFile(path, tc.file, 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := OpenFile(path); !errors.Is(err, tc.want) || !strings.Contains(err.Error(), tc.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

const cardsFile = "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Huber;Anna;Maria;;\r\nFN:Anna Maria Huber\r\nORG:Café \\; Söhne;Küche\r\n" +
	"EMAIL;TYPE=HOME:anna@x.at\r\nitem1.EMAIL;TYPE=INTERNET,PREF:anna@work.at\r\nTEL;TYPE=CELL:+43 1 2\r\nCATEGORIES:vip,press\r\n" +
	"PHOTO;ENCODING=b:AAAA\r\n BBBB\r\nNOTE:one\\ntwo\r\nBDAY:19850314\r\nADR;TYPE=HOME:;;Hauptplatz 1;Graz;;8010;Austria\r\nEND:VCARD\r\n" +
	"BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:M=FCller;J=F6rg;;;\r\n" +
	"NOTE;ENCODING=QUOTED-PRINTABLE:a long =\r\nnote=20here\r\nEMAIL;INTERNET:joerg@x.at\r\nEND:VCARD\r\n" +
	"BEGIN:VCARD\nFN:Nobody\nEND:VCARD\nBEGIN:VCARD\nEMAIL:cut@x.at\nBEGIN:VCARD\nFN:Eva\n  Maier\nEMAIL:eva@x.at\nEND:VCARD\n"

func TestCards(t *testing.T) {
	l, good, bad := opened(t, "contacts.vcf", []byte(cardsFile), Choice{})
	want := []string{
		"anna@work.at|Anna Maria|Huber|Café ; Söhne|press,vip|map[birthday:1985-03-14 city:Graz country:Austria notes:one\ntwo other_emails:anna@x.at phone:+43 1 2 postal_code:8010 street:Hauptplatz 1]",
		"joerg@x.at|Jörg|Müller||map[notes:a long note here]", "eva@x.at|Eva|Maier|",
	}
	if diff := cmp.Diff(want, good); diff != "" {
		t.Error(diff)
	}
	wantBad := []mailing.BadRow{{Line: 23, Reason: "there is no address in this row"}, {Line: 26, Reason: "this address card has no end"}}
	if diff := cmp.Diff(wantBad, bad); diff != "" {
		t.Error(diff)
	}
	if l.Kind != Cards || l.Header[0] != "Email" || len(l.Preview) != 4 {
		t.Errorf("%+v", l)
	}
}

func TestCardsOfOtherPrograms(t *testing.T) {
	const file = "BEGIN:VCARD\nVERSION:4.0\nN:Huber;Anna;;;\nEMAIL;PREF=2:second@x.at\nEMAIL;PREF=1;TYPE=work:first@x.at\nEMAIL:third@x.at\nURL:https\\://x.at\nEND:VCARD\n" +
		"BEGIN:VCARD\nVERSION:3.0\nN:Maier;Eva\nEMAIL;type=INTERNET;type=pref:eva@x.at\nBDAY;X-APPLE-OMIT-YEAR=1604:1604-03-14\nCATEGORIES:myContacts,Kunden\nEND:VCARD\n" +
		"BEGIN:VCARD\nVERSION:3.0\nFN:Huber KG\nN:;;;;\nORG:Huber KG\nEMAIL:office@x.at\nEND:VCARD\n"
	_, good, _ := opened(t, "contacts.vcf", []byte(file), Choice{})
	want := []string{
		"first@x.at|Anna|Huber||map[other_emails:second@x.at, third@x.at website:https://x.at]", "eva@x.at|Eva|Maier||Kunden|map[birthday:--03-14]", "office@x.at|||Huber KG",
	}
	if diff := cmp.Diff(want, good); diff != "" {
		t.Error(diff)
	}
}

// Texts with addresses in them that are no lists say what they are.
func TestTextsThatAreRefused(t *testing.T) {
	for text, says := range map[string]string{
		"<html xmlns:o=\"urn:x\"><table><tr><td>Anna</td><td>a@x.at</td></tr></table></html>": "web page",
		"\ufeff\n<!DOCTYPE html><p>a@x.at</p>":                                                "web page",
		"<?xml version=\"1.0\"?>\n<Workbook><Data>a@x.at</Data></Workbook>":                   "XML",
		"[\n  {\"email\": \"a@x.at\"},\n  {\"email\": \"b@x.at\"}\n]":                         "JSON",
		"dn: cn=Anna Huber,mail=a@x.at\nmail: a@x.at\n":                                       "LDIF",
		"PK\x03\x04\x14\x00\x00\x00\x00\x00Index/Document.iwa and more":                       "Numbers",
	} {
		if _, err := Detect(strings.NewReader(text)); !errors.Is(err, mailing.ErrNotText) || !strings.Contains(err.Error(), says) {
			t.Errorf("%.20q: %v", text, err)
		}
	}
}

func TestPastedText(t *testing.T) {
	for text, want := range map[string][]string{
		"Anna <anna@x.at>, bob@y.de":                                                {"anna@x.at|Anna||", "bob@y.de|||"},
		"anna@x.at; bob@y.de;\neva@z.at":                                            {"anna@x.at|||", "bob@y.de|||", "eva@z.at|||"},
		"Huber, Anna <anna@x.at>, \"Maier, Eva\" <eva@z.at>":                        {"anna@x.at|Anna|Huber|", "eva@z.at|Eva|Maier|"},
		"Anna <anna@x.at>, bob@y.de; \"Maier, Eva\" <eva@z.at>\nkaputt@\ncarl@x.at": {"anna@x.at|Anna||", "bob@y.de|||", "eva@z.at|Eva|Maier|", "carl@x.at|||"},
		"17;Huber;Anna;anna@x.at;anna@y.de;Graz\n18;Doe;Bob;bob@x.at;bob@y.de;Linz": {"anna@x.at|||", "bob@x.at|||"},
		"anna@x.at":                                               {"anna@x.at|||"},
		"Anna Huber <anna@x.at>\nbob@y.de":                        {"anna@x.at|Anna|Huber|", "bob@y.de|||"},
		"anna@x.at bob@y.de":                                      {"anna@x.at|||", "bob@y.de|||"},
		`"anna@x.at" <anna@x.at>, "bob@y.de" <bob@y.de>`:          {"anna@x.at|||", "bob@y.de|||"},
		"\"Doe, John\" <j@d.com>, bob@y.de\nc@z.at":               {"j@d.com|John|Doe|", "bob@y.de|||", "c@z.at|||"},
		`"Huber & Co; Graz" <anna@x.at>; bob@y.de`:                {"anna@x.at|Huber & Co;|Graz|", "bob@y.de|||"},
		`"Anna \"Anni\" Huber" <anna@x.at>, bob@y.de`:             {`anna@x.at|Anna "Anni"|Huber|`, "bob@y.de|||"},
		"Huber, Anna <anna@x.at>\nDoe, Bob <bob@y.de>\n":          {"anna@x.at|Anna|Huber|", "bob@y.de|Bob|Doe|"},
		"'Anna Huber' <anna@x.at>; 'Bob' <bob@y.de>":              {"anna@x.at|Anna|Huber|", "bob@y.de|Bob||"},
		"“Huber, Anna” <anna@x.at>, „Doe, Bob“ <bob@y.de>":        {"anna@x.at|Anna|Huber|", "bob@y.de|Bob|Doe|"},
		"anna@x.at (Anna Huber), bob@y.de (Bob)":                  {"anna@x.at|Anna|Huber|", "bob@y.de|Bob||"},
		"Team: Anna <anna@x.at>, Bob <bob@y.de>;, c@z.at":         {"anna@x.at|Anna||", "bob@y.de|Bob||", "c@z.at|||"},
		"To: Anna <anna@x.at>, bob@y.de\nCc: c@z.at":              {"anna@x.at|Anna||", "bob@y.de|||", "c@z.at|||"},
		"[Anna Huber](mailto:anna@x.at), [b@y.de](mailto:b@y.de)": {"anna@x.at|Anna|Huber|", "b@y.de|||"},
		"- anna@x.at\n* bob@y.de\n3. c@z.at":                      {"anna@x.at|||", "bob@y.de|||", "c@z.at|||"},
		"Anna Huber: anna@x.at\nBob: bob@y.de":                    {"anna@x.at|Anna|Huber|", "bob@y.de|Bob||"},
		"Anna van Dam anna@x.at\nBob bob@y.de":                    {"anna@x.at|Anna|van Dam|", "bob@y.de|Bob||"},
		"Please write to anna@x.at and bob@y.de.":                 {"anna@x.at|||", "bob@y.de|||"},
		"anna@x.at / bob@y.de | c@z.at|d@z.at":                    {"anna@x.at|||", "bob@y.de|||", "c@z.at|||", "d@z.at|||"},
		"<anna@x.at><bob@y.de>":                                   {"anna@x.at|||", "bob@y.de|||"},
		"\u202aanna@x.at\u202c; \u200bbob@y.de":                   {"anna@x.at|||", "bob@y.de|||"},
		"anna huber@x.at, bob@y.de":                               {"bob@y.de|||"}, // anna.huber, or only huber?
		"mailto:anna@x.at,bob@y.de?cc=c@z.at":                     {"anna@x.at|||", "bob@y.de|||"},
		"email;note\na@x.at;write to b@y.de and c@z.at\n":         {"a@x.at||||map[note:write to b@y.de and c@z.at]"},
		"email;note\na@x.at;\"open\nb@x.at;x\n":                   {"b@x.at||||map[note:x]"},
		"Name\tMail\nEva Maier\teva@z.at\nBob\tbob@y.de":          {"eva@z.at|Eva|Maier|", "bob@y.de|Bob||"},
		"Eva\teva@z.at\nBob\tbob@y.de":                            {"eva@z.at|||", "bob@y.de|||"},
		"email,second\nanna@x.at,bob@y.de\n":                      {"anna@x.at||||map[second:bob@y.de]"},
		"anna@x.at,Anna,Huber\nbob@y.de,Bob,\n":                   {"anna@x.at|||", "bob@y.de|||"},
		"Anna <anna@x.at>; bad@; Eva <eva@z.at>, max@x.at\n":      {"anna@x.at|Anna||", "eva@z.at|Eva||", "max@x.at|||"},
	} {
		f, err := OpenText(text, Choice{})
		if err != nil {
			if want != nil {
				t.Errorf("%q: %v", text, err)
			}
			continue
		}
		var good []string
		for row, err := range f.Rows() {
			if err != nil {
				t.Fatal(err)
			}
			if row.Problem == "" {
				good = append(good, brief(row.Contact))
			}
		}
		if diff := cmp.Diff(want, good); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	}
}

// Whatever bytes a file has: no panic, and every row is good or bad, in rising lines.
func FuzzFile(f *testing.F) {
	for _, s := range []string{cardsFile, "Anna <anna@x.at>, bob@y.de", "\xff\xfea\x00@", "BEGIN:VCARD\n \n=\n;:\nEND:VCARD", "a@x.at\t\"b\n<c@x.at"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		file, err := openContent(pasted{strings.NewReader(string(b))}, int64(len(b)), Choice{})
		if err != nil {
			if !errors.Is(err, mailing.ErrNotText) && !errors.Is(err, mailing.ErrNoAddresses) && !errors.Is(err, mailing.ErrBrokenBook) {
				t.Fatal(err)
			}
			return
		}
		last := 0
		for row, err := range file.Rows() {
			if err != nil {
				t.Fatal(err)
			}
			if (row.Problem == "") != (row.Contact.Email != "") || row.Line < last {
				t.Fatalf("after line %d: %+v", last, row)
			}
			last = row.Line
		}
	})
}

// A workbook that is damaged anywhere is read or refused.
func FuzzWorkbook(f *testing.F) {
	file := excelize.NewFile()
	for cell, v := range map[string]any{"A1": "E-Mail", "B1": "Name", "A2": "a@x.at", "B2": time.Unix(0, 0)} {
		if err := file.SetCellValue("Sheet1", cell, v); err != nil {
			f.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := file.Write(&b); err != nil {
		f.Fatal(err)
	}
	whole := b.Bytes()
	f.Add(uint(100), byte(1))
	f.Add(uint(len(whole)-30), byte(255))
	f.Fuzz(func(t *testing.T, at uint, flip byte) {
		broken := bytes.Clone(whole)
		broken[at%uint(len(broken))] ^= flip
		file, err := openContent(pasted{strings.NewReader(string(broken))}, int64(len(broken)), Choice{})
		if err != nil {
			return
		}
		defer file.Close()
		for _, err := range file.Rows() {
			if err != nil {
				return
			}
		}
	})
}

// What was left out is written with its reason; corrected, it can be imported as it is.
func TestBadRowsComeBack(t *testing.T) {
	f, err := OpenText("email;name;city\na@x.at;A;Graz\nb@;\"B\nB\";Graz\nc@x.at;C\n;D;=1+1\n", Choice{})
	if err != nil {
		t.Fatal(err)
	}
	var bad []mailing.BadRow
	for row := range f.Rows() {
		if row.Problem != "" {
			bad = append(bad, mailing.BadRow{Line: row.Line, Reason: row.Problem})
		}
	}
	var b bytes.Buffer
	if err := f.WriteBad(&b, bad, "Customers", strings.ToUpper); err != nil {
		t.Fatal(err)
	}
	want := "\ufeffemail;name;city;Evenpost: line;Evenpost: reason;Evenpost: list\r\nb@;\"B\r\nB\";Graz;3;\"NOT AN E-MAIL ADDRESS: \"\"B@\"\" HAS NOTHING AFTER THE @\";Customers\r\n" +
		";D;'=1+1;6;THERE IS NO ADDRESS IN THIS ROW;Customers\r\n"
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Error(diff)
	}
	mended := strings.Replace(strings.Replace(b.String(), "b@;", "b@x.at;", 1), "\n;D", "\nd@x.at;D", 1)
	again, good, left := opened(t, "mended.csv", []byte(mended), Choice{})
	if diff := cmp.Diff([]string{"b@x.at|B|B||map[city:Graz]", "d@x.at|D|||map[city:=1+1]"}, good); diff != "" || len(left) > 0 || again.ListNoted() != "Customers" {
		t.Error(diff, left, again.ListNoted())
	}
}

// Values of a workbook come as the spreadsheet program shows them, dates as ISO days whichever year they are counted from.
func TestValuesOfWorkbooks(t *testing.T) {
	for _, from1904 := range []bool{false, true} {
		book := workbookOf(t, func(f *excelize.File, set func(string, string, any)) {
			zeros := "00000"
			style, err := f.NewStyle(&excelize.Style{CustomNumFmt: &zeros})
			if err := errors.Join(err, f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &from1904})); err != nil {
				t.Fatal(err)
			}
			for i, title := range []string{"email", "birthday", "phone", "code"} {
				set("Sheet1", string(rune('A'+i))+"1", title)
			}
			set("Sheet1", "A2", "a@x.at")
			set("Sheet1", "B2", time.Date(1980, 12, 24, 0, 0, 0, 0, time.UTC))
			set("Sheet1", "C2", 491701234567)
			set("Sheet1", "D2", 1010)
			set("Sheet1", "A3", "b@x.at")
			set("Sheet1", "B3", "merged")
			if err := errors.Join(f.SetCellStyle("Sheet1", "D2", "D2", style), f.MergeCell("Sheet1", "B3", "C3")); err != nil {
				t.Fatal(err)
			}
		})
		_, good, bad := opened(t, "values.xlsx", book, Choice{})
		want := []string{"a@x.at||||map[birthday:1980-12-24 code:01010 phone:491701234567]", "b@x.at||||map[birthday:merged]"}
		if diff := cmp.Diff(want, good); diff != "" || len(bad) > 0 {
			t.Errorf("days from 1904 is %v: %s %v", from1904, diff, bad)
		}
	}
}

// Numbers, days and yes or no are cells of that kind; what would not come back as it was stays a text, and nothing is calculated.
func TestTypedCells(t *testing.T) {
	fields := []mailing.Field{{Name: "day", Kind: mailing.KindDate}, {Name: "sum", Kind: mailing.KindNumber}, {Name: "vip", Kind: mailing.KindYesNo}}
	want := []map[string]string{
		{"day": "1980-12-24", "sum": "1234.50", "vip": "yes"},
		{"day": "=1+1", "sum": "-0.125", "vip": "no"},
		{"day": "1850-01-01", "sum": "12345678901234567890", "vip": "perhaps"},
		{"day": "2025-02-28", "sum": "=1+1", "vip": "=1+1"},
		{"sum": "0"},
	}
	var contacts []mailing.Contact
	for i, f := range want {
		contacts = append(contacts, mailing.Contact{Email: string(rune('a'+i)) + "@x.at", Fields: f})
	}
	var b bytes.Buffer
	if _, err := Write(&b, XLSX, each(contacts), fields); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(b.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	sheet := f.GetSheetName(0)
	for cell, kind := range map[string]excelize.CellType{
		"I2": excelize.CellTypeUnset, "J2": excelize.CellTypeUnset, "K2": excelize.CellTypeBool, "J3": excelize.CellTypeUnset, "K3": excelize.CellTypeBool,
		"I3": excelize.CellTypeInlineString, "I4": excelize.CellTypeInlineString, "J4": excelize.CellTypeInlineString, "K4": excelize.CellTypeInlineString,
		"I5": excelize.CellTypeUnset, "J5": excelize.CellTypeInlineString,
	} {
		if is, err := f.GetCellType(sheet, cell); is != kind || err != nil {
			t.Errorf("%s: kind %d, want %d, %v", cell, is, kind, err)
		}
		if formula, err := f.GetCellFormula(sheet, cell); formula != "" || err != nil {
			t.Errorf("%s calculates %q, %v", cell, formula, err)
		}
	}
	path := filepath.Join(t.TempDir(), "x.xlsx")
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	file, err := OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var back []map[string]string
	for row, err := range file.Rows() {
		if err != nil {
			t.Fatal(err)
		}
		back = append(back, row.Contact.Fields)
	}
	if diff := cmp.Diff(want, back); diff != "" {
		t.Error(diff)
	}
}
