package contacts

import (
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"evenpost/gui/kit"
	"evenpost/mailing"
)

// addField shows a further field as its kind is entered best: a box to tick, a date to choose, or a text. A value that does not
// fit its field is a text to be mended.
func (f *form) addField(k mailing.Field, value string, entry func(placeholder, text string) *kit.Entry) {
	r := &fieldRow{name: k.Name, kind: k.Kind, was: value}
	var input fyne.CanvasObject
	switch fits := value == "" || k.Kind.Fits(value); {
	case k.Kind == mailing.KindYesNo && fits:
		r.check = kit.NewCheck(kit.T("yes"), nil)
		r.check.Checked = value == mailing.Yes
		input = r.check
	case k.Kind == mailing.KindDate && fits:
		r.date = kit.NewDateEntry()
		if day, err := time.Parse(time.DateOnly, value); err == nil {
			r.date.SetDate(&day)
		}
		input = r.date
	default:
		r.value = entry("", valueWords(k.Kind, value))
		input = r.value
	}
	f.fields = append(f.fields, r)
	f.put(kit.Strong(k.Title).Cuttable(), input)
}

func (f *form) put(name, input fyne.CanvasObject) {
	f.more.Add(kit.Row(kit.SpaceM, kit.AtLeast(170, 0, name), kit.Grow(input)))
}

// entered is the value as it is kept, and whether it fits. A box that is not ticked says no only where somebody said yes before.
func (r *fieldRow) entered() (value string, fits bool) {
	switch {
	case r.check != nil && r.check.Checked:
		return mailing.Yes, true
	case r.check != nil && r.was == mailing.Yes:
		return mailing.No, true
	case r.check != nil:
		return r.was, true
	case r.date != nil:
		day, fits := r.date.Day(time.UTC)
		switch {
		case !fits:
			return strings.TrimSpace(r.date.Text), false
		case day.IsZero():
			return "", true
		}
		return day.Format(time.DateOnly), true
	}
	return typed(r.kind, strings.TrimSpace(r.value.Text))
}

// misfit says which value is not what its field is for; "" when all are. What did not fit before may stay.
func (f *form) misfit() string {
	if _, fits := f.date.Day(time.UTC); !fits {
		return misfit(mailing.KindDate, strings.TrimSpace(f.date.Text))
	}
	for _, r := range f.fields {
		if v, fits := r.entered(); !fits && v != r.was {
			return misfit(r.kind, v)
		}
	}
	return ""
}
