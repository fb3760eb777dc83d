package contacts

import (
	"slices"

	"fyne.io/fyne/v2"

	"evenpost/gui/kit"
	"evenpost/mailing"
)

// tests are those that make sense for what a condition looks at. One that was chosen when its field was of another kind stays
// until another one is.
func (b *builder) tests(c mailing.Condition) []mailing.Test {
	tests := c.About.Tests()
	if c.About == mailing.AboutField {
		tests = kindOf(b.offered.fields, c.Field).Tests()
	}
	if len(tests) > 0 && !slices.Contains(tests, c.Test) {
		tests = append(tests, c.Test)
	}
	return tests
}

// onField looks at another field; what it was compared with stays when that makes sense.
func (b *builder) onField(c *mailing.Condition, field string) {
	was, is := kindOf(b.offered.fields, c.Field), kindOf(b.offered.fields, field)
	if c.Field = field; was != is {
		c.Test, c.Value, c.To = is.Tests()[0], "", ""
		if is == mailing.KindText {
			c.Test = mailing.TestContains
		}
	}
	b.fill()
}

// entry is where something to compare with is written: days and numbers as people write them.
func (b *builder) entry(c mailing.Condition, into *string) fyne.CanvasObject {
	kind, hint := mailing.KindText, kit.T("Value")
	switch c.Test {
	case mailing.TestBefore, mailing.TestSince, mailing.TestOn:
		kind, hint = mailing.KindDate, kit.T("Day, such as 2026-11-25")
	case mailing.TestWithin, mailing.TestOlder, mailing.TestNext, mailing.TestAnniversary:
		hint = kit.T("Days")
	case mailing.TestMore, mailing.TestLess:
		kind = mailing.KindNumber
	case mailing.TestBetween:
		kind = kindOf(b.offered.fields, c.Field)
	default:
		if kindOf(b.offered.fields, c.Field) == mailing.KindNumber && c.About == mailing.AboutField {
			kind = mailing.KindNumber
		}
	}
	entry := kit.NewEntry(hint)
	entry.SetText(valueWords(kind, *into))
	entry.OnChanged = func(text string) {
		*into, _ = typed(kind, text)
		b.recount()
	}
	return key(b, entry)
}

// testName says a test as it fits the kind of the field.
func (b *builder) testName(c mailing.Condition) func(mailing.Test) string {
	kind := mailing.KindText
	if c.About == mailing.AboutField {
		kind = kindOf(b.offered.fields, c.Field)
	}
	return func(t mailing.Test) string {
		if kind == mailing.KindNumber && t == mailing.TestIs {
			return kit.T("equals")
		}
		return testName(t)
	}
}

func aboutName(a mailing.About) string {
	switch a {
	case mailing.AboutField:
		return kit.T("Field")
	case mailing.AboutTag:
		return kit.T("has the tag")
	case mailing.AboutList:
		return kit.T("is on the list")
	case mailing.AboutConsent:
		return kit.T("Consent")
	case mailing.AboutAgreed:
		return kit.T("agreed")
	case mailing.AboutAdded:
		return kit.T("was added")
	case mailing.AboutChanged:
		return kit.T("was changed")
	case mailing.AboutMailed:
		return kit.T("was last mailed")
	case mailing.AboutGot:
		return kit.T("got the campaign")
	case mailing.AboutFailed:
		return kit.T("could not be sent")
	case mailing.AboutReplied:
		return kit.T("wrote back")
	case mailing.AboutBounced:
		return kit.T("a mail came back")
	case mailing.AboutForbidden:
		return kit.T("must never be mailed")
	}
	return string(a)
}

func testName(t mailing.Test) string {
	switch t {
	case mailing.TestIs:
		return kit.T("is")
	case mailing.TestContains:
		return kit.T("contains")
	case mailing.TestBegins:
		return kit.T("begins with")
	case mailing.TestEnds:
		return kit.T("ends with")
	case mailing.TestAtLeast:
		return kit.T("is at least")
	case mailing.TestAtMost:
		return kit.T("is at most")
	case mailing.TestEmpty:
		return kit.T("is empty")
	case mailing.TestBefore:
		return kit.T("before the day")
	case mailing.TestSince:
		return kit.T("since the day")
	case mailing.TestWithin:
		return kit.T("in the last … days")
	case mailing.TestOlder:
		return kit.T("more than … days ago")
	case mailing.TestMore:
		return kit.T("is more than")
	case mailing.TestLess:
		return kit.T("is less than")
	case mailing.TestBetween:
		return kit.T("is between … and …")
	case mailing.TestOn:
		return kit.T("on the day")
	case mailing.TestNext:
		return kit.T("in the next … days")
	case mailing.TestAnniversary:
		return kit.T("birthday within … days")
	case mailing.TestYes:
		return kit.T("is yes")
	case mailing.TestNo:
		return kit.T("is no")
	case mailing.TestEver:
		return kit.T("at any time")
	}
	return string(t)
}
