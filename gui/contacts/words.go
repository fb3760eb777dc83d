package contacts

import (
	"regexp"
	"strings"

	"evenpost/gui/kit"
	"evenpost/mailing"
	"evenpost/storage/contactfile"
)

// contactTags reads tags as they are kept.
func contactTags(written []string) []string {
	return contactfile.SplitTags(strings.Join(written, ","))
}

func joinTags(tags []string) string { return strings.Join(tags, ", ") }

// addressProblem is what is wrong with an address, as ParseAddress says it, in the user's language.
func addressProblem(err error) string { return newSayings().of(err.Error()) }

// saying is one of the reasons for which a row of a file is left out, and how the window says it. What stands in brackets of
// the pattern is filled in for {{.A}} and {{.B}}.
type saying struct {
	pattern *regexp.Regexp
	words   func(kit.M) string
}

type sayings []saying

func newSayings() sayings {
	say := func(pattern string, words func(kit.M) string) saying {
		return saying{regexp.MustCompile("^(?:" + regexp.QuoteMeta(mailing.ErrBadAddress.Error()) + ": )?" + pattern), words}
	}
	const quoted = `"(.*)" `
	return sayings{
		say(`no address$`, func(kit.M) string { return kit.T("Enter the e-mail address.") }),
		say(quoted+`has a space or`, func(m kit.M) string { return kit.T("Space or forbidden sign: {{.A}}", m) }),
		say(quoted+`has no @`, func(m kit.M) string { return kit.T("No @: {{.A}}", m) }),
		say(quoted+`has nothing before`, func(m kit.M) string { return kit.T("Nothing before the @: {{.A}}", m) }),
		say(quoted+`has nothing after`, func(m kit.M) string { return kit.T("Nothing after the @: {{.A}}", m) }),
		say(quoted+`has a character that is not`, func(m kit.M) string { return kit.T("Forbidden sign: {{.A}}", m) }),
		say(quoted+`has quotation marks`, func(m kit.M) string { return kit.T("Quotation marks before the @: {{.A}}", m) }),
		say(quoted+`has a dot`, func(m kit.M) string { return kit.T("Dot in the wrong place: {{.A}}", m) }),
		say(quoted+`is too long$`, func(m kit.M) string { return kit.T("Too long: {{.A}}", m) }),
		say(quoted+`is too long before`, func(m kit.M) string { return kit.T("Too long before the @: {{.A}}", m) }),
		say(quoted+`has a domain`, func(m kit.M) string { return kit.T("The part after the @ cannot exist: {{.A}}", m) }),
		say(`there is no address`, func(kit.M) string { return kit.T("There is no address in this row") }),
		say(`it is not clear where`, func(kit.M) string { return kit.T("It is not clear where the address begins") }),
		say(`there is more than one`, func(kit.M) string {
			return kit.T("There is more than one address in this row; give each one a row of its own")
		}),
		say(`same address as another`, func(kit.M) string { return kit.T("Same address as further up") }),
		say(`same address as line ([\d,]+)`, func(m kit.M) string { return kit.T("Same address as line {{.A}}", m) }),
		say(`this row has (\d+) columns, the others have (\d+)`, func(m kit.M) string {
			return kit.T("This row has {{.A}} columns, the others have {{.B}}: a value with the separator in it is not in quotation marks", m)
		}),
		say(`this row holds zero`, func(kit.M) string { return kit.T("This row holds signs that no text has") }),
		say(`a quotation mark is opened`, func(kit.M) string { return kit.T("A quotation mark is opened in this row and never closed") }),
		say(regexp.QuoteMeta(mailing.ErrForgotten.Error()), func(kit.M) string { return kit.T("This person asked to be forgotten") }),
		say(mailing.LeftOutByChoice+`did you mean (.+)\?`, func(m kit.M) string { return kit.T("Left out as you chose: {{.A}} may be meant", m) }),
		say(mailing.LeftOutByChoice+`this address belongs`, func(kit.M) string { return kit.T("Left out as you chose: it belongs to a desk") }),
		say(mailing.LeftOutByChoice+`this address is one`, func(kit.M) string { return kit.T("Left out as you chose: an address to throw away") }),
		say(`this address card has no end`, func(kit.M) string { return kit.T("This address card has no end") }),
		say(`this row is longer`, func(kit.M) string { return kit.T("This row is too long") }),
		say(`this row has a formula`, func(kit.M) string {
			return kit.T("A formula in this row was never calculated; save the workbook in a spreadsheet program and import it again")
		}),
		say(`this row has more than`, func(kit.M) string { return kit.T("This row has too many columns") }),
	}
}

// of says a reason in the user's language; one that is not known is said as it is.
func (all sayings) of(reason string) string {
	for _, s := range all {
		m := s.pattern.FindStringSubmatch(reason)
		if m == nil {
			continue
		}
		fields := kit.M{}
		for i, name := range []string{"A", "B"} {
			if len(m) > i+1 {
				fields[name] = m[i+1]
			}
		}
		return s.words(fields)
	}
	return reason
}

// encodingName is how the characters of a file are written, for people.
func encodingName(e contactfile.Encoding) string {
	switch e {
	case contactfile.UTF8:
		return kit.T("Unicode (UTF-8)")
	case contactfile.Windows1252:
		return kit.T("Western Europe (Windows)")
	case contactfile.UTF16LE:
		return kit.T("Unicode (UTF-16)")
	case contactfile.UTF16BE:
		return kit.T("Unicode (UTF-16, reversed)")
	case contactfile.Windows1250:
		return kit.T("Central Europe (Windows)")
	case contactfile.Windows1251:
		return kit.T("Cyrillic (Windows)")
	case contactfile.Windows1253:
		return kit.T("Greek (Windows)")
	case contactfile.Windows1254:
		return kit.T("Turkish (Windows)")
	case contactfile.Windows1257:
		return kit.T("Baltic (Windows)")
	case contactfile.Greek:
		return kit.T("Greek (ISO)")
	case contactfile.KOI8R:
		return kit.T("Cyrillic (KOI8-R)")
	case contactfile.DOS852:
		return kit.T("Old DOS program, Central Europe")
	case contactfile.Latin1:
		return kit.T("Western Europe (ISO)")
	case contactfile.Latin2:
		return kit.T("Central Europe (ISO)")
	case contactfile.Latin9:
		return kit.T("Western Europe with € (ISO)")
	case contactfile.Macintosh:
		return kit.T("Old Macintosh")
	case contactfile.DOS850:
		return kit.T("Old DOS program")
	}
	return string(e)
}

func separators() []rune { return []rune{';', ',', '\t', '|'} }

func separatorName(r rune) string {
	switch r {
	case ';':
		return kit.T("Semicolon  ;")
	case ',':
		return kit.T("Comma  ,")
	case '\t':
		return kit.T("Tab")
	case '|':
		return kit.T("Bar  |")
	}
	return string(r)
}

// targetName is what a column holds, for people.
func targetName(t contactfile.Target) string {
	switch t {
	case contactfile.Skip:
		return kit.T("Leave out")
	case contactfile.Email:
		return kit.T("Address")
	case contactfile.FirstName:
		return kit.T("First name")
	case contactfile.LastName:
		return kit.T("Last name")
	case contactfile.FullName:
		return kit.T("Full name")
	case contactfile.Company:
		return kit.T("Company")
	case contactfile.Tags:
		return kit.T("Tags")
	case contactfile.Lists:
		return kit.T("Lists")
	case contactfile.Consent:
		return kit.T("Agreed")
	case contactfile.ConsentAt:
		return kit.T("Agreed on")
	}
	return kit.T("Field “{{.Name}}”", kit.M{"Name": string(t)})
}
