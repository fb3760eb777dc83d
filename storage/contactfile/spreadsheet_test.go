package contactfile_test

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"evenpost/mailing"
	"evenpost/storage/contactfile"
	"evenpost/storage/contactfile/contactfiletest"
)

func TestSpreadsheet(t *testing.T) {
	for _, n := range []int{0, 1, 20, 2000} {
		file, want, wantBad := contactfiletest.Spreadsheet(n)
		if len(want)+wantBad != n {
			t.Errorf("%d rows: %d good, %d bad", n, len(want), wantBad)
		}
		r := bytes.NewReader(file)
		l, err := contactfile.Detect(r)
		if err != nil {
			t.Fatal(err)
		}
		if n > 10 && (l.Encoding != contactfile.Windows1252 || l.Separator != ';') {
			t.Errorf("detected %s %q", l.Encoding, l.Separator)
		}
		bad := 0
		seen := map[string]bool{}
		var good []mailing.Contact
		for row, err := range contactfile.Rows(r, l) {
			key := mailing.AddressKey(row.Contact.Email)
			switch {
			case err != nil:
				t.Fatal(err)
			case row.Problem != "" || seen[key]:
				bad++
			default:
				good = append(good, row.Contact)
			}
			seen[key] = true
		}
		if diff := cmp.Diff(want, good, cmpopts.EquateEmpty()); diff != "" || bad != wantBad {
			t.Fatalf("%d rows: %d bad, want %d\n%s", n, bad, wantBad, diff)
		}
	}
}

func BenchmarkRows(b *testing.B) {
	file, _, _ := contactfiletest.Spreadsheet(100_000)
	b.SetBytes(int64(len(file)))
	for b.Loop() {
		r := bytes.NewReader(file)
		l, err := contactfile.Detect(r)
		if err != nil {
			b.Fatal(err)
		}
		n := 0
		for range contactfile.Rows(r, l) {
			n++
		}
		if n != 100_000 {
			b.Fatal(n)
		}
	}
}
