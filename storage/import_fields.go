package storage

import (
	"context"
	"slices"

	"evenpost/mailing"
)

// importFields are the further fields there are, and those that an import may make.
type importFields struct {
	there    []mailing.Field
	proposed map[string]mailing.ImportField
}

// fieldsOfImport are the fields as an import begins. Those that are there keep their kind, whatever the file looks like.
func fieldsOfImport(ctx context.Context, q execer, proposed []mailing.ImportField) (f importFields, err error) {
	if f.there, err = readFields(ctx, q); err != nil {
		return f, err
	}
	f.proposed = make(map[string]mailing.ImportField, len(proposed))
	for _, p := range proposed {
		f.proposed[mailing.FieldName(p.Name)] = p
	}
	for _, known := range f.there {
		p := f.proposed[known.Name]
		p.Name, p.Kind = known.Name, known.Kind
		f.proposed[known.Name] = p
	}
	return f, nil
}

// define makes the fields that the import has values for and that are not there.
func (f *importFields) define(ctx context.Context, q execer, names []string, imp int64) error {
	for _, name := range names {
		if slices.ContainsFunc(f.there, func(k mailing.Field) bool { return k.Name == name }) {
			continue
		}
		p := f.proposed[name]
		if p.Title = mailing.OneLine(p.Title); p.Title == "" {
			p.Title = mailing.FieldTitle(name)
		}
		if p.Kind == "" {
			p.Kind = mailing.KindText
		}
		made := mailing.Field{Name: name, Title: freeTitle(f.there, p.Title), Kind: p.Kind}
		if err := insertField(ctx, q, made, imp); err != nil {
			return err
		}
		f.there = append(f.there, made)
	}
	return nil
}

// reader reads values while what was read before is being written.
func (f importFields) reader() *fieldReader {
	r := &fieldReader{kinds: map[string]mailing.Reading{}, met: map[string]bool{}}
	for name, p := range f.proposed {
		if p.Kind != mailing.KindText {
			r.kinds[name] = p.Reading
		}
	}
	return r
}

// fieldReader reads values as their fields have them.
type fieldReader struct {
	kinds map[string]mailing.Reading // of fields that are not texts
	met   map[string]bool
	news  []string
}

// read changes the values of a row to what is kept, and gives those that do not fit.
func (r *fieldReader) read(values map[string]string, line int) (unread []mailing.UnreadValue) {
	for name, v := range values {
		if !r.met[name] {
			r.met[name], r.news = true, append(r.news, name)
		}
		reading, ok := r.kinds[name]
		if !ok {
			continue
		}
		read, fits := reading.Read(v)
		switch {
		case !fits:
			unread = append(unread, mailing.UnreadValue{Line: line, Field: name, Value: v, Kind: reading.Kind})
		case read == "":
			delete(values, name)
		default:
			values[name] = read
		}
	}
	return unread
}

// fresh are the fields that were met since it was last asked, sorted.
func (r *fieldReader) fresh() []string {
	if len(r.news) == 0 {
		return nil
	}
	news := slices.Sorted(slices.Values(r.news))
	r.news = nil
	return news
}

// dropFields takes the fields away that the import made, unless somebody has a value for them by now.
func (u *undoing) dropFields() error {
	names, err := selectAll(u.slice.ctx, u.slice, scanText, `SELECT name FROM fields WHERE import_id = ?`, u.id)
	if err != nil || len(names) == 0 {
		return err
	}
	for _, name := range names {
		var used bool
		if err := u.slice.QueryRowContext(u.slice.ctx, `SELECT EXISTS (SELECT 1 FROM contacts k WHERE k.fields <> '{}' AND json_extract(k.fields, ?) IS NOT NULL)`,
			fieldPath(name)).Scan(&used); err != nil {
			return err
		}
		if used {
			continue
		}
		if _, err := u.slice.exec(`DELETE FROM fields WHERE name = ?`, name); err != nil {
			return err
		}
	}
	return nil
}

// fieldPath is where a further field stands in the JSON of a contact's fields.
func fieldPath(name string) string { return `$."` + mailing.FieldName(name) + `"` }
