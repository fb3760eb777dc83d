package contactfile

import (
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"evenpost/mailing"
)

// Leavers says whether a file has people in it who want no mail, or whose mail came back, as the program says that wrote it. Such
// programs write their lists of those just like the others.
type Leavers int

// Who has left.
const (
	NoLeavers   Leavers = iota
	SomeLeavers         // a column tells of some of the first rows that they have
	OnlyLeavers         // the file is a list of those
)

// leaverTitles are titles of columns that have a value for those who left, as Mailchimp, Brevo, MailerLite and others write them.
var leaverTitles = []string{
	"unsubtime", "unsubcampaigntitle", "unsubreason", "unsubscribetime", "unsubscribedat", "unsubscribedon", "unsubscribedate", "unsubscribeddate", "dateunsubscribed",
	"optouttime", "optoutdate", "optedoutat", "cleantime", "cleancampaigntitle", "bouncedat", "bouncedate", "complainedat", "abgemeldetam", "abmeldedatum",
}

// leaverWords are in the names of such files.
var leaverWords = []string{
	"unsubscribed", "unsubscribes", "unsubscribers", "unsubs", "cleaned", "optout", "optouts", "bounced", "bounces", "complaints", "blacklist", "blacklisted", "blocklist",
	"suppressed", "suppressions", "abgemeldet", "abgemeldete", "abmeldungen",
}

// Leavers says it of a file with a name that is read as l says.
func (l Layout) Leavers(name string) Leavers {
	base := mailing.Fold(strings.TrimSuffix(filepath.Base(name), filepath.Ext(name)))
	words := strings.FieldsFunc(strings.ReplaceAll(base, "opt-out", "optout"), func(r rune) bool { return !unicode.IsLetter(r) })
	if slices.ContainsFunc(words, func(w string) bool { return slices.Contains(leaverWords, w) }) {
		return OnlyLeavers
	}
	found := NoLeavers
	for i, title := range l.Header {
		if !slices.Contains(leaverTitles, plainTitle(title)) {
			continue
		}
		left := 0
		for _, row := range l.Preview {
			if i < len(row) && strings.TrimSpace(row[i]) != "" {
				left++
			}
		}
		switch {
		case left > 0 && left == len(l.Preview):
			return OnlyLeavers
		case left > 0:
			found = SomeLeavers
		}
	}
	return found
}

// Addresses reads the addresses of the good rows from the beginning of the file, and counts the rows that have none.
func (f *File) Addresses() (all []string, bad int, err error) {
	for row, err := range f.Rows() {
		switch {
		case err != nil:
			return nil, 0, err
		case row.Problem != "":
			bad++
		default:
			all = append(all, row.Contact.Email)
		}
	}
	return all, bad, nil
}
