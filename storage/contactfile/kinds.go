package contactfile

import (
	"context"
	"strings"

	"evenpost/mailing"
)

// The kinds of fields as they stand behind the titles of columns that Evenpost writes: “birthday (date)”. Texts have none.
var kindTitles = map[mailing.FieldKind]string{mailing.KindNumber: " (number)", mailing.KindDate: " (date)", mailing.KindYesNo: " (yes/no)"}

// cutKind takes the kind off a title.
func cutKind(title string) (plain string, kind mailing.FieldKind) {
	for kind, end := range kindTitles {
		if plain, found := strings.CutSuffix(title, end); found && strings.TrimSpace(plain) != "" {
			return plain, kind
		}
	}
	return title, ""
}

// look finds out of which kind the further fields seem to be. said are kinds that the file itself names; own says that
// Evenpost wrote it, so that what names none is text.
func (l *Layout) look(data func(column int) []string, said []mailing.FieldKind, own bool) {
	l.Looks = make([]mailing.Looks, len(l.Columns))
	l.Kinds = make([]mailing.Reading, len(l.Columns))
	for i := range l.Columns {
		l.Looks[i] = mailing.LookAt(at(l.Header, i), data(i))
		switch {
		case i < len(said) && said[i] != "":
			l.Looks[i].Kind = said[i]
			l.Looks[i].Evidence = mailing.Evidence{Point: 1} // written as it is kept
		case own:
			l.Looks[i].Kind = mailing.KindText
		}
		l.SetKind(i, l.Looks[i].Kind)
	}
}

// SetKind says of which kind the values of a column are; how they are spelled is what they look like.
func (l *Layout) SetKind(column int, k mailing.FieldKind) {
	l.Kinds[column].Kind = k
	l.Kinds[column].Spelling, _ = l.Looks[column].Spelling(l.usual(), k)
}

// Sure says whether the values of a column that were looked at tell themselves how they are spelled.
func (l Layout) Sure(column int) bool {
	_, sure := l.Looks[column].Spelling(l.usual(), l.Kinds[column].Kind)
	return sure
}

// usual is how a file of this sort is spelled: where semicolons stand between the columns, commas stand before decimals.
func (l Layout) usual() mailing.Spelling {
	return mailing.Spelling{DecimalComma: l.Kind == Table && l.Separator == ';'}
}

// Know takes up what is known of the further fields already: a column with the title of one is that field, and of its kind.
func (l *Layout) Know(fields []mailing.Field) {
	for i, t := range l.Columns {
		if !t.Custom() {
			continue
		}
		for _, f := range fields {
			if strings.EqualFold(f.Title, at(l.Header, i)) && !l.Has(Target(f.Name)) {
				l.Columns[i] = Target(f.Name)
				t = l.Columns[i]
			}
		}
		for _, f := range fields {
			if Target(f.Name) == t && i < len(l.Kinds) {
				l.SetKind(i, f.Kind)
			}
		}
	}
}

// Fields are the further fields that the file brings values for.
func (l Layout) Fields() []mailing.ImportField {
	var all []mailing.ImportField
	for i, t := range l.Columns {
		if !t.Custom() || i >= len(l.Kinds) {
			continue
		}
		f := mailing.ImportField{Name: string(t), Title: at(l.Header, i), Reading: l.Kinds[i]}
		if Field(f.Title) != t {
			f.Title = mailing.FieldTitle(f.Name)
		}
		all = append(all, f)
	}
	return all
}

// Settle reads the whole file where its first rows left open how a column is spelled.
func (f *File) Settle(ctx context.Context) error {
	open := map[string]int{}
	for i, t := range f.Layout.Columns {
		if t.Custom() && i < len(f.Layout.Looks) && !f.Layout.Sure(i) {
			open[string(t)] = i
		}
	}
	if len(open) == 0 {
		return nil
	}
	seen := make(map[string]mailing.Evidence, len(open))
	for row, err := range f.Rows() {
		if err != nil || ctx.Err() != nil {
			return err // it is said by who reads the file next
		}
		for name := range open {
			if v := row.Contact.Fields[name]; v != "" {
				e := seen[name]
				e.See(v)
				seen[name] = e
			}
		}
	}
	for name, i := range open {
		f.Layout.Looks[i].Evidence = seen[name]
		f.Layout.SetKind(i, f.Layout.Kinds[i].Kind)
	}
	return ctx.Err()
}

func at(cells []string, i int) string {
	if i < len(cells) {
		return cells[i]
	}
	return ""
}
