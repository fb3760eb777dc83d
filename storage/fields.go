package storage

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"evenpost/mailing"
	"evenpost/storage/contactfile"
)

// Fields are the further fields of contacts in the order that the user gave them. A field is there from the first value that
// anybody has for it until it is deleted.
func (s *Store) Fields(ctx context.Context) ([]mailing.Field, error) {
	all, err := readFields(ctx, s.r)
	return all, wrap(err, "storage: fields")
}

func readFields(ctx context.Context, q execer) ([]mailing.Field, error) {
	return selectAll(ctx, q, func(row scanner) (f mailing.Field, err error) {
		return f, row.Scan(&f.Name, &f.Title, &f.Kind, &f.Shown)
	}, `SELECT name, title, kind, shown FROM fields ORDER BY position, id`)
}

// FieldNames lists the names of the further fields, sorted.
func (s *Store) FieldNames(ctx context.Context) ([]string, error) {
	names, err := selectAll(ctx, s.r, scanText, `SELECT name FROM fields ORDER BY name`)
	return names, wrap(err, "storage: field names")
}

// AddField makes a field before anybody has a value for it. The error wraps ErrExists, or ErrInvalid for a name or kind that no
// field can have.
func (s *Store) AddField(ctx context.Context, f mailing.Field) error {
	err := f.Kind.Check()
	if err == nil {
		err = s.inTx(ctx, func(q execer) error {
			there, err := readFields(ctx, q)
			if err != nil {
				return err
			}
			if f.Name == "" {
				f.Name = string(contactfile.Field(f.Title))
			}
			if !contactfile.Target(f.Name).Custom() || mailing.FieldName(f.Name) != f.Name {
				return fmt.Errorf("%w: %q cannot be the name of a further field", mailing.ErrInvalid, f.Name)
			}
			if f.Title = mailing.OneLine(f.Title); f.Title == "" {
				f.Title = mailing.FieldTitle(f.Name)
			}
			if taken(there, f.Name, f.Title) {
				return mailing.ErrExists
			}
			return insertField(ctx, q, f, 0)
		})
	}
	return wrap(err, "storage: add field")
}

// taken says whether a field has the name, or another one than the named is called like that.
func taken(there []mailing.Field, name, title string) bool {
	return slices.ContainsFunc(there, func(f mailing.Field) bool {
		return f.Name == name && title != "" || f.Name != name && strings.EqualFold(f.Title, title)
	})
}

func insertField(ctx context.Context, q execer, f mailing.Field, imp int64) error {
	_, err := q.ExecContext(ctx, `INSERT OR IGNORE INTO fields (name, title, kind, position, shown, import_id)
		SELECT ?, ?, ?, coalesce(max(position), 0) + 1, ?, ? FROM fields`, f.Name, f.Title, string(f.Kind), f.Shown, imp)
	return err
}

// RenameField gives a field another title. Its name, which templates and segments know, stays. The error wraps ErrNotFound, or
// ErrExists when another field is called like that.
func (s *Store) RenameField(ctx context.Context, name, title string) error {
	err := checkName(title)
	if err == nil {
		title = mailing.OneLine(title)
		err = s.inTx(ctx, func(q execer) error {
			there, err := readFields(ctx, q)
			if err != nil {
				return err
			}
			if slices.ContainsFunc(there, func(f mailing.Field) bool { return f.Name != name && strings.EqualFold(f.Title, title) }) {
				return mailing.ErrExists
			}
			return changedOne(q.ExecContext(ctx, `UPDATE fields SET title = ? WHERE name = ?`, title, name))
		})
	}
	return wrap(err, "storage: rename field")
}

// ShowField says whether a field is a column of the table of contacts.
func (s *Store) ShowField(ctx context.Context, name string, shown bool) error {
	err := s.inTx(ctx, func(q execer) error {
		return changedOne(q.ExecContext(ctx, `UPDATE fields SET shown = ? WHERE name = ?`, shown, name))
	})
	return wrap(err, "storage: show field")
}

// OrderFields puts the fields into an order; those that are not named come after the others.
func (s *Store) OrderFields(ctx context.Context, names []string) error {
	err := s.inTx(ctx, func(q execer) error {
		there, err := readFields(ctx, q)
		if err != nil {
			return err
		}
		place := func(f mailing.Field) int {
			if i := slices.Index(names, f.Name); i >= 0 {
				return i
			}
			return len(names)
		}
		slices.SortStableFunc(there, func(a, b mailing.Field) int { return place(a) - place(b) })
		for i, f := range there {
			if _, err := q.ExecContext(ctx, `UPDATE fields SET position = ? WHERE name = ?`, i+1, f.Name); err != nil {
				return err
			}
		}
		return nil
	})
	return wrap(err, "storage: order fields")
}

// settle reads a contact's further values as the kinds of their fields, and makes the fields that are new. Values that do not
// fit stay as they are.
func settle(ctx context.Context, q execer, c *mailing.Contact) error {
	if len(c.Fields) == 0 {
		return nil
	}
	there, err := readFields(ctx, q)
	if err != nil {
		return err
	}
	readValues(c, there)
	return define(ctx, q, there, slices.Sorted(maps.Keys(c.Fields)))
}

func readValues(c *mailing.Contact, there []mailing.Field) {
	for _, f := range there {
		v, has := c.Fields[f.Name]
		if !has || f.Kind == mailing.KindText {
			continue
		}
		if v, _ = (mailing.Reading{Kind: f.Kind}).Read(v); v == "" {
			delete(c.Fields, f.Name)
		} else {
			c.Fields[f.Name] = v
		}
	}
}

// define makes those of the named fields that are not there.
func define(ctx context.Context, q execer, there []mailing.Field, names []string) error {
	for _, name := range names {
		if slices.ContainsFunc(there, func(f mailing.Field) bool { return f.Name == name }) {
			continue
		}
		f := mailing.Field{Name: name, Title: freeTitle(there, mailing.FieldTitle(name)), Kind: mailing.KindText}
		if err := insertField(ctx, q, f, 0); err != nil {
			return err
		}
		there = append(there, f)
	}
	return nil
}

// freeTitle is a title that no other field has.
func freeTitle(there []mailing.Field, title string) string {
	free := title
	for n := 2; slices.ContainsFunc(there, func(f mailing.Field) bool { return strings.EqualFold(f.Title, free) }); n++ {
		free = fmt.Sprintf("%s %d", title, n)
	}
	return free
}

// FieldUses are the segments and templates that name a field.
func (s *Store) FieldUses(ctx context.Context, name string) (segments, templates []string, err error) {
	all, err := s.Segments(ctx)
	if err != nil {
		return nil, nil, err
	}
	for _, g := range all {
		if g.Rule.Names(name) {
			segments = append(segments, g.Name)
		}
	}
	type text struct{ name, all string }
	texts, err := selectAll(ctx, s.r, func(row scanner) (t text, err error) { return t, row.Scan(&t.name, &t.all) },
		`SELECT name, subject || ' ' || preheader || ' ' || body FROM templates ORDER BY name`)
	for _, t := range texts {
		if mailing.NamesField(t.all, name) {
			templates = append(templates, t.name)
		}
	}
	return segments, templates, wrap(err, "storage: uses of a field")
}
