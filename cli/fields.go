package cli

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"evenpost/mailing"
	"evenpost/storage/contactfile"
)

func fieldCommands() []*command {
	const kinds = "The kinds are text, number, date and yes-no. "
	return []*command{
		{
			name: "fields", about: "lists the further fields of contacts, with the kind of each", define: listFields,
			more: kinds + "Numbers are kept with a point, days as 1980-12-24, and “yes” or “no”; that is what\ntemplates get: {{ birthday | date: \"%d.%m.%Y\" }}, {% if vip == \"yes\" %}.",
		},
		{
			name: "fields kind", args: "NAME KIND", least: 2, most: 2, about: "makes a field one of another kind and reads its values anew",
			more:   kinds + "Values that do not fit stay as they are. --try only says how many.",
			define: setFieldKind,
		},
		{
			name: "fields rename", args: "NAME TITLE", least: 2, most: 2, about: "gives a field another title", define: renameField,
			more: "Its name, which templates and segments know, stays.",
		},
		{
			name: "fields order", args: "NAME…", least: 1, most: -1, about: "puts fields first, in this order", define: orderFields,
			more: "Those that are not named follow in the order they have. The window and exports show them so.",
		},
		{name: "fields delete", args: "NAME", least: 1, most: 1, about: "deletes a field with all its values", define: deleteField},
		{name: "fields undo", args: "NUMBER", least: 1, most: 1, about: "takes back a change of kind or a deletion", define: undoFieldChange},
	}
}

func listFields(f *flags) func(*call) error {
	f.canJSON()
	return func(c *call) error {
		svc, err := c.open()
		if err != nil {
			return err
		}
		return c.showFields(svc)
	}
}

func (c *call) showFields(svc *Services) error {
	all, err := svc.Store.Fields(c.ctx)
	if err != nil {
		return err
	}
	rows := make([][]string, 0, len(all))
	for _, f := range all {
		rows = append(rows, []string{f.Name, f.Title, string(f.Kind)})
	}
	return c.show(append([]mailing.Field{}, all...), func(w io.Writer) { table(w, []string{"FIELD", "TITLE", "KIND"}, rows) })
}

// field finds a field by its name or its title.
func (c *call) field(said string) (mailing.Field, *Services, error) {
	svc, err := c.open()
	if err != nil {
		return mailing.Field{}, nil, err
	}
	all, err := svc.Store.Fields(c.ctx)
	if err != nil {
		return mailing.Field{}, nil, err
	}
	i := slices.IndexFunc(all, func(f mailing.Field) bool { return f.Name == said })
	if i < 0 {
		i = slices.IndexFunc(all, func(f mailing.Field) bool {
			return strings.EqualFold(f.Title, said) || f.Name == mailing.FieldName(said)
		})
	}
	if i < 0 {
		return mailing.Field{}, nil, missing("field", said, "“evenpost fields” shows the fields.", mailing.ErrNotFound)
	}
	return all[i], svc, nil
}

type fieldChangeJSON struct {
	Change   int64             `json:"change"` // for “fields undo”; 0 when it was only tried
	Field    string            `json:"field"`
	Kind     mailing.FieldKind `json:"kind,omitempty"`
	Values   int               `json:"values"`
	Changed  int               `json:"changed"`
	Left     int               `json:"left"` // values that do not fit and stay as they are
	LeftSome []string          `json:"left_examples,omitempty"`
}

func setFieldKind(f *flags) func(*call) error {
	f.canJSON()
	try := f.Bool("try", false, "only say what would become of the values")
	dates := datesFlag(f)
	return func(c *call) error {
		kind := mailing.FieldKind(c.args[1])
		if err := kind.Check(); err != nil {
			return c.misused("%v", err)
		}
		order, err := dates(c)
		if err != nil {
			return err
		}
		k, svc, err := c.field(c.args[0])
		if err != nil {
			return err
		}
		t, err := svc.Store.TryField(c.ctx, k.Name, kind, mailing.Spelling{})
		if err != nil {
			return err
		}
		order.apply(&t.Reading)
		out := fieldChangeJSON{Field: k.Name, Kind: kind, Values: t.Values, Left: t.Left, LeftSome: t.Misfits}
		if !*try {
			p := c.progress()
			r, err := svc.Store.ChangeFieldKind(c.ctx, k.Name, t.Reading, p.part("values"))
			p.end()
			if err != nil {
				return err
			}
			out.Change, out.Changed = r.ID, r.Changed
		}
		return c.show(out, func(w io.Writer) {
			fmt.Fprintf(w, "%s: %s, %d of them no %s.\n", plain(k.Title), count(t.Values, "value", "values"), t.Left, kindWord(kind))
			for _, v := range t.Misfits {
				fmt.Fprintf(w, "  stays as it is: %s\n", plain(v))
			}
			if !t.Sure && order == orderOpen && kind == mailing.KindDate {
				fmt.Fprintln(w, "Whether day or month comes first nothing tells; the day was taken. --dates month-first says otherwise.")
			}
			sayUndo(w, out.Change)
		})
	}
}

func sayUndo(w io.Writer, change int64) {
	if change != 0 {
		fmt.Fprintf(w, "“evenpost fields undo %d” takes it back.\n", change)
	}
}

func kindWord(k mailing.FieldKind) string {
	if k == mailing.KindYesNo {
		return "yes or no"
	}
	return string(k)
}

func renameField(f *flags) func(*call) error {
	f.canJSON()
	return func(c *call) error {
		k, svc, err := c.field(c.args[0])
		if err != nil {
			return err
		}
		if err := svc.Store.RenameField(c.ctx, k.Name, c.args[1]); errors.Is(err, mailing.ErrExists) {
			return &Problem{Title: fmt.Sprintf("Another field is called “%s”.", plain(c.args[1])), Do: "Choose another title.", Err: err}
		} else if err != nil {
			return err
		}
		k.Title = c.args[1]
		return c.show(k, func(w io.Writer) { fmt.Fprintf(w, "%s is called “%s” now.\n", k.Name, plain(k.Title)) })
	}
}

func orderFields(f *flags) func(*call) error {
	f.canJSON()
	return func(c *call) error {
		names := make([]string, 0, len(c.args))
		for _, said := range c.args {
			k, _, err := c.field(said)
			if err != nil {
				return err
			}
			if slices.Contains(names, k.Name) {
				return c.misused("%s is named twice", k.Title)
			}
			names = append(names, k.Name)
		}
		svc, err := c.open()
		if err != nil {
			return err
		}
		if err := svc.Store.OrderFields(c.ctx, names); err != nil {
			return err
		}
		return c.showFields(svc)
	}
}

func deleteField(f *flags) func(*call) error {
	f.canJSON()
	return func(c *call) error {
		k, svc, err := c.field(c.args[0])
		if err != nil {
			return err
		}
		segments, templates, err := svc.Store.FieldUses(c.ctx, k.Name)
		if err != nil {
			return err
		}
		p := c.progress()
		r, err := svc.Store.DeleteField(c.ctx, k.Name, p.part("values"))
		p.end()
		if err != nil {
			return err
		}
		if uses := append(segments, templates...); len(uses) > 0 {
			c.warn("These name the field still: %s", plain(strings.Join(uses, ", ")))
		}
		return c.show(fieldChangeJSON{Change: r.ID, Field: k.Name, Values: r.Changed, Changed: r.Changed}, func(w io.Writer) {
			fmt.Fprintf(w, "%s deleted, with %s.\n", plain(k.Title), count(r.Changed, "value", "values"))
			sayUndo(w, r.ID)
		})
	}
}

func undoFieldChange(f *flags) func(*call) error {
	f.canJSON()
	return func(c *call) error {
		id, err := strconv.ParseInt(c.args[0], 10, 64)
		if err != nil {
			return c.misused("%q is no number of a change", c.args[0])
		}
		svc, err := c.open()
		if err != nil {
			return err
		}
		r, err := svc.Store.UndoChange(c.ctx, id, nil)
		if err != nil {
			return &Problem{Title: fmt.Sprintf("The change %d could not be taken back.", id), Do: "Each can be taken back once.", Err: err}
		}
		return c.show(map[string]int{"back": r.Back, "left": r.Left}, func(w io.Writer) {
			fmt.Fprintf(w, "%s as before, %d changed since and left as they are.\n", count(r.Back, "value", "values"), r.Left)
		})
	}
}

// dateOrder is what the user says of dates such as 3/4/1980.
type dateOrder int

const (
	orderOpen dateOrder = iota
	dayFirst
	monthFirst
)

func (o dateOrder) apply(r *mailing.Reading) {
	if o != orderOpen {
		r.MonthFirst = o == monthFirst
	}
}

func datesFlag(f *flags) func(*call) (dateOrder, error) {
	said := f.String("dates", "", "how dates such as 3/4/1980 are written, day-first or month-first, if the values do not tell `ORDER`")
	return func(c *call) (dateOrder, error) {
		switch *said {
		case "":
			return orderOpen, nil
		case "day-first":
			return dayFirst, nil
		case "month-first":
			return monthFirst, nil
		}
		return orderOpen, c.misused("--dates is day-first or month-first, not %q", *said)
	}
}

// kindsFlag is --kind, which says of which kind the further fields of a file are.
func kindsFlag(f *flags) func(*call, *contactfile.Layout) error {
	said := f.list("kind", "the kind of a new field, `FIELD=KIND`: text, number, date or yes-no; the first rows propose one")
	dates := datesFlag(f)
	return func(c *call, l *contactfile.Layout) error {
		order, err := dates(c)
		if err != nil {
			return err
		}
		for _, one := range *said {
			name, kind, _ := strings.Cut(one, "=")
			k := mailing.FieldKind(strings.TrimSpace(kind))
			if err := k.Check(); err != nil {
				return c.misused("--kind %s: %v", one, err)
			}
			i := slices.Index(l.Columns, contactfile.Field(name))
			if i < 0 || !l.Columns[i].Custom() {
				return c.misused("--kind: no column of the file becomes the field %q", name)
			}
			l.SetKind(i, k)
		}
		if order != orderOpen {
			for i := range l.Kinds {
				order.apply(&l.Kinds[i])
			}
		}
		return nil
	}
}
