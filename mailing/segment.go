package mailing

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Segment is a saved rule: who is in it changes as contacts do.
type Segment struct {
	ID   int64
	Name string
	Rule Rule
}

// Rule says which contacts are meant: those for whom a condition holds or, when it has Rules, all or any of these. The zero
// value means everybody.
type Rule struct {
	Any   bool   `json:"any,omitempty"` // of Rules; otherwise all
	Not   bool   `json:"not,omitempty"` // the others
	Rules []Rule `json:"rules,omitempty"`
	Condition
}

// Condition is what a rule comes down to.
type Condition struct {
	About About  `json:"about,omitempty"`
	Field string `json:"field,omitempty"` // of AboutField: email, first_name, last_name, company or a further one
	Test  Test   `json:"test,omitempty"`
	Value string `json:"value,omitempty"` // text, number, day (2026-11-25), or a number of days
	To    string `json:"to,omitempty"`    // of TestBetween
	ID    int64  `json:"id,omitempty"`    // of a list or a campaign; 0 is any campaign
}

// About is what a condition looks at.
type About string

// What conditions look at.
const (
	AboutField     About = "field"
	AboutTag       About = "tag"        // Value
	AboutList      About = "list"       // ID
	AboutConsent   About = "consent"    // where somebody agreed to be mailed
	AboutAgreed    About = "agreed"     // when
	AboutAdded     About = "added"      // when the contact was added,
	AboutChanged   About = "changed"    // and changed
	AboutMailed    About = "mailed"     // when the last mail was sent to the contact
	AboutGot       About = "got"        // was sent campaign ID
	AboutFailed    About = "failed"     // could not be sent campaign ID
	AboutReplied   About = "replied"    // wrote back to campaign ID
	AboutBounced   About = "bounced"    // campaign ID came back, or was refused because the address does not exist
	AboutForbidden About = "suppressed" // must never be mailed
)

// Test is how a condition compares.
type Test string

// The tests of texts, then those of days.
const (
	TestIs       Test = "is"
	TestContains Test = "contains"
	TestBegins   Test = "begins"
	TestEnds     Test = "ends"
	TestAtLeast  Test = "at-least" // as numbers where both are, else as words sort
	TestAtMost   Test = "at-most"
	TestEmpty    Test = "empty" // of days: never

	TestBefore Test = "before" // the day
	TestSince  Test = "since"  // the day or later
	TestWithin Test = "within" // the last Value days
	TestOlder  Test = "older"  // than Value days

	// Of further fields that are no texts.
	TestMore        Test = "more"        // than the number
	TestLess        Test = "less"        // than the number
	TestBetween     Test = "between"     // Value and To, both included: numbers or days
	TestOn          Test = "on"          // the day
	TestNext        Test = "next"        // the next Value days, today included
	TestAnniversary Test = "anniversary" // its day comes again in the next Value days, today included: a birthday
	TestYes         Test = "yes"
	TestNo          Test = "no"

	TestEver Test = "ever" // of what happens: whenever it was
)

// Tests are those that make sense for the values of a kind. For any other value they do not hold.
func (k FieldKind) Tests() []Test {
	switch k {
	case KindNumber:
		return []Test{TestIs, TestMore, TestLess, TestAtLeast, TestAtMost, TestBetween, TestEmpty}
	case KindDate:
		return []Test{TestAnniversary, TestOn, TestBefore, TestSince, TestBetween, TestWithin, TestOlder, TestNext, TestEmpty}
	case KindYesNo:
		return []Test{TestYes, TestNo, TestEmpty}
	case KindText:
	}
	return []Test{TestIs, TestContains, TestBegins, TestEnds, TestAtLeast, TestAtMost, TestEmpty}
}

// Tests are those that make sense for what a condition looks at; none when it needs no test.
func (a About) Tests() []Test {
	switch a {
	case AboutField:
		return []Test{
			TestIs, TestContains, TestBegins, TestEnds, TestAtLeast, TestAtMost, TestMore, TestLess, TestBetween, TestYes, TestNo,
			TestBefore, TestSince, TestOn, TestWithin, TestOlder, TestNext, TestAnniversary, TestEmpty,
		}
	case AboutConsent:
		return []Test{TestIs, TestContains, TestBegins, TestEnds, TestAtLeast, TestAtMost, TestEmpty}
	case AboutAgreed, AboutAdded, AboutChanged, AboutMailed:
		return []Test{TestBefore, TestSince, TestWithin, TestOlder, TestEmpty}
	case AboutReplied, AboutBounced:
		return []Test{TestEver, TestWithin, TestSince}
	}
	return nil
}

// OfCampaign says whether a condition may be about one campaign: the one with its ID or, with 0, any.
func (a About) OfCampaign() bool {
	return a == AboutGot || a == AboutFailed || a == AboutReplied || a == AboutBounced
}

// Abouts are all that conditions can look at, in the order in which they are offered.
func Abouts() []About {
	return []About{AboutField, AboutTag, AboutList, AboutConsent, AboutAgreed, AboutAdded, AboutChanged, AboutMailed, AboutGot, AboutFailed, AboutReplied, AboutBounced, AboutForbidden}
}

const (
	mostRules = 100
	mostDepth = 10
	mostDays  = 100_000
)

// Everybody says whether the rule leaves nobody out.
func (r Rule) Everybody() bool {
	return !r.Not && !r.Any && r.About == "" && !slices.ContainsFunc(r.Rules, func(r Rule) bool { return !r.Everybody() })
}

// Names says whether a condition looks at the field.
func (r Rule) Names(field string) bool {
	return r.About == AboutField && r.Field == field || slices.ContainsFunc(r.Rules, func(r Rule) bool { return r.Names(field) })
}

// Check says what is wrong with a rule. The error wraps ErrInvalid.
func (r Rule) Check() error {
	n := 0
	return r.check(0, &n)
}

func (r Rule) check(depth int, n *int) error {
	if *n++; *n > mostRules || depth > mostDepth {
		return fmt.Errorf("%w: a segment has at most %d conditions, %d deep", ErrInvalid, mostRules, mostDepth)
	}
	if r.About == "" {
		for _, inner := range r.Rules {
			if err := inner.check(depth+1, n); err != nil {
				return err
			}
		}
		return nil
	}
	if len(r.Rules) > 0 {
		return fmt.Errorf("%w: a rule is a condition or several joined, not both", ErrInvalid)
	}
	return r.Condition.Check()
}

// Check says what is wrong with a condition. The error wraps ErrInvalid.
func (c Condition) Check() error {
	bad := func(why string) error { return fmt.Errorf("%w: %s", ErrInvalid, why) }
	tests := c.About.Tests()
	switch {
	case !slices.Contains(Abouts(), c.About):
		return bad(fmt.Sprintf("%q is nothing that a segment can look at", string(c.About)))
	case len(tests) > 0 && !slices.Contains(tests, c.Test):
		return bad(fmt.Sprintf("%q is no test for %q", string(c.Test), string(c.About)))
	case c.About == AboutField && FieldName(c.Field) != c.Field || c.About == AboutField && c.Field == "":
		return bad(fmt.Sprintf("%q is no field", c.Field))
	case c.About == AboutTag && strings.TrimSpace(c.Value) == "":
		return bad("the tag is missing")
	case c.About == AboutList && c.ID == 0:
		return bad("the list is missing")
	}
	switch c.Test {
	case TestBetween:
		if c.between() == nil {
			return bad(fmt.Sprintf("%q and %q are not two numbers or days with something between them", c.Value, c.To))
		}
	case TestMore, TestLess:
		if _, ok := numberOf(c.Value); !ok {
			return bad(fmt.Sprintf("%q is no number", c.Value))
		}
	case TestBefore, TestSince, TestOn:
		if _, err := time.Parse(time.DateOnly, c.Value); err != nil {
			return bad(fmt.Sprintf("%q is no day; write it like 2026-11-25", c.Value))
		}
	case TestWithin, TestOlder, TestNext, TestAnniversary:
		if n := c.Days(); n <= 0 || n > mostDays {
			return bad(fmt.Sprintf("%q is no number of days", c.Value))
		}
	case TestContains, TestBegins, TestEnds, TestAtLeast, TestAtMost:
		if strings.TrimSpace(c.Value) == "" {
			return bad("there is nothing to compare with")
		}
	case TestIs, TestEmpty, TestYes, TestNo, TestEver:
	}
	return nil
}

// Days is the number of days of TestWithin and TestOlder; 0 when Value says none.
func (c Condition) Days() int {
	n, ok := ParseNumber(c.Value)
	if !ok || n != float64(int(n)) {
		return 0
	}
	return int(n)
}

// Span is the time [from, to) in which a condition about days lies; a zero end is open. Days begin at midnight in zone.
func (c Condition) Span(now time.Time, zone *time.Location) (from, to time.Time) {
	day, err := time.ParseInLocation(time.DateOnly, c.Value, zone)
	switch c.Test {
	case TestBefore:
		if err == nil {
			to = day
		}
	case TestSince:
		if err == nil {
			from = day
		}
	case TestWithin:
		from = now.AddDate(0, 0, -c.Days())
	case TestOlder:
		to = now.AddDate(0, 0, -c.Days())
	}
	return from, to
}

// HoldsFor says whether a test of texts holds. Case and accents do not matter.
func (t Test) HoldsFor(text, value string) bool {
	text, value = Fold(strings.TrimSpace(text)), Fold(strings.TrimSpace(value))
	switch t {
	case TestEmpty:
		return text == ""
	case TestIs:
		return text == value
	case TestContains:
		return strings.Contains(text, value)
	case TestBegins:
		return strings.HasPrefix(text, value)
	case TestEnds:
		return strings.HasSuffix(text, value)
	case TestAtLeast:
		return text != "" && compareValues(text, value) >= 0
	case TestAtMost:
		return text != "" && compareValues(text, value) <= 0
	case TestMore:
		return isNumberBeside(text, value, 1)
	case TestLess:
		return isNumberBeside(text, value, -1)
	case TestYes:
		return text == Yes
	case TestNo:
		return text == No
	}
	return false
}

// isNumberBeside says whether text is a number that compares to another one like that.
func isNumberBeside(text, value string, like int) bool {
	x, xIs := ParseNumber(text)
	y, yIs := ParseNumber(value)
	return xIs && yIs && cmp.Compare(x, y) == like
}

func compareValues(a, b string) int {
	x, xIs := ParseNumber(a)
	y, yIs := ParseNumber(b)
	switch {
	case !xIs || !yIs:
		return strings.Compare(a, b)
	case x < y:
		return -1
	case x > y:
		return 1
	}
	return 0
}

// Unused is the rule for those who were added long ago and were sent nothing for that long.
func Unused(days int) Rule {
	value := fmt.Sprint(days)
	return Rule{Rules: []Rule{
		{Condition: Condition{About: AboutAdded, Test: TestOlder, Value: value}},
		{Not: true, Condition: Condition{About: AboutMailed, Test: TestWithin, Value: value}},
	}}
}

// NeverMailed is the rule for those who were never sent anything.
func NeverMailed() Rule {
	return Rule{Condition: Condition{About: AboutMailed, Test: TestEmpty}}
}

// TwoYears in days: whoever was not written to for so long has most likely forgotten that they agreed.
const TwoYears = 730
