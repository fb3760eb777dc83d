package storage

import (
	"errors"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"evenpost/mailing"
	"evenpost/storage/contactfile"
)

// Whatever a file is made of: every row that was read is added, updated, unchanged or bad, as many contacts are there as were
// added, and nobody is lost who was there.
func TestEveryRowOfAnyFileIsAccountedFor(t *testing.T) {
	s := openTest(t)
	piece := rapid.OneOf(
		rapid.SampledFrom([]string{
			"email", "a@x.at", "A@X.at", "b@x.at", "ü@bücher.example", "c@x.at", "nobody@", "@", "Anna <a@x.at>", "vip, new",
			";", ";", ",", "\t", "\n", "\n", "\r\n", "\r", `"`, `""`, "'", "=1+1", " ", "\x00", "\xff", "\xff\xfe", "\ufeff",
			"BEGIN:VCARD\r\n", "EMAIL:d@x.at\r\n", "FN:Anna\r\n", "END:VCARD\r\n",
		}),
		rapid.String(),
	)
	rapid.Check(t, func(rt *rapid.T) {
		text := rapid.SampledFrom([]string{"", "email;first name;city\n", "e-mail,tags\n", "BEGIN:VCARD\r\n"}).Draw(rt, "head") +
			strings.Join(rapid.SliceOfN(piece, 0, 60).Draw(rt, "pieces"), "")
		f, err := contactfile.OpenText(text, contactfile.Choice{})
		if err != nil {
			if !errors.Is(err, mailing.ErrNotText) && !errors.Is(err, mailing.ErrNoAddresses) {
				rt.Fatal(err)
			}
			return
		}
		defer f.Close()
		before, err := s.CountContacts(t.Context(), ContactQuery{})
		ok(t, err)
		rows, good := 0, 0
		for row, err := range f.Rows() {
			ok(t, err)
			if rows++; row.Problem == "" {
				good++
			}
		}
		r, err := s.ImportContacts(t.Context(), f.Rows(), ImportOptions{})
		ok(t, err)
		after, err := s.CountContacts(t.Context(), ContactQuery{})
		ok(t, err)
		if r.Read != rows || r.Read != r.Added+r.Updated+r.Unchanged+len(r.Bad) || len(r.Bad) < rows-good || after != before+r.Added {
			rt.Fatalf("%d rows, %d of them good; %d contacts and then %d: %+v", rows, good, before, after, r)
		}
	})
}
