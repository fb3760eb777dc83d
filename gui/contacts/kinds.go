package contacts

import (
	"strconv"
	"strings"
	"time"

	"evenpost/gui/kit"
	"evenpost/mailing"
)

func kindName(k mailing.FieldKind) string {
	switch k {
	case mailing.KindNumber:
		return kit.T("Number")
	case mailing.KindDate:
		return kit.T("Date")
	case mailing.KindYesNo:
		return kit.T("Yes or no")
	case mailing.KindText:
	}
	return kit.T("Text")
}

// valueWords is a value as people read it in the language of the window. What does not fit its kind is shown as it is.
func valueWords(k mailing.FieldKind, value string) string {
	switch {
	case value == "" || !k.Fits(value):
		return value
	case k == mailing.KindNumber && kit.CurrentLanguage() == kit.German:
		return strings.Replace(value, ".", ",", 1)
	case k == mailing.KindDate:
		if day, err := time.Parse(time.DateOnly, value); err == nil {
			return dayWords(day)
		}
	case k == mailing.KindYesNo && value == mailing.Yes:
		return kit.T("yes")
	case k == mailing.KindYesNo:
		return kit.T("no")
	}
	return value
}

// dayWords writes 24.12.1980, or 24 Dec 1980.
func dayWords(day time.Time) string {
	if kit.CurrentLanguage() == kit.German {
		return day.Format("02.01.2006")
	}
	return strconv.Itoa(day.Day()) + " " + kit.Month(day.Month()) + " " + strconv.Itoa(day.Year())
}

// typed reads what somebody has written into the window: with a comma before decimals where German is spoken.
func typed(k mailing.FieldKind, text string) (value string, fits bool) {
	return mailing.Reading{Kind: k, Spelling: mailing.Spelling{DecimalComma: kit.CurrentLanguage() == kit.German}}.Read(text)
}

// misfit says that a value is none of the kind.
func misfit(k mailing.FieldKind, value string) string {
	switch k {
	case mailing.KindNumber:
		return kit.T("No number: {{.A}}", kit.M{"A": value})
	case mailing.KindDate:
		return kit.T("No date: {{.A}}", kit.M{"A": value})
	case mailing.KindYesNo:
		return kit.T("Neither yes nor no: {{.A}}", kit.M{"A": value})
	case mailing.KindText:
	}
	return value
}

// titleOf is what people call a field.
func titleOf(fields []mailing.Field, name string) string {
	for _, f := range fields {
		if f.Name == name {
			return f.Title
		}
	}
	return fieldTitle(name)
}

func kindOf(fields []mailing.Field, name string) mailing.FieldKind {
	for _, f := range fields {
		if f.Name == name {
			return f.Kind
		}
	}
	return mailing.KindText
}
