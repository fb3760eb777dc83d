package contactfile

import (
	"bytes"
	"errors"
	"io"
	"iter"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"evenpost/mailing"
)

func each(all []mailing.Contact) iter.Seq2[Row, error] {
	rows := make([]Row, len(all))
	for i, c := range all {
		rows[i].Contact = c
	}
	return eachRow(rows)
}

func eachRow(all []Row) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		for _, r := range all {
			if !yield(r, nil) {
				return
			}
		}
	}
}

// value is a cell as it looks after it was read once: mended, without blanks around it.
func value() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.SampledFrom([]string{
			"", "", "Anna", "=1+1", "+43 1 234", "-", "@home", "'", "''=x", "'=x", `say "hi"`, "a;b", "a,b", "a|b", "a\tb",
			"one\ntwo", "=a\n\"b\";,", "Müßig", "a@x.at", "田中", "email", "sep=;", "'\t=x",
		}),
		rapid.String(),
		rapid.StringMatching(`['=+@a-z,;"\n -]{0,12}`),
	).Filter(func(s string) bool { return !strings.Contains(s, "\x00") })
}

func TestWhatGoesOutComesIn(t *testing.T) {
	for _, format := range []Format{CSV, XLSX, VCard} {
		t.Run(string(format), func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "contacts"+string(format))
			rapid.Check(t, func(t *rapid.T) { comesBack(t, path) })
		})
	}
}

// comesBack writes contacts to a file and reads them again.
func comesBack(t *rapid.T, path string) {
	fieldNames := []string{
		"city", "firma", "mail", "nombre", "vorname", "tag", "ort_2", "kundenname", "e_mail_adresse", "müll", "phone", "website", "birthday", "notes", "job", "street",
		"country", "postal_code", "other_emails", "lists", "consent", "consent_date",
	}
	fields := rapid.SliceOfNDistinct(rapid.SampledFrom(fieldNames), 0, 6, rapid.ID[string]).Draw(t, "fields")
	known := make([]mailing.Field, len(fields))
	for i, f := range fields {
		known[i] = mailing.Field{Name: f, Kind: rapid.SampledFrom(mailing.FieldKinds()).Draw(t, "kind")}
	}
	var rows []Row
	for range rapid.IntRange(1, 8).Draw(t, "contacts") {
		kept := func(what string) string { return clean(guard(value().Draw(t, what))) }
		c := mailing.Contact{
			Email:     rapid.StringMatching(`[=+'a-z-][a-z0-9]{0,5}@[a-z]{1,5}\.at`).Draw(t, "email"),
			FirstName: mailing.OneLine(kept("first")), LastName: mailing.OneLine(kept("last")), Company: mailing.OneLine(kept("company")),
			Tags: SplitTags(kept("tags")),
		}
		if c.Consent.Source = kept("consent"); c.Consent.Source != "" {
			c.Consent.At = time.UnixMilli(rapid.Int64Range(1, 4_000_000_000_000).Draw(t, "agreed"))
		}
		for _, f := range fields {
			v := kept(f)
			if rapid.Bool().Draw(t, "fits") {
				v = rapid.SampledFrom([]string{"yes", "no", "1234.50", "-7", "0.001", "1980-12-24", "1899-12-31", "12345678901234567"}).Draw(t, "typed")
			}
			if v != "" {
				if c.Fields == nil {
					c.Fields = map[string]string{}
				}
				c.Fields[f] = v
			}
		}
		row := Row{Contact: c}
		for range rapid.IntRange(0, 3).Draw(t, "lists") {
			if name := mailing.OneLine(kept("list")); name != "" {
				row.Lists = append(row.Lists, name)
			}
		}
		rows = append(rows, row)
	}
	if n, err := WriteFile(path, eachRow(rows), known); err != nil || n != len(rows) {
		t.Fatalf("WriteFile: %d, %v", n, err)
	}
	file, err := OpenFile(path)
	if err != nil {
		t.Fatalf("OpenFile: %v", err)
	}
	defer file.Close()
	for _, f := range file.Layout.Fields() {
		i := slices.IndexFunc(known, func(k mailing.Field) bool { return k.Name == f.Name })
		if i < 0 || known[i].Kind != f.Kind || f.Spelling != (mailing.Spelling{}) {
			t.Fatalf("%+v was written, %+v is read", known, f)
		}
	}
	var back []Row
	for row, err := range file.Rows() {
		if err != nil || row.Problem != "" {
			t.Fatalf("line %d: %s %v", row.Line, row.Problem, err)
		}
		row.Line = 0
		back = append(back, row)
	}
	if diff := cmp.Diff(rows, back, cmpopts.EquateEmpty()); diff != "" {
		t.Fatal(diff)
	}
}

func TestLongValuesComeBack(t *testing.T) {
	for format, n := range map[Format]int{CSV: 200_000, XLSX: 32_767, VCard: 200_000} {
		path := filepath.Join(t.TempDir(), "contacts"+string(format))
		long := strings.Repeat("ä", n)
		want := mailing.Contact{Email: "a@x.at", Fields: map[string]string{"story": long}}
		if _, err := WriteFile(path, each([]mailing.Contact{want}), []mailing.Field{{Name: "story"}}); err != nil {
			t.Fatal(format, err)
		}
		file, err := OpenFile(path)
		if err != nil {
			t.Fatal(format, err)
		}
		for row, err := range file.Rows() {
			if err != nil || !cmp.Equal(want, row.Contact) {
				t.Errorf("%s: %v, %.60q, %d bytes", format, err, row.Problem, len(row.Contact.Fields["story"]))
			}
		}
		if err := file.Close(); err != nil {
			t.Error(err)
		}
	}
	// What does not fit is said, and not cut off.
	much := mailing.Contact{Email: "a@x.at", Company: strings.Repeat("ä", 32_768)}
	if _, err := Write(io.Discard, XLSX, each([]mailing.Contact{much}), nil); !errors.Is(err, mailing.ErrInvalid) || !strings.Contains(err.Error(), "a@x.at") {
		t.Errorf("too long for a cell: %v", err)
	}
}

func TestCardsAreFolded(t *testing.T) {
	var b bytes.Buffer
	c := mailing.Contact{Email: "a@x.at", FirstName: strings.Repeat("ß", 300), Fields: map[string]string{"phone": "+43 1", "city": "Graz"}, Tags: []string{"a", "b"}}
	if _, err := Write(&b, VCard, each([]mailing.Contact{c}), nil); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(b.String()) {
		if len(line) > 77 || !strings.HasSuffix(line, "\r\n") || !utf8.ValidString(line) {
			t.Errorf("%d bytes: %q", len(line), line)
		}
	}
	for _, want := range []string{"\r\nTEL:+43 1\r\n", "\r\nADR:;;;Graz;;;\r\n", "\r\nCATEGORIES:a,b\r\n"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %q in %s", want, b.String())
		}
	}
}

func TestNothingExportedIsAFormula(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := rapid.OneOf(value(), rapid.String()).Draw(t, "value")
		if g := guard(v); g != "" && strings.ContainsRune(formulaSigns, rune(g[0])) {
			t.Fatalf("%q is exported as %q", v, g)
		}
		if unguard(guard(v)) != v {
			t.Fatalf("%q does not come back", v)
		}
	})
}

func all(rows iter.Seq2[Row, error]) (got []Row) {
	for row := range rows {
		got = append(got, row)
	}
	return got
}

// However a file is cut into reads, and whatever is in it: no panic, every row is good or bad, lines only go up and
// every line is at most as far as the file has lines.
func FuzzRows(f *testing.F) {
	for _, s := range []string{
		"email;name\na@x.at;A\n", "\ufeffsep=,\r\nemail,\"na\r\nme\"\r\na@x.at,\"\"\"\"\r\n", "\"a@x.at\n\"b@x.at;\"\n\"c\"", "\xff\xfea\x00@\x00",
		"a@x.at\rb@x.at\r\r\n", "\"x\"\"\n\"x\"\"\n", "Name;Mail\n\"Huber, A\" ; <a@x.at>\n",
	} {
		f.Add([]byte(s), byte(';'))
	}
	f.Fuzz(func(t *testing.T, file []byte, sep byte) {
		lines := 1 + strings.Count(strings.ReplaceAll(string(file), "\r\n", "\n"), "\n") + strings.Count(strings.ReplaceAll(string(file), "\r\n", "\n"), "\r")
		check := func(l Layout, utf8 bool) {
			last := 0
			for row, err := range Rows(bytes.NewReader(file), l) {
				if err != nil {
					return
				}
				if (row.Problem == "") != (row.Contact.Email != "") {
					t.Fatalf("neither good nor bad: %+v", row)
				}
				if row.Line <= last || utf8 && row.Line > lines {
					t.Fatalf("line %d after %d of %d", row.Line, last, lines)
				}
				last = row.Line
			}
			if len(file) < 500 {
				if diff := cmp.Diff(all(Rows(bytes.NewReader(file), l)), all(Rows(iotest.OneByteReader(bytes.NewReader(file)), l))); diff != "" {
					t.Fatalf("it matters how the file is cut:\n%s", diff)
				}
			}
		}
		check(Layout{Columns: []Target{Skip, Email, "x"}, Separator: rune(sep)}, true)
		l, err := Detect(bytes.NewReader(file))
		if err == nil {
			if !l.Has(Email) || l.HasHeader && len(l.Header) != len(l.Columns) {
				t.Fatalf("layout %+v", l)
			}
			custom := slices.DeleteFunc(slices.Clone(l.Columns), func(t Target) bool { return t == Skip })
			slices.Sort(custom)
			if len(slices.Compact(custom)) != len(custom) {
				t.Fatalf("the same target twice: %q", l.Columns)
			}
			check(l, l.Encoding == UTF8 || l.Encoding == Windows1252)
		} else if !errors.Is(err, mailing.ErrNotText) && !errors.Is(err, mailing.ErrNoAddresses) && !errors.Is(err, mailing.ErrBrokenBook) {
			t.Fatal(err)
		}
	})
}
