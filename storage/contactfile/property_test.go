package contactfile

import (
	"bytes"
	"errors"
	"iter"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"evenpost/mailing"
)

func each(all []mailing.Contact) iter.Seq2[mailing.Contact, error] {
	return func(yield func(mailing.Contact, error) bool) {
		for _, c := range all {
			if !yield(c, nil) {
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
	fieldNames := []string{"city", "firma", "mail", "nombre", "vorname", "tag", "ort_2", "kundenname", "e_mail_adresse", "müll"}
	rapid.Check(t, func(t *rapid.T) {
		var all []mailing.Contact
		fields := rapid.SliceOfNDistinct(rapid.SampledFrom(fieldNames), 0, 4, rapid.ID[string]).Draw(t, "fields")
		for range rapid.IntRange(0, 8).Draw(t, "contacts") {
			c := mailing.Contact{
				Email:     rapid.StringMatching(`[=+'a-z-][a-z0-9]{0,5}@[a-z]{1,5}\.at`).Draw(t, "email"),
				FirstName: oneLine(clean(guard(value().Draw(t, "first")))),
				LastName:  oneLine(clean(guard(value().Draw(t, "last")))),
				Company:   oneLine(clean(guard(value().Draw(t, "company")))),
				Tags:      SplitTags(clean(guard(value().Draw(t, "tags")))),
			}
			for _, f := range fields {
				if v := clean(guard(value().Draw(t, f))); v != "" {
					if c.Fields == nil {
						c.Fields = map[string]string{}
					}
					c.Fields[f] = v
				}
			}
			all = append(all, c)
		}
		var file bytes.Buffer
		if n, err := Write(&file, each(all), fields); err != nil || n != len(all) {
			t.Fatalf("Write: %d, %v", n, err)
		}
		in := bytes.NewReader(file.Bytes())
		l, err := Detect(in)
		if err != nil {
			t.Fatalf("Detect: %v\n%s", err, file.Bytes())
		}
		var back []mailing.Contact
		for row, err := range Rows(in, l) {
			if err != nil || row.Problem != "" {
				t.Fatalf("line %d: %s %v\n%s", row.Line, row.Problem, err, file.Bytes())
			}
			back = append(back, row.Contact)
		}
		if diff := cmp.Diff(all, back, cmpopts.EquateEmpty()); diff != "" {
			t.Fatalf("%s\n%s", diff, file.Bytes())
		}
	})
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
		} else if !errors.Is(err, mailing.ErrNotText) && !errors.Is(err, mailing.ErrNoAddresses) {
			t.Fatal(err)
		}
	})
}
