package contactfile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"evenpost/mailing"
)

// read detects and reads a whole file.
func read(t *testing.T, file string) (l Layout, good []mailing.Contact, bad []mailing.BadRow) {
	t.Helper()
	l, err := Detect(strings.NewReader(file))
	if err != nil {
		t.Fatalf("Detect: %v", err)
	}
	good, bad = readAs(t, file, l)
	return l, good, bad
}

func readAs(t *testing.T, file string, l Layout) (good []mailing.Contact, bad []mailing.BadRow) {
	t.Helper()
	for row, err := range Rows(strings.NewReader(file), l) {
		switch {
		case err != nil:
			t.Fatalf("Rows: %v", err)
		case row.Problem != "":
			bad = append(bad, mailing.BadRow{Line: row.Line, Reason: row.Problem})
		default:
			good = append(good, row.Contact)
		}
	}
	return good, bad
}

// short forms of what was read: "line email|first|last|company|tags|fields".
func brief(c mailing.Contact) string {
	s := c.Email + "|" + c.FirstName + "|" + c.LastName + "|" + c.Company
	if len(c.Tags) > 0 {
		s += "|" + strings.Join(c.Tags, ",")
	}
	if len(c.Fields) > 0 {
		s += "|" + fmt.Sprint(c.Fields)
	}
	return s
}

func encoded(t *testing.T, e interface {
	Bytes(b []byte) ([]byte, error)
}, s string,
) string {
	t.Helper()
	b, err := e.Bytes([]byte(s))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestFilesAsProgramsWriteThem(t *testing.T) {
	const list = "E-Mail;Vorname;Nachname\r\njorg@example.at;Jörg;Müßig\r\nana@example.at;Ana;Gößl\r\n"
	want := []string{"jorg@example.at|Jörg|Müßig|", "ana@example.at|Ana|Gößl|"}
	const polish = "Imię;Nazwisko;Mail;Miasto\r\nŁukasz;Żółć;lukasz@firma.pl;Łódź\r\nŚwiętosław;Wiśniewski;sw@gmail.com;Gdańsk\r\n"
	polishWant := []string{"lukasz@firma.pl|Łukasz|Żółć||map[miasto:Łódź]", "sw@gmail.com|Świętosław|Wiśniewski||map[miasto:Gdańsk]"}
	const czech = "Jméno;Příjmení;E-mail\r\nJiří;Dvořák;jiri@centrum.cz\r\nŽofie;Nováková;zofie@seznam.cz\r\n"
	czechWant := []string{"jiri@centrum.cz|Jiří|Dvořák|", "zofie@seznam.cz|Žofie|Nováková|"}
	const russian = "Имя;Фамилия;Почта\r\nИван;Петров;ivan@yandex.ru\r\n"
	russianWant := []string{"ivan@yandex.ru|Иван|Петров|"}
	le := unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM)
	be := unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	for name, tc := range map[string]struct {
		file string
		want []string
	}{
		"UTF-8":                        {list, want},
		"UTF-8 with mark":              {"\ufeff" + list, want},
		"Windows-1252":                 {encoded(t, charmap.Windows1252.NewEncoder(), list), want},
		"UTF-16LE with mark":           {encoded(t, le.NewEncoder(), "\ufeff"+list), want},
		"UTF-16BE with mark":           {encoded(t, be.NewEncoder(), "\ufeff"+list), want},
		"UTF-16LE bare":                {encoded(t, le.NewEncoder(), list), want},
		"UTF-16BE bare":                {encoded(t, be.NewEncoder(), list), want},
		"LF":                           {strings.ReplaceAll(list, "\r\n", "\n"), want},
		"CR":                           {strings.ReplaceAll(list, "\r\n", "\r"), want},
		"comma":                        {strings.ReplaceAll(list, ";", ","), want},
		"tab":                          {strings.ReplaceAll(list, ";", "\t"), want},
		"bar":                          {strings.ReplaceAll(list, ";", "|"), want},
		"no last line break":           {strings.TrimSpace(list), want},
		"sep=":                         {"sep=;\r\n" + list, want},
		"sep= after mark":              {"\ufeffsep=\t\r\n" + strings.ReplaceAll(list, ";", "\t"), want},
		"all quoted":                   {`"` + strings.ReplaceAll(strings.ReplaceAll(strings.TrimSpace(list), ";", `";"`), "\r\n", "\"\r\n\"") + `"`, want},
		"blank lines":                  {"\n\n" + strings.ReplaceAll(list, "\r\n", "\r\n\r\n;;\r\n"), want},
		"heading above":                {"Kundenliste 2026;;\r\n\r\n" + list, want},
		"end of file mark":             {list + "\x1a", want},
		"Polish, Windows-1250":         {encoded(t, charmap.Windows1250.NewEncoder(), polish), polishWant},
		"Polish, ISO-8859-2":           {encoded(t, charmap.ISO8859_2.NewEncoder(), polish), polishWant},
		"Polish, DOS":                  {encoded(t, charmap.CodePage852.NewEncoder(), polish), polishWant},
		"Czech, Windows-1250":          {encoded(t, charmap.Windows1250.NewEncoder(), czech), czechWant},
		"Czech, ISO-8859-2":            {encoded(t, charmap.ISO8859_2.NewEncoder(), czech), czechWant},
		"Russian, Windows":             {encoded(t, charmap.Windows1251.NewEncoder(), russian), russianWant},
		"Russian, KOI8-R":              {encoded(t, charmap.KOI8R.NewEncoder(), russian), russianWant},
		"Greek":                        {encoded(t, charmap.Windows1253.NewEncoder(), "Όνομα;Επώνυμο;Email\r\nΓιώργος;Παπαδόπουλος;g@otenet.gr\r\n"), []string{"g@otenet.gr|Γιώργος|Παπαδόπουλος|"}},
		"Turkish":                      {encoded(t, charmap.Windows1254.NewEncoder(), "Ad;Soyad;E-posta\r\nIşık;Yıldız;i@firma.com.tr\r\n"), []string{"i@firma.com.tr|Işık|Yıldız|"}},
		"Macintosh":                    {encoded(t, charmap.Macintosh.NewEncoder(), strings.ReplaceAll(list, "\r\n", "\r")), want},
		"DOS":                          {encoded(t, charmap.CodePage850.NewEncoder(), list), want},
		"the euro of ISO":              {encoded(t, charmap.ISO8859_15.NewEncoder(), "Mail;Preis\na@x.at;12 €\n"), []string{"a@x.at||||map[preis:12 €]"}},
		"signs of Windows":             {encoded(t, charmap.Windows1252.NewEncoder(), "Mail;Firma\na@x.pl;Acme® – L’Étoile „Süd“\nb@x.at;§5 50° €20 Ünal\nc@x.at;Zoë Coca-Cola™\n"), []string{"a@x.pl|||Acme® – L’Étoile „Süd“", "b@x.at|||§5 50° €20 Ünal", "c@x.at|||Zoë Coca-Cola™"}},
		"Slovak titles":                {"Meno;Priezvisko;E-mail;Firma\nJán;Novák;j@azet.sk;X\n", []string{"j@azet.sk|Ján|Novák|X"}},
		"Croatian titles":              {"Ime;Prezime;E-mail adresa;Tvrtka\nIva;Šimić;i@x.hr;X\n", []string{"i@x.hr|Iva|Šimić|X"}},
		"Romanian titles":              {"Prenume;Nume;E-mail\nIon;Popescu;i@x.ro\n", []string{"i@x.ro|Ion|Popescu|"}},
		"tags of Mailchimp":            {"Email Address,TAGS\na@x.at,\"\"\"VIP\"\",\"\"Stamm kunde\"\"\"\n", []string{"a@x.at||||Stamm kunde,VIP"}},
		"groups of Google":             {"Given Name,Group Membership,E-mail 1 - Value\nEva,* myContacts ::: Kunden,e@x.at\n", []string{"e@x.at|Eva|||Kunden"}},
		"UTF-8 with one broken":        {list + strings.Repeat("x@example.at;ÄÖÜ;ß\r\n", 20) + "y@example.at;\xe4;\r\n", nil},
		"titles in other languages":    {"Prénom,Nom,Société,Courriel\nZoé,Le Gall,Café,zoe@example.fr\n", []string{"zoe@example.fr|Zoé|Le Gall|Café"}},
		"Spanish":                      {"Nombre\tApellidos\tEmpresa\tCorreo electrónico\nJosé\tde la Cruz\tSol\tjose@example.es\n", []string{"jose@example.es|José|de la Cruz|Sol"}},
		"English":                      {"First Name,Surname,E-mail address,Company\nAnn,Lee,ann@example.com,\"Lee, Inc.\"\n", []string{"ann@example.com|Ann|Lee|Lee, Inc."}},
		"Name beside Vorname":          {"Name;Vorname;Mail\nHuber;Eva;eva@example.at\n", []string{"eva@example.at|Eva|Huber|"}},
		"whole name":                   {"Name;Mail\nEva Huber;eva@example.at\n", []string{"eva@example.at|Eva|Huber|"}},
		"Google":                       {"Name,Given Name,Family Name,E-mail 1 - Value\n,Eva,Huber,eva@example.at\nMax Mair,,,max@example.at\n", []string{"eva@example.at|Eva|Huber|", "max@example.at|Max|Mair|"}},
		"addresses alone":              {"a@example.at\nb@example.at", []string{"a@example.at|||", "b@example.at|||"}},
		"no titles":                    {"17;Huber;eva@example.at;x\n18;Mair;max@example.at;y\n", []string{"eva@example.at|||", "max@example.at|||"}},
		"unknown titles":               {"Foo;Bar\nx;eva@example.at\n", []string{"eva@example.at||||map[foo:x]"}},
		"first row bad, no titles":     {"eva@;x\nmax@example.at;y\n", []string{"max@example.at|||"}},
		"first row without, no titles": {"Huber;;Graz\nMair;max@example.at;Wien\n", []string{"max@example.at|||"}},
		"further fields, tags":         {"email;Ort / City;Tags;Ort / City\na@example.at;Graz;vip, Stammkunde;x\n", []string{"a@example.at||||Stammkunde,vip|map[ort_city:Graz ort_city_2:x]"}},
		"second address column":        {"E-Mail;Mail;Firma;Company\na@example.at;b@example.at;A;B\n", []string{"a@example.at|||A|map[company_2:B mail:b@example.at]"}},
		"mailbox and link":             {"Mail\nAnna Huber <anna@x.at>\n\"\"\"Huber, Eva\"\" <eva@x.at>\"\nmailto:max@x.at?subject=x\n<mailto:moritz@x.at>\n", []string{"anna@x.at|Anna|Huber|", "eva@x.at|Eva|Huber|", "max@x.at|||", "moritz@x.at|||"}},
		"international domain":         {"Mail\nanna@müller.at\n", []string{"anna@xn--mller-kva.at|||"}},
		"quotation marks":              {"email;note\na@x.at;\"one\r\ntwo; \"\"three\"\"\"\nb@x.at;6\" pipe\nc@x.at;\"a \"b\" c\" \nd@x.at; \"e\"\n", []string{"a@x.at||||map[note:one\ntwo; \"three\"]", "b@x.at||||map[note:6\" pipe]", "c@x.at||||map[note:a \"b\" c]", "d@x.at||||map[note:e]"}},
		"guarded formula":              {"email,phone,note\na@x.at,'+43 1,'hello\n", []string{"a@x.at||||map[note:'hello phone:+43 1]"}},
		"commas in other cells":        {"email;note\na@x.at;a,b,c\nb@x.at;d,e\n", []string{"a@x.at||||map[note:a,b,c]", "b@x.at||||map[note:d,e]"}},
		"only titles":                  {"email,first name\n", []string{}},
		"accent after a control sign":  {"email,first name\na@x.at,A\x1b\u0300\n", []string{"a@x.at|À||"}},
		"decomposed accents":           {"email,first name\na@x.at,Jo\u0308rg\n", []string{"a@x.at|Jörg||"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, good, _ := read(t, tc.file)
			if tc.want == nil {
				if first := brief(good[0]); first != want[0] {
					t.Errorf("first contact is %s", first)
				}
				return
			}
			got := []string{}
			for _, c := range good {
				got = append(got, brief(c))
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestBadRowsAndTheirLines(t *testing.T) {
	for name, tc := range map[string]struct {
		file string
		good int
		bad  []mailing.BadRow
	}{
		"reasons": {
			"email;name\r\n\r\nanna@;A\r\nb@x.at;B\r\n;C\r\nc@x.at, d@x.at;D\r\n", 1,
			[]mailing.BadRow{
				{Line: 3, Reason: `not an e-mail address: "anna@" has nothing after the @`},
				{Line: 5, Reason: "there is no address in this row"},
				{Line: 6, Reason: "there is more than one address in this row; give each one a row of its own"},
			},
		},
		"lines inside cells count": {
			"sep=;\nemail;note\na@x.at;\"1\r\n2\r3\n4\"\nb@;x\n", 1,
			[]mailing.BadRow{{Line: 7, Reason: `not an e-mail address: "b@" has nothing after the @`}},
		},
		"too few and too many columns": {
			"name;email;city\nA;a@x.at\nB\nC;c@x.at;Graz;\nD;d@x.at;Graz;x\n", 2,
			[]mailing.BadRow{
				{Line: 3, Reason: "there is no address in this row"},
				{Line: 5, Reason: "this row has 4 columns, the others have 3; perhaps a value with the separator in it is not in quotation marks"},
			},
		},
		"never closed, other cells quoted": {
			"email;name;city\n\"a@x.at\";\"A\";\"Graz\"\n\"b@x.at;\"B\";\"Graz\"\n\"c@x.at\";\"C\";\"Graz\"\n\"d@x.at\";\"D\";\"a\nb\"\n", 3,
			[]mailing.BadRow{{Line: 3, Reason: `not an e-mail address: "b@x.at;\"B" has a domain that cannot exist`}},
		},
		"never closed, nothing else quoted": {
			"email;name\na@x.at;A\n\"b@x.at;B\nc@x.at;C\nd@x.at;D", 3,
			[]mailing.BadRow{{Line: 3, Reason: rowUnclosed}},
		},
		"closed by a stray mark far below": {
			"email;name;city\na@x.at;A;Graz\n\"b@x.at;B;Graz\nc@x.at;C;Graz\nd@x.at;12\";Graz\n", 3,
			[]mailing.BadRow{{Line: 3, Reason: rowUnclosed}},
		},
		"never closed in the last row": {"email;name\na@x.at;A\nb@x.at;\"B", 1, []mailing.BadRow{{Line: 3, Reason: rowUnclosed}}},
		"zero bytes":                   {"email;name\na@x.at;A\nb@x.at;B\n" + strings.Repeat("c@x.at;C\n", 10000) + "b@x.at;\x00\n", 10002, []mailing.BadRow{{Line: 10004, Reason: "this row holds zero bytes, which no text has"}}},
	} {
		t.Run(name, func(t *testing.T) {
			_, good, bad := read(t, tc.file)
			if len(good) != tc.good {
				t.Errorf("%d good rows, want %d: %v", len(good), tc.good, good)
			}
			if diff := cmp.Diff(tc.bad, bad); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestFilesThatAreRefused(t *testing.T) {
	for name, tc := range map[string]struct {
		file string
		want error
		says string
	}{
		"LibreOffice": {"PK\x03\x04\x14\x00mimetypeapplication/vnd.oasis.opendocument.spreadsheetPK", mailing.ErrNotText, "LibreOffice"},
		"old Excel":   {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", mailing.ErrNotText, "old Excel"},
		"picture":     {"\x89PNG\r\n\x1a\n\x00\x00", mailing.ErrNotText, "picture"},
		"program":     {"\x7fELF\x02\x01\x01\x00\x00\x00\x00\x01\x02", mailing.ErrNotText, "zero bytes"},
		"noise":       {strings.Repeat("\x01\x02\x03abc", 50), mailing.ErrNotText, "bytes that no text has"},
		"empty":       {"", mailing.ErrNoAddresses, "empty"},
		"blank":       {"\ufeff\r\n ;; \n", mailing.ErrNoAddresses, "empty"},
		"a letter":    {"Dear all,\nI am fine.\n", mailing.ErrNoAddresses, "none of the first 2 rows"},
		"endless row": {strings.Repeat("x", 5<<20), mailing.ErrNoAddresses, "line 1: this row is longer than 1 MiB"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Detect(strings.NewReader(tc.file))
			if !errors.Is(err, tc.want) || !strings.Contains(err.Error(), tc.says) {
				t.Errorf("got %v, want %v with %q", err, tc.want, tc.says)
			}
		})
	}
}

func TestOpenFile(t *testing.T) {
	dir := t.TempDir()
	for _, path := range []string{filepath.Join(dir, "missing.csv"), dir} {
		if f, err := OpenFile(path); !errors.Is(err, mailing.ErrUnreadable) {
			t.Errorf("%s: %v, %v", path, f, err)
		}
	}
	path := filepath.Join(dir, "list.csv")
	if err := os.WriteFile(path, []byte("email,first name\na@x.at,A\nb@x.at,\xe4\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for range 2 { // it can be read again
		n := 0
		for row, err := range f.Rows() {
			if err != nil || row.Problem != "" {
				t.Fatal(row, err)
			}
			n++
		}
		if n != 2 || f.Done() != f.Size {
			t.Errorf("%d rows, %d of %d bytes", n, f.Done(), f.Size)
		}
	}
	if err := f.Use(Choice{Encoding: Macintosh, Separator: ','}); err != nil || f.Layout.Encoding != Macintosh || f.Layout.Preview[1][1] != "‰" {
		t.Errorf("Use: %v, %+v", err, f.Layout)
	}
	if err := f.Use(Choice{Separator: ';'}); !errors.Is(err, mailing.ErrNoAddresses) || f.Layout.Separator != ',' {
		t.Errorf("a separator that does not fit: %v, %+v", err, f.Layout)
	}
	if err := f.Use(Choice{Encoding: "EBCDIC"}); !errors.Is(err, mailing.ErrInvalid) {
		t.Errorf("unknown encoding: %v", err)
	}
}

func TestWriteFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "out.csv")
	if n, err := WriteFile(path, each([]mailing.Contact{{Email: "a@x.at", Company: "=1"}}), []mailing.Field{{Name: "email"}, {Name: "ort"}}); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	const want = "\ufeffemail,first_name,last_name,company,tags,Lists (Evenpost),Consent (Evenpost),Consent date (Evenpost),ort\r\na@x.at,,,'=1,,,,,\r\n"
	if got, err := os.ReadFile(path); string(got) != want || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	stop := errors.New("stop")
	failed := func(yield func(Row, error) bool) { yield(Row{}, stop) }
	if _, err := WriteFile(path, failed, nil); !errors.Is(err, stop) {
		t.Errorf("an error in the contacts: %v", err)
	}
	if got, err := os.ReadFile(path); string(got) != want || err != nil {
		t.Errorf("a failed export spoiled the file there was: %q, %v", got, err)
	}
	if left, err := os.ReadDir(dir); len(left) != 1 || err != nil {
		t.Errorf("left over: %v, %v", left, err)
	}
	if _, err := WriteFile(filepath.Join(dir, "none", "out.csv"), failed, nil); !errors.Is(err, os.ErrNotExist) || !strings.Contains(err.Error(), "folder") {
		t.Errorf("no folder: %v", err)
	}
}

type failing struct{ io.Reader }

func (f failing) Read(p []byte) (int, error) {
	if n, err := f.Reader.Read(p); err == nil {
		return n, nil
	}
	return 0, errors.New("the disk was pulled out")
}

func TestReadErrorEndsTheRows(t *testing.T) {
	l := Layout{Columns: []Target{Email}}
	var rows int
	var last error
	for _, err := range Rows(failing{strings.NewReader(strings.Repeat("a@x.at\n", 50_000))}, l) {
		if last = err; err == nil {
			rows++
		}
	}
	if rows == 0 || rows > 50_000 || !errors.Is(last, mailing.ErrUnreadable) {
		t.Errorf("%d rows, %v", rows, last)
	}
	for _, err := range Rows(strings.NewReader("a@x.at"), Layout{}) {
		if !errors.Is(err, mailing.ErrNoAddresses) {
			t.Errorf("without columns: %v", err)
		}
	}
}

func TestMemoryStaysBounded(t *testing.T) {
	l := Layout{Columns: []Target{Email, Company}, Separator: ','}
	for name, part := range map[string]string{
		"one line":           "abcdefgh",
		"columns":            "a,",
		"never closed":       "\"abc\nabc",
		"opened on and on":   "\"x\"\"\n",
		"opened, doubled":    ",\"\"\"x\n",
		"marks and blanks":   "\"  ",
		"marks, blank lines": "\" \n",
	} {
		t.Run(name, func(t *testing.T) {
			file := io.MultiReader(strings.NewReader("a@x.at,A\n"), repeat(part, 6<<20/len(part)), strings.NewReader("\nz@x.at,Z\n"))
			good, most := 0, 0
			for row, err := range Rows(file, l) {
				if err != nil {
					t.Fatal(err)
				}
				if row.Problem == "" {
					good++
				}
				most = max(most, len(row.Contact.Company))
			}
			if good < 1 || good > 2 || most > maxRow {
				t.Errorf("%d good rows, longest value %d", good, most)
			}
		})
	}
}

// repeat reads as n times s.
func repeat(s string, n int) io.Reader {
	block := bytes.Repeat([]byte(s), 1000)
	var all []io.Reader
	for ; n > 0; n -= 1000 {
		all = append(all, bytes.NewReader(block))
	}
	return io.MultiReader(all...)
}

func TestSplitName(t *testing.T) {
	for full, want := range map[string][2]string{
		"":                       {"", ""},
		"Anna":                   {"Anna", ""},
		"Anna Huber":             {"Anna", "Huber"},
		"Anna Maria Huber":       {"Anna Maria", "Huber"},
		"Huber, Anna":            {"Anna", "Huber"},
		"van der Bellen, A.":     {"A.", "van der Bellen"},
		"Ludwig van Beethoven":   {"Ludwig", "van Beethoven"},
		"Oscar de la Renta":      {"Oscar", "de la Renta"},
		"Frau Dr. Anna Huber":    {"Dr. Anna", "Huber"},
		"Herr Huber":             {"Huber", ""},
		"Martin Luther King Jr.": {"Martin Luther", "King Jr."},
		"Anna Huber, MSc":        {"Anna", "Huber, MSc"},
		"De Niro":                {"De", "Niro"},
		"  Anna \t Huber ":       {"Anna", "Huber"},
		"Anna,":                  {"Anna", ""},
	} {
		if first, last := splitName(full); first != want[0] || last != want[1] {
			t.Errorf("splitName(%q) = %q, %q", full, first, last)
		}
	}
}
