package mailing

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/idna"
	"pgregory.net/rapid"
)

func TestAddressHints(t *testing.T) {
	for address, want := range map[string]string{
		"anna@gmial.com":    "typo anna@gmail.com",
		"anna@gmail.con":    "typo anna@gmail.com",
		"anna@gmai.com":     "typo anna@gmail.com",
		"anna@hotmial.com":  "typo anna@hotmail.com",
		"anna@outlok.com":   "typo anna@outlook.com",
		"anna@gmx.dd":       "typo anna@gmx.de",
		"anna@tt-online.de": "typo anna@t-online.de",
		"anna@gmx.ta":       "typo anna@gmx.at",
		"anna@gxm.de":       "typo anna@gmx.de",
		"anna@gmail.co":     "typo anna@gmail.com",
		"anna@gmail.vom":    "typo anna@gmail.com",
		"anna@aol.xom":      "typo anna@aol.com",
		"anna@otmail.com":   "typo anna@hotmail.com",
		// The same provider in another country, companies with a short name, and others that are near.
		"anna@hotmail.se": "", "anna@hotmail.com.br": "", "anna@live.dk": "", "anna@outlook.be": "", "anna@yahoo.ie": "", "anna@gmx.pt": "", "anna@orange.pl": "",
		"anna@man.com": "", "anna@msc.com": "", "anna@love.com": "", "anna@avon.at": "", "anna@life.de": "", "anna@nail.com": "", "anna@we.de": "",
		"anna@qmail.com": "", "anna@cloud.com": "", "anna@freemail.hu": "", "anna@mail.de": "",
		"Info@example.at":            "role",
		"info+spring@example.at":     "role",
		"buchhaltung@example.at":     "role",
		"informatik@example.at":      "",
		"no-reply@example.at":        "role",
		"do_not_reply@example.at":    "role",
		"Büro@example.at":            "role",
		"biuro@example.pl":           "role",
		"commerciale@example.it":     "role",
		"klantenservice@example.nl":  "role",
		"úgyfélszolgálat@example.hu": "role",
		"anna@mailinator.com":        "disposable",
		"anna@x.mailinator.com":      "disposable",
		"anna@notmailinator.com":     "",
		"office@trashmail.com":       "role, disposable",
		"anna@gmail.com":             "",
		"anna@ymail.com":             "",
		"anna@mail.com":              "",
		"anna@gmx.ch":                "",
		"anna@example.at":            "",
		"anna@mueller-baeckerei.com": "",
		"nonsense":                   "",
	} {
		var got []string
		for _, h := range AddressHints(address) {
			got = append(got, strings.TrimSpace(fmt.Sprint(h.Kind, " ", h.Meant)))
			if h.Reason == "" {
				t.Errorf("%s: %+v says nothing", address, h)
			}
		}
		if strings.Join(got, ", ") != want {
			t.Errorf("%s: %q, want %q", address, got, want)
		}
	}
	for _, known := range slices.Concat(wellKnown, realDomains) {
		if hints := AddressHints("x@" + known); len(hints) > 0 {
			t.Errorf("%s is a domain of its own: %+v", known, hints)
		}
	}
}

// An address that is hinted to be another one is meant as one without that slip, and every address has its hints without a
// panic.
func TestMeantAddressesAreRight(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		domain := rapid.OneOf(rapid.StringMatching(`[a-z]{1,8}\.[a-z]{2,4}`), rapid.SampledFrom(wellKnown)).Draw(t, "domain")
		if cut := rapid.IntRange(0, len(domain)-1).Draw(t, "cut"); rapid.Bool().Draw(t, "slip") {
			domain = domain[:cut] + domain[cut+1:]
		}
		for _, h := range AddressHints("x@" + domain) {
			if h.Kind == HintTypo && len(AddressHints(h.Meant)) > 0 {
				t.Fatalf("%s is taken for %s, which has hints too", domain, h.Meant)
			}
		}
	})
}

// The short way with plain domains says the same as the rules for international ones.
func TestPlainDomains(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		domain := rapid.StringMatching(`[a-cA-C0-9.xn-]{1,12}`).Draw(t, "domain")
		if !plainDomain(domain) {
			return
		}
		ascii, err := idna.Lookup.ToASCII(domain)
		if err != nil || !strings.EqualFold(ascii, domain) {
			t.Fatalf("%q is plain, and yet %q, %v", domain, ascii, err)
		}
	})
}

func TestAddressesAsMailUsesThem(t *testing.T) {
	for address, want := range map[string]string{
		"o'neil+news@example.com":        "o'neil+news@example.com",
		"a.b-c_d{e}|f~g!#$%&*/=?^`@x.at": "a.b-c_d{e}|f~g!#$%&*/=?^`@x.at",
		"Jörg@MÜLLER.at":                 "Jörg@xn--mller-kva.at",
		"用户@例え.jp":                       "用户@xn--r8jz45g.jp",
		"a@b-c.example.":                 "a@b-c.example",
		"a@xn--mller-kva.at":             "a@xn--mller-kva.at",
		"a@1and1.co.uk":                  "a@1and1.co.uk",
		"a@-x.at":                        "",
		"a@x-.at":                        "",
		"a@x_y.at":                       "",
		"a@x..at":                        "",
		"a@[127.0.0.1]":                  "",
		"a@at":                           "",
		`"anna huber"@x.at`:              "",
		`"anna"@x.at`:                    "",
		"a@127.0.0.1":                    "",
		"a@x.at.5":                       "",
		// What cannot be seen was not meant, and accents are the same however they were typed.
		"an\u200bna\u00ad@x\u200b.at\u2060": "anna@x.at",
		"\u202aanna@x.at\u202c":             "anna@x.at",
		"\u200eanna@x.at":                   "anna@x.at",
		"e\u0301va@x.at":                    "éva@x.at",
		"anna@x.at\u00a0\u200b":             "anna@x.at",
		// 254 are the most, and 64 before the @.
		strings.Repeat("a", 64) + "@" + strings.Repeat("abcdefgh.", 20) + "abcdef.at":  strings.Repeat("a", 64) + "@" + strings.Repeat("abcdefgh.", 20) + "abcdef.at",
		strings.Repeat("a", 64) + "@" + strings.Repeat("abcdefgh.", 20) + "abcdefg.at": "",
		"anna@" + strings.Repeat("x", 64) + ".at":                                      "",
	} {
		got, err := ParseAddress(address)
		if got != want || (err == nil) != (want != "") || err != nil && !errors.Is(err, ErrBadAddress) {
			t.Errorf("%q: %q, %v; want %q", address, got, err, want)
		}
	}
	for _, quoted := range []string{`"anna"@x.at`, `"anna huber"@x.at`, `"anna@home"@x.at`} {
		if _, err := ParseAddress(quoted); err == nil || !strings.Contains(err.Error(), "quotation marks around") {
			t.Errorf("%s is refused with %v", quoted, err)
		}
	}
}
