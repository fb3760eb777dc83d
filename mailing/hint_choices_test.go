package mailing_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"evenpost/mailing"
)

func TestHintChoices(t *testing.T) {
	const (
		typo = mailing.HintTypo
		role = mailing.HintRole
		away = mailing.HintDisposable
	)
	for _, c := range []struct {
		address string
		choices mailing.HintChoices
		taken   string
		left    bool
	}{
		{"anna@gmial.com", nil, "anna@gmial.com", false},
		{"anna@gmial.com", mailing.HintChoices{typo: mailing.LeaveHinted}, "anna@gmial.com", false},
		{"anna@gmial.com", mailing.HintChoices{typo: mailing.CorrectHinted}, "anna@gmail.com", false},
		{"anna@gmial.com", mailing.HintChoices{typo: mailing.SkipHinted}, "anna@gmial.com", true},
		{"info@gmial.com", mailing.HintChoices{typo: mailing.CorrectHinted}, "info@gmail.com", false},
		{"info@gmial.com", mailing.HintChoices{typo: mailing.CorrectHinted, role: mailing.SkipHinted}, "info@gmial.com", true},
		{"info@example.at", mailing.HintChoices{role: mailing.CorrectHinted}, "info@example.at", false},
		{"x@mailinator.com", mailing.HintChoices{away: mailing.SkipHinted}, "x@mailinator.com", true},
		{"anna@example.at", mailing.HintChoices{typo: mailing.SkipHinted, role: mailing.SkipHinted, away: mailing.SkipHinted}, "anna@example.at", false},
	} {
		taken, reason := c.choices.Decide(c.address)
		if taken != c.taken || (reason != "") != c.left || c.left && !strings.HasPrefix(reason, mailing.LeftOutByChoice) {
			t.Errorf("%s with %v: %s, %q", c.address, c.choices, taken, reason)
		}
	}
}

// What is not chosen happens to no address, and what is corrected is an address without that hint.
func TestHintChoicesProperty(t *testing.T) {
	domain := rapid.SampledFrom([]string{"gmial.com", "gmail.con", "hotmial.com", "example.at", "mailinator.com", "gmx.dee", "gmail.com"})
	local := rapid.SampledFrom([]string{"info", "anna", "office+x", "anna.huber"})
	rapid.Check(t, func(t *rapid.T) {
		address := local.Draw(t, "local") + "@" + domain.Draw(t, "domain")
		if taken, reason := (mailing.HintChoices{}).Decide(address); taken != address || reason != "" {
			t.Fatalf("%s became %s, %q though nothing was chosen", address, taken, reason)
		}
		taken, reason := (mailing.HintChoices{mailing.HintTypo: mailing.CorrectHinted}).Decide(address)
		if again, err := mailing.ParseAddress(taken); err != nil || again != taken || reason != "" {
			t.Fatalf("%s was corrected to %s: %v, %q", address, taken, err, reason)
		}
		for _, h := range mailing.AddressHints(taken) {
			if h.Kind == mailing.HintTypo {
				t.Fatalf("%s was corrected to %s, which is a slip too", address, taken)
			}
		}
	})
}
